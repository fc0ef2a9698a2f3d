#ifndef CROWDPATCH_ANALYSIS_LEAST_SQUARES_H
#define CROWDPATCH_ANALYSIS_LEAST_SQUARES_H

#include <stddef.h>

#define ANALYSIS_LEAST_SQUARES_TERMS_MAX 8

struct analysis_least_squares {
    size_t terms;
    double coefficients[ANALYSIS_LEAST_SQUARES_TERMS_MAX];
    /* Standard errors, for weights that are right but for one common factor, which the residuals
     * tell; 0 when there are as many observations as terms. */
    double standard_errors[ANALYSIS_LEAST_SQUARES_TERMS_MAX];
    double chi_squared; /* the sum of weight * residual^2 */
    double r_squared;   /* weighted, about the weighted mean; 1 when all y are equal */
};

/** The coefficients for which sum of weights[i] (y[i] - sum of coefficients[j] x[i][j])^2 is least.
 *  Shape: x[count][terms], y[count], weights[count] > 0; 1 <= terms <= 8 and terms <= count
 *  (asserted). Columns of different sizes are balanced.
 *  Source: GSL, gsl_multifit_wlinear.
 *  Returns 0; BASE_E_NOMEM; or BASE_E_RANGE when a number is not finite (*ret_fit untouched). */
int analysis_least_squares(size_t count, size_t terms, const double x[], const double y[],
                           const double weights[], struct analysis_least_squares *ret_fit);

#endif
