#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Sections IV-B3 and IV-B4: one attempt of a hub to get the update for a device of its. */

/** One attempt to get a device's update. */
struct attempt {
    struct crowdpatching *state;
    struct participant *self;
    struct participant *device;
    uint32_t release;
    struct sim_port *port; /* of this attempt: late answers to others do not come here */
    struct base_random *random;
    /* The distributor that was picked. */
    struct crowdpatching_identity distributor;
    struct crowdpatching_challenge challenge;
    struct sim_address session;
    /* What it offered. */
    struct contracts_membership membership;
    crypto_digest path[MEMBERS_PATH_MAX];
};

static const struct crowdpatching_release *release_of(const struct attempt *attempt)
{
    return crowdpatching_release_of(attempt->state, attempt->self, attempt->release);
}

/** What the device has come to in this release, until the next wait. */
static struct outcome_device *row_of(const struct attempt *attempt)
{
    return crowdpatching_row(attempt->state, attempt->device, attempt->release);
}

static void reach(const struct attempt *attempt, enum outcome_step step)
{
    crowdpatching_reach(attempt->state, attempt->device, attempt->release, step);
}

/** Sends n1 to everybody who may have the update. */
static size_t ask_candidates(struct attempt *attempt, const crowdpatching_nonce *n1)
{
    struct crowdpatching *state = attempt->state;
    struct participant *candidates[CROWDPATCHING_CANDIDATES_MAX];
    if (!crowdpatching_pass_lookup(state, attempt->self))
        return 0;
    size_t count = dht_lookup(state->world->dht, attempt->self, &release_of(attempt)->update_hash,
                              candidates, (size_t)state->config->candidates);
    for (size_t i = 0; i < count; i++) {
        CONVERSE_BUFFER payload = {0};
        const struct crowdpatching_delivery_request request = {
            .update_hash = release_of(attempt)->update_hash, .n1 = *n1};
        crowdpatching_encode_delivery_request(&payload, &request);
        converse_post(attempt->self, attempt->port, sim_port_address(candidates[i]->port),
                      CROWDPATCHING_DELIVERY_REQUEST, &payload, 0);
    }
    return count;
}

/** Drops the connection to a candidate (section V-A3). */
static void dismiss(struct attempt *attempt, struct sim_address session)
{
    CONVERSE_BUFFER nothing = {0};
    converse_post(attempt->self, attempt->port, session, CROWDPATCHING_REFUSAL, &nothing, 0);
}

/** The candidate that sent this answer, and its score on chain. False: it is not good enough. */
static bool know_candidate(struct attempt *attempt, const struct sim_message *answer,
                           const crypto_digest *challenge,
                           struct crowdpatching_introduction *ret_introduction, uint64_t *ret_score)
{
    struct crowdpatching *state = attempt->state;
    return crowdpatching_decode_introduction(answer->payload, answer->payload_len,
                                             state->challenge_bytes, ret_introduction) &&
           crowdpatching_check_introduction(attempt->self, ret_introduction, challenge) &&
           crowdpatching_score(state, attempt->self, attempt->port, attempt->release,
                               &ret_introduction->identity.account, ret_score) &&
           crowdpatching_trusts(state, attempt->self, &ret_introduction->identity.account,
                                *ret_score, row_of(attempt)->attempts);
}

static void start_selection(const struct attempt *attempt, struct selection *ret_selection,
                            struct base_random *ret_random)
{
    const struct crowdpatching *state = attempt->state;
    const struct crowdpatching_config *config = state->config;
    uint64_t release = crowdpatching_number_of(state, &state->updates[attempt->release]);
    uint64_t task = release * state->world->counts[WORLD_DEVICE] + attempt->device->index;
    /* Of each attempt; a task has a thousand at the most. */
    participant_random_at(attempt->self, "hub.selection", (task << 16) + row_of(attempt)->attempts,
                          ret_random);
    *ret_selection = (struct selection){
        .policy = {.rule = (enum selection_rule)config->selection,
                   .threshold = config->selection_threshold,
                   .temperature = config->selection_temperature,
                   .epsilon = config->selection_epsilon},
    };
}

