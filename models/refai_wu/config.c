#include "models/refai_wu/config.h"

#include <stddef.h>

#include "base/error.h"

static const char *const variant_names[] = {
    [REFAI_WU_ON_CHAIN] = "on_chain",
    [REFAI_WU_PEER_TO_PEER] = "peer_to_peer",
    NULL,
};
static const char *const node_names[] = {
    [REFAI_WU_OWN_NODE] = "own",
    [REFAI_WU_REMOTE_NODE] = "remote",
    NULL,
};
static const char *const device_check_names[] = {
    [REFAI_WU_DEVICE_TRUSTS] = "none",
    [REFAI_WU_DEVICE_CHECKS] = "signature",
    NULL,
};

#define AT(member) offsetof(struct refai_wu_config, member)
static const struct scenario_param params[] = {
    {"variant", SCENARIO_CHOICE, AT(variant), "on_chain", NULL, NULL, variant_names,
     "Where the firmware is: in the contract's storage, or at the gateways, with its hash in the "
     "contract.",
     "Source: Refai and Wu: Smart Contracts; Future Work."},
    {"update_size", SCENARIO_SIZE, AT(update_bytes), "64KiB", "1B", "64MiB", NULL,
     "Size of the firmware.", "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"miners", SCENARIO_INTEGER, AT(miners), "2", "1", "2", NULL,
     "Gateways of a home: its hub, and a second machine on a line of its own.",
     "Source: Refai and Wu: one or two gateways; more than one miner in each cluster."},
    {"node", SCENARIO_CHOICE, AT(node), "own", NULL, NULL, node_names,
     "Whether a gateway is a full node, which all blocks travel to, or asks the nearest node.",
     "Source: Refai and Wu: gateways are full nodes. Assumption: remote, for comparison."},
    {"device_check", SCENARIO_CHOICE, AT(device_check), "none", NULL, NULL, device_check_names,
     "What a device checks of a firmware that its gateway brings.",
     "Source: Refai and Wu: nodes check, and a compromised one can attack its own cluster. "
     "Assumption: signature, the repair."},
    {"chunk_size", SCENARIO_SIZE, AT(chunk_bytes), "16KiB", "1B", "256KiB", NULL,
     "Firmware bytes that one transaction stores.",
     "Assumption: fits under osaka's 2^24 gas a transaction; the paper sends all at once."},
    {"audit", SCENARIO_BOOL, AT(has_audit), "true", NULL, NULL, NULL,
     "Whether a hub reports its updated and failed devices on chain.",
     "Source: Refai and Wu, introduction: a ledger to audit updates."},
    {"seed_requests", SCENARIO_INTEGER, AT(seed_requests), "16", "0", "1000000", NULL,
     "Requests that the manufacturer serves among peers; 0: all.",
     "Source: Refai and Wu, future work: for the first requests. Assumption: their number."},
    {"concurrent_uploads", SCENARIO_INTEGER, AT(concurrent_uploads), "4", "1", "64", NULL,
     "Uploads of a gateway at a time; others wait.", "Assumption: a home's line."},
    {"candidates", SCENARIO_INTEGER, AT(candidates), "3", "1", "64", NULL,
     "Peers that a gateway asks in an attempt, one after the other.",
     "Assumption: as in the other systems."},
    {"gateway_poll", SCENARIO_DURATION, AT(gateway_poll_ns), "10min", "1s", "30d", NULL,
     "How often a gateway queries the contract; the first time is drawn evenly from one interval.",
     "Source: Refai and Wu: at regular intervals. Assumption: their length."},
    {"second_delay", SCENARIO_DURATION, AT(second_delay_ns), "10min", "0s", "30d", NULL,
     "How long a home's second gateway leaves the devices to the first one.",
     "Assumption: both at once would meet on one radio."},
    {"answer_timeout", SCENARIO_DURATION, AT(answer_timeout_ns), "30s", "100ms", "1d", NULL,
     "Wait for a device's version, and until a peer has a request.",
     "Assumption: a common client default."},
    {"fetch_timeout", SCENARIO_DURATION, AT(fetch_timeout_ns), "30min", "1s", "30d", NULL,
     "Wait for the firmware from a peer.", "Assumption: a background task's patience."},
    {"device_timeout", SCENARIO_DURATION, AT(device_timeout_ns), "10min", "100ms", "30d", NULL,
     "A gateway's wait for an update of a device, transfers included.",
     "Assumption: 64 KiB take 51 s over the default radio."},
    {"transaction_timeout", SCENARIO_DURATION, AT(transaction_timeout_ns), "30min", "1s", "30d",
     NULL, "Wait for a transaction's confirmation.", "Assumption: 150 blocks."},
    {"attempts", SCENARIO_INTEGER, AT(attempts), "10", "1", "1000", NULL,
     "Rounds that a gateway tries over its devices.", "Assumption: a patient client."},
    {"retry_pause", SCENARIO_DURATION, AT(retry_pause_ns), "2min", "0s", "30d", NULL,
     "Pause between two rounds.", "Assumption: ten blocks."},
};
const struct scenario_section refai_wu_section = {
    .name = "refai_wu",
    .help = "A private chain whose contract holds the firmware (Refai and Wu).",
    .params = params,
    .param_count = sizeof params / sizeof params[0],
    .struct_bytes = sizeof(struct refai_wu_config),
    .only_for_system = "refai_wu",
};

/* Assumption: more than any fork takes. Berlin's cold slot 22,100; osaka's floor of 40 gas a byte
 * of calldata, 1,280; the contract's loop, measured below 700. */
#define GAS_A_WORD UINT64_C(24080)
#define GAS_A_CHUNK UINT64_C(200000)

uint64_t refai_wu_chunk_gas(uint64_t chunk_bytes)
{
    return GAS_A_CHUNK + (chunk_bytes + 31) / 32 * GAS_A_WORD;
}

/* Assumption: one to four times the measured use. */
#define GAS_ADD_NODES UINT64_C(60000)
#define GAS_A_NODE UINT64_C(30000)

uint64_t refai_wu_nodes_gas(uint64_t nodes)
{
    return GAS_ADD_NODES + nodes * GAS_A_NODE;
}

uint64_t refai_wu_nodes_at_once(const struct config_chain *chain)
{
    uint64_t fit = (config_chain_transaction_gas(chain) - GAS_ADD_NODES) / GAS_A_NODE;
    return fit < REFAI_WU_NODES_AT_ONCE_MAX ? fit : REFAI_WU_NODES_AT_ONCE_MAX;
}

int refai_wu_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct refai_wu_config *config = scenario_section_values(scenario, refai_wu_section.name);
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    size_t before = scenario_report_count(report);
    uint64_t most = config_chain_transaction_gas(chain);
    uint64_t chunk =
        config->chunk_bytes < config->update_bytes ? config->chunk_bytes : config->update_bytes;
    uint64_t needed = refai_wu_chunk_gas(config->variant == REFAI_WU_ON_CHAIN ? chunk : 0);
    if (needed > most)
        scenario_report_error(report, scenario, "refai_wu.chunk_size",
                              "a transaction that stores %llu bytes may take %llu gas, and one "
                              "gets %llu at the most",
                              (unsigned long long)chunk, (unsigned long long)needed,
                              (unsigned long long)most);
    if (REFAI_WU_GAS_CREATE > most)
        scenario_report_error(report, scenario, "chain.gas_limit",
                              "the contract may take %llu gas, and a transaction gets %llu at the "
                              "most",
                              (unsigned long long)REFAI_WU_GAS_CREATE, (unsigned long long)most);
    return scenario_report_count(report) == before ? 0 : BASE_E_SCENARIO;
}
