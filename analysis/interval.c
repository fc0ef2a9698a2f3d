#include "analysis/interval.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static double risk_of_a_side(double confidence)
{
    assert(confidence > 0 && confidence < 1);
    return (1 - confidence) / 2;
}

void analysis_sort(size_t n, double x[])
{
    gsl_sort(x, 1, n);
}

double analysis_mean(size_t n, const double x[])
{
    return gsl_stats_mean(x, 1, n);
}

double analysis_sd(size_t n, const double x[])
{
    return n < 2 ? 0 : gsl_stats_sd(x, 1, n);
}

double analysis_quantile(size_t n, const double sorted[], double p)
{
    double place = p * (double)(n - 1);
    size_t below = (size_t)place;
    double part = place - (double)below;

    assert(n >= 1 && p >= 0 && p <= 1);
    /* Nothing of the next value, which may be infinite. */
    return part > 0 ? (1 - part) * sorted[below] + part * sorted[below + 1] : sorted[below];
}

struct analysis_interval analysis_mean_interval(size_t n, const double x[], double confidence)
{
    double risk = risk_of_a_side(confidence), mean = analysis_mean(n, x), half = INFINITY;

    assert(n >= 1);
    if (n > 1)
        half = gsl_cdf_tdist_Qinv(risk, (double)(n - 1)) * analysis_sd(n, x) / sqrt((double)n);
    return (struct analysis_interval){n, mean, mean - half, mean + half};
}

struct analysis_interval analysis_mean_interval_at(struct analysis_interval interval, double from,
                                                   double to)
{
    double freedom = (double)interval.n - 1;

    assert(interval.n > 1);
    double times = gsl_cdf_tdist_Qinv(risk_of_a_side(to), freedom) /
                   gsl_cdf_tdist_Qinv(risk_of_a_side(from), freedom);
    interval.low = interval.value - times * (interval.value - interval.low);
    interval.high = interval.value + times * (interval.high - interval.value);
    return interval;
}

struct analysis_interval analysis_proportion_interval(size_t n, size_t hits, double confidence)
{
    double risk = risk_of_a_side(confidence), k = (double)hits, misses = (double)n - k;

    assert(n >= 1 && hits <= n);
    return (struct analysis_interval){
        .n = n,
        .value = k / (double)n,
        .low = hits == 0 ? 0 : gsl_cdf_beta_Pinv(risk, k, misses + 1),
        .high = hits == n ? 1 : gsl_cdf_beta_Qinv(risk, k + 1, misses),
    };
}

/** The largest rank, counted from 1, whose value lies above the p-quantile with a probability of at
 *  most `risk`, which it does when fewer of the n values are below; 0 when there is none. */
static size_t rank_below(size_t n, double p, double risk)
{
    size_t rank = 0;
    while (rank < n && gsl_cdf_binomial_P((unsigned)rank, p, (unsigned)n) <= risk)
        rank++;
    return rank;
}

struct analysis_interval analysis_quantile_interval(size_t n, const double sorted[], double p,
                                                    double confidence)
{
    double risk = risk_of_a_side(confidence);

    assert(p > 0 && p < 1);
    /* Counted from 1; from the other end it is the same question of 1 - p. */
    size_t low = rank_below(n, p, risk), high = rank_below(n, 1 - p, risk);
    return (struct analysis_interval){
        .n = n,
        .value = analysis_quantile(n, sorted, p),
        .low = low == 0 ? -INFINITY : sorted[low - 1],
        .high = high == 0 ? INFINITY : sorted[n - high],
    };
}
