#include "models/refai_wu/attack.h"

/* Where a gateway gets the firmware from: the contract's storage, chunk by chunk, or a peer. */

#define CANDIDATES_MAX 64

bool refai_wu_check_release(struct refai_wu *state, struct participant *self,
                            const struct contracts_firmware *firmware)
{
    const struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    crypto_digest digest = refai_wu_firmware_digest(firmware);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    return crypto_token_ed25519_verify(state->world->tokens, &manufacturer->identity, digest.bytes,
                                       sizeof digest.bytes, &firmware->signature);
}

bool refai_wu_check_firmware(struct participant *self, const struct contracts_firmware *release,
                             const uint8_t *firmware, size_t len)
{
    participant_charge(self, CRYPTO_OP_SHA256, len);
    crypto_digest hash = crypto_sha256(firmware, len);
    return len == release->size_bytes && crypto_digest_equal(&hash, &release->hash);
}

void refai_wu_serve(struct refai_wu *state, struct participant *self, struct seeding *seeding,
                    struct seeding_file *file, uint64_t concurrent_uploads)
{
    file->bytes = refai_wu_tampers(self) ? state->tampered : state->firmware;
    file->len = (size_t)state->config->update_bytes;
    file->hash = state->release.hash;
    file->window_end = SIM_TIME_FOREVER;
    seeding_offer(seeding, file);
    seeding->self = self;
    seeding->request_kind = REFAI_WU_FIRMWARE_REQUEST;
    seeding->content_kind = REFAI_WU_FIRMWARE;
    seeding->refusal_kind = REFAI_WU_REFUSAL;
    seeding->concurrent_uploads = concurrent_uploads;
    seeding->upload_timeout = state->config->fetch_timeout_ns;
    seeding_serve(seeding, SIM_TIME_FOREVER);
}

/** Reads a chunk from the gateway's own node or from the nearest, and appends it. */
static bool read_chunk(struct refai_wu_gateway *own, struct sim_port *port, uint64_t index,
                       struct base_buffer *firmware)
{
    struct refai_wu *state = own->state;
    struct chain_service *chain = state->world->chain;
    CONVERSE_BUFFER data = {0};
    CONVERSE_BYTES output = NULL;
    const uint8_t *chunk;
    size_t output_len, len;
    contracts_firmware_encode_firmware(&data, index);
    bool is_read =
        state->config->node == REFAI_WU_OWN_NODE
            ? chain_service_read(chain, own->self, &state->contract, &data, &output, &output_len)
            : chain_service_call(chain, own->self, port, &state->contract, &data, &output,
                                 &output_len);
    if (!is_read || !contracts_firmware_decode_firmware(output, output_len, &chunk, &len))
        return false;
    base_buffer_append(firmware, chunk, len);
    return !base_buffer_failed(firmware);
}

/** Counts what is wrong. */
static bool check(struct refai_wu_gateway *own, const uint8_t *firmware, size_t len)
{
    bool is_good = refai_wu_check_firmware(own->self, &own->release, firmware, len);
    own->state->wrong_firmwares += !is_good;
    return is_good;
}

static bool fetch_from_chain(struct refai_wu_gateway *own, struct sim_port *port)
{
    CONVERSE_BUFFER firmware = {0};
    for (uint64_t i = 0; i < own->release.chunk_count; i++)
        if (!read_chunk(own, port, i, &firmware))
            return false;
    return check(own, firmware.data, firmware.len);
}

/** One peer. */
static bool fetch_from(struct refai_wu_gateway *own, struct sim_port *port,
                       const struct participant *peer)
{
    const struct refai_wu *state = own->state;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE firmware = NULL;
    struct sim_address address = sim_port_address(peer->port);
    base_buffer_append(&payload, own->release.hash.bytes, sizeof own->release.hash.bytes);
    if (!converse_send(own->self, port, address, REFAI_WU_FIRMWARE_REQUEST, &payload, 0, 0,
                       state->config->answer_timeout_ns))
        return false;
    firmware = converse_expect(own->self, port, REFAI_WU_FIRMWARE, REFAI_WU_REFUSAL,
                               state->config->fetch_timeout_ns);
    if (!firmware)
        return false;
    return check(own, firmware->payload, firmware->payload_len);
}

static bool fetch_from_peers(struct refai_wu_gateway *own, struct sim_port *port)
{
    struct participant *peers[CANDIDATES_MAX];
    const struct refai_wu *state = own->state;
    size_t count = dht_lookup(state->world->dht, own->self, &own->release.hash, peers,
                              (size_t)state->config->candidates);
    for (size_t i = 0; i < count; i++)
        if (fetch_from(own, port, peers[i]))
            return true;
    return false;
}

bool refai_wu_fetch(struct refai_wu_gateway *own, struct sim_port *port)
{
    return own->state->config->variant == REFAI_WU_ON_CHAIN ? fetch_from_chain(own, port)
                                                            : fetch_from_peers(own, port);
}
