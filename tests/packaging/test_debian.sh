#!/bin/sh
# A copy of the tree builds as Debian packages, without the tests, and lintian finds no error in them; the program that
# they install runs. Skipped where dpkg-buildpackage, lintian or what the build needs is missing.
# usage: test_debian.sh ROOT
set -eu

root=$(realpath "$1")
skip() {
    echo "skipped: $*"
    exit 77
}
for tool in dpkg-buildpackage dh lintian; do
    command -v "$tool" >/dev/null 2>&1 || skip "there is no $tool"
done
(cd "$root" && dpkg-checkbuilddeps -Pnocheck 2>/dev/null) || skip "a package that the build needs is missing"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
mkdir "$scratch/crowdpatch"
(cd "$root" && tar -cf - --exclude=./build* --exclude=./obj-* --exclude=./runs --exclude=./.git --exclude=node_modules .) |
    tar -xf - -C "$scratch/crowdpatch"
cd "$scratch/crowdpatch"
DEB_BUILD_OPTIONS=nocheck DEB_BUILD_PROFILES=nocheck dpkg-buildpackage -us -uc -b >"$scratch/log" 2>&1 || {
    tail -n 40 "$scratch/log"
    exit 1
}
cd "$scratch"
lintian --fail-on error ./*.changes || exit 1
for package in crowdpatch libcrowdpatch-dev; do
    dpkg-deb -x "$package"_*.deb installed
done
installed/usr/bin/crowdpatch validate installed/usr/share/crowdpatch/scenarios/quickstart.json
gzip -dc installed/usr/share/man/man1/crowdpatch-run.1.gz | grep -q '^\.TH' || {
    echo "no page of the manual"
    exit 1
}
for library in zk evm; do
    ls installed/usr/lib/*/libcrowdpatch-$library.a installed/usr/lib/*/pkgconfig/crowdpatch-$library.pc
done
