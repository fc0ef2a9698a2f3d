#include "models/shared/world.h"

/* What devices have come to, for tables and series. */

static struct outcome_device *row_of(const struct participant *device)
{
    return &device->world->outcome.devices[device->index];
}

void participant_reach(const struct participant *device, enum outcome_step step)
{
    struct outcome_device *row = row_of(device);
    sim_time *const dates[OUTCOME_STEP_COUNT] = {
        [OUTCOME_DISCOVERED] = &row->discovered,
        [OUTCOME_REQUESTED] = &row->requested,
        [OUTCOME_PROVED] = &row->proved,
        [OUTCOME_AUTHORISED] = &row->authorised,
        [OUTCOME_KEY] = &row->key,
        [OUTCOME_REWARDED] = &row->rewarded,
    };
    bool is_first_kept = step == OUTCOME_DISCOVERED || step == OUTCOME_REQUESTED;
    if (*dates[step] >= 0 && is_first_kept)
        return;
    *dates[step] = world_now(device->world);
}

void participant_settle(const struct participant *device, enum outcome_state state)
{
    struct outcome_device *row = row_of(device);
    if (state == OUTCOME_PATCHED && row->state != OUTCOME_PATCHED) {
        row->patched = world_now(device->world);
        device->world->outcome.patched++;
    }
    row->state = state;
}
