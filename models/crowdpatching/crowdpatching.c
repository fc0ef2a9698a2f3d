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
    crowdpatching_keep_trapdoor(state, ZK_STATEMENT_DELIVERY, seed);
    int r = zk_statement_setup(ZK_STATEMENT_DELIVERY, update_len, &state->scheme, seed,
                               &state->delivery_pk);
    if (r < 0) {
        free(update);
        return r;
    }

    state->update_hash = zk_scheme_hash(&state->scheme, update, update_len);
    state->update_sha256 = crypto_sha256(update, update_len);
    crypto_digest signed_digest =
        crowdpatching_update_digest(&state->update_hash, &state->update_sha256);
    crypto_ed25519_signature signature;
    crypto_token_ed25519_sign(state->world->tokens, &manufacturer->identity_secret,
                              signed_digest.bytes, sizeof signed_digest.bytes, &signature);
    sealed_encode_verifying_key(&state->delivery_pk.verifying, &vk_bytes);

    bool by_root = config->device_list == CROWDPATCHING_MERKLE_ROOT;
    size_t device_count = by_root ? world->counts[WORLD_DEVICE] : 0;
    crypto_address *devices = malloc((device_count + 1) * sizeof *devices);
    for (size_t i = 0; devices && i < device_count; i++)
        devices[i] = world->participants[WORLD_DEVICE][i].address;
    r = devices && !base_buffer_failed(&vk_bytes)
            ? package_build(update, update_len, vk_bytes.data, vk_bytes.len,
                            &state->delivery_pk.hash, &signature, devices, device_count,
                            &state->seed)
            : BASE_E_NOMEM;
    free(devices);
    free(update);
    if (r == 0)
        state->package_hash = zk_scheme_hash(&state->scheme, state->seed.bytes, state->seed.len);
    return r;
}

/** The devices' keys. With secp256k1 they are those of their accounts; otherwise each gets one of
 * its own, and is named by it. */
static int make_keys(struct crowdpatching *state)
{
    struct world *world = state->world;
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_DEVICE]; i++) {
        struct participant *device = &world->participants[WORLD_DEVICE][i];
        struct crowdpatching_keys *keys = &state->keys[i];
        struct base_random random;
        uint8_t seed[32];
        if (state->rules.scheme == CRYPTO_SCHEME_SECP256K1) {
            keys->secret.scheme = keys->key.scheme = state->rules.scheme;
            keys->secret.secp256k1 = device->secret;
            memcpy(keys->key.bytes, device->address.bytes, sizeof device->address.bytes);
            continue;
        }
        participant_random(device, "device.key", &random);
        base_random_bytes(&random, seed, sizeof seed);
        r = crypto_token_scheme_keypair(world->tokens, state->rules.scheme, seed, &keys->key,
                                        &keys->secret);
        crypto_address address;
        if (r == 0) {
            address = crypto_scheme_address(&keys->key);
            r = world_rename(world, device, &address);
        }
    }
    if (state->rules.scheme == CRYPTO_SCHEME_ED25519)
        outcome_warn(&world->outcome,
                     "what-if: contracts check Ed25519 by EIP-665, which no chain has");
    return r;
}

/** Which devices are their own hubs; their accounts get what hubs' get. */
static int choose_own_hubs(struct crowdpatching *state)
{
    struct world *world = state->world;
    struct chain *chain = chain_service_chain(world->chain);
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_DEVICE]; i++) {
        struct participant *device = &world->participants[WORLD_DEVICE][i];
        struct base_random random;
        participant_random(device, "own_hub", &random);
        state->is_own_hub[i] = base_random_uniform(&random) < state->config->own_hubs;
        if (state->is_own_hub[i] && !u256_is_zero(world->config->hub_funds_wei))
            r = chain_fund(chain, &device->address, world->config->hub_funds_wei);
    }
    return r;
}

static double proof_s(const struct crowdpatching *state, uint64_t content_bytes)
{
    const struct participant *distributor = state->world->participants[WORLD_DISTRIBUTOR];
    return (double)zk_cost_prove_ns(state->scheme.cost, state->world->timing, content_bytes) *
           distributor->device_class->prover_slowdown / 1e9;
}

