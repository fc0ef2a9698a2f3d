#ifndef CROWDPATCH_MODELS_BOUDGUIGA_CONFIG_H
#define CROWDPATCH_MODELS_BOUDGUIGA_CONFIG_H

#include <stdint.h>

#include "base/u256.h"
#include "models/shared/config.h"
#include "scenarios/param.h"
#include "scenarios/scenario.h"

enum boudguiga_variant {
    BOUDGUIGA_AVAILABILITY,  /* section III-C: the binary stands in T, on the chain */
    BOUDGUIGA_INNOCUOUSNESS, /* section III-D: checking nodes vote, peers pass the binary on */
};

enum boudguiga_encryption {
    BOUDGUIGA_PLAIN,
    BOUDGUIGA_PER_DEVICE, /* the content key wrapped once for each receiver */
    BOUDGUIGA_BROADCAST,  /* wrapped for the fewest subtrees that hold all receivers */
};

enum boudguiga_node_choice {
    BOUDGUIGA_RANDOM_NODE,
    BOUDGUIGA_NEAREST_NODE,
};

/** Parameters of section "boudguiga". */
struct boudguiga_config {
    int variant; /* enum boudguiga_variant */
    uint64_t update_bytes;
    uint64_t part_bytes;
    int encryption; /* enum boudguiga_encryption */
    uint64_t revoked_devices;
    uint64_t checkers; /* k; those whom the world lacks never vote */
    int64_t check_ns;
    bool malicious_update;
    double detection_probability;
    double false_alarm_probability;
    int64_t vote_timeout_ns;
    int node_choice; /* enum boudguiga_node_choice */
    uint64_t paths;
    int64_t device_poll_ns;
    int64_t checker_poll_ns;
    uint64_t candidates;
    uint64_t concurrent_uploads;
    int64_t answer_timeout_ns;
    int64_t fetch_timeout_ns;
    int64_t device_timeout_ns;
    int64_t transaction_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
    u256 device_funds_wei;
};

extern const struct scenario_section boudguiga_section;

/** Positive acknowledgements that a device waits for: floor(k / 2) + 1. */
uint64_t boudguiga_threshold(const struct boudguiga_config *config);
/** Transactions T that an update takes. */
uint32_t boudguiga_parts(const struct boudguiga_config *config);
/** Gas limit of a T with so many bytes of fields and binary. Assumption: an upper bound of the
 *  measured use, in every fork: 48 gas a byte, and what memory costs. */
uint64_t boudguiga_post_gas(uint64_t bytes);

int boudguiga_check(const struct scenario *scenario, struct scenario_report *report);

#endif
