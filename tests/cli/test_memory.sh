#!/bin/sh
# Memory that ends: whatever the limit, a command does its whole work or says in one line that there is no memory,
# with exit code 4, and leaves nothing. In the simulation that happens on actors' stacks and inside of SimGrid too.
# usage: test_memory.sh CROWDPATCH SCENARIOS DENSE_CIRCUIT
set -eu

scenarios=$(realpath "$2")
sources=$(realpath "$(dirname "$0")")
dense_circuit=$(realpath "$3")
. "$sources/common.sh"
if ! (ulimit -v 4000000 && "$crowdpatch" --version) >stdout 2>stderr; then
    echo 'no limit of memory here, or AddressSanitizer, which reserves more than any limit'
    exit 77
fi
. "$sources/writers.sh"
"$dense_circuit" 13 large.r1cs large.wtns
"$crowdpatch" zk setup large.r1cs large.zkey >stdout
mkdir place

# What the program and its libraries take before the first line of it runs. Below, the loader fails.
least=20000
until (ulimit -v $least && "$crowdpatch" --version) >stdout 2>stderr; do
    least=$((least + 250))
done

# limited KIB COMMAND...
limited() {
    kib=$1
    shift
    (
        ulimit -c 0
        ulimit -v "$kib"
        "$@"
    )
}

# limits WHAT STEP COMMAND...: from the least memory in steps to what is enough; it has to refuse once at least.
limits() {
    what=$1
    step=$2
    shift 2
    kib=$least
    refusals=0
    while :; do
        code=0
        limited $kib "$@" >stdout 2>stderr || code=$?
        [ "$code" -ne 0 ] || break
        [ "$code" -eq 4 ] || fail "$what with $kib KiB: exit code $code"
        [ "$(wc -l <stderr)" -eq 1 ] || fail "$what with $kib KiB: not one line"
        grep -qiE 'memory' stderr || fail "$what with $kib KiB: no word of memory"
        nothing "$what with $kib KiB" place
        refusals=$((refusals + 1))
        [ "$failures" -lt 5 ] || exit 1
        kib=$((kib + step))
    done
    [ "$refusals" -gt 0 ] || fail "$what: takes no memory"
    rm -rf place/*
}

large() {
    "$crowdpatch" run "$scenarios/smoke/$1.json" --set world.devices=64 --set world.hubs=32 --trace --out place/out
}
for name in client_server-server crowdpatching-paper lee_lee; do
    limits "run of $name" 1700 large "$name"
done
limits report 1100 put report place/out
limits trace 1100 put chrome place/out
limits size 5000 put size place/out
limits calibrate 1700 put calibrate place/out
limits setup 1700 "$crowdpatch" zk setup large.r1cs place/out
limits prove 1700 "$crowdpatch" zk prove large.zkey large.wtns place/proof place/public

# campaigns WHAT TABLE COMMAND...: of a campaign that begins, the runs without memory are named with that. It keeps what it
# has, and the same command or `resume` goes on where there is enough.
campaigns() {
    what=$1
    table=$2
    shift 2
    kib=$least
    rm -rf kept
    while :; do
        code=0
        limited $kib "$@" >stdout 2>stderr || code=$?
        [ "$code" -ne 0 ] || break
        grep -qi memory stderr || fail "$what with $kib KiB: no word of memory"
        case $code in
        4) [ "$(wc -l <stderr)" -eq 1 ] || fail "$what with $kib KiB: not one line" ;;
        5) [ "$(grep -c ' failed:$' stderr)" -eq "$(grep -c '^    .*memory' stderr)" ] ||
            fail "$what with $kib KiB: a run does not say why it failed" ;;
        *) fail "$what with $kib KiB: exit code $code" ;;
        esac
        [ ! -e "place/out/$table" ] || fail "$what with $kib KiB: a table of nothing"
        if [ -e place/out ]; then
            rm -rf kept
            mv place/out kept
        fi
        [ "$failures" -lt 5 ] || exit 1
        kib=$((kib + 5000))
    done
    [ -e kept ] || fail "$what: takes no memory"
}
campaigns sweep results.csv put sweep place/out
cmp expected.csv place/out/results.csv || fail 'a sweep with just enough memory has other results'
expect 0 resume kept --quiet
cmp expected.csv kept/results.csv || fail 'a sweep that had no memory goes on to other results'
rm -r place/out
# Without gnuplot, whose memory is another matter.
figure() {
    PATH=/nonexistent put reproduce "$1"
}
campaigns reproduce fig90-quick/manifest.json figure place/out
figure kept >stdout 2>stderr || fail 'a figure that had no memory does not go on'
for file in data.csv claims.csv fig90.dat; do
    cmp "place/out/fig90-quick/$file" "kept/fig90-quick/$file" || fail "a figure that had no memory has another $file"
done

[ "$failures" -eq 0 ]
