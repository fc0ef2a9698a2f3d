#include "models/shared/world_trace.h"

/* What participants have come to, for tables, series and the event log. */

static struct outcome_device *row_of(const struct participant *device)
{
    return &device->world->outcome.devices[device->index];
}

static void tell(const struct participant *device, const char *event, const char *name)
{
    struct sim_trace *trace = world_trace_event(device->world, event);
    if (!trace)
        return;
    sim_trace_node(trace, "device", device->node);
    sim_trace_text(trace, event, name);
    sim_trace_u64(trace, "attempt", row_of(device)->attempts);
    sim_trace_end(trace);
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
    tell(device, "step", outcome_step_name(step));
}

void participant_settle(const struct participant *device, enum outcome_state state)
{
    struct outcome_device *row = row_of(device);
    bool is_tried = state == OUTCOME_IN_PROGRESS, is_new = state != row->state;
    if (state == OUTCOME_PATCHED && is_new) {
        row->patched = world_now(device->world);
        device->world->outcome.patched++;
    }
    row->state = state;
    if (is_new || is_tried)
        tell(device, "state", outcome_state_name(state));
    sim_actor_set_about(device->world->engine, is_tried ? device->node : NULL);
}

void participant_stock(const struct participant *distributor, enum outcome_source source,
                       uint32_t from)
{
    struct world *world = distributor->world;
    struct outcome_distributor *row = &world->outcome.distributors[distributor->index];
    row->source = source;
    row->bought_from = from;
    row->package = world_now(world);
    if (source == OUTCOME_SOURCE_FIRST_HAND)
        world->outcome.first_hand++;
    else
        world->outcome.second_hand++;
    struct sim_trace *trace = world_trace_event(world, "stock");
    if (!trace)
        return;
    sim_trace_node(trace, "distributor", distributor->node);
    sim_trace_text(trace, "source", outcome_source_name(source));
    if (from != OUTCOME_NOBODY)
        sim_trace_node(trace, "from", world->participants[WORLD_DISTRIBUTOR][from].node);
    sim_trace_end(trace);
}

void participant_earn(const struct participant *distributor, const struct participant *device,
                      u256 reward_wei)
{
    struct world *world = distributor->world;
    outcome_book_delivery(&world->outcome, distributor->index, world_now(world), reward_wei);
    struct sim_trace *trace = world_trace_event(world, "earn");
    if (!trace)
        return;
    sim_trace_node(trace, "who", distributor->node);
    sim_trace_node(trace, "about", device->node);
    sim_trace_u256(trace, "reward_wei", reward_wei);
    sim_trace_end(trace);
}
