#!/bin/sh
# Releases that are filled in wrong get a clear line and exit code 2; the scenarios of the shipped ones are valid;
# and a release of eight devices gets its whole answer, or is told that no reward will do.
# usage: test_size.sh CROWDPATCH RELEASES
set -eu

releases=$(realpath "$2")
. "$(dirname "$0")/common.sh"

# wrong TEXT LINE: a release of this text has one error, and LINE is its line.
wrong() {
    printf '%s\n' "$1" >wrong.json
    expect 2 size wrong.json
    [ "$(head -n 1 stderr)" = "wrong.json:$2" ] || fail "expected wrong.json:$2"
    [ "$(grep -c ': error: ' stderr)" -eq 1 ] || fail 'not one error'
    [ ! -s stdout ] || fail 'output beside an error'
}

wrong '{"release": "2026-03-02", "deadline": "2026-02-03"}' \
    '1:39: error: the deadline 2026-02-03 is not after the release 2026-03-02'
wrong '{"deadline": "2026-02-30"}' \
    '1:14: error: "2026-02-30" is no date; expected one such as "2026-01-31" or "2026-01-31T12:00"'
wrong '{"deadline": "2036-02-03"}' '1:14: error: the deadline is more than a year after the release'
wrong '{"target": {"coverage": 1.05}}' \
    '1:25: error: 1.05 is out of range; expected a number from 0.01 to 1'
wrong '{"money": {"currency": "EUR"}}' \
    '1:24: error: the currency EUR has no price; say in money.usd how many US dollars a unit of it is'
wrong '{"money": {"usd": 1.1}}' \
    '1:19: error: a US dollar is 1 US dollar; name the currency in money.currency'
wrong '{"chain": {"profile": "private"}}' \
    '1:23: error: the coin of a private chain has no price; say in chain.eth_usd_low what it is redeemed for'
wrong '{"chain": {"fee_low": 2, "fee_high": 1}}' \
    '1:38: error: the most fee, 1, is below the least, 2'
wrong '{"chain": {"eth_usd_low": 2000, "eth_usd_high": 1000}}' \
    "1:49: error: the coin's most price, 1000, is below the least, 2000"
wrong '{"chain": {"profile": "l1_2026", "eth_usd_high": 100}}' \
    "1:50: error: the coin's least price, by the profile, is 2240; say chain.eth_usd_low, too"
wrong '{"chain": {"profile": "l1_2026", "eth_usd_low": 9000}}' \
    "1:49: error: the coin's most price, by the profile, is 4480; say chain.eth_usd_high, too"
wrong '{"fleet": {"devices": 0}}' \
    '1:23: error: 0 is out of range; expected a whole number from 1 to 100000000'
wrong '{"fleet": {"devices": 3, "per_home": 4}}' '1:38: error: 4 devices a home of a fleet of 3'
wrong '{"fleet": {"device": 10}}' '1:12: error: unknown key "device"; did you mean "devices"?'
wrong '{"deadlien": "2026-02-03"}' '1:2: error: unknown key "deadlien"; did you mean "deadline"?'
wrong '{"sweep": {}}' '1:2: error: unknown section "sweep"'
wrong '{"update": {"size": 64}}' '1:21: error: expected a size such as "64KiB", found the number 64'
wrong '[]' '1:1: error: found an array, expected a release: { ... }'

expect 2 size
expect 2 size missing.json
expect 2 size one.json two.json
for name in bulbs cameras gateways tiny million; do
    expect 0 size --scenario "$releases/$name.json"
    mv stdout "$name-scenario.json"
    expect 0 validate "$name-scenario.json"
    expect 0 size --experiment "$releases/$name.json"
    mv stdout "$name-experiment.json"
    expect 0 validate "$name-experiment.json"
    says '240 points, 1 runs each'
