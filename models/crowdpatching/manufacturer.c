#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Gas limits: generous, for what is not used is not paid. Assumption: twice the measured use. */
#define GAS_LISTED_DEVICE UINT64_C(30000)
#define GAS_LIST UINT64_C(200000)
#define GAS_WITHDRAW UINT64_C(200000)

/** Section IV-B: the SSC is deployed once. */
static bool deploy_super_contract(struct crowdpatching *state, struct crowdpatching_maker *maker)
{
    struct participant *self = maker->self;
    CONVERSE_BUFFER data = {0};
    contracts_super_encode_creation(&data, &state->rules,
                                    crowdpatching_score_period_s(state->config));
    const struct chain_intent intent = {
        .operation = "deploy_super_contract",
        .data = data.data,
        .data_len = data.len,
        .gas_limit = CROWDPATCHING_GAS_DEPLOY,
    };
    const struct chain_receipt *receipt =
        chain_service_insist(state->world->chain, self, self->port, &intent);
    if (!receipt)
        return false;
    assert(crypto_address_equal(&receipt->to, &maker->super_contract));
    maker->deployed_s = receipt->block_timestamp_s;
    return true;
}

/** Section IV-B1: the release, with the deposit. */
static const struct chain_receipt *announce(struct crowdpatching *state,
                                            const struct crowdpatching_update *update,
                                            const char *operation, const crypto_address devices[],
                                            size_t count, size_t listed)
{
    const struct crowdpatching_maker *maker = update->maker;
    CONVERSE_BUFFER data = {0};
    const struct crowdpatching_config *config = state->config;
    bool by_root = config->device_list == CROWDPATCHING_MERKLE_ROOT;
    struct contracts_release release = {
        .expiry_s = (uint64_t)(config->expiry_ns / SIM_TIME_SECOND),
        .update_hash = update->update_hash,
        .package_hash = update->package_hash,
        .delivery_vk_hash = maker->delivery_pk.verifying.hash,
        .delivery_pk_hash = maker->delivery_pk.hash,
        .exchange_vk_hash = maker->exchange_pk.verifying.hash,
        .exchange_pk_hash = maker->exchange_pk.hash,
        .device_count = count,
        .by_root = by_root,
        .distributor_reward_wei = config->distributor_reward_wei,
        .hub_reward_wei = config->hub_reward_wei,
    };
    if (by_root)
        release.device_root = members_root(&maker->members);
    contracts_super_encode_release(&data, &release, devices, listed);
    u256 needed = crowdpatching_rewards_needed(config, count);
    const struct chain_intent intent = {
        .operation = operation,
        .to = &maker->super_contract,
        .value_wei = u256_is_zero(config->deposit_wei) ? needed : config->deposit_wei,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = crowdpatching_release_gas(listed),
    };
    return chain_service_insist(state->world->chain, maker->self, maker->self->port, &intent);
}

/** The rest of a list that one transaction does not hold. */
static bool list_rest(struct crowdpatching *state, struct participant *self,
                      const crypto_address *delivery, const crypto_address devices[], size_t count)
{
    while (count > 0) {
        CONVERSE_BUFFER data = {0};
        size_t part = count < state->config->devices_per_transaction
                          ? count
                          : (size_t)state->config->devices_per_transaction;
        contracts_delivery_encode_add_devices(&data, devices, part);
        const struct chain_intent intent = {
            .operation = "add_devices",
            .to = delivery,
            .data = data.data,
            .data_len = data.len,
            .gas_limit = GAS_LIST + GAS_LISTED_DEVICE * part,
        };
        if (!chain_service_insist(state->world->chain, self, self->port, &intent))
            return false;
        devices += part;
        count -= part;
    }
    return true;
}

static bool find_released(const struct chain_receipt *receipt, struct contracts_released *ret)
{
    for (size_t i = 0; i < receipt->log_count; i++)
        if (contracts_super_decode_released(&receipt->logs[i], ret))
            return true;
    return false;
}

/** The set-up of both statements (section IV-B1), if the second can ever be proved. */
static void set_up(const struct crowdpatching *state, const struct crowdpatching_maker *maker)
{
    participant_charge_proving(
        maker->self,
        zk_cost_setup_ns(state->scheme.cost, state->world->timing, state->config->update_bytes),
        "set_up_keys");
    if (state->is_saleable)
        participant_charge_proving(maker->self,
                                   zk_cost_setup_ns(state->scheme.cost, state->world->timing,
                                                    maker->exchange_content_bytes),
                                   "set_up_keys");
}

