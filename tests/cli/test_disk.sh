#!/bin/sh
# What a disk refuses: room, leave to write, a name. Every command that writes says so in one line with exit code 4,
# leaves nothing that looks finished, and a campaign goes on afterwards as if nothing had been.
# usage: test_disk.sh CROWDPATCH SCENARIOS DENSE_CIRCUIT
set -eu

scenarios=$(realpath "$2")
sources=$(realpath "$(dirname "$0")")
dense_circuit=$(realpath "$3")
. "$sources/common.sh"
. "$sources/writers.sh"
mkdir place

# limited BLOCKS COMMAND...: no file grows beyond so many times 512 bytes.
limited() {
    blocks=$1
    shift
    (
        ulimit -f "$blocks"
        "$@"
    )
}

# Files that may not grow, as on a full disk or with a quota.
for writer in report chrome paje size setup prove t8n plan; do
    refused "$writer" 'File too large' limited 1 put "$writer" place/out
    nothing "$writer" place
done
for blocks in 1 3 9; do
    refused run 'File too large' limited "$blocks" put run place/out
    nothing run place
done
# A sweep keeps what it has, and goes on where there is room again.
refused sweep 'File too large' limited 20 put sweep place/out
[ ! -e place/out/results.csv ] || fail 'a sweep that had no room has results'
expect 0 resume place/out --quiet
cmp expected.csv place/out/results.csv || fail 'a sweep that had no room goes on to other results'
rm -r place/out

# collect without room leaves the table that was there.
cp -r campaign place/out
refused collect 'File too large' limited 2 "$crowdpatch" collect place/out
cmp expected.csv place/out/results.csv || fail 'collect without room spoils the table'
[ -z "$(find place -name '*partial*')" ] || fail 'collect leaves a part'
rm -r place/out
refused reproduce 'File too large' limited 20 put reproduce place/out
[ ! -e place/out/fig90-quick/manifest.json ] || fail 'a figure without room has a manifest'
put reproduce place/out >stdout 2>stderr || fail 'a figure does not go on'
rm -r place/out

# A disk that is full, where one can be made.
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>stderr; then
    mkdir full
    again='"$@"'
    # on_full KIB COMMAND...: so many KiB are free in full/. What is in there afterwards is listed in left; then there is
    # room, and $again writes what is in after/ at the end.
    on_full() {
        rm -rf after
        unshare -m sh -c 'again=$1
            free=$2
            shift 2
            mount -t tmpfs -o size=2048k none full || exit 77
            head -c "$(((2048 - free) * 1024))" /dev/zero >full/filler
            "$@"
            code=$?
            ls full >left
            rm full/filler
            eval "$again" >again 2>&1 || exit 78
            cp -r full after
            exit $code' sh "$again" "$@"
    }
    # on_full_disk KIB ARGUMENTS...: nothing is left, and with room the same command works.
    on_full_disk() {
        kib=$1
        shift
        refused "$1" 'No space left on device' on_full "$kib" "$crowdpatch" "$@"
        [ "$(cat left)" = filler ] || fail "$1 leaves $(cat left) on a full disk"
    }
    on_full_disk 4 run done/scenario.json --trace --out full/out
    cmp done/trace.jsonl.zst after/out/trace.jsonl.zst || fail 'a run that had no room is another'
    on_full_disk 4 report done -o full/out
    on_full_disk 4 trace export done --format paje -o full/out
    on_full_disk 4 trace export done --format chrome -o full/out
    on_full_disk 4 size release.json --budget 250 --quiet --html full/out
    on_full_disk 4 zk setup c.r1cs full/out
    on_full_disk 0 zk prove c.zkey c.wtns full/proof full/public
    # The proof has room and the public inputs have none.
    on_full_disk 4 zk prove c.zkey c.wtns full/proof full/public
    on_full_disk 0 calibrate --quick --out full/out
    "$crowdpatch" validate done/scenario.json --set fidelity.calibration="$scratch/after/out" >stdout 2>stderr ||
        fail 'a calibration that had no room is none'
    on_full_disk 4 plan small.json --pilot 0 -o full/out
    # Without room for a plan there is no campaign; with little there is one that goes on.
    on_full_disk 0 sweep small.json --quiet -o full/out
    cmp expected.csv after/out/results.csv || fail 'a sweep that had no room has other results'
    again='"$crowdpatch" resume full/out --quiet'
    export crowdpatch
    for kib in 24 40; do
        refused sweep 'No space left on device' on_full $kib "$crowdpatch" sweep small.json --quiet -o full/out
        grep -qx out left || fail "a sweep with $kib KiB keeps nothing"
        cmp expected.csv after/out/results.csv || fail "a sweep with $kib KiB goes on to other results"
    done
    again='"$@"'
    for kib in 0 24 40; do
        refused reproduce 'No space left on device' on_full $kib "$crowdpatch" reproduce --figures figures \
            --reference none --quick --quiet -o full/out
        [ -s after/out/fig90-quick/manifest.json ] || fail "a figure with $kib KiB does not go on"
    done
else
    echo 'no full disk without root' >&2
fi

[ "$failures" -eq 0 ]
