#include "models/boudguiga/boudguiga.h"

#include <stdlib.h>

#include "base/error.h"
#include "contracts-model/contracts/update_log_contract.h"
#include "models/boudguiga/attack.h"
#include "models/boudguiga/state.h"

/** Votes and acknowledgements as they stand on the chain: the history of section III-E. */
static void book_log(struct boudguiga *state, const struct evm_log *log)
{
    struct contracts_voted vote;
    struct contracts_acknowledged acknowledged;
    if (contracts_update_log_decode_voted(log, &vote))
        state->votes[vote.is_positive]++;
    if (!contracts_update_log_decode_acknowledged(log, &acknowledged))
        return;
    const struct participant *device = world_find_by_address(state->world, &acknowledged.device);
    if (!device || device->role != WORLD_DEVICE)
        return;
    if (!acknowledged.is_positive) {
        state->negative_acknowledgements++;
    } else if (state->world->outcome.devices[device->index].state != OUTCOME_PATCHED) {
        state->acknowledged_unpatched++;
    } else if (!state->is_acknowledged[device->index]) {
        state->is_acknowledged[device->index] = true;
        state->acknowledged++;
    }
}

/** Which of the manufacturer's own transactions this is. */
static void book_post(struct boudguiga *state, const struct evm_log *log)
{
    struct contracts_posted posted;
    struct boudguiga_post post;
    if (contracts_update_log_decode_posted(log, &posted) &&
        boudguiga_decode_post(posted.fields, posted.fields_len, &post) &&
        crypto_digest_equal(&post.update_id, &state->update_id) && post.part < state->parts)
        state->is_posted[post.part] = true;
}

static int on_block(void *context, const struct chain_block *block)
{
    struct boudguiga *state = context;
    const struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    for (size_t i = 0; i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        bool is_own = crypto_address_equal(&receipt->sender, &manufacturer->address);
        if (receipt->success && is_own && crypto_address_equal(&receipt->to, &state->log))
            state->is_log_created = true;
        for (size_t l = 0; l < receipt->log_count; l++) {
            if (!crypto_address_equal(&receipt->logs[l].address, &state->log))
                continue;
            book_log(state, &receipt->logs[l]);
            if (is_own)
                book_post(state, &receipt->logs[l]);
        }
    }
    return 0;
}

static void teardown(void *model_state)
{
    struct boudguiga *state = model_state;
    if (!state)
        return;
    for (uint32_t i = 0; state->checkers && i < state->checker_count; i++)
        boudguiga_release_deinit(&state->checkers[i].release);
    for (uint32_t i = 0; state->devices && i < state->world->counts[WORLD_DEVICE]; i++)
        boudguiga_release_deinit(&state->devices[i].release);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        free(state->peers[role]);
    boudguiga_attack_deinit(state);
    free(state->checkers);
    free(state->devices);
    free(state->is_posted);
    free(state->is_acknowledged);
    free(state->update);
    free(state->carried);
    free(state);
}

static int allocate(struct boudguiga *state)
{
    const struct world *world = state->world;
    uint32_t devices = world->counts[WORLD_DEVICE];
    bool failed = false;
    for (int role = 0; role < WORLD_DEVICE; role++) {
        state->peers[role] = calloc(world->counts[role] + 1u, sizeof *state->peers[role]);
        failed |= !state->peers[role];
    }
    state->checkers = calloc(state->checker_count + 1u, sizeof *state->checkers);
    state->devices = calloc(devices + 1u, sizeof *state->devices);
    state->is_acknowledged = calloc(devices + 1u, sizeof *state->is_acknowledged);
    state->is_posted = calloc(state->parts, sizeof *state->is_posted);
    failed |= !state->checkers || !state->devices || !state->is_acknowledged || !state->is_posted;
    return failed ? BASE_E_NOMEM : 0;
}

/** Devices pay for their acknowledgements. */
static int fund_devices(struct boudguiga *state)
{
    struct chain *chain = chain_service_chain(state->world->chain);
    u256 funds = state->config->device_funds_wei;
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < state->world->counts[WORLD_DEVICE]; i++)
        if (!u256_is_zero(funds))
            r = chain_fund(chain, &state->world->participants[WORLD_DEVICE][i].address, funds);
    return r;
}

