#ifndef CROWDPATCH_TESTS_MODELS_RUN_H
#define CROWDPATCH_TESTS_MODELS_RUN_H

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"
#include "models/registry.h"
#include "models/shared/chain_service.h"
#include "models/shared/costs.h"
#include "models/shared/world.h"

/** A small release: six distributors, of whom two get the package from the manufacturer; four homes
 *  of two devices. Asserts are made before and after a run: an actor's stack is no place for them.
 *  SimGrid allows one world a process; Criterion gives every test its own. */
#ifndef RUN_TEXT
#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"duration\": \"3h\", \"sample_interval\": \"5min\","                   \
    " \"world\": {\"distributors\": 6, \"hubs\": 4, \"devices\": 8},"                              \
    " \"crowdpatching\": {\"update_size\": \"4KiB\", \"expiry\": \"2h\", \"seeding_slots\": 2}}"
#endif

#define RUN_OPTIONS_MAX 32

struct run {
    struct scenario *scenario;
    struct world world;
};

/** Loads RUN_TEXT with `--set` options (NULL-terminated). NULL: *ret_errors says why; else it is
 *  "". The caller frees both. */
__attribute__((unused)) static struct scenario *run_load(const char *const options[],
                                                         char **ret_errors)
{
    struct scenario_report *report;
    struct scenario *scenario = NULL;
    size_t count = 0, len;
    while (options[count])
        count++;
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = scenario_load_text(models_catalogue(), "small", RUN_TEXT, strlen(RUN_TEXT), options,
                               count, report, &scenario);
    if (r == 0)
        r = models_check(scenario, report);
    FILE *stream = open_memstream(ret_errors, &len);
    scenario_report_print(report, stream);
    fclose(stream);
    cr_assert_eq(r == 0, scenario_report_count(report) == 0);
    scenario_report_free(report);
    if (r == 0)
        return scenario;
    scenario_free(scenario);
    return NULL;
}

__attribute__((unused)) static void run_set_up_with(struct run *run, const char *const options[])
{
    char *errors;
    run->scenario = run_load(options, &errors);
    cr_assert_not_null(run->scenario, "%s", errors);
    free(errors);
    const struct config_run *settings = scenario_section_values(run->scenario, "");
    cr_assert_eq(world_init(&run->world, run->scenario, models_at(settings->system)), 0);
}

/** The same with options one by one, up to NULL. */
__attribute__((unused)) static void run_set_up(struct run *run, ...)
{
    const char *options[RUN_OPTIONS_MAX + 1];
    size_t count = 0;
    va_list arguments;
    va_start(arguments, run);
    while ((options[count] = va_arg(arguments, const char *)))
        cr_assert_lt(++count, RUN_OPTIONS_MAX);
    va_end(arguments);
    run_set_up_with(run, options);
}

__attribute__((unused)) static void run_play(struct run *run)
{
    int r = world_run(&run->world);
    cr_assert_eq(r, 0, "the run failed with %d: %s", r, base_fail_text());
}

__attribute__((unused)) static void run_tear_down(struct run *run)
{
    world_deinit(&run->world);
    scenario_free(run->scenario);
}

__attribute__((unused)) static const struct crowdpatching *run_state(const struct run *run)
{
    return run->world.model_state;
}

__attribute__((unused)) static struct chain *run_chain(const struct run *run)
{
    return chain_service_chain(run->world.chain);
}

__attribute__((unused)) static u256 run_sum(size_t count, const u256 amounts[])
{
    u256 sum = {{0}};
    for (size_t i = 0; i < count; i++)
        sum = u256_add(sum, amounts[i]);
    return sum;
}
#define RUN_SUM(...)                                                                               \
    run_sum(sizeof((const u256[]){__VA_ARGS__}) / sizeof(u256), (const u256[]){__VA_ARGS__})

/** Equal to the last wei. */
#define RUN_EXPECT_WEI(found, expected, ...)                                                       \
    do {                                                                                           \
        char found_text[U256_DECIMAL_MAX], expected_text[U256_DECIMAL_MAX];                        \
        u256_format((found), found_text);                                                          \
        u256_format((expected), expected_text);                                                    \
        cr_expect_str_eq(found_text, expected_text, __VA_ARGS__);                                  \
    } while (0)

