#!/bin/sh
# Runs from the command line: equal seeds, other seeds, results that exist, short durations, a kill.
# usage: test_run.sh CROWDPATCH SCENARIO
set -eu

scenario=$(realpath "$2")
. "$(dirname "$0")/common.sh"

# simulate CODE ARGUMENTS...: a small release.
simulate() {
    expected=$1
    shift
    code=0
    "$crowdpatch" run "$scenario" --set world.hubs=4 --set world.devices=8 \
        --set world.distributors=5 --set crowdpatching.seeding_slots=2 \
        --set crowdpatching.expiry=2h "$@" >stdout 2>stderr || code=$?
    [ "$code" -eq "$expected" ] || {
        cat stderr >&2
        fail "run $*: exit code $code instead of $expected"
    }
}

simulate 0 --out first
simulate 0 --out second
for file in first/*; do
    name=${file##*/}
    [ "$name" = manifest.json ] || cmp "$file" "second/$name" || fail "$name differs between equal runs"
done
for name in result.json manifest.json scenario.json timeseries.csv.gz deliveries.csv.gz \
    distributors.csv.gz gas.csv releases.csv regions.csv; do
    [ -s "first/$name" ] || fail "first/$name is missing"
done
gzip -t first/*.gz || fail "a table is damaged"

simulate 0 --out third --seed 2
! cmp -s first/deliveries.csv.gz third/deliveries.csv.gz || fail "another seed, the same deliveries"

# The resolved scenario runs again, to the same results.
"$crowdpatch" run first/scenario.json --out fourth >stdout
cmp first/result.json fourth/result.json || fail "scenario.json gives another result"

simulate 0 --out fifth --json
cmp stdout fifth/result.json || fail "--json prints another text than result.json"

simulate 0 --out sixth --progress
grep -q ' s simulated in ' stderr || fail "--progress is silent"

simulate 4 --out first
grep -q 'first exists already' stderr || fail "an existing directory is not named"
simulate 4 --out first/result.json/there
grep -q 'first/result.json is not a directory; name another place' stderr || fail "a file in the way is not named"
simulate 0 --out new/deep/results --quiet
[ ! -s stdout ] && [ ! -s stderr ] || fail "--quiet is not quiet"
cmp first/result.json new/deep/results/result.json || fail "--quiet, or a new directory, has another result"
simulate 0 --out quiet_json --quiet --json
cmp stdout first/result.json || fail "--quiet --json is not result.json"
[ ! -s stderr ] || fail "--quiet --json is not quiet"
simulate 6 --out short --set duration=5min
grep -q '"complete": false' short/result.json || fail "a run that was cut off calls itself complete"
grep -q '"ended_by": "clock"' short/result.json || fail "a run that was cut off does not say so"
grep -q '"ended_by": "work"' first/result.json || fail "a run whose work is done does not say so"
simulate 0
[ -s runs/quickstart-seed1/result.json ] || fail "no runs/quickstart-seed1"
simulate 0
[ -s runs/quickstart-seed1-2/result.json ] || fail "no runs/quickstart-seed1-2"

# A killed run leaves nothing that looks finished.
"$crowdpatch" run "$scenario" --out killed --set crowdpatching.expiry=3000d \
    --set duration=3650d >stdout 2>stderr &
pid=$!
sleep 1
kill -KILL "$pid" 2>/dev/null || fail "the run to be killed ended by itself"
wait "$pid" 2>/dev/null || true
[ ! -e killed ] || fail "a killed run leaves results"

[ "$failures" -eq 0 ]