/** The hashes and sig_m of an update; those of the keys, when they are new. */
static void hash(const struct crowdpatching *state, const struct crowdpatching_update *update,
                 bool has_new_keys)
{
    const struct crowdpatching_maker *maker = update->maker;
    struct participant *self = maker->self;
    sealed_charge_hash(&state->scheme, self, update->seed.update_len);
    sealed_charge_hash(&state->scheme, self, update->seed.len);
    if (has_new_keys)
        participant_charge(self, CRYPTO_OP_SHA256,
                           maker->delivery_pk_bytes +
                               (state->is_saleable ? maker->exchange_pk_bytes : 0));
    if (!crypto_digest_equal(&update->update_hash, &update->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, update->seed.update_len);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
}

static bool release(struct crowdpatching *state, struct crowdpatching_update *update,
                    const char *operation, struct contracts_released *ret_released)
{
    struct crowdpatching_maker *maker = update->maker;
    struct participant *self = maker->self;
    bool by_root = state->config->device_list == CROWDPATCHING_MERKLE_ROOT;
    size_t count;
    CONVERSE_BYTES bytes = crowdpatching_list_devices(state, maker, &count);
    if (!bytes) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    size_t listed = (size_t)crowdpatching_first_listed(state->config, count);
    const crypto_address *devices = (const crypto_address *)(const void *)bytes;
    bool has_new_keys = !maker->is_set_up;
    if (has_new_keys)
        set_up(state, maker);
    maker->is_set_up = true;
    if (!update->is_hashed)
        hash(state, update, has_new_keys);
    update->is_hashed = true;

    const struct chain_receipt *receipt =
        announce(state, update, operation, devices, count, listed);
    bool ok = receipt && find_released(receipt, ret_released);
    if (ok && !by_root)
        ok = list_rest(state, self, &ret_released->delivery, devices + listed, count - listed);
    return ok && dht_announce(state->world->dht, &ret_released->package_hash, self) == 0;
}

/** Section IV-B2: for a time, P goes to anyone who asks. */
static void seed_until(struct crowdpatching *state, const struct crowdpatching_update *update,
                       const crypto_digest *package_hash, sim_time window_end, sim_time expiry)
{
    struct crowdpatching_maker *maker = update->maker;
    struct seeding *seeding = &maker->seeding;
    const struct crowdpatching_config *config = state->config;
    seeding->self = maker->self;
    seeding->bytes = update->seed.bytes;
    seeding->len = update->seed.len;
    /* pk^D travels beside P, or in it; with pk^E and vk^E its receiver can sell P. */
    seeding->accounted_bytes = maker->delivery_pk_bytes;
    if (state->is_saleable)
        seeding->accounted_bytes += maker->exchange_pk_bytes + maker->exchange_vk_bytes.len;
    seeding->hash = *package_hash;
    seeding->request_kind = CROWDPATCHING_PACKAGE_REQUEST;
    seeding->content_kind = CROWDPATCHING_PACKAGE;
    seeding->refusal_kind = CROWDPATCHING_REFUSAL;
    seeding->window_end = window_end;
    seeding->slots = config->seeding_slots;
    seeding->concurrent_uploads = config->concurrent_uploads;
    seeding->upload_timeout = config->transaction_timeout_ns;
    seeding_serve(seeding, expiry);
}

/** Section IV-B1: what is left of the deposit goes back after the expiry. */
static void withdraw(struct crowdpatching *state, struct participant *self,
                     const struct contracts_released *released)
{
    CONVERSE_BUFFER data = {0};
    contracts_delivery_encode_withdraw(&data);
    const struct chain_intent intent = {
        .operation = "withdraw",
        .to = &released->delivery,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_WITHDRAW,
    };
    sim_actor_sleep_until(state->world->engine,
                          chain_service_date(state->world->chain, released->expires_at_s));
    chain_service_insist(state->world->chain, self, self->port, &intent);
}

/** Without a release there is nothing to do. */
static void give_up(struct crowdpatching *state)
{
    outcome_warn(&state->world->outcome, "the release failed: a transaction was refused");
    world_finish(state->world);
}

/* After a failure it goes through all of it again: what it has signed before is found on chain, or
 * handed over again. */
void crowdpatching_manufacturer_play(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_maker *maker = &state->makers[self->index];
    struct crowdpatching_update *update =
        &state->updates[crowdpatching_first_release(state, maker)];
    struct contracts_released released, again;
    sim_time second;
    if (!deploy_super_contract(state, maker) || !release(state, update, "release", &released)) {
        give_up(state);
        return;
    }
    if (update->released < 0)
        update->released = world_now(state->world);
    crowdpatching_advertise(state);
    sim_time window_end = update->released + state->config->seeding_window_ns;
    sim_time expiry = chain_service_date(state->world->chain, released.expires_at_s);
    bool is_twice = crowdpatching_second_release(state, &second) && second < expiry;
    if (is_twice) {
        seed_until(state, update, &released.package_hash, window_end, second);
        if (!release(state, update, "second_release", &again)) {
            give_up(state);
            return;
        }
    }
    seed_until(state, update, &released.package_hash, window_end, expiry);
    withdraw(state, self, &released);
    if (is_twice)
        withdraw(state, self, &again);
    world_finish(state->world);
}