/** Takes one of the candidates that answer, by its score. */
static bool pick_distributor(struct attempt *attempt)
{
    struct crowdpatching *state = attempt->state;
    struct selection selection;
    struct base_random random;
    crowdpatching_nonce n1;
    start_selection(attempt, &selection, &random);
    base_random_bytes(attempt->random, n1.bytes, sizeof n1.bytes);
    crypto_digest challenge = crowdpatching_distributor_digest(&n1);
    size_t asked = ask_candidates(attempt, &n1);
    sim_time deadline = world_now(state->world) + state->config->answer_timeout_ns;
    bool picked = false, is_final = false;
    for (size_t answers = 0; answers < asked && !is_final; answers++) {
        sim_time left = deadline - world_now(state->world);
        CONVERSE_MESSAGE answer = NULL;
        if (left <= 0 || sim_port_receive(attempt->port, left, &answer) != SIM_DELIVERED)
            break;
        struct crowdpatching_introduction introduction;
        uint64_t score;
        if (answer->kind != CROWDPATCHING_DELIVERY_CHALLENGE)
            continue;
        if (!know_candidate(attempt, answer, &challenge, &introduction, &score) ||
            !selection_offer(
                &selection, &random, score,
                crowdpatching_known_rate(state, attempt->self, &introduction.identity.account),
                &is_final)) {
            dismiss(attempt, answer->from);
            continue;
        }
        if (picked)
            dismiss(attempt, attempt->session);
        picked = true;
        attempt->distributor = introduction.identity;
        attempt->challenge = introduction.challenge;
        attempt->session = answer->from;
    }
    return picked;
}

/** A request to the device over the home's radio and its answer; NULL: none came, or a refusal. */
static struct sim_message *ask_device(struct attempt *attempt, uint32_t kind, uint32_t answer_kind,
                                      struct base_buffer *payload)
{
    sim_time timeout = attempt->state->config->device_timeout_ns;
    sim_time deadline = world_now(attempt->state->world) + timeout;
    if (!converse_send(attempt->self, attempt->port, sim_port_address(attempt->device->port), kind,
                       payload, 0, 0, timeout))
        return NULL;
    return converse_expect_from(attempt->self, attempt->port,
                                sim_port_address(attempt->device->port), answer_kind,
                                CROWDPATCHING_REFUSAL, deadline - world_now(attempt->state->world));
}

/** Has the device answer c, and passes the answer on. */
static bool identify_device(struct attempt *attempt)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_device_identity identity;
    crowdpatching_encode_challenge(&payload, &attempt->challenge);
    CONVERSE_MESSAGE answer = ask_device(attempt, CROWDPATCHING_DEVICE_CHALLENGE,
                                         CROWDPATCHING_DEVICE_IDENTITY, &payload);
    if (!answer || !crowdpatching_decode_device_identity(answer->payload, answer->payload_len,
                                                         attempt->state->rules.scheme,
                                                         attempt->state->nonce_bytes, &identity))
        return false;
    base_buffer_clear(&payload);
    crowdpatching_encode_device_identity(&payload, &identity);
    return converse_send(attempt->self, attempt->port, attempt->session,
                         CROWDPATCHING_DELIVERY_IDENTITY, &payload, 0, 0,
                         attempt->state->config->answer_timeout_ns);
}

/** Checks vk^D against the chain and the proof against U_h, U_e and s. */
static bool check_offer(struct attempt *attempt, const struct crowdpatching_offer *offer,
                        struct sealed_terms *ret_terms)
{
    struct crowdpatching *state = attempt->state;
    participant_charge(attempt->self, CRYPTO_OP_SHA256,
                       offer->verifying_key_len + offer->ciphertext_len);
    participant_charge_verifying(
        attempt->self,
        zk_cost_verify_ns(state->scheme.cost, state->world->timing, state->config->update_bytes));
    if (offer->member_path_len > sizeof attempt->path / sizeof attempt->path[0] ||
        !crowdpatching_offer_check(state->world->tokens, offer,
                                   &release_of(attempt)->delivery_vk_hash,
                                   &release_of(attempt)->update_hash, ret_terms)) {
        state->attack.refused_offers++;
        return false;
    }
    reach(attempt, OUTCOME_PROVED);
    return true;
}

