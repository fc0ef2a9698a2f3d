#include "models/lee_lee/state.h"

/* A normal node: checks its version now and then, answers others, and proves work for them. */

static void check_main(void *argument)
{
    struct lee_lee_node *own = argument;
    struct lee_lee *state = own->self->world->model_state;
    struct outcome_device *row = &state->world->outcome.devices[own->self->index];
    struct base_random random;
    uint64_t interval = (uint64_t)state->config->check_interval_ns;
    participant_random_of_life(own->self, "poll", &random);
    sim_actor_sleep(state->world->engine, (sim_time)base_random_below(&random, interval));
    while (!own->is_settled && row->attempts < state->config->attempts) {
        row->attempts++;
        lee_lee_check(state, own);
        if (!own->is_settled)
            sim_actor_sleep(state->world->engine, row->state == OUTCOME_FAILED
                                                      ? state->config->retry_pause_ns
                                                      : (sim_time)interval);
    }
    lee_lee_settle(state, own);
}

void lee_lee_device_play(struct lee_lee *state, struct participant *self)
{
    struct lee_lee_node *own = lee_lee_node_of(state, self);
    own->is_updating = false;
    if (own->is_settled && swarm_has_all(own->peer))
        swarm_join(own->peer, false);
    if (!own->is_settled) {
        int r = sim_actor_spawn(self->node, "check", check_main, own, NULL);
        if (r < 0)
            world_fail(state->world, r);
    }
    for (;;) {
        CONVERSE_MESSAGE message = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &message) != SIM_DELIVERED)
            continue;
        switch (message->kind) {
        case LEE_LEE_REQ_VERCHK:
            lee_lee_start_session(state, own, message, lee_lee_response_main);
            message = NULL;
            break;
        case LEE_LEE_JOIN_VERIFICATION:
            lee_lee_on_join(state, own, message);
            break;
        case LEE_LEE_VERIFICATION_LOG:
            lee_lee_on_log(state, own, message);
            break;
        default:
            break;
        }
    }
}
