#ifndef CROWDPATCH_ANALYSIS_GROWTH_H
#define CROWDPATCH_ANALYSIS_GROWTH_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/interval.h"

/** Curves of growth, fitted to a time series by least squares (GSL, Levenberg-Marquardt). */
enum analysis_growth_model {
    /** y = start exp(rate t): the early phase. */
    ANALYSIS_GROWTH_EXPONENTIAL,
    /** y = capacity / (1 + exp(-rate (t - middle))).  Source: Verhulst 1838. */
    ANALYSIS_GROWTH_LOGISTIC,
    /** The same with the whole population as capacity: who meets an infected one may become one.
     *  Source: the SI model, Kermack and McKendrick 1927 without recovery. */
    ANALYSIS_GROWTH_SI,
    /** y = market (1 - exp(-(p + q) t)) / (1 + q/p exp(-(p + q) t)): p by advertising, q by
     *  imitation.  Source: Bass 1969. */
    ANALYSIS_GROWTH_BASS,
    ANALYSIS_GROWTH_COUNT,
};

#define ANALYSIS_GROWTH_PARAMETERS_MAX 3

struct analysis_growth {
    enum analysis_growth_model model;
    /* False: no curve of this kind is near, or the data do not tell its parameters; all that
       follows is then meaningless. */
    bool is_fitted;
    size_t parameter_count;
    /* In the order of analysis_growth_parameter(), by the units of t and y. */
    struct analysis_interval parameters[ANALYSIS_GROWTH_PARAMETERS_MAX];
    double squares; /* the sum of squared residuals */
    /* n log(squares / n) + 2 (parameters + 1): of two models of the same series the one with less
       is nearer; -infinity for a curve without residuals.  Source: Akaike 1974. */
    double aic;
};

const char *analysis_growth_name(enum analysis_growth_model model);
/** "rate"; NULL behind the last one. */
const char *analysis_growth_parameter(enum analysis_growth_model model, size_t index);
/** The curve at t. `population` is read by ANALYSIS_GROWTH_SI alone. */
double analysis_growth_at(enum analysis_growth_model model, const double parameters[],
                          double population, double t);

/** Fits one model. Shape: t[n] ascending, from 0; y[n] >= 0; all finite; n > parameters.
 *  population: of ANALYSIS_GROWTH_SI, > 0. Intervals are the linear ones of non-linear least
 *  squares by Student's t; points of a cumulative series depend on each other, so that they are too
 *  narrow for one run: use them for curves of means.
 *  Returns 0, or BASE_E_NOMEM. */
int analysis_growth_fit(enum analysis_growth_model model, size_t n, const double t[],
                        const double y[], double population, double confidence,
                        struct analysis_growth *ret_growth);

#endif
