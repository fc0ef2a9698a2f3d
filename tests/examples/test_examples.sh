#!/bin/sh
# The examples are compiled as a stranger would, from installed headers and libraries and by pkg-config alone, and run.
# usage: test_examples.sh EXAMPLES BUILD_DIR MESON CC...
set -eu

examples=$(realpath "$1")
build_dir=$(realpath "$2")
meson=$3
shift 3
if ! command -v pkg-config >/dev/null 2>&1; then
    echo "examples skipped: no pkg-config"
    exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
cd "$scratch"

DESTDIR=$scratch/top "$meson" install -C "$build_dir" --no-rebuild --tags devel >log 2>&1 || {
    cat log
    exit 1
}
# The prefix of the packages is where they were put, and not where they will be.
for package in crowdpatch-zk crowdpatch-evm; do
    file=$(find top -name "$package.pc")
    sed "s|^prefix=|prefix=$scratch/top|" "$file" >"$package.pc"
done
PKG_CONFIG_PATH=$scratch${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH

compile() { # EXAMPLE PACKAGE CC...
    example=$1
    package=$2
    shift 2
    # Words of pkg-config are arguments.
    # shellcheck disable=SC2046
    "$@" -std=gnu17 -Wall -Wextra -Werror -O1 -o "$example" "$examples/$example.c" \
        $(pkg-config --static --cflags --libs "$package")
}

compile cube crowdpatch-zk "$@"
./cube >found
printf '35: valid\n36: invalid\n' | diff -u - found
compile add crowdpatch-evm "$@"
./add >found
printf '2 + 3 = 5, for 24 gas\n' | diff -u - found

# Each header stands alone among the installed ones.
include=$(dirname "$(find top -path '*/crowdpatch/base' -type d)")/base
include=$(realpath "$(dirname "$include")")
(cd "$include" && find . -name '*.h' | sed 's|^\./\(.*\)|#include <\1>|' | LC_ALL=C sort) >headers
[ "$(wc -l <headers)" -gt 30 ]
while read -r line; do
    echo "$line" >one.c
    "$@" -std=gnu17 -fsyntax-only -I"$include" one.c
done <headers
echo "the examples run"
