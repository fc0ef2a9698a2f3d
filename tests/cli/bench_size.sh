#!/bin/sh
# A recommendation keeps its promise: of 200 fresh rollouts at it as many hit as the binomial distribution lets a
# promise of 99 % (at least 193, which it misses once in a thousand); at 80 % of it more miss.
# usage: bench_size.sh CROWDPATCH RELEASE
set -eu

crowdpatch=$1
release=$2
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 1' INT TERM

value() { # KEY: the first number of this key
    sed -n 's/^ *"'"$1"'": \([0-9.e+-]*\),*$/\1/p' "$answer" | head -n 1
}

hits_at() { # REWARD
    "$crowdpatch" size "$release" --check "$1" --json >"$answer"
    value hits
}

"$crowdpatch" size "$release" --json >"$answer"
grep '"verdict"' "$answer"
grep -q '"verdict": "recommended"' "$answer"
reward=$(value distributor_reward_usd)
less=$(awk "BEGIN { print 0.8 * $reward }")
kept=$(hits_at "$reward")
missed=$(hits_at "$less")
echo "at $reward USD $kept of 200 hit, at $less USD $missed"
printf 'bench\tcampaign\trollouts that miss a promise of 99 %%\t%s\tof 200\tlimit\t7\tthe limit\n' $((200 - kept))
[ "$kept" -ge 193 ]
[ "$missed" -lt "$kept" ]
