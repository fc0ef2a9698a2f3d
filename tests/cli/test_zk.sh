#!/bin/sh
# crowdpatch zk: keys, proofs and their files.
# usage: test_zk.sh CROWDPATCH DENSE_CIRCUIT
set -eu

dense_circuit=$(realpath "$2")
. "$(dirname "$0")/common.sh"
command=zk

"$dense_circuit" 4 c.r1cs c.wtns
"$dense_circuit" 3 small.r1cs small.wtns

# Keys, a proof, its verification.
expect_line 0 stdout 'c.zkey: 13 constraints, 16 wires, 2 of them public, domain 2^4' setup c.r1cs c.zkey
"$crowdpatch" zk prove c.zkey c.wtns proof.json public.json >stdout
[ ! -s stdout ] || fail 'prove prints something'
"$crowdpatch" zk export vk c.zkey vk.json
expect_line 0 stdout valid verify vk.json public.json proof.json

# A proof is blinded afresh; threads change nothing in a key.
"$crowdpatch" zk prove c.zkey c.wtns again.json public.json --threads 2
if cmp -s proof.json again.json; then fail 'two proofs are equal'; fi
expect_line 0 stdout valid verify vk.json public.json again.json
printf '0123456789abcdef0123456789abcdef' >seed
"$crowdpatch" zk setup c.r1cs one.zkey --seed-file seed --threads 1 >stdout
"$crowdpatch" zk setup c.r1cs two.zkey --seed-file seed --threads 3 >stdout
cmp -s one.zkey two.zkey || fail 'one seed gives two keys'
if cmp -s one.zkey c.zkey; then fail 'two seeds give one key'; fi
"$crowdpatch" zk export vk one.zkey one.vk.json
expect_line 1 stdout 'invalid: the equation does not hold' verify one.vk.json public.json proof.json

# The structure of keys.
expect_line 0 stdout passed check c.zkey c.r1cs
expect_line 0 stdout 'passed, without the constraints: name CIRCUIT.r1cs to compare with' check c.zkey
"$crowdpatch" zk check c.zkey small.r1cs >stdout && fail "a key passes as another circuit's"
grep -q '^failed: ' stdout || fail 'a check fails without words'

# What each file is.
expect_line 0 stdout 'format: r1cs' info c.r1cs
expect_line 0 stdout 'constraints: 13' info c.r1cs
expect_line 0 stdout 'format: wtns' info c.wtns
expect_line 0 stdout 'format: zkey' info c.zkey
expect_line 0 stdout 'domain: 16' info c.zkey
expect_line 0 stdout 'format: proof' info proof.json
expect_line 0 stdout 'format: public' info public.json
expect_line 0 stdout 'format: verification_key' info vk.json
expect_line 0 stdout '  "publics": 2' info --json vk.json
expect_line 0 stdout '  "constraints": 13,' info --json c.zkey

# What is false.
sed '2s/.*/ "5",/' public.json >other.json
expect_line 1 stdout 'invalid: the equation does not hold' verify vk.json other.json proof.json
echo '["21888242871839275222246405745257275088548364400416034343698204186575808495617", "1"]' >r.json
expect_line 1 stdout 'invalid: r.json:1:2: [0]: found a number that is not below r' \
    verify vk.json r.json proof.json
echo '["1"]' >one.json
expect_line 1 stdout 'invalid: one.json has 1 values, and vk.json is for 2' verify vk.json one.json proof.json
sed '3s/".*"/"1"/' proof.json >off.json
expect_line 1 stdout 'invalid: off.json:2:10: pi_a: the point is not on its curve' \
    verify vk.json public.json off.json

# What is malformed: one line that names the place, exit code 3, nothing written.
expect_line 3 stderr 'crowdpatch zk verify: public.json:1:1: found an array, expected an object' \
    verify vk.json public.json public.json
echo '["1", 2]' >number.json
expect_line 3 stderr \
    'crowdpatch zk verify: number.json:1:7: [1]: found a number, expected a decimal number as a text' \
    verify vk.json number.json off.json
expect_line 3 stderr 'crowdpatch zk setup: c.wtns: offset 0: found "wtns", expected "r1cs"' \
    setup c.wtns x.zkey
expect_line 3 stderr \
    'crowdpatch zk prove: small.wtns has 8 values, and c.zkey has 16 wires; nothing is written' \
    prove c.zkey small.wtns x.json y.json
head -c 1000 c.zkey >short.zkey
expect_line 3 stderr \
    'crowdpatch zk prove: short.zkey: offset 904: section 4 has 2424 bytes, and the file only 84 more' \
    prove short.zkey c.wtns x.json y.json
# the last byte of the last wire's value
{
    head -c "$(($(wc -c <c.wtns) - 32))" c.wtns
    printf '\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000'
    printf '\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000'
} >wrong.wtns
expect_line 3 stderr \
    'crowdpatch zk prove: wrong.wtns does not satisfy the circuit of c.zkey (or that key is inconsistent): the proof does not verify; nothing is written' \
    prove c.zkey wrong.wtns x.json y.json
# as before a contribution: delta is gamma
awk '/^ "/ { name = $1 } name == "\"vk_gamma_2\":" { gamma = gamma $0 "\n" } name != "\"vk_delta_2\":"
    /"vk_delta_2"/ { sub("gamma", "delta", gamma); printf "%s", gamma }' vk.json >weak.json
expect_line 3 stderr \
    'crowdpatch zk verify: weak.json:1:1: two of beta, gamma and delta are one point or opposite ones, as in a key that nobody has contributed to: anybody can prove what is false' \
    verify weak.json public.json proof.json
printf 'short' >short.seed
expect_line 3 stderr 'crowdpatch zk setup: short.seed: found 5 bytes, expected 32' \
    setup c.r1cs x.zkey --seed-file short.seed
expect_line 4 stderr 'crowdpatch zk info: absent: No such file or directory' info absent
for left in x.* y.* *.partial-*; do
    [ ! -e "$left" ] || fail "$left is left"
done

expect_line 2 stderr \
    'crowdpatch zk: check, export, info, prove, setup or verify? see: crowdpatch zk --help'
expect_line 2 stderr 'crowdpatch zk: unknown subcommand "prov"; did you mean "prove"?' prov
expect_line 2 stderr 'crowdpatch zk verify: it takes VK.json PUBLIC.json PROOF.json' verify vk.json
expect_line 2 stderr 'crowdpatch zk info: it takes no --threads' info c.zkey --threads 2
expect_line 2 stderr \
    'crowdpatch zk prove: --threads takes a whole number from 1 to 1024, found "0"' \
    prove a b c d --threads 0
expect_line 2 stderr 'crowdpatch zk prove: PROOF.json and PUBLIC.json are one file' prove a b c c
expect_line 2 stderr 'crowdpatch zk export: "pk" is nothing to export; there is vk' export pk c.zkey x.json

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "keys, proofs and files as documented"
