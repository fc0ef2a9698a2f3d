// Times loops of bytecode in @ethereumjs/evm for tests/contracts-model/evm/bench_loops.c.
// Usage: node bench_loops.mjs DIRECTORY-WITH-NODE_MODULES LOOPS.json
// Prints for each loop 'name gas nanoseconds output', the best time of some rounds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const ROUNDS = 5;
const [modules, path] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'package.json'));
const { createEVM } = require('@ethereumjs/evm');
const { Common, Mainnet } = require('@ethereumjs/common');
const { SimpleStateManager } = require('@ethereumjs/statemanager');
const { Account, createAddressFromString, bytesToHex, hexToBytes } = require('@ethereumjs/util');

const { gas, slots, callee, loops } = JSON.parse(readFileSync(path, 'utf8'));
const common = new Common({ chain: Mainnet, hardfork: 'osaka' });

function addressOf(last) {
    return createAddressFromString('0xc0' + '00'.repeat(18) + last.toString(16).padStart(2, '0'));
}

function slotBytes(number) {
    const bytes = new Uint8Array(32);
    bytes[31] = number;
    return bytes;
}

// One call on a fresh state, the one that keeps all in memory and computes no root.
async function run(code, input) {
    const stateManager = new SimpleStateManager({ common });
    const evm = await createEVM({ common, stateManager });
    for (const [last, hex] of [
        [2, code],
        [4, callee],
    ]) {
        await stateManager.putAccount(addressOf(last), new Account(1n));
        await stateManager.putCode(addressOf(last), hexToBytes(hex));
    }
    for (let key = 0; key < slots; key++)
        await stateManager.putStorage(addressOf(2), slotBytes(key), Uint8Array.of(key + 1));
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    const result = await evm.runCall({
        caller: addressOf(1),
        origin: addressOf(1),
        to: addressOf(2),
        data: hexToBytes(input),
        gasLimit: BigInt(gas),
        skipBalance: true,
    });
    const wallNs = Number(process.hrtime.bigint() - start);
    const { user, system } = process.cpuUsage(cpu);
    const error = result.execResult.exceptionError;
    if (error !== undefined) throw new Error(error.error);
    // The lesser: neither other programs on a busy machine nor node's own threads count against it.
    return {
        gasUsed: result.execResult.executionGasUsed,
        output: bytesToHex(result.execResult.returnValue),
        ns: Math.min(wallNs, (user + system) * 1000),
    };
}

for (const { name, input, code } of loops) {
    let best = Infinity;
    let effect;
    for (let round = 0; round < ROUNDS; round++) {
        const { ns, gasUsed, output } = await run(code, input);
        best = Math.min(best, ns);
        effect = { gasUsed, output };
    }
    console.log(`${name} ${effect.gasUsed} ${best} ${effect.output}`);
}
