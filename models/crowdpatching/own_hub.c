#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-A: roles are flexible, and a device may be its own hub. Its machine then runs both:
 * what they tell each other costs nothing, and all else passes the home's radio and its router. Its
 * account signs and pays for the claim of a_h. */

/** Bytes that a look-up in the hash table sends over the device's radio, and gets. Assumption: 15
 * queries (3 at a time, 5 rounds) of BEP 5's get_peers, 95 bytes each, and 15 answers of eight
 * nodes, 300 bytes each; as Leiba et al.'s devices by default. */
#define LOOKUP_UP_BYTES 1425
#define LOOKUP_DOWN_BYTES 4500

struct crowdpatching_hub *crowdpatching_hub_of(const struct crowdpatching *state,
                                               const struct participant *self)
{
    return self->role == WORLD_DEVICE ? &state->own_hubs[self->index] : &state->hubs[self->index];
}

bool crowdpatching_pass_lookup(struct crowdpatching *state, struct participant *self)
{
    struct participant *router = &state->world->participants[WORLD_HUB][self->hub];
    sim_time timeout = state->config->device_timeout_ns;
    CONVERSE_BUFFER nothing = {0};
    CONVERSE_PORT own = NULL;
    CONVERSE_PORT peers = NULL; /* behind the home's router */
    if (self->role != WORLD_DEVICE || state->world->p2p->lookup != CONFIG_LOOKUP_FITTED)
        return true;
    if (sim_port_new(self->node, &own) < 0 || sim_port_new(router->node, &peers) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    return converse_send(self, own, sim_port_address(peers), CROWDPATCHING_LOOKUP, &nothing,
                         LOOKUP_UP_BYTES, 0, timeout) &&
           converse_send(router, peers, sim_port_address(own), CROWDPATCHING_LOOKUP_ANSWER,
                         &nothing, LOOKUP_DOWN_BYTES, 0, timeout);
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
