#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/shared/outcome.h"

static struct outcome outcome;

static void start(uint32_t devices)
{
    cr_assert_eq(outcome_init(&outcome, devices, 2, 1), 0);
}

static void patch(uint32_t device, sim_time time)
{
    outcome.devices[device].state = OUTCOME_PATCHED;
    outcome.devices[device].patched = time;
    outcome.patched++;
}

Test(outcome, starts_empty)
{
    start(3);
    cr_expect_eq(outcome_count_state(&outcome, OUTCOME_WAITING), 3);
    for (uint32_t i = 0; i < 3; i++) {
        const struct outcome_device *row = &outcome.devices[i];
        cr_expect_eq(row->distributor, OUTCOME_NOBODY);
        const sim_time dates[] = {row->discovered, row->requested, row->proved,  row->authorised,
                                  row->key,        row->patched,   row->rewarded};
        for (size_t date = 0; date < sizeof dates / sizeof dates[0]; date++)
            cr_expect_eq(dates[date], -1);
    }
    cr_expect_eq(outcome.distributors[1].package, -1);
    cr_expect_eq(outcome.distributors[1].bought_from, OUTCOME_NOBODY);
    outcome_deinit(&outcome);
}

Test(outcome, what_breaks_off_has_failed)
{
    start(3);
    patch(0, 5);
    outcome.devices[1].state = OUTCOME_IN_PROGRESS;
    outcome_break_off(&outcome);
    cr_expect_eq(outcome.devices[0].state, OUTCOME_PATCHED);
    cr_expect_eq(outcome.devices[1].state, OUTCOME_FAILED);
    cr_expect_eq(outcome.devices[2].state, OUTCOME_WAITING);
    outcome_deinit(&outcome);
}

Test(outcome, time_to_share)
{
    start(10);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.5), -1);
    for (uint32_t i = 0; i < 9; i++)
        patch(i, 100 - i); /* the later ones first */
    cr_expect_eq(outcome_time_to_share(&outcome, 0.1), 92);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.5), 96);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.9), 100);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.91), -1);
    cr_expect_eq(outcome_time_to_share(&outcome, 1), -1);
    cr_expect_eq(outcome_time_to_share(&outcome, 1e-9), 92);
    patch(9, 7);
    cr_expect_eq(outcome_time_to_share(&outcome, 1), 100);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.1), 7);
    outcome_deinit(&outcome);

    /* 0.07 times 100 is a little above 7. */
    start(100);
    for (uint32_t i = 0; i < 7; i++)
        patch(i, i);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.07), 6);
    outcome_deinit(&outcome);
}

Test(outcome, time_to_share_of_nobody)
{
    start(0);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.5), -1);
    cr_expect_eq(outcome_time_to_share(&outcome, 1), -1);
    outcome_deinit(&outcome);
}

Test(outcome, time_to_share_of_one)
{
    start(1);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.01), -1);
    patch(0, 0);
    cr_expect_eq(outcome_time_to_share(&outcome, 0.01), 0);
    cr_expect_eq(outcome_time_to_share(&outcome, 1), 0);
    outcome_deinit(&outcome);
}

/* The shares of the report are exact for every round number of devices. */
Test(outcome, shares_of_round_numbers)
{
    static const double shares[] = {0.5, 0.9, 0.99};
    static const uint32_t needed[] = {500, 900, 990};
    start(1000);
    for (uint32_t i = 0; i < 1000; i++)
        patch(i, i + 1);
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(outcome_time_to_share(&outcome, shares[i]), needed[i]);
    outcome_deinit(&outcome);
}

Test(outcome, gas_book)
{
    start(0);
    char text[] = "claim";
    outcome_book_gas(&outcome, "claim", false, 300, u256_from_u64(30));
    outcome_book_gas(&outcome, "withdraw", false, 50, u256_from_u64(5));
    outcome_book_gas(&outcome, text, true, 100, u256_from_u64(10));
    cr_assert_eq(outcome.gas_count, 2);
    const struct outcome_gas *row = &outcome.gas[0];
    cr_expect_str_eq(row->operation, "claim");
    cr_expect_eq(row->count, 2);
    cr_expect_eq(row->reverted, 1);
    cr_expect_eq(row->gas, 400);
    cr_expect_eq(row->least_gas, 100);
    cr_expect_eq(row->most_gas, 300);
    cr_expect(u256_compare(row->fees_wei, u256_from_u64(40)) == 0);
    cr_expect_eq(outcome.gas[1].least_gas, 50);
    outcome_deinit(&outcome);
}

Test(outcome, full_gas_book)
{
    static char names[OUTCOME_GAS_MAX][8];
    start(0);
    for (unsigned i = 0; i < OUTCOME_GAS_MAX; i++) {
        snprintf(names[i], sizeof names[i], "op%u", i);
        outcome_book_gas(&outcome, names[i], false, i, u256_from_u64(0));
    }
    cr_expect_eq(outcome.gas_count, OUTCOME_GAS_MAX);
    outcome_book_gas(&outcome, "op0", false, 9, u256_from_u64(0));
    cr_expect_eq(outcome.gas[0].count, 2);
    outcome_deinit(&outcome);
}

