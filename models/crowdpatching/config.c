#include "models/crowdpatching/config.h"

#include <stddef.h>

#include "base/error.h"
#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/super_contract.h"
#include "crypto/scheme.h"
#include "models/crowdpatching/entry_config.h"
#include "models/shared/adversary.h"
#include "models/shared/config.h"
#include "models/shared/real_proofs.h"
#include "models/shared/selection.h"
#include "zk/cost.h"

static const char *const device_list_names[] = {
    [CROWDPATCHING_LIST] = "list",
    [CROWDPATCHING_MERKLE_ROOT] = "merkle_root",
    NULL,
};
static const char *const challenge_names[] = {
    [CONTRACTS_TAGGED] = "tagged",
    [CONTRACTS_RAW] = "raw",
    NULL,
};
static const char *const proving_keys_names[] = {
    [CROWDPATCHING_KEYS_BY_HASH] = "by_hash",
    [CROWDPATCHING_KEYS_IN_PACKAGE] = "in_package",
    NULL,
};

static const char *const score_reset_names[] = {
    [CROWDPATCHING_RESET_BY_SEMANTICS] = "by_semantics",
    [CROWDPATCHING_RESET_NONE] = "none",
    [CROWDPATCHING_RESET_DECAY] = "decay",
    NULL,
};

static const char *const setup_names[] = {
    [CROWDPATCHING_SETUP_HONEST] = "honest",
    [CROWDPATCHING_SETUP_SUBVERTED] = "subverted",
    NULL,
};

