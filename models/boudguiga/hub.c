#include "models/boudguiga/state.h"
#include "models/shared/dht.h"

/* A hub is its home's gateway. It routes what its devices and the chain say to each other, and is a
 * peer that gets the binary for them and passes it on. */

/** Peers that it asks at the most; the scenario's bound is the same. */
#define CANDIDATES_MAX 64

/** Looks for the binary once. Its hash is all that the hub has to know of it. */
static bool find_binary(struct boudguiga *state, struct participant *self,
                        const crypto_digest *wanted)
{
    struct participant *peers[CANDIDATES_MAX];
    size_t count =
        dht_lookup(state->world->dht, self, wanted, peers, (size_t)state->config->candidates);
    for (size_t i = 0; i < count; i++) {
        CONVERSE_MESSAGE binary =
            boudguiga_fetch(state, self, peers[i], wanted, state->config->fetch_timeout_ns);
        if (binary && boudguiga_check_bytes(self, binary->payload, binary->payload_len, wanted))
            return true;
    }
    return false;
}

/** Those who ask meanwhile wait in its port. */
static void get_binary(struct boudguiga *state, struct participant *self,
                       const struct sim_message *request)
{
    struct boudguiga_peer *peer = boudguiga_peer_of(state, self);
    crypto_digest wanted;
    if (request->kind != BOUDGUIGA_FETCH || peer->has_binary ||
        !boudguiga_decode_fetch(request->payload, request->payload_len, &wanted))
        return;
    peer->has_binary = find_binary(state, self, &wanted);
    int r = peer->has_binary ? dht_announce(state->world->dht, &wanted, self) : 0;
    if (r < 0)
        world_fail(state->world, r);
}

void boudguiga_hub_play(struct boudguiga *state, struct participant *self)
{
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        get_binary(state, self, request);
        struct sim_message *taken = request;
        request = NULL;
        boudguiga_serve(state, self, taken);
    }
}
