#include "models/leiba/attack.h"

#include "base/error.h"
#include "models/leiba/state.h"

/* The signature oracle (Puggioni et al. 2020, section III-B): a challenge c = U_h || s. */

void leiba_lure(struct leiba *state, struct participant *self)
{
    struct leiba_distributor *own = &state->distributors[self->index];
    int r = dht_announce(state->world->dht, &own->release.update_hash, self);
    if (r < 0)
        world_fail(state->world, r);
    own->is_serving = true;
}

const struct participant *leiba_asker(const struct leiba *state, const struct sim_message *request)
{
    for (uint32_t i = 0; i < state->world->counts[WORLD_DEVICE]; i++) {
        const struct participant *device = &state->world->participants[WORLD_DEVICE][i];
        if (sim_node_index(device->node) + 1 == request->from.node)
            return device;
    }
    return NULL;
}

void leiba_forge_pod(struct leiba *state, struct participant *self, struct sim_port *port,
                     const struct sim_message *request, struct base_random *random)
{
    const crypto_digest *update_hash = &state->distributors[self->index].release.update_hash;
    const struct participant *device = leiba_asker(state, request);
    /* Assumption: attackers have the list of devices, which is in every P. */
    struct leiba_claim claim = {0};
    struct leiba_identity identity;
    CONVERSE_BUFFER c = {0};
    if (!device || !members_find(&state->members, &device->address) ||
        !leiba_is_worthwhile(state, self, port, &device->address)) {
        converse_refuse(self, port, request, LEIBA_REFUSAL);
        return;
    }
    claim.device = device->address;
    leiba_agree_terms(state, self, random, &claim);
    base_buffer_append(&c, update_hash->bytes, sizeof update_hash->bytes);
    base_buffer_append(&c, claim.s.bytes, sizeof claim.s.bytes);
    if (!converse_send(self, port, request->from, LEIBA_CHALLENGE, &c, 0, request->id,
                       state->config->device_timeout_ns))
        return;
    CONVERSE_MESSAGE answer = converse_expect_from(self, port, request->from, LEIBA_IDENTITY,
                                                   LEIBA_REFUSAL, state->config->device_timeout_ns);
    if (!answer || !leiba_decode_identity(answer->payload, answer->payload_len, &identity))
        return;
    converse_refuse(self, port, request, LEIBA_REFUSAL);
    crypto_digest pod = contracts_distribution_pod_digest(update_hash, &claim.s);
    participant_charge(self, CRYPTO_OP_SECP256K1_VERIFY, 1);
    if (!leiba_check_signature(state->world->tokens, &claim.device, &identity.signature, &pod))
        return;
    claim.pod = identity.signature;
    state->devices[device->index].is_lured = true;
    leiba_claim(state, self, port, &claim);
}

bool leiba_withholds_key(struct leiba *state, const struct participant *self)
{
    if (!adversary_acts(self, ADVERSARY_KEY_WITHHOLDING))
        return false;
    state->withheld_keys++;
    return true;
}

void leiba_tamper_offer(struct leiba *state, struct sealed *sealed, uint64_t number)
{
    state->tampered++;
    if (number % 2 == 0 && sealed->ciphertext_len > 0)
        sealed->ciphertext[sealed->ciphertext_len / 2] ^= 1;
    else
        sealed->proof[sealed->proof_len - 1] ^= 1;
}

bool leiba_griefs(const struct leiba *state, const struct participant *device)
{
    return adversary_acts(&state->world->participants[WORLD_HUB][device->hub],
                          ADVERSARY_PROVER_GRIEFING);
}

static void report_free_riding(struct leiba *state)
{
    double held = 0;
    for (uint32_t i = 0; i < state->world->counts[WORLD_DISTRIBUTOR]; i++)
        held += state->world->participants[WORLD_DISTRIBUTOR][i].is_marked &&
                state->distributors[i].has_package && !state->distributors[i].is_serving;
    outcome_measure_number(&state->world->outcome, "packages_held_unserved", held);
}

/** Devices that begin anew, for whatever was withheld or changed. */
static void report_extra_attempts(struct outcome *outcome)
{
    double again = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++)
        again += outcome->devices[i].attempts > 1 ? outcome->devices[i].attempts - 1 : 0;
    outcome_measure_number(outcome, "extra_attempts", again);
}

/** Payments to those who have proved nothing, and the devices that nobody can serve any more. */
static void report_unearned(struct leiba *state)
{
    struct outcome *outcome = &state->world->outcome;
    double shut_out = 0;
    u256 stolen = {{0}};
    for (uint32_t i = 0; i < outcome->device_count; i++)
        shut_out += state->devices[i].paid_to != OUTCOME_NOBODY &&
                    outcome->devices[i].state != OUTCOME_PATCHED;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        if (outcome->distributors[i].proofs == 0)
            stolen = u256_add(stolen, outcome->distributors[i].rewards_wei);
    outcome_measure_number(outcome, "payments_without_delivery",
                           (double)state->payments_without_proof);
    outcome_measure_number(outcome, "paid_and_unpatched_devices", shut_out);
    outcome_measure_money(outcome, "stolen_wei", stolen);
}

