#include <string.h>

#include "models/crowdpatching/state.h"

/** Distributors that one attempt to buy asks. Assumption: Kademlia's k of them are known. */
#define SELLERS_MAX 20

bool crowdpatching_accept_package(struct crowdpatching *state, struct participant *self,
                                  const uint8_t *bytes, size_t len, enum outcome_source source,
                                  uint32_t bought_from)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    struct world *world = state->world;
    uint64_t keys_bytes =
        state->delivery_pk_bytes + (state->is_saleable ? state->exchange_pk_bytes : 0);
    participant_charge(self, CRYPTO_OP_SHA256, keys_bytes);
    sealed_charge_hash(&state->scheme, self, len);
    bool is_seed = len == state->seed.len &&
                   (bytes == state->seed.bytes || memcmp(bytes, state->seed.bytes, len) == 0);
    crypto_digest hash = is_seed ? state->package_hash : zk_scheme_hash(&state->scheme, bytes, len);
    if (!crypto_digest_equal(&hash, &own->release.package_hash) ||
        !crypto_digest_equal(&hash, &state->package_hash))
        return false;
    crypto_digest signed_digest =
        crowdpatching_update_digest(&own->release.update_hash, &state->update_sha256);
    if (!crypto_digest_equal(&own->release.update_hash, &state->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, state->seed.update_len);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    if (!crypto_token_ed25519_verify(
            world->tokens, &world->participants[WORLD_MANUFACTURER][0].identity,
            signed_digest.bytes, sizeof signed_digest.bytes, &state->seed.manufacturer_signature))
        return false;
    own->has_package = true;
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

/** Section IV-B2: asks the manufacturer for P. Its address is known, as its public key is. */
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
    bool refused;
    CONVERSE_MESSAGE answer =
        converse_expect_or_no(self, port, CROWDPATCHING_PACKAGE, CROWDPATCHING_REFUSAL,
                              state->config->transaction_timeout_ns, &refused);
    /* A transfer that broke off is asked for again. */
    own->was_refused_seed |= refused;
    if (!answer)
        return false;
    return crowdpatching_accept_package(state, self, answer->payload, answer->payload_len,
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
static void acquire(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    if (crowdpatching_resume_purchase(state, self))
        return;
    while (!own->has_package && !crowdpatching_is_expired(state, &own->release)) {
        if (!own->was_refused_seed && ask_manufacturer(state, self))
            return;
        if (ask_distributors(state, self))
            return;
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
}

static void announce(struct crowdpatching *state, struct participant *self,
                     const crypto_digest *hash)
{
    int r = dht_announce(state->world->dht, hash, self);
    if (r < 0)
        world_fail(state->world, r);
}

/** Gets P, and announces U and P when the key of the proofs about each is found good. A package
 * that nobody can sell is announced as it is. */
static void prepare_main(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    if (adversary_acts(self, ADVERSARY_SIGNATURE_ORACLE)) {
        crowdpatching_lure(state, self);
        return;
    }
    if (!own->has_package)
        acquire(state, self);
    if (!own->has_package)
        return;
    if (adversary_acts(self, ADVERSARY_FREE_RIDING))
        return;
    if (crowdpatching_check_key(state, self, ZK_STATEMENT_DELIVERY))
        announce(state, self, &own->release.update_hash);
    if (!state->is_saleable || crowdpatching_check_key(state, self, ZK_STATEMENT_EXCHANGE))
        announce(state, self, &own->release.package_hash);
    own->is_serving = true;
}

/** Serves requests; each in an actor of its own. */
static void serve(struct crowdpatching *state, struct participant *self)
{
    const struct crowdpatching_distributor *own = &state->distributors[self->index];
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        if (request->kind == CROWDPATCHING_DELIVERY_REQUEST &&
            own->trust[ZK_STATEMENT_DELIVERY] == CROWDPATCHING_TRUSTED) {
            crowdpatching_start_delivery(state, self, request);
        } else if (request->kind == CROWDPATCHING_EXCHANGE_REQUEST &&
                   own->trust[ZK_STATEMENT_EXCHANGE] == CROWDPATCHING_TRUSTED &&
                   !adversary_acts(self, ADVERSARY_WHITEWASH)) {
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
        crowdpatching_await_release(state, self, self->port, state->config->distributor_poll_ns,
                                    &own->release);
    own->has_release = true;
    crowdpatching_resume_claims(state, self);
    crowdpatching_start_replays(state, self);
    crowdpatching_start_whitewash(state, self);
    if (!own->is_serving) {
        int r = sim_actor_spawn(self->node, "prepare", prepare_main, self, NULL);
        if (r < 0)
            world_fail(state->world, r);
    }
    serve(state, self);
}
