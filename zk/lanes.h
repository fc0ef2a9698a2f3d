#ifndef CROWDPATCH_ZK_LANES_H
#define CROWDPATCH_ZK_LANES_H

#include "zk/arch.h"
#include "zk/constants.h"

/* Private to zk/: eight elements of one field side by side, for machines of which
 * zk_arch_has_ifma() holds (only there; LANES_TARGET stands before each function that calls these).
 *
 * A value is five limbs of 52 bits, limb i of all eight in one register: below 2^260, which is
 * about 84 times either modulus p, and hardly ever reduced. Each function states what it takes and
 * gives as a multiple of p. The Montgomery factor is 2^260, so that a 2^256 b 2^260 gives a b
 * 2^256: the form that the rest of zk/ has (256 below) needs no change when the other operand has
 * 260. `field` is &FIELD_P or &FIELD_R. Source: Gueron and Krasnov 2016. */
#ifdef ZK_ARCH_IFMA

#include <immintrin.h>

#define LANES_TARGET __attribute__((target(ZK_ARCH_IFMA)))
#define LANES_INLINE static inline __attribute__((always_inline, target(ZK_ARCH_IFMA)))
#ifdef __clang__
#define LANES_UNROLL _Pragma("clang loop unroll(full)")
#else
#define LANES_UNROLL _Pragma("GCC unroll 16")
#endif

enum { LANES = 8, LANES_LIMBS = 5 };
#define LANES_MASK ((UINT64_C(1) << 52) - 1)

typedef struct {
    __m512i limb[LANES_LIMBS];
} lanes;

/* Limb i of the modulus. */
LANES_INLINE uint64_t lanes_modulus(const struct field *field, int i)
{
    const uint64_t *p = field->modulus;
    const uint64_t limbs[LANES_LIMBS] = {p[0], p[0] >> 52 | p[1] << 12, p[1] >> 40 | p[2] << 24,
                                         p[2] >> 28 | p[3] << 36, p[3] >> 16};
    return limbs[i] & LANES_MASK;
}

LANES_INLINE __m512i lanes_set1(uint64_t value)
{
    return _mm512_set1_epi64((long long)value);
}

/* Makes limbs of up to 63 bits and a sign those of one value of [0, 2^260). */
LANES_INLINE void lanes_carry(lanes *a)
{
    const __m512i mask = lanes_set1(LANES_MASK);
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS - 1; i++) {
        a->limb[i + 1] = _mm512_add_epi64(a->limb[i + 1], _mm512_srai_epi64(a->limb[i], 52));
        a->limb[i] = _mm512_and_si512(a->limb[i], mask);
    }
}

/* a + b */
LANES_INLINE void lanes_add(const lanes *a, const lanes *b, lanes *ret)
{
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        ret->limb[i] = _mm512_add_epi64(a->limb[i], b->limb[i]);
    lanes_carry(ret);
}

/* a - b + times p. Requires: b is at most a + times p. */
LANES_INLINE void lanes_sub(const lanes *a, const lanes *b, unsigned times,
                            const struct field *field, lanes *ret)
{
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        __m512i bias = lanes_set1(times * lanes_modulus(field, i));
        ret->limb[i] = _mm512_add_epi64(_mm512_sub_epi64(a->limb[i], b->limb[i]), bias);
    }
    lanes_carry(ret);
}

/* A product before its reduction: ten columns of up to 2^60 and a sign. */
typedef struct {
    __m512i column[2 * LANES_LIMBS];
} lanes_wide;

LANES_INLINE void lanes_mul_wide(const lanes *a, const lanes *b, lanes_wide *ret)
{
    lanes_wide t;
    LANES_UNROLL
    for (int i = 0; i < 2 * LANES_LIMBS; i++)
        t.column[i] = _mm512_setzero_si512();
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        LANES_UNROLL
        for (int j = 0; j < LANES_LIMBS; j++) {
            t.column[i + j] = _mm512_madd52lo_epu64(t.column[i + j], a->limb[i], b->limb[j]);
            t.column[i + j + 1] =
                _mm512_madd52hi_epu64(t.column[i + j + 1], a->limb[i], b->limb[j]);
        }
    }
    *ret = t;
}

