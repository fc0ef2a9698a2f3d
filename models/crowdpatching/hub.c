#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Sections IV-B3 and IV-B4: a hub gets the update for its devices, one after the other, in rounds
 * of one attempt each. Its claims of rewards run beside that. */

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
    const struct crowdpatching_config *config = attempt->state->config;
    uint64_t number = ((uint64_t)attempt->device->index << 16) + row_of(attempt)->attempts;
    participant_random_at(attempt->self, "hub.selection", number, ret_random);
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
        attempt->state, attempt->self, attempt->port, attempt->device, 0, &r);
    if (promise)
        return finish(attempt, promise, &r);
    enum outcome_state result = get_offer(attempt);
    if (result != OUTCOME_IN_PROGRESS)
        return result;
    promise = crowdpatching_find_key(attempt->state, attempt->self, attempt->port, attempt->device,
                                     attempt->state->config->key_timeout_ns, &r);
    if (promise)
        return finish(attempt, promise, &r);
    crowdpatching_shun(attempt->state, attempt->self, &attempt->distributor.account);
    return OUTCOME_NO_KEY;
}

/** True when the release names the device, or when only a package can tell (Merkle root). */
static bool is_target(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                      uint32_t release, const struct participant *device)
{
    return state->config->device_list == CROWDPATCHING_MERKLE_ROOT ||
           crowdpatching_ask_delivery(state, self, port,
                                      &crowdpatching_release_of(state, self, release)->delivery,
                                      &device->address, contracts_delivery_encode_is_listed);
}

/** One attempt for one device. */
static void attempt_update(struct crowdpatching *state, struct participant *self,
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

/** What a round over all devices leaves to do. */
struct rest {
    bool failed;   /* a device has attempts left */
    bool unlisted; /* a device is not on the list, which may still grow */
};

/** The i-th device, or a later one, that this hub looks after, and its i; NULL: there is none. */
static struct participant *charge_of(const struct crowdpatching *state, struct participant *self,
                                     uint32_t *i)
{
    if (self->role == WORLD_DEVICE)
        return *i == 0 ? self : NULL;
    while (*i < self->device_count && state->is_own_hub[self->first_device + *i])
        ++*i;
    return *i < self->device_count
               ? &state->world->participants[WORLD_DEVICE][self->first_device + *i]
               : NULL;
}

/** One attempt for each device that needs one, so that none waits for another's attempts: at the
 *  newest release of its manufacturer. */
static struct rest play_round(struct crowdpatching *state, struct participant *self,
                              struct sim_port *port, struct base_random *random)
{
    struct rest rest = {false, false};
    struct participant *device;
    for (uint32_t i = 0; (device = charge_of(state, self, &i)); i++) {
        uint32_t release;
        if (!crowdpatching_newest(state, self, crowdpatching_maker_of(state, device), &release))
            continue;
        struct outcome_device *row = crowdpatching_row(state, device, release);
        if (row->state == OUTCOME_PATCHED || row->attempts == state->config->attempts)
            continue;
        if (crowdpatching_is_expired(state, crowdpatching_release_of(state, self, release))) {
            crowdpatching_settle(state, device, release, OUTCOME_EXPIRED);
            continue;
        }
        if (row->requested < 0 && !is_target(state, self, port, release, device)) {
            crowdpatching_settle(state, device, release, OUTCOME_NOT_LISTED);
            rest.unlisted = true;
            continue;
        }
        crowdpatching_reach(state, device, release, OUTCOME_REQUESTED);
        attempt_update(state, self, device, release, random);
        row = crowdpatching_row(state, device, release);
        rest.failed |= row->state != OUTCOME_PATCHED && row->attempts < state->config->attempts;
    }
    return rest;
}

static void discover(struct crowdpatching *state, struct participant *self)
{
    struct participant *device;
    uint32_t release;
    for (uint32_t i = 0; (device = charge_of(state, self, &i)); i++)
        if (crowdpatching_newest(state, self, crowdpatching_maker_of(state, device), &release))
            crowdpatching_reach(state, device, release, OUTCOME_DISCOVERED);
}

void crowdpatching_hub_live(struct crowdpatching *state, struct participant *self,
                            struct sim_port *port)
{
    struct crowdpatching_search search = {{0}};
    struct base_random random;
    participant_random_of_life(self, "hub.nonce", &random);
    if (!crowdpatching_knows_release(state, self))
        crowdpatching_poll_release(state, self, port, state->config->hub_poll_ns, &search);
    crowdpatching_resume_rewards(state, self);
    crowdpatching_start_replays(state, self);
    discover(state, self);
    sim_time next_look = world_now(state->world) + state->config->hub_poll_ns;
    for (;;) {
        if (adversary_acts(self, ADVERSARY_PROVER_GRIEFING)) {
            crowdpatching_start_griefing(state, self);
            return;
        }
        struct rest rest = play_round(state, self, port, &random);
        bool awaits = crowdpatching_awaits_release(state, self);
        if (rest.failed)
            sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
        else if (rest.unlisted || awaits)
            sim_actor_sleep(state->world->engine, state->config->hub_poll_ns);
        else
            return;
        if (awaits && world_now(state->world) >= next_look) {
            crowdpatching_look(state, self, port, state->config->hub_poll_ns, &search);
            discover(state, self);
            next_look = world_now(state->world) + state->config->hub_poll_ns;
        }
    }
}

/** Waits for its first poll without a stack, which may be most of its life. */
static sim_time call_hub(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    struct crowdpatching_hub *own = crowdpatching_hub_of(state, self);
    if (!crowdpatching_knows_release(state, self) && !own->is_due) {
        own->is_due = true;
        return crowdpatching_first_poll(self, state->config->hub_poll_ns);
    }
    crowdpatching_hub_live(state, self, self->port);
    return SIM_TIME_FOREVER;
}

void crowdpatching_hub_play(struct crowdpatching *state, struct participant *self)
{
    crowdpatching_hub_of(state, self)->is_due = false;
    int r = sim_duty_start(self->node, NULL, world_duty_stack(state->world), call_hub, self, NULL);
    if (r < 0)
        world_fail(state->world, r);
}
