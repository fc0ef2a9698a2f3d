#include <stdlib.h>

#include "base/error.h"
#include "models/leiba/state.h"

/* Sections III-A3 and III-A4: a device reads the chain, finds distributors, checks proofs and opens
 * its update by itself. All that it sends and gets passes its home's radio. */

/** One attempt. */
struct attempt {
    struct leiba *state;
    struct participant *self;
    struct leiba_device *own;
    struct outcome_device *row;
    struct sim_port *port; /* own->port */
};

/** Who offers the update: the queries' bytes on the radio, and the look-up's time. */
static size_t find_distributors(struct attempt *attempt,
                                struct participant *ret_found[LEIBA_CANDIDATES_MAX])
{
    struct leiba *state = attempt->state;
    const struct leiba_config *config = state->config;
    struct participant *hub = &state->world->participants[WORLD_HUB][attempt->self->hub];
    /* Kademlia's messages pass the radio by themselves. */
    if (state->world->p2p->lookup == CONFIG_LOOKUP_FITTED &&
        config->lookup_up_bytes + config->lookup_down_bytes > 0) {
        CONVERSE_BUFFER queries = {0};
        CONVERSE_MESSAGE answers = NULL;
        base_buffer_append_zeros(&queries, (size_t)config->lookup_up_bytes);
        if (!converse_send(attempt->self, attempt->port, sim_port_address(hub->port), LEIBA_LOOKUP,
                           &queries, 0, 0, config->device_timeout_ns))
            return 0;
        answers = converse_expect(attempt->self, attempt->port, LEIBA_LOOKUP_ANSWER, LEIBA_REFUSAL,
                                  config->device_timeout_ns);
        if (!answers)
            return 0;
    }
    return dht_lookup(state->world->dht, attempt->self, &attempt->own->release.update_hash,
                      ret_found, (size_t)config->candidates);
}

/** The device's signature over a digest; costs it the time. */
static struct crypto_scheme_signature sign(struct participant *self, const crypto_digest *digest)
{
    crypto_secp256k1_signature signature;
    participant_charge(self, CRYPTO_OP_SECP256K1_SIGN, 1);
    crypto_token_secp256k1_sign(self->world->tokens, &self->secret, digest, &signature);
    return crypto_scheme_from_secp256k1(&signature);
}

/** Signs the distributor's c. With `raw` this is an oracle: c may be U_h || s (section III-B). */
static bool identify(struct attempt *attempt, const struct sim_message *challenge)
{
    CONVERSE_BUFFER payload = {0};
    struct leiba_identity identity = {.device = attempt->self->address};
    crypto_digest digest;
    if (!leiba_identity_digest((enum leiba_challenge)attempt->state->config->challenge,
                               challenge->payload, challenge->payload_len, &digest))
        return false;
    identity.signature = sign(attempt->self, &digest);
    leiba_encode_identity(&payload, &identity);
    return converse_send(attempt->self, attempt->port, challenge->from, LEIBA_IDENTITY, &payload, 0,
                         0, attempt->state->config->device_timeout_ns);
}

/** Checks vk^D against the chain and the proof against U_h, U_e and s. */
static bool check_offer(struct attempt *attempt, const struct sealed_offer *offer,
                        struct sealed_terms *ret_terms)
{
    struct leiba *state = attempt->state;
    const struct contracts_announced *release = &attempt->own->release;
    participant_charge(attempt->self, CRYPTO_OP_SHA256,
                       offer->verifying_key_len + offer->ciphertext_len);
    participant_charge_verifying(
        attempt->self,
        zk_cost_verify_ns(state->scheme.cost, state->world->timing, state->config->update_bytes));
    if (!sealed_check(attempt->state->world->tokens, offer, &release->delivery_vk_hash,
                      &release->update_hash, ret_terms)) {
        state->refused_offers++;
        return false;
    }
    participant_reach(attempt->self, OUTCOME_PROVED);
    return true;
}

