#!/bin/sh
# A small quickstart under valgrind, with its log and page, and a small proof: no read of what was not written, no access
# outside of what was asked for, nothing lost, and the same results. SimGrid tells valgrind of its stacks, so that its
# raw contexts do; nothing of it had to be suppressed.
# usage: bench_valgrind.sh CROWDPATCH SCENARIOS DENSE_CIRCUIT
set -eu

scenarios=$(realpath "$2")
dense_circuit=$(realpath "$3")
. "$(dirname "$0")/common.sh"
if ! command -v valgrind >stdout || ! valgrind -q "$crowdpatch" --version >stdout 2>stderr; then
    echo 'no valgrind, or a build with AddressSanitizer, which does not run under it'
    exit 77
fi

# checked ARGUMENTS...: crowdpatch with these, of which valgrind says nothing.
checked() {
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        --log-file=valgrind.log "$crowdpatch" "$@" >stdout 2>stderr || {
        cat valgrind.log >&2
        fail "$*"
    }
}

"$crowdpatch" run "$scenarios/quickstart.json" --set world.hubs=4 --set world.devices=8 --set world.distributors=5 \
    --set crowdpatching.seeding_slots=2 --set crowdpatching.expiry=2h --trace --out plain >stdout 2>stderr
checked run plain/scenario.json --trace --out checked
for file in plain/*; do
    name=${file##*/}
    [ "$name" = manifest.json ] || cmp "$file" "checked/$name" || fail "another $name"
done
checked report checked
checked trace export checked --format chrome -o chrome.json
checked explain-device checked 0
"$dense_circuit" 4 c.r1cs c.wtns
checked zk setup c.r1cs c.zkey
checked zk prove c.zkey c.wtns proof.json public.json
"$crowdpatch" zk export vk c.zkey vk.json
checked zk verify vk.json public.json proof.json

[ "$failures" -eq 0 ]
