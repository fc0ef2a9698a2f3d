#include "models/leiba/leiba.h"

#include <stdlib.h>

#include "base/error.h"
#include "models/leiba/state.h"

/** The manufacturer's package: U is random bytes, as an encrypted or compressed firmware looks. */
static int build_package(struct leiba *state, const uint8_t *update, size_t update_len)
{
    struct world *world = state->world;
    struct participant *manufacturer = &world->participants[WORLD_MANUFACTURER][0];
    size_t count = world->counts[WORLD_DEVICE];
    CONVERSE_BUFFER vk_bytes = {0};
    crypto_ed25519_signature signature;
    state->update_hash = zk_scheme_hash(&state->scheme, update, update_len);
    state->update_sha256 = crypto_sha256(update, update_len);
    crypto_digest signed_digest = leiba_update_digest(&state->update_hash, &state->update_sha256);
    crypto_token_ed25519_sign(world->tokens, &manufacturer->identity_secret, signed_digest.bytes,
                              sizeof signed_digest.bytes, &signature);
    sealed_encode_verifying_key(&state->proving_key.verifying, &vk_bytes);
    crypto_address *devices = malloc((count + 1) * sizeof *devices);
    for (size_t i = 0; devices && i < count; i++)
        devices[i] = world->participants[WORLD_DEVICE][i].address;
    int r = devices && !base_buffer_failed(&vk_bytes)
                ? package_build(update, update_len, vk_bytes.data, vk_bytes.len,
                                &state->proving_key.hash, &signature, devices, count, &state->seed)
                : BASE_E_NOMEM;
    free(devices);
    if (r == 0)
        state->package_hash = zk_scheme_hash(&state->scheme, state->seed.bytes, state->seed.len);
    return r;
}

/** U, the keys of S_D, P and the tree over its devices. */
static int prepare_release(struct leiba *state)
{
    struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    struct base_random random;
    uint8_t seed[32];
    size_t update_len = (size_t)state->config->update_bytes;
    uint8_t *update = malloc(update_len);
    if (!update)
        return BASE_E_NOMEM;
    participant_random(manufacturer, "update", &random);
    base_random_bytes(&random, update, update_len);
    participant_random(manufacturer, "setup", &random);
    base_random_bytes(&random, seed, sizeof seed);
    leiba_keep_trapdoor(state, seed);
    int r = zk_statement_setup(ZK_STATEMENT_DELIVERY, update_len, &state->scheme, seed,
                               &state->proving_key);
    state->proving_key_bytes = zk_cost_proving_key_bytes(state->scheme.cost, update_len);
    if (r == 0)
        r = build_package(state, update, update_len);
    free(update);
    if (r == 0)
        r = members_init(&state->members, state->seed.devices, state->seed.device_count);
    return r;
}

double leiba_proof_s(const struct leiba *state)
{
    const struct world *world = state->world;
    if (world->counts[WORLD_DISTRIBUTOR] == 0)
        return 0;
    return (double)zk_cost_prove_ns(state->scheme.cost, world->timing,
                                    state->config->update_bytes) *
           world->participants[WORLD_DISTRIBUTOR][0].device_class->prover_slowdown / 1e9;
}

/** A reveal leaves when its commitment is confirmed, and comes so many blocks after it. */
static void look_at_reveals(const struct leiba *state)
{
    const struct config_chain *chain = state->world->chain_config;
    double window_s = (double)(state->config->reveal_window_ns / SIM_TIME_SECOND);
    double reveal_s =
        (double)chain->confirmations * (double)chain->block_interval_ns / SIM_TIME_SECOND;
    if (state->world->counts[WORLD_DISTRIBUTOR] > 0 && reveal_s > window_s)
        outcome_warn(&state->world->outcome,
                     "infeasible: a commitment holds its device for %.0f s (leiba.reveal_window), "
                     "and its reveal comes %.0f s after it at the earliest",
                     window_s, reveal_s);
}

/** Says beforehand what the numbers will show: proofs that take longer than anybody waits. */
static void look_at_feasibility(struct leiba *state)
{
    const struct zk_cost_model *cost = state->scheme.cost;
    uint64_t bytes = state->config->update_bytes;
    if (state->world->counts[WORLD_DISTRIBUTOR] > 0 && !zk_cost_is_provable(cost, bytes))
        outcome_warn(&state->world->outcome,
                     "infeasible: S_D over an update of %llu bytes has %llu constraints with %s, "
                     "more than its field has room for",
                     (unsigned long long)bytes,
                     (unsigned long long)zk_cost_constraints(cost, bytes), cost->name);
    double proof_s = leiba_proof_s(state);
    double timeout_s = (double)state->config->proof_timeout_ns / 1e9;
    if (proof_s > timeout_s)
        outcome_warn(&state->world->outcome,
                     "infeasible: a proof of S_D takes %.0f s with %s, devices wait %.0f s",
                     proof_s, state->scheme.cost->name, timeout_s);
}

