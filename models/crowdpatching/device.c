#include "models/crowdpatching/state.h"

/* Sections IV-B3 and IV-B4: what a device does when its hub asks. It never sees the chain: of its
 * id and of the contract it knows what it is told. */

/** Signs (c, n2) with a fresh n2. */
static void answer_challenge(struct crowdpatching *state, struct participant *self,
                             struct base_random *random, const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_challenge c;
    struct crowdpatching_device_identity identity = {.key = state->keys[self->index].key};
    if (!crowdpatching_decode_challenge(request->payload, request->payload_len,
                                        state->challenge_bytes, &c))
        return;
    identity.n2.len = (uint8_t)state->nonce_bytes;
    base_random_bytes(random, identity.n2.bytes, identity.n2.len);
    crypto_digest digest = crowdpatching_device_digest(state->rules.tagging, &c, &identity.n2);
    if (!crowdpatching_sign(state, self, &digest, &identity.signature))
        return;
    crowdpatching_encode_device_identity(&payload, &identity);
    converse_send(self, self->port, request->from, CROWDPATCHING_DEVICE_IDENTITY, &payload, 0,
                  request->id, state->config->device_timeout_ns);
}

/** Checks sig_m, and signs (U_h, s): the PoD. */
static void authorise(struct crowdpatching *state, struct participant *self,
                      struct crowdpatching_authorised *memory, const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_authorisation authorisation;
    struct crypto_scheme_signature pod;
    if (!crowdpatching_decode_authorisation(request->payload, request->payload_len,
                                            &authorisation) ||
        authorisation.names_contract != (state->rules.semantics == CONTRACTS_HARDENED))
        return;
    crypto_digest signed_digest =
        crowdpatching_update_digest(&authorisation.update_hash, &authorisation.update_sha256);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    if (!crypto_token_ed25519_verify(state->world->tokens,
                                     &crowdpatching_maker_of(state, self)->self->identity,
                                     signed_digest.bytes, sizeof signed_digest.bytes,
                                     &authorisation.manufacturer_signature)) {
        state->attack.refused_releases++;
        crowdpatching_refuse(self, self->port, request);
        return;
    }
    const struct contracts_signing signing =
        crowdpatching_signing(state, &authorisation.contract, &authorisation.update_hash);
    crypto_digest digest = contracts_delivery_pod_digest(&signing, &authorisation.s);
    if (!crowdpatching_sign(state, self, &digest, &pod))
        return;
    memory->is_valid = true;
    memory->update_hash = authorisation.update_hash;
    memory->update_sha256 = authorisation.update_sha256;
    memory->contract = authorisation.contract;
    crowdpatching_encode_signature(&payload, &pod);
    converse_send(self, self->port, request->from, CROWDPATCHING_DEVICE_POD, &payload, 0,
                  request->id, state->config->device_timeout_ns);
}

/** Checks U against the authorised SHA-256 and stores it. False: it is not U. */
static bool store(struct crowdpatching *state, struct participant *self,
                  struct crowdpatching_authorised *memory, uint32_t release, const uint8_t *update,
                  size_t update_len)
{
    participant_charge(self, CRYPTO_OP_SHA256, update_len);
    crypto_digest hash = crypto_sha256(update, update_len);
    if (!crypto_digest_equal(&hash, &memory->update_sha256))
        return false;
    state->attack.wrong_installs +=
        !crypto_digest_equal(&hash, &state->updates[release].update_sha256);
    participant_write_flash(self, update_len);
    memory->has_installed = true;
    memory->installed_sha256 = hash;
    return true;
}

/** Stores U, unless it runs it and its PoFD was lost, and signs (U_h, pub^h): the PoFD. */
static void install(struct crowdpatching *state, struct participant *self,
                    struct crowdpatching_authorised *memory, const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    crypto_address hub;
    const uint8_t *update;
    size_t update_len;
    struct crypto_scheme_signature pofd;
    if (!memory->is_valid || !crowdpatching_decode_update(request->payload, request->payload_len,
                                                          &hub, &update, &update_len))
        return;
    uint32_t release = crowdpatching_find_update(state, &memory->update_hash);
    bool runs_it = memory->has_installed &&
                   crypto_digest_equal(&memory->installed_sha256, &memory->update_sha256);
    if (!runs_it && !store(state, self, memory, release, update, update_len)) {
        state->attack.refused_updates++;
        crowdpatching_refuse(self, self->port, request);
        return;
    }
    crowdpatching_settle(state, self, release, OUTCOME_PATCHED);
    const struct contracts_signing signing =
        crowdpatching_signing(state, &memory->contract, &memory->update_hash);
    crypto_digest digest = contracts_delivery_pofd_digest(&signing, &hub);
    if (!crowdpatching_sign(state, self, &digest, &pofd))
        return;
    crowdpatching_encode_signature(&payload, &pofd);
    converse_send(self, self->port, request->from, CROWDPATCHING_DEVICE_POFD, &payload, 0,
                  request->id, state->config->device_timeout_ns);
}

/** Section V-A1: a device is set up for one hub, or is its own, and answers nobody else.
 *  Assumption: the home's radio tells who sends, by keys of its own. */
static bool is_from_hub(const struct crowdpatching *state, const struct participant *self,
                        const struct sim_message *request)
{
    const struct sim_node *hub = state->is_own_hub[self->index]
                                     ? self->node
                                     : state->world->participants[WORLD_HUB][self->hub].node;
    return request->from.node == sim_node_index(hub) + 1;
}

sim_time crowdpatching_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct crowdpatching *state = model_state;
    struct crowdpatching_authorised *memory = &state->authorised[self->index];
    CONVERSE_MESSAGE request = NULL;
    if (is_first) {
        participant_random_of_life(self, "device.nonce", &memory->nonces);
        if (state->is_own_hub[self->index])
            crowdpatching_start_own_hub(state, self);
    }
    if (sim_port_receive(self->port, 0, &request) != SIM_DELIVERED)
        return SIM_TIME_FOREVER;
    if (!is_from_hub(state, self, request)) {
        state->attack.refused_strangers++;
        return SIM_TIME_FOREVER;
    }
    switch (request->kind) {
    case CROWDPATCHING_DEVICE_CHALLENGE:
        answer_challenge(state, self, &memory->nonces, request);
        break;
    case CROWDPATCHING_DEVICE_AUTHORISE:
        authorise(state, self, memory, request);
        break;
    case CROWDPATCHING_DEVICE_UPDATE:
        install(state, self, memory, request);
        break;
    }
    return SIM_TIME_FOREVER;
}