/** Has the device sign the PoD. */
static bool authorise(struct attempt *attempt, const struct crowdpatching_offer *offer,
                      struct crypto_scheme_signature *ret_pod)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_authorisation authorisation = {
        .update_hash = release_of(attempt)->update_hash,
        .manufacturer_signature = offer->manufacturer_signature,
        .s = offer->s,
        .update_sha256 = release_of(attempt)->update_hash,
        .names_contract = attempt->state->rules.semantics == CONTRACTS_HARDENED,
        .contract = release_of(attempt)->delivery,
    };
    if (offer->update_sha256)
        memcpy(authorisation.update_sha256.bytes, offer->update_sha256, 32);
    crowdpatching_encode_authorisation(&payload, &authorisation);
    if (row_of(attempt)->attempts % 2 == 1 && adversary_acts(attempt->self, ADVERSARY_TAMPER_HUB))
        crowdpatching_tamper(attempt->state, &payload, 0);
    CONVERSE_MESSAGE answer =
        ask_device(attempt, CROWDPATCHING_DEVICE_AUTHORISE, CROWDPATCHING_DEVICE_POD, &payload);
    if (!answer || !crowdpatching_decode_signature(answer->payload, answer->payload_len,
                                                   attempt->state->rules.scheme, ret_pod))
        return false;
    reach(attempt, OUTCOME_AUTHORISED);
    return true;
}

/** Sends the PoD to the distributor. */
static bool give_pod(struct attempt *attempt, const struct crypto_scheme_signature *pod)
{
    CONVERSE_BUFFER payload = {0};
    crowdpatching_encode_signature(&payload, pod);
    return converse_send(attempt->self, attempt->port, attempt->session, CROWDPATCHING_DELIVERY_POD,
                         &payload, 0, 0, attempt->state->config->answer_timeout_ns);
}

/** Decrypts U_e and compares with U_h. NULL: it is not the update. */
static uint8_t *decrypt(struct attempt *attempt, const struct sealed_terms *terms,
                        const struct crowdpatching_offer *offer, const crypto_digest *r)
{
    struct crowdpatching *state = attempt->state;
    CONVERSE_BYTES update = NULL;
    sealed_charge_cipher(&state->scheme, attempt->self, terms->content_len);
    int result = sealed_open(terms, offer->ciphertext, offer->ciphertext_len, r, &update);
    if (result < 0)
        world_fail(state->world, result);
    if (result != 0)
        return NULL;
    sealed_charge_hash(&state->scheme, attempt->self, terms->content_len);
    /* Bytes that are U have its hash. */
    const struct package *seed = &state->updates[attempt->release].seed;
    bool is_seed = terms->content_len == seed->update_len &&
                   memcmp(update, seed->update, seed->update_len) == 0;
    crypto_digest hash = is_seed
                             ? state->updates[attempt->release].update_hash
                             : zk_scheme_hash(&terms->scheme, update, (size_t)terms->content_len);
    if (!crypto_digest_equal(&hash, &release_of(attempt)->update_hash)) {
        state->attack.wrong_updates++;
        return NULL;
    }
    uint8_t *found = update;
    update = NULL;
    return found;
}

/** Hands U to the device, which installs it and signs the PoFD, for which the hub is paid. */
static bool deliver(struct attempt *attempt, const uint8_t *update, size_t len)
{
    CONVERSE_BUFFER payload = {0};
    struct crypto_scheme_signature pofd;
    crowdpatching_encode_update(&payload, &attempt->self->address, update, len);
    if (adversary_acts(attempt->self, ADVERSARY_TAMPER_HUB))
        crowdpatching_tamper(attempt->state, &payload, payload.len - 1);
    CONVERSE_MESSAGE answer =
        ask_device(attempt, CROWDPATCHING_DEVICE_UPDATE, CROWDPATCHING_DEVICE_POFD, &payload);
    if (!answer || !crowdpatching_decode_signature(answer->payload, answer->payload_len,
                                                   attempt->state->rules.scheme, &pofd))
        return false;
    crowdpatching_start_reward(attempt->state, attempt->self, attempt->release, attempt->device,
                               &pofd, &attempt->membership);
    return true;
}