/** One proof of S_D for each device, shared by all cores of all distributors from the release on,
 *  takes this long at the least. */
static double all_deliveries_s(const struct crowdpatching *state, double delivery_s)
{
    const struct world *world = state->world;
    uint64_t cores = (uint64_t)world->counts[WORLD_DISTRIBUTOR] *
                     world->participants[WORLD_DISTRIBUTOR]->device_class->cores;
    uint64_t rounds = (world->counts[WORLD_DEVICE] + cores - 1) / cores;
    return (double)rounds * delivery_s;
}

/** What that many bytes take at the least from the manufacturer to a distributor. */
static double upload_of_s(const struct crowdpatching *state, uint64_t bytes)
{
    const struct config_network *network = state->world->network;
    uint64_t bps = network->manufacturer_up_bps < network->distributor_down_bps
                       ? network->manufacturer_up_bps
                       : network->distributor_down_bps;
    return (double)bytes * 8 / (double)bps;
}

/** Whether S_E can be proved and its key be had: if not, no package is sold, and one warning says
 *  why. */
static void look_at_sales(struct crowdpatching *state, double exchange_s, double timeout_s,
                          double upload_s)
{
    struct outcome *outcome = &state->world->outcome;
    const struct zk_cost_model *cost = state->scheme.cost;
    unsigned long long content_bytes = state->exchange_content_bytes;
    unsigned long long key_bytes = state->delivery_pk_bytes + state->exchange_pk_bytes;
    double keys_s = upload_of_s(state, key_bytes);
    state->is_saleable = false;
    if (!zk_cost_is_provable(cost, content_bytes))
        outcome_warn(outcome,
                     "infeasible: S_E over a package of %llu bytes has %llu constraints with %s, "
                     "more than its field has room for; no package can be sold",
                     content_bytes, (unsigned long long)zk_cost_constraints(cost, content_bytes),
                     cost->name);
    else if (exchange_s > timeout_s)
        outcome_warn(outcome,
                     "infeasible: a proof of S_E over a package of %llu bytes takes %.0f s with "
                     "%s, buyers wait %.0f s; no package can be sold",
                     content_bytes, exchange_s, cost->name, timeout_s);
    else if (keys_s > upload_s)
        outcome_warn(outcome,
                     "infeasible: the proving keys of S_D and S_E have %llu bytes and take %.0f s "
                     "to fetch with %s, transfers may take %.0f s; no package can be sold",
                     key_bytes, keys_s, cost->name, upload_s);
    else
        state->is_saleable = true;
}

/** Says beforehand what the numbers will show: proofs that take longer than anybody waits, or than
 *  the release lasts. Without a chance to sell P, nobody sets S_E up, fetches pk^E or starts a
 * proof of it. */
static void look_at_feasibility(struct crowdpatching *state)
{
    const struct crowdpatching_config *config = state->config;
    struct outcome *outcome = &state->world->outcome;
    state->is_saleable = true;
    if (state->world->counts[WORLD_DISTRIBUTOR] == 0)
        return;
    double delivery_s = proof_s(state, config->update_bytes);
    double timeout_s = (double)config->proof_timeout_ns / 1e9;
    if (delivery_s > timeout_s)
        outcome_warn(outcome, "infeasible: a proof of S_D takes %.0f s with %s, hubs wait %.0f s",
                     delivery_s, state->scheme.cost->name, timeout_s);
    uint32_t distributors = state->world->counts[WORLD_DISTRIBUTOR];
    double needed_s = all_deliveries_s(state, delivery_s);
    double expiry_s = (double)config->expiry_ns / 1e9;
    if (needed_s > expiry_s)
        outcome_warn(
            outcome,
            "infeasible: the proofs of S_D for %u devices keep all cores of %u distributor%s "
            "busy for %.0f s with %s, the release expires after %.0f s",
            state->world->counts[WORLD_DEVICE], distributors, distributors == 1 ? "" : "s",
            needed_s, state->scheme.cost->name, expiry_s);
    double upload_s = (double)config->transaction_timeout_ns / 1e9;
    double delivery_key_s = upload_of_s(state, state->delivery_pk_bytes);
    if (delivery_key_s > upload_s)
        outcome_warn(outcome,
                     "infeasible: the proving key of S_D has %llu bytes and takes %.0f s to fetch "
                     "with %s, transfers may take %.0f s",
                     (unsigned long long)state->delivery_pk_bytes, delivery_key_s,
                     state->scheme.cost->name, upload_s);
    look_at_sales(state, proof_s(state, state->exchange_content_bytes), timeout_s, upload_s);
}

