#!/bin/sh
# crowdpatch evm t8n: a block's transactions from files.
# usage: test_t8n.sh CROWDPATCH FIXTURES
set -eu

fixtures=$(realpath "$2")
. "$(dirname "$0")/common.sh"
cp "$fixtures"/*.json .

t8n() {
    "$crowdpatch" evm t8n --alloc alloc.json --env env.json "$@"
}

same() { # WHAT FILE FILE
    diff "$2" "$3" >&2 || fail "$1"
}

# A transfer, a deployment, a revert, a nonce used twice, a log and a block hash, and broken bytes.
t8n --fork osaka --txs txs.json >printed.json
same 'the block comes out otherwise' printed.json expected.json
t8n --txs=txs.json >printed.json
same 'osaka is not the default' printed.json expected.json

# Files hold the bare parts, and the accounts can be read again.
t8n --txs txs.json --out-alloc a.json --out-result r.json >printed.json
[ ! -s printed.json ] || fail 'both parts have files, and something is printed'
{
    printf '{\n  "alloc": '
    sed -e '1!s/^/  /' -e '$s/$/,/' a.json
    printf '  "result": '
    sed '1!s/^/  /' r.json
    echo '}'
} >joined.json
same 'the files are not the two parts' joined.json expected.json
echo '[]' >none.json
"$crowdpatch" evm t8n --alloc a.json --env env.json --txs none.json --out-alloc again.json \
    --out-result - >printed.json
same 'no transactions change the accounts' again.json a.json
grep -q '"logsHash": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"' \
    printed.json || fail 'the hash of no logs is another'
if grep -q '"alloc"' printed.json; then fail 'accounts are printed that have a file'; fi

# EIP-155's example in each form: key, signature, encoding, RLP list.
transfer='"nonce": "0x9", "gasPrice": "0x4a817c800", "gas": "0x5208", "value": "0xde0b6b3a7640000",
    "to": "0x3535353535353535353535353535353535353535", "input": "0x"'
raw=f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025
raw=${raw}a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276
raw=${raw}a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83
sed 's/"0xde0b6b3a7640000"/"0x1bc16d674ec80000"/' alloc.json >rich.json
key='"secretKey": "0x4646464646464646464646464646464646464646464646464646464646464646"'
cat >form1.json <<EOF
[{$transfer, $key}]
EOF
cat >form2.json <<EOF
[{$transfer, "v": "0x25",
  "r": "0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276",
  "s": "0x67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"}]
EOF
echo "[\"0x$raw\"]" >form3.json
echo "\"0xf86e$raw\"" >form4.json
for form in 1 2 3 4; do
    "$crowdpatch" evm t8n --alloc rich.json --env env.json --txs form$form.json >printed$form.json
    same "form $form of a transaction comes out otherwise" printed$form.json printed1.json
done
for text in '"balance": "0xddf38b6c895c000"' '"rejected": \[\]' \
    '"transactionHash": "0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788"'; do
    grep -q "$text" printed1.json || fail "EIP-155's example comes out without $text"
done

# On another chain the key signs for that chain, and a signature for chain 1 is none.
"$crowdpatch" evm t8n --chain-id 5 --alloc rich.json --env env.json --txs form1.json >printed.json
grep -q '"balance": "0xddf38b6c895c000"' printed.json || fail 'nothing is signed for chain 5'
if grep -q 0x33469b22e9f636356c printed.json; then fail 'chain 5 has the hash of chain 1'; fi
"$crowdpatch" evm t8n --chain-id 5 --alloc rich.json --env env.json --txs form3.json >printed.json
grep -q '"rejected": \[\]' printed.json && fail 'a signature for chain 1 serves chain 5'

# A signature over other fields is another sender's; types that are not known are rejected.
sed 's/"0x5208"/"0x5209"/' form2.json >forged.json
t8n --txs forged.json >printed.json
grep -q '"error": "nonce_too_high"' printed.json || fail 'a forged signature is not another sender'
echo '["0x03c0", {"type": "0x4"}, "0x"]' >types.json
t8n --txs types.json | tr -d ' \n' >printed.json
grep -qF '"rejected":[{"error":"type","index":0},{"error":"type","index":1},{"error":"malformed","index":2}]' \
    printed.json || fail 'unknown types are not rejected'
# Blobs may cost the least there is; before cancun there are none.
sed '1s/{/{"currentExcessBlobGas": "0x234f48", "parentExcessBlobGas": "0xffffff",/' env.json >blobs.json
"$crowdpatch" evm t8n --alloc alloc.json --env blobs.json --txs txs.json >printed.json
same 'an excess of blobs that changes nothing does' printed.json expected.json
sed '1s/{/{"currentExcessBlobGas": "0xffffff",/' env.json >blobs.json
"$crowdpatch" evm t8n --fork shanghai --alloc alloc.json --env blobs.json --txs none.json >printed.json
# After the transfer the block has room for 1 gas less than another one.
sed 's/"0x989680",$/"0xa40f",/' env.json | grep -v parentGas >small.json
sed -i 's/"parentBaseFee": "0x8"/"currentBaseFee": "0x9"/' small.json
"$crowdpatch" evm t8n --alloc alloc.json --env small.json --txs txs.json >printed.json
[ "$(grep -c gas_above_block printed.json)" -eq 4 ] || fail 'gas beyond the block is not rejected'

# refuse CODE TEXT ARGUMENTS...: one line of error, nothing printed or written.
refuse() {
    code=$1
    text="crowdpatch evm t8n: $2"
    shift 2
    found=0
    rm -f out.json*
    "$crowdpatch" evm t8n "$@" --out-alloc out.json >stdout 2>stderr || found=$?
    [ "$found" -eq "$code" ] || fail "t8n $*: exit code $found instead of $code"
    [ "$(cat stderr)" = "$text" ] || {
        fail "t8n $*: stderr is not <$text>:"
        cat stderr >&2
    }
    [ ! -s stdout ] || fail "t8n $*: prints in spite of an error"
    [ -z "$(ls | grep '^out\.json')" ] || fail "t8n $*: leaves a file in spite of an error"
}
with() { # FILE TEXT: the options, with that text in that file's place
    echo "$2" >bad.json
    for name in alloc env txs; do
        if [ "$name" = "$1" ]; then echo "--$name bad.json"; else echo "--$name $name.json"; fi
    done
}
bad() { # FILE TEXT MESSAGE
    # shellcheck disable=SC2046
    refuse 3 "bad.json$3" $(with "$1" "$2")
}
wrong() { # FILE TEXT WHERE MEMBER
    bad "$1" "$2" ": $3\"$4\" is missing or no such value"
}
bad alloc '{' ":2:0: string or '}' expected near end of file"
bad alloc '[]' ': no accounts: { "0x...": { "balance": ... } }'
account=0xa000000000000000000000000000000000000001
wrong alloc "{\"$account\": {}}" '' balance
wrong alloc '{"0xa0": {"balance": "0x1"}}' '' address
wrong alloc "{\"$account\": {\"balance\": \"0x1$(printf '%064d' 0)\"}}" '' balance
wrong alloc "{\"$account\": {\"balance\": \"0x1\", \"code\": \"0x6\"}}" '' code
wrong alloc "{\"$account\": {\"balance\": \"0x1\", \"storage\": []}}" '' storage
bad env '[]' ': no environment: { "currentNumber": ... }'
wrong env '{}' '' currentNumber
wrong env "$(sed 's/Random/Difficulty/' env.json)" '' currentRandom
bad env '{"withdrawals": [{}]}' ': withdrawals are not executed'
bad env "$(grep -v parent env.json)" ': "currentBaseFee" is missing, and the fork has one'
bad env "$(sed 's/"parentGasLimit": "0x989680"/"parentGasLimit": "0x1"/' env.json)" \
    ': no block has such a "parentGasLimit", "parentGasUsed" and "parentBaseFee"'
bad env "$(sed 's/"parentBaseFee": "0x8"/"parentBaseFee": "0x100000000000000000000000000000000"/' env.json)" \
    ': no block has such a "parentGasLimit", "parentGasUsed" and "parentBaseFee"'
bad env "$(sed '1s/{/{"currentExcessBlobGas": "0x234f49",/' env.json)" \
    ': blobs cost 1 wei a gas here, and more in this block'
bad env "$(sed '1s/{/{"parentExcessBlobGas": "0x20000", "parentBlobGasUsed": "0x214f49",/' env.json)" \
    ': blobs cost 1 wei a gas here, and more in this block'
wrong env "$(sed 's/"0x15.*15"/"0x15"/' env.json)" '' blockHashes
bad txs '{}' ': no transactions: a list, or "0x..."'
bad txs '[5]' ': [0]: no transaction: an object, or "0x..."'
bad txs '"0x02"' ': no RLP list of transactions'
bad txs "\"0xf86d$raw\"" ': no RLP list of transactions'
wrong txs '["zz"]' '[0]: ' 0x...
wrong txs '["0xc0", {}]' '[1]: ' nonce
wrong txs "[{$transfer}]" '[0]: ' secretKey
wrong txs "[{$transfer, \"secretKey\": \"0x$(printf '%064d' 0)\"}]" '[0]: ' secretKey
wrong txs "[{$transfer, $key, \"type\": \"0x1\", \"accessList\": {}}]" '[0]: ' accessList

all='--alloc alloc.json --env env.json --txs txs.json'
refuse 2 'it takes --alloc FILE --env FILE --txs FILE' --alloc alloc.json --env env.json
# shellcheck disable=SC2086
{
    refuse 2 '--gas is for: crowdpatch evm run' $all --gas 5
    refuse 2 '--chain-id takes a whole number from 1 to 9223372036854775807, found "0x5"' $all --chain-id 0x5
    refuse 2 '--out-alloc and --out-result are one file' $all --out-result out.json
    refuse 2 'unknown fork "berlim"; did you mean "berlin"?' $all --fork berlim
    refuse 4 'env.json is not a directory; name another place' $all --out-result env.json/r.json
}
refuse 4 'absent.json: No such file or directory' --alloc absent.json --env env.json --txs txs.json

[ "$failures" -eq 0 ] || {
    echo "$failures failures" >&2
    exit 1
}
echo "blocks come out as documented"
