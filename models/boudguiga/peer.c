#include <stdlib.h>

#include "base/error.h"
#include "models/boudguiga/attack.h"
#include "models/boudguiga/state.h"

/* The binary from peer to peer: the manufacturer, checking nodes and hubs hand it to who asks. */

struct upload {
    struct boudguiga *state;
    struct participant *self;
    struct sim_message *request;
};

struct boudguiga_peer *boudguiga_peer_of(const struct boudguiga *state,
                                         const struct participant *who)
{
    return &state->peers[who->role][who->index];
}

static void upload_free(void *argument)
{
    struct upload *upload = argument;
    boudguiga_peer_of(upload->state, upload->self)->uploads--;
    sim_message_free(upload->request);
    free(upload);
}

/** Who asks for the binary waits no longer than this. */
static sim_time patience_of_all(const struct boudguiga_config *config)
{
    return config->fetch_timeout_ns > config->device_timeout_ns ? config->fetch_timeout_ns
                                                                : config->device_timeout_ns;
}

static void upload_main(void *argument)
{
    const struct upload *upload = argument;
    struct boudguiga *state = upload->state;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(upload->self->node, &port) < 0)
        return;
    base_buffer_append(&payload, state->carried, (size_t)state->config->update_bytes);
    boudguiga_tamper(state, upload->self, payload.data, payload.len);
    if (converse_send(upload->self, port, upload->request->from, BOUDGUIGA_BINARY, &payload, 0,
                      upload->request->id, patience_of_all(state->config)))
        boudguiga_peer_of(state, upload->self)->served++;
}

/** Takes the request. */
static void start_upload(struct boudguiga *state, struct participant *self,
                         struct sim_message *request)
{
    struct upload *upload = malloc(sizeof *upload);
    if (!upload) {
        sim_message_free(request);
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    *upload = (struct upload){state, self, request};
    boudguiga_peer_of(state, self)->uploads++;
    int r = sim_actor_spawn(self->node, "upload", upload_main, upload, upload_free);
    if (r < 0)
        world_fail(state->world, r);
}

void boudguiga_serve(struct boudguiga *state, struct participant *self, struct sim_message *request)
{
    const struct boudguiga_peer *peer = boudguiga_peer_of(state, self);
    crypto_digest wanted;
    if (request->kind == BOUDGUIGA_FETCH && peer->has_binary &&
        peer->uploads < state->config->concurrent_uploads &&
        boudguiga_decode_fetch(request->payload, request->payload_len, &wanted) &&
        crypto_digest_equal(&wanted, &state->carried_sha256)) {
        start_upload(state, self, request);
        return;
    }
    converse_refuse(self, self->port, request, BOUDGUIGA_REFUSAL);
    sim_message_free(request);
}

struct sim_message *boudguiga_fetch(struct boudguiga *state, struct participant *self,
                                    const struct participant *from,
                                    const crypto_digest *carried_sha256, sim_time timeout)
{
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    const struct sim_retry once = {.timeout = timeout, .attempts = 1};
    struct sim_message *answer = NULL;
    enum sim_fate fate;
    bool is_cut_off =
        self->role == WORLD_HUB &&
        boudguiga_is_cut_off(state, self, &boudguiga_peer_of(state, self)->path_draws);
    struct sim_address to = is_cut_off ? boudguiga_false_node(state) : sim_port_address(from->port);
    int r = sim_port_new(self->node, &port);
    boudguiga_encode_fetch(&payload, carried_sha256);
    if (r == 0)
        r = base_buffer_failed(&payload) ? BASE_E_NOMEM
                                         : sim_port_request(port, to, BOUDGUIGA_FETCH, payload.data,
                                                            payload.len, &once, &fate, &answer);
    if (r < 0)
        world_fail(state->world, r);
    if (r < 0 || fate != SIM_DELIVERED)
        return NULL;
    if (answer->kind == BOUDGUIGA_BINARY)
        return answer;
    sim_message_free(answer);
    return NULL;
}

bool boudguiga_check_bytes(struct participant *self, const uint8_t *bytes, size_t len,
                           const crypto_digest *sha256)
{
    participant_charge(self, CRYPTO_OP_SHA256, len);
    crypto_digest digest = crypto_sha256(bytes, len);
    return crypto_digest_equal(&digest, sha256);
}
