#!/bin/sh
# Campaigns from the command line: killed and resumed, cut into shards, extended, stopped by precision; the
# collected files are the same bytes each time.
# usage: test_campaign.sh CROWDPATCH SWEEPS [KILLS]
# With SWEEPS/small.json and many KILLS it is the long test; the short one takes a few runs of it.
set -eu

sweeps=$(realpath "$2")
kills=${3:-4}
replications=${CROWDPATCH_CAMPAIGN_REPLICATIONS:-3}
. "$(dirname "$0")/common.sh"

same() { # DIRECTORY DIRECTORY WHAT
    for name in results.csv datapackage.json ro-crate-metadata.json; do
        cmp "$1/$name" "$2/$name" || fail "$3: $name differs"
    done
}

sed "s/\"replications\": 20/\"replications\": $replications/" "$sweeps/small.json" >small.json
runs=$((10 * replications))

# What nobody disturbed.
expect 0 sweep small.json -j 2 -o whole
grep -q "^small: $runs of $runs runs at 10 points are done" stdout || fail "sweep does not say what it did"
[ "$(wc -l <whole/results.csv)" -eq $((runs + 1)) ] || fail "not a row a run"
grep -q "of $runs runs, .* runs/s" stderr || fail "no progress"

# In shards, by hand, in another order.
expect 0 plan small.json --shards 6 --pilot 1 -o sharded
grep -q '^#SBATCH --array=0-5$' sharded/submit.sbatch || fail "submit.sbatch has not six tasks"
expect 0 shard sharded --index 5 -j 2
expect 0 shard sharded --index 0 --json
grep -q "^  \"done\": $(((runs + 5) / 6)),$" stdout || fail "shard --json does not count"
expect 2 shard sharded --index 6
expect 6 collect sharded
grep -q 'runs are done; --partial collects them alone' stderr || fail "a part is collected without a word"
[ ! -e sharded/results.csv ] || fail "a part is collected"
expect 6 collect sharded --partial
expect 0 status sharded
grep -q '^with Slurm: sbatch --array=1-4 ' stdout || fail "status does not name the open shards"
expect 0 status sharded --json
grep -q '"open_shards": "1-4"' stdout || fail "status --json does not name the open shards"
expect 0 resume sharded -j 2
same whole sharded "in shards"

# The same as a data base, where the build has SQLite.
if "$crowdpatch" collect whole --sqlite >stdout 2>stderr; then
    python3 - <<'END' || fail "another data base"
import csv, sqlite3
rows = list(csv.reader(open("whole/results.csv")))[1:]
kept = sqlite3.connect("whole/results.sqlite").execute("SELECT * FROM results").fetchall()
def same(text, cell):
    if cell is None or text in ("true", "false"):
        return cell == {"": None, "true": 1, "false": 0}[text]
    return text == cell or float(text) == cell
assert len(kept) == len(rows) > 0
assert all(same(*pair) for row, cells in zip(rows, kept) for pair in zip(row, cells, strict=True))
END
else
    expect 2 collect whole --sqlite
    grep -qx 'crowdpatch collect: --sqlite: built without libsqlite3; results.csv has the same table' stderr ||
        fail "it does not say that there is no SQLite"
fi

# Killed at random moments, with two results cut, one damaged and one doubled.
expect 0 plan small.json --shards 4 --pilot 0 -o killed
for kill in $(seq "$kills"); do
    "$crowdpatch" resume killed -j 2 >stdout 2>stderr &
    pid=$!
    sleep "$(python3 -c "import random; print(random.Random($kill).uniform(0.1, ${CROWDPATCH_CAMPAIGN_KILL_S:-0.6}))")"
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
done
expect 0 resume killed -j 2
same whole killed "after kills"
for shard in 0001 0002; do
    size=$(wc -c <"killed/shards/$shard.jsonl")
    truncate -s $((size - 100)) "killed/shards/$shard.jsonl"
done
sed -i '1s/"index":\([0-9]*\),"ok":true/"index":\1,"ok":tree/' killed/shards/0003.jsonl
head -1 killed/shards/0000.jsonl >>killed/shards/0000.jsonl
rm killed/results.csv
expect 6 collect killed
expect 0 status killed
grep -q "^small: $((runs - 3)) of $runs runs" stdout || fail "cut results are not missed"
grep -q '^3 lines are damaged' stdout || fail "damaged lines are not counted"
expect 0 resume killed
same whole killed "after damage"

