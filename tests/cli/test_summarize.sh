#!/bin/sh
# What a campaign's results.csv says: summarize, and compare between its points.
# usage: test_summarize.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"

mkdir camp
cat >camp/results.csv <<'END'
run_id,index,point,replication,seed,set.world.hubs,complete,devices.by_state.patched,devices.time_to_99_percent_s,chain.gas
a,0,0,0,1,10,true,5,7.5,100
b,1,1,0,1,20,true,9,,112
c,2,0,1,2,10,true,6,8.5,103
d,3,1,1,2,20,false,8,4,120
e,4,0,2,3,10,true,4,9.0,97
f,5,1,2,3,20,true,10,4,119
END

# The mean of 5, 6 and 4 is 5, with t = 4.302653 of two degrees times 1 / sqrt(3) about it.
expect 0 summarize camp
says 'camp/results.csv: 6 runs of 2 points; intervals at 0.95, of means by Student'
says "    3/3             5             1       2.51586       7.48414             5             -             -  point 0 world.hubs=10"
says "    2/3             4             0"
[ "$(grep -c 'point 1 world.hubs=20$' stdout)" -eq 4 ] || fail "not four metrics"

# The same from the file; one metric; as CSV and JSON.
expect 0 summarize camp/results.csv --metric 'devices.by*' --csv
printf '%s\n' point,set.world.hubs,metric,runs,n,mean,sd,low,high,median,median_low,median_high \
    0,10,devices.by_state.patched,3,3,5,1,2.51586228825,7.48413771175,5,, \
    1,20,devices.by_state.patched,3,3,9,1,6.51586228825,11.4841377118,9,, >table.csv
cmp -s table.csv stdout || fail "another table"
# A setting with a comma stays one cell.
sed 's/,20,\([tf]\)/,"20, ""x""",\1/' camp/results.csv >quoted.csv
expect 0 summarize quoted.csv --metric 'devices.by*' --csv
sed 's/^1,20,/1,"20, ""x""",/' table.csv >quoted-table.csv
cmp -s quoted-table.csv stdout || fail "a quoted cell is another one"
# Another quantile in the median's place: of 5, 6 and 4, 0.75 of the way is 5.5.
expect 0 summarize camp --metric 'devices.by*' --quantile 0.75 --confidence 0.1 --csv
says 'high,quantile_0.75,quantile_0.75_low,quantile_0.75_high'
says ',5.5,5,6'
expect 0 summarize camp --metric 'devices.by*' --quantile 0.75 --json
says '"quantile_0.75": {'
expect 0 summarize camp --metric complete --json --confidence 0.9
says '"format": "crowdpatch-summary"'
says '"confidence": 0.9,'
# Three of three by Clopper and Pearson: the third root of 0.05.
says '"low": 0.368403149864'
expect 0 summarize camp --method bca --metric chain.gas
says 'bootstrap (BCa)'

# Pairs: 4, 2 and 6 more devices; 12, 17 and 22 more gas; the dates have two pairs.
expect 0 compare camp
says '     3            +4     -0.968275      +8.96828  not shown      point 1 world.hubs=20'
says '     3           +17      +4.57931      +29.4207  more           point 1 world.hubs=20'
says '     2         -4.75'
says 'point 1 world.hubs=20 (of 3 runs)'
expect 0 compare camp/results.csv --base 1 --metric chain.gas --json
says '"base_point": 1,'
says '"value": -17,'
says '"verdict": "less"'

# One of three pairs has less and none has more: 0.004 to 0.934 of all may have less, and 0.768 of them more.
expect 0 compare camp --metric complete
grep -q '^ *3  *-0.333333  *-0.93[0-9]*  *+0.76[0-9]*  not shown ' stdout || fail "another interval of shares"

# An option that would have no effect is refused.
expect 2 compare camp --seed 3
complains 'crowdpatch compare: --seed is for scenarios; a campaign has been run'
expect 2 compare a.json b.json --base 1
complains 'crowdpatch compare: --base is for one campaign'
expect 2 summarize camp --csv --json
complains 'crowdpatch summarize: --csv or --json, not both'
expect 2 sensitivity camp --json --metric complete --csv
complains 'crowdpatch sensitivity: --csv or --json, not both'

# A table that lacks runs of its campaign says so, beside what it says.
cat >half.json <<'END'
{"system": "client_server", "world": {"hubs": 2, "devices": 2}, "replications": 2}
END
expect 0 plan half.json --shards 2 --pilot 0 -o half
expect 0 shard half --index 0
expect 6 collect half --partial
for half in 'summarize half' 'compare half'; do
    expect 0 $half
    grep -qxF "crowdpatch ${half% *}: warning: half/results.csv has 1 of 2 runs; crowdpatch resume half runs what is missing, and collects" \
        stderr || fail "$half: a run that is missing goes unnoticed"
done
expect 0 resume half
expect 0 summarize half
[ ! -s stderr ] || fail 'a whole table is called partial'

expect 2 summarize
complains 'which campaign?'
expect 2 summarize camp --metric chan.gas
complains 'camp/results.csv has no metric "chan.gas"; did you mean "chain.gas"?'
expect 2 summarize camp --confidence 95
complains '--confidence "95"; expected a number between 0 and 1, such as 0.95'
expect 2 summarize camp --quantile 1
complains '--quantile "1"; expected a number between 0 and 1, such as 0.95'
expect 2 summarize camp --method T
complains '--method "T"; expected t or bca'
expect 2 compare camp --base 2
complains 'camp/results.csv has no point "2"; expected one of 0 to 1'
expect 4 summarize nowhere
complains 'cannot open nowhere'
mkdir empty
expect 4 summarize empty
complains 'empty has no results.csv; crowdpatch collect empty writes it'
printf 'a,b\n1,2\n' >other.csv
expect 3 compare other.csv
complains 'other.csv:1: error: no results.csv of a campaign'

[ "$failures" -eq 0 ]
