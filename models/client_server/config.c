#include "models/client_server/config.h"

#include <stddef.h>

static const char *const variant_names[] = {
    [CLIENT_SERVER_SERVER] = "server",
    [CLIENT_SERVER_CDN] = "cdn",
    NULL,
};
static const char *const fetch_names[] = {
    [CLIENT_SERVER_ONCE_A_HUB] = "once_a_hub",
    [CLIENT_SERVER_ONCE_A_DEVICE] = "once_a_device",
    NULL,
};

#define AT(member) offsetof(struct client_server_config, member)
static const struct scenario_param params[] = {
    {"variant", SCENARIO_CHOICE, AT(variant), "server", NULL, NULL, variant_names,
     "Who sends the update: the manufacturer's server, or a content delivery network's edge in the "
     "hub's region, which has it from that server.",
     "Assumption: a small manufacturer's way; large ones rent a CDN."},
    {"update_size", SCENARIO_SIZE, AT(update_bytes), "64KiB", "1B", "64MiB", NULL,
     "Size of the update U.", "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"fetch", SCENARIO_CHOICE, AT(fetch), "once_a_hub", NULL, NULL, fetch_names,
     "Whether a hub keeps the update for its other devices or fetches it for each.",
     "Assumption: a hub has the memory; one without has the devices fetch through it."},
    {"concurrent_uploads", SCENARIO_INTEGER, AT(concurrent_uploads), "64", "1", "64", NULL,
     "Uploads of the server, and of each edge, at a time; others wait in order.",
     "Assumption: a server's limit; the network model slows down beyond 64 on one link."},
    {"hub_poll", SCENARIO_DURATION, AT(hub_poll_ns), "10min", "1s", "30d", NULL,
     "How often a hub asks for a new version; the first time is drawn evenly from one interval.",
     "Assumption: a background task."},
    {"answer_timeout", SCENARIO_DURATION, AT(answer_timeout_ns), "30s", "100ms", "1d", NULL,
     "Wait for the answer to a poll.", "Assumption: a common client default."},
    {"fetch_timeout", SCENARIO_DURATION, AT(fetch_timeout_ns), "30min", "1s", "30d", NULL,
     "Wait for the update, the queue included.", "Assumption: a background task's patience."},
    {"device_timeout", SCENARIO_DURATION, AT(device_timeout_ns), "10min", "100ms", "30d", NULL,
     "A hub's wait for its device, transfers included.",
     "Assumption: 64 KiB take 51 s over the default radio."},
    {"attempts", SCENARIO_INTEGER, AT(attempts), "10", "1", "1000", NULL,
     "Rounds that a hub tries for a device.", "Assumption: a patient client."},
    {"retry_pause", SCENARIO_DURATION, AT(retry_pause_ns), "2min", "0s", "30d", NULL,
     "Pause between two rounds, and between two pulls of an edge.",
     "Assumption: a client that does not add to an overload."},
    {"edge_up", SCENARIO_RATE, AT(edge_up_bps), "10Gbps", "1kbps", "1000Gbps", NULL,
     "Up and down link of each edge.", "Assumption: one server's network card."},
    {"edge_latency", SCENARIO_DURATION, AT(edge_latency_ns), "1ms", "0s", "10s", NULL,
     "One-way latency of an edge's link, beside the hub's own and the way within its region.",
     "Assumption: an edge stands at an exchange point."},
    {"cdn_usd_per_gb", SCENARIO_REAL, AT(cdn_usd_per_gb), "0.085", "0", "1000", NULL,
     "US dollars a gigabyte (10^9 bytes) that the edges send, headers included.",
     "Source: CloudFront's list price in North America (cloudinsight.cc/en/blog/cdn-pricing); "
     "Bunny "
     "asks 0.01 (techplained.com)."},
};
const struct scenario_section client_server_section = {
    .name = "client_server",
    .help = "A manufacturer's server, with or without a CDN.",
    .params = params,
    .param_count = sizeof params / sizeof params[0],
    .struct_bytes = sizeof(struct client_server_config),
    .only_for_system = "client_server",
};
