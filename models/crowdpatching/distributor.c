#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/** Distributors that one attempt to buy asks. Assumption: Kademlia's k of them are known. */
#define SELLERS_MAX 20

bool crowdpatching_accept_package(struct crowdpatching *state, struct participant *self,
                                  uint32_t release, const uint8_t *bytes, size_t len,
                                  enum outcome_source source, uint32_t bought_from)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    const struct crowdpatching_update *update = &state->updates[release];
    const struct crowdpatching_maker *maker = update->maker;
    const struct package *seed = &update->seed;
    struct world *world = state->world;
    if (!*crowdpatching_has_keys(state, self, release))
        participant_charge(self, CRYPTO_OP_SHA256, maker->known_keys_bytes);
    /* P_h is of all that P holds. */
    sealed_charge_hash(&state->scheme, self, len + maker->exchange_content_bytes - seed->len);
    bool is_seed =
        len == seed->len && (bytes == seed->bytes || memcmp(bytes, seed->bytes, len) == 0);
    crypto_digest hash =
        is_seed ? update->package_hash : zk_scheme_hash(&state->scheme, bytes, len);
    if (!crypto_digest_equal(&hash, &own->release.package_hash) ||
        !crypto_digest_equal(&hash, &update->package_hash))
        return false;
    crypto_digest signed_digest =
        crowdpatching_update_digest(&own->release.update_hash, &update->update_sha256);
    if (!crypto_digest_equal(&own->release.update_hash, &update->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, seed->update_len);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    if (!crypto_token_ed25519_verify(world->tokens, &maker->self->identity, signed_digest.bytes,
                                     sizeof signed_digest.bytes, &seed->manufacturer_signature))
        return false;
    own->has_package = true;
    *crowdpatching_has_keys(state, self, release) = true;
    participant_stock(self, source, bought_from);
    state->updates[release].holders[source]++;
    crowdpatching_holds(state, self->index);
    return true;
}

/** Section IV-B2: asks the manufacturer for P. Its address is known, as its public key is. */
static bool ask_manufacturer(struct crowdpatching *state, struct participant *self,
                             uint32_t release)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    const struct participant *manufacturer = state->updates[release].maker->self;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    base_buffer_append(&payload, own->release.package_hash.bytes,
                       sizeof own->release.package_hash.bytes);
    if (*crowdpatching_has_keys(state, self, release))
        base_buffer_append_u8(&payload, SEEDING_KNOWN);
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
    return crowdpatching_accept_package(state, self, release, answer->payload, answer->payload_len,
                                        OUTCOME_SOURCE_FIRST_HAND, OUTCOME_NOBODY);
}

/** Section IV-B2: buys P from whom it finds. */
static bool ask_distributors(struct crowdpatching *state, struct participant *self,
                             uint32_t release)
{
    const struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    struct participant *sellers[SELLERS_MAX];
    size_t count =
        dht_lookup(state->world->dht, self, &own->release.package_hash, sellers, SELLERS_MAX);
    for (size_t i = 0; i < count; i++)
        if (sellers[i]->role == WORLD_DISTRIBUTOR &&
            crowdpatching_buy(state, self, release, sellers[i]))
            return true;
    return false;
}

/** Gets P while it is worth something and wanted. */
static void acquire(struct crowdpatching *state, struct participant *self, uint32_t release)
{
    const struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    if (crowdpatching_resume_purchase(state, self, release))
        return;
    bool is_wanted = true;
    while (!own->has_package && is_wanted && !crowdpatching_is_past(state, self, release)) {
        bool has_to_pay = own->was_refused_seed;
        if (!has_to_pay && ask_manufacturer(state, self, release))
            return;
        /* Refused for the first time, it reckons with a price. */
        if (!has_to_pay && own->was_refused_seed &&
            !crowdpatching_wants_package(state, self, release))
            return;
        if (ask_distributors(state, self, release))
            return;
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
        is_wanted = crowdpatching_wants_package(state, self, release);
    }
}

static void announce(struct crowdpatching *state, struct participant *self,
                     const crypto_digest *hash)
{
    int r = dht_announce(state->world->dht, hash, self);
    if (r < 0)
        world_fail(state->world, r);
}

/** Announces U and P when the key of the proofs about each is found good. A package that nobody can
 * sell is announced as it is. */
static void begin_to_serve(struct crowdpatching *state, struct participant *self, uint32_t release)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    crowdpatching_open(state, self);
    if (crowdpatching_check_key(state, self, release, ZK_STATEMENT_DELIVERY))
        announce(state, self, &own->release.update_hash);
    if (!state->is_saleable || crowdpatching_check_key(state, self, release, ZK_STATEMENT_EXCHANGE))
        announce(state, self, &own->release.package_hash);
    own->is_serving = true;
}

