#include "models/shared/entry.h"

#include <criterion/criterion.h>
#include <math.h>

/* Sixty devices among the newcomer and two rivals: 20 wins of 2.00 - 0.50 are worth 30. Each
 * strategy is asked just below its threshold, at it and just above it; all numbers are exact in
 * binary. */

#define BIT 0x1p-20

static const struct entry_view sixty = {.devices_left = 60, .rivals = 2};

static struct entry_terms terms_of(double outlay, double standing)
{
    return (struct entry_terms){
        .reward = 2, .delivery = 0.5, .outlay = outlay, .standing = standing};
}

static bool enters_at(enum entry_strategy strategy, double outlay, double standing)
{
    const struct entry_policy policy = {strategy, 0.25};
    const struct entry_terms terms = terms_of(outlay, standing);
    return entry_enters(&policy, &sixty, &terms);
}

static bool stays_at(enum entry_strategy strategy, double outlay, double standing)
{
    const struct entry_policy policy = {strategy, 0.25};
    const struct entry_terms terms = terms_of(outlay, standing);
    return entry_stays(&policy, &sixty, &terms);
}

Test(entry, profit_is_shared_as_between_equals)
{
    const struct entry_terms terms = terms_of(10, 5);
    cr_expect_eq(entry_expected_wins(ENTRY_EXPECTED_PROFIT, &sixty), 20);
    cr_expect_eq(entry_expected_profit(ENTRY_EXPECTED_PROFIT, &sixty, &terms), 30 - 10 - 5);
    /* As if alone. */
    cr_expect_eq(entry_expected_wins(ENTRY_NAIVE, &sixty), 60);
    cr_expect_eq(entry_expected_profit(ENTRY_NAIVE, &sixty, &terms), 90 - 10 - 5);
}

Test(entry, always_enters_and_stays_whatever_it_costs)
{
    cr_expect(enters_at(ENTRY_ALWAYS, 1e9, 1e9));
    cr_expect(stays_at(ENTRY_ALWAYS, 1e9, 1e9));
}

Test(entry, expected_profit_at_its_threshold)
{
    cr_expect(enters_at(ENTRY_EXPECTED_PROFIT, 20 - BIT, 10));
    cr_expect_not(enters_at(ENTRY_EXPECTED_PROFIT, 20, 10));
    cr_expect_not(enters_at(ENTRY_EXPECTED_PROFIT, 20 + BIT, 10));
    /* What is spent is spent: it goes by the standing costs. */
    cr_expect(stays_at(ENTRY_EXPECTED_PROFIT, 1e9, 30 - BIT));
    cr_expect_not(stays_at(ENTRY_EXPECTED_PROFIT, 0, 30));
    cr_expect_not(stays_at(ENTRY_EXPECTED_PROFIT, 0, 30 + BIT));
}

Test(entry, committed_enters_like_expected_profit_and_never_leaves)
{
    cr_expect(enters_at(ENTRY_COMMITTED, 20 - BIT, 10));
    cr_expect_not(enters_at(ENTRY_COMMITTED, 20, 10));
    cr_expect(stays_at(ENTRY_COMMITTED, 0, 1e9));
}

Test(entry, naive_forgets_its_rivals)
{
    cr_expect(enters_at(ENTRY_NAIVE, 80 - BIT, 10));
    cr_expect_not(enters_at(ENTRY_NAIVE, 80, 10));
    cr_expect(stays_at(ENTRY_NAIVE, 1e9, 90 - BIT));
    cr_expect_not(stays_at(ENTRY_NAIVE, 0, 90));
    /* Any number of them. */
    const struct entry_policy policy = {ENTRY_NAIVE, 0};
    const struct entry_terms terms = terms_of(80 - BIT, 10);
    const struct entry_view crowd = {.devices_left = 60, .rivals = 1e6};
    cr_expect(entry_enters(&policy, &crowd, &terms));
}

/* Costs of 20 x 0.50 + F must leave a quarter of themselves: 40 - 10 - F > (10 + F) / 4 is F < 22.
 */
Test(entry, threshold_wants_a_margin_and_bears_a_loss)
{
    cr_expect(enters_at(ENTRY_THRESHOLD, 12 - BIT, 10));
    cr_expect_not(enters_at(ENTRY_THRESHOLD, 12, 10));
    cr_expect_not(enters_at(ENTRY_THRESHOLD, 12 + BIT, 10));
    /* 30 - S > -(10 + S) / 4 is S < 130 / 3. */
    cr_expect(stays_at(ENTRY_THRESHOLD, 1e9, 43.3));
    cr_expect_not(stays_at(ENTRY_THRESHOLD, 0, 43.4));
    /* Between the two it neither enters nor leaves. */
    cr_expect_not(enters_at(ENTRY_THRESHOLD, 0, 30));
    cr_expect(stays_at(ENTRY_THRESHOLD, 0, 30));
}

Test(entry, imitator_goes_by_the_profit_of_others)
{
    const struct entry_policy policy = {ENTRY_IMITATOR, 0};
    const struct entry_terms terms = terms_of(1e9, 1e9);
    struct entry_view view = {
        .devices_left = 60, .rivals = 2, .incumbents = 2, .incumbents_profit = BIT};
    cr_expect(entry_enters(&policy, &view, &terms));
    cr_expect(entry_stays(&policy, &view, &terms));
    view.incumbents_profit = 0;
    cr_expect_not(entry_enters(&policy, &view, &terms));
    cr_expect_not(entry_stays(&policy, &view, &terms));
    view.incumbents_profit = -BIT;
    cr_expect_not(entry_enters(&policy, &view, &terms));
    /* Nobody to look at; nothing left to earn. */
    cr_expect_not(entry_enters(&policy, &sixty, &terms));
    view.incumbents_profit = 5;
    view.devices_left = 0;
    cr_expect_not(entry_enters(&policy, &view, &terms));
    cr_expect_not(entry_stays(&policy, &view, &terms));
}

