#ifndef CROWDPATCH_MODELS_LEIBA_CONFIG_H
#define CROWDPATCH_MODELS_LEIBA_CONFIG_H

#include <stdint.h>

#include "base/u256.h"
#include "models/shared/config.h"
#include "scenarios/param.h"
#include "scenarios/scenario.h"

/** What a device signs to say who it is. */
enum leiba_challenge {
    LEIBA_RAW,    /* the distributor's c as it comes */
    LEIBA_TAGGED, /* c behind a tag of the purpose */
};

enum leiba_reward_rule {
    LEIBA_FIXED, /* each delivery pays `reward` */
    LEIBA_SHARE, /* each pays balance / devices that are left */
};

enum leiba_setup {
    LEIBA_SETUP_HONEST,
    LEIBA_SETUP_SUBVERTED, /* attackers know what the keys were made from */
};

/** Parameters of section "leiba". */
struct leiba_config {
    int challenge; /* enum leiba_challenge */
    uint64_t update_bytes;
    int reward_rule; /* enum leiba_reward_rule */
    u256 reward_wei;
    u256 deposit_wei; /* 0: just N rewards */
    int64_t expiry_ns;
    int64_t reveal_window_ns;
    int proof_system; /* index in zk_cost_model_names */
    int setup;        /* enum leiba_setup */
    int64_t seeding_window_ns;
    uint64_t seeding_slots; /* 0: no limit */
    uint64_t concurrent_uploads;
    int64_t distributor_poll_ns;
    int64_t device_poll_ns;
    int64_t key_poll_ns;
    uint64_t candidates;
    uint64_t lookup_up_bytes;
    uint64_t lookup_down_bytes;
    int64_t answer_timeout_ns;
    int64_t proof_timeout_ns;
    int64_t device_timeout_ns;
    int64_t key_timeout_ns;
    int64_t transaction_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
};

extern const struct scenario_section leiba_section;

/** What the manufacturer puts into the contract for so many devices. */
u256 leiba_deposit(const struct leiba_config *config, uint64_t devices);

/** Gas limit of the contract's creation. Assumption: twice the measured use. */
#define LEIBA_GAS_CREATE UINT64_C(1600000)

int leiba_check(const struct scenario *scenario, struct scenario_report *report);

#endif
