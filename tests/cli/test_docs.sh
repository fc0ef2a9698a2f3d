#!/bin/sh
# Fails when a page or schema of docs/ or schemas/, or ARTIFACT.md, is not what this program writes, when kept figures
# are not of today's experiments or not whole, and when docs/measures.md lacks a column of a run's tables or what only
# one system measures.
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
check docs/device-class-parameters.md params --device-class --markdown
check schemas/device-class.schema.json schema --device-class

# Kept figures: of which experiments and with how many runs, and the data that the manifest says.
holds() { # MANIFEST MEMBER VALUE
    if ! grep -q "^  \"$2\": \"*$3\"*,\{0,1\}\$" "$1"; then
        echo "$1 is of other $2: run crowdpatch reproduce with --accept" >&2
        status=1
    fi
}
kept() { # RESULTS PLANNED
    holds "$1/manifest.json" data_sha256 "$(sha256sum <"$1/data.csv" | cut -d' ' -f1)"
    holds "$1/manifest.json" experiments_sha256 \
        "$(cat "$2"/campaign/experiment-?.json | sha256sum | cut -d' ' -f1)"
    holds "$1/manifest.json" runs "$(tail -n +2 "$2/campaign/runs.csv" | wc -l)"
}
"$crowdpatch" reproduce all --plan --quiet -o "$run/full" >"$written"
"$crowdpatch" reproduce all --plan --quiet --quick -o "$run/quick" >"$written"
for figure in results/fig*; do
    kept "$figure" "$run/full/$(basename "$figure")"
    kept "$figure/quick" "$run/quick/$(basename "$figure")-quick"
done

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