/* The products of different limbs are taken once and doubled. */
LANES_INLINE void lanes_square_wide(const lanes *a, lanes_wide *ret)
{
    lanes_wide t;
    LANES_UNROLL
    for (int i = 0; i < 2 * LANES_LIMBS; i++)
        t.column[i] = _mm512_setzero_si512();
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        LANES_UNROLL
        for (int j = i + 1; j < LANES_LIMBS; j++) {
            t.column[i + j] = _mm512_madd52lo_epu64(t.column[i + j], a->limb[i], a->limb[j]);
            t.column[i + j + 1] =
                _mm512_madd52hi_epu64(t.column[i + j + 1], a->limb[i], a->limb[j]);
        }
    }
    LANES_UNROLL
    for (int i = 0; i < 2 * LANES_LIMBS; i++)
        t.column[i] = _mm512_add_epi64(t.column[i], t.column[i]);
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        t.column[2 * i] = _mm512_madd52lo_epu64(t.column[2 * i], a->limb[i], a->limb[i]);
        t.column[2 * i + 1] = _mm512_madd52hi_epu64(t.column[2 * i + 1], a->limb[i], a->limb[i]);
    }
    *ret = t;
}

/* t / 2^260 mod p, below t/2^260 + p. Requires: t >= 0 in all. */
LANES_INLINE void lanes_reduce_wide(const lanes_wide *wide, const struct field *field, lanes *ret)
{
    lanes_wide t = *wide;
    const __m512i inverse = lanes_set1(field->inverse & LANES_MASK);
    const __m512i mask = lanes_set1(LANES_MASK);
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        __m512i m = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t.column[i], inverse);
        /* m p makes the column's low 52 bits zero: what it carries is the column's, rounded up. */
        t.column[i] = _mm512_srai_epi64(_mm512_add_epi64(t.column[i], mask), 52);
        t.column[i + 1] = _mm512_add_epi64(t.column[i + 1], t.column[i]);
        LANES_UNROLL
        for (int j = 0; j < LANES_LIMBS; j++) {
            __m512i p = lanes_set1(lanes_modulus(field, j));
            if (j > 0)
                t.column[i + j] = _mm512_madd52lo_epu64(t.column[i + j], m, p);
            t.column[i + j + 1] = _mm512_madd52hi_epu64(t.column[i + j + 1], m, p);
        }
    }
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        ret->limb[i] = t.column[i + LANES_LIMBS];
    lanes_carry(ret);
}

/* a b / 2^260. Of a < k p and b < l p: below (k l / 84 + 1) p. */
LANES_INLINE void lanes_mul(const lanes *a, const lanes *b, const struct field *field, lanes *ret)
{
    lanes_wide t;
    lanes_mul_wide(a, b, &t);
    lanes_reduce_wide(&t, field, ret);
}

LANES_INLINE void lanes_square(const lanes *a, const struct field *field, lanes *ret)
{
    lanes_wide t;
    lanes_square_wide(a, &t);
    lanes_reduce_wide(&t, field, ret);
}

/* The same residue, below p (1 + 2^-40). Requires: a < 8 p. */
LANES_INLINE void lanes_shrink(lanes *a, const struct field *field)
{
    /* The quotient by p from the top limbs: exact, or one too small at a multiple of p. */
    const uint64_t top = lanes_modulus(field, LANES_LIMBS - 1) + 1;
    const uint64_t reciprocal = (uint64_t)(((unsigned __int128)1 << 96) / top);
    __m512i quotient =
        _mm512_srli_epi64(_mm512_madd52hi_epu64(_mm512_setzero_si512(), a->limb[LANES_LIMBS - 1],
                                                lanes_set1(reciprocal)),
                          44);
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++) {
        long long p = (long long)lanes_modulus(field, i);
        __m512i of_modulus = _mm512_setr_epi64(0, p, 2 * p, 3 * p, 4 * p, 5 * p, 6 * p, 7 * p);
        a->limb[i] = _mm512_sub_epi64(a->limb[i], _mm512_permutexvar_epi64(quotient, of_modulus));
    }
    lanes_carry(a);
}

