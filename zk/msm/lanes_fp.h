#ifndef CROWDPATCH_ZK_MSM_LANES_FP_H
#define CROWDPATCH_ZK_MSM_LANES_FP_H

#include "zk/lanes.h"

/* Private to zk/: what lanes_template.h asks of eight coordinates, for Fp; see zk/lanes.h for
 * bounds. */

LANES_INLINE void fp_lanes_gather(const void *const rows[LANES], size_t offset, lanes *ret)
{
    __m512i column[4];
    lanes_gather(rows, offset, column);
    lanes_split(column, ret);
}

LANES_INLINE void fp_lanes_scatter(const lanes *a, __mmask8 mask, void *const rows[LANES],
                                   size_t offset)
{
    __m512i column[4];
    lanes_join(a, column);
    lanes_scatter(column, mask, rows, offset);
}

LANES_INLINE void fp_lanes_carry(lanes *a)
{
    lanes_carry(a);
}

LANES_INLINE void fp_lanes_add(const lanes *a, const lanes *b, lanes *ret)
{
    lanes_add(a, b, ret);
}

LANES_INLINE void fp_lanes_sub(const lanes *a, const lanes *b, unsigned times, lanes *ret)
{
    lanes_sub(a, b, times, &FIELD_P, ret);
}

LANES_INLINE void fp_lanes_shrink(lanes *a)
{
    lanes_shrink(a, &FIELD_P);
}

/* 2 p - a where the bit is set; the limbs are not carried. */
LANES_INLINE void fp_lanes_negate(__mmask8 mask, lanes *a)
{
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        __m512i twice = lanes_set1(2 * lanes_modulus(&FIELD_P, i));
        a->limb[i] = _mm512_mask_sub_epi64(a->limb[i], mask, twice, a->limb[i]);
    }
}

LANES_INLINE __mmask8 fp_lanes_limbs_zero(const lanes *a)
{
    return lanes_zero_mask(a);
}

/* Of a < 8 p. */
LANES_INLINE __mmask8 fp_lanes_is_zero(const lanes *a)
{
    lanes t = *a;
    lanes_canonical(&t, &FIELD_P);
    return lanes_zero_mask(&t);
}

LANES_INLINE void fp_lanes_select(__mmask8 mask, const lanes *a, const lanes *b, lanes *ret)
{
    lanes_select(mask, a, b, ret);
}

LANES_INLINE void fp_lanes_clear(__mmask8 mask, lanes *a)
{
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        a->limb[i] = _mm512_mask_blend_epi64(mask, a->limb[i], _mm512_setzero_si512());
}

LANES_INLINE void fp_lanes_one(lanes *ret)
{
    lanes_broadcast(FIELD_P.one, ret);
}

/* An element of the form 256, below p, to 260. */
LANES_INLINE void fp_lanes_to_260(lanes *a)
{
    for (int round = 0; round < 2; round++) {
        LANES_UNROLL
        for (int i = 0; i < LANES_LIMBS; i++)
            a->limb[i] = _mm512_slli_epi64(a->limb[i], 2);
        lanes_carry(a);
        lanes_shrink(a, &FIELD_P);
    }
}

/* Back, canonical. */
LANES_INLINE void fp_lanes_to_256(lanes *a)
{
    lanes_to_256(&FIELD_P, a);
    lanes_canonical(a, &FIELD_P);
}

/* Times an element of the form 256. */
LANES_INLINE void fp_lanes_scale(const zk_fp *factor, lanes *a)
{
    lanes broadcast;
    lanes_broadcast(factor->limb, &broadcast);
    fp_lanes_to_260(&broadcast);
    lanes_mul(a, &broadcast, &FIELD_P, a);
}

#endif
