#!/bin/sh
# A figure from its scenarios to its claims: reproduce, with and without gnuplot, claims that fail, data that
# differ from those that are kept, and ARTIFACT.md.
# usage: test_reproduce.sh CROWDPATCH FIGURES_DIRECTORY
set -eu

figures=$(realpath "$2")
. "$(dirname "$0")/common.sh"
cp -r "$figures" figures
command='reproduce --figures figures --reference results -o out --quiet'

# A plan runs nothing.
expect 0 --plan
says 'fig90  24 runs at 6 points'
[ ! -e out/fig90/data.csv ] || fail "a plan has data"

# The first time nothing is kept; it is kept then, and the second time it is the same without a run.
expect 0 fig90 -j 2 --accept
says '24 runs, '
says 'PASS  linear '
says '----  reference'
says 'kept in results/fig90'
for file in data.csv claims.csv manifest.json fig90.dat fig90.gp; do
    [ -s results/fig90/$file ] || fail "no results/fig90/$file"
done
lines=$(cat out/fig90/campaign/shards/*.jsonl | wc -l)
expect 0 all
says 'PASS  reference      17 of 17 values are those of results/fig90/data.csv'
[ "$(cat out/fig90/campaign/shards/*.jsonl | wc -l)" -eq "$lines" ] || fail "it ran again"
if command -v gnuplot >gnuplot-path 2>/dev/null; then
    for kind in svg png pdf; do
        [ -s results/fig90/fig90.$kind ] || fail "no fig90.$kind"
    done
fi

# The small size is another campaign with other claims.
expect 0 --quick
says 'fig90 (quick)'
says '12 runs, '
grep -q 'PASS  all' stdout && fail "a claim that the small size has not"

# Without gnuplot everything but the pictures is there.
mkdir empty
code=0
PATH=$scratch/empty "$crowdpatch" reproduce fig90 --quick --figures figures --reference results -o out \
    --quiet >stdout 2>stderr || code=$?
[ "$code" -eq 0 ] || fail "without gnuplot: exit code $code"
grep -qF 'there is no gnuplot here; out/fig90-quick/fig90.gp draws the data where there is' stderr ||
    fail 'no word of gnuplot'
# A picture of older data is not kept beside new ones.
rm -f out/fig90-quick/fig90.svg
mkdir -p results/fig90/quick
echo old >results/fig90/quick/fig90.svg
PATH=$scratch/empty "$crowdpatch" reproduce fig90 --quick --accept --figures figures --reference results -o out \
    --quiet >stdout 2>stderr || fail "cannot keep data without gnuplot"
[ -s results/fig90/quick/fig90.dat ] || fail 'no data are kept'
[ ! -e results/fig90/quick/fig90.svg ] || fail 'an older picture is kept'
rm -r results/fig90/quick

# A claim that fails, and one without a value.
sed 's/"target": 0.25/"target": 0.75/' "$figures/fig90-tiny.figure.json" >figures/fig90-tiny.figure.json
expect 7 fig90
says 'FAIL  hubs-save'
sed 's/series.1800s.patched/series.1801s.patched/' "$figures/fig90-tiny.figure.json" \
    >figures/fig90-tiny.figure.json
expect 7 fig90
says 'no run has a value'
cp "$figures/fig90-tiny.figure.json" figures

# Data that are not those that are kept.
sed -i '2s/,16,,4,4,[^,]*,[^,]*,/,16,,4,4,9999,9998,/' results/fig90/data.csv
expect 7 fig90
says '16 of 17 values are those of results/fig90/data.csv; '

# ARTIFACT.md tells what is kept.
expect 0 --artifact
says '| hubs-save | Hubs that keep the update take three quarters off it. | 0.25 +- 0.05 | 0.256'
says '24 runs, '
says 'not tested'
says '- in full size: '
# What passed once and is no more what is asked fails, and what the small size says otherwise is told.
sed 's/"target": 0.25/"target": 0.75/' "$figures/fig90-tiny.figure.json" >figures/fig90-tiny.figure.json
expect 0 --artifact
says '| 0.75 +- 0.05 | 0.256'
says '**fails**'
says '; not fig90 hubs-save'
sed 's/"tolerance": 0.05/"tolerance": 0.05, "quick": {"says": "Some of it."}/' "$figures/fig90-tiny.figure.json" \
    >figures/fig90-tiny.figure.json
expect 0 --artifact
says ': Some of it. |'
cp "$figures/fig90-tiny.figure.json" figures
sed -i 's/^hubs-save,pass,4,[^,]*,[^,]*,[^,]*,/hubs-save,no value,0,,,,/' results/fig90/claims.csv
expect 0 --artifact
says '| no value **fails** |'

# What is wrong is said in one line.
expect 2 fig91
complains 'figures has no fig91'
expect 4 --figures nowhere
complains 'cannot open nowhere'
expect 2 -j 0
complains '-j takes a whole number from 1 to 4096, found "0"'
sed 's/once_a_hub/once_a_year/' "$figures/fig90-tiny.json" >figures/fig90-tiny.json
expect 3 fig90 -o other
sed 's/"replications": 4/"replications": 5/' "$figures/fig90-tiny.json" >figures/fig90-tiny.json
expect 3 fig90
complains 'out/fig90/campaign is of another experiment'
echo '{"title": 1}' >figures/fig90-tiny.figure.json
expect 3 fig90
complains 'figures/fig90-tiny.figure.json: "title" is a text'

[ "$failures" -eq 0 ]
