#!/bin/sh
# `meson install` into a directory of its own: the program runs there, and all pages, completions, scenarios and docs
# stand where they are looked for.
# usage: test_install.sh CROWDPATCH SOURCE_ROOT BUILD_DIR PREFIX MESON...
set -eu

source_root=$(realpath "$2")
build_dir=$(realpath "$3")
prefix=$4
. "$(dirname "$0")/common.sh"
shift 4

DESTDIR=$scratch/root "$@" install -C "$build_dir" --no-rebuild >log 2>&1 || {
    cat log
    exit 1
}
installed=$scratch/root$prefix
crowdpatch=$installed/bin/crowdpatch
"$crowdpatch" --version >/dev/null || fail "the installed program does not run"

"$crowdpatch" --help | sed -n 's/^  \([a-z-]*\)  .*/crowdpatch-\1.1/p' >expected
echo crowdpatch.1 >>expected
ls "$installed/share/man/man1" >found
LC_ALL=C sort -o expected expected
LC_ALL=C sort found | diff -u expected - || fail "the pages are others than the commands: see cli/install/meson.build"

bash=$installed/share/bash-completion/completions/crowdpatch
fish=$installed/share/fish/vendor_completions.d/crowdpatch.fish
grep -qx 'complete -F _crowdpatch crowdpatch' "$bash" || fail "no completion for bash"
grep -q '^complete -c crowdpatch ' "$fish" || fail "no completion for fish"
zsh=$(find "$installed" -name _crowdpatch)
head -n 1 "$zsh" | grep -qx '#compdef crowdpatch' || fail "no completion for zsh"

# Data as the source has them, to the byte.
data=$installed/share/crowdpatch
for folder in scenarios schemas; do
    (cd "$source_root/$folder" && find . -type f ! -name '*.[ch]' ! -name meson.build | LC_ALL=C sort) >expected
    (cd "$data/$folder" && find . -type f | LC_ALL=C sort) >found
    diff -u expected found || fail "$folder/ is installed otherwise"
    while read -r file; do
        cmp -s "$source_root/$folder/$file" "$data/$folder/$file" || fail "$folder/$file differs"
    done <found
done
(cd "$source_root" && find docs -type f | LC_ALL=C sort) >expected
(cd "$installed/share/doc/crowdpatch" && find docs -type f | LC_ALL=C sort) | diff -u expected - || fail "other docs"

# What the manual names is there.
sed 's/\\-/-/g; s/\\f[A-Z]//g' "$installed/share/man/man1/crowdpatch.1" >page
grep -o "$prefix/share/[a-z./]*" page | sort -u >paths
[ "$(wc -l <paths)" -ge 4 ] || fail "crowdpatch(1) does not say where things are"
while read -r path; do
    [ -e "$scratch/root$path" ] || fail "crowdpatch(1) names $path, which is not installed"
done <paths
expect 0 validate "$data/scenarios/quickstart.json" "$data"/scenarios/topologies/*.json "$data"/scenarios/sweeps/*.json

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "everything is installed"
