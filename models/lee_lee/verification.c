#include "base/error.h"
#include "models/lee_lee/state.h"

/* A verification node: knows the latest firmware, answers version checks, keeps track of the peers
 * and seeds. The manufacturer's is the vendor too, and gives the firmware to the others. */

/** Beyond this many, peers are drawn one by one rather than by a walk over the list. */
#define WALKED_MAX 1024

/** The device on a machine; device_count: none. Devices' machines were added in their order. */
static uint32_t device_at(const struct lee_lee *state, uint32_t sim_node)
{
    uint32_t first = 0, end = state->device_count;
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        if (sim_node_index(state->nodes[middle].self->node) < sim_node)
            first = middle + 1;
        else
            end = middle;
    }
    bool is_found =
        first < state->device_count && sim_node_index(state->nodes[first].self->node) == sim_node;
    return is_found ? first : state->device_count;
}

/** Notes that a node takes part in the swarm. */
static void list_peer(struct lee_lee *state, uint32_t sim_node)
{
    uint32_t index = device_at(state, sim_node);
    if (index == state->device_count)
        return;
    if (!state->nodes[index].is_listed)
        state->listed[state->listed_count++] = index;
    state->nodes[index].is_listed = true;
}

static void put_peer(struct base_buffer *peers, uint32_t index)
{
    base_buffer_append_be32(peers, index);
    base_buffer_append_zeros(peers, LEE_LEE_PEER_BYTES - 4);
}

/** Those who have left the swarm have said so to their tracker (BEP 3, "stopped"). */
static void forget_left(struct lee_lee *state)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->listed_count; i++)
        if (!state->nodes[state->listed[i]].peer->has_left)
            state->listed[kept++] = state->listed[i];
    state->listed_count = kept;
}

/** So many of the listed, far fewer than all, each drawn again until it is a new one. */
static void draw_few(struct lee_lee *state, struct lee_lee_node *own, uint32_t count,
                     struct base_buffer *ret_peers)
{
    size_t first = ret_peers->len;
    for (uint32_t drawn = 0; drawn < count && !base_buffer_failed(ret_peers);) {
        struct base_reader reader;
        uint32_t index = state->listed[base_random_below(&own->random, state->listed_count)];
        bool is_new = true;
        base_reader_init(&reader, ret_peers->data + first, ret_peers->len - first);
        for (uint32_t i = 0; i < drawn; i++) {
            is_new &= base_reader_be32(&reader) != index;
            base_reader_take(&reader, LEE_LEE_PEER_BYTES - 4);
        }
        if (!is_new)
            continue;
        put_peer(ret_peers, index);
        drawn++;
    }
}

/** L: this node, which has all, and others that have some of it, drawn evenly. */
static uint32_t draw_peers(struct lee_lee *state, struct lee_lee_node *own,
                           struct base_buffer *ret_peers)
{
    uint64_t left = state->config->peers_listed - 1;
    uint32_t count = 1;
    if (state->config->seed_stay_ns > 0)
        forget_left(state);
    put_peer(ret_peers, (uint32_t)(own - state->nodes));
    if (state->listed_count > WALKED_MAX && left * 2 < state->listed_count) {
        draw_few(state, own, (uint32_t)left, ret_peers);
        return count + (uint32_t)left;
    }
    for (uint32_t i = 0; i < state->listed_count && left > 0; i++) {
        if (base_random_below(&own->random, state->listed_count - i) >= left)
            continue;
        put_peer(ret_peers, state->listed[i]);
        left--;
        count++;
    }
    return count;
}

static struct lee_lee_metadata metadata_of(const struct lee_lee *state)
{
    return (struct lee_lee_metadata){
        .version = LEE_LEE_NEW,
        .update_bytes = state->config->update_bytes,
        .verifier = state->verifiers[1],
        .piece_bytes = state->config->piece_bytes,
        .piece_count = state->swarm.piece_count,
        .piece_hashes = state->swarm.piece_hashes[0].bytes,
    };
}

