#ifndef CROWDPATCH_MODELS_LEE_LEE_CONFIG_H
#define CROWDPATCH_MODELS_LEE_LEE_CONFIG_H

#include <stdint.h>

#include "scenarios/param.h"
#include "scenarios/scenario.h"

/** Parameters of section "lee_lee". */
struct lee_lee_config {
    uint64_t update_bytes;
    double holders; /* share of devices */
    double altered; /* share of those */
    uint64_t reach; /* normal nodes */
    uint64_t verification_reach;
    uint64_t confirmations;
    uint64_t pow_tries;
    int64_t check_interval_ns;
    int64_t response_window_ns;
    int64_t answer_timeout_ns;
    int64_t copy_timeout_ns;
    int64_t confirmation_timeout_ns;
    int64_t download_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
    uint64_t peers_listed;
    uint64_t piece_bytes;
    uint64_t unchoke_slots;
    int64_t choke_interval_ns;
    uint64_t optimistic_every;
    uint64_t pipeline;
    uint64_t connections;
    int64_t request_timeout_ns;
    int64_t seed_stay_ns;
};

extern const struct scenario_section lee_lee_section;

#endif
