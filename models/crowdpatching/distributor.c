#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/** Distributors that one attempt to buy asks. Assumption: Kademlia's k of them are known. */
#define SELLERS_MAX 20

/** The Merkle tree over a package's devices. */
static int grow_members(struct crowdpatching_distributor *own)
{
    size_t count = own->package.device_count;
    if (count == 0)
        return 0;
    crypto_digest *leaves = malloc(count * sizeof *leaves);
    if (!leaves)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        crypto_address device;
        memcpy(device.bytes, own->package.devices + i * sizeof device, sizeof device);
        leaves[i] = contracts_delivery_leaf(&device);
    }
    int r = crypto_merkle_init(&own->members, leaves, count);
    free(leaves);
    return r;
}

bool crowdpatching_accept_package(struct crowdpatching *state, struct participant *self,
                                  uint8_t *bytes, size_t len, enum outcome_source source,
                                  uint32_t bought_from)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    struct world *world = state->world;
    participant_charge(self, CRYPTO_OP_SHA256, len);
    crypto_digest hash = crypto_sha256(bytes, len);
    if (own->has_package || !crypto_digest_equal(&hash, &own->release.package_hash)) {
        free(bytes);
        return own->has_package;
    }
    struct crowdpatching_package package;
    if (!crowdpatching_package_open(bytes, len, &package))
        return false;
    crypto_digest signed_digest = crowdpatching_update_digest(&own->release.update_hash);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    if (!crypto_ed25519_verify(&world->participants[WORLD_MANUFACTURER][0].identity,
                               signed_digest.bytes, sizeof signed_digest.bytes,
                               &package.manufacturer_signature)) {
        crowdpatching_package_deinit(&package);
        return false;
    }
    own->package = package;
    own->has_package = true;
    int r = grow_members(own);
    if (r == 0)
        r = dht_announce(world->dht, &own->release.package_hash, self);
    if (r == 0)
        r = dht_announce(world->dht, &own->release.update_hash, self);
    if (r < 0) {
        world_fail(world, r);
        return false;
    }
    struct outcome_distributor *row = &world->outcome.distributors[self->index];
    row->source = source;
    row->bought_from = bought_from;
    row->package = world_now(world);
    if (source == OUTCOME_SOURCE_FIRST_HAND)
        world->outcome.first_hand++;
    else
        world->outcome.second_hand++;
    return true;
}

/** Section IV-B2: asks the manufacturer for P. */
static bool ask_manufacturer(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(self->node, &port) < 0)
        return false;
    crowdpatching_encode_hash(&payload, &own->release.package_hash);
    if (!converse_send(self, port, sim_port_address(manufacturer->port),
                       CROWDPATCHING_PACKAGE_REQUEST, &payload, 0, 0,
                       state->config->answer_timeout_ns))
        return false;
    CONVERSE_MESSAGE answer =
        converse_expect(self, port, CROWDPATCHING_PACKAGE, CROWDPATCHING_REFUSAL,
                        state->config->transaction_timeout_ns);
    if (!answer) {
        own->was_refused_seed = true;
        return false;
    }
    uint8_t *bytes = answer->payload;
    answer->payload = NULL;
    return crowdpatching_accept_package(state, self, bytes, answer->payload_len,
                                        OUTCOME_SOURCE_FIRST_HAND, OUTCOME_NOBODY);
}

/** Section IV-B2: buys P from whom it finds. */
static bool ask_distributors(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    struct participant *sellers[SELLERS_MAX];
    size_t count =
        dht_lookup(state->world->dht, self, &own->release.package_hash, sellers, SELLERS_MAX);
    for (size_t i = 0; i < count; i++)
        if (sellers[i]->role == WORLD_DISTRIBUTOR && crowdpatching_buy(state, self, sellers[i]))
            return true;
    return false;
}

/** Gets P while it is worth something. */
static void acquire_main(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    while (!own->has_package && !crowdpatching_is_expired(state, &own->release)) {
        if (!own->was_refused_seed && ask_manufacturer(state, self))
            return;
        if (ask_distributors(state, self))
            return;
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
}

/** Serves requests; each in an actor of its own. */
static void serve(struct crowdpatching *state, struct participant *self)
{
    const struct crowdpatching_distributor *own = &state->distributors[self->index];
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        if (own->has_package && request->kind == CROWDPATCHING_DELIVERY_REQUEST) {
            crowdpatching_start_delivery(state, self, request);
        } else if (own->has_package && request->kind == CROWDPATCHING_EXCHANGE_REQUEST) {
            crowdpatching_start_sale(state, self, request);
        } else {
            crowdpatching_refuse(self, self->port, request);
            sim_message_free(request);
        }
    }
}

void crowdpatching_distributor_play(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    if (!own->has_release)
        own->has_release = crowdpatching_await_release(
            state, self, self->port, state->config->distributor_poll_ns, &own->release);
    if (!own->has_package) {
        int r = sim_actor_spawn(self->node, "acquire", acquire_main, self, NULL);
        if (r < 0)
            world_fail(state->world, r);
    }
    serve(state, self);
}
