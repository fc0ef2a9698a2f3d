#!/bin/sh
# Event logs of all systems: equal for equal runs, whole, exported, and told device by device.
# usage: test_trace.sh CROWDPATCH SMOKE_SCENARIOS PYTHON CHECKER
set -eu

crowdpatch=$(realpath "$1")
smoke=$(realpath "$2")
python=$3
checker=$(realpath "$4")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
cd "$scratch"
failures=0

fail() {
    echo "$1" >&2
    failures=$((failures + 1))
}

# expect CODE STDERR ARGUMENTS...
expect() {
    expected=$1
    text=$2
    shift 2
    code=0
    "$crowdpatch" "$@" >stdout 2>stderr || code=$?
    [ "$code" -eq "$expected" ] || fail "crowdpatch $*: exit code $code instead of $expected"
    grep -qF -e "$text" stderr || {
        fail "crowdpatch $*: stderr lacks <$text>:"
        cat stderr >&2
    }
}

pj_validate=$(command -v pj_validate || command -v pj_dump || true)
[ -n "$pj_validate" ] || echo "neither pj_validate nor pj_dump is installed: Paje is checked by $checker alone"

for scenario in "$smoke"/*.json; do
    name=$(basename "$scenario" .json)
    case $name in
    *-raw | *-reference-code | *-hardened) continue ;; # as their twins
    esac
    "$crowdpatch" run "$scenario" --trace --out "$name" >/dev/null 2>stderr || fail "$name: $(cat stderr)"
    "$crowdpatch" trace show "$name" -o log
    "$python" "$checker" log log || fail "$name: its log is wrong"
    "$python" "$checker" totals log "$name/result.json" || fail "$name: its log is not of its result"
    "$crowdpatch" run "$scenario" --trace --out short --set duration=7min >/dev/null 2>&1 || [ $? -eq 6 ] ||
        fail "$name: no run of 7 minutes"
    "$crowdpatch" trace show short -o short.log
    "$python" "$checker" prefix log short.log || fail "$name: 7 minutes are not the first 7 of 3 hours"
    rm -r short
    "$crowdpatch" trace export "$name" --format chrome -o chrome.json
    "$python" "$checker" chrome chrome.json || fail "$name: chrome is wrong"
    "$crowdpatch" trace export "$name" --format=paje -o run.paje
    "$python" "$checker" paje run.paje || fail "$name: paje is wrong"
    if [ -n "$pj_validate" ]; then
        "$pj_validate" run.paje >validated 2>&1 || fail "$name: PajeNG refuses: $(tail -n 3 validated)"
    fi
    "$crowdpatch" explain-device "$name" 0 >story || fail "$name: no story"
    grep -q '^At [0-9].* s .*\.$' story || fail "$name: the story has no sentence with its time"
    grep -q '^In the end device 0 was patched' story || fail "$name: the story has no end"
done

# The log depends on scenario and seed alone, and changes nothing else.
for scenario in "$smoke/crowdpatching-paper.json" "$smoke/lee_lee.json"; do
    name=$(basename "$scenario" .json)
    "$crowdpatch" run "$scenario" --trace --out again >/dev/null 2>&1
    cmp "$name/trace.jsonl.zst" again/trace.jsonl.zst || fail "$name: two logs differ"
    "$crowdpatch" run "$scenario" --out without >/dev/null 2>&1
    cmp again/result.json without/result.json || fail "$name: the log changes the result"
    [ ! -e without/trace.jsonl.zst ] || fail "$name: a log that nobody asked for"
    rm -r again without
done

# With or without stacks of their own, devices do the same.
for value in actors hub_state; do
    "$crowdpatch" run "$smoke/leiba-tagged.json" --set "world.devices_as=$value" --trace --out "$value" \
        >/dev/null 2>&1 || fail "no run with $value"
    "$crowdpatch" trace show "$value" | grep -v '"event":"trace"' >"$value.log" || fail "no log with $value"
done
cmp actors.log hub_state.log || fail "devices_as changes the log"

# Machines fail, radios lose messages, devices sleep.
"$crowdpatch" run "$smoke/crowdpatching-paper.json" --trace --out faults --set faults.hub_mean_uptime=5min \
    --set faults.hub_mean_downtime=10s --set faults.radio_message_loss=0.2 \
    --set faults.home_line_mean_uptime=10min --set world.device_wake_interval=20s \
    --set faults.reorg_first=10min >/dev/null 2>&1 || [ $? -eq 6 ] || fail "no run with faults"
"$crowdpatch" trace show faults -o log
"$python" "$checker" log log || fail "faults: its log is wrong"
"$python" "$checker" totals log faults/result.json || fail "faults: its log is not of its result"
for event in down up disconnect reconnect hold vanish wake rest reorganise; do
    grep -q "\"event\":\"$event\"" log || fail "faults: no $event"
done
"$crowdpatch" trace export faults --format paje -o run.paje
"$python" "$checker" paje run.paje || fail "faults: paje is wrong"
"$crowdpatch" trace export faults --format chrome -o chrome.json
"$python" "$checker" chrome chrome.json || fail "faults: chrome is wrong"

# Second contracts pay, too; who signs the same again, for want of money, signs no other transaction.
attacks=$smoke/../attacks
for name in leiba-second_release boudguiga-impersonate_device; do
    "$crowdpatch" run "$attacks/$name.json" --trace --out "$name" --set world.devices=6 --set world.hubs=3 \
        --set prices.profile=l1_2020 >/dev/null 2>&1 || [ $? -eq 6 ] || fail "no run of $name"
    "$crowdpatch" trace show "$name" -o log
    "$python" "$checker" totals log "$name/result.json" || fail "$name: its log is not of its result"
done

# Who delivered nothing is told so.
"$crowdpatch" run "$smoke/crowdpatching-paper.json" --trace --out nobody \
    --set world.distributors=0 --set crowdpatching.seeding_slots=0 >/dev/null 2>&1 || [ $? -eq 6 ] ||
    fail "no run without distributors"
"$crowdpatch" explain-device nobody device-0 >story
grep -q '^In the end device 0 was not patched' story || fail "an unpatched device: $(tail -n 2 story)"

expect 2 'the run has the devices 0 to ' explain-device lee_lee 100000
expect 2 '"x" is no device' explain-device lee_lee x
expect 2 'which run and device' explain-device lee_lee
"$crowdpatch" run "$smoke/client_server-cdn.json" --out plain >/dev/null 2>&1
expect 4 'crowdpatch run --trace' explain-device plain 0
expect 4 'crowdpatch run --trace' trace export plain --format paje
expect 4 'cannot read' trace show nowhere
expect 2 'unknown format "paj"' trace export lee_lee --format paj
expect 2 'which format' trace export lee_lee
expect 2 'what to do' trace
head -c 1000 lee_lee/trace.jsonl.zst >cut
expect 3 'cut off' trace show cut -o shown
[ ! -e shown ] || fail "a log that is cut off leaves a file"
expect 3 '' trace show plain/result.json
expect 4 'cannot write' trace show lee_lee -o lee_lee

[ "$failures" -eq 0 ]