static int book_delivery(struct leiba *state, const struct contracts_delivered *revealed)
{
    struct world *world = state->world;
    const struct participant *distributor = world_find_by_address(world, &revealed->distributor);
    const struct participant *device = world_find_by_address(world, &revealed->device);
    bool is_own = distributor && distributor->role == WORLD_HUB && distributor->is_marked &&
                  world->adversary->kind == ADVERSARY_SELF_DELIVERY;
    if (!distributor || !device || (distributor->role != WORLD_DISTRIBUTOR && !is_own) ||
        device->role != WORLD_DEVICE)
        return base_fail(BASE_E_SIM, "a reward went to somebody who is no distributor");
    struct leiba_device *own = &state->devices[device->index];
    if (own->paid_to != OUTCOME_NOBODY)
        return base_fail(BASE_E_SIM, "device-%u was paid for twice: to %u and %s-%u", device->index,
                         own->paid_to, is_own ? "hub" : "distributor", distributor->index);
    if (is_own) {
        own->paid_to = world->counts[WORLD_DISTRIBUTOR] + distributor->index;
        return leiba_book_self_delivery(state, distributor, revealed);
    }
    own->paid_to = distributor->index;
    const uint32_t pair[2] = {distributor->index, device->index};
    if (!base_map_get(&state->proved, pair))
        state->payments_without_proof++;
    participant_earn(distributor, device, revealed->paid_wei);
    return 0;
}

/** Payments as the contract made them. */
static int on_block(void *context, const struct chain_block *block)
{
    struct leiba *state = context;
    int r = 0;
    for (size_t i = 0; r == 0 && i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        const struct participant *sender = world_find_by_address(state->world, &receipt->sender);
        if (sender && sender->role == WORLD_DISTRIBUTOR && !receipt->success)
            state->world->outcome.distributors[sender->index].lost_claims++;
        for (size_t l = 0; r == 0 && l < receipt->log_count; l++) {
            struct contracts_delivered revealed;
            const crypto_address *contract = &receipt->logs[l].address;
            if (!contracts_distribution_decode_revealed(&receipt->logs[l], &revealed))
                continue;
            if (crypto_address_equal(contract, &state->contract))
                r = book_delivery(state, &revealed);
            else if (crypto_address_equal(contract, &state->second_contract))
                r = leiba_book_replay(state, &revealed);
        }
    }
    return r;
}

static void teardown(void *model_state)
{
    struct leiba *state = model_state;
    if (!state)
        return;
    for (uint32_t i = 0; state->distributors && i < state->world->counts[WORLD_DISTRIBUTOR]; i++) {
        leiba_forget_claims(&state->distributors[i].claims);
        leiba_forget_claims(&state->distributors[i].spent);
    }
    for (uint32_t i = 0; state->hubs && i < state->world->counts[WORLD_HUB]; i++)
        leiba_forget_claims(&state->hubs[i].claims);
    for (uint32_t i = 0; state->devices && i < state->world->counts[WORLD_DEVICE]; i++)
        leiba_forget_promises(&state->devices[i]);
    free(state->distributors);
    free(state->hubs);
    free(state->devices);
    base_map_deinit(&state->proved);
    members_deinit(&state->members);
    package_deinit(&state->seed);
    zk_proving_key_deinit(&state->proving_key);
    seeding_deinit(&state->seeding);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct leiba *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, leiba_section.name);
    state->scheme = (struct zk_scheme){
        .level =
            world->fidelity->proof == CONFIG_FIDELITY_REAL ? ZK_LEVEL_REAL : ZK_LEVEL_CALIBRATED,
        .cost = zk_cost_model_find(zk_cost_model_names[state->config->proof_system]),
        .tokens = world->tokens,
    };
    state->released = -1;
    const crypto_address *creator = &world->participants[WORLD_MANUFACTURER][0].address;
    state->contract = evm_create_address(creator, 0);
    state->second_contract = evm_create_address(creator, 1);
    base_map_init(&state->proved, 2 * sizeof(uint32_t), sizeof(uint8_t));
    state->distributors =
        calloc(world->counts[WORLD_DISTRIBUTOR] + 1u, sizeof *state->distributors);
    state->hubs = calloc(world->counts[WORLD_HUB] + 1u, sizeof *state->hubs);
    state->devices = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->devices);
    for (uint32_t i = 0; state->devices && i < world->counts[WORLD_DEVICE]; i++)
        state->devices[i].paid_to = OUTCOME_NOBODY;
    int r = state->distributors && state->hubs && state->devices
                ? seeding_init(&state->seeding, world)
                : BASE_E_NOMEM;
    if (r == 0)
        r = zk_scheme_init(&state->scheme);
    if (r == 0)
        r = prepare_release(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    look_at_feasibility(state);
    look_at_reveals(state);
    chain_service_watch(world->chain, on_block, state);
    *ret_state = state;
    return 0;
}