static int setup(struct world *world, void **ret_state)
{
    struct boudguiga *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, boudguiga_section.name);
    state->released = -1;
    state->devices_left = world->counts[WORLD_DEVICE];
    state->parts = boudguiga_parts(state->config);
    state->checker_count = world->counts[WORLD_DISTRIBUTOR];
    if (state->checker_count > state->config->checkers)
        state->checker_count = (uint32_t)state->config->checkers;
    state->log = evm_create_address(&world->participants[WORLD_MANUFACTURER][0].address, 0);
    int r = allocate(state);
    if (r == 0)
        r = boudguiga_update_init(state);
    if (r == 0)
        r = fund_devices(state);
    if (r == 0)
        r = boudguiga_attack_init(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    if (state->config->variant == BOUDGUIGA_INNOCUOUSNESS &&
        state->checker_count < boudguiga_threshold(state->config))
        outcome_warn(&world->outcome, "%u of %llu checking nodes exist: no update can be approved",
                     state->checker_count, (unsigned long long)state->config->checkers);
    chain_service_watch(world->chain, on_block, state);
    *ret_state = state;
    return 0;
}

static void play(void *model_state, struct participant *self)
{
    struct boudguiga *state = model_state;
    int r = boudguiga_attack_start(state);
    if (r < 0)
        world_fail(state->world, r);
    switch (self->role) {
    case WORLD_MANUFACTURER:
        boudguiga_manufacturer_play(state, self);
        break;
    case WORLD_DISTRIBUTOR:
        boudguiga_checker_play(state, self);
        break;
    case WORLD_HUB:
        boudguiga_hub_play(state, self);
        break;
    case WORLD_OUTSIDER:
        boudguiga_outsider_play(state, self);
        break;
    case WORLD_DEVICE:
    case WORLD_ROLE_COUNT:
        break;
    }
}

/** Distributors that check nothing take no part. */
static void report_idle(const struct boudguiga *state, struct outcome *outcome)
{
    bool has_checkers = state->config->variant == BOUDGUIGA_INNOCUOUSNESS;
    for (uint32_t i = has_checkers ? state->checker_count : 0; i < outcome->distributor_count; i++)
        outcome->distributors[i].outside = outcome->ended;
}

static int report(void *model_state, struct world *world)
{
    const struct boudguiga *state = model_state;
    struct outcome *outcome = &world->outcome;
    uint64_t served = 0, hubs_with_binary = 0;
    report_idle(state, outcome);
    for (int role = 0; role < WORLD_DEVICE; role++)
        for (uint32_t i = 0; i < world->counts[role]; i++)
            served += state->peers[role][i].served;
    for (uint32_t i = 0; i < world->counts[WORLD_HUB]; i++)
        hubs_with_binary += state->peers[WORLD_HUB][i].has_binary;
    outcome_add_date(outcome, "released_at_s", state->released);
    outcome_add_number(outcome, "update_transactions", (double)state->parts);
    outcome_add_number(outcome, "acknowledged_devices", (double)state->acknowledged);
    outcome_show(outcome, "acknowledged_devices", "acknowledged on chain");
    outcome_add_number(outcome, "negative_acknowledgements",
                       (double)state->negative_acknowledgements);
    outcome_add_number(outcome, "positive_votes", (double)state->votes[true]);
    outcome_add_number(outcome, "negative_votes", (double)state->votes[false]);
    outcome_add_number(outcome, "rejecting_devices", (double)state->rejections);
    outcome_add_number(outcome, "undecided_devices", (double)state->undecided);
    outcome_add_number(outcome, "harmed_devices", (double)state->harmed);
    outcome_add_number(outcome, "refused_transactions", (double)state->bad_posts);
    outcome_add_number(outcome, "peer_uploads", (double)served);
    outcome_add_number(outcome, "hubs_with_binary", (double)hubs_with_binary);
    outcome_add_number(outcome, "chain_nodes_up_bytes",
                       (double)chain_service_nodes_up_bytes(world->chain));
    boudguiga_attack_report(state);
    if (state->is_malicious)
        outcome_show(outcome, "harmed_devices", "run malware");
    return 0;
}

const struct model_ops boudguiga_ops = {
    .about =
        {
            .name = "boudguiga",
            .summary = "updates in transactions, or checking nodes that approve them on chain and "
                       "peers that pass them on; acknowledgements",
            .source = "Boudguiga, Bouzerna, Granboulan, Olivereau, Quesnel, Roger, Sirdey 2017",
            .section = &boudguiga_section,
            .messages = boudguiga_messages,
            .variant_key = "variant",
            .parts = MODEL_CHAIN | MODEL_DISTRIBUTORS | MODEL_LOOKUPS | MODEL_ENCRYPTION |
                     MODEL_DEVICES_ONLINE,
            .attacks = BOUDGUIGA_ATTACKS,
            .shared_attacks = ADVERSARY_ON_CHAIN,
        },
    .check = boudguiga_check,
    .setup = setup,
    .play = play,
    .act = boudguiga_device_act,
    .report = report,
    .teardown = teardown,
};