#define AT(member) offsetof(struct crowdpatching_config, member)
static const struct scenario_param params[] = {
    {"update_size", SCENARIO_SIZE, AT(update_bytes), "64KiB", "1B", "64MiB", NULL,
     "Size of the update U.", "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"distributor_reward", SCENARIO_MONEY, AT(distributor_reward_wei), "0.002ETH", NULL,
     "1000000ETH", NULL, "a_d: what a delivery pays the distributor.",
     "Assumption: several times the gas of a claim at the default fees."},
    {"hub_reward", SCENARIO_MONEY, AT(hub_reward_wei), "0.0005ETH", NULL, "1000000ETH", NULL,
     "a_h: what an installation pays the hub.",
     "Assumption: several times the gas of a claim at the default fees."},
    {"deposit", SCENARIO_MONEY, AT(deposit_wei), "0wei", NULL, "1000000000ETH", NULL,
     "The manufacturer's deposit for a release; 0wei: just what the rewards of all its devices "
     "need.",
     "Source: Puggioni et al. 2020, section IV-B1: N (a_d + a_h) at least."},
    {"expiry", SCENARIO_DURATION, AT(expiry_ns), "7d", "1min", "3650d", NULL,
     "e: from the release until the rest of the deposit can be withdrawn.",
     "Source: Puggioni et al. 2020, section IV-B1: weeks."},
    {"releases", SCENARIO_INTEGER, AT(releases), "1", "1", "100", NULL,
     "Releases of each manufacturer, one after the other; each has its own update, Delivery "
     "contract, deposit and expiry.",
     "Assumption: one, as in the paper's figures; its scores (section IV-B) outlast a release."},
    {"release_interval", SCENARIO_DURATION, AT(release_interval_ns), "7d", "1min", "3650d", NULL,
     "From one release of a manufacturer to its next, which supersedes it for devices.",
     "Assumption: as the default expiry, so that one release ends when the next begins."},
    {"score_period", SCENARIO_DURATION, AT(score_period_ns), "30d", "1s", "3650d", NULL,
     "All scores start anew after each period since the deployment of the Super contract.",
     "Assumption: the paper leaves it to the manufacturer."},
    {"score_reset", SCENARIO_CHOICE, AT(score_reset), "by_semantics", NULL, NULL, score_reset_names,
     "What a score period does at its end: what semantics has; nothing, for it never ends; or it "
     "halves every score, rounded down, which the paper's tagged contracts alone have a variant "
     "for.",
     "Source: Puggioni et al. 2020, section IV-B (by_semantics); the others are what-ifs."},
    {"exit_phase", SCENARIO_REAL, AT(exit_phase), "0.9", "0", "0.9", NULL,
     "Share of a score window after which attackers of kind whitewash keep keys to themselves, for "
     "a tenth of the window; then they go on under another account.",
     "Assumption: the last tenth, when a score that ends with the window is worth least."},
    {"device_list", SCENARIO_CHOICE, AT(device_list), "list", NULL, NULL, device_list_names,
     "How the release names its devices: a list in storage, or a Merkle root.",
     "Source: Puggioni et al. 2020, section IV-B1 (list); Leiba et al. 2018 (root)."},
    {"signature_scheme", SCENARIO_CHOICE, AT(signature_scheme), "secp256k1", NULL, NULL,
     crypto_scheme_names,
     "What devices sign with, and the Delivery contract checks: secp256k1 by ecrecover, p256 by "
     "P256VERIFY (EIP-7951, from osaka on), ed25519 by EIP-665's ed25519verify, a what-if that "
     "chain.ed25519_verify must allow.",
     "Assumption: secp256k1 can be deployed on every chain today; the paper names no scheme."},
    {"semantics", SCENARIO_CHOICE, AT(semantics), "paper", NULL, NULL, contracts_semantics_names,
     "Whose contracts: those of the paper's text; those of the authors' code, where failed checks "
     "do not revert, a PoFD before the PoD takes a_d too and score windows are each "
     "distributor's own; or hardened ones, where devices sign for one contract on one chain, a "
     "PoFD waits for its PoD and scores fade instead of ending.",
     "Source: Puggioni et al. 2020; their repository edoardopuggioni/crowdpatching, fbd3614; "
     "hardened: the repairs."},
    {"challenge", SCENARIO_CHOICE, AT(challenge), "tagged", NULL, NULL, challenge_names,
     "What a device signs to say who it is, and as PoD and PoFD: the fields behind a tag of their "
     "purpose, or the bare fields, where c || n2 may be U_h || s.",
     "Source: Puggioni et al. 2020, sections III-B and IV-B3 (raw); tagged: unambiguous."},
    {"nonce_bits", SCENARIO_INTEGER, AT(nonce_bits), "256", "8", "256", NULL,
     "Length of n2, the device's own part of what it signs; whole bytes.",
     "Assumption: as long as a hash; the paper leaves it open."},
    {"own_hubs", SCENARIO_REAL, AT(own_hubs), "0", "0", "1", NULL,
     "Share of the devices that are their own hubs: they reach chain and distributors over their "
     "radio, check the proof and claim a_h; each account gets world.hub_funds for its gas.",
     "Source: Puggioni et al. 2020, section IV-A: roles are flexible; 0: its figures."},
    {"devices_per_transaction", SCENARIO_INTEGER, AT(devices_per_transaction), "300", "1", "400",
     NULL, "Devices that one transaction puts on the list.",
     "Assumption: keeps a transaction below EIP-7825's 2^24 gas."},
    {"proof_system", SCENARIO_CHOICE, AT(proof_system), "groth16_poseidon", NULL, NULL,
     zk_cost_model_names, "Whose proving times and sizes are charged.", "Source: zk/cost.c."},
    {"proving_keys", SCENARIO_CHOICE, AT(proving_keys), "by_hash", NULL, NULL, proving_keys_names,
     "Whether the package holds the proving key, or its hash with the key sent beside it.",
     "Assumption: with the key inside, the proof over a package costs more than the update is "
     "worth; "
     "the paper (section IV-B1) has it inside."},
    {"setup", SCENARIO_CHOICE, AT(setup), "honest", NULL, NULL, setup_names,
     "Whether the manufacturer has forgotten what the proofs' set-up was made from, or attackers "
     "of "
     "kind crs_subversion have it and can forge proofs.",
     "Source: Puggioni et al. 2020, section V-B: the keys are generated securely."},
    {"seeding_window", SCENARIO_DURATION, AT(seeding_window_ns), "1h", "0s", "3650d", NULL,
     "How long after the release the manufacturer gives the package away.",
     "Assumption: the paper calls it temporary."},
    {"seeding_slots", SCENARIO_INTEGER, AT(seeding_slots), "10", "0", "100000", NULL,
     "Most distributors that get it from the manufacturer; 0: no limit.",
     "Assumption: a quarter of the default distributors."},
    {"concurrent_uploads", SCENARIO_INTEGER, AT(concurrent_uploads), "64", "1", "64", NULL,
     "Uploads of the manufacturer at a time; others wait.",
     "Assumption: a server's limit; the network model slows down beyond 64 on one link."},
    {"distributor_poll", SCENARIO_DURATION, AT(distributor_poll_ns), "1min", "1s", "30d", NULL,
     "How often a distributor looks for a release.", "Assumption: it earns by being early."},
    {"hub_poll", SCENARIO_DURATION, AT(hub_poll_ns), "10min", "1s", "30d", NULL,
     "How often a hub looks for a release.", "Assumption: a background task."},
    {"candidates", SCENARIO_INTEGER, AT(candidates), "3", "1", "64", NULL,
     "Distributors that a hub asks at a time, of whom it takes one.",
     "Assumption: the paper leaves it open (section IV-B3)."},
    {"selection", SCENARIO_CHOICE, AT(selection), "highest_score", NULL, NULL, selection_names,
     "Whom a hub takes of those who answer: the highest score; the first with selection_threshold; "
     "by chance, in proportion to score + 1 or to e^(score / selection_temperature); the highest "
     "but for a share selection_epsilon of random ones; the first; or the highest score + 1 times "
     "the rate that this hub has measured.",
     "Source: Puggioni et al. 2020, section IV-B3 (highest_score); the others are what-ifs."},
    {"selection_threshold", SCENARIO_INTEGER, AT(selection_threshold), "10", NULL, NULL, NULL,
     "The score with which selection threshold is content.", "Assumption: a page of deliveries."},
    {"selection_temperature", SCENARIO_REAL, AT(selection_temperature), "5", "0.001", "1000000",
     NULL, "Of selection softmax, in scores.",
     "Assumption: differences of a few deliveries count."},
    {"selection_epsilon", SCENARIO_REAL, AT(selection_epsilon), "0.1", "0", "1", NULL,
     "Share of random choices of selection epsilon_greedy.",
     "Source: Sutton and Barto 2018, section 2.3: 0.1."},
    {"minimum_score", SCENARIO_INTEGER, AT(minimum_score), "0", NULL, NULL, NULL,
     "A hub turns down distributors with a lower score.",
     "Assumption: 0, or nobody could ever begin."},
    {"minimum_score_attempts", SCENARIO_INTEGER, AT(minimum_score_attempts), "1000", "0", "1000",
     NULL,
     "Attempts for a device in which its hub insists on minimum_score; then it takes anybody.",
     "Assumption: always, as the paper has it (section IV-B3)."},
    {"shun_withholders", SCENARIO_BOOL, AT(shun_withholders), "false", NULL, NULL, NULL,
     "A hub never again deals with a distributor that has taken a PoD and published no key in "
     "time.",
     "Assumption: the paper knows the score alone."},
    {"deliveries_per_device", SCENARIO_INTEGER, AT(deliveries_per_device), "0", "0", "1000000",
     NULL, "Proofs that a distributor makes for one device at the most; 0: no limit.",
     "Assumption: the paper knows no limit."},
    {"minimum_buyer_score", SCENARIO_INTEGER, AT(minimum_buyer_score), "0", NULL, NULL, NULL,
     "A seller turns down buyers with a lower score.",
     "Assumption: 0, or nobody could ever begin."},
    {"offer", SCENARIO_MONEY, AT(offer_wei), "0.01ETH", NULL, "1000000ETH", NULL,
     "What a second-hand distributor offers for the package.", "Assumption: five deliveries' pay."},
    {"reserve_price", SCENARIO_MONEY, AT(reserve_price_wei), "0.005ETH", NULL, "1000000ETH", NULL,
     "The least that a seller takes.", "Assumption: half of the usual offer."},
    {"exchange_expiry", SCENARIO_DURATION, AT(exchange_expiry_ns), "1h", "1min", "365d", NULL,
     "How long an offer is locked in an exchange contract.",
     "Assumption: many blocks, so that the seller is not at risk."},
    {"answer_timeout", SCENARIO_DURATION, AT(answer_timeout_ns), "30s", "100ms", "1d", NULL,
     "Wait for an answer that needs no proof.", "Assumption: a common client default."},
    {"proof_timeout", SCENARIO_DURATION, AT(proof_timeout_ns), "30min", "1s", "30d", NULL,
     "Wait for a proof and the ciphertext.",
     "Assumption: a proof of seconds behind a queue of others."},
    {"device_timeout", SCENARIO_DURATION, AT(device_timeout_ns), "10min", "100ms", "30d", NULL,
     "A hub's wait for its device, transfers included.",
     "Assumption: 64 KiB take 51 s over the default radio."},
    {"key_timeout", SCENARIO_DURATION, AT(key_timeout_ns), "10min", "1s", "30d", NULL,
     "A hub's wait for the key on chain after the proof of delivery.", "Assumption: fifty blocks."},
    {"transaction_timeout", SCENARIO_DURATION, AT(transaction_timeout_ns), "30min", "1s", "30d",
     NULL,
     "Wait for a transaction's confirmation, and for the transfer of a package with its "
     "keys or of a proof with its ciphertext.",
     "Assumption: 150 blocks."},
    {"attempts", SCENARIO_INTEGER, AT(attempts), "10", "1", "1000", NULL,
     "Rounds of candidates that a hub tries for a device.", "Assumption: a patient client."},
    {"retry_pause", SCENARIO_DURATION, AT(retry_pause_ns), "2min", "0s", "30d", NULL,
     "Pause between two rounds or two attempts to get the package.", "Assumption: ten blocks."},
};
const struct scenario_section crowdpatching_section = {
    .name = "crowdpatching",
    .help = "CrowdPatching (Puggioni et al. 2020).",
    .params = params,
    .param_count = sizeof params / sizeof params[0],
    .struct_bytes = sizeof(struct crowdpatching_config),
    .only_for_system = "crowdpatching",
};

