#!/bin/sh
# Thirteen scenarios that are wrong: each is refused with exit code 3 and its first error at the right
# place, and leaves no results behind.
# usage: test_malformed.sh CROWDPATCH
set -eu

crowdpatch=$(realpath "$1")
cd "$(dirname "$0")/malformed"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
failures=0

fail() {
    echo "$1" >&2
    failures=$((failures + 1))
}

# expect FILE FIRST-LINE COUNT: the first line of all errors and their number, for run and validate.
# A FIRST-LINE that ends with ... may go on.
expect() {
    file=$1
    first=$2
    count=$3
    for command in run validate; do
        code=0
        if [ "$command" = run ]; then
            "$crowdpatch" run "$file" --out "$scratch/out" >"$scratch/stdout" 2>"$scratch/stderr" ||
                code=$?
        else
            "$crowdpatch" validate "$file" >"$scratch/stdout" 2>"$scratch/stderr" || code=$?
        fi
        [ "$code" -eq 3 ] || fail "$command $file: exit code $code instead of 3"
        [ ! -s "$scratch/stdout" ] || fail "$command $file: prints to standard output"
        line=$(head -n 1 "$scratch/stderr")
        case $first in
        *...) line=$(printf '%.'$((${#first} - 3))s "$line")... ;;
        esac
        [ "$line" = "$first" ] || fail "$command $file: found    $line
$command $file: expected $first"
        found=$(grep -c ': error: ' "$scratch/stderr" || :)
        [ "$found" -eq "$count" ] || fail "$command $file: $found errors instead of $count"
        for left in "$scratch"/out "$scratch"/out.partial-*; do
            [ ! -e "$left" ] || fail "$command $file: leaves $left"
        done
    done
}

expect syntax.json 'syntax.json:5:3: error: found the text "world", expected "," or "}"' 1
expect duplicate_key.json 'duplicate_key.json:6:5: error: duplicate key "fork"; line 4 has it already' 1
expect unknown_key.json \
    'unknown_key.json:4:5: error: unknown key "distributor_rewrad"; did you mean "distributor_reward"?' 1
expect wrong_type.json \
    'wrong_type.json:2:31: error: expected a duration such as "12s", found the number 12' 2
expect wrong_unit.json \
    'wrong_unit.json:3:36: error: "64gwei" is an amount of money; expected a size (B, kB, KB, KiB, MB, MiB, GB, GiB, TB, TiB)' 2
expect out_of_range.json \
    'out_of_range.json:2:15: error: "100000d" is out of range; expected a duration from 1s to 3650d' 2
expect inconsistent_counts.json \
    'inconsistent_counts.json:4:13: error: 100 hubs share 40 devices; every hub needs one' 1
expect deposit_too_small.json \
    'deposit_too_small.json:6:16: error: the deposit of ...' 1
expect missing.json 'missing.json: error: cannot open the file: No such file or directory' 1
expect huge_numbers.json \
    'huge_numbers.json:2:24: error: 99999999999999999999 is out of range; expected a whole number from 0 to 1000000' 3
expect release.json \
    'release.json:2:14: error: found a release, expected a scenario; try: crowdpatch size' 1
expect empty.json 'empty.json:1:1: error: the file is empty; expected a scenario: { ... }' 1
expect binary.dat 'binary.dat:1:2: error: byte 0xe9 is not UTF-8; expected a JSON text in UTF-8' 1

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "13 malformed scenarios are refused"
