#include "models/shared/world_trace.h"

/* What participants have come to, for tables, series and the event log. */

static struct outcome_device *row_of(const struct participant *device)
{
    return &device->world->outcome.devices[device->index];
}

static void tell(const struct participant *device, const struct outcome_device *row,
                 const char *event, const char *name)
{
    struct sim_trace *trace = world_trace_event(device->world, event);
    if (!trace)
        return;
    sim_trace_node(trace, "device", device->node);
    sim_trace_text(trace, event, name);
    sim_trace_u64(trace, "attempt", row->attempts);
    sim_trace_end(trace);
}

void participant_reach_in(const struct participant *device, struct outcome_device *row,
                          enum outcome_step step)
{
    device->world->outcome.authorised += step == OUTCOME_AUTHORISED && row->authorised < 0;
    if (outcome_reach(row, step, world_now(device->world)))
        tell(device, row, "step", outcome_step_name(step));
}

void participant_reach(const struct participant *device, enum outcome_step step)
{
    participant_reach_in(device, row_of(device), step);
}

void participant_settle_in(const struct participant *device, struct outcome_device *row,
                           enum outcome_state state)
{
    bool is_tried = state == OUTCOME_IN_PROGRESS, is_new = state != row->state;
    outcome_settle(row, state, world_now(device->world));
    if (is_new || is_tried)
        tell(device, row, "state", outcome_state_name(state));
    sim_actor_set_about(device->world->engine, is_tried ? device->node : NULL);
}

void participant_settle(const struct participant *device, enum outcome_state state)
{
    struct outcome_device *row = row_of(device);
    device->world->outcome.patched += state == OUTCOME_PATCHED && row->state != OUTCOME_PATCHED;
    participant_settle_in(device, row, state);
}

void participant_start_over(const struct participant *device)
{
    struct outcome_device *row = row_of(device), old = *row;
    device->world->outcome.patched -= old.state == OUTCOME_PATCHED;
    *row = outcome_device_new();
    row->hub = old.hub;
    row->flash_ns = old.flash_ns;
    if (old.state != OUTCOME_WAITING)
        tell(device, row, "state", outcome_state_name(OUTCOME_WAITING));
}

void participant_stock(const struct participant *distributor, enum outcome_source source,
                       uint32_t from)
{
    struct world *world = distributor->world;
    struct outcome_distributor *row = &world->outcome.distributors[distributor->index];
    if (row->source == OUTCOME_SOURCE_NONE) {
        row->source = source;
        row->bought_from = from;
        row->package = world_now(world);
        world->outcome.first_hand += source == OUTCOME_SOURCE_FIRST_HAND;
        world->outcome.second_hand += source == OUTCOME_SOURCE_SECOND_HAND;
    }
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