Test(entry, a_delivery_that_costs_what_it_pays_is_never_worth_it)
{
    const struct entry_view alone = {.devices_left = 1e9};
    struct entry_terms terms = {.reward = 1, .delivery = 1};
    for (int strategy = 0; strategy < ENTRY_STRATEGY_COUNT; strategy++) {
        const struct entry_policy policy = {(enum entry_strategy)strategy, 0};
        terms.delivery = 1;
        cr_expect_eq(entry_enters(&policy, &alone, &terms), strategy == ENTRY_ALWAYS, "%s",
                     entry_strategy_names[strategy]);
        terms.delivery = 1 - BIT;
        cr_expect_eq(entry_enters(&policy, &alone, &terms), strategy != ENTRY_IMITATOR, "%s",
                     entry_strategy_names[strategy]);
    }
}

Test(entry, nothing_left_is_left_by_all_who_leave)
{
    const struct entry_view empty = {.rivals = 2};
    const struct entry_terms terms = terms_of(0, 0);
    for (int strategy = 0; strategy < ENTRY_STRATEGY_COUNT; strategy++) {
        const struct entry_policy policy = {(enum entry_strategy)strategy, 0.25};
        bool is_bound = strategy == ENTRY_ALWAYS || strategy == ENTRY_COMMITTED;
        cr_expect_eq(entry_stays(&policy, &empty, &terms), is_bound, "%s",
                     entry_strategy_names[strategy]);
    }
}

/** Entrants one after the other, each of whom sees those before it. */
static unsigned entrants(enum entry_strategy strategy, double devices,
                         const struct entry_terms *terms, unsigned potential)
{
    const struct entry_policy policy = {strategy, 0.25};
    unsigned count = 0;
    for (unsigned i = 0; i < potential; i++) {
        const struct entry_view view = {.devices_left = devices, .rivals = count};
        count += entry_enters(&policy, &view, terms);
    }
    return count;
}

/** What each of n earns of `devices` in the end. */
static double profit_of_each(unsigned n, double devices, const struct entry_terms *terms)
{
    return devices / n * (terms->reward - terms->delivery) - terms->outlay - terms->standing;
}

/* Free entry: the last who entered gains, the next would not; it falls as costs rise. */
Test(entry, free_entry_ends_where_profit_does)
{
    unsigned before = 1000;
    for (double outlay = 1; outlay < 40; outlay += 3.5) {
        const struct entry_terms terms = terms_of(outlay, 0.25);
        unsigned n = entrants(ENTRY_EXPECTED_PROFIT, 100, &terms, 1000);
        cr_expect_gt(profit_of_each(n, 100, &terms), 0);
        cr_expect_leq(profit_of_each(n + 1, 100, &terms), 0);
        cr_expect_lt(fabs(n - entry_equilibrium(100, &terms)), 1 + 1e-9);
        cr_expect(outlay > 25 ? n <= before : n < before, "%g", outlay);
        before = n;
        cr_expect_leq(entrants(ENTRY_THRESHOLD, 100, &terms, 1000), n);
    }
    const struct entry_terms losing = {.reward = 1, .delivery = 2, .outlay = 1};
    cr_expect_eq(entry_equilibrium(100, &losing), 0);
}

/* Naive entrants crowd in until all lose; those who count their rivals do not. */
Test(entry, a_population_of_naive_entrants_is_dominated)
{
    const struct entry_terms terms = terms_of(10, 0);
    unsigned naive = entrants(ENTRY_NAIVE, 100, &terms, 40);
    unsigned rational = entrants(ENTRY_EXPECTED_PROFIT, 100, &terms, 40);
    cr_expect_eq(naive, 40);
    cr_expect_eq(rational, 14); /* 150 / 10, where the fifteenth gains nothing */
    cr_expect_lt(profit_of_each(naive, 100, &terms), 0);
    cr_expect_gt(profit_of_each(rational, 100, &terms), 0);
}

Test(entry, strategies_are_drawn_by_their_shares)
{
    const double mixed[ENTRY_STRATEGY_COUNT] = {
        [ENTRY_EXPECTED_PROFIT] = 0.5, [ENTRY_NAIVE] = 1, [ENTRY_IMITATOR] = 0.5};
    cr_expect_eq(entry_draw(mixed, 0), ENTRY_EXPECTED_PROFIT);
    cr_expect_eq(entry_draw(mixed, 0.25 - BIT), ENTRY_EXPECTED_PROFIT);
    cr_expect_eq(entry_draw(mixed, 0.25), ENTRY_NAIVE);
    cr_expect_eq(entry_draw(mixed, 0.75 - BIT), ENTRY_NAIVE);
    cr_expect_eq(entry_draw(mixed, 0.75), ENTRY_IMITATOR);
    cr_expect_eq(entry_draw(mixed, 1), ENTRY_IMITATOR);
    const double pure[ENTRY_STRATEGY_COUNT] = {[ENTRY_ALWAYS] = 0.1};
    cr_expect_eq(entry_draw(pure, 0.999), ENTRY_ALWAYS);
}
