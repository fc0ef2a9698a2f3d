#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/lee_lee/state.h"

struct lee_lee_node *lee_lee_node_of(struct lee_lee *state, const struct participant *self)
{
    switch (self->role) {
    case WORLD_DEVICE:
        return &state->nodes[self->index];
    case WORLD_MANUFACTURER:
        return &state->nodes[state->device_count + self->index];
    default:
        return &state->nodes[state->device_count + state->world->counts[WORLD_MANUFACTURER] +
                             self->index];
    }
}

crypto_digest lee_lee_verifier(struct lee_lee *state, struct lee_lee_node *own)
{
    participant_charge(own->self, CRYPTO_OP_SHA256, state->config->update_bytes);
    if (own->is_altered)
        return state->altered_verifier;
    return state->verifiers[own->version == LEE_LEE_NEW];
}

void lee_lee_model(uint8_t ret_model[LEE_LEE_MODEL_BYTES])
{
    memset(ret_model, 0, LEE_LEE_MODEL_BYTES);
    memcpy(ret_model, "device", 6);
}

void lee_lee_charge_seal(struct participant *self)
{
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
}

void lee_lee_charge_open(struct participant *self)
{
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
}

void lee_lee_charge_sign(struct participant *self)
{
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
}

void lee_lee_charge_verify(struct participant *self)
{
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
}

struct sim_message *lee_lee_ask(struct lee_lee *state, struct participant *self,
                                struct sim_address to, enum lee_lee_message kind,
                                struct base_buffer *payload, enum lee_lee_message answer)
{
    const struct sim_retry retry = {.timeout = state->config->answer_timeout_ns, .attempts = 1};
    CONVERSE_PORT port = NULL;
    struct sim_message *reply = NULL;
    enum sim_fate fate = SIM_PEER_LOST;
    int r = base_buffer_failed(payload) ? BASE_E_NOMEM : sim_port_new(self->node, &port);
    if (r == 0)
        r = sim_port_request(port, to, kind, payload->data, payload->len, &retry, &fate, &reply);
    base_buffer_deinit(payload);
    *payload = (struct base_buffer){0};
    if (r < 0)
        world_fail(state->world, r);
    if (r < 0 || fate != SIM_DELIVERED)
        return NULL;
    if (reply->kind == (uint32_t)answer)
        return reply;
    sim_message_free(reply);
    return NULL;
}

static void session_free(void *argument)
{
    struct lee_lee_session *session = argument;
    sim_message_free(session->message);
    free(session);
}

void lee_lee_start_session(struct lee_lee *state, struct lee_lee_node *own,
                           struct sim_message *message, sim_actor_main *main)
{
    struct lee_lee_session *session = malloc(sizeof *session);
    int r = BASE_E_NOMEM;
    if (session) {
        *session = (struct lee_lee_session){state, own, message};
        r = sim_actor_spawn(own->self->node, "session", main, session, session_free);
    } else {
        sim_message_free(message);
    }
    if (r < 0)
        world_fail(state->world, r);
}

void lee_lee_settle(struct lee_lee *state, struct lee_lee_node *own)
{
    if (own->is_settled)
        return;
    own->is_settled = true;
    if (--state->unsettled == 0)
        world_finish(state->world);
}