u256 crowdpatching_rewards_needed(const struct crowdpatching_config *config, uint64_t devices)
{
    u256 each = u256_add(config->distributor_reward_wei, config->hub_reward_wei);
    return u256_mul(each, u256_from_u64(devices));
}

uint64_t crowdpatching_score_period_s(const struct crowdpatching_config *config)
{
    return config->score_reset == CROWDPATCHING_RESET_NONE
               ? CONTRACTS_SCORES_LAST
               : (uint64_t)config->score_period_ns / UINT64_C(1000000000);
}

uint64_t crowdpatching_release_gas(uint64_t listed)
{
    return UINT64_C(4000000) + UINT64_C(30000) * listed;
}

uint64_t crowdpatching_first_listed(const struct crowdpatching_config *config, uint64_t devices)
{
    if (config->device_list == CROWDPATCHING_MERKLE_ROOT)
        return 0;
    return devices < config->devices_per_transaction ? devices : config->devices_per_transaction;
}

/** What S_E is about, when the package names its proving key by a hash: U, vk^D, two digests and
 *  lengths, and the devices of a Merkle root.
 *  Source: models/shared/package.h. */
static uint64_t package_bytes(const struct crowdpatching_config *config,
                              const struct config_world *world)
{
    const struct zk_cost_model *cost =
        zk_cost_model_find(zk_cost_model_names[config->proof_system]);
    uint64_t devices =
        config->device_list == CROWDPATCHING_MERKLE_ROOT ? crowdpatching_largest_fleet(world) : 0;
    return config->update_bytes + zk_cost_verifying_key_bytes(cost, config->update_bytes) + 108 +
           20 * devices;
}

