#include <stdlib.h>
#include <string.h>

#include "models/crowdpatching/state.h"

bool crowdpatching_is_expired(const struct crowdpatching *state,
                              const struct crowdpatching_release *release)
{
    return chain_service_timestamp_s(state->world->chain, world_now(state->world)) >=
           release->expires_at_s;
}

const struct chain_receipt *crowdpatching_transact(struct crowdpatching *state,
                                                   struct participant *self, struct sim_port *port,
                                                   const struct chain_intent *intent)
{
    const struct chain_receipt *receipt = chain_service_confirm(
        state->world->chain, self, port, intent, state->config->transaction_timeout_ns);
    return receipt && receipt->success ? receipt : NULL;
}

bool crowdpatching_score(struct crowdpatching *state, struct participant *self,
                         struct sim_port *port, uint32_t release, const crypto_address *distributor,
                         uint64_t *ret_score)
{
    CONVERSE_BUFFER query = {0};
    uint8_t *output;
    size_t len;
    contracts_super_encode_score(&query, distributor);
    const crypto_address *super_contract = &state->updates[release].maker->super_contract;
    if (!chain_service_call(state->world->chain, self, port, super_contract, &query, &output, &len))
        return false;
    bool ok = contracts_super_decode_score(output, len, ret_score);
    free(output);
    return ok;
}

bool crowdpatching_ask_delivery(struct crowdpatching *state, struct participant *self,
                                struct sim_port *port, const crypto_address *delivery,
                                const crypto_address *device,
                                void (*encode)(struct base_buffer *ret_data,
                                               const crypto_address *device))
{
    CONVERSE_BUFFER query = {0};
    uint8_t *output;
    size_t len;
    bool value;
    encode(&query, device);
    if (!chain_service_call(state->world->chain, self, port, delivery, &query, &output, &len))
        return false;
    bool ok = contracts_delivery_decode_bool(output, len, &value);
    free(output);
    return ok && value;
}

struct contracts_signing crowdpatching_signing(const struct crowdpatching *state,
                                               const crypto_address *delivery,
                                               const crypto_digest *update_hash)
{
    return (struct contracts_signing){
        .rules = state->rules,
        .update_hash = *update_hash,
        .chain_id = chain_config(chain_service_chain(state->world->chain))->chain_id,
        .contract = *delivery,
    };
}

bool crowdpatching_is_paid_delivery(const struct chain_receipt *receipt,
                                    const crypto_address *delivery)
{
    struct contracts_delivered delivered;
    for (size_t i = 0; i < receipt->log_count; i++)
        if (crypto_address_equal(&receipt->logs[i].address, delivery) &&
            contracts_delivery_decode_delivered(&receipt->logs[i], &delivered))
            return true;
    return false;
}

bool crowdpatching_is_paid_installation(const struct chain_receipt *receipt,
                                        const crypto_address *delivery)
{
    struct contracts_installed installed;
    for (size_t i = 0; i < receipt->log_count; i++)
        if (crypto_address_equal(&receipt->logs[i].address, delivery) &&
            contracts_delivery_decode_installed(&receipt->logs[i], &installed))
            return true;
    return false;
}

bool crowdpatching_sign(struct crowdpatching *state, struct participant *device,
                        const crypto_digest *digest, struct crypto_scheme_signature *ret_signature)
{
    participant_charge(device, crypto_scheme_sign_operation(state->rules.scheme), 1);
    int r = crypto_token_scheme_sign(state->world->tokens, &state->keys[device->index].secret,
                                     digest, ret_signature);
    if (r < 0)
        world_fail(state->world, r);
    return r == 0;
}

bool crowdpatching_check_device(struct crowdpatching *state, struct participant *self,
                                const struct crypto_scheme_public *key,
                                const struct crypto_scheme_signature *signature,
                                const crypto_digest *digest)
{
    participant_charge(self, crypto_scheme_verify_operation(state->rules.scheme), 1);
    int r = crypto_token_scheme_verify(state->world->tokens, key, signature, digest);
    if (r < 0)
        world_fail(state->world, r);
    return r == 0;
}

struct crowdpatching_identity crowdpatching_identify(struct participant *self)
{
    struct crowdpatching_identity identity = {.key = self->identity, .account = self->address};
    crypto_digest digest = crowdpatching_binding_digest(&self->identity);
    participant_charge(self, CRYPTO_OP_SECP256K1_SIGN, 1);
    crypto_token_secp256k1_sign(self->world->tokens, &self->secret, &digest, &identity.binding);
    return identity;
}

bool crowdpatching_check_introduction(struct participant *self,
                                      const struct crowdpatching_introduction *introduction,
                                      const crypto_digest *digest)
{
    const struct crowdpatching_identity *identity = &introduction->identity;
    crypto_digest binding = crowdpatching_binding_digest(&identity->key);
    crypto_address account;
    participant_charge(self, CRYPTO_OP_SECP256K1_VERIFY, 1);
    if (!crypto_token_secp256k1_recover(self->world->tokens, &identity->binding, &binding,
                                        &account) ||
        memcmp(account.bytes, identity->account.bytes, sizeof account.bytes) != 0)
        return false;
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    return crypto_token_ed25519_verify(self->world->tokens, &identity->key, digest->bytes,
                                       sizeof digest->bytes, &introduction->signature);
}

void crowdpatching_refuse(struct participant *self, struct sim_port *port,
                          const struct sim_message *request)
{
    converse_refuse(self, port, request, CROWDPATCHING_REFUSAL);
}

void crowdpatching_record(struct crowdpatching *state, enum crowdpatching_event event,
                          uint32_t release, uint32_t distributor, uint32_t device)
{
    int r = crowdpatching_lemmas_record(&state->lemmas, world_now(state->world), event, release,
                                        distributor, device);
    if (r < 0)
        world_fail(state->world, r);
}
