#include "models/leiba/config.h"

#include <stddef.h>

#include "base/error.h"
#include "models/shared/adversary.h"
#include "models/shared/real_proofs.h"
#include "zk/cost.h"

static const char *const challenge_names[] = {
    [LEIBA_RAW] = "raw",
    [LEIBA_TAGGED] = "tagged",
    NULL,
};
static const char *const reward_rule_names[] = {
    [LEIBA_FIXED] = "fixed",
    [LEIBA_SHARE] = "share",
    NULL,
};

static const char *const setup_names[] = {
    [LEIBA_SETUP_HONEST] = "honest",
    [LEIBA_SETUP_SUBVERTED] = "subverted",
    NULL,
};

#define AT(member) offsetof(struct leiba_config, member)
static const struct scenario_param params[] = {
    {"challenge", SCENARIO_CHOICE, AT(challenge), "raw", NULL, NULL, challenge_names,
     "What a device signs to say who it is: the distributor's challenge as it comes, which may be "
     "a "
     "proof-of-distribution in disguise, or the challenge behind a tag.",
     "Source: raw: Puggioni et al. 2020, section III-A3, attacked in III-B; tagged: the repair."},
    {"update_size", SCENARIO_SIZE, AT(update_bytes), "64KiB", "1B", "64MiB", NULL,
     "Size of the update U.", "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"reward_rule", SCENARIO_CHOICE, AT(reward_rule), "fixed", NULL, NULL, reward_rule_names,
     "What a delivery pays: the reward, or the balance divided by the devices that are left.",
     "Source: share: IotPC.sol of david-oz/IoTPC 38c01b5. Assumption: fixed, as the other "
     "systems."},
    {"reward", SCENARIO_MONEY, AT(reward_wei), "0.002ETH", NULL, "1000000ETH", NULL,
     "What a delivery pays the distributor, and with deposit 0wei a device's part of the pot.",
     "Assumption: several times the gas of commit and reveal at the default fees."},
    {"deposit", SCENARIO_MONEY, AT(deposit_wei), "0wei", NULL, "1000000000ETH", NULL,
     "The manufacturer's deposit; 0wei: a reward for each device.",
     "Source: Puggioni et al. 2020, section III-A1: the deposit funds the rewards."},
    {"expiry", SCENARIO_DURATION, AT(expiry_ns), "7d", "1min", "3650d", NULL,
     "From the release until the rest of the deposit can be withdrawn.",
     "Assumption: as CrowdPatching's; the authors' prototype has 4 days."},
    {"reveal_window", SCENARIO_DURATION, AT(reveal_window_ns), "10min", "1s", "3650d", NULL,
     "How long a commitment holds its device for the committer's reveal.",
     "Assumption: fifty blocks; the prototype's delta_to_reveal is chosen at each release."},
    {"proof_system", SCENARIO_CHOICE, AT(proof_system), "groth16_poseidon", NULL, NULL,
     zk_cost_model_names, "Whose proving times and sizes are charged.", "Source: zk/cost.c."},
    {"setup", SCENARIO_CHOICE, AT(setup), "honest", NULL, NULL, setup_names,
     "Whether the manufacturer has forgotten what the proof's set-up was made from, or attackers "
     "of "
     "kind crs_subversion have it and can forge proofs.",
     "Assumption: honest; Puggioni et al. 2020, section V-B, have keys generated securely."},
    {"seeding_window", SCENARIO_DURATION, AT(seeding_window_ns), "1h", "0s", "3650d", NULL,
     "How long after the release the manufacturer gives the update away; later nobody can join.",
     "Assumption: Puggioni et al. 2020, section III-A2, call it temporary."},
    {"seeding_slots", SCENARIO_INTEGER, AT(seeding_slots), "10", "0", "100000", NULL,
     "Most distributors that get it; 0: any that asks in the window.",
     "Assumption: a finite number (section III-A2); as CrowdPatching's, so that both start alike."},
    {"concurrent_uploads", SCENARIO_INTEGER, AT(concurrent_uploads), "64", "1", "64", NULL,
     "Uploads of the manufacturer at a time; others wait.",
     "Assumption: a server's limit; the network model slows down beyond 64 on one link."},
    {"distributor_poll", SCENARIO_DURATION, AT(distributor_poll_ns), "1min", "1s", "30d", NULL,
     "How often a distributor looks for a release.", "Assumption: it earns by being early."},
    {"device_poll", SCENARIO_DURATION, AT(device_poll_ns), "10min", "1s", "30d", NULL,
     "How often a device looks for a release, over its radio.", "Assumption: a background task."},
    {"key_poll", SCENARIO_DURATION, AT(key_poll_ns), "12s", "1s", "1d", NULL,
     "How often a device that has given a proof-of-distribution looks for the key.",
     "Assumption: once a block."},
    {"candidates", SCENARIO_INTEGER, AT(candidates), "3", "1", "64", NULL,
     "Distributors that a device asks in an attempt, one after the other.",
     "Assumption: the paper leaves it open."},
    {"lookup_up", SCENARIO_SIZE, AT(lookup_up_bytes), "1425B", "0B", "1MiB", NULL,
     "Bytes that a device's look-up in the hash table sends over its radio with p2p.lookup "
     "fitted; Kademlia's own messages pass it.",
     "Assumption: 15 queries (3 at a time, 5 rounds) of BEP 5's get_peers, 95 bytes each."},
    {"lookup_down", SCENARIO_SIZE, AT(lookup_down_bytes), "4500B", "0B", "1MiB", NULL,
     "Bytes that it gets.", "Assumption: 15 answers of eight nodes, 300 bytes each (BEP 5)."},
    {"answer_timeout", SCENARIO_DURATION, AT(answer_timeout_ns), "30s", "100ms", "1d", NULL,
     "Wait for an answer that needs no proof.", "Assumption: a common client default."},
    {"proof_timeout", SCENARIO_DURATION, AT(proof_timeout_ns), "30min", "1s", "30d", NULL,
     "A device's wait for a proof and the ciphertext.",
     "Assumption: a proof of seconds behind a queue of others."},
    {"device_timeout", SCENARIO_DURATION, AT(device_timeout_ns), "10min", "100ms", "30d", NULL,
     "A distributor's wait for a device, its computing and its radio included.",
     "Assumption: 64 KiB take 51 s over the default radio, which others share."},
    {"key_timeout", SCENARIO_DURATION, AT(key_timeout_ns), "20min", "1s", "30d", NULL,
     "A device's wait for the key after the proof-of-distribution.",
     "Assumption: a reveal window, and fifty blocks for the commitment."},
    {"transaction_timeout", SCENARIO_DURATION, AT(transaction_timeout_ns), "30min", "1s", "30d",
     NULL,
     "Wait for a transaction's confirmation, and for the transfer of a package with its "
     "keys or of a proof with its ciphertext.",
     "Assumption: 150 blocks."},
    {"attempts", SCENARIO_INTEGER, AT(attempts), "10", "1", "1000", NULL, "Attempts of a device.",
     "Assumption: a patient client."},
    {"retry_pause", SCENARIO_DURATION, AT(retry_pause_ns), "2min", "0s", "30d", NULL,
     "Pause between two attempts.", "Assumption: ten blocks."},
};
const struct scenario_section leiba_section = {
    .name = "leiba",
    .help = "Static seeding, commit and reveal (Leiba et al. 2018).",
    .params = params,
    .param_count = sizeof params / sizeof params[0],
    .struct_bytes = sizeof(struct leiba_config),
    .only_for_system = "leiba",
};

