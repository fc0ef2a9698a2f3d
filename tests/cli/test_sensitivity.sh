#!/bin/sh
# Designs from the experiment to the analysis, where the answer is known: the number of devices depends on itself
# alone, and nothing depends on the price of a CDN that nobody uses.
# usage: test_sensitivity.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"

# experiment NAME SWEEP
experiment() {
    cat >"$1.json" <<END
{
  "name": "$1", "system": "client_server", "seed": 1, "duration": "20min", "sample_interval": "5min",
  "world": {"distributors": 6, "hubs": 4}, "client_server": {"update_size": "1KiB"},
  "sweep": $2,
  "replications": 2
}
END
}

axes='"axes": {
  "client_server.cdn_usd_per_gb": {"range": {"from": 0.01, "to": 0.1}},
  "world.devices": {"range": {"from": 10, "to": 40}},
  "client_server.hub_poll": ["1min", "1h"]}'
experiment morris "{\"morris\": {\"trajectories\": 4, \"levels\": 4, $axes}}"
sed 's/"trajectories": 4/"trajectories": 2/' morris.json >fewer.json
experiment grid '{"grid": {"world.devices": [10, 20]}}'
experiment both "{\"morris\": {$axes}, \"grid\": {\"world.hubs\": [4, 5]}}"
experiment sobol '{"sobol": {"rows": 16, "axes": {
  "client_server.cdn_usd_per_gb": {"range": {"from": 0.01, "to": 0.1}},
  "world.devices": {"range": {"from": 10, "to": 40}}}}}'

# Levels are 10, 20, 30 and 40 devices: each effect is 30 over the whole range.
expect 0 sweep morris.json -j 2 -o morris
expect 0 sensitivity morris --metric devices.total --metric 'manufacturer.wan_up*'
says 'morris/results.csv: Morris, 4 trajectories of 3 axes on 4 levels'
[ "$(sed -n 5p stdout | tr -s ' ' | cut -d ' ' -f 2-5,7)" = '30 30 30 30 world.devices' ] ||
    fail 'world.devices is not first, or its effect not 30'
says '             0             0             0             0             0  client_server.cdn_usd_per_gb'
[ "$(grep -c '  0             0             0             0             0  client_server.cdn_usd_per_gb$' stdout)" \
    -eq 2 ] || fail 'the price moves something'
expect 0 sensitivity morris --metric devices.total --csv
cp stdout whole.csv
says 'metric,axis,mu_star,mu_star_low,mu_star_high,mu,sigma'
says 'devices.total,client_server.hub_poll,0,0,0,0,0'
expect 0 sensitivity morris --metric devices.total --json --confidence 0.9
says '"format": "crowdpatch-sensitivity"'
says '"confidence": 0.9,'
says '"axis": "world.devices"'

# made CAMPAIGN: adds a metric to results.csv that is a weighted sum of the axes; replications differ, and their mean
# does not.
made() {
    awk -F , -v OFS=, '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print $0, "made"; next }
        { y = 1000 * $at["set.client_server.cdn_usd_per_gb"] - $at["set.world.devices"]
          if (at["set.client_server.hub_poll_s"] && $at["set.client_server.hub_poll_s"] > 60) y += 7
          print $0, y + ($at["replication"] ? 5 : -5) }' "$1/results.csv" >made.csv
    mv made.csv "$1/results.csv"
}

# close LINE AXIS MU_STAR|FIRST MU|TOTAL TOLERANCE
close() {
    sed -n "$1p" stdout | awk -F , -v axis="$2" -v a="$3" -v b="$4" -v near="$5" '
        function off(x, y) { return x > y ? x - y : y - x }
        { exit !($2 == axis && off($3, a) < near && off($6, b) < near) }' || fail "line $1 is not $2 $3 $4"
}

# 1000 USD of a range of 0.09, 30 devices with the other sign, 7 for the other choice.
made morris
expect 0 sensitivity morris --metric made --csv
close 2 client_server.cdn_usd_per_gb 90 90 1e-6
close 3 world.devices 30 -30 1e-6
close 4 client_server.hub_poll 7 7 1e-6

# More trajectories keep those that are there.
expect 0 sweep fewer.json -j 2 -o longer
runs=$(wc -l <longer/results.csv)
expect 0 plan morris.json --extend --pilot 0 -o longer
expect 0 resume longer -j 2
[ "$(head -n "$runs" longer/runs.csv)" != "$(cat longer/runs.csv)" ] || fail 'nothing was added'
[ "$(wc -l <longer/results.csv)" -eq "$(wc -l <morris/results.csv)" ] || fail 'not the same runs'
expect 0 sensitivity longer --metric devices.total --csv
cmp -s whole.csv stdout || fail 'another analysis after an extension'

# Jansen's total of an axis without effect is 0, of the only one with an effect the variance.
expect 0 sweep sobol.json -j 2 -o sobol
expect 0 sensitivity sobol --metric devices.total --csv
says 'devices.total,client_server.cdn_usd_per_gb,0,0,0,0,0,0'
sed -n 2p stdout | awk -F , '{ exit !($2 == "world.devices" && $3 > 0.7 && $3 < 1.3 && $6 > 0.7 && $6 < 1.3) }' ||
    fail 'world.devices does not have all of the variance'

# Both are spread evenly: variances as the squares of 90 and 30.
made sobol
expect 0 sensitivity sobol --metric made --csv
close 2 client_server.cdn_usd_per_gb 0.9 0.9 0.2
close 3 world.devices 0.1 0.1 0.1

# A hub that asks once an hour does not get all devices there within the 20 minutes.
expect 3 sensitivity morris --metric devices.total --metric devices.time_to_99_percent_s
complains 'runs have a number devices.time_to_99_percent_s at point '
expect 3 sensitivity grid --metric devices.total
complains 'grid is no campaign: it has no readable plan.json'
expect 0 plan grid.json --pilot 0 -o grid
expect 3 sensitivity grid --metric devices.total
complains 'grid has no design: "morris" or "sobol" in an experiment'
expect 0 plan sobol.json --pilot 0 -o planned
expect 4 sensitivity planned --metric devices.total
complains 'planned has no results.csv; crowdpatch collect planned writes it'
head -n 3 sobol/results.csv >planned/results.csv
expect 3 sensitivity planned --metric devices.total
complains 'planned/results.csv has no runs of point 2; a design needs all of its points'
expect 2 sensitivity morris
complains 'of which metric? --metric NAME, a column of results.csv'
expect 2 sensitivity
complains 'which campaign? name the directory'
expect 2 sensitivity morris --metric devices.totla
complains 'did you mean "devices.total"?'
expect 2 sensitivity morris --metric devices.total --confidence 2
complains '--confidence "2"; expected a number between 0 and 1'
expect 3 validate both.json
grep -qF '"morris" is a whole design; "grid" cannot stand beside it' stderr || fail 'a design and a grid'
sed -i 's/"morris"/"moris"/' morris/plan.json
expect 3 sensitivity morris --metric devices.total
complains 'morris/plan.json is damaged'

[ "$failures" -eq 0 ]
