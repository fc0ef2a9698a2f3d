#include "analysis/interval.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

#include "base/random.h"
#include "tests/analysis/near.h"

/* Student's sleep data as differences; the interval that R's t.test(..., paired = TRUE) prints.
 * Source: Student 1908. */
static const double sleep_more[] = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};

Test(interval, students_sleep)
{
    struct analysis_interval mean = analysis_mean_interval(10, sleep_more, 0.95);
    cr_expect_eq(mean.n, 10);
    expect_near(mean.value, 1.58, 1e-12);
    expect_near(mean.low, 0.7001142, 1e-7);
    expect_near(mean.high, 2.4598858, 1e-7);
    expect_near(analysis_sd(10, sleep_more), 1.229995, 1e-6);
}

Test(interval, at_another_confidence)
{
    struct analysis_interval mean = analysis_mean_interval(10, sleep_more, 0.95);
    struct analysis_interval other = analysis_mean_interval(10, sleep_more, 0.9995);
    struct analysis_interval wide = analysis_mean_interval_at(mean, 0.95, 0.9995);
    cr_expect_eq(wide.n, 10);
    cr_expect_eq(wide.value, mean.value);
    expect_near(wide.low, other.low, 1e-12);
    expect_near(wide.high, other.high, 1e-12);
}

Test(interval, one_value_bounds_nothing)
{
    const double x[] = {4};
    struct analysis_interval mean = analysis_mean_interval(1, x, 0.95);
    cr_expect_eq(mean.value, 4);
    cr_expect_eq(mean.low, -INFINITY);
    cr_expect_eq(mean.high, INFINITY);
    cr_expect_eq(analysis_sd(1, x), 0);
    cr_expect_eq(analysis_quantile(1, x, 0.3), 4);
}

/* 5 of 10: the table's 0.1871 to 0.8129. Without a miss the bound is the risk's n-th root: 299 of
 * 299 show 99 % with a risk of 5 %. */
Test(interval, clopper_and_pearson)
{
    struct analysis_interval half = analysis_proportion_interval(10, 5, 0.95);
    cr_expect_eq(half.value, 0.5);
    expect_near(half.low, 0.1870860, 1e-7);
    expect_near(half.high, 0.8129140, 1e-7);
    struct analysis_interval all = analysis_proportion_interval(299, 299, 0.9);
    expect_near(all.low, pow(0.05, 1 / 299.0), 1e-12);
    cr_expect_geq(all.low, 0.99);
    cr_expect_eq(all.high, 1);
    struct analysis_interval fewer = analysis_proportion_interval(298, 298, 0.9);
    cr_expect_lt(fewer.low, 0.99);
    struct analysis_interval none = analysis_proportion_interval(299, 0, 0.9);
    cr_expect_eq(none.low, 0);
    expect_near(none.high, 1 - all.low, 1e-12);
}

/* The median of ten lies between the second and the ninth with 1 - 2 * 11 / 1024; of five values
 * none is beyond it with 97.5 %; of six the smallest is with 1 / 64. */
