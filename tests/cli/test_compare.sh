#!/bin/sh
# Comparisons from the command line: equal and unequal worlds, one seed for all, JSON, exit codes.
# usage: test_compare.sh CROWDPATCH SMOKE_SCENARIOS
set -eu

smoke=$(realpath "$2")
. "$(dirname "$0")/common.sh"
command=compare

expect 0 "$smoke"/*.json
! grep -q '^warning' stdout || fail "equal worlds are called different"
[ "$(grep -c ', seed 1$' stdout)" -eq "$(ls "$smoke" | wc -l)" ] || fail "a run has no line"
for metric in 'devices patched    %' 'time to 50 %' 'time to 90 %' 'time to 99 %' 'manufacturer sent  MB' \
    'manufacturer paid  USD' 'devices computed   s' 'energy of updates  J' 'bytes on chain     kB' gas; do
    grep -qF "$metric" stdout || fail "no line '$metric'"
done

# A scenario differs from itself by nothing, and compare finds what run finds.
server=$smoke/client_server-server.json
expect 0 "$server" "$server" --json
[ "$(grep -c '"same_world_as_first": true' stdout)" -eq 2 ] || fail "a world differs from itself"
sed -n '/"difference"/,/}/p' stdout | grep ': -\{0,1\}[1-9]' >found && fail "a difference to itself"
"$crowdpatch" run "$server" --out run >/dev/null
for key in time_to_50_percent_s time_to_90_percent_s time_to_99_percent_s; do
    grep "\"$key\"" run/result.json | sed 's/[ ,]//g' >value
    grep "\"$key\"" stdout | head -1 | sed 's/[ ,]//g' | cmp -s - value || fail "$key is not that of run"
done

# The first one's seed is that of all; --seed is before it.
sed 's/"seed": 1/"seed": 5/' "$server" >other_seed.json
expect 0 "$server" other_seed.json
[ "$(grep -c ', seed 1$' stdout)" -eq 2 ] || fail "not the first one's seed"
expect 0 "$server" other_seed.json --seed 9
[ "$(grep -c ', seed 9$' stdout)" -eq 2 ] || fail "--seed is not used"

# Worlds that differ are named.
sed 's/"hubs": 8/"hubs": 9/' "$server" >other_hubs.json
sed 's/"world"/"network": {"home_up": "1Mbps"}, "world"/' "$server" >other_network.json
expect 0 "$server" other_hubs.json other_network.json
grep -q '^warning: 2 has other participants than 1: ' stdout || fail "other participants go unnoticed"
grep -q '^warning: 3 has another network than 1: ' stdout || fail "another network goes unnoticed"
sed "s|\"world\"|\"fidelity\": {\"calibration\": \"$smoke/../calibrations/amd_epyc_zen4.json\"}, \"world\"|" \
    "$server" >other_machines.json
expect 0 "$server" other_machines.json
grep -q '^warning: 2 has other participants than 1: ' stdout || fail "other machines go unnoticed"
expect 0 "$server" other_hubs.json --json
grep -q '"same_world_as_first": false' stdout || fail "other participants go unnoticed"

expect 6 "$server" "$server" --set duration=3min
grep -q '^warning: 2 was cut off by its duration' stdout || fail "a run that was cut off goes unnoticed"
expect 2 "$server"
expect 3 "$server" nowhere.json
expect 3 "$server" "$server" --set world.hubs=0

[ "$failures" -eq 0 ]
