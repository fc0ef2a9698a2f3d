#include "models/boudguiga/config.h"

#include <stddef.h>

#include "base/error.h"
#include "models/boudguiga/audience.h"
#include "models/boudguiga/messages.h"

static const char *const variant_names[] = {
    [BOUDGUIGA_AVAILABILITY] = "availability",
    [BOUDGUIGA_INNOCUOUSNESS] = "innocuousness",
    NULL,
};
static const char *const encryption_names[] = {
    [BOUDGUIGA_PLAIN] = "none",
    [BOUDGUIGA_PER_DEVICE] = "per_device",
    [BOUDGUIGA_BROADCAST] = "broadcast",
    NULL,
};
static const char *const node_choice_names[] = {
    [BOUDGUIGA_RANDOM_NODE] = "random",
    [BOUDGUIGA_NEAREST_NODE] = "nearest",
    NULL,
};

#define AT(member) offsetof(struct boudguiga_config, member)
static const struct scenario_param params[] = {
    {"variant", SCENARIO_CHOICE, AT(variant), "availability", NULL, NULL, variant_names,
     "Where the binary is: in update transactions on the chain, or with peers, once checking nodes "
     "have approved its hash on the chain.",
     "Source: Boudguiga et al. 2017, sections III-C and III-D."},
    {"update_size", SCENARIO_SIZE, AT(update_bytes), "64KiB", "1B", "64MiB", NULL,
     "Size of the update U.", "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"part_size", SCENARIO_SIZE, AT(part_bytes), "120KiB", "1KiB", "128KiB", NULL,
     "Most bytes of the binary in one transaction.",
     "Source: geth's pool takes transactions up to 128 KiB (txMaxSize)."},
    {"encryption", SCENARIO_CHOICE, AT(encryption), "none", NULL, NULL, encryption_names,
     "Whether U_bin is encrypted, and for whom its key is wrapped: each receiver, or the fewest "
     "subtrees of receivers.",
     "Source: Boudguiga et al. 2017, section III-C: as for Pay TV. broadcast: complete subtrees, "
     "Naor, Naor, Lotspiech 2001."},
    {"revoked_devices", SCENARIO_INTEGER, AT(revoked_devices), "0", "0", "1000000", NULL,
     "The last devices, for whom an encrypted update's key is not wrapped.",
     "Assumption: none is known to be broken into."},
    {"checkers", SCENARIO_INTEGER, AT(checkers), "5", "1", "64", NULL,
     "k innocuousness checking nodes: the first distributors.",
     "Assumption: the paper leaves k open."},
    {"check_time", SCENARIO_DURATION, AT(check_ns), "10min", "0s", "30d", NULL,
     "How long a checking node tests an update.",
     "Assumption: automatic scans and tests; by hand it takes days."},
    {"malicious_update", SCENARIO_BOOL, AT(malicious_update), "false", NULL, NULL, NULL,
     "The manufacturer has put malware into the update.",
     "Source: Boudguiga et al. 2017, section III-D."},
    {"detection_probability", SCENARIO_REAL, AT(detection_probability), "0.9", "0", "1", NULL,
     "That a checking node finds the malware, each on its own.",
     "Assumption: the paper says that it is detected."},
    {"false_alarm_probability", SCENARIO_REAL, AT(false_alarm_probability), "0", "0", "1", NULL,
     "That it finds malware where there is none.", "Assumption: a second look clears it."},
    {"vote_timeout", SCENARIO_DURATION, AT(vote_timeout_ns), "1d", "1s", "3650d", NULL,
     "A device's wait for enough positive acknowledgements, from when it learns of the update.",
     "Assumption: the paper has it wait for ever."},
    {"node_choice", SCENARIO_CHOICE, AT(node_choice), "random", NULL, NULL, node_choice_names,
     "Which chain node a device asks: any, each time anew, or the nearest.",
     "Source: Boudguiga et al. 2017, section III-C: picking randomly one of its supporting nodes."},
    {"paths", SCENARIO_INTEGER, AT(paths), "1", "1", "16", NULL,
     "Independent paths from a home to the core, of which each request takes one at random; those "
     "who isolate a home hold one.",
     "Source: Boudguiga et al. 2017, section III-A: redundant paths. Assumption: homes have one."},
    {"device_poll", SCENARIO_DURATION, AT(device_poll_ns), "10min", "1s", "30d", NULL,
     "How often a device looks for updates and votes, over its radio; the first time is drawn "
     "evenly from one interval.",
     "Assumption: a background task."},
    {"checker_poll", SCENARIO_DURATION, AT(checker_poll_ns), "1min", "1s", "30d", NULL,
     "How often a checking node looks for updates.", "Assumption: devices wait for it."},
    {"candidates", SCENARIO_INTEGER, AT(candidates), "3", "1", "64", NULL,
     "Peers that a hub asks for the binary, one after the other.",
     "Assumption: the paper leaves it open."},
    {"concurrent_uploads", SCENARIO_INTEGER, AT(concurrent_uploads), "64", "1", "64", NULL,
     "Uploads of a peer at a time; others are refused and ask elsewhere.",
     "Assumption: a server's limit; the network model slows down beyond 64 on one link."},
    {"answer_timeout", SCENARIO_DURATION, AT(answer_timeout_ns), "1min", "100ms", "1d", NULL,
     "Wait for an answer without a binary, over the radio too.",
     "Assumption: a page of 50 KB takes 40 s over the default radio."},
    {"fetch_timeout", SCENARIO_DURATION, AT(fetch_timeout_ns), "10min", "1s", "30d", NULL,
     "A hub's or checking node's wait for the binary from one peer.",
     "Assumption: a background task's patience."},
    {"device_timeout", SCENARIO_DURATION, AT(device_timeout_ns), "30min", "100ms", "30d", NULL,
     "A device's wait for the binary, or a part of it, over its radio; its hub's search included.",
     "Assumption: 64 KiB take 51 s over the default radio, which others share."},
    {"transaction_timeout", SCENARIO_DURATION, AT(transaction_timeout_ns), "30min", "1s", "30d",
     NULL, "Wait for a transaction's confirmation.", "Assumption: 150 blocks."},
    {"attempts", SCENARIO_INTEGER, AT(attempts), "10", "1", "1000", NULL,
     "Attempts of a device to get the binary, and of everybody to place a transaction.",
     "Assumption: a patient client."},
    {"retry_pause", SCENARIO_DURATION, AT(retry_pause_ns), "2min", "0s", "30d", NULL,
     "Pause between two attempts.", "Assumption: ten blocks."},
    {"device_funds", SCENARIO_MONEY, AT(device_funds_wei), "0.001ETH", NULL, "1ETH", NULL,
     "What each device owns at the start, for its acknowledgement.",
     "Assumption: several acknowledgements at the default fees."},
};
const struct scenario_section boudguiga_section = {
    .name = "boudguiga",
    .help = "Updates, votes and acknowledgements on a blockchain (Boudguiga et al. 2017).",
    .params = params,
    .param_count = sizeof params / sizeof params[0],
    .struct_bytes = sizeof(struct boudguiga_config),
    .only_for_system = "boudguiga",
};

