#!/bin/sh
# What a command says when it is used wrongly, or finds what it cannot use, says what to do next: a row a message.
# usage: test_messages.sh CROWDPATCH ROOT
set -eu

root=$(realpath "$2")
. "$(dirname "$0")/common.sh"

# row CODE TEXT ARGUMENTS...: one line of error that has this text.
row() {
    text=$2
    code=$1
    shift 2
    expect "$code" "$@"
    grep -qF -- "$text" stderr || fail "$*: no '$text'"
    [ "$(wc -l <stderr)" -eq 1 ] || fail "$*: not one line"
    [ ! -s stdout ] || fail "$*: output beside an error"
}

# Every command: an option that is not there, and one that lacks its value.
commands=$("$crowdpatch" --help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
for name in $commands; do
    row 2 '"--nonsense"; ' "$name" --nonsense
    grep -qE "see: crowdpatch $name --help|did you mean" stderr || fail "$name --nonsense: no help"
done
row 2 '; did you mean "run"?' rum
row 2 '; see: crowdpatch --help' nonsense
row 2 'a command comes first, see: crowdpatch --help' --nonsense
row 2 ' needs a value: --out DIR' run x --out

row 2 'unknown option "-o"; did you mean "--out"?' run x -o y
row 2 'unknown option "--out"; did you mean "-o"?' sweep x --out y
row 2 'unknown option "-o"; see: crowdpatch resume --help' resume x -o y

# Nothing said of what.
row 2 'try: crowdpatch run scenarios/quickstart.json' run
row 2 'try: crowdpatch validate scenarios/quickstart.json' validate
row 2 'try: crowdpatch compare scenarios/smoke/*.json' compare
row 2 'try: crowdpatch size scenarios/releases/bulbs.json' size
row 2 'usage: crowdpatch sweep EXPERIMENT -o CAMPAIGN' sweep
row 2 'usage: crowdpatch plan EXPERIMENT -o CAMPAIGN' plan
for name in status resume collect; do
    row 2 "usage: crowdpatch $name CAMPAIGN" $name
done
row 2 'usage: crowdpatch shard CAMPAIGN --index K' shard
row 2 'its directory or its results.csv' summarize
row 2 'name the directory that crowdpatch sweep has made' sensitivity
row 2 'such as runs/quickstart-seed1' growth
row 2 'name the directory of a run or a campaign' report
row 2 '`crowdpatch params` lists them' explain
row 2 'explain-device RUN 3' explain-device
row 2 'trace show RUN, or trace export RUN --format chrome|paje -o FILE' trace
row 2 'see: crowdpatch zk --help' zk
row 2 'see: crowdpatch evm --help' evm
row 2 'it takes CIRCUIT.zkey WITNESS.wtns PROOF.json PUBLIC.json' zk prove
row 2 'it takes --alloc FILE --env FILE --txs FILE' evm t8n

# Names that are near none.
row 2 '; crowdpatch models lists them' models zzzzzzzzz
row 2 '; crowdpatch params lists them' explain zzzzzzzzz
row 2 '; there are istanbul, ' gas --fork zzzzzzzzz
row 2 '; there are check, export, info, prove, setup and verify' zk zzzzzzzzz
row 2 'bash, zsh or fish' help --completion zzzzzzzzz

# What is not there, or is something else.
mkdir empty
for name in status resume collect; do
    row 3 'is no campaign: it has no readable plan.json; crowdpatch plan makes one' $name nowhere
    row 3 '; crowdpatch plan makes one' $name empty
done
row 4 "name a campaign's directory, or its results.csv" summarize nowhere
row 4 '; crowdpatch collect empty writes it' summarize empty
row 4 'empty holds no distributors.csv.gz; name directories that crowdpatch run has made' growth empty
row 4 'is no directory of a run (result.json) or a campaign (plan.json)' report empty
row 4 '; make one by crowdpatch run --trace' trace show empty
row 4 '; name the directory of a run with --trace' explain-device nowhere 3
row 4 '; --figures names another' reproduce all
row 2 'has no fig4; did you mean "fig04"?' reproduce fig4 --figures "$root/scenarios/figures"
small=$root/scenarios/sweeps/small.json
row 4 'exists already; name another directory' sweep "$small" -o empty --quiet
row 4 '; name a new directory with --out' run "$root/scenarios/quickstart.json" --out empty
mkdir begun
echo '{}' >begun/plan.json
row 4 'crowdpatch resume begun goes on with it' sweep "$small" -o begun --quiet
echo mine >file
row 4 'file is not a directory; name another place' run "$root/scenarios/quickstart.json" --out file/there
row 2 '; take --budget ' size "$root/scenarios/releases/bulbs.json" --budget 3
for file in '{"name": "x", "fleet": {"devices": 5}}' '{"world": {"devices": 5}}'; do
    echo "$file" >other.json
    case $file in
    *fleet*) expect 3 validate other.json && text='1:15: error: found a release, expected a scenario; try: crowdpatch size' ;;
    *) expect 2 size other.json && text='1:2: error: found a scenario, expected a release; try: crowdpatch run' ;;
    esac
    grep -qF "other.json:$text" stderr || fail "$file: not told what it is"
done
expect 3 run "$small"
grep -q 'try: crowdpatch sweep' stderr || fail "run of an experiment: not what runs it"
expect 3 run "$root/scenarios/releases/bulbs.json"
grep -q 'try: crowdpatch size' stderr || fail "run of a release: not what reads it"

# A campaign's states.
expect 0 plan "$small" -o campaign
row 2 'campaign has the shards 0 to ' shard campaign --index 99
row 2 'crowdpatch status tells which are open' shard campaign
row 4 '; crowdpatch collect campaign writes it' summarize campaign
row 4 'make it by crowdpatch collect --partial' report campaign
row 6 '--partial collects them alone, crowdpatch resume campaign runs the others' collect campaign
row 3 '"morris" or "sobol" in an experiment' sensitivity campaign --metric x
expect 0 status campaign
says 'to go on here: crowdpatch resume campaign'
echo x >campaign/plan.json
row 3 '; crowdpatch plan makes a campaign anew' resume campaign

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "every message says what to do next"
