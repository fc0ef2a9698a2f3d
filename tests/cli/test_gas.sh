#!/bin/sh
# crowdpatch gas: its table, its JSON, its errors.
# usage: test_gas.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"
command=gas
lines=-E

expect_line 0 stdout 'gas on osaka with paper semantics, N = 100 devices that sign with secp256k1; theirs: the authors. contracts on cancun'
expect_line 0 stdout 'gas on osaka with paper semantics, N = 100 devices that sign with p256; .*' --scheme p256
expect_line 0 stdout 'gas on london with ed25519verify \(a what-if\) with paper semantics, N = 100 devices that sign with ed25519; .*' \
    --scheme ed25519 --fork london
expect_line 0 stdout '  "scheme": "p256",' --scheme p256 --json
expect_line 0 stdout 'gas on osaka with reference-code semantics, .*' --semantics reference-code
expect_line 0 stdout '  "semantics": "hardened",' --semantics hardened --json
expect_line 0 stdout 'release, list of N +[0-9]{7} +3315832 +1\.[0-9]{2}  deployDSC'
expect_line 0 stdout 'release, list of N +[0-9]{7} +3167574 +1\.[0-9]{2}  deployDSC' --fork istanbul
expect_line 0 stdout 'release, list of N +[0-9]{7} +- +-  -' --devices 99
expect_line 0 stdout 'release, list of N +too much +23925346 +-  deployDSC' --devices 1000
expect_line 0 stdout 'release by root +[0-9]{6,7} +- +-  -' --fork istanbul
expect_line 0 stdout 'commit by root of N +[0-9]{5,6} +103070 +[01]\.[0-9]{2}  IoTPC_commit' --devices 128 --fork istanbul
expect_line 0 stdout 'commit by root of N +[0-9]{5,6} +- +-  -' --devices 128
expect_line 0 stdout 'acknowledgement of a device +[0-9]{5} +- +- +-'
expect_line 0 stdout 'store 1 KiB of firmware +[0-9]{6} +- +- +-'
expect_line 0 stdout 'of a transaction with at most 16777216 gas:'
expect_line 0 stdout 'of a transaction with at most 20000000 gas:' --fork prague --block-gas 20000000
expect_line 0 stdout 'most devices in a release: [0-9]{3} \([0-9]{8} gas\)'
expect_line 0 stdout 'refund +51737 +- +- +0\.001034740  -' --fork cancun --gas-price 20gwei
expect_line 0 stdout 'refund +51737 +- +- +0\.000000000  -' --fork cancun --gas-price 1wei
expect_line 0 stdout '    \{"operation": "refund", "gas": 51737, "fee_wei": "1034740000000000"\},' \
    --fork cancun --gas-price 20gwei --json
expect_line 0 stdout '    \{"operation": "release_list", "devices": 1000, "gas": null, "theirs_gas": 23925346, .*\},' \
    --devices 1000 --json
if command -v python3 >/dev/null 2>&1; then
    "$crowdpatch" gas --json --gas-price 3gwei | python3 -c '
import json, sys
table = json.load(sys.stdin)
assert len(table["operations"]) == 31, table
assert all(int(o["fee_wei"]) == 3 * 10**9 * o["gas"] for o in table["operations"])
' || fail 'the JSON is wrong'
fi

expect_line 2 stderr 'crowdpatch gas: takes no argument, found "x"' x
expect_line 2 stderr 'crowdpatch gas: unknown fork "cancn"; did you mean "cancun"\?' --fork cancn
expect_line 2 stderr 'crowdpatch gas: unknown scheme "p265"; did you mean "p256"\?' --scheme p265
expect_line 2 stderr 'crowdpatch gas: unknown semantics "papr"; did you mean "paper"\?' --semantics papr
expect_line 2 stderr 'crowdpatch gas: --scheme p256 needs P256VERIFY \(EIP-7951\), which osaka has; --fork is prague' \
    --scheme p256 --fork prague
expect_line 2 stderr 'crowdpatch gas: --devices takes a whole number from 1 to 1048576, found "0"' --devices 0
expect_line 2 stderr 'crowdpatch gas: --devices takes a whole number from 1 to 1048576, found "1e3"' --devices 1e3
expect_line 2 stderr 'crowdpatch gas: --gas-price: "20" is no amount of money \(.*gwei.*\)' --gas-price 20
expect_line 2 stderr 'crowdpatch gas: --block-gas takes a whole number from 1 to 9223372036854775807, found "x"' --block-gas x
expect_line 5 stderr 'crowdpatch gas: deploy ends with "refused" instead of "success"' --block-gas 100000

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "gas answers as documented"
