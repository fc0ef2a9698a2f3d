#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* What devices have come to, by release. The newest release's rows are the outcome's. An older one
 * has its own, in which deliveries that were under way still come to their end. */

static uint32_t maker_index(const struct crowdpatching *state,
                            const struct crowdpatching_maker *maker)
{
    return (uint32_t)(maker - state->makers);
}

uint32_t crowdpatching_fleet(const struct crowdpatching *state,
                             const struct crowdpatching_maker *maker)
{
    uint32_t devices = state->world->counts[WORLD_DEVICE], index = maker_index(state, maker);
    return devices / state->maker_count + (index < devices % state->maker_count);
}

u256 crowdpatching_deposit(const struct crowdpatching *state,
                           const struct crowdpatching_maker *maker)
{
    const struct crowdpatching_config *config = state->config;
    return u256_is_zero(config->deposit_wei)
               ? crowdpatching_rewards_needed(config, crowdpatching_fleet(state, maker))
               : config->deposit_wei;
}

struct participant *crowdpatching_fleet_at(const struct crowdpatching *state,
                                           const struct crowdpatching_maker *maker, uint32_t place)
{
    return &state->world->participants[WORLD_DEVICE]
                                      [place * state->maker_count + maker_index(state, maker)];
}

void crowdpatching_appear(struct crowdpatching *state, uint32_t release)
{
    struct crowdpatching_maker *maker = state->updates[release].maker;
    struct crowdpatching_update *old = &state->updates[maker->newest];
    uint32_t count = crowdpatching_fleet(state, maker);
    if (release <= maker->newest)
        return;
    old->rows = malloc((count + 1u) * sizeof *old->rows);
    if (!old->rows) {
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct participant *device = crowdpatching_fleet_at(state, maker, i);
        old->rows[i] = state->world->outcome.devices[device->index];
        participant_start_over(device);
    }
    maker->newest = release;
}

struct outcome_device *crowdpatching_row(const struct crowdpatching *state,
                                         const struct participant *device, uint32_t release)
{
    const struct crowdpatching_update *update = &state->updates[release];
    assert(update->maker == crowdpatching_maker_of(state, device));
    return update->rows ? &update->rows[device->index / state->maker_count]
                        : &state->world->outcome.devices[device->index];
}

void crowdpatching_reach(struct crowdpatching *state, const struct participant *device,
                         uint32_t release, enum outcome_step step)
{
    if (state->updates[release].rows)
        participant_reach_in(device, crowdpatching_row(state, device, release), step);
    else
        participant_reach(device, step);
}

void crowdpatching_settle(struct crowdpatching *state, const struct participant *device,
                          uint32_t release, enum outcome_state result)
{
    if (state->updates[release].rows)
        participant_settle_in(device, crowdpatching_row(state, device, release), result);
    else
        participant_settle(device, result);
}
