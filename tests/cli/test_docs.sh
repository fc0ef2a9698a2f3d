#!/bin/sh
# Fails when a page or schema of docs/ or schemas/, or ARTIFACT.md, is not what this program writes, and when
# docs/measures.md lacks a column of a run's tables or what only one system measures.
# usage: test_docs.sh CROWDPATCH SOURCE_ROOT
set -eu

crowdpatch=$(realpath "$1")
source_root=$(realpath "$2")
cd "$source_root"
written=$(mktemp)
run=$(mktemp -d)
trap 'rm -rf "$written" "$run"' EXIT
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

# Columns of tables, and numbers of result.json that only one system has.
for scenario in scenarios/smoke/*.json; do
    name=$(basename "$scenario" .json)
    "$crowdpatch" run "$scenario" --quiet --out "$run/$name"
    {
        for table in "$run/$name"/*.csv "$run/$name"/*.csv.gz; do
            gzip -dcf "$table" | head -n 1 | tr , '\n'
        done
        sed -n "/^  \"${name%%-*}\": {\$/,/^  }/s/^    \"\([a-zA-Z0-9_]*\)\": .*/\1/p" "$run/$name/result.json"
    } | sed 's/^strategy_[a-z_]*_\(distributors\|entered\|profit\)/strategy_NAME_\1/; s/^cases_c[12]_[123]$/cases_c1_1/'
done | sort -u >"$run/names"
while read -r name; do
    if ! grep -q -F "\`$name\`" docs/measures.md; then
        echo "docs/measures.md lacks $name" >&2
        status=1
    fi
done <"$run/names"
[ "$(wc -l <"$run/names")" -gt 100 ] || status=1
exit "$status"
