#!/bin/sh
# What surrounds a command and must not change what it says: clocks that jump, a locale whose decimal sign is a comma,
# standard streams that are closed, readers that go away.
# usage: test_surroundings.sh CROWDPATCH SCENARIOS DENSE_CIRCUIT JUMPING_CLOCK
set -eu

scenarios=$(realpath "$2")
sources=$(realpath "$(dirname "$0")")
dense_circuit=$(realpath "$3")
jumping_clock=$(realpath "$4")
. "$sources/common.sh"
. "$sources/writers.sh"

# same WHAT DIRECTORY: a run there has the results of done/.
same() {
    for file in done/*; do
        name=${file##*/}
        [ "$name" = manifest.json ] || [ "$name" = report.html ] || cmp "$file" "$2/$name" || fail "$1: another $name"
    done
}
traced() { # DIRECTORY OPTIONS...
    out=$1
    shift
    "$crowdpatch" run done/scenario.json --trace --out "$out" "$@"
}
put size plain.html >plain.size
put reproduce plain >plain.reproduce 2>stderr

# Clocks that go back and forth by up to an hour: results are the same, and no duration is negative.
if LD_PRELOAD=$jumping_clock "$crowdpatch" --version >stdout 2>stderr; then
    (
        export LD_PRELOAD="$jumping_clock"
        traced jumped --progress >stdout 2>stderr
        put sweep jumped_sweep >stdout 2>>stderr
        "$crowdpatch" sweep small.json -j 2 -o jumped_sweep_told >stdout 2>>stderr
        "$crowdpatch" resume jumped_sweep >stdout 2>>stderr
        put size jumped.html >jumped.size 2>>stderr
    ) || fail 'a clock that jumps'
    same 'a clock that jumps' jumped
    cmp expected.csv jumped_sweep/results.csv || fail 'a clock that jumps: another table'
    cmp expected.csv jumped_sweep_told/results.csv || fail 'a clock that jumps: another table'
    cmp plain.size jumped.size || fail 'a clock that jumps: another answer'
    if grep -qE '(^| )-[0-9]|nan|inf' stderr; then
        fail 'a clock that jumps: progress tells what cannot be'
    fi
    expect 0 status jumped_sweep --json
    if grep -qE ': -' stdout; then fail 'a clock that jumps: a run took less than no time'; fi
else
    echo 'clocks cannot be made to jump here' >&2
fi

# A comma: what is read and written stays the same.
if localedef -i de_DE -f UTF-8 "$scratch/de_DE.UTF-8" >stdout 2>stderr; then
    (
        export LOCPATH="$scratch" LC_ALL=de_DE.UTF-8
        [ "$(locale decimal_point)" = , ] || exit 1
        traced comma >stdout
        put sweep comma_sweep >stdout
        "$crowdpatch" size release.json --budget 250 --quiet --set target.confidence=0.5 >comma.size
        put reproduce comma >comma.reproduce 2>stderr
        "$crowdpatch" summarize comma_sweep --confidence 0.9 --csv >comma.csv
        "$crowdpatch" report comma >stdout
    ) || fail 'a comma'
    same 'a comma' comma
    cmp expected.csv comma_sweep/results.csv || fail 'a comma: another table'
    cmp plain.size comma.size || fail 'a comma: another answer'
    "$crowdpatch" summarize campaign --confidence 0.9 --csv | cmp - comma.csv || fail 'a comma: another summary'
    for file in plain/fig90-quick/*; do
        name=${file##*/}
        case $name in
        campaign | manifest.json | *.pdf) ;; # they hold dates
        *) cmp "$file" "comma/fig90-quick/$name" || fail "a comma: another $name" ;;
        esac
    done
else
    echo 'there is no such locale here' >&2
fi

# Closed streams: files get what belongs to them and nothing else.
code=0
traced closed >&- 2>stderr || code=$?
[ "$code" -eq 4 ] || fail "closed output: exit code $code"
same 'closed output' closed
traced deaf >stdout 2>&- || fail 'closed error'
same 'closed error' deaf
code=0
traced shut <&- >&- 2>&- || code=$?
[ "$code" -eq 4 ] || fail "all closed: exit code $code"
same 'all closed' shut
put setup shut.zkey <&- >&- 2>&- || :
"$crowdpatch" zk check shut.zkey c.r1cs >stdout || fail 'all closed: a key is spoilt'
put sweep shut_sweep <&- >&- 2>&- || :
cmp expected.csv shut_sweep/results.csv || fail 'all closed: another table'

# A reader that goes away ends the command with one line.
for words in 'trace show done' 'trace export done --format chrome' params 'schema --release' 'summarize campaign --csv' \
    'run done/scenario.json --json --trace --out piped'; do
    # shellcheck disable=SC2086
    {
        code=0
        "$crowdpatch" $words 2>stderr || code=$?
        echo "$code" >code
    } | head -c 1 >stdout
    [ "$(cat code)" -eq 0 ] || grep -q 'Broken pipe' stderr || fail "$words: no word of the pipe"
    [ "$(cat code)" -eq 0 ] || [ "$(cat code)" -eq 4 ] || fail "$words: exit code $(cat code)"
done
same 'a reader that goes away' piped

[ "$failures" -eq 0 ]
