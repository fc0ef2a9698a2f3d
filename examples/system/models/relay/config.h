#ifndef CROWDPATCH_MODELS_RELAY_CONFIG_H
#define CROWDPATCH_MODELS_RELAY_CONFIG_H

#include <stdint.h>

#include "scenarios/param.h"

/** Parameters of section "relay". */
struct relay_config {
    uint64_t update_bytes;
    int64_t hub_poll_ns;
    int64_t answer_timeout_ns;
    int64_t fetch_timeout_ns;
    int64_t device_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
};

extern const struct scenario_section relay_section;

#endif
