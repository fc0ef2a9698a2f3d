#ifndef CROWDPATCH_ZK_FP2_H
#define CROWDPATCH_ZK_FP2_H

#include "zk/fp.h"

/** Fp[u]/(u^2 + 1): c0 + c1 u. Results come last and may be operands. */
typedef struct {
    zk_fp c0, c1;
} zk_fp2;

static inline bool zk_fp2_is_zero(const zk_fp2 *a)
{
    return zk_fp_is_zero(&a->c0) && zk_fp_is_zero(&a->c1);
}

static inline bool zk_fp2_equal(const zk_fp2 *a, const zk_fp2 *b)
{
    return zk_fp_equal(&a->c0, &b->c0) && zk_fp_equal(&a->c1, &b->c1);
}

void zk_fp2_add(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_sum);
void zk_fp2_sub(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_difference);
void zk_fp2_neg(const zk_fp2 *a, zk_fp2 *ret_negative);
void zk_fp2_mul(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_product);
void zk_fp2_square(const zk_fp2 *a, zk_fp2 *ret_square);
/** 1/a; 0 for 0. */
void zk_fp2_inverse(const zk_fp2 *a, zk_fp2 *ret_inverse);

#endif
