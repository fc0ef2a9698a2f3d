#!/bin/sh
# Compares results with the ones that are kept here, byte for byte.
# usage: test_golden.sh CROWDPATCH GOLDEN_DIRECTORY
# With another SimGrid than 3.32 a difference is said and skipped (exit code 77): its kernel may
# order simultaneous events in another way.
set -eu

crowdpatch=$1
golden=$2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
trap 'exit 1' INT TERM

status=0
for scenario in "$golden"/*.json; do
    case $scenario in
    *.result.json) continue ;;
    esac
    name=$(basename "$scenario" .json)
    "$crowdpatch" run "$scenario" --out "$directory/$name" >/dev/null
    if cmp -s "$golden/$name.result.json" "$directory/$name/result.json"; then
        continue
    fi
    simgrid=$(sed -n 's/.*"simgrid": "SimGrid \(.*\)",*$/\1/p' "$directory/$name/manifest.json")
    diff -u "$golden/$name.result.json" "$directory/$name/result.json" >&2 || true
    case $simgrid in
    3.32*)
        echo "$name: another result than the one kept; if it is meant, run ./dev golden" >&2
        status=1
        ;;
    *)
        echo "$name: SKIPPED: SimGrid $simgrid gives another result than 3.32, with which the one kept was made" >&2
        [ "$status" -ne 0 ] || status=77
        ;;
    esac
done
exit "$status"