/** What is under way goes on: deliveries, sales and claims. */
static void stop_serving(struct crowdpatching *state, struct participant *self, uint32_t release)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    dht_withdraw(state->world->dht, &own->release.update_hash, self);
    dht_withdraw(state->world->dht, &own->release.package_hash, self);
    own->is_serving = false;
}

/** A distributor's way with one release. */
struct career {
    struct participant *self;
    uint32_t release;
};

/** Enters, gets P, serves and leaves, as often as it decides to. */
static void career_main(void *argument)
{
    const struct career *career = argument;
    struct participant *self = career->self;
    uint32_t release = career->release;
    struct crowdpatching *state = self->world->model_state;
    const struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    if (adversary_acts(self, ADVERSARY_SIGNATURE_ORACLE)) {
        crowdpatching_lure(state, self, release);
        return;
    }
    while (crowdpatching_enter(state, self, release)) {
        if (!own->has_package)
            acquire(state, self, release);
        if (own->has_package && adversary_acts(self, ADVERSARY_FREE_RIDING))
            return;
        if (own->has_package && !own->is_serving)
            begin_to_serve(state, self, release);
        if (!crowdpatching_leave(state, self, release))
            return;
        if (own->is_serving)
            stop_serving(state, self, release);
    }
}

/** Takes up all releases that it knows and that nobody works on in this life. */
static void start_careers(struct crowdpatching *state, struct participant *self)
{
    for (uint32_t release = 0; release < state->release_count; release++) {
        if (!crowdpatching_release_of(state, self, release)->is_known ||
            !crowdpatching_takes_up(state, self, release))
            continue;
        struct career *career = malloc(sizeof *career);
        int r = BASE_E_NOMEM;
        if (career) {
            *career = (struct career){self, release};
            r = sim_actor_spawn(self->node, "career", career_main, career, free);
        }
        if (r < 0)
            world_fail(state->world, r);
    }
}

/** Looks for later releases while it serves. */
static void watch_main(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    struct crowdpatching_search search = {{0}};
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    while (crowdpatching_awaits_release(state, self)) {
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
        if (crowdpatching_look(state, self, port, state->config->distributor_poll_ns, &search))
            start_careers(state, self);
    }
}

/** Whether it is in, and trusts the key of the proofs about what the request names. */
static bool is_served(const struct crowdpatching *state, const struct participant *self,
                      const struct sim_message *request, enum zk_statement statement,
                      uint32_t *ret_release)
{
    crypto_digest hash = {{0}};
    if (request->payload_len >= sizeof hash)
        memcpy(hash.bytes, request->payload, sizeof hash);
    *ret_release = statement == ZK_STATEMENT_DELIVERY ? crowdpatching_find_update(state, &hash)
                                                      : crowdpatching_find_package(state, &hash);
    return *crowdpatching_trust_of(state, self, *ret_release, statement) == CROWDPATCHING_TRUSTED &&
           !crowdpatching_stake_of(state, self, *ret_release)->has_left;
}

/** Serves requests; each in an actor of its own. */
static void serve(struct crowdpatching *state, struct participant *self)
{
    for (;;) {
        struct sim_message *request;
        uint32_t release;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        if (request->kind == CROWDPATCHING_DELIVERY_REQUEST &&
            is_served(state, self, request, ZK_STATEMENT_DELIVERY, &release)) {
            crowdpatching_start_delivery(state, self, release, request);
        } else if (request->kind == CROWDPATCHING_EXCHANGE_REQUEST &&
                   is_served(state, self, request, ZK_STATEMENT_EXCHANGE, &release) &&
                   !adversary_acts(self, ADVERSARY_WHITEWASH)) {
            crowdpatching_start_sale(state, self, release, request);
        } else {
            crowdpatching_refuse(self, self->port, request);
            sim_message_free(request);
        }
    }
}

void crowdpatching_distributor_play(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_search search = {{0}};
    crowdpatching_await_awareness(state, self);
    if (!crowdpatching_knows_release(state, self))
        crowdpatching_await_release(state, self, self->port, state->config->distributor_poll_ns,
                                    &search);
    crowdpatching_resume_claims(state, self);
    crowdpatching_start_replays(state, self);
    crowdpatching_start_whitewash(state, self);
    start_careers(state, self);
    if (crowdpatching_awaits_release(state, self)) {
        int r = sim_actor_spawn(self->node, "watch", watch_main, self, NULL);
        if (r < 0)
            world_fail(state->world, r);
    }
    serve(state, self);
}