/** C1-2, steps 6 and 7; C2-1, 12 and 13; C2-3, 10 and 11. */
static void give_peers(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                       const struct sim_message *message, const crypto_ed25519_public *key,
                       uint64_t nonce)
{
    struct participant *self = own->self;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_BUFFER peers = {0};
    struct lee_lee_req_download request;
    lee_lee_charge_verify(self);
    lee_lee_charge_open(self);
    if (!lee_lee_is_signed(self->world->tokens, message->payload, message->payload_len,
                           LEE_LEE_REQ_DOWNLOAD, key) ||
        !lee_lee_decode_req_download(message->payload, message->payload_len, &request) ||
        request.nonce != nonce || !crypto_digest_equal(&request.verifier, &state->verifiers[1])) {
        converse_refuse(self, port, message, LEE_LEE_REFUSAL);
        return;
    }
    struct lee_lee_res_download answer = {
        .id = own->id,
        .nonce = nonce + 1,
        .has_version = request.has_version,
        .version = request.version,
        .verifier = state->verifiers[1],
    };
    answer.peer_count = draw_peers(state, own, &peers);
    list_peer(state, message->from.node - 1);
    lee_lee_charge_seal(self);
    lee_lee_charge_sign(self);
    answer.peers = peers.data;
    lee_lee_encode_res_download(self->world->tokens, &payload, &answer, &self->identity_secret);
    converse_post(self, port, message->from, LEE_LEE_RES_DOWNLOAD, &payload, message->id);
}

/** C1-1, steps 6 and 7. */
static void give_verifier(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                          const struct sim_message *message, const crypto_ed25519_public *key,
                          uint64_t nonce)
{
    struct participant *self = own->self;
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_verification theirs;
    lee_lee_charge_verify(self);
    lee_lee_charge_open(self);
    if (!lee_lee_is_signed(self->world->tokens, message->payload, message->payload_len,
                           LEE_LEE_REQ_VERIFICATION, key) ||
        !lee_lee_decode_verification(message->payload, message->payload_len, &theirs) ||
        theirs.nonce != nonce) {
        converse_refuse(self, port, message, LEE_LEE_REFUSAL);
        return;
    }
    if (crypto_digest_equal(&theirs.verifier, &state->verifiers[1]))
        list_peer(state, message->from.node - 1);
    const struct lee_lee_verification mine = {.verifier = state->verifiers[1], .nonce = nonce + 1};
    lee_lee_charge_seal(self);
    lee_lee_charge_sign(self);
    lee_lee_encode_verification(self->world->tokens, &payload, &mine, LEE_LEE_RES_VERIFICATION,
                                &self->identity_secret);
    converse_post(self, port, message->from, LEE_LEE_RES_VERIFICATION, &payload, message->id);
}

/** Answers one more message of this session. */
static void follow(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                   enum lee_lee_message kind, const crypto_ed25519_public *key, uint64_t nonce)
{
    CONVERSE_MESSAGE message =
        converse_expect(own->self, port, kind, LEE_LEE_REFUSAL, state->config->answer_timeout_ns);
    if (!message)
        return;
    if (kind == LEE_LEE_REQ_DOWNLOAD)
        give_peers(state, own, port, message, key, nonce);
    else
        give_verifier(state, own, port, message, key, nonce);
}

