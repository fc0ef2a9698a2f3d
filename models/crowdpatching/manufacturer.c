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
static bool deploy_super_contract(struct crowdpatching *state, struct participant *self)
{
    CONVERSE_BUFFER data = {0};
    contracts_super_encode_creation(&data, &state->rules,
                                    (uint64_t)(state->config->score_period_ns / SIM_TIME_SECOND));
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
    assert(crypto_address_equal(&receipt->to, &state->super_contract));
    state->deployed_s = receipt->block_timestamp_s;
    return true;
}

/** The addresses of L_m, 20 bytes each. NULL: no memory. */
static uint8_t *list_devices(const struct world *world)
{
    uint32_t count = world->counts[WORLD_DEVICE];
    uint8_t *devices = malloc((count + 1u) * sizeof(crypto_address));
    for (uint32_t i = 0; devices && i < count; i++)
        memcpy(devices + i * sizeof(crypto_address),
               world->participants[WORLD_DEVICE][i].address.bytes, sizeof(crypto_address));
    return devices;
}

/** Section IV-B1: the release, with the deposit. */
static const struct chain_receipt *announce(struct crowdpatching *state, struct participant *self,
                                            const char *operation, const crypto_address devices[],
                                            size_t count, size_t listed)
{
    CONVERSE_BUFFER data = {0};
    const struct crowdpatching_config *config = state->config;
    bool by_root = config->device_list == CROWDPATCHING_MERKLE_ROOT;
    struct contracts_release release = {
        .expiry_s = (uint64_t)(config->expiry_ns / SIM_TIME_SECOND),
        .update_hash = state->update_hash,
        .package_hash = state->package_hash,
        .delivery_vk_hash = state->delivery_pk.verifying.hash,
        .delivery_pk_hash = state->delivery_pk.hash,
        .exchange_vk_hash = state->exchange_pk.verifying.hash,
        .exchange_pk_hash = state->exchange_pk.hash,
        .device_count = count,
        .by_root = by_root,
        .distributor_reward_wei = config->distributor_reward_wei,
        .hub_reward_wei = config->hub_reward_wei,
    };
    if (by_root)
        release.device_root = members_root(&state->members);
    contracts_super_encode_release(&data, &release, devices, listed);
    u256 needed = crowdpatching_rewards_needed(config, count);
    const struct chain_intent intent = {
        .operation = operation,
        .to = &state->super_contract,
        .value_wei = u256_is_zero(config->deposit_wei) ? needed : config->deposit_wei,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = crowdpatching_release_gas(listed),
    };
    return chain_service_insist(state->world->chain, self, self->port, &intent);
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

/** The set-up of both statements (section IV-B1), if the second can ever be proved, and the hashes.
 */
static void set_up(struct crowdpatching *state, struct participant *self)
{
    uint64_t keys_bytes = state->delivery_pk_bytes;
    participant_charge_proving(
        self, zk_cost_setup_ns(state->scheme.cost, state->world->timing, state->seed.update_len));
    if (state->is_saleable) {
        participant_charge_proving(self, zk_cost_setup_ns(state->scheme.cost, state->world->timing,
                                                          state->exchange_content_bytes));
        keys_bytes += state->exchange_pk_bytes;
    }
    sealed_charge_hash(&state->scheme, self, state->seed.update_len);
    sealed_charge_hash(&state->scheme, self, state->seed.len);
    participant_charge(self, CRYPTO_OP_SHA256, keys_bytes);
    if (!crypto_digest_equal(&state->update_hash, &state->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, state->seed.update_len);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
}

static bool release(struct crowdpatching *state, struct participant *self, const char *operation,
                    struct contracts_released *ret_released)
{
    size_t count = state->world->counts[WORLD_DEVICE];
    bool by_root = state->config->device_list == CROWDPATCHING_MERKLE_ROOT;
    size_t listed = (size_t)crowdpatching_first_listed(state->config, count);
    CONVERSE_BYTES bytes = list_devices(state->world);
    if (!bytes) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    const crypto_address *devices = (const crypto_address *)(const void *)bytes;
    if (!state->is_set_up)
        set_up(state, self);
    state->is_set_up = true;

    const struct chain_receipt *receipt = announce(state, self, operation, devices, count, listed);
    bool ok = receipt && find_released(receipt, ret_released);
    if (ok && !by_root)
        ok = list_rest(state, self, &ret_released->delivery, devices + listed, count - listed);
    return ok && dht_announce(state->world->dht, &ret_released->package_hash, self) == 0;
}

/** Section IV-B2: for a time, P goes to anyone who asks. */
static void seed_until(struct crowdpatching *state, struct participant *self,
                       const crypto_digest *package_hash, sim_time window_end, sim_time expiry)
{
    struct seeding *seeding = &state->seeding;
    const struct crowdpatching_config *config = state->config;
    seeding->self = self;
    seeding->bytes = state->seed.bytes;
    seeding->len = state->seed.len;
    /* pk^D travels beside P, or in it; with pk^E and vk^E its receiver can sell P. */
    seeding->accounted_bytes = state->delivery_pk_bytes;
    if (state->is_saleable)
        seeding->accounted_bytes += state->exchange_pk_bytes + state->exchange_vk_bytes.len;
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
    struct contracts_released released, again;
    sim_time second;
    if (!deploy_super_contract(state, self) || !release(state, self, "release", &released)) {
        give_up(state);
        return;
    }
    if (state->released < 0)
        state->released = world_now(state->world);
    sim_time window_end = state->released + state->config->seeding_window_ns;
    sim_time expiry = chain_service_date(state->world->chain, released.expires_at_s);
    bool is_twice = crowdpatching_second_release(state, &second) && second < expiry;
    if (is_twice) {
        seed_until(state, self, &released.package_hash, window_end, second);
        if (!release(state, self, "second_release", &again)) {
            give_up(state);
            return;
        }
    }
    seed_until(state, self, &released.package_hash, window_end, expiry);
    withdraw(state, self, &released);
    if (is_twice)
        withdraw(state, self, &again);
    world_finish(state->world);
}
