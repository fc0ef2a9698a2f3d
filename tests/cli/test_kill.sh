#!/bin/sh
# Commands that are killed at random moments, or stopped by a signal: nothing that looks finished is left, what was
# there before stays whole, and whoever goes on or begins again comes to the same bytes.
# usage: test_kill.sh CROWDPATCH SCENARIOS DENSE_CIRCUIT [KILLS]
set -eu

scenarios=$(realpath "$2")
sources=$(realpath "$(dirname "$0")")
dense_circuit=$(realpath "$3")
kills=${4:-2}
. "$sources/common.sh"
. "$sources/writers.sh"
mkdir place
for writer in report chrome setup size; do
    put "$writer" "place/$writer" >stdout 2>stderr
done
cp -r place before
cp expected.csv campaign/results.csv

# killed SIGNAL KILL-NUMBER COMMAND...: its exit code is in $code. The moments are spread from 0 to 0.3 s.
killed() {
    signal=$1
    number=$2
    shift 2
    "$@" >stdout 2>stderr &
    pid=$!
    sleep "$(awk "BEGIN { srand($number); print 0.3 * rand() }")"
    kill "-$signal" "$pid" 2>/dev/null || :
    code=0
    wait "$pid" 2>/dev/null || code=$?
}

for number in $(seq "$kills"); do
    # What a run leaves is whole or under another name.
    killed KILL "$number" "$crowdpatch" run done/scenario.json --trace --report --out place/run
    if [ -e place/run ]; then
        cmp done/deliveries.csv.gz place/run/deliveries.csv.gz || fail 'a killed run leaves a half'
        cmp done/trace.jsonl.zst place/run/trace.jsonl.zst || fail 'a killed run leaves half a trace'
    fi
    rm -rf place/run*

    # Files that were there are the old ones or the new ones.
    killed KILL "$number" "$crowdpatch" report done -o place/report
    cmp before/report place/report || fail 'a killed report leaves a half'
    killed KILL "$number" "$crowdpatch" trace export done --format chrome -o place/chrome
    cmp before/chrome place/chrome || fail 'a killed export leaves a half'
    killed KILL "$number" "$crowdpatch" size release.json --budget 250 --quiet --html place/size
    cmp before/size place/size || fail 'a killed size leaves a half'
    killed KILL "$number" "$crowdpatch" zk setup c.r1cs place/setup
    "$crowdpatch" zk check place/setup c.r1cs >stdout || fail 'a killed set-up leaves a half'
    killed KILL "$number" "$crowdpatch" zk prove c.zkey c.wtns place/proof place/public
    [ ! -e place/public ] || [ -e place/proof ] || fail 'a killed prover leaves public inputs alone'
    killed KILL "$number" "$crowdpatch" collect campaign
    cmp expected.csv campaign/results.csv || fail 'a killed collect leaves a half'

    # A campaign goes on, whoever was killed; one whose plan was not whole is not there.
    killed KILL "$number" "$crowdpatch" sweep small.json --quiet -o place/sweep
    if [ -e place/sweep ]; then
        expect 0 resume place/sweep --quiet
        cmp expected.csv place/sweep/results.csv || fail 'a killed sweep goes on to other results'
    fi
    rm -rf place/sweep*

    # A figure begins again where it was.
    killed KILL "$number" "$crowdpatch" reproduce --figures figures --reference none --quick --quiet -o place/figures
done
expect 0 reproduce --figures figures --reference none --quick --quiet -o place/figures
expect 0 reproduce --figures figures --reference none --quick --quiet -o undisturbed
for file in data.csv claims.csv fig90.dat campaign/results.csv; do
    cmp "place/figures/fig90-quick/$file" "undisturbed/fig90-quick/$file" || fail "a killed figure has another $file"
done

# Signals. A run has nothing to keep; a campaign says how to go on. A shell's background ignores INT, and nohup HUP.
for signal in INT TERM HUP; do
    env --default-signal=INT,HUP "$crowdpatch" run done/scenario.json --set world.devices=4000 --set world.hubs=1000 \
        --trace --out place/run >stdout 2>stderr &
    pid=$!
    until ls place | grep -q '^run.partial'; do
        sleep 0.05
    done
    kill "-$signal" "$pid"
    code=0
    wait "$pid" 2>/dev/null || code=$?
    [ "$code" -gt 128 ] || fail "$signal does not end a run: exit code $code"
    [ ! -e place/run ] || fail "a run that $signal ended leaves results"
    rm -r place/run*
    sed 's/"replications": 1/"replications": 2000/' small.json >long.json
    env --default-signal=INT,HUP "$crowdpatch" sweep long.json --quiet -o place/sweep >stdout 2>stderr &
    pid=$!
    while [ ! -s place/sweep/shards/0000.jsonl ]; do
        sleep 0.05
    done
    kill "-$signal" "$pid"
    code=0
    wait "$pid" || code=$?
    [ "$code" -eq 6 ] || fail "$signal: exit code $code of a sweep instead of 6"
    grep -q 'To go on: crowdpatch resume place/sweep$' stderr || fail "$signal: no word how to go on"
    [ ! -e place/sweep/results.csv ] || fail "a sweep that $signal ended has results"
    rm -r place/sweep
done

# Under nohup a campaign goes on when its terminal is closed.
sed 's/"replications": 1/"replications": 40/' small.json >long.json
env --ignore-signal=HUP "$crowdpatch" sweep long.json --quiet -o place/sweep >stdout 2>stderr &
pid=$!
while [ ! -s place/sweep/shards/0000.jsonl ]; do
    sleep 0.05
done
kill -HUP "$pid"
wait "$pid" || fail "a hang-up ends a sweep under nohup: exit code $?"
[ -e place/sweep/results.csv ] || fail 'a sweep that a hang-up did not end has no results'

[ "$failures" -eq 0 ]