done
expect 2 size "$releases/tiny.json" --budget 100
grep -q 'a budget of 100 rollouts is too small' stderr || fail 'no word of the budget'
expect 2 size "$releases/tiny.json" --budget none
# Options of which one would be without effect.
for options in '--scenario --experiment' '--scenario --json' '--experiment --json' '--html page.html --experiment' \
    '--html page.html --check 1' '--campaign here --check 1' '--campaign here --scenario'; do
    # shellcheck disable=SC2086
    expect 2 size "$releases/tiny.json" $options
    grep -q 'do not go together' stderr || fail "$options are taken"
    [ ! -e page.html ] || fail 'a page was begun'
done

# Three hours, in which hubs that poll each hour are in time, or two minutes, in which they are not.
cat >small.json <<'END'
{
  "name": "a & b", "description": "<script>alert(1)</script>",
  "release": "2026-01-01T00:00", "deadline": "2026-01-01T03:00",
  "fleet": {"devices": 8, "per_home": 4, "online": 1, "poll": "1h"}, "update": {"size": "1KiB"},
  "target": {"probability": 0.5, "confidence": 0.5},
  "chain": {"profile": "l1_2026"}, "alternatives": {"outage_after": "5min"},
  "distributors": {"available": 3, "outlay": 0.1, "awareness": "1min", "mean_uptime": "0s", "seeding": "10min"}
}
END
expect 0 size small.json --budget 250 --html small.html --json
says '"verdict": "recommended"'
says '"hits": 1,'
says '"crowdpatching": {'
grep -q '&lt;script&gt;' small.html || fail 'the page does not escape'
grep -q "default-src 'none'" small.html || fail 'the page has no policy'
for name in 'refund at the deadline' distributors 'their provers&#39; load' 'reward a_d' 'cost and stake' 'gas of a claim' \
    'price of the coin'; do
    grep -q "<t[dh]>$name</t[dh]>" small.html || fail "the page has no row or column $name"
done
if grep -q '<script' small.html; then fail 'the page has a script'; fi
expect 0 size small.json --budget 250 --set deadline=2026-01-01T00:02 --quiet
says 'No recommendation: no reward suffices.'
expect 0 size small.json --check 0.1 --devices 4 --json
says '"hits": 200,'
expect 0 size small.json --check 0.1 --devices 4 --budget 3 --json
says '"rollouts": 3,'
expect 2 size small.json --check much
# A coin of a millionth of a cent: rewards of more of them than a scenario has.
expect 3 size small.json --check 0.5 --budget 1 --devices 4 --set chain.eth_usd_low=0.0000001 --set chain.eth_usd_high=0.0000001
grep -q 'leads to a scenario that cannot be' stderr || fail 'an error without a reason'
# The curve, and a confirmation, as campaigns in shards.
expect 0 size small.json --experiment --check 0.1 --set target.probability=0.9
mv stdout confirm.json
expect 0 plan confirm.json --shards 3 --pilot 0 -o campaign
for shard in 2 0 1; do
    expect 0 shard campaign --index "$shard" -j 2 --quiet
done
expect 0 collect campaign
expect 0 size small.json --campaign campaign --set target.probability=0.9
says 'With 7 rollouts it is confirmed.'
expect 0 size small.json --campaign campaign --json
says '"hits": 7,'
# Sixty rewards of somebody's own, and a run that says nothing.
mkdir -p many none
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "set.crowdpatching.distributor_reward_wei") at = i
    print; next } NR == 2 { for (i = 1; i <= 60; i++) { $at = i "000000000000000"; print } }' campaign/results.csv >many/results.csv
expect 0 size small.json --campaign many --set target.probability=0.9
says '190 USD'
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "devices.by_state.patched") at = i
    print; next } { $at = -1; print }' campaign/results.csv >none/results.csv
expect 3 size small.json --campaign none
grep -q 'row 1 has no devices.by_state.patched' stderr || fail 'fewer than no devices'
expect 3 size small.json --campaign campaign --devices 4
grep -q 'simulates 8 devices, and not 4' stderr || fail 'another release'
expect 4 size small.json --campaign nowhere
# Unpatched devices that cost nothing are worth no reward.
expect 0 size small.json --budget 250 --set risk.unpatched_cost=0
says 'No recommendation: a CDN is cheaper at every probability'

[ "$failures" -eq 0 ] || exit 1
