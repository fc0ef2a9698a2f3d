#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* After the last event: what the tables and the summary say. */

/** Scores at the end, those that all Super contracts have together; 0 before one is there. */
static void read_scores(struct crowdpatching *state)
{
    struct world *world = state->world;
    world->outcome.has_scores = true;
    for (uint32_t i = 0; i < world->outcome.distributor_count; i++) {
        CONVERSE_BUFFER query = {0};
        contracts_super_encode_score(&query, &world->participants[WORLD_DISTRIBUTOR][i].address);
        for (uint32_t maker = 0; maker < state->maker_count; maker++) {
            uint64_t score = 0;
            uint8_t *output;
            size_t len;
            if (!chain_service_read(world->chain, state->makers[maker].self,
                                    &state->makers[maker].super_contract, &query, &output, &len))
                continue;
            contracts_super_decode_score(output, len, &score);
            world->outcome.distributors[i].score += score;
            free(output);
        }
    }
}

/** What is known of a device at the end of a release. */
static void close_row(const struct crowdpatching *state, uint32_t release, uint32_t device,
                      struct outcome_device *row)
{
    const struct world *world = state->world;
    /* The release has expired: what was under way comes too late. */
    if (world->outcome.is_complete && row->state == OUTCOME_IN_PROGRESS)
        row->state = OUTCOME_EXPIRED;
    /* A hub may have seen a reward in a block that was undone, or have failed or given up before it
       saw one. */
    sim_time rewarded = *crowdpatching_hub_rewarded(state, release, device);
    if (rewarded < 0 || row->rewarded < 0)
        row->rewarded = rewarded;
}

static int compare_dates(const void *a, const void *b)
{
    sim_time first = *(const sim_time *)a, second = *(const sim_time *)b;
    return (first > second) - (first < second);
}

/** Counts the patched devices of a release, and when half and nine tenths of all were. */
static int count_patched(const struct crowdpatching *state, uint32_t release,
                         struct outcome_release *ret_row)
{
    const struct crowdpatching_maker *maker = state->updates[release].maker;
    uint32_t count = ret_row->devices, patched = 0;
    sim_time *dates = malloc((count + 1u) * sizeof *dates);
    if (!dates)
        return BASE_E_NOMEM;
    bool is_there = release <= maker->newest;
    for (uint32_t i = 0; is_there && i < count; i++) {
        const struct participant *device = crowdpatching_fleet_at(state, maker, i);
        struct outcome_device *row = crowdpatching_row(state, device, release);
        close_row(state, release, device->index, row);
        if (row->state == OUTCOME_PATCHED)
            dates[patched++] = row->patched;
    }
    qsort(dates, patched, sizeof *dates, compare_dates);
    uint32_t half = (count + 1) / 2, nine_tenths = (uint32_t)((9 * (uint64_t)count + 9) / 10);
    ret_row->patched = patched;
    ret_row->half = half > 0 && patched >= half ? dates[half - 1] : -1;
    ret_row->nine_tenths = half > 0 && patched >= nine_tenths ? dates[nine_tenths - 1] : -1;
    free(dates);
    return 0;
}

static int report_releases(struct crowdpatching *state)
{
    struct outcome *outcome = &state->world->outcome;
    outcome->releases = calloc(state->release_count, sizeof *outcome->releases);
    if (!outcome->releases)
        return BASE_E_NOMEM;
    outcome->release_count = state->release_count;
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < state->release_count; i++) {
        const struct crowdpatching_update *update = &state->updates[i];
        struct outcome_release *row = &outcome->releases[i];
        *row = (struct outcome_release){
            .manufacturer = update->maker->self->index,
            .number = crowdpatching_number_of(state, update),
            .released = update->released,
            .expires = update->expires,
            .devices = crowdpatching_fleet(state, update->maker),
            .deliveries = update->deliveries,
            .installations = update->installations,
            .first_hand = update->holders[OUTCOME_SOURCE_FIRST_HAND],
            .second_hand = update->holders[OUTCOME_SOURCE_SECOND_HAND],
            .deposit_wei = update->deposited_wei,
            .spent_wei = update->spent_wei,
            .refunded_wei = update->refunded_wei,
        };
        r = count_patched(state, i, row);
    }
    return r;
}

int crowdpatching_report(void *model_state, struct world *world)
{
    struct crowdpatching *state = model_state;
    const struct crowdpatching_maker *maker = &state->makers[0];
    struct outcome *outcome = &world->outcome;
    uint64_t sales = 0;
    u256 turnover = {{0}}, deposits = {{0}};
    int r = report_releases(state);
    if (r < 0)
        return r;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        sales += outcome->distributors[i].sales;
        turnover = u256_add(turnover, outcome->distributors[i].sales_wei);
    }
    const struct crowdpatching_config *config = state->config;
    outcome_add_date(outcome, "released_at_s", state->updates[0].released);
    for (uint32_t i = 0; i < state->release_count; i++)
        deposits = u256_add(deposits, state->updates[i].deposited_wei);
    outcome_add_money(outcome, "deposit_wei", deposits);
    outcome_add_money(outcome, "refunded_wei", state->refunded_wei);
    outcome_add_number(outcome, "package_bytes", (double)state->updates[0].seed.len);
    outcome_add_number(outcome, "proving_key_bytes", (double)maker->delivery_pk_bytes);
    outcome_add_number(outcome, "exchange_proving_key_bytes", (double)maker->exchange_pk_bytes);
    outcome_add_number(outcome, "exchange_statement_bytes", (double)maker->exchange_content_bytes);
    outcome_add_number(outcome, "sales", (double)sales);
    outcome_add_money(outcome, "sales_wei", turnover);
    outcome_show(outcome, "sales_wei", "package sales");
    if (config->own_hubs > 0) {
        outcome_add_money(outcome, "own_hubs_rewards_wei", outcome->own_hubs_rewards_wei);
        outcome_add_money(outcome, "own_hubs_fees_wei", state->own_hub_fees_wei);
    }
    outcome_add_number(outcome, "refused_keys", (double)state->refused_keys);
    outcome_add_number(outcome, "unpaid_updates",
                       (double)crowdpatching_lemmas_unpaid(&state->lemmas));
    read_scores(state);
    crowdpatching_entry_report(state);
    crowdpatching_attack_report(state);
    outcome_add_number(outcome, "lemma_events_checked", (double)state->lemmas.count);
    return 0;
}
