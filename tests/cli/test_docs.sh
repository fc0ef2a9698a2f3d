#!/bin/sh
# Fails when a page or schema of docs/ or schemas/, or ARTIFACT.md, is not what this program writes.
# usage: test_docs.sh CROWDPATCH SOURCE_ROOT
set -eu

crowdpatch=$(realpath "$1")
source_root=$(realpath "$2")
cd "$source_root"
written=$(mktemp)
trap 'rm -f "$written"' EXIT
trap 'exit 1' INT TERM
status=0

check() { # FILE COMMAND...
    file=$1
    shift
    "$crowdpatch" "$@" >"$written"
    if ! diff -u "$source_root/$file" "$written"; then
        echo "$file is out of date: run ./dev docs" >&2
        status=1
    fi
}

check docs/parameters.md params --markdown
check schemas/scenario.schema.json schema
check schemas/figure.schema.json schema --figure
check ARTIFACT.md reproduce --artifact
check docs/release-parameters.md params --release --markdown
check schemas/release.schema.json schema --release
exit "$status"
