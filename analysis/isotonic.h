#ifndef CROWDPATCH_ANALYSIS_ISOTONIC_H
#define CROWDPATCH_ANALYSIS_ISOTONIC_H

#include <stddef.h>
#include <stdint.h>

/** Responses that can only rise: probabilities of success over doses in ascending order. */

/** The values that never fall and are nearest to y: the sum of weights[i] (ret_fit[i] - y[i])^2 is
 *  least. Pools adjacent violators.
 *  Shape: y[n], weights[n] > 0, ret_fit[n]; ret_fit may be y.
 *  Source: Ayer, Brunk, Ewing, Reid, Silverman 1955; Barlow et al. 1972. */
void analysis_isotonic(size_t n, const double y[], const double weights[], double ret_fit[]);

/** A dose, how often it was tried, and how often with success. */
struct analysis_dose {
    size_t tries, hits;
};

/** What is known of the success at a dose. */
struct analysis_response {
    double raw;       /* hits / tries */
    double fit;       /* isotonic */
    double low, high; /* of each dose by Clopper and Pearson; as the truth never falls, what bounds
                         it at one dose bounds it at all that are lower, or higher. An end that is
                         the tightest of k doses' fails with k times their risk at the most */
};

#define ANALYSIS_DOSES_MAX 64
/** Shape: doses[n] with tries >= 1, ret_curve[n]; n <= ANALYSIS_DOSES_MAX (asserted). */
void analysis_response_curve(size_t n, const struct analysis_dose doses[], double confidence,
                             struct analysis_response ret_curve[]);

/** Does the response fall somewhere? The statistic is the fit's distance from what was seen, in
 *  variances: sum of tries (raw - fit)^2 / (fit (1 - fit)). */
struct analysis_monotone {
    double statistic;
    /* How often samples of a response that is equal at all doses, the hardest to tell of those that
       never fall, are as far from their fit: small values speak against it. Tries of two doses are
       taken as independent; with common random numbers they fall together, and less often against
       each other: it is then too large. */
    double p_value;
};

/** By `resamples` >= 100 samples that `seed` draws. Source: Robertson, Wright, Dykstra 1988, 2.3;
 *  samples in place of the chi-bar-squared tables. Returns 0 or
 *  BASE_E_NOMEM. */
int analysis_monotone_test(size_t n, const struct analysis_dose doses[], size_t resamples,
                           uint64_t seed, struct analysis_monotone *ret_test);

#endif
