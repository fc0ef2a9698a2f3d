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
for writer in report chrome paje setup t8n plan; do
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
    # on_full COMMAND...: 4 KiB are free in full/.
    on_full() {
        unshare -m sh -c 'mount -t tmpfs -o size=64k none full || exit 77
            head -c 61440 /dev/zero >full/filler
            "$@"
            code=$?
            ls full >left
            exit $code' sh "$@"
    }
    on_full_disk() {
        refused "$1" 'No space left on device' on_full "$crowdpatch" "$@"
        [ "$(cat left)" = filler ] || fail "$1 leaves $(cat left) on a full disk"
    }
    on_full_disk run done/scenario.json --trace --out full/out
    on_full_disk report done -o full/out
    on_full_disk trace export done --format paje -o full/out
    on_full_disk trace export done --format chrome -o full/out
    on_full_disk size release.json --budget 250 --quiet --html full/out
    on_full_disk zk setup c.r1cs full/out
    on_full_disk plan small.json --pilot 0 -o full/out
else
    echo 'no full disk without root' >&2
fi

[ "$failures" -eq 0 ]
