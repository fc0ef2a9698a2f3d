#include <stdbool.h>
#include <stddef.h>

#include "zk/lanes.h"
#include "zk/msm/group.h"

#ifdef ZK_ARCH_IFMA

#include "zk/msm/lanes_fp.h"

#define POINT zk_g2
#define AFFINE zk_g2_affine
#define ELEMENT zk_fp2
#define F_OUTER(x) zk_fp2_##x
#define OUTER(x) zk_g2_##x
#define COORDINATE lanes2
#define C(x) fp2_lanes_##x

/* c0 + c1 u */
typedef struct {
    lanes c0, c1;
} lanes2;

/* What goes by parts. */
#define BY_PARTS(name)                                                                             \
    LANES_INLINE void fp2_lanes_##name(lanes2 *a)                                                  \
    {                                                                                              \
        fp_lanes_##name(&a->c0);                                                                   \
        fp_lanes_##name(&a->c1);                                                                   \
    }
BY_PARTS(carry)
BY_PARTS(shrink)
BY_PARTS(to_260)
BY_PARTS(to_256)

LANES_INLINE void fp2_lanes_gather(const void *const rows[LANES], size_t offset, lanes2 *ret)
{
    fp_lanes_gather(rows, offset + offsetof(zk_fp2, c0), &ret->c0);
    fp_lanes_gather(rows, offset + offsetof(zk_fp2, c1), &ret->c1);
}

LANES_INLINE void fp2_lanes_scatter(const lanes2 *a, __mmask8 mask, void *const rows[LANES],
                                    size_t offset)
{
    fp_lanes_scatter(&a->c0, mask, rows, offset + offsetof(zk_fp2, c0));
    fp_lanes_scatter(&a->c1, mask, rows, offset + offsetof(zk_fp2, c1));
}

LANES_INLINE void fp2_lanes_add(const lanes2 *a, const lanes2 *b, lanes2 *ret)
{
    fp_lanes_add(&a->c0, &b->c0, &ret->c0);
    fp_lanes_add(&a->c1, &b->c1, &ret->c1);
}

LANES_INLINE void fp2_lanes_sub(const lanes2 *a, const lanes2 *b, unsigned times, lanes2 *ret)
{
    fp_lanes_sub(&a->c0, &b->c0, times, &ret->c0);
    fp_lanes_sub(&a->c1, &b->c1, times, &ret->c1);
}

LANES_INLINE void fp2_lanes_negate(__mmask8 mask, lanes2 *a)
{
    fp_lanes_negate(mask, &a->c0);
    fp_lanes_negate(mask, &a->c1);
}

LANES_INLINE __mmask8 fp2_lanes_limbs_zero(const lanes2 *a)
{
    return fp_lanes_limbs_zero(&a->c0) & fp_lanes_limbs_zero(&a->c1);
}

LANES_INLINE __mmask8 fp2_lanes_is_zero(const lanes2 *a)
{
    return fp_lanes_is_zero(&a->c0) & fp_lanes_is_zero(&a->c1);
}

LANES_INLINE void fp2_lanes_select(__mmask8 mask, const lanes2 *a, const lanes2 *b, lanes2 *ret)
{
    fp_lanes_select(mask, &a->c0, &b->c0, &ret->c0);
    fp_lanes_select(mask, &a->c1, &b->c1, &ret->c1);
}

LANES_INLINE void fp2_lanes_clear(__mmask8 mask, lanes2 *a)
{
    fp_lanes_clear(mask, &a->c0);
    fp_lanes_clear(mask, &a->c1);
}

LANES_INLINE void fp2_lanes_one(lanes2 *ret)
{
    fp_lanes_one(&ret->c0);
    fp_lanes_one(&ret->c1);
    fp_lanes_clear(0xff, &ret->c1);
}

