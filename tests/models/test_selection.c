#include "models/shared/selection.h"

#include <criterion/criterion.h>
#include <math.h>

enum { CANDIDATES = 4, TRIES = 20000 };

/** The candidate that is chosen, offered in this order, as long as no choice is final. */
static size_t choose(struct selection_policy policy, struct base_random *random,
                     const uint64_t scores[], const double rates[])
{
    struct selection selection = {.policy = policy};
    size_t choice = CANDIDATES;
    bool is_final = false;
    for (size_t i = 0; i < CANDIDATES && !is_final; i++)
        if (selection_offer(&selection, random, scores[i], rates ? rates[i] : 1, &is_final))
            choice = i;
    return choice;
}

/** Shares of the choices over many tries are `expected` within four standard deviations. */
static void expect_shares(struct selection_policy policy, const uint64_t scores[],
                          const double expected[])
{
    struct base_random random;
    size_t counts[CANDIDATES] = {0};
    base_random_init(&random, 1, 0, "selection");
    for (int i = 0; i < TRIES; i++)
        counts[choose(policy, &random, scores, NULL)]++;
    for (size_t i = 0; i < CANDIDATES; i++) {
        double share = (double)counts[i] / TRIES;
        double sd = sqrt(expected[i] * (1 - expected[i]) / TRIES);
        cr_expect_leq(fabs(share - expected[i]), 4 * sd + 1e-12, "%zu: %.4f, not %.4f", i, share,
                      expected[i]);
    }
}

static size_t choose_once(struct selection_policy policy, const uint64_t scores[])
{
    struct base_random random;
    base_random_init(&random, 1, 0, "selection");
    return choose(policy, &random, scores, NULL);
}

Test(selection, highest_score_and_the_first_of_equals)
{
    const struct selection_policy policy = {.rule = SELECTION_HIGHEST_SCORE};
    cr_expect_eq(choose_once(policy, (uint64_t[]){1, 5, 5, 2}), 1);
    cr_expect_eq(choose_once(policy, (uint64_t[]){0, 0, 0, 0}), 0);
}

Test(selection, threshold_is_met_by_the_first_that_has_it)
{
    const struct selection_policy policy = {.rule = SELECTION_THRESHOLD, .threshold = 5};
    cr_expect_eq(choose_once(policy, (uint64_t[]){4, 5, 9, 6}), 1);
    cr_expect_eq(choose_once(policy, (uint64_t[]){4, 3, 2, 4}), 0);
    cr_expect_eq(choose_once(policy, (uint64_t[]){1, 3, 4, 2}), 2);
}

Test(selection, first_responder)
{
    const struct selection_policy policy = {.rule = SELECTION_FIRST_RESPONDER};
    cr_expect_eq(choose_once(policy, (uint64_t[]){0, 9, 9, 9}), 0);
}

Test(selection, proportional)
{
    const struct selection_policy policy = {.rule = SELECTION_PROPORTIONAL};
    expect_shares(policy, (uint64_t[]){0, 1, 2, 3}, (double[]){0.1, 0.2, 0.3, 0.4});
}

/* Weights 1, e, e^2 and e^2 however large the scores are. */
Test(selection, softmax)
{
    const struct selection_policy policy = {.rule = SELECTION_SOFTMAX, .temperature = 10};
    double e = exp(1), sum = 1 + e + 2 * e * e;
    const double expected[] = {1 / sum, e * e / sum, e / sum, e * e / sum};
    expect_shares(policy, (uint64_t[]){0, 20, 10, 20}, expected);
    expect_shares(policy, (uint64_t[]){1000000, 1000020, 1000010, 1000020}, expected);
    cr_expect_eq(choose_once(policy, (uint64_t[]){0, UINT64_MAX, 0, 0}), 1);
}

/* Three quarters of a tenth fall on others than the best. */
Test(selection, epsilon_greedy)
{
    const struct selection_policy policy = {.rule = SELECTION_EPSILON_GREEDY, .epsilon = 0.1};
    expect_shares(policy, (uint64_t[]){1, 2, 8, 3}, (double[]){0.025, 0.025, 0.925, 0.025});
}

Test(selection, score_and_rate)
{
    const struct selection_policy policy = {.rule = SELECTION_SCORE_AND_RATE};
    struct base_random random;
    base_random_init(&random, 1, 0, "selection");
    const uint64_t scores[] = {9, 4, 0, 1};
    const double rates[] = {100, 201, 900, 501}; /* 1000, 1005, 900, 1002 */
    cr_expect_eq(choose(policy, &random, scores, rates), 1);
}

Test(selection, every_rule_takes_somebody)
{
    for (int rule = 0; rule < SELECTION_RULE_COUNT; rule++) {
        const struct selection_policy policy = {
            .rule = (enum selection_rule)rule, .threshold = 3, .temperature = 1, .epsilon = 0.5};
        cr_expect_lt(choose_once(policy, (uint64_t[]){0, 1, 2, 3}), CANDIDATES);
        cr_expect_not_null(selection_names[rule]);
    }
    cr_expect_null(selection_names[SELECTION_RULE_COUNT]);
}