/** The keys of S_E, whose content is the package. */
static int prepare_exchange(struct crowdpatching *state)
{
    struct base_random random;
    uint8_t seed[32];
    state->delivery_pk_bytes =
        zk_cost_proving_key_bytes(state->scheme.cost, state->seed.update_len);
    state->exchange_content_bytes = state->seed.len;
    if (state->config->proving_keys == CROWDPATCHING_KEYS_IN_PACKAGE)
        state->exchange_content_bytes += state->delivery_pk_bytes;
    state->exchange_pk_bytes =
        zk_cost_proving_key_bytes(state->scheme.cost, state->exchange_content_bytes);
    look_at_feasibility(state);

    participant_random(&state->world->participants[WORLD_MANUFACTURER][0], "setup.exchange",
                       &random);
    base_random_bytes(&random, seed, sizeof seed);
    /* Where nobody sets S_E up, what is announced stands for nothing and is never used. */
    struct zk_scheme scheme = state->scheme;
    if (!state->is_saleable || state->world->counts[WORLD_DISTRIBUTOR] < 2)
        scheme.level = ZK_LEVEL_CALIBRATED;
    crowdpatching_keep_trapdoor(state, ZK_STATEMENT_EXCHANGE, seed);
    int r = zk_statement_setup(ZK_STATEMENT_EXCHANGE, state->seed.len, &scheme, seed,
                               &state->exchange_pk);
    if (r < 0)
        return r;
    sealed_encode_verifying_key(&state->exchange_pk.verifying, &state->exchange_vk_bytes);
    return base_buffer_failed(&state->exchange_vk_bytes) ? BASE_E_NOMEM : 0;
}

/** Devices that may be their own hubs. */
static uint32_t own_hub_places(const struct crowdpatching *state)
{
    return state->config->own_hubs > 0 ? state->world->counts[WORLD_DEVICE] : 0;
}

static void init_hub(struct crowdpatching_hub *hub)
{
    base_map_init(&hub->shunned, sizeof(crypto_address), 1);
    base_map_init(&hub->rates, sizeof(crypto_address), sizeof(double));
}

static void deinit_hub(struct crowdpatching_hub *hub)
{
    crowdpatching_forget_rewards(&hub->rewards);
    crowdpatching_forget_rewards(&hub->spent_rewards);
    base_map_deinit(&hub->shunned);
    base_map_deinit(&hub->rates);
}