static u256 rewards_of(const struct leiba_config *config, uint64_t devices)
{
    return u256_mul(config->reward_wei, u256_from_u64(devices));
}

u256 leiba_deposit(const struct leiba_config *config, uint64_t devices)
{
    return u256_is_zero(config->deposit_wei) ? rewards_of(config, devices) : config->deposit_wei;
}

/** Wall time that a run's real proofs take at the most on the reference core. */
static int64_t real_proofs_ns(const struct leiba_config *config, const struct config_world *world)
{
    const struct zk_cost_model *cost =
        zk_cost_model_find(zk_cost_model_names[config->proof_system]);
    double ns =
        (double)world->devices * (double)zk_cost_prove_ns(cost, NULL, config->update_bytes) +
        (double)zk_cost_setup_ns(cost, NULL, config->update_bytes);
    return ns < 9e18 ? (int64_t)ns : INT64_MAX;
}

int leiba_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct leiba_config *config = scenario_section_values(scenario, leiba_section.name);
    const struct config_world *world = scenario_section_values(scenario, "world");
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    const struct config_fidelity *fidelity = scenario_section_values(scenario, "fidelity");
    const struct config_adversary *adversary = scenario_section_values(scenario, "adversary");
    size_t before = scenario_report_count(report);

    const struct zk_cost_model *cost =
        zk_cost_model_find(zk_cost_model_names[config->proof_system]);
    real_proofs_check_calibration(scenario, report, cost);
    if (fidelity->proof == CONFIG_FIDELITY_REAL)
        real_proofs_check(scenario, report, cost, "an update", config->update_bytes, "devices",
                          world->devices, real_proofs_ns(config, world));
    u256 needed = rewards_of(config, world->devices);
    u256 deposit = leiba_deposit(config, world->devices);
    if (config->reward_rule == LEIBA_FIXED && u256_compare(deposit, needed) < 0)
        scenario_report_error(report, scenario, "leiba.deposit",
                              "the deposit of %s is too small: %llu devices x %s need %s",
                              config_money(deposit).text, (unsigned long long)world->devices,
                              config_money(config->reward_wei).text, config_money(needed).text);
    if (adversary->kind == ADVERSARY_SECOND_RELEASE)
        deposit = u256_mul(deposit, u256_from_u64(2));
    if (u256_compare(world->manufacturer_funds_wei, deposit) <= 0)
        scenario_report_error(report, scenario, "world.manufacturer_funds",
                              "the manufacturer owns %s and must pay a deposit of %s and gas",
                              config_money(world->manufacturer_funds_wei).text,
                              config_money(deposit).text);
    uint64_t room = config_chain_room_gas(chain);
    if (LEIBA_GAS_CREATE > room)
        scenario_report_error(report, scenario, "chain.background_load",
                              "a release may take %llu gas, and a block has room for %llu beside "
                              "the background load",
                              (unsigned long long)LEIBA_GAS_CREATE, (unsigned long long)room);
    return scenario_report_count(report) == before ? 0 : BASE_E_SCENARIO;
}