Test(outcome, warnings_have_a_limit)
{
    start(0);
    for (int i = 0; i < OUTCOME_WARNING_MAX + 3; i++)
        outcome_warn(&outcome, "warning %d of %s", i, "many");
    cr_expect_eq(outcome.warning_count, OUTCOME_WARNING_MAX);
    cr_expect_str_eq(outcome.warnings[15], "warning 15 of many");
    outcome_deinit(&outcome);
}

Test(outcome, extras)
{
    start(0);
    outcome_add_number(&outcome, "sales", 2.5);
    outcome_add_money(&outcome, "sales_wei", u256_from_u64(7));
    cr_expect_not(outcome.extra[0].is_money);
    cr_expect_eq(outcome.extra[0].value, 2.5);
    cr_expect(outcome.extra[1].is_money);
    cr_expect(u256_compare(outcome.extra[1].value_wei, u256_from_u64(7)) == 0);
    cr_expect_null(outcome.extra[1].label);
    outcome_show(&outcome, "sales_wei", "package sales");
    outcome_show(&outcome, "nothing", "nothing");
    cr_expect_null(outcome.extra[0].label);
    cr_expect_str_eq(outcome.extra[1].label, "package sales");
    outcome_deinit(&outcome);
}

Test(outcome, what_is_not_defined_is_no_number)
{
    start(0);
    outcome_add_date(&outcome, "released_at_s", 5 * SIM_TIME_SECOND / 2);
    outcome_add_date(&outcome, "ended_at_s", -1);
    outcome_measure_ratio(&outcome, "mean_s", 3, 2);
    outcome_measure_ratio(&outcome, "none_s", 0, 0);
    cr_expect_eq(outcome.extra[0].value, 2.5);
    cr_expect(isnan(outcome.extra[1].value));
    cr_expect_eq(outcome.measures[0].value, 1.5);
    cr_expect(isnan(outcome.measures[1].value));
    outcome_deinit(&outcome);
}

/* A row of the same date takes the place of the one before it. */
Test(outcome, samples)
{
    start(0);
    for (int i = 0; i < 3000; i++) {
        const struct outcome_sample sample = {.time = i / 2, .patched = (uint32_t)i};
        cr_assert_eq(outcome_sample(&outcome, &sample), 0);
    }
    cr_assert_eq(outcome.sample_count, 1500);
    for (uint32_t i = 0; i < 1500; i++) {
        cr_assert_eq(outcome.samples[i].time, i);
        cr_assert_eq(outcome.samples[i].patched, 2 * i + 1);
    }
    outcome_deinit(&outcome);
}

/* Of two distributors one delivers, then the other three times: Gini 1/2 and 1/4, HHI 1 and 10/16.
 */
Test(outcome, samples_have_the_shares_of_deliveries)
{
    const u256 wei = u256_from_u64(1);
    cr_assert_eq(outcome_init(&outcome, 4, 2, 0), 0);
    for (sim_time time = 0; time < 4; time++) {
        if (time == 1)
            outcome_book_delivery(&outcome, 0, time, wei);
        for (int i = 0; time == 3 && i < 3; i++)
            outcome_book_delivery(&outcome, 1, time, wei);
        const struct outcome_sample sample = {.time = time, .delivered = outcome.delivered};
        cr_assert_eq(outcome_sample(&outcome, &sample), 0);
    }
    cr_expect_eq(outcome.samples[0].serving, 0);
    cr_expect(!outcome.samples[0].has_concentration);
    for (int i = 1; i < 3; i++) {
        cr_expect_eq(outcome.samples[i].serving, 1);
        cr_expect(outcome.samples[i].has_concentration);
        cr_expect_eq(outcome.samples[i].deliveries_gini, 0.5);
        cr_expect_eq(outcome.samples[i].deliveries_hhi, 1);
    }
    cr_expect_eq(outcome.samples[3].serving, 2);
    cr_expect_float_eq(outcome.samples[3].deliveries_gini, 0.25, 1e-15);
    cr_expect_float_eq(outcome.samples[3].deliveries_hhi, 10.0 / 16, 1e-15);
    outcome_deinit(&outcome);
}

Test(outcome, every_state_and_source_has_a_name_of_its_own)
{
    for (int i = 0; i < OUTCOME_STATE_COUNT; i++)
        for (int j = 0; j < i; j++)
            cr_expect_str_neq(outcome_state_name((enum outcome_state)i),
                              outcome_state_name((enum outcome_state)j));
    cr_expect_str_eq(outcome_source_name(OUTCOME_SOURCE_NONE), "none");
    cr_expect_str_eq(outcome_source_name(OUTCOME_SOURCE_FIRST_HAND), "first_hand");
    cr_expect_str_eq(outcome_source_name(OUTCOME_SOURCE_SECOND_HAND), "second_hand");
}