/** Wall time that a run's real proofs take at the most on the reference core. */
static int64_t real_proofs_ns(const struct crowdpatching_config *config,
                              const struct config_world *world)
{
    const struct zk_cost_model *cost =
        zk_cost_model_find(zk_cost_model_names[config->proof_system]);
    uint64_t package = package_bytes(config, world);
    uint64_t first_hand = config->seeding_slots ? config->seeding_slots : world->distributors;
    uint64_t sales = world->distributors > first_hand ? world->distributors - first_hand : 0;
    double manufacturers = (double)world->manufacturers, releases = (double)config->releases;
    double ns =
        (double)world->devices * releases *
            (double)zk_cost_prove_ns(cost, NULL, config->update_bytes) +
        (double)sales * releases * manufacturers * (double)zk_cost_prove_ns(cost, NULL, package) +
        manufacturers * ((double)zk_cost_setup_ns(cost, NULL, config->update_bytes) +
                         (double)zk_cost_setup_ns(cost, NULL, package) +
                         (double)zk_cost_check_ns(cost, NULL, config->update_bytes) +
                         (double)zk_cost_check_ns(cost, NULL, package));
    return ns < 9e18 ? (int64_t)ns : INT64_MAX;
}

static void check_real_proofs(const struct scenario *scenario,
                              const struct crowdpatching_config *config,
                              const struct config_world *world, struct scenario_report *report)
{
    const struct zk_cost_model *cost =
        zk_cost_model_find(zk_cost_model_names[config->proof_system]);
    if (cost->publics > 0 && config->proving_keys == CROWDPATCHING_KEYS_IN_PACKAGE) {
        scenario_report_error(report, scenario, "fidelity.proof",
                              "a package with its proving key inside is too large for a real "
                              "proof: proving_keys must be by_hash");
        return;
    }
    real_proofs_check(scenario, report, cost, "a package", package_bytes(config, world),
                      "devices and of the package's sales", world->devices,
                      real_proofs_ns(config, world));
}

