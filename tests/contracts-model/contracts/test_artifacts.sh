#!/bin/sh
# Compiles the contracts, and those of the EVM's benchmark, again with the pinned compiler: the
# committed artifacts are, byte for byte, what it makes of the sources. Exits 77 (skipped) without Node, npm or the package.
# Usage: test_artifacts.sh <project root> <cache folder>
set -eu
root=$1
cache=$2
contracts=$root/contracts-model/contracts
loops=$root/tests/contracts-model/evm/loops
pin=$root/tests/oracles/solc

for program in node npm; do
    if ! command -v "$program" >/dev/null 2>&1; then
        echo "skipped: no $program"
        exit 77
    fi
done

mkdir -p "$cache"
if ! cmp -s "$pin/package-lock.json" "$cache/package-lock.json" ||
    [ ! -f "$cache/installed" ]; then
    rm -f "$cache/installed"
    cp "$pin/package.json" "$pin/package-lock.json" "$cache/"
    if ! npm ci --prefix "$cache" --ignore-scripts --no-audit --no-fund >"$cache/npm.log" 2>&1; then
        if grep -q -e EINTEGRITY -e EUSAGE "$cache/npm.log"; then
            cat "$cache/npm.log"
            exit 1
        fi
        echo "skipped: npm cannot get solc"
        exit 77
    fi
    touch "$cache/installed"
fi

rm -rf "$cache/output"
mkdir "$cache/output"
node "$contracts/compile.mjs" "$cache/node_modules/solc" "$cache/output"
for name in artifacts.c artifacts.h; do
    cmp "$cache/output/$name" "$contracts/$name"
done
diff -r "$cache/output/abi" "$contracts/abi"
node "$loops/compile.mjs" "$cache/node_modules/solc" "$cache/output"
cmp "$cache/output/solidity_loops.inc" "$loops/solidity_loops.inc"
echo "the artifacts are what the sources say"
