#!/bin/sh
# Compares a recording (replay.h) with @ethereumjs/vm: replay.sh RECORDING.json
# Or makes the comparison possible, and then runs a test that makes them: replay.sh -- PROGRAM ARGUMENTS
# (which finds the folder with node_modules in $CROWDPATCH_ORACLE_MODULES).
# Exits with 0 when all agrees, 1 when something differs, and 77, after one line that says why, when
# it cannot be run here. The packages are installed once, in $CROWDPATCH_ORACLES or in the user's
# cache, under the hash of the lock file.
set -eu

here=$(cd "$(dirname "$0")" && pwd)

skip() {
    echo "skipped: $*"
    exit 77
}

command -v node >/dev/null 2>&1 || skip "there is no node"
command -v npm >/dev/null 2>&1 || skip "there is no npm"
version=$(node -p 'process.versions.node.split(".")[0]')
[ "$version" -ge 20 ] || skip "node $version is older than 20"

lock=$(cat "$here/package.json" "$here/package-lock.json" | sha256sum | cut -c1-16)
cache=${CROWDPATCH_ORACLES:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/crowdpatch/oracles}
modules=$cache/$lock
if [ ! -e "$modules/node_modules" ]; then
    mkdir -p "$cache" 2>/dev/null || skip "$cache cannot be written"
    partial=$(mktemp -d "$cache/partial.XXXXXX") || skip "$cache cannot be written"
    trap 'rm -rf "$partial"' EXIT
    cp "$here/package.json" "$here/package-lock.json" "$partial"
    npm ci --prefix "$partial" --ignore-scripts --no-audit --no-fund --fetch-retries=0 \
        >"$partial/npm.log" 2>&1 ||
        skip "npm cannot install the packages: $(grep -m 1 error "$partial/npm.log" || true)"
    # Another test may have been faster.
    mv -T "$partial" "$modules" 2>/dev/null || [ -e "$modules/node_modules" ] ||
        skip "$modules cannot be written"
fi
if [ "$1" = -- ]; then
    shift
    export CROWDPATCH_ORACLE_MODULES="$modules"
    exec "$@"
fi
exec node "$here/replay.mjs" "$modules" "$1"