/* t + u, t - u, for column sums. */
LANES_INLINE void wide_add(lanes_wide *t, const lanes_wide *u)
{
    LANES_UNROLL
    for (int i = 0; i < 2 * LANES_LIMBS; i++)
        t->column[i] = _mm512_add_epi64(t->column[i], u->column[i]);
}

LANES_INLINE void wide_sub(lanes_wide *t, const lanes_wide *u)
{
    LANES_UNROLL
    for (int i = 0; i < 2 * LANES_LIMBS; i++)
        t->column[i] = _mm512_sub_epi64(t->column[i], u->column[i]);
}

/* Karatsuba, reduced once a part. Of parts below 4 p and 4 p: below 2.2 p. */
LANES_INLINE void fp2_lanes_mul(const lanes2 *a, const lanes2 *b, lanes2 *ret)
{
    lanes sum_a, sum_b;
    lanes_wide low, high, cross;
    lanes_add(&a->c0, &a->c1, &sum_a);
    lanes_add(&b->c0, &b->c1, &sum_b);
    lanes_mul_wide(&a->c0, &b->c0, &low);
    lanes_mul_wide(&a->c1, &b->c1, &high);
    lanes_mul_wide(&sum_a, &sum_b, &cross);
    wide_sub(&cross, &low);
    wide_sub(&cross, &high);
    wide_sub(&low, &high);
    /* The product of second parts is below 2^260 p. */
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        low.column[LANES_LIMBS + i] =
            _mm512_add_epi64(low.column[LANES_LIMBS + i], lanes_set1(lanes_modulus(&FIELD_P, i)));
    lanes_reduce_wide(&low, &FIELD_P, &ret->c0);
    lanes_reduce_wide(&cross, &FIELD_P, &ret->c1);
}

/* (c0 + c1)(c0 - c1) + 2 c0 c1 u. Of parts below 3 p: below 1.4 p. */
LANES_INLINE void fp2_lanes_square(const lanes2 *a, lanes2 *ret)
{
    lanes sum, difference, twice;
    lanes_add(&a->c0, &a->c1, &sum);
    lanes_sub(&a->c0, &a->c1, 3, &FIELD_P, &difference);
    lanes_add(&a->c0, &a->c0, &twice);
    lanes_mul(&twice, &a->c1, &FIELD_P, &ret->c1);
    lanes_mul(&sum, &difference, &FIELD_P, &ret->c0);
}

/* c0^2 + c1^2. Of parts below 4 p: below 1.4 p. */
LANES_INLINE void fp2_lanes_norm(const lanes2 *a, lanes *ret)
{
    lanes_wide t, u;
    lanes_square_wide(&a->c0, &t);
    lanes_square_wide(&a->c1, &u);
    wide_add(&t, &u);
    lanes_reduce_wide(&t, &FIELD_P, ret);
}

/* a / b is a times b's conjugate over b's norm. Of parts below 4 p: below 1.1 p. */
LANES_INLINE void fp2_lanes_quotient(const lanes2 *a, const lanes2 *b, const lanes *inverse_norm,
                                     lanes2 *ret)
{
    lanes2 conjugate = *b;
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        conjugate.c1.limb[i] =
            _mm512_sub_epi64(lanes_set1(4 * lanes_modulus(&FIELD_P, i)), b->c1.limb[i]);
    lanes_carry(&conjugate.c1);
    fp2_lanes_mul(a, &conjugate, ret);
    lanes_mul(&ret->c0, inverse_norm, &FIELD_P, &ret->c0);
    lanes_mul(&ret->c1, inverse_norm, &FIELD_P, &ret->c1);
}

/* -psi^2, as in g2.c */
LANES_INLINE void fp2_lanes_image_x(lanes2 *a)
{
    fp_lanes_scale(&BN254_FROBENIUS_2[2].c0, &a->c0);
    fp_lanes_scale(&BN254_FROBENIUS_2[2].c0, &a->c1);
}

#include "zk/msm/lanes_template.h"

const struct zk_msm_group zk_msm_group_g2_ifma = GROUP;

#endif
