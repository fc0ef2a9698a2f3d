#ifndef CROWDPATCH_ZK_TOWER_H
#define CROWDPATCH_ZK_TOWER_H

#include "zk/field.h"
#include "zk/kernels.h"

/* Private to zk/: Fp2 and Fp6 in the way kernels use them. What is short is inline; products are
 * functions of this build. */

FIELD_INLINE void fp2_add(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret)
{
    fp_add(&a->c0, &b->c0, &ret->c0);
    fp_add(&a->c1, &b->c1, &ret->c1);
}

FIELD_INLINE void fp2_sub(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret)
{
    fp_sub(&a->c0, &b->c0, &ret->c0);
    fp_sub(&a->c1, &b->c1, &ret->c1);
}

FIELD_INLINE void fp2_double(const zk_fp2 *a, zk_fp2 *ret)
{
    fp_double(&a->c0, &ret->c0);
    fp_double(&a->c1, &ret->c1);
}

FIELD_INLINE void fp2_neg(const zk_fp2 *a, zk_fp2 *ret)
{
    fp_neg(&a->c0, &ret->c0);
    fp_neg(&a->c1, &ret->c1);
}

/* a^p */
FIELD_INLINE void fp2_conjugate(const zk_fp2 *a, zk_fp2 *ret)
{
    ret->c0 = a->c0;
    fp_neg(&a->c1, &ret->c1);
}

FIELD_INLINE void fp2_scale(const zk_fp2 *a, const zk_fp *factor, zk_fp2 *ret)
{
    zk_fp f = *factor;
    fp_mul(&a->c0, &f, &ret->c0);
    fp_mul(&a->c1, &f, &ret->c1);
}

FIELD_INLINE void fp2_one(zk_fp2 *ret)
{
    fp_one(&ret->c0);
    ret->c1 = (zk_fp){{0}};
}

FIELD_INLINE void fp2_mul(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret)
{
    ZK_ARCH(zk_fp2_mul)(a, b, ret);
}

FIELD_INLINE void fp2_square(const zk_fp2 *a, zk_fp2 *ret)
{
    ZK_ARCH(zk_fp2_square)(a, ret);
}

/* (9 + u) a */
static inline void fp2_mul_xi(const zk_fp2 *a, zk_fp2 *ret)
{
    zk_fp2 eight, t = *a;
    fp2_double(&t, &eight);
    fp2_double(&eight, &eight);
    fp2_double(&eight, &eight);
    fp2_add(&eight, &t, &eight);
    fp_sub(&eight.c0, &t.c1, &ret->c0);
    fp_add(&eight.c1, &t.c0, &ret->c1);
}

static inline void fp6_add(const zk_fp6 *a, const zk_fp6 *b, zk_fp6 *ret)
{
    fp2_add(&a->c0, &b->c0, &ret->c0);
    fp2_add(&a->c1, &b->c1, &ret->c1);
    fp2_add(&a->c2, &b->c2, &ret->c2);
}

static inline void fp6_sub(const zk_fp6 *a, const zk_fp6 *b, zk_fp6 *ret)
{
    fp2_sub(&a->c0, &b->c0, &ret->c0);
    fp2_sub(&a->c1, &b->c1, &ret->c1);
    fp2_sub(&a->c2, &b->c2, &ret->c2);
}

static inline void fp6_neg(const zk_fp6 *a, zk_fp6 *ret)
{
    fp2_neg(&a->c0, &ret->c0);
    fp2_neg(&a->c1, &ret->c1);
    fp2_neg(&a->c2, &ret->c2);
}

/* v a */
static inline void fp6_mul_v(const zk_fp6 *a, zk_fp6 *ret)
{
    zk_fp2 t;
    fp2_mul_xi(&a->c2, &t);
    ret->c2 = a->c1;
    ret->c1 = a->c0;
    ret->c0 = t;
}

#endif
