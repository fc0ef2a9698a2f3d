#ifndef CROWDPATCH_ZK_G1_H
#define CROWDPATCH_ZK_G1_H

#include "zk/fp.h"

/** G1: the points of y^2 = x^3 + 3 over Fp, a group of the prime order r. Source: EIP-196.
 *  Every operation handles infinity, equal and opposite points. Results come last and may be
 *  operands. Variable time: set-ups and provers run it on machines of their own. */

/** Infinity is (0, 0), which is not on the curve. */
typedef struct {
    zk_fp x, y;
} zk_g1_affine;

/** Jacobian: (x/z^2, y/z^3). Infinity has z = 0; {0} is it. One point has many forms. */
typedef struct {
    zk_fp x, y, z;
} zk_g1;

/** (1, 2) */
extern const zk_g1_affine zk_g1_generator;

static inline bool zk_g1_affine_is_infinity(const zk_g1_affine *a)
{
    return zk_fp_is_zero(&a->x) && zk_fp_is_zero(&a->y);
}

static inline bool zk_g1_affine_equal(const zk_g1_affine *a, const zk_g1_affine *b)
{
    return zk_fp_equal(&a->x, &b->x) && zk_fp_equal(&a->y, &b->y);
}

static inline bool zk_g1_is_infinity(const zk_g1 *a)
{
    return zk_fp_is_zero(&a->z);
}

/** True for infinity too. A point on the curve is in the group: the cofactor is 1. */
bool zk_g1_is_on_curve(const zk_g1_affine *a);
void zk_g1_affine_neg(const zk_g1_affine *a, zk_g1_affine *ret_negative);

void zk_g1_from_affine(const zk_g1_affine *a, zk_g1 *ret_point);
/** One inversion in Fp. */
void zk_g1_to_affine(const zk_g1 *a, zk_g1_affine *ret_affine);
/** All at once with one inversion.  Shape: points[n], scratch[n], ret_affine[n]. */
void zk_g1_batch_to_affine(size_t n, const zk_g1 points[], zk_fp scratch[],
                           zk_g1_affine ret_affine[]);

/** Equal as points. */
bool zk_g1_equal(const zk_g1 *a, const zk_g1 *b);
void zk_g1_neg(const zk_g1 *a, zk_g1 *ret_negative);
void zk_g1_double(const zk_g1 *a, zk_g1 *ret_double);
void zk_g1_add(const zk_g1 *a, const zk_g1 *b, zk_g1 *ret_sum);
void zk_g1_add_affine(const zk_g1 *a, const zk_g1_affine *b, zk_g1 *ret_sum);
/** [scalar]a for any 256-bit scalar. Requires: a is on the curve. */
void zk_g1_mul(const zk_g1 *a, const u256 *scalar, zk_g1 *ret_product);

#endif
