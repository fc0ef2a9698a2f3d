#include "models/leiba/state.h"

/** An honest hub is the home's router and does nothing for its devices (section III-B). Its own
 * node passes their messages on; this actor stands for the peers that a device's look-up in the
 * hash table asks, so that their answers use the radio. */
void leiba_hub_play(struct leiba *state, struct participant *self)
{
    struct leiba_hub *own = &state->hubs[self->index];
    leiba_resume_claims(state, self);
    for (;;) {
        CONVERSE_MESSAGE query = NULL;
        CONVERSE_BUFFER payload = {0};
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &query) != SIM_DELIVERED)
            continue;
        if (query->kind == LEIBA_UPDATE && !own->has_update) {
            own->has_update = true;
            own->release = state->devices[self->first_device].release;
        }
        if (query->kind == LEIBA_REQUEST)
            leiba_serve_own(state, self, query);
        if (query->kind != LEIBA_LOOKUP)
            continue;
        base_buffer_append_zeros(&payload, (size_t)state->config->lookup_down_bytes);
        converse_post(self, self->port, query->from, LEIBA_LOOKUP_ANSWER, &payload, query->id);
    }
}