uint64_t boudguiga_threshold(const struct boudguiga_config *config)
{
    return config->checkers / 2 + 1;
}

uint32_t boudguiga_parts(const struct boudguiga_config *config)
{
    if (config->variant == BOUDGUIGA_INNOCUOUSNESS)
        return 1;
    return (uint32_t)((config->update_bytes + config->part_bytes - 1) / config->part_bytes);
}

uint64_t boudguiga_post_gas(uint64_t bytes)
{
    uint64_t words = bytes / 32 + 1;
    return 100000 + 48 * bytes + 3 * words + words * words / 512;
}

/** The longest T: the first one, which holds the wrapped keys. */
static uint64_t longest_post(const struct boudguiga_config *config, uint64_t devices)
{
    uint64_t part =
        config->update_bytes < config->part_bytes ? config->update_bytes : config->part_bytes;
    uint64_t keys = boudguiga_audience_cover_max(config, devices);
    if (config->variant == BOUDGUIGA_INNOCUOUSNESS)
        part = 0;
    return BOUDGUIGA_POST_BYTES + keys * BOUDGUIGA_COVER_ENTRY_BYTES + part;
}

int boudguiga_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct boudguiga_config *config =
        scenario_section_values(scenario, boudguiga_section.name);
    const struct config_world *world = scenario_section_values(scenario, "world");
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    size_t before = scenario_report_count(report);

    uint64_t bytes = longest_post(config, world->devices);
    uint64_t gas = boudguiga_post_gas(bytes), room = config_chain_transaction_gas(chain);
    if (gas > room)
        scenario_report_error(report, scenario,
                              config->encryption == BOUDGUIGA_PER_DEVICE ? "boudguiga.encryption"
                                                                         : "boudguiga.part_size",
                              "an update transaction of %llu bytes may take %llu gas, and a "
                              "transaction has room for %llu",
                              (unsigned long long)bytes, (unsigned long long)gas,
                              (unsigned long long)room);
    if (config->revoked_devices > world->devices)
        scenario_report_error(report, scenario, "boudguiga.revoked_devices",
                              "there are %llu devices", (unsigned long long)world->devices);
    if (config->revoked_devices > 0 && config->encryption == BOUDGUIGA_PLAIN)
        scenario_report_error(report, scenario, "boudguiga.revoked_devices",
                              "only an encrypted update is kept from devices");
    return scenario_report_count(report) == before ? 0 : BASE_E_SCENARIO;
}
