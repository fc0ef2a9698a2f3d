// Runs the transactions of a recording (tests/oracles/replay.h) in @ethereumjs/vm and compares each
// one's gas, status, output, logs and balances, and at the end the whole state.
// Usage: node replay.mjs DIRECTORY-WITH-NODE_MODULES RECORDING.json
// Where their EVM is known to err (errs()), the rest of a recording cannot be compared and is left.
// Prints each mismatch and 'N passed, N failed'; exits with 1 when something failed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [modules, path] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'package.json'));
const { createVM, runTx } = require('@ethereumjs/vm');
const { createBlock } = require('@ethereumjs/block');
const { createCustomCommon, Mainnet } = require('@ethereumjs/common');
const { MerkleStateManager } = require('@ethereumjs/statemanager');
const { createTxFromRLP } = require('@ethereumjs/tx');
const { Account, bytesToHex, createAddressFromString, hexToBytes } = require('@ethereumjs/util');

const recording = JSON.parse(readFileSync(path, 'utf8'));
const common = createCustomCommon({ chainId: recording.chain_id }, Mainnet, {
    hardfork: recording.fork,
});
const isLondon = common.isActivatedEIP(1559);
const isMerged = common.isActivatedEIP(4399);

// A slot's value without leading zeros, as the trie holds it.
function trimmed(bytes) {
    let start = 0;
    while (start < bytes.length && bytes[start] === 0) start++;
    return bytes.subarray(start);
}

async function load(manager, accounts) {
    for (const account of accounts) {
        const address = createAddressFromString(account.address);
        await manager.putAccount(
            address,
            new Account(BigInt(account.nonce), BigInt(account.balance_wei)),
        );
        if (account.code !== '0x') await manager.putCode(address, hexToBytes(account.code));
        for (const [key, value] of Object.entries(account.storage))
            await manager.putStorage(address, hexToBytes(key), trimmed(hexToBytes(value)));
    }
    await manager.flush();
    return bytesToHex(await manager.getStateRoot());
}

const hashes = new Map(
    Object.entries(recording.hashes).map(([number, hash]) => [Number(number), hexToBytes(hash)]),
);
const blockchain = {
    async getBlock(number) {
        const hash = hashes.get(Number(number)) ?? new Uint8Array(32);
        return { hash: () => hash };
    },
    async putBlock() {},
    shallowCopy() {
        return blockchain;
    },
};

const stateManager = new MerkleStateManager({ common });
await load(stateManager, recording.genesis);
const vm = await createVM({ common, stateManager, blockchain });

let passed = 0;
let failed = 0;

function logsText(logs) {
    return JSON.stringify(logs);
}

// The fields that differ, as lines "name: ours ..., theirs ...".
function differences(ours, theirs) {
    const lines = [];
    for (const name of Object.keys(ours))
        if (ours[name] !== theirs[name])
            lines.push(`${name}: ours ${ours[name]}, theirs ${theirs[name]}`);
    return lines;
}

async function balanceOf(text) {
    const account = await vm.stateManager.getAccount(createAddressFromString(text));
    return account === undefined ? '0' : account.balance.toString();
}

// @ethereumjs/evm 10.1.3 refuses a creation whose code begins with 0xef (EIP-3541) also when the creation
// has reverted, and then takes all of its gas; but a creation that reverts deploys no code.
function errs(transaction, isCreation, result) {
    return (
        isCreation &&
        transaction.status === 'revert' &&
        transaction.output.startsWith('0xef') &&
        result.execResult.exceptionError?.error === 'invalid bytecode deployed'
    );
}

