#!/bin/sh
# crowdpatch evm: bytecode and state tests from the command line.
# usage: test_evm.sh CROWDPATCH
set -eu

. "$(dirname "$0")/common.sh"
command=evm

return42=602a60005260206000f3
word42=0x000000000000000000000000000000000000000000000000000000000000002a

expect_line 0 stdout 'status: success' run $return42
expect_line 0 stdout 'gas used: 18' run 0x$return42
expect_line 0 stdout "output: $word42" run $return42
printf '0x602a6000\n 5260206000f3\n' >code.hex
expect_line 0 stdout "output: $word42" run @code.hex
expect_line 0 stdout 'output: 0x' run ''
expect_line 0 stdout 'gas used: 0' run 0x
expect_line 0 stdout 'status: revert' run 60006000fd
expect_line 0 stdout 'status: out of gas' run $return42 --gas 17
expect_line 0 stdout 'gas used: 17' run $return42 --gas 17
# call data: a word comes back
expect_line 0 stdout "output: $word42" run 60003560005260206000f3 --input $word42
printf '%s' $word42 >input.hex
expect_line 0 stdout "output: $word42" run 60003560005260206000f3 --input @input.hex
# PUSH0 came with shanghai
expect_line 0 stdout 'status: success' run 5f --fork shanghai
expect_line 0 stdout 'status: invalid opcode' run 5f --fork london
# 7^2 mod 40 by the precompile at address 5
expect_line 0 stdout 'output: 0x09' run \
    6001600052600160205260016040526007606053600260615360286062536001608060636000600561fffffa5060016080f3

# A trace: every instruction, what it costs (of a call, what it hands over included), the end.
expect_line 0 stdout \
    '{"pc":4,"op":82,"opName":"MSTORE","gas":"0x98967a","stack":["0x2a","0x0"],"depth":1,"memSize":0,"refund":0,"returnData":"0x","gasCost":"0x6"}' \
    run $return42 --trace
expect_line 0 stdout "{\"output\":\"$word42\",\"gasUsed\":\"0x12\",\"pass\":true}" run $return42 --trace
[ "$(wc -l <stdout)" -eq 7 ] || fail 'the trace has other lines'
expect_line 0 stdout '{"output":"0x","gasUsed":"0x64","pass":false,"error":"invalid opcode"}' \
    run fe --trace --gas 100
expect_line 0 stdout \
    '{"pc":0,"op":254,"opName":"INVALID","gas":"0x64","stack":[],"depth":1,"memSize":0,"refund":0,"returnData":"0x","gasCost":"0x64"}' \
    run fe --trace --gas 100
# the code calls itself with 1000 gas: 100 for a warm account
if command -v python3 >/dev/null 2>&1; then
    "$crowdpatch" evm run 5f5f5f5f5f306103e8f1 --trace | python3 -c '
import json, sys
lines = [json.loads(line) for line in sys.stdin]
steps, end = lines[:-1], lines[-1]
assert end["pass"], end
spent = 0
for step in steps:
    if step["depth"] == 1:
        spent += int(step["gasCost"], 16)
assert max(step["depth"] for step in steps) > 2
calls = [step for step in steps if step["opName"] == "CALL"]
assert int(calls[0]["gasCost"], 16) == 1000 + 100, calls[0]
' || fail 'the trace of a call is wrong'
fi

expect_line 2 stderr 'crowdpatch evm: run, statetest or t8n? see: crowdpatch evm --help'
expect_line 2 stderr 'crowdpatch evm: unknown subcommand "statetset"; did you mean "statetest"?' statetset x
expect_line 2 stderr 'crowdpatch evm run: which code? hexadecimal digits or @FILE' run
expect_line 2 stderr 'crowdpatch evm run: one code at a time, hexadecimal digits or @FILE' run 00 00
expect_line 2 stderr 'crowdpatch evm run: CODE: character 3 is no hexadecimal digit' run 60zz
expect_line 2 stderr 'crowdpatch evm run: CODE: 3 hexadecimal digits are no whole bytes' run 0x600
expect_line 2 stderr 'crowdpatch evm run: --input: character 1 is no hexadecimal digit' run 00 --input x
expect_line 4 stderr 'crowdpatch evm run: absent.hex: No such file or directory' run @absent.hex
expect_line 2 stderr 'crowdpatch evm run: unknown fork "osakka"; did you mean "osaka"?' run 00 --fork osakka
expect_line 2 stderr 'crowdpatch evm run: --gas takes a whole number from 1 to 9223372036854775807, found "1e6"' run 00 --gas 1e6
expect_line 2 stderr 'crowdpatch evm run: --gas takes a whole number from 1 to 9223372036854775807, found "0"' run 00 --gas 0
expect_line 2 stderr 'crowdpatch evm statetest: --input is for: crowdpatch evm run' statetest x --input 5
expect_line 2 stderr 'crowdpatch evm statetest: --gas takes a whole number from 1 to 9223372036854775807, found "0"' statetest x --gas 0
expect_line 2 stderr 'crowdpatch evm statetest: which tests? name files, directories or archives' statetest

