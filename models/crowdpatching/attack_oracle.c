#include <string.h>

#include "models/crowdpatching/state.h"

/* The signature oracle (section III-B) against c || n2: c is as much of U_h || s as it holds, and
 * n2, which the device draws, may be the rest. */

/** s = H(r) and the device's n2 in place of its end: U_h || s. */
static void join(const crypto_digest *update_hash, const crypto_digest *s,
                 uint8_t ret_both[CROWDPATCHING_RAW_BYTES])
{
    memcpy(ret_both, update_hash->bytes, 32);
    memcpy(ret_both + 32, s->bytes, 32);
}

void crowdpatching_lure(struct crowdpatching *state, struct participant *self, uint32_t release)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    int r = dht_announce(state->world->dht, &own->release.update_hash, self);
    if (r < 0)
        world_fail(state->world, r);
    *crowdpatching_trust_of(state, self, release, ZK_STATEMENT_DELIVERY) = CROWDPATCHING_TRUSTED;
    own->is_serving = true;
}

bool crowdpatching_is_paid_unproved(const struct crowdpatching *state,
                                    const struct participant *self)
{
    return (adversary_acts(self, ADVERSARY_SIGNATURE_ORACLE) &&
            state->rules.tagging == CONTRACTS_RAW) ||
           (adversary_acts(self, ADVERSARY_CRS_SUBVERSION) &&
            state->config->setup == CROWDPATCHING_SETUP_SUBVERTED);
}

/** Which device will be asked to sign. Assumption: the attacker knows by the line whose home asks,
 * and guesses among its devices. NULL: nobody's home. */
static const struct participant *guess_device(const struct crowdpatching *state,
                                              const struct sim_message *request,
                                              struct base_random *random)
{
    const struct world *world = state->world;
    for (uint32_t i = 0; i < world->counts[WORLD_HUB]; i++) {
        const struct participant *hub = &world->participants[WORLD_HUB][i];
        if (sim_node_index(hub->node) + 1 == request->from.node && hub->device_count > 0)
            return &world->participants[WORLD_DEVICE]
                                       [hub->first_device +
                                        (uint32_t)base_random_below(random, hub->device_count)];
    }
    for (uint32_t i = 0; i < world->counts[WORLD_DEVICE]; i++) {
        const struct participant *device = &world->participants[WORLD_DEVICE][i];
        if (sim_node_index(device->node) + 1 == request->from.node)
            return device;
    }
    return NULL;
}

/** Sends c and takes the signature over c || n2. */
static bool ask(struct crowdpatching *state, struct participant *self,
                const struct crowdpatching_release *release, struct sim_port *port,
                const struct sim_message *request, const crypto_digest *s,
                struct crowdpatching_device_identity *ret_identity)
{
    struct crowdpatching_introduction introduction = {.identity = crowdpatching_identify(self)};
    struct crowdpatching_delivery_request asked;
    uint8_t both[CROWDPATCHING_RAW_BYTES];
    CONVERSE_BUFFER payload = {0};
    if (!crowdpatching_decode_delivery_request(request->payload, request->payload_len, &asked))
        return false;
    crypto_digest digest = crowdpatching_distributor_digest(&asked.n1);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &introduction.signature);
    join(&release->update_hash, s, both);
    introduction.challenge.len = (uint8_t)state->challenge_bytes;
    memcpy(introduction.challenge.bytes, both, state->challenge_bytes);
    crowdpatching_encode_introduction(&payload, &introduction);
    if (!converse_send(self, port, request->from, CROWDPATCHING_DELIVERY_CHALLENGE, &payload, 0,
                       request->id, state->config->answer_timeout_ns))
        return false;
    CONVERSE_MESSAGE answer = converse_expect_from(
        self, port, request->from, CROWDPATCHING_DELIVERY_IDENTITY, CROWDPATCHING_REFUSAL,
        state->config->answer_timeout_ns + state->config->device_timeout_ns);
    return answer && crowdpatching_decode_device_identity(answer->payload, answer->payload_len,
                                                          state->rules.scheme, state->nonce_bytes,
                                                          ret_identity);
}

void crowdpatching_forge_pod(struct crowdpatching *state, struct participant *self,
                             uint32_t release_number, struct sim_port *port,
                             const struct sim_message *request, struct base_random *random)
{
    const struct crowdpatching_release *release =
        crowdpatching_release_of(state, self, release_number);
    const struct participant *device = guess_device(state, request, random);
    struct crowdpatching_device_identity identity;
    struct crowdpatching_claim terms = {.release = release_number};
    if (!device || crowdpatching_is_expired(state, release) ||
        crowdpatching_ask_delivery(state, self, port, &release->delivery, &device->address,
                                   contracts_delivery_encode_is_delivered)) {
        crowdpatching_refuse(self, port, request);
        return;
    }
    /* Assumption: attackers have L_m, which is in every P. */
    terms.device = device->address;
    crowdpatching_agree_terms(state, self, random, &terms);
    if (!ask(state, self, release, port, request, &terms.s, &identity))
        return;
    crowdpatching_refuse(self, port, request);
    terms.key = identity.key;
    terms.pod = identity.signature;
    crypto_address who = crypto_scheme_address(&identity.key);
    if (!crypto_address_equal(&who, &device->address))
        return;
    state->attack.asked++;
    const struct contracts_signing signing =
        crowdpatching_signing(state, &release->delivery, &release->update_hash);
    crypto_digest digest = contracts_delivery_pod_digest(&signing, &terms.s);
    if (crowdpatching_check_device(state, self, &terms.key, &terms.pod, &digest))
        crowdpatching_claim(state, self, port, &terms);
}
