#include "models/relay/config.h"

#include <stddef.h>

#define AT(member) offsetof(struct relay_config, member)
static const struct scenario_param params[] = {
    {"update_size", SCENARIO_SIZE, AT(update_bytes), "64KiB", "1B", "64MiB", NULL,
     "Size of the update U.", "Assumption: a class 2 device's firmware (RFC 7228)."},
    {"hub_poll", SCENARIO_DURATION, AT(hub_poll_ns), "10min", "1s", "30d", NULL,
     "How often a hub asks for the update; the first time is drawn evenly from one interval.",
     "Assumption: a background task."},
    {"answer_timeout", SCENARIO_DURATION, AT(answer_timeout_ns), "30s", "100ms", "1d", NULL,
     "Wait for the answer who has the update.", "Assumption: a common client default."},
    {"fetch_timeout", SCENARIO_DURATION, AT(fetch_timeout_ns), "30min", "1s", "30d", NULL,
     "Wait for the update.", "Assumption: a background task's patience."},
    {"device_timeout", SCENARIO_DURATION, AT(device_timeout_ns), "10min", "100ms", "30d", NULL,
     "A hub's wait for its device, transfers included.",
     "Assumption: 64 KiB take 51 s over the default radio."},
    {"attempts", SCENARIO_INTEGER, AT(attempts), "10", "1", "1000", NULL,
     "Rounds that a hub tries for a device.", "Assumption: a patient client."},
    {"retry_pause", SCENARIO_DURATION, AT(retry_pause_ns), "2min", "0s", "30d", NULL,
     "Pause between two rounds.", "Assumption: a client that does not add to an overload."},
};
const struct scenario_section relay_section = {
    .name = "relay",
    .help = "Hubs that pass the update on to other hubs.",
    .params = params,
    .param_count = sizeof params / sizeof params[0],
    .struct_bytes = sizeof(struct relay_config),
    .only_for_system = "relay",
};
