#include "models/crowdpatching/crowdpatching.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/** The manufacturer's package: U is random bytes, as an encrypted or compressed firmware looks. */
static int prepare_package(struct crowdpatching *state)
{
    struct world *world = state->world;
    struct participant *manufacturer = &world->participants[WORLD_MANUFACTURER][0];
    const struct crowdpatching_config *config = state->config;
    struct base_random random;
    uint8_t seed[32];
    CONVERSE_BUFFER vk_bytes = {0};
    size_t update_len = (size_t)config->update_bytes;
    uint8_t *update = malloc(update_len);
    if (!update)
        return BASE_E_NOMEM;
    participant_random(manufacturer, "update", &random);
    base_random_bytes(&random, update, update_len);
    participant_random(manufacturer, "setup", &random);
    base_random_bytes(&random, seed, sizeof seed);
    zk_statement_setup(ZK_STATEMENT_DELIVERY, update_len, state->cost, seed, &state->delivery_pk,
                       &state->delivery_vk);

    crypto_digest update_hash = crypto_sha256(update, update_len);
    crypto_digest signed_digest = crowdpatching_update_digest(&update_hash);
    crypto_ed25519_signature signature;
    crypto_ed25519_sign(&manufacturer->identity_secret, signed_digest.bytes,
                        sizeof signed_digest.bytes, &signature);
    base_buffer_append_zeros(&vk_bytes, zk_verifying_key_encode(&state->delivery_vk, NULL, 0));
    if (!base_buffer_failed(&vk_bytes))
        zk_verifying_key_encode(&state->delivery_vk, vk_bytes.data, vk_bytes.len);

    bool by_root = config->device_list == CROWDPATCHING_MERKLE_ROOT;
    size_t device_count = by_root ? world->counts[WORLD_DEVICE] : 0;
    crypto_address *devices = malloc((device_count + 1) * sizeof *devices);
    for (size_t i = 0; devices && i < device_count; i++)
        devices[i] = world->participants[WORLD_DEVICE][i].address;
    int r = devices && !base_buffer_failed(&vk_bytes)
                ? crowdpatching_package_build(update, update_len, vk_bytes.data, vk_bytes.len,
                                              &state->delivery_pk.hash, &signature, devices,
                                              device_count, &state->seed)
                : BASE_E_NOMEM;
    free(devices);
    free(update);
    return r;
}

/** The keys of S_E, whose content is the package. */
static int prepare_exchange(struct crowdpatching *state)
{
    struct base_random random;
    uint8_t seed[32];
    participant_random(&state->world->participants[WORLD_MANUFACTURER][0], "setup.exchange",
                       &random);
    base_random_bytes(&random, seed, sizeof seed);
    zk_statement_setup(ZK_STATEMENT_EXCHANGE, state->seed.len, state->cost, seed,
                       &state->exchange_pk, &state->exchange_vk);
    base_buffer_append_zeros(&state->exchange_vk_bytes,
                             zk_verifying_key_encode(&state->exchange_vk, NULL, 0));
    if (base_buffer_failed(&state->exchange_vk_bytes))
        return BASE_E_NOMEM;
    zk_verifying_key_encode(&state->exchange_vk, state->exchange_vk_bytes.data,
                            state->exchange_vk_bytes.len);
    state->exchange_content_bytes = state->seed.len;
    if (state->config->proving_keys == CROWDPATCHING_KEYS_IN_PACKAGE)
        state->exchange_content_bytes +=
            zk_cost_proving_key_bytes(state->cost, state->seed.update_len);
    return 0;
}

/** Says beforehand what the numbers will show: proofs that take longer than anybody waits. */
static void warn_if_infeasible(struct crowdpatching *state)
{
    const struct crowdpatching_config *config = state->config;
    const struct participant *distributor = state->world->participants[WORLD_DISTRIBUTOR];
    if (state->world->counts[WORLD_DISTRIBUTOR] == 0)
        return;
    double slowdown = distributor->device_class->prover_slowdown;
    double delivery_s =
        (double)zk_cost_prove_ns(state->cost, config->update_bytes) * slowdown / 1e9;
    double exchange_s =
        (double)zk_cost_prove_ns(state->cost, state->exchange_content_bytes) * slowdown / 1e9;
    double timeout_s = (double)config->proof_timeout_ns / 1e9;
    if (delivery_s > timeout_s)
        outcome_warn(&state->world->outcome,
                     "infeasible: a proof of S_D takes %.0f s with %s, hubs wait %.0f s",
                     delivery_s, state->cost->name, timeout_s);
    if (exchange_s > timeout_s)
        outcome_warn(
            &state->world->outcome,
            "infeasible: a proof of S_E over a package of %llu bytes takes %.0f s with %s, "
            "buyers wait %.0f s; no package can be sold",
            (unsigned long long)state->exchange_content_bytes, exchange_s, state->cost->name,
            timeout_s);
}

static int book_delivery(struct crowdpatching *state, const struct contracts_delivered *delivered)
{
    struct world *world = state->world;
    const struct participant *distributor = world_find_by_address(world, &delivered->distributor);
    const struct participant *device = world_find_by_address(world, &delivered->device);
    if (!distributor || !device || distributor->role != WORLD_DISTRIBUTOR)
        return base_fail(BASE_E_SIM, "a reward went to somebody who is no distributor");
    struct outcome_distributor *row = &world->outcome.distributors[distributor->index];
    row->deliveries++;
    row->rewards_wei = u256_add(row->rewards_wei, delivered->paid_wei);
    world->outcome.delivered++;
    return crowdpatching_lemmas_record(&state->lemmas, world_now(world), CROWDPATCHING_PAYMENT_TO_D,
                                       distributor->index, device->index);
}