async function compare(transaction, block) {
    const tx = createTxFromRLP(hexToBytes(transaction.raw), { common });
    const ours = {
        hash: transaction.hash,
        sender: transaction.sender,
        success: transaction.success,
        gas_used: String(transaction.gas_used),
        logs: logsText(transaction.logs),
    };
    const theirs = { hash: bytesToHex(tx.hash()), sender: tx.getSenderAddress().toString() };
    const result = await runTx(vm, { tx, block });
    const isCreation = tx.to === undefined;
    if (errs(transaction, isCreation, result)) return null;
    theirs.success = result.execResult.exceptionError === undefined;
    theirs.gas_used = result.totalGasSpent.toString();
    theirs.logs = logsText(
        result.receipt.logs.map(([address, topics, data]) => ({
            address: bytesToHex(address),
            topics: topics.map((topic) => bytesToHex(topic)),
            data: bytesToHex(data),
        })),
    );
    // Their output of a creation that succeeded is its code, which the state has too.
    if (!(isCreation && theirs.success)) {
        ours.output = transaction.output;
        theirs.output = bytesToHex(result.execResult.returnValue);
    }
    if (isCreation && theirs.success) {
        ours.to = transaction.to;
        theirs.to = result.createdAddress.toString();
    }
    for (const [name, address] of [
        ['sender_wei', transaction.sender],
        ['to_wei', transaction.to],
    ]) {
        ours[name] = BigInt(transaction[name]).toString();
        theirs[name] = await balanceOf(address);
    }
    const lines = differences(ours, theirs);
    if (lines.length > 0) {
        const error = result.execResult.exceptionError?.error ?? 'success';
        lines.unshift(`ended: ours ${transaction.status}, theirs ${error}`);
    }
    return lines;
}

for (const recorded of recording.blocks) {
    const header = {
        number: BigInt(recorded.number),
        timestamp: BigInt(recorded.timestamp_s),
        gasLimit: BigInt(recorded.gas_limit),
        coinbase: createAddressFromString(recorded.coinbase),
    };
    if (isLondon) header.baseFeePerGas = BigInt(recorded.base_fee_wei);
    if (isMerged) header.mixHash = hexToBytes(recorded.prev_randao);
    else header.difficulty = BigInt(recorded.prev_randao);
    const block = createBlock(
        { header },
        { common, skipConsensusFormatValidation: true, freeze: false },
    );
    for (const [index, transaction] of recorded.transactions.entries()) {
        let lines;
        try {
            lines = await compare(transaction, block);
        } catch (error) {
            lines = [`theirs refused it: ${error.message}`];
        }
        if (lines === null) {
            console.log(`block ${recorded.number} transaction ${index}: they err, the rest is left`);
            console.log(`${passed} passed, ${failed} failed`);
            process.exit(failed === 0 ? 0 : 1);
        }
        if (lines.length === 0) {
            passed++;
            continue;
        }
        failed++;
        console.log(`block ${recorded.number} transaction ${index} ${transaction.hash}`);
        for (const line of lines) console.log(`  ${line}`);
    }
    // The coinbase gets something from every transaction: one that differs is told once.
    const coinbaseWei = await balanceOf(recorded.coinbase);
    if (BigInt(recorded.coinbase_wei).toString() !== coinbaseWei)
        console.log(`block ${recorded.number}: the coinbase has ours ` +
            `${BigInt(recorded.coinbase_wei)}, theirs ${coinbaseWei}`);
    hashes.set(recorded.number, hexToBytes(recorded.hash));
}

// Every account and slot at once: our accounts, put into a trie of their own, have their root.
await vm.stateManager.flush();
const theirRoot = bytesToHex(await vm.stateManager.getStateRoot());
const ourRoot = await load(new MerkleStateManager({ common }), recording.post);
if (ourRoot === theirRoot) {
    passed++;
} else {
    failed++;
    console.log(`state after the last block: our root ${ourRoot}, theirs ${theirRoot}`);
    for (const account of recording.post) {
        const address = createAddressFromString(account.address);
        const other = (await vm.stateManager.getAccount(address)) ?? new Account();
        const ours = { nonce: account.nonce, balance_wei: BigInt(account.balance_wei).toString() };
        const theirs = { nonce: Number(other.nonce), balance_wei: other.balance.toString() };
        ours.code = account.code;
        theirs.code = bytesToHex(await vm.stateManager.getCode(address));
        for (const [key, value] of Object.entries(account.storage)) {
            ours[key] = BigInt(value).toString(16);
            const slot = bytesToHex(await vm.stateManager.getStorage(address, hexToBytes(key)));
            theirs[key] = (slot === '0x' ? 0n : BigInt(slot)).toString(16);
        }
        for (const line of differences(ours, theirs)) console.log(`  ${account.address} ${line}`);
    }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
