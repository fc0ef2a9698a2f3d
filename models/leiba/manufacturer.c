#include <assert.h>

#include "models/leiba/state.h"

/** Assumption: twice the measured use. */
#define GAS_WITHDRAW UINT64_C(100000)

/** Section III-A1: the contract, with the deposit. */
static bool announce(struct leiba *state, struct participant *self, const char *operation,
                     const crypto_address *contract, struct contracts_announced *ret_announced)
{
    CONVERSE_BUFFER data = {0};
    const struct leiba_config *config = state->config;
    uint64_t devices = state->world->counts[WORLD_DEVICE];
    const struct contracts_announcement announcement = {
        .expiry_s = (uint64_t)(config->expiry_ns / SIM_TIME_SECOND),
        .reveal_window_s = (uint64_t)(config->reveal_window_ns / SIM_TIME_SECOND),
        .device_count = devices,
        .shares_balance = config->reward_rule == LEIBA_SHARE,
        .device_root = members_root(&state->members),
        .update_hash = state->update_hash,
        .package_hash = state->package_hash,
        .delivery_vk_hash = state->proving_key.verifying.hash,
        .delivery_pk_hash = state->proving_key.hash,
        .reward_wei = config->reward_wei,
    };
    contracts_distribution_encode_creation(&data, &announcement);
    const struct chain_intent intent = {
        .operation = operation,
        .value_wei = leiba_deposit(config, devices),
        .data = data.data,
        .data_len = data.len,
        .gas_limit = LEIBA_GAS_CREATE,
    };
    const struct chain_receipt *receipt =
        chain_service_insist(state->world->chain, self, self->port, &intent);
    if (!receipt)
        return false;
    assert(crypto_address_equal(&receipt->to, contract));
    return receipt->log_count > 0 &&
           contracts_distribution_decode_announced(&receipt->logs[0], ret_announced);
}

/** What comes before: the set-up of S_D and the hashes. */
static void prepare(struct leiba *state, struct participant *self)
{
    participant_charge_proving(
        self, zk_cost_setup_ns(state->scheme.cost, state->world->timing, state->seed.update_len),
        "set_up_keys");
    sealed_charge_hash(&state->scheme, self, state->seed.update_len);
    sealed_charge_hash(&state->scheme, self, state->seed.len);
    participant_charge(self, CRYPTO_OP_SHA256, state->proving_key_bytes);
    if (!crypto_digest_equal(&state->update_hash, &state->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, state->seed.update_len);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
}

/** Section III-A2: P to whom asks, and after the window to nobody. */
static void seed_until(struct leiba *state, struct participant *self, sim_time end)
{
    struct seeding *seeding = &state->seeding;
    struct seeding_file *file = &state->seeded;
    file->bytes = state->seed.bytes;
    file->len = state->seed.len;
    file->accounted_bytes = state->proving_key_bytes;
    file->hash = state->package_hash;
    file->window_end = state->released + state->config->seeding_window_ns;
    file->slots = state->config->seeding_slots;
    seeding_offer(seeding, file);
    seeding->self = self;
    seeding->request_kind = LEIBA_PACKAGE_REQUEST;
    seeding->content_kind = LEIBA_PACKAGE;
    seeding->refusal_kind = LEIBA_REFUSAL;
    seeding->concurrent_uploads = state->config->concurrent_uploads;
    seeding->upload_timeout = state->config->transaction_timeout_ns;
    seeding_serve(seeding, end);
}

/** What is left, when the contract has expired. */
static u256 withdraw(struct leiba *state, struct participant *self, const crypto_address *contract,
                     uint64_t expires_at_s)
{
    CONVERSE_BUFFER data = {0};
    sim_actor_sleep_until(state->world->engine,
                          chain_service_date(state->world->chain, expires_at_s));
    struct contracts_withdrawn withdrawn;
    u256 refunded = {{0}};
    contracts_distribution_encode_withdraw(&data);
    const struct chain_intent intent = {
        .operation = "withdraw",
        .to = contract,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_WITHDRAW,
    };
    const struct chain_receipt *receipt =
        chain_service_insist(state->world->chain, self, self->port, &intent);
    for (size_t i = 0; receipt && i < receipt->log_count; i++)
        if (contracts_distribution_decode_returned(&receipt->logs[i], &withdrawn))
            refunded = withdrawn.refunded_wei;
    return refunded;
}

static void give_up(struct leiba *state)
{
    outcome_warn(&state->world->outcome, "the release failed: a transaction was refused");
    world_finish(state->world);
}

/* After a failure it goes through all of it again: what it has signed before is found on chain, or
 * handed over again. */
void leiba_manufacturer_play(struct leiba *state, struct participant *self)
{
    struct contracts_announced announced, again;
    sim_time second;
    if (!state->is_set_up)
        prepare(state, self);
    state->is_set_up = true;
    if (!announce(state, self, "create", &state->contract, &announced)) {
        give_up(state);
        return;
    }
    if (state->released < 0)
        state->released = world_now(state->world);
    sim_time expiry = chain_service_date(state->world->chain, announced.expires_at_s);
    bool is_twice = leiba_second_release(state, &second) && second < expiry;
    if (is_twice) {
        seed_until(state, self, second);
        sim_actor_sleep_until(state->world->engine, second);
        if (!announce(state, self, "second_create", &state->second_contract, &again)) {
            give_up(state);
            return;
        }
    }
    seed_until(state, self, expiry);
    u256 refunded = withdraw(state, self, &state->contract, announced.expires_at_s);
    if (is_twice)
        refunded =
            u256_add(refunded, withdraw(state, self, &state->second_contract, again.expires_at_s));
    state->refunded_wei = refunded;
    world_finish(state->world);
}
