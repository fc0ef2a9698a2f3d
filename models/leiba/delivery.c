#include <stdlib.h>

#include "base/error.h"
#include "models/leiba/state.h"

/* Section III-A3: a delivery, the distributor's side. */

struct delivery {
    struct leiba *state;
    struct participant *self;
    struct sim_message *request;
    uint64_t number; /* of this distributor's deliveries */
};

static void delivery_free(void *argument)
{
    struct delivery *delivery = argument;
    sim_message_free(delivery->request);
    free(delivery);
}

static const struct contracts_announced *release_of(const struct delivery *delivery)
{
    return &delivery->state->distributors[delivery->self->index].release;
}

/** Challenges the device with c; learns which one it is. */
static bool know_device(struct delivery *delivery, struct sim_port *port,
                        struct base_random *random, crypto_address *ret_device)
{
    struct leiba *state = delivery->state;
    struct participant *self = delivery->self;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE answer = NULL;
    struct leiba_identity identity;
    crypto_digest asked, digest;
    uint8_t c[LEIBA_CHALLENGE_BYTES];
    if (!crypto_digest_read(delivery->request->payload, delivery->request->payload_len, &asked) ||
        !crypto_digest_equal(&asked, &release_of(delivery)->update_hash))
        return false;
    base_random_bytes(random, c, sizeof c);
    base_buffer_append(&payload, c, sizeof c);
    if (!converse_send(self, port, delivery->request->from, LEIBA_CHALLENGE, &payload, 0,
                       delivery->request->id, state->config->device_timeout_ns))
        return false;
    answer = converse_expect_from(self, port, delivery->request->from, LEIBA_IDENTITY,
                                  LEIBA_REFUSAL, state->config->device_timeout_ns);
    if (!answer || !leiba_decode_identity(answer->payload, answer->payload_len, &identity) ||
        !leiba_identity_digest((enum leiba_challenge)state->config->challenge, c, sizeof c,
                               &digest))
        return false;
    participant_charge(self, CRYPTO_OP_SECP256K1_VERIFY, 1);
    if (!leiba_check_signature(delivery->state->world->tokens, &identity.device,
                               &identity.signature, &digest))
        return false;
    *ret_device = identity.device;
    return true;
}

static void book_proof(struct delivery *delivery, const crypto_address *device)
{
    struct leiba *state = delivery->state;
    const struct participant *who = world_find_by_address(state->world, device);
    state->world->outcome.distributors[delivery->self->index].proofs++;
    if (!who)
        return;
    state->griefed_proofs += leiba_griefs(state, who);
    const uint32_t pair[2] = {delivery->self->index, who->index};
    if (!base_map_put(&state->proved, pair, NULL))
        world_fail(state->world, BASE_E_NOMEM);
}

/** Encrypts U for this device, proves S_D, and sends it all. */
static bool offer_update(struct delivery *delivery, struct sim_port *port,
                         struct base_random *random, const struct leiba_claim *terms)
{
    struct leiba *state = delivery->state;
    struct participant *self = delivery->self;
    const struct package *package = &state->seed;
    CONVERSE_BUFFER payload = {0};
    struct sealed sealed;
    uint8_t blinding[32];
    base_random_bytes(random, blinding, sizeof blinding);
    const crypto_digest *update_hash = &release_of(delivery)->update_hash;
    bool forges = leiba_forges(self);
    int r = forges ? sealed_forge(&state->proving_key.verifying, state->trapdoor, update_hash,
                                  &terms->r, &terms->s, random, &sealed)
                   : sealed_make(&state->proving_key, package->update, package->update_len,
                                 update_hash, &terms->r, &terms->s, blinding, &sealed);
    state->forged_proofs += forges && r == 0;
    if (r < 0)
        world_fail(state->world, r);
    if (r == 0) {
        if (adversary_acts(self, ADVERSARY_TAMPER_DISTRIBUTOR))
            leiba_tamper_offer(state, &sealed, delivery->number);
        const struct sealed_offer offer = {
            .s = terms->s,
            .proof = sealed.proof,
            .proof_len = sealed.proof_len,
            .verifying_key = package->verifying_key,
            .verifying_key_len = package->verifying_key_len,
            .ciphertext = sealed.ciphertext,
            .ciphertext_len = sealed.ciphertext_len,
        };
        leiba_encode_offer(&payload, &offer);
        sealed_deinit(&sealed);
    }
    sealed_charge_making(&state->scheme, self, package->update_len, forges);
    if (r != 0)
        return false;
    if (!forges)
        book_proof(delivery, &terms->device);
    return converse_send(self, port, delivery->request->from, LEIBA_OFFER, &payload, 0, 0,
                         state->config->transaction_timeout_ns);
}

/** Waits for the PoD and checks it. */
static bool receive_pod(struct delivery *delivery, struct sim_port *port,
                        const struct leiba_claim *terms, struct crypto_scheme_signature *ret_pod)
{
    struct leiba *state = delivery->state;
    CONVERSE_MESSAGE message =
        converse_expect_from(delivery->self, port, delivery->request->from, LEIBA_POD,
                             LEIBA_REFUSAL, state->config->device_timeout_ns);
    if (!message || !leiba_decode_signature(message->payload, message->payload_len, ret_pod))
        return false;
    crypto_digest digest =
        contracts_distribution_pod_digest(&release_of(delivery)->update_hash, &terms->s);
    participant_charge(delivery->self, CRYPTO_OP_SECP256K1_VERIFY, 1);
    return leiba_check_signature(delivery->state->world->tokens, &terms->device, ret_pod, &digest);
}

static void delivery_main(void *argument)
{
    struct delivery *delivery = argument;
    struct participant *self = delivery->self;
    CONVERSE_PORT port = NULL;
    struct base_random random;
    struct leiba_claim terms = {0};
    if (sim_port_new(self->node, &port) < 0)
        return;
    participant_random_at(self, "delivery", delivery->number, &random);
    if (adversary_acts(self, ADVERSARY_SIGNATURE_ORACLE)) {
        leiba_forge_pod(delivery->state, self, port, delivery->request, &random);
        return;
    }
    if (!know_device(delivery, port, &random, &terms.device) ||
        !members_find(&delivery->state->members, &terms.device) ||
        !leiba_is_worthwhile(delivery->state, self, port, &terms.device)) {
        converse_refuse(self, port, delivery->request, LEIBA_REFUSAL);
        return;
    }
    leiba_agree_terms(delivery->state, self, &random, &terms);
    self->world->outcome.distributors[self->index].begun++;
    if (offer_update(delivery, port, &random, &terms) &&
        receive_pod(delivery, port, &terms, &terms.pod) &&
        !leiba_withholds_key(delivery->state, self))
        leiba_claim(delivery->state, self, port, &terms);
}

void leiba_start_delivery(struct leiba *state, struct participant *self,
                          struct sim_message *request)
{
    struct delivery *delivery = malloc(sizeof *delivery);
    int r = BASE_E_NOMEM;
    if (delivery) {
        uint64_t number = state->distributors[self->index].deliveries_begun++;
        *delivery = (struct delivery){state, self, request, number};
        state->world->outcome.distributors[self->index].sessions++;
        r = sim_actor_spawn(self->node, "delivery", delivery_main, delivery, delivery_free);
    } else {
        sim_message_free(request);
    }
    if (r < 0)
        world_fail(state->world, r);
}