/** Every account agrees with what the outcome says of it, and all wei is somewhere. */
__attribute__((unused)) static void run_expect_books(const struct run *run)
{
    const struct world *world = &run->world;
    const struct outcome *outcome = &world->outcome;
    const struct crowdpatching *state = run_state(run);
    const struct chain *chain = run_chain(run);
    u256 paid = {{0}};
    uint64_t deliveries = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        u256 balance = participant_balance(&world->participants[WORLD_DISTRIBUTOR][i]);
        RUN_EXPECT_WEI(
            RUN_SUM(balance, row->fees_wei, row->purchases_wei, row->locked_wei),
            RUN_SUM(world->config->distributor_funds_wei, row->rewards_wei, row->sales_wei),
            "distributor %u", i);
        RUN_EXPECT_WEI(
            row->rewards_wei,
            u256_mul(state->config->distributor_reward_wei, u256_from_u64(row->deliveries)),
            "rewards of distributor %u", i);
        paid = u256_add(paid, row->rewards_wei);
        deliveries += row->deliveries;
    }
    for (uint32_t i = 0; i < outcome->hub_count; i++) {
        const struct outcome_hub *row = &outcome->hubs[i];
        u256 balance = participant_balance(&world->participants[WORLD_HUB][i]);
        RUN_EXPECT_WEI(RUN_SUM(balance, row->fees_wei),
                       RUN_SUM(world->config->hub_funds_wei, row->rewards_wei), "hub %u", i);
        paid = u256_add(paid, row->rewards_wei);
    }
    u256 balances = {{0}}, funds = {{0}}, deposits = {{0}};
    for (uint32_t i = 0; i < state->maker_count; i++) {
        balances =
            u256_add(balances, participant_balance(&world->participants[WORLD_MANUFACTURER][i]));
        funds = u256_add(funds, world->config->manufacturer_funds_wei);
    }
    for (uint32_t i = 0; i < outcome->release_count; i++) {
        const struct outcome_release *row = &outcome->releases[i];
        deposits = u256_add(deposits, row->deposit_wei);
        if (outcome->is_complete)
            RUN_EXPECT_WEI(RUN_SUM(row->spent_wei, row->refunded_wei), row->deposit_wei,
                           "deposit of release %u", i);
    }
    RUN_EXPECT_WEI(RUN_SUM(balances, outcome->manufacturer.fees_wei, deposits),
                   RUN_SUM(funds, state->refunded_wei), "manufacturers");
    if (outcome->is_complete)
        RUN_EXPECT_WEI(RUN_SUM(paid, state->refunded_wei, outcome->own_hubs_rewards_wei), deposits,
                       "deposits");
    u256 spent = {{0}};
    for (uint32_t i = 0; i < outcome->release_count; i++)
        spent = u256_add(spent, outcome->releases[i].spent_wei);
    RUN_EXPECT_WEI(costs_of_manufacturer(world).rewards_wei, spent, "rewards");
    cr_expect_eq(deliveries, outcome->delivered);
    cr_expect_leq(outcome->delivered, outcome->device_count * state->contracts.count);
    cr_expect_eq(outcome->blocks_checked, chain_head_number(chain));
    cr_expect_eq(outcome->patched, outcome_count_state(outcome, OUTCOME_PATCHED));
}

/** Dates of every device are in order, and the counts of sources agree. */
__attribute__((unused)) static void run_expect_order(const struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    uint32_t first_hand = 0, second_hand = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        if (row->state != OUTCOME_PATCHED)
            continue;
        cr_expect_leq(row->discovered, row->requested);
        cr_expect_lt(row->requested, row->proved);
        cr_expect_lt(row->proved, row->authorised);
        cr_expect_lt(row->authorised, row->key);
        cr_expect_lt(row->key, row->patched);
        cr_expect(row->rewarded < 0 || row->patched < row->rewarded);
        cr_assert_lt(row->distributor, outcome->distributor_count);
        sim_time package = outcome->distributors[row->distributor].package;
        cr_expect(package >= 0 && package < row->proved);
    }
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        first_hand += row->source == OUTCOME_SOURCE_FIRST_HAND;
        second_hand += row->source == OUTCOME_SOURCE_SECOND_HAND;
        cr_expect_eq(row->package >= 0, row->source != OUTCOME_SOURCE_NONE);
        cr_expect_eq(row->bought_from != OUTCOME_NOBODY, row->source == OUTCOME_SOURCE_SECOND_HAND);
        if (row->bought_from != OUTCOME_NOBODY)
            cr_expect_lt(outcome->distributors[row->bought_from].package, row->package);
    }
    cr_expect_eq(first_hand, outcome->first_hand);
    cr_expect_eq(second_hand, outcome->second_hand);
}

__attribute__((unused)) static bool run_has_warning(const struct run *run, const char *part)
{
    for (size_t i = 0; i < run->world.outcome.warning_count; i++)
        if (strstr(run->world.outcome.warnings[i], part))
            return true;
    return false;
}

/** The gas row of an operation; a row of zeros when there was none. */
__attribute__((unused)) static struct outcome_gas run_gas(const struct run *run,
                                                          const char *operation)
{
    for (size_t i = 0; i < run->world.outcome.gas_count; i++)
        if (strcmp(run->world.outcome.gas[i].operation, operation) == 0)
            return run->world.outcome.gas[i];
    return (struct outcome_gas){0};
}

/** What only this system measures, by its key. */
__attribute__((unused)) static const struct outcome_extra *run_extra(const struct run *run,
                                                                     const char *key)
{
    const struct outcome *outcome = &run->world.outcome;
    for (size_t i = 0; i < outcome->extra_count; i++)
        if (strcmp(outcome->extra[i].key, key) == 0)
            return &outcome->extra[i];
    cr_assert_fail("there is no %s", key);
    return NULL;
}

#endif