static void play(void *model_state, struct participant *self)
{
    struct leiba *state = model_state;
    switch (self->role) {
    case WORLD_MANUFACTURER:
        leiba_manufacturer_play(state, self);
        break;
    case WORLD_DISTRIBUTOR:
        leiba_distributor_play(state, self);
        break;
    case WORLD_HUB:
        leiba_hub_play(state, self);
        break;
    case WORLD_OUTSIDER:
        leiba_outsider_play(state, self);
        break;
    case WORLD_DEVICE:
    case WORLD_ROLE_COUNT:
        break;
    }
}

static int report(void *model_state, struct world *world)
{
    struct leiba *state = model_state;
    struct outcome *outcome = &world->outcome;
    uint32_t shut_out = 0;
    /* The release has expired: what was under way comes too late. */
    for (uint32_t i = 0; outcome->is_complete && i < outcome->device_count; i++)
        if (outcome->devices[i].state == OUTCOME_IN_PROGRESS)
            outcome->devices[i].state = OUTCOME_EXPIRED;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        shut_out += state->distributors[i].was_refused_seed;
    outcome_add_date(outcome, "released_at_s", state->released);
    outcome_add_money(outcome, "deposit_wei", leiba_deposit(state->config, outcome->device_count));
    outcome_add_money(outcome, "refunded_wei", state->refunded_wei);
    outcome_add_number(outcome, "package_bytes", (double)state->seed.len);
    outcome_add_number(outcome, "proving_key_bytes", (double)state->proving_key_bytes);
    outcome_add_number(outcome, "shut_out_distributors", (double)shut_out);
    outcome_show(outcome, "shut_out_distributors", "shut out of the seeding");
    outcome_add_number(outcome, "refused_keys", (double)state->refused_keys);
    outcome_add_number(outcome, "payments_without_proof", (double)state->payments_without_proof);
    leiba_attack_report(state);
    return 0;
}

const struct model_ops leiba_ops = {
    .about =
        {
            .name = "leiba",
            .summary = "distributors seeded once, devices that do it all themselves, commit and "
                       "reveal on chain",
            .source = "Leiba, Yitzchak, Bitton, Nadler, Shabtai 2018",
            .section = &leiba_section,
            .messages = leiba_messages,
            .variant_key = "challenge",
            .parts = MODEL_CHAIN | MODEL_REWARDS | MODEL_DISTRIBUTORS | MODEL_LOOKUPS |
                     MODEL_PROOFS | MODEL_ENCRYPTION | MODEL_DEVICES_ONLINE,
            .attacks =
                ADVERSARY_BIT(ADVERSARY_SIGNATURE_ORACLE) | ADVERSARY_BIT(ADVERSARY_FREE_RIDING) |
                ADVERSARY_BIT(ADVERSARY_KEY_WITHHOLDING) | ADVERSARY_BIT(ADVERSARY_SELF_DELIVERY) |
                ADVERSARY_BIT(ADVERSARY_PROVER_GRIEFING) | ADVERSARY_BIT(ADVERSARY_SECOND_RELEASE) |
                ADVERSARY_BIT(ADVERSARY_CRS_SUBVERSION) |
                ADVERSARY_BIT(ADVERSARY_TAMPER_DISTRIBUTOR) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_DEVICE),
            .shared_attacks = ADVERSARY_ON_CHAIN | ADVERSARY_ON_LINES,
        },
    .check = leiba_check,
    .setup = setup,
    .play = play,
    .act = leiba_device_act,
    .report = report,
    .teardown = teardown,
};
