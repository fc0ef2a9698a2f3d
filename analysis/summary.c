#include "analysis/summary.h"

#include <stdlib.h>

#include "base/error.h"

/* Assumption: limits of 5,000 resamples vary by less than a hundredth of the interval. */
#define RESAMPLES 5000

static int mean_interval(size_t n, const double values[], enum analysis_method method,
                         double confidence, struct analysis_interval *ret_interval)
{
    if (method == ANALYSIS_METHOD_BCA && n > 1)
        return analysis_bootstrap_interval(n, values, analysis_mean, RESAMPLES, 0, confidence,
                                           ret_interval);
    *ret_interval = analysis_mean_interval(n, values, confidence);
    return 0;
}

static int no_memory(size_t n)
{
    return base_fail(BASE_E_NOMEM, "no memory for %zu values", n);
}

static int summarize(double values[], enum analysis_method method, double quantile,
                     double confidence, struct analysis_summary *summary)
{
    int r = 0;
    if (summary->kind == ANALYSIS_METRIC_YES_NO) {
        size_t hits = 0;
        for (size_t i = 0; i < summary->n; i++)
            hits += values[i] != 0;
        summary->mean = analysis_proportion_interval(summary->n, hits, confidence);
    } else if (summary->kind == ANALYSIS_METRIC_NUMBER) {
        r = mean_interval(summary->n, values, method, confidence, &summary->mean);
        summary->sd = analysis_sd(summary->n, values);
        analysis_sort(summary->n, values);
        summary->quantile = analysis_quantile_interval(summary->n, values, quantile, confidence);
    }
    return r;
}

int analysis_summarize(const struct analysis_points *points, size_t index, size_t column,
                       enum analysis_method method, double quantile, double confidence,
                       struct analysis_summary *ret_summary)
{
    struct analysis_summary summary = {
        .kind = analysis_points_metric(points, column),
        .runs = analysis_points_runs(points, index),
    };
    double *values = calloc(summary.runs, sizeof *values);
    int r = 0;
    if (!values)
        return no_memory(summary.runs);
    summary.n = analysis_points_values(points, index, column, values);
    if (summary.n > 0)
        r = summarize(values, method, quantile, confidence, &summary);
    free(values);
    if (r == 0)
        *ret_summary = summary;
    return r;
}

const char *analysis_verdict_name(enum analysis_verdict verdict)
{
    static const char *const names[] = {
        [ANALYSIS_VERDICT_TOO_FEW] = "too few pairs",
        [ANALYSIS_VERDICT_EQUAL] = "equal",
        [ANALYSIS_VERDICT_LESS] = "less",
        [ANALYSIS_VERDICT_MORE] = "more",
        [ANALYSIS_VERDICT_OPEN] = "not shown",
    };
    return names[verdict];
}

/** The mean of differences between yes and no: the share of more less that of fewer, each by
 * Clopper and Pearson at half the risk, so that both hold together. Pairs that all differ alike
 * have no spread by which Student's t could tell how sure that is. */
static struct analysis_interval shares_interval(size_t n, const double differences[],
                                                double confidence)
{
    size_t more = 0, fewer = 0;
    for (size_t i = 0; i < n; i++) {
        more += differences[i] > 0;
        fewer += differences[i] < 0;
    }
    struct analysis_interval up = analysis_proportion_interval(n, more, (1 + confidence) / 2);
    struct analysis_interval down = analysis_proportion_interval(n, fewer, (1 + confidence) / 2);
    return (struct analysis_interval){n, up.value - down.value, up.low - down.high,
                                      up.high - down.low};
}

static enum analysis_verdict judge(const struct analysis_interval *mean, const double values[])
{
    bool equal = true;
    for (size_t i = 0; i < mean->n; i++)
        equal &= values[i] == 0;
    if (mean->n < 2)
        return ANALYSIS_VERDICT_TOO_FEW;
    if (equal)
        return ANALYSIS_VERDICT_EQUAL;
    return mean->high < 0  ? ANALYSIS_VERDICT_LESS
           : mean->low > 0 ? ANALYSIS_VERDICT_MORE
                           : ANALYSIS_VERDICT_OPEN;
}

int analysis_compare(const struct analysis_points *points, size_t base, size_t index, size_t column,
                     enum analysis_method method, double confidence,
                     struct analysis_difference *ret_difference)
{
    struct analysis_difference difference = {.verdict = ANALYSIS_VERDICT_TOO_FEW};
    size_t runs = analysis_points_runs(points, index);
    double *values = calloc(runs, sizeof *values);
    int r = 0;
    if (!values)
        return no_memory(runs);
    difference.pairs = analysis_points_differences(points, base, index, column, values);
    if (difference.pairs > 0) {
        if (analysis_points_metric(points, column) == ANALYSIS_METRIC_YES_NO)
            difference.mean = shares_interval(difference.pairs, values, confidence);
        else
            r = mean_interval(difference.pairs, values, method, confidence, &difference.mean);
        difference.verdict = judge(&difference.mean, values);
    }
    free(values);
    if (r == 0)
        *ret_difference = difference;
    return r;
}
