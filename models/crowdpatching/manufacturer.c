#include <assert.h>
#include <stdlib.h>

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
                                            struct sim_port *port, const char *operation,
                                            const crypto_address devices[], size_t count,
                                            size_t listed)
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
    const struct chain_intent intent = {
        .operation = operation,
        .to = &maker->super_contract,
        .value_wei = crowdpatching_deposit(state, maker),
        .data = data.data,
        .data_len = data.len,
        .gas_limit = crowdpatching_release_gas(listed),
    };
    return chain_service_insist(state->world->chain, maker->self, port, &intent);
}

/** The rest of a list that one transaction does not hold. */
static bool list_rest(struct crowdpatching *state, struct participant *self, struct sim_port *port,
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
        if (!chain_service_insist(state->world->chain, self, port, &intent))
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
    sealed_charge_hash(&state->scheme, self, maker->exchange_content_bytes);
    if (has_new_keys)
        participant_charge(self, CRYPTO_OP_SHA256, maker->known_keys_bytes);
    if (!crypto_digest_equal(&update->update_hash, &update->update_sha256))
        participant_charge(self, CRYPTO_OP_SHA256, update->seed.update_len);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
}

static bool release(struct crowdpatching *state, struct crowdpatching_update *update,
                    struct sim_port *port, const char *operation,
                    struct contracts_released *ret_released)
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
        announce(state, update, port, operation, devices, count, listed);
    bool ok = receipt && find_released(receipt, ret_released);
    if (ok && !by_root)
        ok =
            list_rest(state, self, port, &ret_released->delivery, devices + listed, count - listed);
    return ok && dht_announce(state->world->dht, &ret_released->package_hash, self) == 0;
}

/** Section IV-B2: for a time, P goes to anyone who asks. */
static void seed(const struct crowdpatching *state, struct crowdpatching_update *update,
                 sim_time window_end)
{
    struct crowdpatching_maker *maker = update->maker;
    struct seeding_file *file = &update->file;
    file->bytes = update->seed.bytes;
    file->len = update->seed.len;
    /* pk^D travels beside P, or in it; with pk^E and vk^E its receiver can sell P. */
    file->accounted_bytes = maker->delivery_pk_bytes;
    if (state->is_saleable)
        file->accounted_bytes += maker->exchange_pk_bytes + maker->exchange_vk_bytes.len;
    file->known_bytes = maker->known_keys_bytes;
    file->hash = update->package_hash;
    file->window_end = window_end;
    file->slots = state->config->seeding_slots;
    seeding_offer(&maker->seeding, file);
}

static void serve_until(const struct crowdpatching *state, struct crowdpatching_maker *maker,
                        sim_time date)
{
    struct seeding *seeding = &maker->seeding;
    seeding->self = maker->self;
    seeding->request_kind = CROWDPATCHING_PACKAGE_REQUEST;
    seeding->content_kind = CROWDPATCHING_PACKAGE;
    seeding->refusal_kind = CROWDPATCHING_REFUSAL;
    seeding->concurrent_uploads = state->config->concurrent_uploads;
    seeding->upload_timeout = state->config->transaction_timeout_ns;
    seeding_serve(seeding, date);
}

/** By how much a reorganisation may have a transaction earlier than it was, at the most. */
static sim_time moved_back(const struct world *world)
{
    const struct config_faults *faults = world->faults;
    bool are_any = faults->reorg_first_ns > 0 || faults->reorg_mean_interval_ns > 0;
    return are_any ? (sim_time)faults->reorg_depth * world->chain_config->block_interval_ns : 0;
}

/** Section IV-B1: what is left of the deposit goes back after the expiry. */
static void withdraw(struct crowdpatching *state, struct participant *self, struct sim_port *port,
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
                          chain_service_date(state->world->chain, released->expires_at_s) +
                              moved_back(state->world));
    chain_service_insist(state->world->chain, self, port, &intent);
}

/** The run is over when all releases are. */
static void end(struct crowdpatching *state, struct crowdpatching_update *update)
{
    update->is_over = true;
    for (uint32_t i = 0; i < state->release_count; i++)
        if (!state->updates[i].is_over)
            return;
    world_finish(state->world);
}

