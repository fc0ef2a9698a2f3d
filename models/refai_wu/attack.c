#include "models/refai_wu/attack.h"

#include "base/error.h"

/* Attacks of the paper's "Attacker Model" and "Security Analysis". */

/** Assumption: above the measured use. */
#define GAS_FORGED UINT64_C(400000)

bool refai_wu_tampers(const struct participant *gateway)
{
    return adversary_acts(gateway, ADVERSARY_TAMPER_HUB);
}

/* ---- impersonation ---- */

/** Sends a call to the contract. True: it is on chain, and has succeeded. */
static bool transact(struct refai_wu *state, struct participant *self,
                     const struct base_buffer *data)
{
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    const struct chain_intent intent = {
        .operation = "forge",
        .to = &state->contract,
        .data = data->data,
        .data_len = data->len,
        .gas_limit = GAS_FORGED,
    };
    int r = base_buffer_failed(data)
                ? BASE_E_NOMEM
                : chain_service_transact(state->world->chain, self, self->port, &intent,
                                         state->config->transaction_timeout_ns, &fate, &receipt);
    if (r < 0)
        world_fail(state->world, r);
    return r == 0 && fate == CHAIN_FATE_DONE && receipt->success;
}

/** A firmware of its own, signed with its own key. */
static struct contracts_firmware forge(const struct refai_wu *state, struct participant *self)
{
    struct contracts_firmware forged = state->release;
    forged.version = 2;
    forged.chunk_count = 0;
    forged.hash = crypto_sha256(state->tampered, (size_t)state->config->update_bytes);
    crypto_digest digest = refai_wu_firmware_digest(&forged);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &forged.signature);
    return forged;
}

/** Announces its firmware. Its machine is one of the chain's: a gateway that it has taken over. */
static void announce(struct refai_wu *state, struct participant *self)
{
    CONVERSE_BUFFER data = {0};
    struct contracts_firmware forged = forge(state, self);
    contracts_firmware_encode_announce(&data, &forged);
    state->forged_sent++;
    state->forged_accepted += transact(state, self, &data);
}

/** Asks for the contract's logs and reports on devices that are not its own. */
static void pose_as_gateway(struct refai_wu *state, struct participant *self)
{
    CONVERSE_BUFFER data = {0};
    struct chain_log_page page;
    uint64_t block = 0;
    state->forged_sent++;
    if (chain_service_logs(state->world->chain, self, self->port, &state->contract, &block,
                           &page)) {
        chain_log_page_deinit(&page);
        state->forged_accepted++;
    }
    contracts_firmware_encode_report(&data, state->release.version, NULL, 0, NULL, 0);
    state->forged_sent++;
    state->forged_accepted += transact(state, self, &data);
}

/** Sends its firmware to every device, through the homes' routers. */
static void push(struct refai_wu *state, struct participant *self)
{
    struct world *world = state->world;
    struct contracts_firmware forged = forge(state, self);
    for (uint32_t i = 0; i < world->counts[WORLD_DEVICE]; i++) {
        CONVERSE_BUFFER payload = {0};
        refai_wu_encode_manifest(&payload, &forged);
        base_buffer_append(&payload, state->tampered, (size_t)state->config->update_bytes);
        state->tampered_sent++;
        converse_send(self, self->port, sim_port_address(world->participants[WORLD_DEVICE][i].port),
                      REFAI_WU_UPDATE, &payload, 0, 0, state->config->device_timeout_ns);
    }
}

void refai_wu_outsider_play(struct refai_wu *state, struct participant *self)
{
    struct world *world = state->world;
    adversary_await_start(self);
    while (state->released < 0)
        chain_service_wait_block(world->chain, SIM_TIME_FOREVER);
    if (world->adversary->kind == ADVERSARY_IMPERSONATE_MANUFACTURER) {
        for (uint64_t i = 0; i < state->config->attempts; i++)
            announce(state, self);
    } else {
        push(state, self);
        pose_as_gateway(state, self);
    }
}

/* ---- what came out ---- */

void refai_wu_attack_report(const struct refai_wu *state, struct outcome *outcome)
{
    const struct world *world = state->world;
    uint64_t attacked = 0, patched = 0, running = 0;
    int kind = world->adversary->kind;
    if (kind == ADVERSARY_NONE || !(REFAI_WU_ATTACKS & ADVERSARY_BIT(kind)))
        return;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct refai_wu_running *runs = &state->devices[i].running;
        running += runs->version > 0 && !crypto_digest_equal(&runs->hash, &state->release.hash);
        if (!world->participants[WORLD_HUB][outcome->devices[i].hub].is_marked)
            continue;
        attacked++;
        patched += outcome->devices[i].state == OUTCOME_PATCHED;
    }
    if (adversary_role((enum adversary_kind)kind) == WORLD_HUB) {
        outcome_measure_number(outcome, "attacked_devices", (double)attacked);
        outcome_measure_number(outcome, "attacked_devices_patched", (double)patched);
    } else {
        outcome_measure_number(outcome, "forged_requests", (double)state->forged_sent);
        outcome_measure_number(outcome, "forged_requests_accepted", (double)state->forged_accepted);
    }
    outcome_measure_number(outcome, "tampered_sent", (double)state->tampered_sent);
    outcome_measure_number(outcome, "tampered_refused_by_gateways", (double)state->wrong_firmwares);
    outcome_measure_number(outcome, "tampered_installed", (double)state->tampered_installed);
    outcome_measure_number(outcome, "tampered_at_the_end", (double)running);
}