/** Keeps an offer (taken) whose PoD is about to be given away. */
static bool keep_promise(struct attempt *attempt, struct sim_message *message,
                         const struct sealed_terms *terms)
{
    struct leiba_device *own = attempt->own;
    struct leiba_promise *promise = malloc(sizeof *promise);
    if (!promise) {
        sim_message_free(message);
        world_fail(attempt->state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return false;
    }
    if (!own->promises)
        own->block = chain_service_now(attempt->state->world->chain);
    *promise = (struct leiba_promise){own->promises, message, *terms};
    own->promises = promise;
    return true;
}

void leiba_forget_promises(struct leiba_device *own)
{
    while (own->promises) {
        struct leiba_promise *promise = own->promises;
        own->promises = promise->next;
        sim_message_free(promise->message);
        free(promise);
    }
}

/** One distributor: challenge and response, the offer, the PoD. True: the PoD is given. */
static bool get_offer(struct attempt *attempt, const struct participant *distributor)
{
    struct participant *self = attempt->self;
    const struct leiba_config *config = attempt->state->config;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE challenge = NULL;
    CONVERSE_MESSAGE message = NULL;
    struct sealed_offer offer;
    struct sealed_terms terms;
    bool griefs = leiba_griefs(attempt->state, self);
    base_buffer_append(&payload, attempt->own->release.update_hash.bytes,
                       sizeof attempt->own->release.update_hash.bytes);
    attempt->state->griefing_requests += griefs;
    if (!converse_send(self, attempt->port, sim_port_address(distributor->port), LEIBA_REQUEST,
                       &payload, 0, 0, config->answer_timeout_ns))
        return false;
    challenge = converse_expect(self, attempt->port, LEIBA_CHALLENGE, LEIBA_REFUSAL,
                                config->answer_timeout_ns);
    if (!challenge || !identify(attempt, challenge))
        return false;
    message = converse_expect_from(self, attempt->port, challenge->from, LEIBA_OFFER, LEIBA_REFUSAL,
                                   config->proof_timeout_ns);
    if (griefs || !message || !leiba_decode_offer(message->payload, message->payload_len, &offer) ||
        !check_offer(attempt, &offer, &terms))
        return false;
    crypto_digest digest =
        contracts_distribution_pod_digest(&attempt->own->release.update_hash, &offer.s);
    struct crypto_scheme_signature pod = sign(self, &digest);
    participant_reach(attempt->self, OUTCOME_AUTHORISED);
    struct sim_message *kept = message;
    message = NULL;
    if (!keep_promise(attempt, kept, &terms))
        return false;
    leiba_encode_signature(&payload, &pod);
    return converse_send(self, attempt->port, challenge->from, LEIBA_POD, &payload, 0, 0,
                         config->device_timeout_ns);
}

/** The promise whose s this is. */
static const struct leiba_promise *find_promise(const struct leiba_device *own,
                                                const crypto_digest *s)
{
    struct sealed_offer offer;
    for (const struct leiba_promise *promise = own->promises; promise; promise = promise->next)
        if (leiba_decode_offer(promise->message->payload, promise->message->payload_len, &offer) &&
            crypto_digest_equal(&offer.s, s))
            return promise;
    return NULL;
}

/** Looks once for a key that the contract has published for one of the device's offers. NULL: there
 *  is none yet, or the chain node was not reached. */
static const struct leiba_promise *find_key(struct attempt *attempt,
                                            struct contracts_delivered *ret_revealed)
{
    struct leiba_device *own = attempt->own;
    const struct chain_log_filter filter = chain_log_filter_address(1, &attempt->self->address);
    const struct leiba_promise *found = NULL;
    struct chain_log_page page;
    uint64_t block = own->block;
    if (!own->promises ||
        !chain_service_logs_with(attempt->state->world->chain, attempt->self, attempt->port,
                                 &attempt->state->contract, &filter, &block, &page))
        return NULL;
    for (size_t i = 0; i < page.count && !found; i++)
        if (contracts_distribution_decode_revealed(&page.logs[i], ret_revealed))
            found = find_promise(own, &ret_revealed->s);
    chain_log_page_deinit(&page);
    /* What was found is found again, should it not serve the first time. */
    if (!found)
        own->block = block;
    return found;
}

/** Section III-A4: decrypts with the published key, compares with U_h, and installs. */
static enum outcome_state finish(struct attempt *attempt, const struct leiba_promise *promise,
                                 const struct contracts_delivered *revealed)
{
    struct leiba *state = attempt->state;
    const struct sealed_terms *terms = &promise->terms;
    const struct participant *distributor =
        world_find_by_address(state->world, &revealed->distributor);
    CONVERSE_BYTES update = NULL;
    struct sealed_offer offer;
    participant_reach(attempt->self, OUTCOME_KEY);
    if (!leiba_decode_offer(promise->message->payload, promise->message->payload_len, &offer))
        return OUTCOME_FAILED;
    sealed_charge_cipher(&state->scheme, attempt->self, terms->content_len);
    int r = sealed_open(terms, offer.ciphertext, offer.ciphertext_len, &revealed->r, &update);
    if (r < 0)
        world_fail(state->world, r);
    if (r != 0)
        return OUTCOME_FAILED;
    sealed_charge_hash(&state->scheme, attempt->self, terms->content_len);
    crypto_digest hash = zk_scheme_hash(&terms->scheme, update, (size_t)terms->content_len);
    if (!crypto_digest_equal(&hash, &attempt->own->release.update_hash))
        return OUTCOME_FAILED;
    if (distributor && distributor->role == WORLD_DISTRIBUTOR)
        attempt->row->distributor = distributor->index;
    participant_install(attempt->self, terms->content_len);
    leiba_forget_promises(attempt->own);
    return OUTCOME_PATCHED;
}

/** The attempt has come to an end. */
static void end_attempt(struct attempt *attempt, enum outcome_state state)
{
    participant_settle(attempt->self, state);
    attempt->own->step = LEIBA_TRIES;
    sim_port_free(attempt->own->port);
    attempt->own->port = NULL;
}

/** Until the PoD is given: the device waits for the key then. Otherwise the attempt has ended. */
static void begin_attempt(struct attempt *attempt)
{
    struct participant *candidates[LEIBA_CANDIDATES_MAX];
    struct contracts_delivered revealed;
    struct world *world = attempt->state->world;
    attempt->row->attempts++;
    participant_settle(attempt->self, OUTCOME_IN_PROGRESS);
    /* A key that came after an earlier attempt had given up. */
    const struct leiba_promise *promise = find_key(attempt, &revealed);
    if (promise) {
        end_attempt(attempt, finish(attempt, promise, &revealed));
        return;
    }
    size_t count = find_distributors(attempt, candidates);
    bool given = false;
    for (size_t i = 0; i < count && !given; i++)
        given = get_offer(attempt, candidates[i]);
    if (!given) {
        end_attempt(attempt, count > 0 ? OUTCOME_FAILED : OUTCOME_NO_DISTRIBUTOR);
        return;
    }
    attempt->own->key_deadline = world_now(world) + attempt->state->config->key_timeout_ns;
    attempt->own->step = LEIBA_READS_KEY;
}

/** Looks once for the key. False: it may come yet. */
static bool await_key(struct attempt *attempt)
{
    struct contracts_delivered revealed;
    const struct leiba_promise *promise = find_key(attempt, &revealed);
    if (!promise && world_now(attempt->state->world) < attempt->own->key_deadline)
        return false;
    end_attempt(attempt, promise ? finish(attempt, promise, &revealed) : OUTCOME_NO_KEY);
    return true;
}

/** Returns when to go on; SIM_TIME_FOREVER: it tries nothing more. */
static sim_time try(struct leiba *state, struct participant *self)
{
    const struct leiba_config *config = state->config;
    struct leiba_device *own = &state->devices[self->index];
    struct outcome_device *row = &state->world->outcome.devices[self->index];
    if (own->step == LEIBA_TRIES) {
        if (row->state == OUTCOME_PATCHED ||
            (row->attempts >= config->attempts && !leiba_griefs(state, self)))
            return SIM_TIME_FOREVER;
        if (leiba_is_expired(state, &own->release)) {
            participant_settle(self, OUTCOME_EXPIRED);
            return SIM_TIME_FOREVER;
        }
        if (sim_port_new(self->node, &own->port) < 0) {
            world_fail(state->world, BASE_E_NOMEM);
            return SIM_TIME_FOREVER;
        }
    }
    struct attempt attempt = {state, self, own, row, own->port};
    if (own->step == LEIBA_TRIES)
        begin_attempt(&attempt);
    if (own->step == LEIBA_READS_KEY && !await_key(&attempt))
        return world_now(state->world) + config->key_poll_ns;
    return row->state != OUTCOME_PATCHED ? world_now(state->world) + config->retry_pause_ns
                                         : SIM_TIME_FOREVER;
}

sim_time leiba_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct leiba *state = model_state;
    sim_time interval = state->config->device_poll_ns;
    struct leiba_device *own = &state->devices[self->index];
    if (is_first) {
        sim_port_free(own->port);
        own->port = NULL;
        own->step = own->has_release ? LEIBA_TRIES : LEIBA_READS_RELEASE;
        own->release_block = 0;
        if (!own->has_release)
            return participant_first_poll(self, interval);
    }
    if (own->step == LEIBA_READS_RELEASE) {
        if (!leiba_find_release(state, self, self->port, &own->release_block, &own->release))
            return world_now(state->world) + interval;
        own->has_release = true;
        own->step = LEIBA_TRIES;
    }
    participant_reach(self, OUTCOME_DISCOVERED);
    participant_reach(self, OUTCOME_REQUESTED);
    if (leiba_is_self_served(state, self))
        return leiba_act_self_served(state, self);
    sim_time next = try(state, self);
    return next == SIM_TIME_FOREVER ? leiba_leave_update(state, self) : next;
}