static void teardown(void *model_state)
{
    struct crowdpatching *state = model_state;
    if (!state)
        return;
    base_map_deinit(&state->exchanges);
    base_map_deinit(&state->contracts);
    members_deinit(&state->members);
    for (uint32_t i = 0; state->distributors && i < state->world->counts[WORLD_DISTRIBUTOR]; i++) {
        crowdpatching_forget_claims(&state->distributors[i].claims);
        crowdpatching_forget_claims(&state->distributors[i].spent_claims);
        crowdpatching_forget_purchase(&state->distributors[i]);
        base_map_deinit(&state->distributors[i].served);
    }
    free(state->distributors);
    for (uint32_t i = 0; state->hubs && i < state->world->counts[WORLD_HUB]; i++)
        deinit_hub(&state->hubs[i]);
    for (uint32_t i = 0; state->own_hubs && i < own_hub_places(state); i++)
        deinit_hub(&state->own_hubs[i]);
    free(state->hubs);
    free(state->own_hubs);
    free(state->is_own_hub);
    for (uint32_t i = 0; state->promises && i < state->world->counts[WORLD_DEVICE]; i++)
        crowdpatching_forget_promises(&state->promises[i]);
    free(state->promises);
    free(state->keys);
    free(state->authorised);
    free(state->has_rewarded_hub);
    package_deinit(&state->seed);
    crowdpatching_lemmas_deinit(&state->lemmas);
    base_buffer_deinit(&state->exchange_vk_bytes);
    zk_proving_key_deinit(&state->exchange_pk);
    zk_proving_key_deinit(&state->delivery_pk);
    seeding_deinit(&state->seeding);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct crowdpatching *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, crowdpatching_section.name);
    state->scheme = (struct zk_scheme){
        .level =
            world->fidelity->proof == CONFIG_FIDELITY_REAL ? ZK_LEVEL_REAL : ZK_LEVEL_CALIBRATED,
        .cost = zk_cost_model_find(zk_cost_model_names[state->config->proof_system]),
        .tokens = world->tokens,
    };
    state->rules = (struct contracts_rules){
        .semantics = (enum contracts_semantics)state->config->semantics,
        .tagging = (enum contracts_tagging)state->config->challenge,
        .scheme = (enum crypto_scheme)state->config->signature_scheme,
    };
    state->nonce_bytes = (size_t)state->config->nonce_bits / 8;
    state->challenge_bytes =
        crowdpatching_challenge_bytes(state->rules.tagging, state->nonce_bytes);
    state->released = -1;
    state->super_contract =
        evm_create_address(&world->participants[WORLD_MANUFACTURER][0].address, 0);
    base_map_init(&state->exchanges, sizeof(crypto_address), sizeof(struct crowdpatching_exchange));
    base_map_init(&state->contracts, sizeof(crypto_address), sizeof(uint32_t));
    state->distributors =
        calloc(world->counts[WORLD_DISTRIBUTOR] + 1u, sizeof *state->distributors);
    state->hubs = calloc(world->counts[WORLD_HUB] + 1u, sizeof *state->hubs);
    state->own_hubs = calloc(own_hub_places(state) + 1u, sizeof *state->own_hubs);
    state->is_own_hub = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->is_own_hub);
    state->promises = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->promises);
    state->keys = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->keys);
    state->authorised = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->authorised);
    state->has_rewarded_hub =
        calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->has_rewarded_hub);
    int r = state->distributors && state->hubs && state->own_hubs && state->is_own_hub &&
                    state->promises && state->keys && state->authorised && state->has_rewarded_hub
                ? crowdpatching_lemmas_init(&state->lemmas, world->counts[WORLD_DEVICE])
                : BASE_E_NOMEM;
    state->lemmas.is_chain_soft = !chain_service_is_firm(world->chain);
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_HUB]; i++)
        init_hub(&state->hubs[i]);
    for (uint32_t i = 0; state->own_hubs && i < own_hub_places(state); i++)
        init_hub(&state->own_hubs[i]);
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_DISTRIBUTOR]; i++)
        base_map_init(&state->distributors[i].served, sizeof(crypto_address), sizeof(uint64_t));
    if (r == 0)
        r = seeding_init(&state->seeding, world);
    if (r == 0)
        r = make_keys(state);
    if (r == 0)
        r = choose_own_hubs(state);
    if (r == 0)
        r = zk_scheme_init(&state->scheme);
    if (r == 0)
        r = prepare_package(state);
    if (r == 0)
        r = prepare_exchange(state);
    if (r == 0)
        r = members_init(&state->members, state->seed.devices, state->seed.device_count);
    if (r < 0) {
        teardown(state);
        return r;
    }
    chain_service_watch(world->chain, crowdpatching_book_block, state);
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
    case WORLD_OUTSIDER:
        crowdpatching_outsider_play(state, self);
        break;
    case WORLD_DEVICE:
    case WORLD_ROLE_COUNT:
        break;
    }
}

/** As the Super contract has them at the end; 0 before it is there. */
static void read_scores(struct crowdpatching *state)
{
    struct world *world = state->world;
    const struct participant *reader = &world->participants[WORLD_MANUFACTURER][0];
    world->outcome.has_scores = true;
    for (uint32_t i = 0; i < world->outcome.distributor_count; i++) {
        CONVERSE_BUFFER query = {0};
        uint8_t *output;
        size_t len;
        contracts_super_encode_score(&query, &world->participants[WORLD_DISTRIBUTOR][i].address);
        if (!chain_service_read(world->chain, reader, &state->super_contract, &query, &output,
                                &len))
            continue;
        contracts_super_decode_score(output, len, &world->outcome.distributors[i].score);
        free(output);
    }
}

