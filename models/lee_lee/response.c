#include <string.h>

#include "base/error.h"
#include "models/lee_lee/state.h"

/* The response node n_j of section 3.3.2. */

struct response {
    struct lee_lee *state;
    struct lee_lee_node *own;
    struct lee_lee_req_verchk request;
    struct sim_address to; /* n_i */
    struct sim_port *port;
};

static void answer(struct response *response, uint64_t version, bool with_key)
{
    struct participant *self = response->own->self;
    CONVERSE_BUFFER payload = {0};
    const struct lee_lee_res_verchk message = {
        .version = version,
        .nonce = response->request.nonce + 1,
        .id = response->own->id,
        .has_key = with_key,
        .key = self->identity,
    };
    lee_lee_charge_seal(self);
    lee_lee_encode_res_verchk(&payload, &message);
    converse_post(self, response->port, response->to, LEE_LEE_RES_VERCHK, &payload, 0);
}

/** C2-1: n_i, whose firmware is newer, says so; n_j updates itself. */
static void await_notice(struct response *response)
{
    struct lee_lee *state = response->state;
    struct lee_lee_node *own = response->own;
    CONVERSE_MESSAGE message = NULL;
    struct lee_lee_notice notice;
    answer(response, own->version, false);
    message = converse_expect(own->self, response->port, LEE_LEE_NOTICE_DOWNLOAD, LEE_LEE_REFUSAL,
                              state->config->answer_timeout_ns);
    if (!message)
        return;
    lee_lee_charge_verify(own->self);
    if (!lee_lee_is_signed(own->self->world->tokens, message->payload, message->payload_len,
                           LEE_LEE_NOTICE_DOWNLOAD, &response->request.key) ||
        !lee_lee_decode_notice(message->payload, message->payload_len, &notice) ||
        notice.nonce != response->request.nonce + 2 ||
        !crypto_digest_equal(&notice.id, &response->request.id))
        return;
    state->cases[LEE_LEE_C2_1] +=
        lee_lee_fetch_by_metadata(state, own, response->request.nonce + 3, true);
}

/** Whether a block confirms our verifier, and nobody before has made it. Remembers its maker. */
static bool is_confirmation(struct response *response, const struct sim_message *message,
                            const crypto_digest *verifier, struct base_buffer *makers)
{
    crypto_ed25519_public maker;
    struct lee_lee_block block;
    lee_lee_charge_verify(response->own->self);
    if (!lee_lee_decode_log(message->payload, message->payload_len, &maker, &block) ||
        block.nonce == 0 ||
        !lee_lee_block_check(response->own->self->world->tokens, &block, &maker) ||
        !crypto_digest_equal(&block.log.request_id, &response->request.id) ||
        !crypto_digest_equal(&block.log.response_id, &response->own->id) ||
        !crypto_digest_equal(&block.verifier, verifier))
        return false;
    for (size_t i = 0; i < makers->len; i += sizeof maker.bytes)
        if (memcmp(makers->data + i, maker.bytes, sizeof maker.bytes) == 0)
            return false;
    base_buffer_append(makers, maker.bytes, sizeof maker.bytes);
    return true;
}

/** C2-2, steps 3 and 4: others prove work for our verifier. */
static bool confirm(struct response *response, const crypto_digest *verifier)
{
    struct lee_lee *state = response->state;
    struct lee_lee_node *own = response->own;
    sim_time begin = world_now(state->world);
    sim_time deadline = begin + state->config->confirmation_timeout_ns;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_BUFFER makers = {0};
    uint64_t count = 0;
    struct lee_lee_join join = {
        .request_id = response->request.id,
        .response_id = own->id,
        .verifier = *verifier,
    };
    lee_lee_model(join.model);
    lee_lee_encode_join(&payload, &join);
    lee_lee_broadcast(state, own, response->port, LEE_LEE_JOIN_VERIFICATION, &payload);
    while (count < state->config->confirmations) {
        sim_time left = deadline - world_now(state->world);
        CONVERSE_MESSAGE message = NULL;
        if (left > 0)
            message = converse_expect(own->self, response->port, LEE_LEE_VERIFICATION_LOG,
                                      LEE_LEE_REFUSAL, left);
        if (!message) {
            state->unconfirmed++;
            return false;
        }
        count += is_confirmation(response, message, verifier, &makers);
    }
    state->confirmed++;
    state->confirming += world_now(state->world) - begin;
    return true;
}

/** C2-2, steps 4 to 8: says that versions are equal, and compares. True: n_i has our verifier. */
static bool exchange(struct response *response, uint64_t version, const crypto_digest *verifier)
{
    struct lee_lee *state = response->state;
    struct participant *self = response->own->self;
    CONVERSE_MESSAGE message = NULL;
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_verification theirs;
    answer(response, version, true);
    message = converse_expect(self, response->port, LEE_LEE_REQ_VERIFICATION, LEE_LEE_REFUSAL,
                              state->config->answer_timeout_ns);
    if (!message)
        return false;
    lee_lee_charge_verify(self);
    lee_lee_charge_open(self);
    if (!lee_lee_is_signed(self->world->tokens, message->payload, message->payload_len,
                           LEE_LEE_REQ_VERIFICATION, &response->request.key) ||
        !lee_lee_decode_verification(message->payload, message->payload_len, &theirs) ||
        theirs.nonce != response->request.nonce + 2)
        return false;
    const struct lee_lee_verification mine = {
        .verifier = *verifier,
        .nonce = response->request.nonce + 3,
    };
    lee_lee_charge_seal(self);
    lee_lee_charge_sign(self);
    lee_lee_encode_verification(self->world->tokens, &payload, &mine, LEE_LEE_RES_VERIFICATION,
                                &self->identity_secret);
    converse_post(self, response->port, message->from, LEE_LEE_RES_VERIFICATION, &payload,
                  message->id);
    return true;
}

/** C2-2. */
static void compare(struct response *response)
{
    crypto_digest verifier = lee_lee_verifier(response->state, response->own);
    if (confirm(response, &verifier))
        exchange(response, response->own->version, &verifier);
}

/** Whatever its own version, it tells one whose firmware is old that it is the same and in order:
 *  nobody has confirmed that, and n_i cannot know. */
static void lie(struct response *response)
{
    struct lee_lee *state = response->state;
    state->lies_believed += exchange(response, LEE_LEE_OLD, &state->verifiers[0]);
}

void lee_lee_response_main(void *argument)
{
    const struct lee_lee_session *session = argument;
    LEE_LEE_PORT port = {.own = session->own};
    uint8_t model[LEE_LEE_MODEL_BYTES];
    struct response response = {
        .state = session->state,
        .own = session->own,
        .to = session->message->from,
    };
    lee_lee_model(model);
    if (!lee_lee_decode_req_verchk(session->message->payload, session->message->payload_len,
                                   &response.request) ||
        memcmp(response.request.model, model, sizeof model) != 0)
        return;
    if (sim_port_new(session->own->self->node, &port.port) < 0) {
        world_fail(session->state->world, BASE_E_NOMEM);
        return;
    }
    response.port = port.port;
    if (response.request.version == LEE_LEE_OLD &&
        adversary_acts(session->own->self, ADVERSARY_FALSE_ANSWERS))
        lie(&response);
    else if (response.request.version > session->own->version)
        await_notice(&response);
    else if (response.request.version == session->own->version)
        compare(&response);
    else
        answer(&response, session->own->version,
               false); /* C2-3: n_i turns to a verification node */
}
