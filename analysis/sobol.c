#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>
#include <stdlib.h>

#include "analysis/sensitivity.h"
#include "base/error.h"
#include "base/random.h"

int analysis_sobol_design(size_t factors, size_t rows, double ret_points[])
{
    double both[2 * ANALYSIS_SOBOL_FACTORS_MAX];
    const double *a = both, *b = both + factors;

    assert(factors > 0 && factors <= ANALYSIS_SOBOL_FACTORS_MAX);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)(2 * factors));
    gsl_set_error_handler(handler);
    if (!sequence)
        return base_fail(BASE_E_NOMEM, "no memory for a design of %zu factors", factors);
    for (size_t row = 0; row < rows; row++) {
        gsl_qrng_get(sequence, both);
        for (size_t point = 0; point < factors + 2; point++)
            for (size_t i = 0; i < factors; i++)
                *ret_points++ = point == 1 || point == i + 2 ? b[i] : a[i];
    }
    gsl_qrng_free(sequence);
    return 0;
}

struct shares {
    double first, total;
};

/** The indices of one factor from the rows whose numbers stand in `drawn`. */
static struct shares shares_of(size_t factor, size_t factors, size_t rows, const size_t drawn[],
                               const double y[])
{
    double mean = 0, variance = 0, first = 0, total = 0;
    for (size_t k = 0; k < rows; k++) {
        const double *row = y + drawn[k] * (factors + 2);
        mean += (row[0] + row[1]) / (double)(2 * rows);
    }
    for (size_t k = 0; k < rows; k++) {
        const double *row = y + drawn[k] * (factors + 2);
        double a = row[0] - mean, b = row[1] - mean, mixed = row[2 + factor] - mean;
        variance += a * a + b * b;
        first += b * (mixed - a);
        total += (a - mixed) * (a - mixed);
    }
    /* V = variance / 2 rows, first order = first / rows, total = total / 2 rows. */
    return variance > 0 ? (struct shares){2 * first / variance, total / variance}
                        : (struct shares){0, 0};
}

static struct analysis_interval percentiles(size_t rows, double value, size_t resamples,
                                            double sorted[], double confidence)
{
    double risk = (1 - confidence) / 2;
    analysis_sort(resamples, sorted);
    return (struct analysis_interval){
        .n = rows,
        .value = value,
        .low = analysis_quantile(resamples, sorted, risk),
        .high = analysis_quantile(resamples, sorted, 1 - risk),
    };
}

static struct analysis_sobol factor_indices(size_t factor, size_t factors, size_t rows,
                                            const double y[], size_t resamples, uint64_t seed,
                                            double confidence, size_t drawn[], double first[],
                                            double total[])
{
    struct base_random random;
    base_random_init(&random, seed, 0, "analysis.sobol");
    for (size_t k = 0; k < rows; k++)
        drawn[k] = k;
    struct shares all = shares_of(factor, factors, rows, drawn, y);
    for (size_t s = 0; s < resamples; s++) {
        for (size_t k = 0; k < rows; k++)
            drawn[k] = (size_t)base_random_below(&random, rows);
        struct shares some = shares_of(factor, factors, rows, drawn, y);
        first[s] = some.first;
        total[s] = some.total;
    }
    return (struct analysis_sobol){
        .first = percentiles(rows, all.first, resamples, first, confidence),
        .total = percentiles(rows, all.total, resamples, total, confidence),
    };
}

int analysis_sobol(size_t factors, size_t rows, const double y[], size_t resamples, uint64_t seed,
                   double confidence, struct analysis_sobol ret_indices[])
{
    assert(factors > 0 && rows >= 2 && resamples >= 100);
    assert(confidence > 0 && confidence < 1);
    size_t *drawn = calloc(rows, sizeof *drawn);
    double *first = calloc(resamples, sizeof *first), *total = calloc(resamples, sizeof *total);
    int r = 0;
    if (!drawn || !first || !total)
        r = base_fail(BASE_E_NOMEM, "no memory to resample %zu rows", rows);
    for (size_t i = 0; r == 0 && i < factors; i++)
        ret_indices[i] =
            factor_indices(i, factors, rows, y, resamples, seed, confidence, drawn, first, total);
    free(drawn);
    free(first);
    free(total);
    return r;
}