static int report(void *model_state, struct world *world)
{
    struct crowdpatching *state = model_state;
    struct outcome *outcome = &world->outcome;
    uint64_t sales = 0;
    u256 turnover = {{0}};
    /* The release has expired: what was under way comes too late. */
    for (uint32_t i = 0; outcome->is_complete && i < outcome->device_count; i++)
        if (outcome->devices[i].state == OUTCOME_IN_PROGRESS)
            outcome->devices[i].state = OUTCOME_EXPIRED;
    /* A hub may have seen a reward in a block that was undone. */
    for (uint32_t i = 0; i < outcome->device_count; i++)
        if (!state->has_rewarded_hub[i])
            outcome->devices[i].rewarded = -1;
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
    outcome_add_number(outcome, "proving_key_bytes", (double)state->delivery_pk_bytes);
    outcome_add_number(outcome, "exchange_proving_key_bytes", (double)state->exchange_pk_bytes);
    outcome_add_number(outcome, "exchange_statement_bytes", (double)state->exchange_content_bytes);
    outcome_add_number(outcome, "sales", (double)sales);
    outcome_add_money(outcome, "sales_wei", turnover);
    outcome_show(outcome, "sales_wei", "package sales");
    if (config->own_hubs > 0) {
        outcome_add_money(outcome, "own_hubs_rewards_wei", state->own_hub_rewards_wei);
        outcome_add_money(outcome, "own_hubs_fees_wei", state->own_hub_fees_wei);
    }
    outcome_add_number(outcome, "refused_keys", (double)state->refused_keys);
    outcome_add_number(outcome, "unpaid_updates",
                       (double)crowdpatching_lemmas_unpaid(&state->lemmas));
    read_scores(state);
    crowdpatching_attack_report(state);
    outcome_add_number(outcome, "lemma_events_checked", (double)state->lemmas.count);
    return 0;
}

const struct model_ops crowdpatching_ops = {
    .about =
        {
            .name = "crowdpatching",
            .summary = "first-hand and second-hand distributors, hubs, proofs, rewards on chain",
            .source = "Puggioni, Shaghaghi, Doss, Kanhere 2020",
            .section = &crowdpatching_section,
            .variant_key = "semantics",
            .parts = MODEL_CHAIN | MODEL_REWARDS | MODEL_DISTRIBUTORS | MODEL_LOOKUPS |
                     MODEL_PROOFS | MODEL_ENCRYPTION | MODEL_DEVICES_ONLINE | MODEL_DEVICES_SERVE,
            .attacks =
                ADVERSARY_BIT(ADVERSARY_SIGNATURE_ORACLE) | ADVERSARY_BIT(ADVERSARY_POFD_FIRST) |
                ADVERSARY_BIT(ADVERSARY_SECOND_RELEASE) | ADVERSARY_BIT(ADVERSARY_WHITEWASH) |
                ADVERSARY_BIT(ADVERSARY_HUB_CACHE) | ADVERSARY_BIT(ADVERSARY_SELF_DELIVERY) |
                ADVERSARY_BIT(ADVERSARY_FREE_RIDING) | ADVERSARY_BIT(ADVERSARY_KEY_WITHHOLDING) |
                ADVERSARY_BIT(ADVERSARY_EXCHANGE_GRIEFING) |
                ADVERSARY_BIT(ADVERSARY_TAMPER_DISTRIBUTOR) | ADVERSARY_BIT(ADVERSARY_TAMPER_HUB) |
                ADVERSARY_BIT(ADVERSARY_CRS_SUBVERSION) | ADVERSARY_BIT(ADVERSARY_PROVER_GRIEFING) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_HUB) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_DEVICE),
            .shared_attacks = ADVERSARY_ON_CHAIN | ADVERSARY_ON_LINES,
        },
    .check = crowdpatching_check,
    .setup = setup,
    .play = play,
    .act = crowdpatching_device_act,
    .report = report,
    .teardown = teardown,
};
