#!/bin/bash
# What completes command lines, asked as a shell asks; zsh and fish where they are installed.
# usage: test_completion.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"

for shell in bash zsh fish; do
    "$crowdpatch" help --completion "$shell" >"completion.$shell"
    while read -r name; do
        grep -qw -e "$name" "completion.$shell" || fail "$shell: no $name"
    done < <("$crowdpatch" --help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
done
expect_line 2 stderr 'crowdpatch help: unknown shell "tcsh"; bash, zsh or fish' help --completion tcsh
expect_line 2 stderr 'crowdpatch help: --completion is of all commands, and stands alone' \
    help --completion bash run

bash -n completion.bash || fail "bash: a syntax error"
. ./completion.bash
complete -p crowdpatch | grep -q -- '-F _crowdpatch' || fail "bash: crowdpatch is not completed"

# completes 'EXPECTED...' WORDS...: the last word is the one that the cursor stands at; order does not matter.
completes() {
    local expected=$1 found
    shift
    COMP_WORDS=(crowdpatch "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    _crowdpatch || :
    found=$(printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' ')
    expected=$(printf '%s\n' $expected | sort | tr '\n' ' ')
    [ "$found" = "$expected" ] || fail "crowdpatch $*: completed to <$found> instead of <$expected>"
}

mkdir scenes
touch scenes.json 'two words.json'
completes run ru
completes 'sensitivity' se
completes 'scenes scenes.json' run sc
completes 'run' help ru
completes '--seed --set' run --se
completes '--out' run x.json --o
completes scenes run --out sc
completes scenes run --out = sc
completes '' run --seed ''
completes 'bash' help --completion b
completes 'zsh' help --completion = z
completes 'crowdpatching' models crowd
completes 'london' gas --fork lon
completes 'show' trace sh
completes 'chrome paje' trace export x --format ''
completes '--completion --help --man' help --
completes '--help --version' --
completes '' unknown ''
COMP_WORDS=(crowdpatch run two)
COMP_CWORD=2
_crowdpatch || :
[ "${COMPREPLY[*]}" = 'two words.json' ] && [ "${#COMPREPLY[@]}" -eq 1 ] || fail "a name with a blank is two"

skipped=
if command -v zsh >/dev/null 2>&1; then
    zsh -n completion.zsh || fail "zsh: a syntax error"
else
    skipped="$skipped zsh"
fi
if command -v fish >/dev/null 2>&1; then
    fish --no-execute completion.fish || fail "fish: a syntax error"
    HOME=$scratch XDG_CONFIG_HOME=$scratch/config fish --no-config -c '
        source completion.fish
        complete -C "crowdpatch ru"; complete -C "crowdpatch run --se"; complete -C "crowdpatch run scenes.j"' \
        >fish-found 2>fish-errors || fail "fish: cannot complete"
    printf 'run --seed --set scenes.json\n' >fish-expected
    cut -f 1 fish-found | tr '\n' ' ' | sed 's/ $//;a\' | diff -u fish-expected - || fail "fish: completes otherwise"
else
    skipped="$skipped fish"
fi

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
[ -z "$skipped" ] || echo "completion: skipped, for they are not installed:$skipped"
echo "command lines are completed"