static void version_main(void *argument)
{
    const struct lee_lee_session *session = argument;
    struct lee_lee *state = session->state;
    struct lee_lee_node *own = session->own;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_req_verchk request;
    if (!lee_lee_decode_req_verchk(session->message->payload, session->message->payload_len,
                                   &request))
        return;
    if (sim_port_new(own->self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    bool is_latest = request.version == own->version;
    const struct lee_lee_res_verchk answer = {
        .version = own->version,
        .nonce = request.nonce + 1,
        .id = own->id,
        .has_metadata = !is_latest,
        .metadata = metadata_of(state),
    };
    lee_lee_charge_seal(own->self);
    lee_lee_encode_res_verchk(&payload, &answer);
    converse_post(own->self, port, session->message->from, LEE_LEE_RES_VERCHK, &payload, 0);
    follow(state, own, port, is_latest ? LEE_LEE_REQ_VERIFICATION : LEE_LEE_REQ_DOWNLOAD,
           &request.key, request.nonce + 2);
}

static void metadata_main(void *argument)
{
    const struct lee_lee_session *session = argument;
    struct lee_lee *state = session->state;
    struct lee_lee_node *own = session->own;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_req_metadata request;
    lee_lee_charge_open(own->self);
    if (!lee_lee_decode_req_metadata(session->message->payload, session->message->payload_len,
                                     &request))
        return;
    if (sim_port_new(own->self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    const struct lee_lee_metadata metadata = metadata_of(state);
    lee_lee_charge_seal(own->self);
    lee_lee_encode_res_metadata(&payload, request.nonce + 1, &metadata);
    converse_post(own->self, port, session->message->from, LEE_LEE_RES_METADATA, &payload,
                  session->message->id);
    follow(state, own, port, LEE_LEE_REQ_DOWNLOAD, &request.key, request.nonce + 2);
}

/** The vendor's side of its secure channel to a verification node. */
static void vendor_main(void *argument)
{
    const struct lee_lee_session *session = argument;
    struct lee_lee *state = session->state;
    struct participant *self = session->own->self;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    base_buffer_append(&payload, state->firmware[1], (size_t)state->config->update_bytes);
    lee_lee_sign(self->world->tokens, &payload, LEE_LEE_VENDOR_FIRMWARE, &self->identity_secret);
    lee_lee_charge_sign(self);
    converse_send(self, port, session->message->from, LEE_LEE_VENDOR_FIRMWARE, &payload, 0,
                  session->message->id, state->config->download_timeout_ns);
}

static bool get_firmware(struct lee_lee *state, struct lee_lee_node *own)
{
    struct participant *vendor = &state->world->participants[WORLD_MANUFACTURER][0];
    struct participant *self = own->self;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE answer = NULL;
    base_buffer_append_be64(&payload, own->version);
    answer = lee_lee_ask(state, self, sim_port_address(vendor->port), LEE_LEE_VENDOR_REQUEST,
                         &payload, LEE_LEE_VENDOR_FIRMWARE);
    if (!answer)
        return false;
    lee_lee_charge_verify(self);
    participant_charge(self, CRYPTO_OP_SHA256, answer->payload_len);
    return lee_lee_is_signed(self->world->tokens, answer->payload, answer->payload_len,
                             LEE_LEE_VENDOR_FIRMWARE, &vendor->identity);
}

static void prepare_main(void *argument)
{
    struct lee_lee_node *own = argument;
    struct lee_lee *state = own->self->world->model_state;
    while (!get_firmware(state, own))
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    participant_stock(own->self, OUTCOME_SOURCE_FIRST_HAND, OUTCOME_NOBODY);
    own->version = LEE_LEE_NEW;
    swarm_join(own->peer, true);
}

static void release(struct lee_lee *state, struct lee_lee_node *own)
{
    participant_charge(own->self, CRYPTO_OP_SHA256, 2 * state->config->update_bytes);
    own->version = LEE_LEE_NEW;
    state->released = world_now(state->world);
    if (state->unsettled == 0)
        world_finish(state->world);
}

/** What a message that has come starts; NULL: nothing. */
static sim_actor_main *session_of(const struct lee_lee_node *own, uint32_t kind)
{
    if (own->version == 0)
        return NULL;
    if (kind == LEE_LEE_REQ_VERCHK)
        return version_main;
    if (kind == LEE_LEE_REQ_METADATA)
        return metadata_main;
    return kind == LEE_LEE_VENDOR_REQUEST && own->self->role == WORLD_MANUFACTURER ? vendor_main
                                                                                   : NULL;
}

void lee_lee_verification_play(struct lee_lee *state, struct participant *self)
{
    struct lee_lee_node *own = lee_lee_node_of(state, self);
    if (self->role == WORLD_MANUFACTURER && own->version == 0)
        release(state, own);
    if (own->version != 0) {
        swarm_join(own->peer, true);
    } else {
        int r = sim_actor_spawn(self->node, "prepare", prepare_main, own, NULL);
        if (r < 0)
            world_fail(state->world, r);
    }
    for (;;) {
        CONVERSE_MESSAGE message = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &message) != SIM_DELIVERED)
            continue;
        sim_actor_main *session = session_of(own, message->kind);
        if (session) {
            lee_lee_start_session(state, own, message, session);
            message = NULL;
        } else if (message->kind == LEE_LEE_JOIN_VERIFICATION && own->version != 0) {
            lee_lee_on_join(state, own, message);
        } else if (message->kind == LEE_LEE_VERIFICATION_LOG) {
            lee_lee_on_log(own, message);
        } else if (message->kind == LEE_LEE_REQ_METADATA) {
            converse_refuse(self, self->port, message, LEE_LEE_REFUSAL);
        }
    }
}
