#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Sections IV-B3 and IV-B4: a delivery, the distributor's side. */

struct delivery {
    struct crowdpatching *state;
    struct participant *self;
    struct sim_message *request;
    uint32_t release;
    uint64_t number; /* of this distributor's deliveries */
};

static void delivery_free(void *argument)
{
    struct delivery *delivery = argument;
    sim_message_free(delivery->request);
    free(delivery);
}

static const struct crowdpatching_release *release_of(const struct delivery *delivery)
{
    return crowdpatching_release_of(delivery->state, delivery->self, delivery->release);
}

/** Checks sig^ID; *ret_key: who has signed. */
static bool check_device(const struct delivery *delivery, const struct sim_message *answer,
                         const struct crowdpatching_challenge *challenge,
                         struct crypto_scheme_public *ret_key)
{
    enum crypto_scheme scheme = delivery->state->rules.scheme;
    struct crowdpatching_device_identity identity;
    if (!crowdpatching_decode_device_identity(answer->payload, answer->payload_len, scheme,
                                              delivery->state->nonce_bytes, &identity))
        return false;
    crypto_digest digest =
        crowdpatching_device_digest(delivery->state->rules.tagging, challenge, &identity.n2);
    if (!crowdpatching_check_device(delivery->state, delivery->self, &identity.key,
                                    &identity.signature, &digest))
        return false;
    *ret_key = identity.key;
    return true;
}

/** Answers n1 and challenges the device with c; learns which device it is and that it is one of the
 *  release's. */
static bool know_device(struct delivery *delivery, struct sim_port *port,
                        struct base_random *random, struct crypto_scheme_public *ret_key)
{
    struct crowdpatching *state = delivery->state;
    struct participant *self = delivery->self;
    struct crowdpatching_delivery_request request;
    if (!crowdpatching_decode_delivery_request(delivery->request->payload,
                                               delivery->request->payload_len, &request) ||
        !crypto_digest_equal(&request.update_hash, &release_of(delivery)->update_hash)) {
        crowdpatching_refuse(self, port, delivery->request);
        return false;
    }

    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_introduction introduction = {.identity = crowdpatching_identify(self)};
    crypto_digest digest = crowdpatching_distributor_digest(&request.n1);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &introduction.signature);
    introduction.challenge.len = (uint8_t)state->challenge_bytes;
    base_random_bytes(random, introduction.challenge.bytes, introduction.challenge.len);
    crowdpatching_encode_introduction(&payload, &introduction);
    if (!converse_send(self, port, delivery->request->from, CROWDPATCHING_DELIVERY_CHALLENGE,
                       &payload, 0, delivery->request->id, state->config->answer_timeout_ns))
        return false;

    /* A hub that has picked another distributor drops the connection. */
    CONVERSE_MESSAGE answer = converse_expect_from(
        self, port, delivery->request->from, CROWDPATCHING_DELIVERY_IDENTITY, CROWDPATCHING_REFUSAL,
        state->config->answer_timeout_ns + state->config->device_timeout_ns);
    if (!answer)
        return false;
    if (!check_device(delivery, answer, &introduction.challenge, ret_key)) {
        state->attack.refused_devices++;
        crowdpatching_refuse(self, port, delivery->request);
        return false;
    }
    return true;
}

/** On the list or under the root, and not served yet. */
static bool is_worthwhile(struct delivery *delivery, struct sim_port *port,
                          const crypto_address *device)
{
    struct crowdpatching *state = delivery->state;
    const struct crowdpatching_update *update = &state->updates[delivery->release];
    const crypto_address *contract = &release_of(delivery)->delivery;
    if (crowdpatching_is_expired(state, release_of(delivery)))
        return false;
    bool is_member = update->seed.device_count > 0
                         ? members_find(&update->maker->members, device) != NULL
                         : crowdpatching_ask_delivery(state, delivery->self, port, contract, device,
                                                      contracts_delivery_encode_is_listed);
    return is_member && !crowdpatching_ask_delivery(state, delivery->self, port, contract, device,
                                                    contracts_delivery_encode_is_delivered);
}

