#include "models/patience.h"

#include <inttypes.h>
#include <string.h>

#include "models/model.h"
#include "models/shared/homes.h"

/** A duration or a size of the system's section. False: it has no such key. */
static bool find(const struct world *world, const char *key, uint64_t *ret_value)
{
    const struct scenario_section *section = world->model->about.section;
    const char *values = scenario_section_values(world->scenario, section->name);
    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *param = &section->params[i];
        if (strcmp(param->key, key) != 0 ||
            (param->type != SCENARIO_DURATION && param->type != SCENARIO_SIZE))
            continue;
        memcpy(ret_value, values + param->offset, sizeof *ret_value);
        return true;
    }
    return false;
}

/** What a message takes at the least when the radio has nothing else to send. */
static double airtime_s(const struct homes_radio *radio, uint64_t bytes)
{
    uint64_t segments = bytes / radio->payload_bytes + (bytes % radio->payload_bytes > 0);
    double rate_Bps = (double)radio->goodput_bps / 8 * (1 - radio->loss) * radio->duty_cycle;
    return (double)(bytes + segments * radio->header_bytes) / rate_Bps;
}

static void look_at_sleep(struct world *world, double timeout_s)
{
    double sleep_s = (double)world->config->device_wake_interval_ns / 1e9;
    if (sleep_s > timeout_s)
        outcome_warn(
            &world->outcome,
            "impatient: devices sleep for %.0f s, who waits for one waits %.0f s "
            "(%s.device_timeout): %.0f %% of the messages to sleeping devices are given up",
            sleep_s, timeout_s, world->model->about.section->name, 100 * (1 - timeout_s / sleep_s));
}

static void look_at_radio(struct world *world, double timeout_s)
{
    uint64_t bytes, part_bytes;
    if (!find(world, "update_size", &bytes))
        return;
    if (find(world, "part_size", &part_bytes) && part_bytes < bytes)
        bytes = part_bytes;
    double update_s = airtime_s(&world->radio, bytes);
    if (update_s > timeout_s)
        outcome_warn(&world->outcome,
                     "infeasible: %" PRIu64 " bytes of the update take %.0f s over a home's radio, "
                     "who waits for a device waits %.0f s (%s.device_timeout)",
                     bytes, update_s, timeout_s, world->model->about.section->name);
}

void models_patience_warn(struct world *world)
{
    uint64_t timeout_ns;
    if (world->counts[WORLD_DEVICE] == 0 || !find(world, "device_timeout", &timeout_ns))
        return;
    look_at_sleep(world, (double)timeout_ns / 1e9);
    look_at_radio(world, (double)timeout_ns / 1e9);
}
