#include <criterion/criterion.h>
#include <math.h>

#include "analysis/growth.h"
#include "analysis/theory.h"
#include "base/error.h"
#include "near.h"

/* Half of 1000 after ln(999) / 2 from one on; all in the end. */
Test(theory, si_by_hand)
{
    const struct analysis_theory_spread si = {1000, 1, 0, 2};
    expect_near(analysis_theory_spread_at(&si, 0), 1, 1e-12);
    expect_near(analysis_theory_spread_at(&si, log(999) / 2), 500, 1e-9);
    expect_near(analysis_theory_spread_at(&si, 100), 1000, 1e-9);
    double parameters[] = {2, log(999) / 2};
    for (double t = 0; t < 10; t += 0.25)
        expect_near(analysis_theory_spread_at(&si, t),
                    analysis_growth_at(ANALYSIS_GROWTH_SI, parameters, 1000, t), 1e-9);
}

/* From nobody on Bass's is the curve that growth fits know; its steepest point is at
 * ln(q / p) / (p + q), where N (1 - p / q) / 2 have it. */
Test(theory, bass_by_hand)
{
    const struct analysis_theory_spread bass = {500, 0, 0.03, 0.38};
    double parameters[] = {500, 0.03, 0.38};
    for (double t = 0; t < 30; t += 0.5)
        expect_near(analysis_theory_spread_at(&bass, t),
                    analysis_growth_at(ANALYSIS_GROWTH_BASS, parameters, 0, t), 1e-9);
    expect_near(analysis_theory_spread_at(&bass, log(0.38 / 0.03) / 0.41), 250 * (1 - 0.03 / 0.38),
                1e-9);
    const struct analysis_theory_spread alone = {500, 0, 0.03, 0};
    expect_near(analysis_theory_spread_at(&alone, 10), 500 * (1 - exp(-0.3)), 1e-9);
}

Test(theory, nothing_comes_of_nobody_and_all_stay_all)
{
    const struct analysis_theory_spread nobody = {10, 0, 0, 3}, all = {10, 10, 1, 1};
    cr_expect_eq(analysis_theory_spread_at(&nobody, 50), 0);
    cr_expect_eq(analysis_theory_spread_at(&all, 50), 10);
}

/* The later part of a curve is the curve from there on. */
Test(theory, a_curve_may_begin_anywhere)
{
    const struct analysis_theory_spread whole = {300, 2, 0.01, 0.7};
    struct analysis_theory_spread rest = whole;
    rest.start = analysis_theory_spread_at(&whole, 4);
    expect_near(analysis_theory_spread_at(&rest, 3), analysis_theory_spread_at(&whole, 7), 1e-9);
}

/* A short delay is none; early on a delay of mean d slows growth to the root of r (1 + r d) = q. */
Test(theory, a_delay_slows_down)
{
    const struct analysis_theory_spread si = {1e9, 1000, 0, 1};
    const double times[] = {0, 2, 8, 9};
    double short_delay[4], delayed[4];
    cr_assert_eq(analysis_theory_spread_delayed(&si, 1e-4, 4, times, short_delay), 0);
    for (int i = 0; i < 4; i++)
        cr_expect_float_eq(short_delay[i] / analysis_theory_spread_at(&si, times[i]), 1, 2e-3);
    cr_assert_eq(analysis_theory_spread_delayed(&si, 2, 4, times, delayed), 0);
    cr_expect_eq(delayed[0], 1000);
    expect_near(log(delayed[3] / delayed[2]), 0.5, 2e-3);
}

/* Of two, one has it: the other has it after an exponential time at rate q / 2 + p. */
Test(theory, two_by_hand)
{
    const struct analysis_theory_spread two = {2, 1, 0.1, 0.8};
    const double times[] = {0, 1, 3};
    double mean[3], sd[3];
    cr_assert_eq(analysis_theory_birth(&two, 3, times, mean, sd), 0);
    for (int i = 0; i < 3; i++) {
        double gone = exp(-0.5 * times[i]);
        expect_near(mean[i], 2 - gone, 1e-8);
        expect_near(sd[i], sqrt(gone * (1 - gone)), 1e-6);
    }
    double time, time_sd;
    analysis_theory_birth_time(&two, 1, 2, &time, &time_sd);
    expect_near(time, 2, 1e-12);
    expect_near(time_sd, 2, 1e-12);
}