static int book_installation(struct crowdpatching *state,
                             const struct contracts_installed *installed)
{
    const struct participant *hub = world_find_by_address(state->world, &installed->hub);
    if (!hub || hub->role != WORLD_HUB)
        return base_fail(BASE_E_SIM, "a reward went to somebody who is no hub");
    struct outcome_hub *row = &state->world->outcome.hubs[hub->index];
    row->rewards_wei = u256_add(row->rewards_wei, installed->paid_wei);
    return 0;
}

static int on_log(struct crowdpatching *state, const struct evm_log *log)
{
    struct contracts_released released;
    struct contracts_delivered delivered;
    struct contracts_installed installed;
    if (crypto_address_equal(&log->address, &state->super_contract)) {
        if (contracts_super_decode_released(log, &released))
            state->delivery_contract = released.delivery;
    } else if (crypto_address_equal(&log->address, &state->delivery_contract)) {
        if (contracts_delivery_decode_delivered(log, &delivered))
            return book_delivery(state, &delivered);
        if (contracts_delivery_decode_installed(log, &installed))
            return book_installation(state, &installed);
    }
    return 0;
}

/** Payments as the contracts made them, for the lemmas and the tables. */
static int on_block(void *context, const struct chain_block *block)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < block->receipt_count; i++)
        for (size_t l = 0; r == 0 && l < block->receipts[i]->log_count; l++)
            r = on_log(context, &block->receipts[i]->logs[l]);
    return r;
}

static void teardown(void *model_state)
{
    struct crowdpatching *state = model_state;
    if (!state)
        return;
    for (uint32_t i = 0; state->distributors && i < state->world->counts[WORLD_DISTRIBUTOR]; i++) {
        crowdpatching_package_deinit(&state->distributors[i].package);
        crypto_merkle_deinit(&state->distributors[i].members);
    }
    free(state->distributors);
    free(state->hubs);
    crowdpatching_package_deinit(&state->seed);
    crowdpatching_lemmas_deinit(&state->lemmas);
    base_buffer_deinit(&state->exchange_vk_bytes);
    sim_signal_free(state->upload_ended);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct crowdpatching *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, crowdpatching_section.name);
    state->cost = zk_cost_model_find(zk_cost_model_names[state->config->proof_system]);
    state->released = -1;
    state->distributors =
        calloc(world->counts[WORLD_DISTRIBUTOR] + 1u, sizeof *state->distributors);
    state->hubs = calloc(world->counts[WORLD_HUB] + 1u, sizeof *state->hubs);
    int r = state->distributors && state->hubs
                ? crowdpatching_lemmas_init(&state->lemmas, world->counts[WORLD_DEVICE])
                : BASE_E_NOMEM;
    if (r == 0)
        r = sim_signal_new(world->engine, &state->upload_ended);
    if (r == 0)
        r = prepare_package(state);
    if (r == 0)
        r = prepare_exchange(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    warn_if_infeasible(state);
    chain_service_watch(world->chain, on_block, state);
    *ret_state = state;
    return 0;
}

static void play(void *model_state, struct participant *self)
{
    struct crowdpatching *state = model_state;
    switch (self->role) {
    case WORLD_MANUFACTURER:
        crowdpatching_manufacturer_play(state, self);
        break;
    case WORLD_DISTRIBUTOR:
        crowdpatching_distributor_play(state, self);
        break;
    case WORLD_HUB:
        crowdpatching_hub_play(state, self);
        break;
    case WORLD_DEVICE:
        crowdpatching_device_play(state, self);
        break;
    case WORLD_ROLE_COUNT:
        break;
    }
}

static int report(void *model_state, struct world *world)
{
    struct crowdpatching *state = model_state;
    struct outcome *outcome = &world->outcome;
    uint64_t sales = 0;
    u256 turnover = {{0}};
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        sales += outcome->distributors[i].sales;
        turnover = u256_add(turnover, outcome->distributors[i].sales_wei);
    }
    const struct crowdpatching_config *config = state->config;
    outcome_add_number(outcome, "released_at_s", (double)state->released / 1e9);
    outcome_add_money(outcome, "deposit_wei",
                      u256_is_zero(config->deposit_wei)
                          ? crowdpatching_rewards_needed(config, outcome->device_count)
                          : config->deposit_wei);
    outcome_add_money(outcome, "refunded_wei", state->refunded_wei);
    outcome_add_number(outcome, "package_bytes", (double)state->seed.len);
    outcome_add_number(outcome, "proving_key_bytes",
                       (double)zk_cost_proving_key_bytes(state->cost, state->seed.update_len));
    outcome_add_number(outcome, "exchange_statement_bytes", (double)state->exchange_content_bytes);
    outcome_add_number(outcome, "sales", (double)sales);
    outcome_add_money(outcome, "sales_wei", turnover);
    outcome_add_number(outcome, "lemma_events_checked", (double)state->lemmas.count);
    return 0;
}

const struct model_ops crowdpatching_ops = {
    .name = "crowdpatching",
    .summary = "first-hand and second-hand distributors, hubs, proofs, rewards on chain",
    .section = &crowdpatching_section,
    .check = crowdpatching_check,
    .setup = setup,
    .play = play,
    .report = report,
    .teardown = teardown,
};