/** Deposits, and who can pay for them; the price of P. */
static void check_money(const struct scenario *scenario, const struct crowdpatching_config *config,
                        const struct config_world *world, struct scenario_report *report)
{
    const struct config_adversary *adversary = scenario_section_values(scenario, "adversary");
    const struct crowdpatching_market_config *market =
        scenario_section_values(scenario, crowdpatching_market_section.name);
    uint64_t fleet = crowdpatching_largest_fleet(world);
    u256 needed = crowdpatching_rewards_needed(config, fleet);
    u256 deposit = u256_is_zero(config->deposit_wei) ? needed : config->deposit_wei;
    if (u256_compare(deposit, needed) < 0)
        scenario_report_error(report, scenario, "crowdpatching.deposit",
                              "the deposit of %s is too small: %llu devices x (%s + %s) need %s",
                              config_money(deposit).text, (unsigned long long)fleet,
                              config_money(config->distributor_reward_wei).text,
                              config_money(config->hub_reward_wei).text, config_money(needed).text);
    if (adversary->kind == ADVERSARY_SECOND_RELEASE)
        deposit = u256_add(deposit, deposit);
    deposit = u256_mul(deposit, u256_from_u64(config->releases));
    if (u256_compare(world->manufacturer_funds_wei, deposit) <= 0)
        scenario_report_error(report, scenario, "world.manufacturer_funds",
                              "the manufacturer owns %s and must pay a deposit of %s and gas",
                              config_money(world->manufacturer_funds_wei).text,
                              config_money(deposit).text);
    if (!crowdpatching_market_is_open(market) &&
        u256_compare(config->offer_wei, config->reserve_price_wei) < 0)
        scenario_report_error(
            report, scenario, "crowdpatching.offer",
            "no sale is possible: the offer of %s is below the reserve price of %s",
            config_money(config->offer_wei).text, config_money(config->reserve_price_wei).text);
}

