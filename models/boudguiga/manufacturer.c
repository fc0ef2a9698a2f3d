#include "base/error.h"
#include "contracts-model/contracts/update_log_contract.h"
#include "models/boudguiga/state.h"
#include "models/shared/adversary.h"
#include "models/shared/dht.h"

/* The manufacturer signs the update, posts its transactions T, and gives the binary to who asks. */

/** Assumption: above the measured use. */
#define GAS_CREATE UINT64_C(600000)

/** Sections III-C and III-D: hashes, encryption, wrapped keys and signatures. */
static void prepare(struct boudguiga *state, struct participant *self)
{
    uint64_t bytes = state->config->update_bytes;
    CONVERSE_BUFFER cover = {0};
    state->is_malicious =
        state->config->malicious_update || adversary_acts(self, ADVERSARY_MALICIOUS_MANUFACTURER);
    size_t keys = boudguiga_audience_wrap(&state->audience,
                                          (enum boudguiga_encryption)state->config->encryption,
                                          &state->update_id, state->content_key, &cover);
    bool is_whole = state->config->encryption == BOUDGUIGA_PLAIN && state->parts == 1;
    participant_charge(self, CRYPTO_OP_SHA256, bytes);
    if (!is_whole)
        participant_charge(self, CRYPTO_OP_SHA256, bytes);
    if (keys > 0) {
        participant_charge(self, CRYPTO_OP_CHACHA20, bytes);
        participant_charge(self, CRYPTO_OP_SHA256, keys * BOUDGUIGA_UNWRAP_HASHED_BYTES);
    }
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, state->parts);
    state->is_prepared = true;
}

static bool create_log(struct boudguiga *state, struct participant *self)
{
    CONVERSE_BUFFER data = {0};
    contracts_update_log_encode_creation(&data);
    const struct chain_intent intent = {
        .operation = "create",
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_CREATE,
    };
    return boudguiga_place_for_good(state, self, &intent) && state->is_log_created;
}

static bool post(struct boudguiga *state, struct participant *self, uint32_t part)
{
    CONVERSE_BUFFER cover = {0};
    CONVERSE_BUFFER fields = {0};
    CONVERSE_BUFFER data = {0};
    size_t len;
    const uint8_t *bytes = boudguiga_part_bytes(state, part, &len);
    const struct boudguiga_post content = boudguiga_make_post(state, part, &cover);
    const crypto_digest id = boudguiga_transaction_id(&state->update_id, part);
    if (state->config->variant == BOUDGUIGA_INNOCUOUSNESS)
        len = 0;
    boudguiga_encode_post(&fields, &content);
    contracts_update_log_encode_post(&data, &state->device_type, &id, fields.data, fields.len,
                                     bytes, len);
    if (base_buffer_failed(&data) || base_buffer_failed(&fields)) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    const struct chain_intent intent = {
        .operation = "post",
        .to = &state->log,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = boudguiga_post_gas(fields.len + len),
    };
    return boudguiga_place_for_good(state, self, &intent);
}

/** Section III-A: it sees to it that its transactions appear. */
static bool release(struct boudguiga *state, struct participant *self)
{
    if (!state->is_prepared)
        prepare(state, self);
    if (!state->is_log_created && !create_log(state, self))
        return false;
    for (uint32_t part = 0; part < state->parts; part++)
        if (!state->is_posted[part] && !post(state, self, part))
            return false;
    return true;
}

void boudguiga_manufacturer_play(struct boudguiga *state, struct participant *self)
{
    bool is_released = state->released >= 0 || release(state, self);
    if (!is_released)
        outcome_warn(&state->world->outcome, "the release failed: a transaction was refused");
    if (!is_released || state->devices_left == 0) {
        world_finish(state->world);
        return;
    }
    if (state->released < 0)
        state->released = world_now(state->world);
    boudguiga_peer_of(state, self)->has_binary = true;
    int r = dht_announce(state->world->dht, &state->carried_sha256, self);
    if (r < 0)
        world_fail(state->world, r);
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED)
            boudguiga_serve(state, self, request);
    }
}
