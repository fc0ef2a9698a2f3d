#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-A: roles are flexible, and a device may be its own hub. Its machine then runs both:
 * what they tell each other costs nothing, and all else passes the home's radio and its router. Its
 * account signs and pays for the claim of a_h. */

struct crowdpatching_hub *crowdpatching_hub_of(const struct crowdpatching *state,
                                               const struct participant *self)
{
    return self->role == WORLD_DEVICE ? &state->own_hubs[self->index] : &state->hubs[self->index];
}

static void own_hub_main(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    if (!crowdpatching_knows_release(state, self))
        sim_actor_sleep_until(self->world->engine,
                              participant_first_poll(self, state->config->hub_poll_ns));
    struct crowdpatching_watch watch = {0};
    sim_time date;
    while ((date = crowdpatching_hub_live(state, self, port, &watch)) != SIM_TIME_FOREVER)
        sim_actor_sleep_until(self->world->engine, date);
}

void crowdpatching_start_own_hub(struct crowdpatching *state, struct participant *device)
{
    int r = sim_actor_spawn(device->node, "own-hub", own_hub_main, device, NULL);
    if (r < 0)
        world_fail(state->world, r);
}
