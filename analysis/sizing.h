#ifndef CROWDPATCH_ANALYSIS_SIZING_H
#define CROWDPATCH_ANALYSIS_SIZING_H

#include <stddef.h>

/** How many tries show that something happens with at least a probability. */

/** The risk of seeing at most `misses` misses in n tries of something that happens with just that
 *  probability: what is shown is shown with a confidence of 1 less it (Clopper and Pearson 1934,
 *  one side). Requires: 0 < probability < 1, n >= 1. */
double analysis_sizing_risk(size_t n, size_t misses, double probability);

/** The least n that shows it with `misses` misses: 299 for 0.99 at 0.95 without a miss, and
 *  ceil(ln(1 - confidence) / ln(probability)) for others. SIZE_MAX: more than 10^7. */
size_t analysis_sizing_tries(double probability, double confidence, size_t misses);

/** How many of `count` candidates enter a market with free entry, when each of m has an equal part
 *  of `prize`: the most of which the last one's part covers its cost.
 *  Shape: costs[count] ascending, >= 0. Candidates of no cost enter when there is a prize.
 *  Source: free-entry equilibrium, Mankiw and Whinston 1986; costs differ. */
size_t analysis_free_entry(size_t count, const double costs[], double prize);

#endif