/* The residue below p. Requires: a < 8 p. */
LANES_INLINE void lanes_canonical(lanes *a, const struct field *field)
{
    lanes_shrink(a, field);
    lanes less;
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        less.limb[i] = _mm512_sub_epi64(a->limb[i], lanes_set1(lanes_modulus(field, i)));
    lanes_carry(&less);
    __mmask8 keep = _mm512_movepi64_mask(less.limb[LANES_LIMBS - 1]);
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        a->limb[i] = _mm512_mask_blend_epi64(keep, less.limb[i], a->limb[i]);
}

/* A bit for each lane whose five limbs are 0. */
LANES_INLINE __mmask8 lanes_zero_mask(const lanes *a)
{
    __m512i any = _mm512_or_si512(_mm512_or_si512(a->limb[0], a->limb[1]),
                                  _mm512_or_si512(a->limb[2], a->limb[3]));
    any = _mm512_or_si512(any, a->limb[4]);
    return _mm512_cmpeq_epi64_mask(any, _mm512_setzero_si512());
}

/* Lane by lane: b where the bit is set, else a. */
LANES_INLINE void lanes_select(__mmask8 mask, const lanes *a, const lanes *b, lanes *ret)
{
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        ret->limb[i] = _mm512_mask_blend_epi64(mask, a->limb[i], b->limb[i]);
}

/* The same value in each lane. Shape: limb[4] of 64 bits. */
LANES_INLINE void lanes_broadcast(const uint64_t a[4], lanes *ret)
{
    ret->limb[0] = lanes_set1(a[0] & LANES_MASK);
    ret->limb[1] = lanes_set1((a[0] >> 52 | a[1] << 12) & LANES_MASK);
    ret->limb[2] = lanes_set1((a[1] >> 40 | a[2] << 24) & LANES_MASK);
    ret->limb[3] = lanes_set1((a[2] >> 28 | a[3] << 36) & LANES_MASK);
    ret->limb[4] = lanes_set1(a[3] >> 16);
}

/* Eight values of four limbs of 64 bits at eight places: column[i] is limb i of all. */
LANES_INLINE void lanes_gather(const void *const rows[LANES], size_t offset, __m512i column[4])
{
    __m512i z[4];
    LANES_UNROLL
    for (int i = 0; i < 4; i++) {
        int row = i % 2 + i / 2 * 4;
        __m256i low = _mm256_loadu_si256((const void *)((const char *)rows[row] + offset));
        __m256i high = _mm256_loadu_si256((const void *)((const char *)rows[row + 2] + offset));
        z[i] = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
    }
    __m512i low01 = _mm512_unpacklo_epi64(z[0], z[1]), high01 = _mm512_unpackhi_epi64(z[0], z[1]);
    __m512i low23 = _mm512_unpacklo_epi64(z[2], z[3]), high23 = _mm512_unpackhi_epi64(z[2], z[3]);
    column[0] = _mm512_shuffle_i64x2(low01, low23, 0x88);
    column[1] = _mm512_shuffle_i64x2(high01, high23, 0x88);
    column[2] = _mm512_shuffle_i64x2(low01, low23, 0xdd);
    column[3] = _mm512_shuffle_i64x2(high01, high23, 0xdd);
}

/* The other way, to the rows of which `mask` has the bit. */
LANES_INLINE void lanes_scatter(const __m512i column[4], __mmask8 mask, void *const rows[LANES],
                                size_t offset)
{
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    __m512i even01 = _mm512_unpacklo_epi64(column[0], column[1]);
    __m512i odd01 = _mm512_unpackhi_epi64(column[0], column[1]);
    __m512i even23 = _mm512_unpacklo_epi64(column[2], column[3]);
    __m512i odd23 = _mm512_unpackhi_epi64(column[2], column[3]);
    __m512i pairs[4] = {_mm512_permutex2var_epi64(even01, first, even23),
                        _mm512_permutex2var_epi64(odd01, first, odd23),
                        _mm512_permutex2var_epi64(even01, second, even23),
                        _mm512_permutex2var_epi64(odd01, second, odd23)};
    LANES_UNROLL
    for (int i = 0; i < 4; i++) {
        int row = i % 2 + i / 2 * 4;
        if (mask >> row & 1)
            _mm256_storeu_si256((void *)((char *)rows[row] + offset),
                                _mm512_castsi512_si256(pairs[i]));
        if (mask >> (row + 2) & 1)
            _mm256_storeu_si256((void *)((char *)rows[row + 2] + offset),
                                _mm512_extracti64x4_epi64(pairs[i], 1));
    }
}

