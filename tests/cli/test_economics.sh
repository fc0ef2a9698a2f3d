#!/bin/sh
# The stories of scenarios/economics: each is told by its runs, and static seeding ends where CrowdPatching grows on.
# usage: test_economics.sh CROWDPATCH ECONOMICS_SCENARIOS PYTHON CHECK_ECONOMICS
set -eu

economics=$(realpath "$2")
python=$3
check=$(realpath "$4")
. "$(dirname "$0")/common.sh"
command=run

# run NAME SCENARIO OPTIONS...
run() {
    name=$1
    scenario=$2
    shift 2
    expect 0 "$economics/$scenario.json" "$@" --out "runs/$name"
    mv stdout "$name.text"
}

mkdir runs
run growth growth-crowdpatching
run growth-static growth-static
run growth-literal growth-literal
run rewards rewards
run rewards-high rewards --set crowdpatching.distributor_reward=0.0001ETH
run fees fees
run fees-l2 fees --set prices.profile=l2
run fees-inelastic fees --set chain.background_elasticity=0
run market market
run market-bargaining market --set market.pricing=bargaining
run crowding crowding
run crowding-double crowding --set crowdpatching.distributor_reward=0.002ETH
run crowding-blind crowding --set entry.advertising_mean=0s
run newcomers newcomers
run newcomers-resets newcomers --set crowdpatching.score_reset=by_semantics
run releases releases
run releases-rich releases --set world.distributor_funds=1ETH
run manufacturers manufacturers
run manufacturers-alone manufacturers --set world.manufacturers=1 --set world.devices=150

# In plain words, where people look.
grep -q '^warning: .*no package can be sold, and distributors do not grow in number' growth-literal.text ||
    fail "the literal protocol's warning is not printed"

# Growth of both over equal seeds. distributors SEED SYSTEM SECONDS: how many had the update then.
distributors() {
    gzip -dc "runs/$2-$1/timeseries.csv.gz" |
        awk -F, -v at="$3" 'NR > 1 && $1 <= at {count = $4 + $5} END {print count}'
}
for seed in 1 2 3 4; do
    for system in crowdpatching static; do
        expect 0 "$economics/growth-$system.json" --seed "$seed" --out "runs/$system-$seed"
    done
    [ "$(distributors "$seed" static 7200)" -eq 5 ] && [ "$(distributors "$seed" static 180000)" -eq 5 ] ||
        fail "seed $seed: static seeding has no plateau of its seeds"
    seeded=$(distributors "$seed" crowdpatching 7200)
    [ "$(distributors "$seed" crowdpatching 28800)" -gt $((3 * seeded)) ] ||
        fail "seed $seed: CrowdPatching does not grow on when its seeding is over"
    [ "$(distributors "$seed" crowdpatching 180000)" -ge 95 ] || fail "seed $seed: CrowdPatching does not reach all"
done

"$python" "$check" runs "$economics/README.md" || failures=$((failures + 1))

# Curves: of CrowdPatching's growth Bass's is the nearest, and its rates are the scenario's: 1 / 1 d, 1 / 3 h.
command=growth
expect 0 runs/crowdpatching-* --json
"$python" - stdout <<'EOF' || fail "growth is not what the scenario asks for"
import json, sys
curves = json.load(open(sys.argv[1]))["curves"]
early = [c for c in curves if c["is_early"]][0]
whole = {c["curve"]: c for c in curves if not c["is_early"]}
assert early["rate"]["low"] > 0
assert min(whole, key=lambda name: whole[name]["aic"]).lower() == "bass", whole
bass = whole["bass"] if "bass" in whole else whole["Bass"]
for name, expected in [("market", 100), ("advertising", 1 / 86400), ("imitation", 1 / 10800)]:
    assert bass[name]["low"] < bass[name]["value"] < bass[name]["high"]
    assert 0.8 < bass[name]["value"] / expected < 1.2, (name, bass[name])
EOF
expect 0 runs/crowdpatching-*
says AIC
says Bass

[ "$failures" -eq 0 ]
