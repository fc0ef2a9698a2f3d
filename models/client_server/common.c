#include "models/client_server/state.h"

struct sim_message *client_server_ask(struct client_server *state, struct sim_port *port,
                                      struct sim_address to, uint32_t kind, uint64_t version,
                                      uint32_t answer, sim_time timeout)
{
    CONVERSE_BUFFER payload = {0};
    const struct sim_retry retry = {.timeout = timeout, .attempts = 1};
    struct sim_message *reply = NULL;
    enum sim_fate fate;
    client_server_encode_version(&payload, version);
    int r = sim_port_request(port, to, kind, payload.data, payload.len, &retry, &fate, &reply);
    if (r < 0)
        world_fail(state->world, r);
    if (r < 0 || fate != SIM_DELIVERED)
        return NULL;
    if (reply->kind == answer)
        return reply;
    sim_message_free(reply);
    return NULL;
}

bool client_server_check_manifest(struct client_server *state, struct participant *self,
                                  const struct manifest *manifest)
{
    const struct participant *server = &state->world->participants[WORLD_MANUFACTURER][0];
    crypto_digest digest = client_server_manifest_digest(manifest);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    return crypto_token_ed25519_verify(state->world->tokens, &server->identity, digest.bytes,
                                       sizeof digest.bytes, &manifest->signature);
}

bool client_server_check_update(struct participant *self, const struct manifest *manifest,
                                const uint8_t *update, size_t update_len)
{
    participant_charge(self, CRYPTO_OP_SHA256, update_len);
    crypto_digest digest = crypto_sha256(update, update_len);
    return update_len == manifest->update_bytes &&
           crypto_digest_equal(&digest, &manifest->update_sha256);
}