static void report_signature_oracle(struct leiba *state)
{
    double lured = 0;
    for (uint32_t i = 0; i < state->world->counts[WORLD_DEVICE]; i++)
        lured += state->devices[i].is_lured;
    outcome_measure_number(&state->world->outcome, "lured_devices", lured);
    report_unearned(state);
}

/** What a second contract pays for what the first has paid. */
static void report_second_release(struct leiba *state)
{
    struct outcome *outcome = &state->world->outcome;
    outcome_measure_number(outcome, "replays", (double)state->replays.tries);
    outcome_measure_number(outcome, "refused_replays", (double)state->replays.refusals);
    outcome_measure_number(outcome, "double_payments", (double)state->replays.payments);
    outcome_measure_money(outcome, "double_wei", state->replays.paid_wei);
}

/** What attackers make distributors compute, and what it costs their devices and homes. */
static void report_prover_griefing(struct leiba *state)
{
    const struct world *world = state->world;
    struct outcome *outcome = &state->world->outcome;
    double wasted_s = (double)state->griefed_proofs * leiba_proof_s(state);
    double own_s = 0, bytes = 0;
    for (uint32_t i = 0; i < world->counts[WORLD_DEVICE]; i++) {
        const struct participant *device = &world->participants[WORLD_DEVICE][i];
        const struct sim_node_traffic *traffic = sim_node_traffic(device->node);
        if (!world->participants[WORLD_HUB][device->hub].is_marked)
            continue;
        own_s += (double)sim_node_busy(device->node) / 1e9;
        bytes += (double)(traffic->lan_up_bytes + traffic->lan_down_bytes);
    }
    outcome_measure_number(outcome, "requests", (double)state->griefing_requests);
    outcome_measure_number(outcome, "proofs_wasted", (double)state->griefed_proofs);
    outcome_measure_number(outcome, "provers_wasted_s", wasted_s);
    outcome_measure_number(outcome, "attackers_compute_s", own_s);
    outcome_measure_number(outcome, "attackers_radio_bytes", bytes);
    outcome_measure_ratio(outcome, "wasted_to_own", wasted_s, own_s);
}

static void report_impersonation(struct leiba *state)
{
    struct outcome *outcome = &state->world->outcome;
    const struct leiba_impersonation *own = &state->impersonation;
    outcome_measure_number(outcome, "tries", (double)own->tries);
    if (state->world->adversary->kind == ADVERSARY_IMPERSONATE_DEVICE) {
        outcome_measure_number(outcome, "refused_signatures", (double)own->refused_signatures);
        outcome_measure_number(outcome, "refused_targets", (double)own->refused_targets);
    } else {
        outcome_measure_number(outcome, "refused_by_contract", (double)own->refusals);
        outcome_measure_number(outcome, "false_releases", (double)own->false_releases);
    }
    outcome_measure_number(outcome, "successes", (double)own->successes);
}

void leiba_attack_report(struct leiba *state)
{
    struct outcome *outcome = &state->world->outcome;
    switch (state->world->adversary->kind) {
    case ADVERSARY_SIGNATURE_ORACLE:
        report_signature_oracle(state);
        break;
    case ADVERSARY_FREE_RIDING:
        report_free_riding(state);
        break;
    case ADVERSARY_KEY_WITHHOLDING:
        outcome_measure_number(outcome, "withheld_keys", (double)state->withheld_keys);
        report_extra_attempts(outcome);
        break;
    case ADVERSARY_TAMPER_DISTRIBUTOR:
        outcome_measure_number(outcome, "tampered", (double)state->tampered);
        outcome_measure_number(outcome, "refused_offers", (double)state->refused_offers);
        report_extra_attempts(outcome);
        break;
    case ADVERSARY_SELF_DELIVERY:
        leiba_report_self_delivery(state);
        break;
    case ADVERSARY_PROVER_GRIEFING:
        report_prover_griefing(state);
        break;
    case ADVERSARY_SECOND_RELEASE:
        report_second_release(state);
        break;
    case ADVERSARY_CRS_SUBVERSION:
        outcome_measure_number(outcome, "forged_proofs", (double)state->forged_proofs);
        outcome_measure_number(outcome, "refused_offers", (double)state->refused_offers);
        report_unearned(state);
        break;
    case ADVERSARY_IMPERSONATE_DEVICE:
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
        report_impersonation(state);
        break;
    }
}
