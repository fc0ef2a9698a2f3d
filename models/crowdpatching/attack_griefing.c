#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Prover griefing: a hub has its own device identify itself to distributors, takes their proofs and
 * leaves. Its device is never served, and so can be asked for again. */

/** What one device of the hub is used for. */
struct griefing {
    struct crowdpatching *state;
    struct participant *self;
    struct participant *device;
};

/** One proof of one distributor; nothing is said when leaving. */
static void grief(const struct griefing *griefing, const struct participant *distributor,
                  struct base_random *random)
{
    struct crowdpatching *state = griefing->state;
    struct participant *self = griefing->self;
    struct crowdpatching_introduction introduction;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    CONVERSE_MESSAGE challenge =
        crowdpatching_open_session(state, self, port, crowdpatching_release_of(state, self, 0),
                                   distributor, random, &introduction);
    if (!challenge)
        return;
    crowdpatching_encode_challenge(&payload, &introduction.challenge);
    struct sim_address device = sim_port_address(griefing->device->port);
    if (!converse_send(self, port, device, CROWDPATCHING_DEVICE_CHALLENGE, &payload, 0, 0,
                       state->config->device_timeout_ns))
        return;
    CONVERSE_MESSAGE answer =
        converse_expect_from(self, port, device, CROWDPATCHING_DEVICE_IDENTITY,
                             CROWDPATCHING_REFUSAL, state->config->device_timeout_ns);
    if (!answer)
        return;
    base_buffer_clear(&payload);
    base_buffer_append(&payload, answer->payload, answer->payload_len);
    crowdpatching_get_proof(state, self, port, challenge->from, &payload);
}

static void griefing_main(void *argument)
{
    const struct griefing *griefing = argument;
    struct crowdpatching *state = griefing->state;
    const struct crowdpatching_release *release =
        crowdpatching_release_of(state, griefing->self, 0);
    struct participant *found[CROWDPATCHING_CANDIDATES_MAX];
    struct base_random random;
    participant_random_of_life(griefing->device, "griefing", &random);
    while (!crowdpatching_is_expired(state, release)) {
        size_t count = dht_lookup(state->world->dht, griefing->self, &release->update_hash, found,
                                  (size_t)state->config->candidates);
        for (size_t i = 0; i < count; i++)
            grief(griefing, found[i], &random);
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
}

void crowdpatching_start_griefing(struct crowdpatching *state, struct participant *self)
{
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < self->device_count; i++) {
        uint32_t index = self->first_device + i;
        struct griefing *griefing = malloc(sizeof *griefing);
        if (!griefing) {
            r = BASE_E_NOMEM;
            break;
        }
        *griefing =
            (struct griefing){state, self, &state->world->participants[WORLD_DEVICE][index]};
        if (state->world->outcome.devices[index].state != OUTCOME_PATCHED)
            participant_settle(griefing->device, OUTCOME_FAILED);
        r = sim_actor_spawn(self->node, "griefing", griefing_main, griefing, free);
    }
    if (r < 0)
        world_fail(state->world, r);
}
