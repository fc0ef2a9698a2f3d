#include "analysis/sizing.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>

#define TRIES_MAX 10000000

double analysis_sizing_risk(size_t n, size_t misses, double probability)
{
    assert(n >= 1 && probability > 0 && probability < 1);
    if (misses >= n)
        return 1;
    if (misses == 0)
        return pow(probability, (double)n);
    return gsl_cdf_binomial_P((unsigned)misses, 1 - probability, (unsigned)n);
}

size_t analysis_sizing_tries(double probability, double confidence, size_t misses)
{
    /* The risk falls with n: double, then halve. */
    size_t enough = misses + 1;
    assert(confidence > 0 && confidence < 1);
    while (analysis_sizing_risk(enough, misses, probability) > 1 - confidence) {
        if (enough > TRIES_MAX)
            return SIZE_MAX;
        enough *= 2;
    }
    size_t too_few = misses;
    while (enough - too_few > 1) {
        size_t middle = too_few + (enough - too_few) / 2;
        if (analysis_sizing_risk(middle, misses, probability) > 1 - confidence)
            too_few = middle;
        else
            enough = middle;
    }
    return enough;
}

size_t analysis_free_entry(size_t count, const double costs[], double prize)
{
    size_t entered = 0;
    for (size_t i = 0; i < count; i++) {
        assert(costs[i] >= 0 && (i == 0 || costs[i] >= costs[i - 1]));
        if (prize > 0 && prize / (double)(i + 1) >= costs[i])
            entered = i + 1;
    }
    return entered;
}