/* By advertising alone all are independent: binomial with 1 - e^(-p t). */
Test(theory, advertising_alone_is_binomial)
{
    const struct analysis_theory_spread alone = {60, 0, 0.2, 0};
    const double t = 3;
    double mean, sd, share = 1 - exp(-0.6);
    cr_assert_eq(analysis_theory_birth(&alone, 1, &t, &mean, &sd), 0);
    expect_near(mean, 60 * share, 1e-6);
    expect_near(sd, sqrt(60 * share * (1 - share)), 1e-6);
}

/* Far from the end a birth process is Yule's; and many without chance are its mean. */
Test(theory, birth_begins_as_yules_and_follows_the_curve)
{
    const struct analysis_theory_spread early = {2000, 1, 0, 1}, many = {2000, 200, 0.1, 1};
    const double t = 1;
    double mean, sd;
    cr_assert_eq(analysis_theory_birth(&early, 1, &t, &mean, &sd), 0);
    cr_expect_float_eq(mean, analysis_theory_yule_mean(1, 1, 1), 0.01);
    cr_expect_float_eq(sd, analysis_theory_yule_sd(1, 1, 1), 0.01);
    expect_near(analysis_theory_yule_sd(3, 1, log(2)), sqrt(3 * 2 * 1), 1e-12);
    cr_assert_eq(analysis_theory_birth(&many, 1, &t, &mean, &sd), 0);
    cr_expect_float_eq(mean, analysis_theory_spread_at(&many, 1), 1);
}

/* Two offspring a generation of 3: at once each, ln 2 / 3; memoryless, 1 / 3. */
Test(theory, branching_by_hand)
{
    expect_near(analysis_theory_branching_rate(2, 3, INFINITY), log(2) / 3, 1e-12);
    expect_near(analysis_theory_branching_rate(2, 3, 1), 1.0 / 3, 1e-12);
    expect_near(analysis_theory_branching_rate(1, 5, 2), 0, 1e-12);
    cr_expect_lt(analysis_theory_branching_rate(0.5, 3, 1), 0);
    double r = analysis_theory_branching_rate(4, 3, 2);
    expect_near(4 * pow(1 + r * 3 / 2, -2), 1, 1e-12);
}

/* Source: of two offspring in the mean 0.2032 (Athreya and Ney 1972, Poisson offspring). */
Test(theory, extinction_by_hand)
{
    cr_expect_eq(analysis_theory_extinction(0), 1);
    cr_expect_eq(analysis_theory_extinction(1), 1);
    cr_expect_float_eq(analysis_theory_extinction(2), 0.2032, 5e-5);
    for (double mean = 1.1; mean < 6; mean += 0.7) {
        double x = analysis_theory_extinction(mean);
        cr_expect(x > 0 && x < 1);
        expect_near(x, exp(mean * (x - 1)), 1e-12);
    }
}

Test(theory, entry_by_hand)
{
    cr_expect_eq(analysis_theory_free_entry(100, 30), 3);
    cr_expect_eq(analysis_theory_free_entry(90, 30), 3, "who earns nothing does not lose");
    cr_expect_eq(analysis_theory_free_entry(29, 30), 0);
    cr_expect_eq(analysis_theory_contest_entry(100, 4), 5);
    cr_expect_eq(analysis_theory_contest_entry(99, 4), 4);
    cr_expect_eq(analysis_theory_contest_entry(3, 4), 0);
    expect_near(analysis_theory_contest_dissipation(1), 0, 1e-15);
    expect_near(analysis_theory_contest_dissipation(4), 0.75, 1e-15);
}

static double shared_pool(double n, void *context)
{
    const double *pool_and_cost = context;
    return pool_and_cost[0] / n - pool_and_cost[1];
}

static double undefined(double n, void *context)
{
    (void)context;
    return n > 1 ? NAN : 1;
}

Test(theory, zero_profit_by_hand)
{
    double pool_and_cost[] = {100, 30}, n = -1;
    cr_assert_eq(analysis_theory_zero_profit(shared_pool, pool_and_cost, 50, &n), 0);
    expect_near(n, 100.0 / 30, 1e-9);
    cr_assert_eq(analysis_theory_zero_profit(shared_pool, pool_and_cost, 2, &n), 0);
    cr_expect_eq(n, 2, "nobody loses");
    pool_and_cost[0] = 10;
    cr_assert_eq(analysis_theory_zero_profit(shared_pool, pool_and_cost, 50, &n), 0);
    cr_expect_eq(n, 0, "the first one loses");
    n = 42;
    cr_expect_eq(analysis_theory_zero_profit(undefined, NULL, 50, &n), BASE_E_RANGE);
    cr_expect_eq(n, 42);
}
