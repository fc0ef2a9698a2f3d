#ifndef CROWDPATCH_ZK_GADGET_EVALUATE_H
#define CROWDPATCH_ZK_GADGET_EVALUATE_H

#include "zk/builder.h"

/** The sum of c[i] z^i over i < n, n >= 1 (asserted). n - 1 constraints.
 *  Two different c of n elements agree at n - 1 of the r values of z at most: with a z that is
 *  drawn after c was fixed, an equal sum tells an equal c but for a chance of (n - 1) / r. */
struct zk_lc zk_gadget_evaluate(struct zk_builder *builder, size_t n, const struct zk_lc c[],
                                struct zk_lc z);

#endif
