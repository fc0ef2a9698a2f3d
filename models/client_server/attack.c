#include "models/client_server/attack.h"

/* Attackers in homes, and on the way to the server. */

bool client_server_tampers(const struct participant *hub)
{
    return adversary_acts(hub, ADVERSARY_TAMPER_HUB);
}

const struct participant *client_server_server_of(const struct client_server *state)
{
    const struct world *world = state->world;
    const struct participant *impostor =
        world->counts[WORLD_OUTSIDER] > 0 ? &world->participants[WORLD_OUTSIDER][0] : NULL;
    return impostor && adversary_acts(impostor, ADVERSARY_IMPERSONATE_MANUFACTURER)
               ? impostor
               : &world->participants[WORLD_MANUFACTURER][0];
}

/** A manifest of a newer version, under the impostor's own key. */
static void answer(struct client_server *state, struct participant *self,
                   const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    struct manifest manifest = {
        .version = 2,
        .update_bytes = state->config->update_bytes,
        .update_sha256 = crypto_sha256("", 0),
    };
    crypto_digest digest = client_server_manifest_digest(&manifest);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &manifest.signature);
    manifest_encode(&payload, &manifest);
    state->forged_sent++;
    converse_post(self, self->port, request->from, CLIENT_SERVER_VERSION, &payload, request->id);
}

void client_server_outsider_play(struct client_server *state, struct participant *self)
{
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED &&
            request->kind == CLIENT_SERVER_VERSION_REQUEST)
            answer(state, self, request);
    }
}

void client_server_attack_report(const struct client_server *state, struct outcome *outcome)
{
    const struct world *world = state->world;
    uint64_t attacked = 0, patched = 0;
    switch (world->adversary->kind) {
    case ADVERSARY_TAMPER_HUB:
        for (uint32_t i = 0; i < outcome->device_count; i++) {
            bool is_attacked = world->participants[WORLD_HUB][outcome->devices[i].hub].is_marked;
            attacked += is_attacked;
            patched += is_attacked && outcome->devices[i].state == OUTCOME_PATCHED;
        }
        outcome_measure_number(outcome, "attacked_devices", (double)attacked);
        outcome_measure_number(outcome, "attacked_devices_patched", (double)patched);
        outcome_measure_number(outcome, "tampered_sent", (double)state->tampered_sent);
        outcome_measure_number(outcome, "tampered_refused", (double)state->tampered_refused);
        break;
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
        outcome_measure_number(outcome, "forged_releases", (double)state->forged_sent);
        outcome_measure_number(outcome, "forged_releases_accepted", (double)state->forged_accepted);
        break;
    default:
        break;
    }
}
