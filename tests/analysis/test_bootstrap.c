#include <criterion/criterion.h>

#include "analysis/interval.h"
#include "base/random.h"
#include "tests/analysis/near.h"

/* The variance with n below. */
static double plug_in_variance(size_t n, const double x[])
{
    double sd = analysis_sd(n, x);
    return sd * sd * (double)(n - 1) / (double)n;
}

/* Test A of 26 neurologically impaired children: a variance of 171.5, by BCa 115.8 to 259.6 with
 * 90 %.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, tables 14.1 and 14.2. Their
 * 2,000 resamples leave about 2 % of noise in each limit. */
Test(bootstrap, published_variance)
{
    static const double a[26] = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                                 0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};
    struct analysis_interval interval;
    cr_assert_eq(analysis_bootstrap_interval(26, a, plug_in_variance, 20000, 1, 0.9, &interval), 0);
    cr_expect_eq(interval.n, 26);
    expect_near(interval.value, 171.534, 1e-3);
    expect_near(interval.low, 115.8, 3);
    expect_near(interval.high, 259.6, 6);
}

/* Without skewness it is near Student's interval. */
Test(bootstrap, symmetric_mean)
{
    double x[200];
    struct base_random random;
    struct analysis_interval interval;
    base_random_init(&random, 3, 0, "symmetric");
    for (size_t i = 0; i < 200; i++)
        x[i] = base_random_normal(&random, 0, 1);
    cr_assert_eq(analysis_bootstrap_interval(200, x, analysis_mean, 5000, 1, 0.95, &interval), 0);
    struct analysis_interval student = analysis_mean_interval(200, x, 0.95);
    expect_near(interval.low, student.low, 0.015);
    expect_near(interval.high, student.high, 0.015);
}

Test(bootstrap, equal_values_leave_no_doubt)
{
    const double x[] = {5, 5, 5};
    struct analysis_interval interval;
    cr_assert_eq(analysis_bootstrap_interval(3, x, analysis_mean, 100, 1, 0.95, &interval), 0);
    cr_expect_eq(interval.value, 5);
    cr_expect_eq(interval.low, 5);
    cr_expect_eq(interval.high, 5);
}

Test(bootstrap, the_seed_chooses_the_resamples)
{
    const double x[] = {1, 2, 4, 8, 16, 32};
    struct analysis_interval one, same, other;
    cr_assert_eq(analysis_bootstrap_interval(6, x, analysis_mean, 500, 1, 0.95, &one), 0);
    cr_assert_eq(analysis_bootstrap_interval(6, x, analysis_mean, 500, 1, 0.95, &same), 0);
    cr_assert_eq(analysis_bootstrap_interval(6, x, analysis_mean, 500, 2, 0.95, &other), 0);
    cr_expect_eq(one.low, same.low);
    cr_expect_eq(one.high, same.high);
    cr_expect(one.low != other.low || one.high != other.high);
}

/* The mean of exponential times, which is skewed: 95 % intervals of 60 values hold it in 93 to
 * 97 % of 2,000 samples. */
Test(bootstrap, skewed_means_are_covered)
{
    int covered = 0;
    double x[60];
    for (uint32_t sample = 0; sample < 2000; sample++) {
        struct base_random random;
        struct analysis_interval interval;
        base_random_init(&random, 9, sample, "coverage");
        for (size_t i = 0; i < 60; i++)
            x[i] = base_random_exponential(&random, 10);
        cr_assert_eq(
            analysis_bootstrap_interval(60, x, analysis_mean, 400, sample, 0.95, &interval), 0);
        covered += interval.low <= 10 && 10 <= interval.high;
    }
    cr_expect(covered >= 1860 && covered <= 1940, "covers %d of 2000", covered);
}
