#include "models/refai_wu/state.h"

/* A device says what it runs and takes what its gateways bring; whether it checks that is a
 * parameter. */

/** Hashes what is in its flash memory, for who asks what it runs; costs the time.
 *  Assumption: what it was sold with is as long as the new firmware. */
static void hash_flash(struct refai_wu *state, struct participant *self)
{
    participant_charge(self, CRYPTO_OP_SHA256, state->config->update_bytes);
}

/** Writes what came into the flash memory. Another firmware than the manufacturer's does not count
 *  as patched. */
static void write_flash(struct refai_wu *state, struct participant *self,
                        const struct contracts_firmware *manifest, const uint8_t *firmware,
                        size_t len)
{
    struct refai_wu_running *running = &state->devices[self->index].running;
    crypto_digest hash = crypto_sha256(firmware, len);
    participant_write_flash(self, len);
    if (crypto_digest_equal(&hash, &state->release.hash))
        participant_settle(self, OUTCOME_PATCHED);
    else
        state->tampered_installed++;
    *running = (struct refai_wu_running){manifest->version, hash};
}

/** True: it runs what came. */
static bool install(struct refai_wu *state, struct participant *self,
                    const struct sim_message *request)
{
    struct refai_wu_running *running = &state->devices[self->index].running;
    struct contracts_firmware manifest;
    if (request->payload_len < MANIFEST_BYTES ||
        !refai_wu_decode_manifest(request->payload, MANIFEST_BYTES, &manifest))
        return false;
    const uint8_t *firmware = request->payload + MANIFEST_BYTES;
    size_t len = request->payload_len - MANIFEST_BYTES;
    if (state->config->device_check == REFAI_WU_DEVICE_CHECKS) {
        if (manifest.version == running->version) /* its answer was lost */
            return crypto_digest_equal(&manifest.hash, &running->hash);
        if (manifest.version < running->version ||
            !refai_wu_check_release(state, self, &manifest) ||
            !refai_wu_check_firmware(self, &manifest, firmware, len))
            return false;
    }
    write_flash(state, self, &manifest, firmware, len);
    if (state->config->device_check == REFAI_WU_DEVICE_TRUSTS)
        hash_flash(state, self);
    return true;
}

/** A device listens to the machines of its home alone. */
static bool is_own_gateway(const struct refai_wu *state, const struct participant *self,
                           const struct sim_message *request)
{
    uint32_t node = request->from.node - 1;
    const size_t *found = base_map_get(&state->gateway_at, &node);
    return found && state->gateways[*found].hub->index == self->hub;
}

sim_time refai_wu_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct refai_wu *state = model_state;
    CONVERSE_MESSAGE request = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_receive(self->port, 0, &request) != SIM_DELIVERED ||
        !is_own_gateway(state, self, request))
        return SIM_TIME_FOREVER;
    uint32_t answer = REFAI_WU_REFUSAL;
    /* As long as who has asked waits for it. */
    sim_time patience = state->config->device_timeout_ns;
    if (request->kind == REFAI_WU_CHECK) {
        hash_flash(state, self);
        answer = REFAI_WU_RUNNING;
        patience = state->config->answer_timeout_ns;
    } else if (request->kind == REFAI_WU_UPDATE && install(state, self, request)) {
        answer = REFAI_WU_INSTALLED;
    }
    refai_wu_encode_running(&payload, &state->devices[self->index].running);
    converse_send(self, self->port, request->from, answer, &payload, 0, request->id, patience);
    return SIM_TIME_FOREVER;
}
