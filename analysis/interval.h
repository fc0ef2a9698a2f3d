#ifndef CROWDPATCH_ANALYSIS_INTERVAL_H
#define CROWDPATCH_ANALYSIS_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

/** What a sample says of a number, and how sure that is.
 *
 *  In all of these: x[n] is finite but where it says otherwise, 0 < confidence < 1 (asserted), and
 *  the intervals have two sides of equal risk. A side on which the sample bounds nothing is
 *  infinite. */
struct analysis_interval {
    size_t n;
    double value; /* the estimate */
    double low, high;
};

/** Ascending, for what asks for sorted values. x[n] is finite or infinite. */
void analysis_sort(size_t n, double x[]);
/** The sample's standard deviation (n - 1 below); 0 for n < 2. */
double analysis_sd(size_t n, const double x[]);
/** The p-quantile, between the neighbours where it falls between two: (n - 1) p from the smallest.
 *  Values may be infinite: what never happened, as a date.
 *  Source: Hyndman and Fan 1996, definition 7.  Requires: sorted[n] ascending, n >= 1,
 *  0 <= p <= 1 (asserted). */
double analysis_quantile(size_t n, const double sorted[], double p);

/** The mean by Student's t, for means that are near normal. Without limits for n = 1.
 *  Requires: n >= 1. */
struct analysis_interval analysis_mean_interval(size_t n, const double x[], double confidence);

/** The interval that analysis_mean_interval() gives the same sample at the confidence `to`, from
 *  the one that it gave at `from`.
 *  Requires: n > 1. */
struct analysis_interval analysis_mean_interval_at(struct analysis_interval interval, double from,
                                                   double to);

/** A probability, from `hits` in n tries: never too narrow.
 *  Source: Clopper and Pearson 1934.  Requires: hits <= n, n >= 1. */
struct analysis_interval analysis_proportion_interval(size_t n, size_t hits, double confidence);

/** The population's p-quantile, between two of the sample's values, whatever the distribution:
 *  never too narrow.
 *  Source: David and Nagaraja 2003, Order Statistics, 7.1.  Requires: sorted[n] ascending, n >= 1,
 *  0 < p < 1. */
struct analysis_interval analysis_quantile_interval(size_t n, const double sorted[], double p,
                                                    double confidence);

typedef double analysis_statistic(size_t n, const double x[]);
/** The arithmetic mean. */
analysis_statistic analysis_mean;

/** Any statistic of a skewed sample, by resampling it `resamples` times with a stream that `seed`
 *  chooses; corrected for bias and for a spread that changes with the value (BCa). It is too narrow
 *  for n below about 20.
 *  Source: Efron 1987; jackknife for the acceleration.  Requires: n >= 2, resamples >= 100.
 *  Returns 0 or BASE_E_NOMEM. */
int analysis_bootstrap_interval(size_t n, const double x[], analysis_statistic *statistic,
                                size_t resamples, uint64_t seed, double confidence,
                                struct analysis_interval *ret_interval);

#endif
