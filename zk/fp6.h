#ifndef CROWDPATCH_ZK_FP6_H
#define CROWDPATCH_ZK_FP6_H

#include "zk/fp2.h"

/** Fp2[v]/(v^3 - xi), xi = 9 + u: c0 + c1 v + c2 v^2. Results come last and may be operands. */
typedef struct {
    zk_fp2 c0, c1, c2;
} zk_fp6;

void zk_fp6_mul(const zk_fp6 *a, const zk_fp6 *b, zk_fp6 *ret_product);
void zk_fp6_square(const zk_fp6 *a, zk_fp6 *ret_square);
/** 1/a; 0 for 0. */
void zk_fp6_inverse(const zk_fp6 *a, zk_fp6 *ret_inverse);

#endif
