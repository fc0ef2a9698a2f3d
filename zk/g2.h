#ifndef CROWDPATCH_ZK_G2_H
#define CROWDPATCH_ZK_G2_H

#include "zk/fp2.h"

/** G2: the subgroup of order r of y^2 = x^3 + 3/(9+u) over Fp2. Source: EIP-197.  The curve has
 *  r * (p - 1 + t) points, t = p + 1 - r; operations hold on all of them.
 *  Every operation handles infinity, equal and opposite points. Results come last and may be
 *  operands. Variable time: set-ups and provers run it on machines of their own. */

/** Infinity is (0, 0), which is not on the curve. */
typedef struct {
    zk_fp2 x, y;
} zk_g2_affine;

/** Jacobian: (x/z^2, y/z^3). Infinity has z = 0; {0} is it. One point has many forms. */
typedef struct {
    zk_fp2 x, y, z;
} zk_g2;

/** The generator of EIP-197. */
extern const zk_g2_affine zk_g2_generator;

static inline bool zk_g2_affine_is_infinity(const zk_g2_affine *a)
{
    return zk_fp2_is_zero(&a->x) && zk_fp2_is_zero(&a->y);
}

static inline bool zk_g2_affine_equal(const zk_g2_affine *a, const zk_g2_affine *b)
{
    return zk_fp2_equal(&a->x, &b->x) && zk_fp2_equal(&a->y, &b->y);
}

static inline bool zk_g2_is_infinity(const zk_g2 *a)
{
    return zk_fp2_is_zero(&a->z);
}

/** True for infinity too. */
bool zk_g2_is_on_curve(const zk_g2_affine *a);
/** Whether [r]a is infinity. Requires: a is on the curve. */
bool zk_g2_is_in_subgroup(const zk_g2_affine *a);
void zk_g2_affine_neg(const zk_g2_affine *a, zk_g2_affine *ret_negative);

void zk_g2_from_affine(const zk_g2_affine *a, zk_g2 *ret_point);
/** One inversion in Fp2. */
void zk_g2_to_affine(const zk_g2 *a, zk_g2_affine *ret_affine);
/** All at once with one inversion.  Shape: points[n], scratch[n], ret_affine[n]. */
void zk_g2_batch_to_affine(size_t n, const zk_g2 points[], zk_fp2 scratch[],
                           zk_g2_affine ret_affine[]);

/** Equal as points. */
bool zk_g2_equal(const zk_g2 *a, const zk_g2 *b);
void zk_g2_neg(const zk_g2 *a, zk_g2 *ret_negative);
void zk_g2_double(const zk_g2 *a, zk_g2 *ret_double);
void zk_g2_add(const zk_g2 *a, const zk_g2 *b, zk_g2 *ret_sum);
void zk_g2_add_affine(const zk_g2 *a, const zk_g2_affine *b, zk_g2 *ret_sum);
/** [scalar]a for any 256-bit scalar. Requires: a is on the curve. */
void zk_g2_mul(const zk_g2 *a, const u256 *scalar, zk_g2 *ret_product);

#endif