/** What devices sign with, and where that can be checked. */
static void check_signatures(const struct scenario *scenario,
                             const struct crowdpatching_config *config,
                             const struct config_chain *chain, struct scenario_report *report)
{
    const char *lack = contracts_delivery_lacks((enum crypto_scheme)config->signature_scheme,
                                                (enum evm_fork)chain->fork, chain->ed25519_verify);
    if (lack)
        scenario_report_error(report, scenario, "crowdpatching.signature_scheme",
                              "%s needs %s; the chain's fork is %s",
                              crypto_scheme_names[config->signature_scheme], lack,
                              evm_fork_names[chain->fork]);
    if (config->own_hubs > 0 && config->signature_scheme != CRYPTO_SCHEME_SECP256K1)
        scenario_report_error(report, scenario, "crowdpatching.own_hubs",
                              "a device that is its own hub sends transactions, which secp256k1 "
                              "signs; signature_scheme is %s",
                              crypto_scheme_names[config->signature_scheme]);
    if (config->nonce_bits % 8 != 0)
        scenario_report_error(report, scenario, "crowdpatching.nonce_bits",
                              "%llu bits are no whole bytes",
                              (unsigned long long)config->nonce_bits);
}

/** Which contracts there are, and room for them. */
static void check_contracts(const struct scenario *scenario,
                            const struct crowdpatching_config *config,
                            const struct config_world *world, const struct config_chain *chain,
                            struct scenario_report *report)
{
    if (config->semantics == CONTRACTS_HARDENED && config->challenge == CONTRACTS_RAW)
        scenario_report_error(report, scenario, "crowdpatching.challenge",
                              "hardened contracts take tagged signatures alone");
    if (config->score_reset == CROWDPATCHING_RESET_DECAY &&
        (config->semantics != CONTRACTS_PAPER || config->challenge != CONTRACTS_TAGGED))
        scenario_report_error(
            report, scenario, "crowdpatching.score_reset",
            "scores that are halved are a variant of the paper's tagged contracts");
    uint64_t listed = crowdpatching_first_listed(config, crowdpatching_largest_fleet(world));
    uint64_t gas = crowdpatching_release_gas(listed), room = config_chain_room_gas(chain);
    if (gas > room)
        scenario_report_error(report, scenario, "chain.background_load",
                              "a release may take %llu gas, and a block has room for %llu beside "
                              "the background load",
                              (unsigned long long)gas, (unsigned long long)room);
}

int crowdpatching_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct crowdpatching_config *config =
        scenario_section_values(scenario, crowdpatching_section.name);
    const struct config_world *world = scenario_section_values(scenario, "world");
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    const struct config_fidelity *fidelity = scenario_section_values(scenario, "fidelity");
    size_t before = scenario_report_count(report);
    real_proofs_check_calibration(scenario, report,
                                  zk_cost_model_find(zk_cost_model_names[config->proof_system]));
    if (fidelity->proof == CONFIG_FIDELITY_REAL)
        check_real_proofs(scenario, config, world, report);
    check_money(scenario, config, world, report);
    crowdpatching_check_releases(scenario, config, world, report);
    crowdpatching_entry_check(scenario, report);
    check_signatures(scenario, config, chain, report);
    check_contracts(scenario, config, world, chain, report);
    return scenario_report_count(report) == before ? 0 : BASE_E_SCENARIO;
}
