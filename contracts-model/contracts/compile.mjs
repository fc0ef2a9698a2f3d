// Compiles the Solidity sources of this folder, once for each signature scheme, and writes
// artifacts.c, artifacts.h and abi/*.json.
// Usage: node compile.mjs <folder of the npm package solc> [output folder]
// The compiler's version, its settings and nothing else decide over every byte of the output.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [solc_folder, output_folder = here] = process.argv.slice(2);
if (!solc_folder) {
  console.error('usage: node compile.mjs <folder of the npm package solc> [output folder]');
  process.exit(2);
}
const solc = createRequire(import.meta.url)(resolve(solc_folder));

const PINNED = '0.8.37';
if (!solc.version().startsWith(PINNED + '+')) {
  console.error(`solc ${PINNED} is needed, this is ${solc.version()}`);
  process.exit(1);
}

// The folders of "scheme/", as in enum crypto_scheme; the first one is the default.
const SCHEMES = ['secp256k1', 'p256', 'ed25519'];

// What each contract is called in C. In the order of the output.
const CONTRACTS = {
  SuperContract: 'super',
  DeliveryContract: 'delivery',
  ExchangeContract: 'exchange',
  DistributionContract: 'distribution',
  UpdateLogContract: 'update_log',
  FirmwareContract: 'firmware',
};

// The Super contract of each semantics, tagged and raw, as in enum contracts_semantics and enum
// contracts_tagging. The first one is the default.
const SEMANTICS = {
  paper: ['SuperContract', 'RawSuperContract'],
  reference_code: ['ReferenceSuperContract', 'RawReferenceSuperContract'],
  hardened: ['HardenedSuperContract', null],
};
// The paper's, tagged, with scores that halve.
const DECAYING = 'DecayingSuperContract';
// What their ABI has that no contract of the default semantics has.
const OTHERS = [
  'ReferenceSuperContract',
  'ReferenceDeliveryContract',
  'ReferenceExchangeContract',
  'HardenedSuperContract',
  'HardenedDeliveryContract',
];

const file_of = (name) => (name.startsWith('Raw') ? 'RawSuperContract.sol' : `${name}.sol`);

// Code is made of nothing but what is written.
function selection_of(scheme) {
  const selection = { '*': { '*': ['abi'], '': ['ast'] } };
  const supers = Object.values(SEMANTICS).flat().filter((name) => name !== null);
  for (const name of [...supers, DECAYING, ...(scheme === SCHEMES[0] ? Object.keys(CONTRACTS) : [])])
    selection[file_of(name)] = { ...selection[file_of(name)], [name]: ['abi', 'evm.bytecode.object'] };
  return selection;
}

const read = (path) => ({ content: readFileSync(join(here, path), 'utf8') });

function compile(scheme) {
  const path = `${scheme}/Signature.sol`;
  const names = readdirSync(here).filter((name) => name.endsWith('.sol'));
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...names, path].map((name) => [name, read(name)])),
    settings: {
      remappings: [`scheme/=${scheme}/`],
      optimizer: { enabled: true, runs: 200 },
      viaIR: true, // 13 % less code to pay for in every release than the older code generator
      evmVersion: 'istanbul', // no opcode of a later fork: one bytecode for all of them
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: selection_of(scheme),
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  // The compiler regrets evmVersion; every other word of it is an error.
  const complaints = (output.errors ?? []).filter(
    ({ message }) => !message.startsWith('Support for EVM versions older than london'),
  );
  for (const { formattedMessage } of complaints) console.error(formattedMessage);
  if (complaints.length) process.exit(1);
  return output;
}

const upper = (name) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
const bytes = (hex) => hex.match(/../g).map((byte) => `0x${byte}`);
const rows = (items, indent) => {
  const lines = [];
  for (let i = 0; i < items.length; i += 15) {
    lines.push(`${indent}${items.slice(i, i + 15).join(', ')},`);
  }
  return lines.join('\n');
};
const type_of = ({ type, components }) =>
  type.startsWith('tuple') ? `(${components.map(type_of)})${type.slice(5)}` : type;
const signature_of = ({ name, inputs }) => `${name}(${inputs.map(type_of)})`;

// Selectors and topics as the compiler computed them, by contract, kind and name.
function hashes_of(output) {
  const hashes = new Map();
  const contracts = Object.values(output.sources)
    .flatMap(({ ast }) => ast.nodes)
    .filter((node) => node.nodeType === 'ContractDefinition');
  const by_id = new Map(contracts.map((contract) => [contract.id, contract]));
  for (const contract of contracts) {
    for (const node of contract.linearizedBaseContracts.flatMap((id) => by_id.get(id).nodes)) {
      const hash = node.eventSelector ?? node.errorSelector ?? node.functionSelector;
      const kind = { EventDefinition: 'event', ErrorDefinition: 'error' }[node.nodeType] ?? 'function';
      if (hash) hashes.set(`${contract.name} ${kind} ${node.name}`, hash);
    }
  }
  return hashes;
}

const head = (what) =>
  `/* Generated by contracts-model/contracts/compile.mjs with solc ${PINNED}: ${what}. Do not edit. */\n` +
  '/* clang-format off */\n';
let header =
  head('selectors and topics') +
  '#ifndef CROWDPATCH_CONTRACTS_ARTIFACTS_H\n#define CROWDPATCH_CONTRACTS_ARTIFACTS_H\n\n' +
  '#include "contracts-model/contracts/abi.h"\n#include "crypto/hash.h"\n';
let source = head('creation code') + '#include "contracts-model/contracts/artifacts.h"\n';
let table = '';

