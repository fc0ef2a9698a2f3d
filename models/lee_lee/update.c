#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/lee_lee/state.h"

/* A device gets the latest firmware: metadata and a peer list from a verification node, pieces
 * from the swarm. */

static void updating_ended(struct lee_lee_node **own)
{
    if (*own)
        (*own)->is_updating = false;
}

/** Whether M is of a file that the swarm shares: with other pieces every one would be refused. */
static bool is_swarm_of(const struct lee_lee *state, const struct lee_lee_metadata *metadata)
{
    return metadata->piece_count == state->swarm.piece_count &&
           memcmp(metadata->piece_hashes, state->swarm.piece_hashes,
                  state->swarm.piece_count * sizeof(crypto_digest)) == 0;
}

static bool download(struct lee_lee *state, struct lee_lee_node *own,
                     const struct lee_lee_res_download *answer)
{
    CONVERSE_BYTES memory = malloc(answer->peer_count * sizeof(uint32_t) + 1);
    uint32_t *peers = (uint32_t *)(void *)memory;
    if (!memory) {
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return false;
    }
    for (uint32_t i = 0; i < answer->peer_count; i++) {
        struct base_reader reader;
        base_reader_init(&reader, answer->peers + (size_t)i * LEE_LEE_PEER_BYTES, 4);
        peers[i] = base_reader_be32(&reader);
    }
    return swarm_download(own->peer, peers, answer->peer_count, state->config->download_timeout_ns);
}

/** The last check of the whole file; then it is installed. */
static bool install(struct lee_lee *state, struct lee_lee_node *own,
                    const struct lee_lee_metadata *metadata,
                    const struct lee_lee_node *verification)
{
    participant_charge(own->self, CRYPTO_OP_SHA256, state->config->update_bytes);
    /* Every piece was compared with its hash, bytes and all: together they are the swarm's
       content. */
    if (!crypto_digest_equal(&state->verifiers[1], &metadata->verifier))
        return false;
    participant_reach(own->self, OUTCOME_PROVED);
    participant_install(own->self, state->config->update_bytes);
    own->version = metadata->version;
    own->is_altered = false;
    lee_lee_publish(state, own, &verification->id);
    lee_lee_settle(state, own);
    return true;
}

bool lee_lee_fetch(struct lee_lee *state, struct lee_lee_node *own,
                   const struct lee_lee_node *verification, struct sim_address to,
                   const struct lee_lee_metadata *metadata, uint64_t nonce, bool with_version)
{
    struct participant *self = own->self;
    __attribute__((cleanup(updating_ended))) struct lee_lee_node *updating = NULL;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE answer = NULL;
    struct lee_lee_res_download list;
    const struct lee_lee_req_download request = {
        .id = own->id,
        .verifier = metadata->verifier,
        .nonce = nonce,
        .has_version = with_version,
        .version = metadata->version,
    };
    if (own->is_updating || own->is_settled)
        return false;
    own->is_updating = true;
    updating = own;
    participant_settle(self, OUTCOME_IN_PROGRESS);
    participant_reach(self, OUTCOME_REQUESTED);
    lee_lee_charge_seal(self);
    lee_lee_charge_sign(self);
    lee_lee_encode_req_download(self->world->tokens, &payload, &request, &self->identity_secret);
    answer = lee_lee_ask(state, self, to, LEE_LEE_REQ_DOWNLOAD, &payload, LEE_LEE_RES_DOWNLOAD);
    if (!answer)
        return false;
    lee_lee_charge_verify(self);
    lee_lee_charge_open(self);
    if (!lee_lee_is_signed(self->world->tokens, answer->payload, answer->payload_len,
                           LEE_LEE_RES_DOWNLOAD, &verification->self->identity)) {
        state->forged_lists_refused++;
        return false;
    }
    return lee_lee_decode_res_download(answer->payload, answer->payload_len, with_version, &list) &&
           list.nonce == nonce + 1 && crypto_digest_equal(&list.id, &verification->id) &&
           crypto_digest_equal(&list.verifier, &metadata->verifier) &&
           is_swarm_of(state, metadata) && download(state, own, &list) &&
           install(state, own, metadata, verification);
}

bool lee_lee_fetch_by_metadata(struct lee_lee *state, struct lee_lee_node *own, uint64_t nonce,
                               bool must_be_newer)
{
    struct participant *self = own->self;
    uint32_t drawn = (uint32_t)base_random_below(&own->random, state->verification_count);
    const struct lee_lee_node *verification = &state->nodes[state->device_count + drawn];
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE answer = NULL;
    struct lee_lee_metadata metadata;
    uint64_t answered;
    struct lee_lee_req_metadata request = {
        .id = own->id,
        .version = own->version,
        .nonce = nonce,
        .key = self->identity,
    };
    if (own->is_updating || own->is_settled || !verification->self->port)
        return false;
    lee_lee_model(request.model);
    lee_lee_charge_seal(self);
    lee_lee_encode_req_metadata(&payload, &request);
    answer = lee_lee_ask(state, self, sim_port_address(verification->self->port),
                         LEE_LEE_REQ_METADATA, &payload, LEE_LEE_RES_METADATA);
    if (!answer)
        return false;
    lee_lee_charge_open(self);
    if (!lee_lee_decode_res_metadata(answer->payload, answer->payload_len, &answered, &metadata) ||
        answered != nonce + 1 || (must_be_newer && metadata.version <= own->version))
        return false;
    participant_reach(self, OUTCOME_DISCOVERED);
    return lee_lee_fetch(state, own, verification, answer->from, &metadata, nonce + 2, false);
}