/* Four limbs of 64 bits as five of 52: the same value. */
LANES_INLINE void lanes_split(const __m512i column[4], lanes *ret)
{
    const __m512i mask = lanes_set1(LANES_MASK);
    ret->limb[0] = _mm512_and_si512(column[0], mask);
    ret->limb[1] = _mm512_and_si512(_mm512_shrdi_epi64(column[0], column[1], 52), mask);
    ret->limb[2] = _mm512_and_si512(_mm512_shrdi_epi64(column[1], column[2], 40), mask);
    ret->limb[3] = _mm512_and_si512(_mm512_shrdi_epi64(column[2], column[3], 28), mask);
    ret->limb[4] = _mm512_srli_epi64(column[3], 16);
}

/* The same times 16: an element in the form 256 has the form 260 then, below 16 p. */
LANES_INLINE void lanes_split_times_16(const __m512i column[4], lanes *ret)
{
    const __m512i mask = lanes_set1(LANES_MASK);
    ret->limb[0] = _mm512_and_si512(_mm512_slli_epi64(column[0], 4), mask);
    ret->limb[1] = _mm512_and_si512(_mm512_shrdi_epi64(column[0], column[1], 48), mask);
    ret->limb[2] = _mm512_and_si512(_mm512_shrdi_epi64(column[1], column[2], 36), mask);
    ret->limb[3] = _mm512_and_si512(_mm512_shrdi_epi64(column[2], column[3], 24), mask);
    ret->limb[4] = _mm512_srli_epi64(column[3], 12);
}

/* Back to four limbs. Requires: a < 2^256, about 5 p. */
LANES_INLINE void lanes_join(const lanes *a, __m512i column[4])
{
    column[0] = _mm512_or_si512(a->limb[0], _mm512_slli_epi64(a->limb[1], 52));
    column[1] =
        _mm512_or_si512(_mm512_srli_epi64(a->limb[1], 12), _mm512_slli_epi64(a->limb[2], 40));
    column[2] =
        _mm512_or_si512(_mm512_srli_epi64(a->limb[2], 24), _mm512_slli_epi64(a->limb[3], 28));
    column[3] =
        _mm512_or_si512(_mm512_srli_epi64(a->limb[3], 36), _mm512_slli_epi64(a->limb[4], 16));
}

/* elements[8] of either field. */
LANES_INLINE void lanes_load(const void *elements, lanes *ret)
{
    const void *rows[LANES];
    __m512i column[4];
    LANES_UNROLL
    for (int i = 0; i < LANES; i++)
        rows[i] = (const char *)elements + 32 * i;
    lanes_gather(rows, 0, column);
    lanes_split(column, ret);
}

/* Requires: a < 2^256; an element is canonical only when a is. */
LANES_INLINE void lanes_store(const lanes *a, void *elements)
{
    void *rows[LANES];
    __m512i column[4];
    LANES_UNROLL
    for (int i = 0; i < LANES; i++)
        rows[i] = (char *)elements + 32 * i;
    lanes_join(a, column);
    lanes_scatter(column, 0xff, rows, 0);
}

/* From the form 260 to 256, below 1.2 p. Requires: a < 16 p. */
LANES_INLINE void lanes_to_256(const struct field *field, lanes *a)
{
    lanes factor;
    lanes_broadcast(field->one, &factor); /* 2^256 */
    lanes_mul(a, &factor, field, a);
}

#endif
#endif