const row = (contract, entry, hash) =>
  `    {CONTRACTS_${entry.type.toUpperCase()}, "${contract}", "${entry.name}",\n` +
  `     "${signature_of(entry)}", ${entry.inputs.filter(({ indexed }) => indexed).length}, {{\n` +
  `${rows(bytes(hash), '        ')}\n    }}},\n`;
const code_of = (name, c_name, hex, linkage = '') => {
  const code = bytes(hex);
  return (
    `\nstatic const uint8_t ${c_name}_creation_code[${code.length}] = {\n${rows(code, '    ')}\n};\n` +
    `${linkage}const struct contracts_artifact contracts_${c_name}_contract = {\n` +
    `    "${name}", ${c_name}_creation_code, sizeof ${c_name}_creation_code};\n`
  );
};
const write_abi = (file, sorted) =>
  writeFileSync(join(output_folder, 'abi', `${file}.json`), JSON.stringify(sorted, null, 2) + '\n');
const sort = (abi) => [...abi].sort((a, b) => (signature_key(a) < signature_key(b) ? -1 : 1));

const output = compile(SCHEMES[0]);
const hashes = hashes_of(output);
mkdirSync(join(output_folder, 'abi'), { recursive: true });
for (const [name, short] of Object.entries(CONTRACTS)) {
  const { abi, evm } = output.contracts[`${name}.sol`][name];
  const sorted = sort(abi);
  write_abi(name, sorted);

  header += `\n/* ${name} */\n`;
  for (const entry of sorted) {
    if (!['function', 'event', 'error'].includes(entry.type)) continue;
    const hash = hashes.get(`${name} ${entry.type} ${entry.name}`);
    const text = signature_of(entry);
    const prefix = `CONTRACTS_${short.toUpperCase()}`;
    if (entry.type === 'function') {
      header += `#define ${prefix}_SELECTOR_${upper(entry.name)} 0x${hash}u /* ${text} */\n`;
    } else if (entry.type === 'event') {
      header += `extern const crypto_digest contracts_${short}_topic_${upper(entry.name).toLowerCase()}; /* ${text} */\n`;
      source +=
        `\n/* ${text} */\nconst crypto_digest contracts_${short}_topic_${upper(entry.name).toLowerCase()} = {{\n` +
        `${rows(bytes(hash), '    ')}\n}};\n`;
    }
    table += row(name, entry, hash);
  }
  source += code_of(name, short, evm.bytecode.object);
  header += `extern const struct contracts_artifact contracts_${short}_contract;\n`;
}

// What the other semantics add: their errors, mostly. Their functions and events are the same.
const known = new Set(
  Object.keys(CONTRACTS).flatMap((name) => output.contracts[`${name}.sol`][name].abi.map(signature_key)),
);
for (const name of OTHERS) {
  const sorted = sort(output.contracts[`${name}.sol`][name].abi);
  write_abi(name, sorted);
  for (const entry of sorted.filter((other) => !known.has(signature_key(other))))
    table += row(name, entry, hashes.get(`${name} ${entry.type} ${entry.name}`));
}

// What another scheme changes: the code of the Super contracts, and the functions that take a
// signature.
const SIGNED = ['claimDelivery', 'claimInstallation'];
let variants = '';
for (const scheme of SCHEMES) {
  const is_default = scheme === SCHEMES[0];
  const other = is_default ? output : compile(scheme);
  const other_hashes = hashes_of(other);
  const selectors = SIGNED.map((name) => other_hashes.get(`DeliveryContract function ${name}`));
  const codes = Object.entries(SEMANTICS).map(([semantics, names]) => {
    const pointers = names.map((name, i) => {
      if (name === null) return 'NULL';
      if (is_default && name === 'SuperContract') return '&contracts_super_contract';
      const c_name = `${scheme}_${semantics}${i ? '_raw' : ''}_super`;
      const { evm } = other.contracts[file_of(name)][name];
      source += code_of(`${name}.${scheme}`, c_name, evm.bytecode.object, 'static ');
      return `&contracts_${c_name}_contract`;
    });
    return `      {${pointers.join(',\n       ')}},\n`;
  });
  const decaying = `${scheme}_decaying_super`;
  const { evm } = other.contracts[file_of(DECAYING)][DECAYING];
  source += code_of(`${DECAYING}.${scheme}`, decaying, evm.bytecode.object, 'static ');
  variants += `    {${selectors.map((selector) => `0x${selector}u`).join(', ')},\n     {\n${codes.join('')}     },\n     &contracts_${decaying}_contract},\n`;
  if (is_default) continue;
  const sorted = sort(other.contracts['DeliveryContract.sol'].DeliveryContract.abi);
  write_abi(`DeliveryContract.${scheme}`, sorted);
  for (const entry of sorted.filter(({ type, name }) => type === 'function' && SIGNED.includes(name)))
    table += row(`DeliveryContract.${scheme}`, entry, other_hashes.get(`DeliveryContract function ${entry.name}`));
}
header += '\n#endif\n';
source += `\nconst struct contracts_variant contracts_variants[CRYPTO_SCHEME_COUNT] = {\n${variants}};\n`;
source +=
  `\nconst struct contracts_signature contracts_signatures[] = {\n${table}};\n` +
  'const size_t contracts_signature_count = sizeof contracts_signatures / sizeof contracts_signatures[0];\n';
writeFileSync(join(output_folder, 'artifacts.h'), header);
writeFileSync(join(output_folder, 'artifacts.c'), source);

function signature_key({ type, name = '', inputs = [] }) {
  return `${type} ${name} ${inputs.map(type_of)}`;
}