# A signal stops it cleanly.
expect 0 plan "$sweeps/small.json" --pilot 0 -o stopped
"$crowdpatch" resume stopped >stdout 2>stderr &
pid=$!
# Its first run is kept: it is well on its way, however slow the machine is.
until cat stopped/shards/*.jsonl 2>/dev/null | grep -q . || ! kill -0 "$pid" 2>/dev/null; do
    sleep 0.02
done
kill -TERM "$pid" 2>/dev/null || fail "there was nothing to stop"
code=0
wait "$pid" || code=$?
[ "$code" -eq 6 ] || fail "stopped: exit code $code instead of 6"
grep -q '^crowdpatch resume: stopped; what is done is kept. To go on: crowdpatch resume stopped$' stderr ||
    fail "no word how to go on"

# One writer a shard.
expect 0 plan "$sweeps/small.json" --shards 1 --pilot 0 -o locked
"$crowdpatch" shard locked --index 0 >/dev/null 2>&1 &
pid=$!
sleep 0.3
expect 4 shard locked --index 0
grep -q 'is being written by another process$' stderr || fail "two write at once"
kill -TERM "$pid" && wait "$pid" || true

# More replications and one more point, at the end; what was there keeps its numbers.
sed "s/\"replications\": $replications/\"replications\": $((replications + 1))/; s/\"count\": 5/\"count\": 3/" \
    small.json >more.json
cp -r whole extended
expect 0 plan more.json --extend -o extended --pilot 0
expect 0 resume extended -j 2
head -$((runs + 1)) extended/runs.csv | cmp -s - whole/runs.csv || fail "an extension renumbers"
head -$((runs + 1)) extended/results.csv | cmp -s - whole/results.csv || fail "an extension changes rows"
[ "$(wc -l <extended/results.csv)" -eq $((runs + 7)) ] || fail "an extension has not six runs more"
expect 0 plan more.json --extend -o extended
grep -q 'has all of these runs already' stderr || fail "an extension by nothing goes without a word"

# Until a mean is known: the decision is the same whoever runs it.
cat >target.json <<'END'
{
  "name": "target", "system": "client_server", "seed": 3, "duration": "3h", "sample_interval": "5min",
  "world": {"distributors": 0, "hubs": 4, "devices": 8},
  "sweep": {"grid": {"client_server.update_size": ["1KiB", "2KiB"], "world.hubs": [2, 6]}},
  "replications": {"metric": "devices.time_to_50_percent_s", "relative_half_width": 0.35, "batch": 2, "maximum": 8}
}
END
expect 0 sweep target.json -o target -j 2
cp stdout said
expect 0 plan target.json -o target_sharded --shards 5
rounds=0
while [ "$("$crowdpatch" status target_sharded --json | sed -n 's/^  "complete": \(.*\),$/\1/p')" = false ]; do
    for shard in 9 8 7 6 5 4 3 2 1 0; do
        "$crowdpatch" shard target_sharded --index "$shard" >/dev/null 2>&1 || true
    done
    rounds=$((rounds + 1))
    [ "$rounds" -lt 10 ] || break
done
expect 0 collect target_sharded
same target target_sharded "until a mean is known"
[ "$(wc -l <target/results.csv)" -lt 33 ] || fail "no point stopped before its maximum"
sed 's/time_to_50_percent_s/time_to_50_precent_s/' target.json >unknown.json
expect 3 sweep unknown.json -o unknown
grep -q '^unknown.json:5:.*: error: "devices.time_to_50_precent_s" is no number of a result; did you mean' stderr ||
    fail "an unknown metric is not named"

# A run that fails is named; it runs again when it can.
"$crowdpatch" run "$sweeps/../smoke/client_server-server.json" --out plain >/dev/null
cp -r "$sweeps/../calibrations" machines
sed 's|"sweep"|"fidelity": {"calibration": "machines/amd_epyc_zen4.json"}, "sweep"|; s/\[2, 6\]/[2]/; s/"metric.*}/"count": 1}/' \
    target.json >calibrated.json
expect 0 plan calibrated.json -o failing --pilot 0
mv machines/amd_epyc_zen4.json away.json
expect 5 resume failing
grep -q '^run 0 (point 0, seed 3, [0-9a-f]*) failed:$' stderr || fail "a failed run is not named"
expect 5 collect failing
mv away.json machines/amd_epyc_zen4.json
expect 0 resume failing

# Errors.
expect 2 sweep small.json
expect 2 plan
expect 4 sweep small.json -o whole
expect 3 status nowhere
expect 3 sweep small.json -o x --set world.hubs=0
expect 3 validate small.json --set client_server.variant=cdn
expect 0 validate small.json
grep -qxF "small.json: ok, 10 points, $replications runs each" stdout || fail "validate does not count"
for file in "$sweeps"/*.json; do
    expect 0 validate "$file"
done

[ "$failures" -eq 0 ]
