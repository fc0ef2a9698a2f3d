#!/bin/sh
# Rewrites the results that are kept here from a build; review the difference before it is committed.
# usage: update.sh CROWDPATCH SOURCE_ROOT
set -eu

crowdpatch=$1
golden=$2/tests/golden
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
trap 'exit 1' INT TERM

for scenario in "$golden"/*.json; do
    case $scenario in
    *.result.json) continue ;;
    esac
    name=$(basename "$scenario" .json)
    "$crowdpatch" run "$scenario" --out "$directory/$name" >/dev/null
    cp "$directory/$name/result.json" "$golden/$name.result.json"
    echo "$golden/$name.result.json"
done
