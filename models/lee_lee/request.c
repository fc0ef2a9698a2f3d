#include "base/error.h"
#include "models/lee_lee/state.h"

/* The request node n_i of section 3.3: a broadcast, and what each answer leads to. */

struct check {
    struct lee_lee *state;
    struct lee_lee_node *own;
    uint64_t nonce; /* r */
    bool is_over;   /* verified or updated: only notices are given from now on */
    bool has_failed;
};

void lee_lee_publish(struct lee_lee *state, struct lee_lee_node *own,
                     const crypto_digest *response_id)
{
    lee_lee_add_block(state, own, &own->id, response_id, 0, true, (struct sim_address){0});
}

/** The firmware has been found in order. */
static void book_verified(struct check *check, const crypto_digest *response_id)
{
    struct lee_lee_node *own = check->own;
    struct world *world = check->state->world;
    struct outcome_device *row = &world->outcome.devices[own->self->index];
    check->is_over = true;
    if (own->version == LEE_LEE_NEW && row->state != OUTCOME_PATCHED) {
        participant_settle(own->self, OUTCOME_PATCHED);
        swarm_join(own->peer, true);
    }
    check->state->verified_old += own->version == LEE_LEE_OLD;
    lee_lee_publish(check->state, own, response_id);
    if (own->version == LEE_LEE_NEW)
        lee_lee_settle(check->state, own);
}

/** The end of C1-1 and of C2-2: verifiers are exchanged with somebody whose key is known. */
static bool exchange_verifiers(struct check *check, struct sim_address to,
                               const crypto_ed25519_public *key, bool *ret_is_equal)
{
    struct lee_lee *state = check->state;
    struct participant *self = check->own->self;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE answer = NULL;
    struct lee_lee_verification theirs;
    struct lee_lee_verification mine = {
        .verifier = lee_lee_verifier(state, check->own),
        .nonce = check->nonce + 2,
    };
    lee_lee_charge_seal(self);
    lee_lee_charge_sign(self);
    lee_lee_encode_verification(self->world->tokens, &payload, &mine, LEE_LEE_REQ_VERIFICATION,
                                &self->identity_secret);
    answer =
        lee_lee_ask(state, self, to, LEE_LEE_REQ_VERIFICATION, &payload, LEE_LEE_RES_VERIFICATION);
    if (!answer)
        return false;
    lee_lee_charge_verify(self);
    lee_lee_charge_open(self);
    if (!lee_lee_is_signed(self->world->tokens, answer->payload, answer->payload_len,
                           LEE_LEE_RES_VERIFICATION, key) ||
        !lee_lee_decode_verification(answer->payload, answer->payload_len, &theirs) ||
        theirs.nonce != check->nonce + 3)
        return false;
    *ret_is_equal = crypto_digest_equal(&theirs.verifier, &mine.verifier);
    return true;
}

/** C1-1, C2-2: versions are equal. */
static void compare_files(struct check *check, const struct lee_lee_res_verchk *answer,
                          struct sim_address to, const crypto_ed25519_public *key,
                          enum lee_lee_case which)
{
    bool is_equal;
    if (!exchange_verifiers(check, to, key, &is_equal)) {
        check->has_failed = true;
        return;
    }
    check->state->cases[which]++;
    if (is_equal) {
        book_verified(check, &answer->id);
        return;
    }
    check->is_over = lee_lee_fetch_by_metadata(check->state, check->own, check->nonce + 4, false);
    check->has_failed |= !check->is_over;
}

/** C1-2. */
static void update(struct check *check, const struct lee_lee_res_verchk *answer,
                   struct sim_address to, const struct lee_lee_node *verification)
{
    participant_reach(check->own->self, OUTCOME_DISCOVERED);
    check->is_over = lee_lee_fetch(check->state, check->own, verification, to, &answer->metadata,
                                   check->nonce + 2, true);
    check->has_failed |= !check->is_over;
    check->state->cases[LEE_LEE_C1_2] += check->is_over;
}

/** C2-1: the response node is the one that needs an update. */
static void notify(struct check *check, const struct lee_lee_res_verchk *answer,
                   struct sim_address to)
{
    struct participant *self = check->own->self;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_PORT port = NULL;
    const struct lee_lee_notice notice = {
        .id = check->own->id,
        .version = answer->version,
        .nonce = check->nonce + 2,
    };
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(check->state->world, BASE_E_NOMEM);
        return;
    }
    lee_lee_charge_sign(self);
    lee_lee_encode_notice(self->world->tokens, &payload, &notice, &self->identity_secret);
    converse_post(self, port, to, LEE_LEE_NOTICE_DOWNLOAD, &payload, 0);
}

static void on_answer(struct check *check, const struct sim_message *message)
{
    struct lee_lee *state = check->state;
    struct lee_lee_node *own = check->own;
    struct lee_lee_res_verchk answer;
    lee_lee_charge_open(own->self);
    if (!lee_lee_decode_res_verchk(message->payload, message->payload_len, &answer) ||
        answer.nonce != check->nonce + 1)
        return;
    const uint32_t *known = base_map_get(&state->by_id, &answer.id);
    const struct lee_lee_node *verification = known ? &state->nodes[*known] : NULL;
    if (!verification && answer.version < own->version) {
        notify(check, &answer, message->from);
    } else if (check->is_over || own->is_updating) {
        return;
    } else if (verification && answer.version == own->version) {
        compare_files(check, &answer, message->from, &verification->self->identity, LEE_LEE_C1_1);
    } else if (verification && answer.version > own->version && answer.has_metadata) {
        update(check, &answer, message->from, verification);
    } else if (!verification && answer.version == own->version && answer.has_key) {
        compare_files(check, &answer, message->from, &answer.key, LEE_LEE_C2_2);
    } else if (!verification && answer.version > own->version) {
        check->is_over = lee_lee_fetch_by_metadata(state, own, check->nonce + 2, true);
        check->has_failed |= !check->is_over;
        state->cases[LEE_LEE_C2_3] += check->is_over;
    }
}

void lee_lee_check(struct lee_lee *state, struct lee_lee_node *own)
{
    struct participant *self = own->self;
    struct outcome_device *row = &state->world->outcome.devices[self->index];
    struct check check = {.state = state, .own = own, .nonce = base_random_u64(&own->random)};
    LEE_LEE_PORT port = {.own = own};
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_req_verchk request = {
        .key = self->identity,
        .version = own->version,
        .nonce = check.nonce,
    };
    if (sim_port_new(self->node, &port.port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    sim_time end = world_now(state->world) + state->config->response_window_ns;
    const struct crypto_part parts[] = {{self->identity.bytes, sizeof self->identity.bytes},
                                        {&check.nonce, sizeof check.nonce}};
    if (!own->is_updating)
        own->id = crypto_sha256_parts(parts, 2);
    request.id = own->id;
    lee_lee_model(request.model);
    lee_lee_encode_req_verchk(&payload, &request);
    state->checks++;
    lee_lee_broadcast(state, own, port.port, LEE_LEE_REQ_VERCHK, &payload);
    for (sim_time left; (left = end - world_now(state->world)) > 0;) {
        CONVERSE_MESSAGE message = NULL;
        if (sim_port_receive(port.port, left, &message) == SIM_DELIVERED &&
            message->kind == LEE_LEE_RES_VERCHK)
            on_answer(&check, message);
    }
    if (row->state == OUTCOME_IN_PROGRESS || row->state == OUTCOME_FAILED)
        participant_settle(self, check.has_failed ? OUTCOME_FAILED : OUTCOME_WAITING);
}
