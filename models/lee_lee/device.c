#include "models/lee_lee/state.h"

/* A normal node: checks its version now and then, answers others, and proves work for them. */

/** Looks for a newer version now and then, until its own is settled. */
static sim_time check(void *argument)
{
    struct lee_lee_node *own = argument;
    struct lee_lee *state = own->self->world->model_state;
    struct outcome_device *row = &state->world->outcome.devices[own->self->index];
    sim_time interval = state->config->check_interval_ns;
    if (!own->has_begun) {
        own->has_begun = true;
        return participant_first_poll(own->self, interval);
    }
    if (!own->is_settled && row->attempts < state->config->attempts) {
        row->attempts++;
        lee_lee_check(state, own);
        if (!own->is_settled)
            return world_now(state->world) +
                   (row->state == OUTCOME_FAILED ? state->config->retry_pause_ns : interval);
    }
    lee_lee_settle(state, own);
    return SIM_TIME_FOREVER;
}

static void begin(struct lee_lee *state, struct lee_lee_node *own)
{
    own->is_updating = false;
    own->has_begun = false;
    if (own->is_settled && swarm_has_all(own->peer))
        swarm_join(own->peer, false);
    if (own->is_settled)
        return;
    int r = sim_duty_start(own->self->node, NULL, world_duty_stack(state->world), check, own, NULL);
    if (r < 0)
        world_fail(state->world, r);
}

sim_time lee_lee_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct lee_lee *state = model_state;
    struct lee_lee_node *own = lee_lee_node_of(state, self);
    CONVERSE_MESSAGE message = NULL;
    if (is_first)
        begin(state, own);
    if (sim_port_receive(self->port, 0, &message) != SIM_DELIVERED)
        return SIM_TIME_FOREVER;
    switch (message->kind) {
    case LEE_LEE_REQ_VERCHK:
        lee_lee_start_session(state, own, message, lee_lee_response_main);
        message = NULL;
        break;
    case LEE_LEE_JOIN_VERIFICATION:
        lee_lee_on_join(state, own, message);
        break;
    case LEE_LEE_VERIFICATION_LOG:
        lee_lee_on_log(own, message);
        break;
    default:
        break;
    }
    return SIM_TIME_FOREVER;
}