/** Without a release there is nothing to do. */
static void give_up(struct crowdpatching *state, struct crowdpatching_update *update)
{
    if (update->is_over)
        return;
    outcome_warn(&state->world->outcome, "the release failed: a transaction was refused");
    end(state, update);
}

/** What one release has on chain. */
struct campaign {
    struct crowdpatching_update *update;
    struct contracts_released released;
    struct contracts_released again; /* a second DSC of it, with is_twice */
    bool is_twice;
};

/** Announces; false: refused. */
static bool begin(struct crowdpatching *state, struct campaign *campaign, struct sim_port *port)
{
    struct crowdpatching_update *update = campaign->update;
    if (!release(state, update, port, "release", &campaign->released)) {
        give_up(state, update);
        return false;
    }
    if (update->released < 0)
        update->released = world_now(state->world);
    update->expires = chain_service_date(state->world->chain, campaign->released.expires_at_s);
    crowdpatching_appear(state, (uint32_t)(update - state->updates));
    crowdpatching_advertise(state);
    seed(state, update, update->released + state->config->seeding_window_ns);
    return true;
}

static void finish(struct crowdpatching *state, const struct campaign *campaign,
                   struct sim_port *port)
{
    struct participant *self = campaign->update->maker->self;
    withdraw(state, self, port, &campaign->released);
    if (campaign->is_twice)
        withdraw(state, self, port, &campaign->again);
    end(state, campaign->update);
}

/** A later release comes when its time has come and the one before it is announced. */
static void await_turn(const struct crowdpatching *state, const struct crowdpatching_update *update)
{
    uint32_t number = crowdpatching_number_of(state, update);
    const struct crowdpatching_update *first = update - number, *before = update - 1;
    sim_actor_sleep_until(state->world->engine,
                          first->released + number * state->config->release_interval_ns);
    while (before->released < 0 && !before->is_over)
        chain_service_wait_block(state->world->chain, SIM_TIME_FOREVER);
}

/** All of a later release; of the first, what is left of it. */
static void campaign_main(void *argument)
{
    struct campaign *campaign = argument;
    struct crowdpatching_update *update = campaign->update;
    struct participant *self = update->maker->self;
    struct crowdpatching *state = self->world->model_state;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    if (crowdpatching_number_of(state, update) > 0) {
        await_turn(state, update);
        /* Nobody asks before the chain names P. */
        if (update->released < 0)
            seed(state, update, SIM_TIME_FOREVER);
        if (!begin(state, campaign, port))
            return;
    }
    finish(state, campaign, port);
}

static void start(struct crowdpatching *state, const struct campaign *campaign)
{
    struct campaign *copy = campaign->update->is_over ? NULL : malloc(sizeof *copy);
    int r = campaign->update->is_over ? 0 : BASE_E_NOMEM;
    if (copy) {
        *copy = *campaign;
        r = sim_actor_spawn(campaign->update->maker->self->node, "campaign", campaign_main, copy,
                            free);
    }
    if (r < 0)
        world_fail(state->world, r);
}

/* After a failure it goes through all of it again: what it has signed before is found on chain, or
 * handed over again. */
void crowdpatching_manufacturer_play(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_maker *maker = &state->makers[self->index];
    struct campaign first = {
        .update = &state->updates[crowdpatching_first_release(state, maker)],
    };
    sim_time second;
    bool is_there = deploy_super_contract(state, maker);
    if (!is_there || !begin(state, &first, self->port)) {
        for (uint32_t i = 0; i < state->releases_each; i++)
            give_up(state, &first.update[i]);
        return;
    }
    for (uint32_t i = 1; i < state->releases_each; i++)
        start(state, &(struct campaign){.update = &first.update[i]});
    first.is_twice = crowdpatching_second_release(state, &second) && second < first.update->expires;
    if (first.is_twice) {
        serve_until(state, maker, second);
        if (!release(state, first.update, self->port, "second_release", &first.again)) {
            give_up(state, first.update);
            return;
        }
    }
    start(state, &first);
    serve_until(state, maker, SIM_TIME_FOREVER);
}
