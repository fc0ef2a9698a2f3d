#include "analysis/isotonic.h"

#include "base/random.h"
#include "tests/analysis/near.h"

/* R: isoreg(c(1, 0, 4, 3, 3, 5, 4, 2, 0))$yf, the example of its manual. */
Test(isotonic, isoreg_of_r)
{
    const double y[] = {1, 0, 4, 3, 3, 5, 4, 2, 0}, ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    double fit[9];
    analysis_isotonic(9, y, ones, fit);
    for (size_t i = 0; i < 9; i++)
        expect_near(fit[i], i < 2 ? 0.5 : 3, 1e-12);
}

Test(isotonic, what_rises_stays)
{
    const double y[] = {0.1, 0.2, 0.2, 0.9}, weights[] = {4, 1, 2, 3};
    double fit[4];
    analysis_isotonic(4, y, weights, fit);
    for (size_t i = 0; i < 4; i++)
        expect_near(fit[i], y[i], 1e-15);
}

/* 3 tries of 0.8 before 1 of 0.4: (2.4 + 0.4) / 4. */
Test(isotonic, weights_pull)
{
    const double weights[] = {3, 1};
    double fit[] = {0.8, 0.4};
    analysis_isotonic(2, fit, weights, fit);
    expect_near(fit[0], 0.7, 1e-12);
    expect_near(fit[1], 0.7, 1e-12);
}

/** The least squares over all ways to cut n places into blocks whose means never fall. */
static double best_squares(size_t n, const double y[], const double weights[])
{
    double best = INFINITY;
    for (unsigned cuts = 0; cuts < 1u << (n - 1); cuts++) {
        double squares = 0, before = -INFINITY;
        size_t from = 0;
        for (size_t to = 0; to < n; to++) {
            if (to + 1 < n && !(cuts >> to & 1))
                continue;
            double sum = 0, weight = 0;
            for (size_t i = from; i <= to; i++) {
                sum += weights[i] * y[i];
                weight += weights[i];
            }
            double mean = sum / weight;
            squares += mean < before ? INFINITY : 0;
            for (size_t i = from; i <= to; i++)
                squares += weights[i] * (y[i] - mean) * (y[i] - mean);
            before = mean;
            from = to + 1;
        }
        best = fmin(best, squares);
    }
    return best;
}

Test(isotonic, no_other_fit_is_nearer)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.isotonic");
    for (size_t k = 0; k < 200; k++) {
        double y[7], weights[7], fit[7], squares = 0;
        for (size_t i = 0; i < 7; i++) {
            y[i] = (double)base_random_below(&random, 6) / 5;
            weights[i] = 1 + (double)base_random_below(&random, 4);
        }
        analysis_isotonic(7, y, weights, fit);
        for (size_t i = 0; i < 7; i++) {
            squares += weights[i] * (y[i] - fit[i]) * (y[i] - fit[i]);
            cr_assert(i == 0 || fit[i] >= fit[i - 1]);
        }
        expect_near(squares, best_squares(7, y, weights), 1e-9);
    }
}

Test(isotonic, a_curve_has_the_fit_of_its_shares)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.curve");
    for (size_t k = 0; k < 100; k++) {
        struct analysis_dose doses[6];
        struct analysis_response curve[6];
        double raw[6], tries[6], fit[6];
        for (size_t i = 0; i < 6; i++) {
            doses[i].tries = 1 + (size_t)base_random_below(&random, 9);
            doses[i].hits = (size_t)base_random_below(&random, doses[i].tries + 1);
            tries[i] = (double)doses[i].tries;
            raw[i] = (double)doses[i].hits / tries[i];
        }
        analysis_response_curve(6, doses, 0.95, curve);
        analysis_isotonic(6, raw, tries, fit);
        for (size_t i = 0; i < 6; i++) {
            expect_near(curve[i].fit, fit[i], 1e-12);
            cr_expect_eq(curve[i].raw, raw[i]);
            cr_expect(i == 0 ||
                      (curve[i].low >= curve[i - 1].low && curve[i].high >= curve[i - 1].high));
        }
    }
}

/* 0 of 20, then 20 of 20: what is sure of one dose is sure of all above, or below, it. */
Test(isotonic, bounds_reach_over)
{
    const struct analysis_dose doses[] = {{1, 0}, {20, 0}, {20, 20}, {1, 1}};
    struct analysis_response curve[4];
    analysis_response_curve(4, doses, 0.95, curve);
    expect_near(curve[1].high, 1 - pow(0.025, 1 / 20.0), 1e-12);
    cr_expect_eq(curve[0].high, curve[1].high);
    expect_near(curve[2].low, pow(0.025, 1 / 20.0), 1e-12);
    cr_expect_eq(curve[3].low, curve[2].low);
}

Test(isotonic, a_fall_is_noticed)
{
    const struct analysis_dose falls[] = {{50, 5}, {50, 45}, {50, 15}};
    const struct analysis_dose rises[] = {{50, 5}, {50, 23}, {50, 22}, {50, 48}};
    const struct analysis_dose flat[] = {{50, 50}, {50, 50}};
    struct analysis_monotone test;
    cr_assert_eq(analysis_monotone_test(3, falls, 1000, 1, &test), 0);
    cr_expect_lt(test.p_value, 0.002);
    /* (45 - 30)^2 / 50 for each of two, over 0.6 * 0.4. */
    expect_near(test.statistic, 2 * 50 * 0.3 * 0.3 / 0.24, 1e-9);
    cr_assert_eq(analysis_monotone_test(4, rises, 1000, 1, &test), 0);
    cr_expect_gt(test.p_value, 0.2);
    cr_assert_eq(analysis_monotone_test(2, flat, 100, 1, &test), 0);
    cr_expect_eq(test.statistic, 0);
    cr_expect_eq(test.p_value, 1);
}

/* Under a flat truth a p-value is below 0.1 in a tenth of samples, with some room for chance. */
Test(isotonic, the_test_keeps_its_level)
{
    struct base_random random;
    size_t refused = 0;
    base_random_init(&random, 3, 0, "test.level");
    for (size_t k = 0; k < 200; k++) {
        struct analysis_dose doses[5];
        struct analysis_monotone test;
        for (size_t i = 0; i < 5; i++) {
            doses[i] = (struct analysis_dose){.tries = 20};
            for (size_t t = 0; t < 20; t++)
                doses[i].hits += base_random_uniform(&random) < 0.7;
        }
        cr_assert_eq(analysis_monotone_test(5, doses, 100, k, &test), 0);
        refused += test.p_value < 0.1;
    }
    cr_expect_leq(refused, 34); /* 20 + 3.3 standard deviations */
}