/** Encrypts U for this device, proves S_D, and sends it all. */
static bool offer_update(struct delivery *delivery, struct sim_port *port,
                         struct base_random *random, const struct crowdpatching_claim *terms)
{
    struct crowdpatching *state = delivery->state;
    struct participant *self = delivery->self;
    const struct crowdpatching_update *update = &state->updates[delivery->release];
    const struct package *package = &update->seed;
    CONVERSE_BUFFER payload = {0};
    struct sealed sealed;
    uint8_t blinding[32];
    base_random_bytes(random, blinding, sizeof blinding);
    const crypto_digest *update_hash = &release_of(delivery)->update_hash;
    bool forges = crowdpatching_forges(self);
    int r = forges ? crowdpatching_forge(state, update->maker, ZK_STATEMENT_DELIVERY, update_hash,
                                         &terms->r, &terms->s, random, &sealed)
                   : sealed_make(&update->maker->delivery_pk, package->update, package->update_len,
                                 update_hash, &terms->r, &terms->s, blinding, &sealed);
    if (r < 0)
        world_fail(state->world, r);
    if (r == 0) {
        if (adversary_acts(self, ADVERSARY_TAMPER_DISTRIBUTOR))
            crowdpatching_tamper_offer(state, &sealed, delivery->number);
        bool is_sha256 = crypto_digest_equal(update_hash, &update->update_sha256);
        const struct crowdpatching_offer offer = {
            .s = terms->s,
            .manufacturer_signature = package->manufacturer_signature,
            .update_sha256 = is_sha256 ? NULL : update->update_sha256.bytes,
            .proof = sealed.proof,
            .proof_len = sealed.proof_len,
            .verifying_key = package->verifying_key,
            .verifying_key_len = package->verifying_key_len,
            .ciphertext = sealed.ciphertext,
            .ciphertext_len = sealed.ciphertext_len,
            .member_index = terms->member_index,
            .member_path = terms->path[0].bytes,
            .member_path_len = terms->path_len,
        };
        crowdpatching_encode_offer(&payload, &offer);
        sealed_deinit(&sealed);
    }
    sealed_charge_making(&state->scheme, self, package->update_len, forges);
    if (r != 0)
        return false;
    state->world->outcome.distributors[self->index].proofs += !forges;
    const struct participant *device = world_find_by_address(state->world, &terms->device);
    if (device && !forges)
        crowdpatching_record(state, CROWDPATCHING_GEN_PROOF, delivery->release, self->index,
                             device->index);
    return converse_send(self, port, delivery->request->from, CROWDPATCHING_DELIVERY_OFFER,
                         &payload, 0, 0, state->config->transaction_timeout_ns);
}

/** Waits for sig^PoD and checks it. */
static bool receive_pod(struct delivery *delivery, struct sim_port *port,
                        const struct crowdpatching_claim *terms,
                        struct crypto_scheme_signature *ret_pod)
{
    struct crowdpatching *state = delivery->state;
    CONVERSE_MESSAGE message = converse_expect_from(
        delivery->self, port, delivery->request->from, CROWDPATCHING_DELIVERY_POD,
        CROWDPATCHING_REFUSAL, state->config->answer_timeout_ns + state->config->device_timeout_ns);
    if (!message || !crowdpatching_decode_signature(message->payload, message->payload_len,
                                                    state->rules.scheme, ret_pod))
        return false;
    const struct crowdpatching_release *release = release_of(delivery);
    const struct contracts_signing signing =
        crowdpatching_signing(state, &release->delivery, &release->update_hash);
    crypto_digest digest = contracts_delivery_pod_digest(&signing, &terms->s);
    return crowdpatching_check_device(state, delivery->self, &terms->key, ret_pod, &digest);
}

static void delivery_main(void *argument)
{
    struct delivery *delivery = argument;
    CONVERSE_PORT port = NULL;
    struct base_random random;
    struct crowdpatching_claim terms = {.release = delivery->release};
    uint32_t identity = delivery->state->distributors[delivery->self->index].identity;
    if (sim_port_new(delivery->self->node, &port) < 0) {
        world_fail(delivery->state->world, BASE_E_NOMEM);
        return;
    }
    participant_random_at(delivery->self, "delivery", delivery->number, &random);
    if (adversary_acts(delivery->self, ADVERSARY_SIGNATURE_ORACLE)) {
        crowdpatching_forge_pod(delivery->state, delivery->self, delivery->release, port,
                                delivery->request, &random);
        return;
    }
    if (!know_device(delivery, port, &random, &terms.key))
        return;
    terms.device = crypto_scheme_address(&terms.key);
    if (!is_worthwhile(delivery, port, &terms.device) ||
        !crowdpatching_admits(delivery->state, delivery->self, delivery->release, &terms.device)) {
        delivery->state->attack.refused_targets++;
        crowdpatching_refuse(delivery->self, port, delivery->request);
        return;
    }
    crowdpatching_agree_terms(delivery->state, delivery->self, &random, &terms);
    delivery->state->world->outcome.distributors[delivery->self->index].begun++;
    if (offer_update(delivery, port, &random, &terms) &&
        receive_pod(delivery, port, &terms, &terms.pod) &&
        !crowdpatching_withholds_key(delivery->state, delivery->self, identity))
        crowdpatching_claim(delivery->state, delivery->self, port, &terms);
}

void crowdpatching_start_delivery(struct crowdpatching *state, struct participant *self,
                                  uint32_t release, struct sim_message *request)
{
    struct delivery *delivery = malloc(sizeof *delivery);
    int r = BASE_E_NOMEM;
    if (delivery) {
        uint64_t number = state->distributors[self->index].deliveries_begun++;
        *delivery = (struct delivery){state, self, request, release, number};
        state->world->outcome.distributors[self->index].sessions++;
        r = sim_actor_spawn(self->node, "delivery", delivery_main, delivery, delivery_free);
    } else {
        sim_message_free(request);
    }
    if (r < 0)
        world_fail(state->world, r);
}
