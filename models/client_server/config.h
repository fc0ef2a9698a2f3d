#ifndef CROWDPATCH_MODELS_CLIENT_SERVER_CONFIG_H
#define CROWDPATCH_MODELS_CLIENT_SERVER_CONFIG_H

#include <stdint.h>

#include "scenarios/param.h"

enum client_server_variant {
    CLIENT_SERVER_SERVER, /* the manufacturer's server sends the update */
    CLIENT_SERVER_CDN,    /* an edge in the hub's region does */
};

enum client_server_fetch {
    CLIENT_SERVER_ONCE_A_HUB, /* the hub keeps it for its other devices */
    CLIENT_SERVER_ONCE_A_DEVICE,
};

/** Parameters of section "client_server". */
struct client_server_config {
    int variant; /* enum client_server_variant */
    uint64_t update_bytes;
    int fetch; /* enum client_server_fetch */
    uint64_t concurrent_uploads;
    int64_t hub_poll_ns;
    int64_t answer_timeout_ns;
    int64_t fetch_timeout_ns;
    int64_t device_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
    uint64_t edge_up_bps;
    int64_t edge_latency_ns;
    double cdn_usd_per_gb; /* a gigabyte of 10^9 bytes */
};

extern const struct scenario_section client_server_section;

#endif
