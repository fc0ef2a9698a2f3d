// Proves, verifies and makes keys with snarkjs and with crowdpatch, each on the other's files.
// usage: node snarkjs.mjs CROWDPATCH
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const modules = process.env.CROWDPATCH_ORACLE_MODULES;
const require = createRequire(join(modules, 'package.json'));
const snarkjs = require('snarkjs');
const crowdpatch = resolve(process.argv[2]);
const scratch = mkdtempSync(join(tmpdir(), 'crowdpatch-snarkjs-'));
process.chdir(scratch);
let failures = 0;

const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

// 100 quadratic constraints and a linear one; an output, a public and a secret input.
const circuit = `pragma circom 2.0.0;
template Power(n) {
    signal input x;
    signal input key;
    signal output y;
    signal steps[n + 1];
    steps[0] <== x + key;
    for (var i = 0; i < n; i++) {
        steps[i + 1] <== steps[i] * steps[i] + key + i;
    }
    y <== steps[n];
}
component main {public [x]} = Power(100);
`;

function check(what, holds) {
    if (!holds) {
        console.error(`does not hold: ${what}`);
        failures++;
    }
}

// Exit code, standard output and error of `crowdpatch zk ...`.
function zk(...words) {
    const options = { encoding: 'utf8' };
    const { status, stdout, stderr } = spawnSync(crowdpatch, ['zk', ...words], options);
    return { status, stdout, stderr };
}

function done(what, { status, stderr }) {
    check(`${what}: ${stderr.trim()}`, status === 0);
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const write = (path, value) => writeFileSync(path, JSON.stringify(value));

async function snarkjsAccepts(vk, publics, proof) {
    return snarkjs.groth16.verify(read(vk), read(publics), read(proof));
}

function compile() {
    writeFileSync('power.circom', circuit);
    const compiler = join(modules, 'node_modules/circom2/cli.js');
    const { status, stderr } = spawnSync(
        process.execPath, [compiler, 'power.circom', '--r1cs', '--wasm'], { encoding: 'utf8' });
    check(`circom compiles: ${stderr}`, status === 0);
}

// A key of snarkjs: its powers of tau, its set-up, a contribution to each.
async function theirKey() {
    await snarkjs.powersOfTau.newAccumulator(
        await snarkjs.curves.getCurveFromName('bn128'), 7, '0.ptau');
    await snarkjs.powersOfTau.contribute('0.ptau', '1.ptau', 'first', 'some entropy');
    await snarkjs.powersOfTau.preparePhase2('1.ptau', '2.ptau');
    await snarkjs.zKey.newZKey('power.r1cs', '2.ptau', '0.zkey');
    await snarkjs.zKey.contribute('0.zkey', 'theirs.zkey', 'second', 'more entropy');
    write('theirs.vk.json', await snarkjs.zKey.exportVerificationKey('theirs.zkey'));
}

async function theirKeyOurProof() {
    done('we prove with a key of snarkjs',
        zk('prove', 'theirs.zkey', 'power.wtns', 'a.json', 'a.public.json'));
    check('snarkjs accepts our proof with its key',
        await snarkjsAccepts('theirs.vk.json', 'a.public.json', 'a.json'));
    done('we accept our proof with its key',
        zk('verify', 'theirs.vk.json', 'a.public.json', 'a.json'));
    done('we export a verifying key', zk('export', 'vk', 'theirs.zkey', 'exported.vk.json'));
    const theirs = read('theirs.vk.json');
    delete theirs.vk_alphabeta_12;
    check('the exported key is that of snarkjs',
        JSON.stringify(read('exported.vk.json')) === JSON.stringify(theirs));
}

async function ourKeyTheirProof() {
    done('we make a key of a circom circuit', zk('setup', 'power.r1cs', 'ours.zkey'));
    write('ours.vk.json', await snarkjs.zKey.exportVerificationKey('ours.zkey'));
    const { proof, publicSignals } = await snarkjs.groth16.prove('ours.zkey', 'power.wtns');
    write('b.json', proof);
    write('b.public.json', publicSignals);
    check('snarkjs accepts its proof with our key',
        await snarkjsAccepts('ours.vk.json', 'b.public.json', 'b.json'));
    done('we accept a proof of snarkjs', zk('verify', 'ours.vk.json', 'b.public.json', 'b.json'));
    done('we prove with our key',
        zk('prove', 'ours.zkey', 'power.wtns', 'c.json', 'c.public.json'));
    check('snarkjs accepts our proof with our key',
        await snarkjsAccepts('ours.vk.json', 'c.public.json', 'c.json'));
    await snarkjs.zKey.contribute('ours.zkey', 'later.zkey', 'third', 'yet more entropy');
    done('we prove with our key and a contribution to it',
        zk('prove', 'later.zkey', 'power.wtns', 'd.json', 'd.public.json'));
    write('later.vk.json', await snarkjs.zKey.exportVerificationKey('later.zkey'));
    check('snarkjs accepts that', await snarkjsAccepts('later.vk.json', 'd.public.json', 'd.json'));
}

// What was changed is refused by both.
async function changed() {
    const proof = read('b.json'), publics = read('b.public.json');
    const cases = [
        ['a public value and r', proof, [String(BigInt(publics[0]) + r), publics[1]]],
        ['another public value', proof, [publics[0], '6']],
        ['A for C', { ...proof, pi_c: proof.pi_a }, publics],
        ["another proof's B", { ...proof, pi_b: read('c.json').pi_b }, publics],
        ['a coordinate changed',
            { ...proof, pi_a: [proof.pi_a[0], String(BigInt(proof.pi_a[1]) ^ 1n), '1'] }, publics],
    ];
    for (const [what, otherProof, otherPublics] of cases) {
        write('e.json', otherProof);
        write('e.public.json', otherPublics);
        const { status, stdout } = zk('verify', 'ours.vk.json', 'e.public.json', 'e.json');
        check(`we refuse ${what}`, status === 1 && stdout.startsWith('invalid: '));
        check(`snarkjs refuses ${what}`,
            !await snarkjsAccepts('ours.vk.json', 'e.public.json', 'e.json').catch(() => false));
    }
    check("we refuse another key's proof",
        zk('verify', 'theirs.vk.json', 'b.public.json', 'b.json').status === 1);
}

try {
    compile();
    await snarkjs.wtns.calculate({ x: '5', key: '77' }, 'power_js/power.wasm', 'power.wtns');
    await theirKey();
    await theirKeyOurProof();
    await ourKeyTheirProof();
    await changed();
} catch (error) {
    console.error(error);
    failures++;
} finally {
    rmSync(scratch, { recursive: true });
}
console.log(failures === 0 ? 'snarkjs and crowdpatch agree' : `${failures} failures`);
process.exit(failures === 0 ? 0 : 1); // snarkjs leaves threads behind
