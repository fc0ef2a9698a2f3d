#ifndef CROWDPATCH_MODELS_SHARED_CONCENTRATION_H
#define CROWDPATCH_MODELS_SHARED_CONCENTRATION_H

#include <stdbool.h>
#include <stddef.h>

/** How unevenly shares of one whole lie with those who have them. Both measures are defined where
 *  somebody has something. */

/** Gini coefficient, sum_i (2 i - n - 1) x_i / (n sum_i |x_i|) over the n values in rising order, i
 *  from 1 on: 0 when all are equal, (n - 1) / n when one has everything, or when one has what
 *  another has lost. No correction for small n.
 *  Source: Gini 1912; this form: Dixon et al. 1988, Damgaard and Weiner 2000
 *  (mathworld.wolfram.com/GiniCoefficient.html); with losses, by what all have gained and lost:
 *  Raffinetti, Siletti and Vernizzi 2015, whose n - 1 is n here.
 *  Sorts the values. Returns whether it is defined: one is not 0. */
bool concentration_gini(double values[], size_t count, double *ret_gini);

/** Herfindahl-Hirschman index, the sum of the squared shares: 1 / n when all are equal, 1 when one
 *  has everything. Source: Hirschman 1964; shares are not in per cent, whose squares sum up to
 *  10,000. Returns whether it is defined: none is negative and one is positive. */
bool concentration_hhi(const double values[], size_t count, double *ret_hhi);

#endif