# A state test: one transfer of 1 wei by 21000 gas at 10 wei.
statetest() { # FORK BALANCE-AFTER
    cat <<EOF
{"transfer": {
  "env": {"currentCoinbase": "0xcb00000000000000000000000000000000000000",
    "currentNumber": "0x01", "currentTimestamp": "0x03e8", "currentGasLimit": "0x989680",
    "currentDifficulty": "0x020000"},
  "pre": {"0xa000000000000000000000000000000000000001":
    {"nonce": "0x00", "balance": "0x0f4240", "code": "0x", "storage": {}}},
  "transaction": {"nonce": "0x00", "gasPrice": "0x0a", "gasLimit": ["0x5208"],
    "to": "0xb000000000000000000000000000000000000001", "value": ["0x01"], "data": ["0x"],
    "sender": "0xa000000000000000000000000000000000000001"},
  "post": {"$1": [{"indexes": {"data": 0, "gas": 0, "value": 0},
    "logs": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
    "state": {
      "0xa000000000000000000000000000000000000001":
        {"nonce": "0x01", "balance": "$2", "code": "0x", "storage": {}},
      "0xb000000000000000000000000000000000000001":
        {"nonce": "0x00", "balance": "0x01", "code": "0x", "storage": {}},
      "0xcb00000000000000000000000000000000000000":
        {"nonce": "0x00", "balance": "0x033450", "code": "0x", "storage": {}}}}]}}}
EOF
}
mkdir -p tests/deep
statetest Berlin 790000 >tests/deep/good.json # 1000000 - 210000
statetest Berlin 789999 >good.text
statetest Frontier 789999 >tests/old.json
echo 'no test' >tests/README

expect_line 0 stdout '0 passed, 0 failed, 1 skipped' statetest tests/old.json
expect_line 0 stdout 'skipped 1: a fork that is not supported' statetest tests/old.json
expect_line 0 stdout '1 passed, 0 failed, 0 skipped' statetest good.text
expect_line 0 stdout '1 passed, 0 failed, 0 skipped' statetest good.text --gas 21000
expect_line 0 stdout 'skipped 1: more gas than is allowed' statetest good.text --gas 20999
expect_line 7 stdout '0 passed, 1 failed, 0 skipped' statetest tests/deep/good.json
expect_line 7 stdout \
    'tests/deep/good.json: transfer: Berlin[0]: 0xa000000000000000000000000000000000000001: the balance is 789999 instead of 790000' \
    statetest tests
[ "$(tail -n 1 stdout)" = '0 passed, 1 failed, 1 skipped' ] || fail 'the last line is another'
# a name that a terminal would obey
sed 's/"transfer"/"\\u001b[2J"/' tests/deep/good.json >escape.text
expect_line 7 stdout \
    'escape.text: ?[2J: Berlin[0]: 0xa000000000000000000000000000000000000001: the balance is 789999 instead of 790000' \
    statetest escape.text
expect_line 7 stdout '1 passed, 1 failed, 1 skipped' statetest good.text tests
tar -czf tests.tar.gz tests good.text
expect_line 7 stdout '0 passed, 1 failed, 1 skipped' statetest tests.tar.gz
expect_line 7 stdout "tests.tar.gz: tests/deep/good.json: transfer: Berlin[0]: \
0xa000000000000000000000000000000000000001: the balance is 789999 instead of 790000" \
    statetest tests.tar.gz
mkdir packed && mv tests.tar.gz packed/
expect_line 7 stdout '1 passed, 1 failed, 1 skipped' statetest good.text packed
head -c 200 packed/tests.tar.gz >cut.tar.gz
expect_line 3 stderr 'crowdpatch evm statetest: cut.tar.gz: the archive is cut off' statetest cut.tar.gz
expect_line 4 stderr 'crowdpatch evm statetest: absent.json: No such file or directory' statetest absent.json
expect_line 3 stderr "crowdpatch evm statetest: tests/README:1:2: '[' or '{' expected near 'no'" statetest tests/README
mkdir empty
expect_line 3 stderr 'crowdpatch evm statetest: no state tests in empty' statetest empty

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "evm answers as documented"
