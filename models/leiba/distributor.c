#include "contracts-model/contracts/artifacts.h"
#include "models/leiba/state.h"

bool leiba_is_expired(const struct leiba *state, const struct contracts_announced *release)
{
    return chain_service_timestamp_s(state->world->chain, world_now(state->world)) >=
           release->expires_at_s;
}

bool leiba_find_release_at(struct leiba *state, struct participant *self, struct sim_port *port,
                           const crypto_address *contract, uint64_t *block,
                           struct contracts_announced *ret_release)
{
    const struct chain_log_filter filter = {.topic = contracts_distribution_topic_announced};
    struct chain_log_page page;
    bool found = false;
    if (!chain_service_logs_with(state->world->chain, self, port, contract, &filter, block, &page))
        return false;
    for (size_t i = 0; i < page.count && !found; i++)
        found = contracts_distribution_decode_announced(&page.logs[i], ret_release);
    chain_log_page_deinit(&page);
    return found;
}

bool leiba_find_release(struct leiba *state, struct participant *self, struct sim_port *port,
                        uint64_t *block, struct contracts_announced *ret_release)
{
    return leiba_find_release_at(state, self, port, &state->contract, block, ret_release);
}

static void await_release(struct leiba *state, struct participant *self,
                          struct contracts_announced *ret_release)
{
    sim_time interval = state->config->distributor_poll_ns;
    uint64_t block = 0;
    sim_actor_sleep_until(state->world->engine, participant_first_poll(self, interval));
    while (!leiba_find_release(state, self, self->port, &block, ret_release))
        sim_actor_sleep(state->world->engine, interval);
}

/** Checks bytes that claim to be P, and the hash of the key beside them. Equal hashes are equal
 *  bytes, so that all distributors' P are one copy in memory. */
static bool accept_package(struct leiba *state, struct participant *self, const uint8_t *bytes,
                           size_t len)
{
    struct leiba_distributor *own = &state->distributors[self->index];
    struct world *world = state->world;
    participant_charge(self, CRYPTO_OP_SHA256, state->proving_key_bytes);
    sealed_charge_hash(&state->scheme, self, len);
    crypto_digest hash = zk_scheme_hash(&state->scheme, bytes, len);
    if (!crypto_digest_equal(&hash, &own->release.package_hash) ||
        !crypto_digest_equal(&hash, &state->package_hash))
        return false;
    crypto_digest signed_digest =
        leiba_update_digest(&own->release.update_hash, &state->update_sha256);
    if (!crypto_digest_equal(&own->release.update_hash, &state->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, state->seed.update_len);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    if (!crypto_token_ed25519_verify(
            world->tokens, &world->participants[WORLD_MANUFACTURER][0].identity,
            signed_digest.bytes, sizeof signed_digest.bytes, &state->seed.manufacturer_signature))
        return false;
    own->has_package = true;
    participant_stock(self, OUTCOME_SOURCE_FIRST_HAND, OUTCOME_NOBODY);
    return true;
}

/** Section III-A2: asks the manufacturer for P. Its address is known, as its account is. */
static bool ask_manufacturer(struct leiba *state, struct participant *self)
{
    struct leiba_distributor *own = &state->distributors[self->index];
    struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(self->node, &port) < 0)
        return false;
    base_buffer_append(&payload, own->release.package_hash.bytes,
                       sizeof own->release.package_hash.bytes);
    if (!converse_send(self, port, sim_port_address(manufacturer->port), LEIBA_PACKAGE_REQUEST,
                       &payload, 0, 0, state->config->answer_timeout_ns))
        return false;
    bool refused;
    CONVERSE_MESSAGE answer = converse_expect_or_no(
        self, port, LEIBA_PACKAGE, LEIBA_REFUSAL, state->config->transaction_timeout_ns, &refused);
    /* A transfer that broke off is asked for again. */
    own->was_refused_seed |= refused;
    if (!answer)
        return false;
    return accept_package(state, self, answer->payload, answer->payload_len);
}

/** Gets P, for which there is nobody else to ask; announces U when pk^D is found good. */
static void prepare_main(void *argument)
{
    struct participant *self = argument;
    struct leiba *state = self->world->model_state;
    struct leiba_distributor *own = &state->distributors[self->index];
    if (adversary_acts(self, ADVERSARY_SIGNATURE_ORACLE) || leiba_forges(self)) {
        leiba_lure(state, self);
        return;
    }
    while (!own->has_package && !own->was_refused_seed && !leiba_is_expired(state, &own->release) &&
           !ask_manufacturer(state, self))
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    if (!own->has_package || adversary_acts(self, ADVERSARY_FREE_RIDING))
        return;
    int r = key_check(&state->key_check, &state->proving_key, state->seed.update_len, self, "pk^D");
    own->has_refused_key = r > 0;
    state->refused_keys += r > 0;
    if (r == 0)
        r = dht_announce(state->world->dht, &own->release.update_hash, self);
    own->is_serving = r == 0;
    if (r < 0)
        world_fail(state->world, r);
}

/** Serves requests; each in an actor of its own. */
static void serve(struct leiba *state, struct participant *self)
{
    const struct leiba_distributor *own = &state->distributors[self->index];
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        if (own->is_serving && request->kind == LEIBA_REQUEST) {
            leiba_start_delivery(state, self, request);
        } else {
            converse_refuse(self, self->port, request, LEIBA_REFUSAL);
            sim_message_free(request);
        }
    }
}

void leiba_distributor_play(struct leiba *state, struct participant *self)
{
    struct leiba_distributor *own = &state->distributors[self->index];
    if (!own->has_release)
        await_release(state, self, &own->release);
    own->has_release = true;
    leiba_resume_claims(state, self);
    leiba_start_replays(state, self);
    if (!own->is_serving && !own->has_refused_key) {
        int r = sim_actor_spawn(self->node, "prepare", prepare_main, self, NULL);
        if (r < 0)
            world_fail(state->world, r);
    }
    serve(state, self);
}
