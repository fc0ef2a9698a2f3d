#include "models/client_server/state.h"

/* The manufacturer signs the update and answers polls and fetches for ever. */

static void release(struct client_server *state, struct participant *self)
{
    struct manifest *manifest = &state->manifest;
    participant_charge(self, CRYPTO_OP_SHA256, state->config->update_bytes);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    manifest->version = 1;
    manifest->update_bytes = state->config->update_bytes;
    manifest->update_sha256 = crypto_sha256(state->update, (size_t)state->config->update_bytes);
    crypto_digest digest = client_server_manifest_digest(manifest);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &manifest->signature);
    state->released = world_now(state->world);
    state->server.has_update = true;
}

static void answer_poll(struct client_server *state, struct participant *self,
                        const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    uint64_t installed;
    if (!client_server_decode_version(request->payload, request->payload_len, &installed))
        return;
    if (installed < state->manifest.version)
        manifest_encode(&payload, &state->manifest);
    state->polls++;
    converse_post(self, self->port, request->from, CLIENT_SERVER_VERSION, &payload, request->id);
}

static bool is_fetch(const struct client_server *state, const struct sim_message *request)
{
    uint64_t wanted;
    return request->kind == CLIENT_SERVER_FETCH_REQUEST && state->server.has_update &&
           client_server_decode_version(request->payload, request->payload_len, &wanted) &&
           wanted == state->manifest.version;
}

void client_server_server_play(struct client_server *state, struct participant *self)
{
    client_server_source_reset(&state->server);
    int r = client_server_edges_start(state);
    if (r < 0) {
        world_fail(state->world, r);
        return;
    }
    if (state->released < 0)
        release(state, self);
    if (state->hubs_left == 0)
        world_finish(state->world);
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        if (request->kind == CLIENT_SERVER_VERSION_REQUEST) {
            answer_poll(state, self, request);
        } else if (is_fetch(state, request)) {
            client_server_source_serve(&state->server, request);
            request = NULL;
        }
    }
}