/** From the published key to the installed update. */
static enum outcome_state
finish(struct attempt *attempt, const struct crowdpatching_promise *promise, const crypto_digest *r)
{
    struct crowdpatching *state = attempt->state;
    struct participant *distributor = world_find_by_address(state->world, &promise->distributor);
    struct crowdpatching_offer offer;
    if (!crowdpatching_decode_offer(promise->message->payload, promise->message->payload_len,
                                    &offer))
        return OUTCOME_FAILED;
    reach(attempt, OUTCOME_KEY);
    CONVERSE_BYTES update = decrypt(attempt, &promise->terms, &offer, r);
    if (!update)
        return OUTCOME_FAILED;
    crowdpatching_view_of(state, attempt->self, attempt->release)->has_update = true;
    if (distributor) {
        crowdpatching_record(state, CROWDPATCHING_UPDATE_READY, attempt->release,
                             distributor->index, attempt->device->index);
        row_of(attempt)->distributor = distributor->index;
    }
    if (offer.member_path_len > 0)
        memcpy(attempt->path, offer.member_path, 32 * offer.member_path_len);
    attempt->membership =
        (struct contracts_membership){offer.member_index, attempt->path, offer.member_path_len};
    /* The radio may lose a round; the update is here and can be sent again. */
    bool installed = false;
    for (uint64_t i = 0; !installed && i < state->config->attempts; i++)
        installed = deliver(attempt, update, (size_t)promise->terms.content_len);
    if (!installed)
        return OUTCOME_FAILED;
    crowdpatching_forget_promises(&state->promises[attempt->device->index]);
    return OUTCOME_PATCHED;
}

/** A new offer, and the device's PoD for it. */
static enum outcome_state get_offer(struct attempt *attempt)
{
    struct crowdpatching *state = attempt->state;
    struct crowdpatching_offer offer;
    struct sealed_terms terms;
    if (!pick_distributor(attempt))
        return OUTCOME_NO_DISTRIBUTOR;
    if (!identify_device(attempt))
        return OUTCOME_FAILED;
    sim_time asked = world_now(state->world);
    CONVERSE_MESSAGE message = converse_expect_from(
        attempt->self, attempt->port, attempt->session, CROWDPATCHING_DELIVERY_OFFER,
        CROWDPATCHING_REFUSAL, state->config->proof_timeout_ns);
    struct crypto_scheme_signature pod;
    if (!message || !crowdpatching_decode_offer(message->payload, message->payload_len, &offer) ||
        !check_offer(attempt, &offer, &terms) || !authorise(attempt, &offer, &pod))
        return OUTCOME_FAILED;
    crowdpatching_measure_rate(state, attempt->self, &attempt->distributor.account,
                               message->wire_payload_bytes, world_now(state->world) - asked);
    crowdpatching_keep_promise(state, attempt->device, attempt->release, message, &terms,
                               &attempt->distributor.account);
    message = NULL;
    return give_pod(attempt, &pod) ? OUTCOME_IN_PROGRESS : OUTCOME_FAILED;
}

static enum outcome_state try_once(struct attempt *attempt)
{
    crypto_digest r;
    if (crowdpatching_needs_nobody(attempt->state, attempt->self, attempt->release))
        return crowdpatching_serve_from_cache(attempt->state, attempt->self, attempt->release,
                                              attempt->device, attempt->port);
    /* A key that came after an earlier attempt had given up. */
    const struct crowdpatching_promise *promise = crowdpatching_find_key(
        attempt->state, attempt->self, attempt->port, attempt->device, attempt->release, 0, &r);
    if (promise)
        return finish(attempt, promise, &r);
    enum outcome_state result = get_offer(attempt);
    if (result != OUTCOME_IN_PROGRESS)
        return result;
    promise = crowdpatching_find_key(attempt->state, attempt->self, attempt->port, attempt->device,
                                     attempt->release, attempt->state->config->key_timeout_ns, &r);
    if (promise)
        return finish(attempt, promise, &r);
    crowdpatching_shun(attempt->state, attempt->self, &attempt->distributor.account);
    return OUTCOME_NO_KEY;
}

void crowdpatching_attempt(struct crowdpatching *state, struct participant *self,
                           struct participant *device, uint32_t release, struct base_random *random)
{
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    struct attempt attempt = {.state = state,
                              .self = self,
                              .device = device,
                              .release = release,
                              .port = port,
                              .random = random};
    row_of(&attempt)->attempts++;
    crowdpatching_settle(state, device, release, OUTCOME_IN_PROGRESS);
    enum outcome_state result = try_once(&attempt);
    if (row_of(&attempt)->state != OUTCOME_PATCHED) /* the device says so itself */
        crowdpatching_settle(state, device, release, result);
}
