#ifndef CROWDPATCH_MODELS_SHARED_RANK_H
#define CROWDPATCH_MODELS_SHARED_RANK_H

#include <stdbool.h>
#include <stddef.h>

/** How far two orders of the same things agree. */
struct rank_pair {
    double x, y;
};

/** Kendall's tau-b = (C - D) / sqrt((n0 - n1) (n0 - n2)), of all n0 = n (n - 1) / 2 twos of pairs:
 * C are in the same order by x and y, D in the opposite one, n1 are tied in x and n2 in y, and ties
 *  count for neither. 1: the same order; -1: the opposite one; no unit.
 *  Source: Kendall 1945, The treatment of ties in ranking problems; counted as in Knight 1966.
 *  Shape: pairs[n] finite, sorted here; scratch[n].
 *  Returns whether it is defined: neither x nor y is the same for all. Time n log n. */
bool rank_tau_b(struct rank_pair pairs[], struct rank_pair scratch[], size_t n, double *ret_tau);

#endif
