#!/bin/sh
# The pages of the manual have what the commands' tables have, and roff and man take them without a warning.
# usage: test_manual.sh CROWDPATCH README.md
set -eu

readme=$(realpath "$2")
. "$(dirname "$0")/common.sh"

"$crowdpatch" --help | sed -n 's/^  \([a-z-]*\)  .*/\1/p' >commands
[ "$(wc -l <commands)" -gt 20 ] || fail "--help lists too few commands"

# Roff's escapes of a page, undone.
plain() {
    sed 's/\\f[A-Z]//g; s/\\-/-/g; s/\\(aq/'"'"'/g; s/\\(ha/^/g; s/\\(ti/~/g; s/\\&//g; s/\\e/\\/g' "$1"
}

words() {
    tr -s ' \n' '\n' | tr '[:upper:]' '[:lower:]' | sed '/^$/d' | LC_ALL=C sort -u
}

"$crowdpatch" help --man >crowdpatch.1
while read -r name; do
    page=crowdpatch-$name.1
    "$crowdpatch" help --man "$name" >"$page"
    plain crowdpatch.1 | grep -qxF "crowdpatch-$name(1)" || fail "crowdpatch.1 lacks $name"
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'SEE ALSO'; do
        grep -qxF ".SH $section" "$page" || fail "$page has no section $section"
    done
    # Every word of the short form, but for its frame, is in the page.
    "$crowdpatch" help "$name" | sed '/^usage:/d; /^options:$/d; / --help /d; s/`//g' | words >short
    plain "$page" | sed 's/\.$//; p; s/$/./' | words >long
    missing=$(LC_ALL=C comm -23 short long | tr '\n' ' ')
    [ -z "$missing" ] || fail "$page lacks: $missing"
done <commands

# README's exit codes are those of crowdpatch(1).
sed -n '/^## Exit codes/,/^## A/s/^| \([0-9]\) | \(.*\) |$/\1 \2/p' "$readme" | tr -d '`' >exit-readme
plain crowdpatch.1 | sed -n '/^.SH EXIT/,/^.SH FILES/p' |
    sed -n '/^\.B [0-9]/{s/^\.B //;N;s/\n/ /p}' >exit-page
[ "$(wc -l <exit-page)" -eq 8 ] && diff -u exit-readme exit-page || fail "other exit codes than README's"

expect_line 2 stderr 'crowdpatch: unknown command "rnu"; did you mean "run"?' help --man rnu

checked=no
if command -v groff >/dev/null 2>&1; then
    for page in *.1; do
        groff -man -ww -z -Tutf8 -rLL=78n "$page" 2>warnings || fail "$page: groff fails"
        [ ! -s warnings ] || fail "$page: groff warns: $(cat warnings)"
    done
    checked=yes
fi
if command -v man >/dev/null 2>&1 && command -v groff >/dev/null 2>&1; then
    for page in crowdpatch.1 crowdpatch-run.1 crowdpatch-zk.1; do
        LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$page" >shown 2>warnings || fail "$page: man fails"
        [ ! -s warnings ] || fail "$page: man warns: $(cat warnings)"
        grep -q '^NAME' shown || fail "$page: man shows nothing"
    done
fi
if command -v mandoc >/dev/null 2>&1; then
    for page in *.1; do
        mandoc -T lint -W error "$page" >warnings 2>&1 || fail "$page: mandoc refuses it: $(cat warnings)"
    done
    checked=yes
fi

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
if [ "$checked" = no ]; then
    echo "manual: how it looks is skipped: no groff and no mandoc"
    exit 77
fi
echo "the manual has all commands"
