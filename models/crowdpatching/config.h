#ifndef CROWDPATCH_MODELS_CROWDPATCHING_CONFIG_H
#define CROWDPATCH_MODELS_CROWDPATCHING_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/u256.h"
#include "models/shared/config.h"
#include "scenarios/param.h"
#include "scenarios/scenario.h"

enum crowdpatching_device_list {
    CROWDPATCHING_LIST,        /* L_m in the contract's storage, as the paper has it */
    CROWDPATCHING_MERKLE_ROOT, /* its Merkle root */
};

enum crowdpatching_score_reset {
    CROWDPATCHING_RESET_BY_SEMANTICS,
    CROWDPATCHING_RESET_NONE,  /* a period that never ends */
    CROWDPATCHING_RESET_DECAY, /* scores are halved instead */
};

enum crowdpatching_proving_keys {
    CROWDPATCHING_KEYS_BY_HASH,    /* P names pk^D by its hash; the key is fetched beside it */
    CROWDPATCHING_KEYS_IN_PACKAGE, /* P holds pk^D, as the paper has it */
};

enum crowdpatching_setup {
    CROWDPATCHING_SETUP_HONEST,    /* the seed is forgotten */
    CROWDPATCHING_SETUP_SUBVERTED, /* attackers know it */
};

/** Bounds of world.manufacturers and of crowdpatching.releases. */
#define CROWDPATCHING_MANUFACTURERS_MAX 16
#define CROWDPATCHING_RELEASES_MAX 100

/** Parameters of section "crowdpatching". */
struct crowdpatching_config {
    uint64_t update_bytes;
    u256 distributor_reward_wei; /* a_d */
    u256 hub_reward_wei;         /* a_h */
    u256 deposit_wei;            /* 0: just what the rewards need */
    int64_t expiry_ns;           /* e */
    uint64_t releases;           /* of each manufacturer */
    int64_t release_interval_ns;
    int64_t score_period_ns;
    int score_reset;      /* enum crowdpatching_score_reset */
    double exit_phase;    /* share of a score window */
    int device_list;      /* enum crowdpatching_device_list */
    int signature_scheme; /* enum crypto_scheme */
    int semantics;        /* enum contracts_semantics */
    int challenge;        /* enum contracts_tagging */
    uint64_t nonce_bits;  /* of n2 */
    double own_hubs;      /* share of devices */
    uint64_t devices_per_transaction;
    int proof_system; /* index in zk_cost_model_names */
    int proving_keys; /* enum crowdpatching_proving_keys */
    int setup;        /* enum crowdpatching_setup */
    int64_t seeding_window_ns;
    uint64_t seeding_slots; /* 0: no limit */
    uint64_t concurrent_uploads;
    int64_t distributor_poll_ns;
    int64_t hub_poll_ns;
    uint64_t candidates;
    int selection; /* enum selection_rule */
    uint64_t selection_threshold;
    double selection_temperature;
    double selection_epsilon;
    uint64_t minimum_score;
    uint64_t minimum_score_attempts;
    bool shun_withholders;
    uint64_t deliveries_per_device; /* 0: no limit */
    uint64_t minimum_buyer_score;
    u256 offer_wei;
    u256 reserve_price_wei;
    int64_t exchange_expiry_ns;
    int64_t answer_timeout_ns;
    int64_t proof_timeout_ns;
    int64_t device_timeout_ns;
    int64_t key_timeout_ns;
    int64_t transaction_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
};

/** Distributors that a hub asks at a time at the most; the scenario's bound is the same. */
#define CROWDPATCHING_CANDIDATES_MAX 64

extern const struct scenario_section crowdpatching_section;

/** What the rewards of all devices need: N (a_d + a_h). */
u256 crowdpatching_rewards_needed(const struct crowdpatching_config *config, uint64_t devices);

/** The Super contract's period, in seconds. */
uint64_t crowdpatching_score_period_s(const struct crowdpatching_config *config);

/** Gas limit of the transaction that announces a release and lists its first devices; the contract
 *  is told of `listed` of them. Assumption: twice the measured use. */
uint64_t crowdpatching_release_gas(uint64_t listed);
/** Devices that the first transaction lists. */
uint64_t crowdpatching_first_listed(const struct crowdpatching_config *config, uint64_t devices);

/** Devices of the manufacturer that has most. */
uint64_t crowdpatching_largest_fleet(const struct config_world *world);
/** Reports what does not go together with several releases or manufacturers. */
void crowdpatching_check_releases(const struct scenario *scenario,
                                  const struct crowdpatching_config *config,
                                  const struct config_world *world, struct scenario_report *report);

int crowdpatching_check(const struct scenario *scenario, struct scenario_report *report);

#endif
