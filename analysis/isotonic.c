#include "analysis/isotonic.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/interval.h"
#include "base/error.h"
#include "base/random.h"

void analysis_isotonic(size_t n, const double y[], const double weights[], double ret_fit[])
{
    /* Blocks that are pooled so far end before i; each is written over all of its places, so that
     * the last place of a block tells its value, and its first place is found by looking back. */
    for (size_t i = 0; i < n; i++) {
        double sum = weights[i] * y[i], weight = weights[i];
        size_t first = i;
        assert(weights[i] > 0);
        while (first > 0 && ret_fit[first - 1] >= sum / weight) {
            double value = ret_fit[first - 1];
            while (first > 0 && ret_fit[first - 1] == value) {
                first--;
                sum += weights[first] * value;
                weight += weights[first];
            }
        }
        for (size_t k = first; k <= i; k++)
            ret_fit[k] = sum / weight;
    }
}

void analysis_response_curve(size_t n, const struct analysis_dose doses[], double confidence,
                             struct analysis_response ret_curve[])
{
    double raw[ANALYSIS_DOSES_MAX] = {0}, tries[ANALYSIS_DOSES_MAX] = {0};
    assert(n <= ANALYSIS_DOSES_MAX);
    for (size_t i = 0; i < n; i++) {
        struct analysis_interval interval =
            analysis_proportion_interval(doses[i].tries, doses[i].hits, confidence);
        ret_curve[i] = (struct analysis_response){
            .raw = interval.value, .low = interval.low, .high = interval.high};
        raw[i] = interval.value;
        tries[i] = (double)doses[i].tries;
    }
    for (size_t i = 1; i < n; i++)
        ret_curve[i].low = fmax(ret_curve[i].low, ret_curve[i - 1].low);
    for (size_t i = n; i-- > 1;)
        ret_curve[i - 1].high = fmin(ret_curve[i - 1].high, ret_curve[i].high);
    analysis_isotonic(n, raw, tries, raw);
    for (size_t i = 0; i < n; i++)
        ret_curve[i].fit = raw[i];
}

/** raw[n], fit[n] of what was seen. */
static double distance(size_t n, const double tries[], const double raw[], const double fit[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double off = raw[i] - fit[i], variance = fit[i] * (1 - fit[i]);
        sum += variance > 0 ? tries[i] * off * off / variance : 0;
    }
    return sum;
}

static double draw_share(struct base_random *random, size_t tries, double probability)
{
    size_t hits = 0;
    for (size_t k = 0; k < tries; k++)
        hits += base_random_uniform(random) < probability;
    return (double)hits / (double)tries;
}

int analysis_monotone_test(size_t n, const struct analysis_dose doses[], size_t resamples,
                           uint64_t seed, struct analysis_monotone *ret_test)
{
    struct base_random random;
    assert(n > 0 && resamples >= 100);
    double *room = calloc(5 * n, sizeof *room);
    if (!room)
        return base_fail(BASE_E_NOMEM, "no memory for %zu doses", n);
    double *tries = room, *raw = room + n, *fit = room + 2 * n;
    double *sample = room + 3 * n, *sample_fit = room + 4 * n;
    for (size_t i = 0; i < n; i++) {
        tries[i] = (double)doses[i].tries;
        raw[i] = (double)doses[i].hits / tries[i];
    }
    analysis_isotonic(n, raw, tries, fit);
    double all_tries = 0, all_hits = 0;
    for (size_t i = 0; i < n; i++) {
        all_tries += tries[i];
        all_hits += (double)doses[i].hits;
    }
    struct analysis_monotone test = {.statistic = distance(n, tries, raw, fit)};
    size_t as_far = 0;
    base_random_init(&random, seed, 0, "analysis.monotone");
    for (size_t b = 0; b < resamples; b++) {
        for (size_t i = 0; i < n; i++)
            sample[i] = draw_share(&random, doses[i].tries, all_hits / all_tries);
        analysis_isotonic(n, sample, tries, sample_fit);
        as_far += distance(n, tries, sample, sample_fit) >= test.statistic;
    }
    free(room);
    /* What was seen is one of the samples: no p-value is 0. Source: Davison and Hinkley 1997. */
    test.p_value = (double)(as_far + 1) / (double)(resamples + 1);
    *ret_test = test;
    return 0;
}