Test(interval, median_between_values)
{
    const double sorted[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    struct analysis_interval ten = analysis_quantile_interval(10, sorted, 0.5, 0.95);
    cr_expect_eq(ten.value, 5.5);
    cr_expect_eq(ten.low, 2);
    cr_expect_eq(ten.high, 9);
    struct analysis_interval surer = analysis_quantile_interval(10, sorted, 0.5, 0.98);
    cr_expect_eq(surer.low, 1);
    cr_expect_eq(surer.high, 10);
    struct analysis_interval five = analysis_quantile_interval(5, sorted, 0.5, 0.95);
    cr_expect_eq(five.low, -INFINITY);
    cr_expect_eq(five.high, INFINITY);
    struct analysis_interval six = analysis_quantile_interval(6, sorted, 0.5, 0.95);
    cr_expect_eq(six.low, 1);
    cr_expect_eq(six.high, 6);
}

/* 59 values are the fewest of which the largest is beyond the 95 % quantile with 95 %. */
Test(interval, extreme_quantile)
{
    double sorted[59];
    for (int i = 0; i < 59; i++)
        sorted[i] = i;
    struct analysis_interval enough = analysis_quantile_interval(59, sorted, 0.95, 0.9);
    cr_expect_eq(enough.high, 58);
    cr_expect_gt(enough.low, 0);
    cr_expect_eq(analysis_quantile_interval(58, sorted, 0.95, 0.9).high, INFINITY);
}

Test(interval, quantiles_between_values)
{
    const double sorted[] = {0, 10, 20, 30, 40};
    cr_expect_eq(analysis_quantile(5, sorted, 0), 0);
    cr_expect_eq(analysis_quantile(5, sorted, 0.5), 20);
    expect_near(analysis_quantile(5, sorted, 0.9), 36, 1e-12);
    cr_expect_eq(analysis_quantile(5, sorted, 1), 40);
}

/* What never happened to two of five has no part in the value before it. */
Test(interval, quantiles_beside_what_is_infinite)
{
    const double sorted[] = {1, 2, 3, INFINITY, INFINITY};
    cr_expect_eq(analysis_quantile(5, sorted, 0.5), 3);
    cr_expect_eq(analysis_quantile(5, sorted, 0.6), INFINITY);
    cr_expect_eq(analysis_quantile(5, sorted, 0.75), INFINITY);
    cr_expect_eq(analysis_quantile(5, sorted, 1), INFINITY);
}

/* What 2,000 samples of a known distribution say: 95 % intervals hold the truth in 93 to 97 %. */
enum { SAMPLES = 2000 };

static void expect_coverage(int covered, double least, double most)
{
    double share = (double)covered / SAMPLES;
    cr_expect(share >= least && share <= most, "covers %.4f", share);
}

static bool holds(struct analysis_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

Test(interval, means_are_covered)
{
    int covered = 0;
    double x[12];
    for (uint32_t sample = 0; sample < SAMPLES; sample++) {
        struct base_random random;
        base_random_init(&random, 7, sample, "coverage");
        for (size_t i = 0; i < 12; i++)
            x[i] = base_random_normal(&random, 100, 15);
        covered += holds(analysis_mean_interval(12, x, 0.95), 100);
    }
    expect_coverage(covered, 0.93, 0.97);
}

/* Never too narrow: at least 95 %, and no more than the next coarser bounds. */
Test(interval, proportions_and_quantiles_are_covered)
{
    int proportions = 0, quantiles = 0;
    double x[80];
    for (uint32_t sample = 0; sample < SAMPLES; sample++) {
        struct base_random random;
        size_t hits = 0;
        base_random_init(&random, 8, sample, "coverage");
        for (size_t i = 0; i < 80; i++) {
            x[i] = base_random_exponential(&random, 1);
            hits += x[i] > 1;
        }
        gsl_sort(x, 1, 80);
        proportions += holds(analysis_proportion_interval(80, hits, 0.95), exp(-1));
        quantiles += holds(analysis_quantile_interval(80, x, 0.5, 0.95), log(2));
    }
    expect_coverage(proportions, 0.945, 0.985);
    expect_coverage(quantiles, 0.945, 0.985);
}

/** How often an interval holds the mean of normal values of 10 % spread that are drawn, `batch` at
 * a time, until half of it is 5 % of the mean. */
static double share_of_awaited_that_hold(size_t batch)
{
    double x[200];
    int covered = 0;
    for (uint32_t sample = 0; sample < SAMPLES; sample++) {
        struct base_random random;
        struct analysis_interval mean;
        size_t n = 0;
        base_random_init(&random, 9, sample, "coverage");
        do {
            for (size_t i = 0; i < batch; i++)
                x[n++] = base_random_normal(&random, 100, 10);
            mean = analysis_mean_interval(n, x, 0.95);
        } while (mean.high - mean.value > 0.05 * mean.value && n + batch <= 200);
        covered += holds(mean, 100);
    }
    return (double)covered / SAMPLES;
}

/* docs/campaigns.md tells it. */
Test(interval, what_is_awaited_is_covered_less)
{
    expect_near(share_of_awaited_that_hold(10), 0.93, 0.015);
    expect_near(share_of_awaited_that_hold(2), 0.88, 0.02);
}
