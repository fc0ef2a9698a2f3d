#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/interval.h"
#include "base/error.h"
#include "base/random.h"

/** The statistic of `resamples` samples drawn from x with replacement, ascending. */
static void resample(size_t n, const double x[], analysis_statistic *statistic, size_t resamples,
                     uint64_t seed, double scratch[], double ret_sorted[])
{
    struct base_random random;
    base_random_init(&random, seed, 0, "analysis.bootstrap");
    for (size_t b = 0; b < resamples; b++) {
        for (size_t i = 0; i < n; i++)
            scratch[i] = x[base_random_below(&random, n)];
        ret_sorted[b] = statistic(n, scratch);
    }
    analysis_sort(resamples, ret_sorted);
}

/** How fast the statistic's spread changes with it: the skewness of its jackknife values, by 6. */
static double acceleration(size_t n, const double x[], analysis_statistic *statistic,
                           double scratch[], double left_out[])
{
    double mean = 0, squares = 0, cubes = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0, k = 0; j < n; j++)
            if (j != i)
                scratch[k++] = x[j];
        left_out[i] = statistic(n - 1, scratch);
        mean += left_out[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        double below = mean - left_out[i];
        squares += below * below;
        cubes += below * below * below;
    }
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

/** The normal quantile of the share of resamples that are below `value`; ties count by half. */
static double bias(size_t resamples, const double sorted[], double value)
{
    double below = 0;
    for (size_t b = 0; b < resamples; b++)
        below += sorted[b] < value ? 1 : sorted[b] > value ? 0 : 0.5;
    /* All on one side says no more than that the share is beyond the first of them. */
    below = fmin(fmax(below, 0.5), (double)resamples - 0.5);
    return gsl_cdf_ugaussian_Pinv(below / (double)resamples);
}

static double corrected(size_t resamples, const double sorted[], double bias, double acceleration,
                        double share)
{
    double z = bias + gsl_cdf_ugaussian_Pinv(share);
    return analysis_quantile(resamples, sorted,
                             gsl_cdf_ugaussian_P(bias + z / (1 - acceleration * z)));
}

int analysis_bootstrap_interval(size_t n, const double x[], analysis_statistic *statistic,
                                size_t resamples, uint64_t seed, double confidence,
                                struct analysis_interval *ret_interval)
{
    assert(n >= 2 && resamples >= 100 && confidence > 0 && confidence < 1);
    double *scratch = calloc(n, sizeof *scratch), *left_out = calloc(n, sizeof *left_out);
    double *sorted = calloc(resamples, sizeof *sorted);
    int r = 0;
    if (!scratch || !left_out || !sorted) {
        r = base_fail(BASE_E_NOMEM, "no memory to resample %zu values", n);
    } else {
        double risk = (1 - confidence) / 2, value = statistic(n, x);
        resample(n, x, statistic, resamples, seed, scratch, sorted);
        double a = acceleration(n, x, statistic, scratch, left_out);
        double z = bias(resamples, sorted, value);
        *ret_interval = (struct analysis_interval){
            .n = n,
            .value = value,
            .low = corrected(resamples, sorted, z, a, risk),
            .high = corrected(resamples, sorted, z, a, 1 - risk),
        };
    }
    free(scratch);
    free(left_out);
    free(sorted);
    return r;
}
