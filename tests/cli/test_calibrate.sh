#!/bin/sh
# crowdpatch calibrate: the form of what it prints and writes, never its times; and scenarios that name
# a calibration.
# usage: test_calibrate.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"

# expect_error CODE LINE ARGUMENTS...: exit code and first line of standard error.
expect_error() {
    code=$1
    line=$2
    shift 2
    found=0
    "$crowdpatch" "$@" >stdout 2>stderr || found=$?
    [ "$found" -eq "$code" ] || fail "$*: exit code $found instead of $code"
    [ "$(head -n 1 stderr)" = "$line" ] || fail "$*: found    $(head -n 1 stderr)
$*: expected $line"
}

mkdir machines
"$crowdpatch" calibrate --quick --out machines/here.json >stdout 2>stderr
[ ! -s stderr ] || fail 'it prints to standard error'
grep -q '^set-up of n constraints, ns: .*; R^2 .*, residuals up to .* %$' stdout ||
    fail 'the fit of the set-up is not printed'
grep -q '^proof of n constraints, ns: ' stdout || fail 'the fit of the prover is not printed'
grep -q '^verification of n public inputs, ns: ' stdout || fail 'that of the verifier is not printed'
[ "$(grep -c 'rows  residuals: ' stdout)" -eq 7 ] || fail 'not every point has its residual'
for key in '"format": "crowdpatch-calibration"' '"cpu": "..*"' '"compiler": ' '"arithmetic": ' \
    '"sha256_byte_ns": ' '"keccak256_byte_ns": ' '"chacha20_byte_ns": ' '"ed25519_sign_ns": ' \
    '"secp256k1_recover_ns": ' '"p256_verify_ns": ' '"field_multiplication_ns": ' \
    '"msm_g2_point_ns": ' '"poseidon_permutation_ns": ' '"form": ' '"linear_error_ns": ' \
    '"r_squared": ' '"point_7": ' '"verify_point_5": ' '"prove_residual_ns": '; do
    grep -q "$key" machines/here.json || fail "machines/here.json lacks $key"
done
[ "$(ls machines)" = here.json ] || fail 'more than the calibration is left'

# A scenario names it, relative to itself; its hash stands in the result, and other times change the
# run.
mkdir scenarios
cat >scenarios/small.json <<'END'
{
  "name": "small",
  "duration": "3h",
  "world": {"distributors": 4, "hubs": 2, "devices": 4},
  "crowdpatching": {"update_size": "4KiB", "expiry": "2h", "seeding_slots": 2},
  "fidelity": {"calibration": "../machines/here.json"}
}
END
sed 's/"prove": {/&/; /"prove": {/,/}/s/"constant_ns": .*/"constant_ns": 50000000000,/' \
    machines/here.json >machines/slow.json
"$crowdpatch" validate scenarios/small.json >/dev/null
for name in here again slow; do
    "$crowdpatch" run scenarios/small.json --out "$name" \
        --set "fidelity.calibration=../machines/$(echo $name | sed 's/again/here/').json" >/dev/null
    grep -q '"calibration_sha256": "[0-9a-f]\{64\}"' "$name/result.json" ||
        fail "$name/result.json does not name the calibration"
    grep -q '"calibration_file": "../machines/' "$name/manifest.json" ||
        fail "$name/manifest.json does not name the calibration"
done
cmp -s here/result.json again/result.json || fail 'one calibration gives two results'
without_digests() { # DIRECTORY
    grep -v sha256 "$1/result.json"
}
[ "$(without_digests here)" != "$(without_digests slow)" ] ||
    fail 'a slower prover changes no result'

# Proofs that do not fit the release are told in one sentence.
"$crowdpatch" run scenarios/small.json --out tight --set fidelity.calibration=../machines/slow.json \
    --set crowdpatching.expiry=1min --set world.distributors=1 --set world.devices=20 \
    >stdout 2>stderr || :
grep -q 'infeasible: the proofs of S_D for 20 devices keep all cores of 1 distributor busy for ' \
    tight/result.json || fail 'an infeasible release is not told'

# What is malformed.
sed 's/"format_version": 1/"format_version": 2/' machines/here.json >machines/later.json
sed '/"sha256_byte_ns"/d' machines/here.json >machines/short.json
head -c 300 machines/here.json >machines/cut.json
expect_error 3 \
    'scenarios/../machines/later.json:3:21: error: 2 is out of range; expected a whole number from 1 to 1' \
    validate scenarios/small.json --set fidelity.calibration=../machines/later.json
expect_error 3 \
    'scenarios/../machines/short.json:11:3: error: a calibration needs "primitives.sha256_byte_ns"' \
    run scenarios/small.json --out x --set fidelity.calibration=../machines/short.json
expect_error 3 'scenarios/absent.json: error: cannot open the file: No such file or directory' \
    run scenarios/small.json --out x --set fidelity.calibration=absent.json
found=0
"$crowdpatch" run scenarios/small.json --out x --set fidelity.calibration=../machines/cut.json \
    >stdout 2>stderr || found=$?
[ "$found" -eq 3 ] || fail "a cut calibration: exit code $found instead of 3"
grep -q '^scenarios/../machines/cut.json:[0-9]*:[0-9]*: error: ' stderr ||
    fail 'a cut calibration is refused without a place'
[ ! -e x ] || fail 'a refused run leaves results'

expect_error 2 'crowdpatch calibrate: takes no argument, found "x"' calibrate x
expect_error 2 'crowdpatch calibrate: --max-log2 takes a whole number from 8 to 20, found "7"' \
    calibrate --max-log2 7
expect_error 2 'crowdpatch calibrate: unknown option "--quik"; did you mean "--quick"?' \
    calibrate --quik
found=0
: >in_the_way
"$crowdpatch" calibrate --quick --out in_the_way/x.json >stdout 2>stderr || found=$?
[ "$found" -eq 4 ] || fail "a calibration without a directory: exit code $found instead of 4"
[ ! -s stdout ] || fail 'it measures what it cannot write'

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "calibrations as documented"
