#ifndef CROWDPATCH_ZK_MSM_LANES_TEMPLATE_H
#define CROWDPATCH_ZK_MSM_LANES_TEMPLATE_H

#include "zk/msm/curve_template.h"

/* Private to zk/: a struct zk_msm_group by eight lanes, for lanes_g1.c and lanes_g2.c,
 * which define besides POINT, AFFINE, ELEMENT, F_OUTER(x), OUTER(x) COORDINATE   eight coordinates,
 *  C(x)         the inline function x on them; norm and quotient by it are for a shared inversion.
 * A stored coordinate is below p (1 + 2^-40), in the form 260 of zk/lanes.h. */

typedef struct {
    COORDINATE x, y;
} pair_side;

typedef struct {
    const void *first[LANES], *second[LANES];
    __mmask8 first_negative, second_negative;
} pair_rows;

/* Those of eight pairs; the last one of n again where there are fewer. */
LANES_INLINE void find_rows(size_t n, const uint32_t refs[],
                            const void *const places[ZK_MSM_PLACES], pair_rows *ret)
{
    unsigned first_negative = 0, second_negative = 0;
    LANES_UNROLL
    for (unsigned i = 0; i < LANES; i++) {
        size_t at = i < n ? i : n - 1;
        uint32_t first = refs[2 * at], second = refs[2 * at + 1];
        first_negative |= first >> 31 << i;
        second_negative |= second >> 31 << i;
        ret->first[i] =
            (const AFFINE *)places[first >> ZK_MSM_PLACE_SHIFT & 3] + (first & ZK_MSM_INDEX_MASK);
        ret->second[i] =
            (const AFFINE *)places[second >> ZK_MSM_PLACE_SHIFT & 3] + (second & ZK_MSM_INDEX_MASK);
    }
    ret->first_negative = (__mmask8)first_negative;
    ret->second_negative = (__mmask8)second_negative;
}

LANES_INLINE void prefetch_pairs(size_t n, const uint32_t refs[],
                                 const void *const places[ZK_MSM_PLACES])
{
    for (size_t i = 0; i < 2 * n; i++) {
        const AFFINE *point = (const AFFINE *)places[refs[i] >> ZK_MSM_PLACE_SHIFT & 3] +
                              (refs[i] & ZK_MSM_INDEX_MASK);
        for (size_t at = 0; at < sizeof *point; at += 64)
            __builtin_prefetch((const char *)point + at);
    }
}

/* y where the bit is not set, else 2 p - y; limbs are carried by what follows. */
LANES_INLINE void apply_signs(const pair_rows *rows, pair_side *first, pair_side *second)
{
    C(negate)(rows->first_negative, &first->y);
    C(negate)(rows->second_negative, &second->y);
}

/* Which pairs are not on a line through two different points. */
typedef struct {
    __mmask8 first_none, second_none, opposite, equal;
} exceptions;

/* No point of order 3 is in the group: x is 0 at infinity only. Applies the signs too. */
LANES_INLINE void find_exceptions(pair_rows *rows, pair_side *first, pair_side *second,
                                  exceptions *ret)
{
    COORDINATE t;
    ret->first_none = C(limbs_zero)(&first->x);
    ret->second_none = C(limbs_zero)(&second->x);
    rows->first_negative &= (__mmask8)~ret->first_none;
    rows->second_negative &= (__mmask8)~ret->second_none;
    apply_signs(rows, first, second);
    C(carry)(&first->y);
    C(carry)(&second->y);
    C(sub)(&second->x, &first->x, 2, &t);
    __mmask8 same = C(is_zero)(&t) & (__mmask8) ~(ret->first_none | ret->second_none);
    C(sub)(&second->y, &first->y, 2, &t);
    ret->equal = same & C(is_zero)(&t);
    ret->opposite = same & (__mmask8)~ret->equal;
}

/* The slope's denominator, below 4 p, never 0 when careful. */
LANES_INLINE void find_denominator(const pair_side *first, const pair_side *second,
                                   const exceptions *except, bool careful, COORDINATE *ret)
{
    C(sub)(&second->x, &first->x, 2, ret);
    if (careful) {
        COORDINATE twice, one;
        C(add)(&first->y, &first->y, &twice);
        C(select)(except->equal, ret, &twice, ret);
        C(one)(&one);
        C(select)(except->opposite | except->first_none | except->second_none, ret, &one, ret);
    }
}

/* *ret_inverse = 1/product; false when a lane is 0. */
LANES_INLINE bool invert_lanes(const lanes *product, lanes *ret_inverse)
{
    zk_fp elements[LANES], scratch[LANES];
    const void *rows[LANES];
    __m512i column[4];
    lanes t = *product;
    lanes_to_256(&FIELD_P, &t);
    lanes_canonical(&t, &FIELD_P);
    if (lanes_zero_mask(&t) != 0)
        return false;
    lanes_store(&t, elements);
    zk_fp_batch_inverse(LANES, elements, scratch);
    for (int i = 0; i < LANES; i++)
        rows[i] = &elements[i];
    lanes_gather(rows, 0, column);
    lanes_split_times_16(column, ret_inverse);
    return true;
}

/* Both passes. When not careful: false, with nothing done, if a pair is an exception. */
LANES_INLINE bool add_all(size_t n, const uint32_t refs[], const void *const places[ZK_MSM_PLACES],
                          lanes *prefix, AFFINE *sums, bool careful)
{
    enum { AHEAD = 3 * LANES };
    lanes product, inverse, norm;
    pair_rows rows;
    pair_side first, second;
    exceptions except = {0};
    __mmask8 none = 0;
    COORDINATE denominator;
    lanes_broadcast(FIELD_P.one, &product);
    for (size_t i = 0; i < n; i += LANES) {
        if (i + AHEAD + LANES <= n)
            prefetch_pairs(LANES, refs + 2 * (i + AHEAD), places);
        find_rows(n - i, refs + 2 * i, places, &rows);
        C(gather)(rows.first, offsetof(AFFINE, x), &first.x);
        C(gather)(rows.second, offsetof(AFFINE, x), &second.x);
        if (careful) {
            C(gather)(rows.first, offsetof(AFFINE, y), &first.y);
            C(gather)(rows.second, offsetof(AFFINE, y), &second.y);
            find_exceptions(&rows, &first, &second, &except);
        } else {
            none |= C(limbs_zero)(&first.x) | C(limbs_zero)(&second.x);
        }
        find_denominator(&first, &second, &except, careful, &denominator);
        prefix[i / LANES] = product;
        C(norm)(&denominator, &norm);
        lanes_mul(&product, &norm, &FIELD_P, &product);
    }
    if (none != 0 || !invert_lanes(&product, &inverse))
        return false;
    for (size_t i = (n - 1) / LANES * LANES + LANES; i > 0;) {
        i -= LANES;
        COORDINATE slope, x, y, t;
        lanes inverse_norm;
        find_rows(n - i, refs + 2 * i, places, &rows);
        C(gather)(rows.first, offsetof(AFFINE, x), &first.x);
        C(gather)(rows.second, offsetof(AFFINE, x), &second.x);
        C(gather)(rows.first, offsetof(AFFINE, y), &first.y);
        C(gather)(rows.second, offsetof(AFFINE, y), &second.y);
        if (careful)
            find_exceptions(&rows, &first, &second, &except);
        else
            apply_signs(&rows, &first, &second);
        find_denominator(&first, &second, &except, careful, &denominator);
        C(norm)(&denominator, &norm);
        lanes_mul(&inverse, &prefix[i / LANES], &FIELD_P, &inverse_norm);
        lanes_mul(&inverse, &norm, &FIELD_P, &inverse);

        C(sub)(&second.y, &first.y, 2, &t);
        if (careful) {
            COORDINATE square, thrice;
            C(square)(&first.x, &square);
            C(add)(&square, &square, &thrice);
            C(add)(&thrice, &square, &thrice);
            C(select)(except.equal, &t, &thrice, &t);
        }
        C(quotient)(&t, &denominator, &inverse_norm, &slope);
        C(square)(&slope, &t);
        C(add)(&first.x, &second.x, &x);
        C(sub)(&t, &x, 3, &x);
        C(shrink)(&x);
        C(sub)(&first.x, &x, 2, &t);
        C(mul)(&slope, &t, &y);
        C(sub)(&y, &first.y, 3, &y);
        C(shrink)(&y);
        if (careful) {
            C(shrink)(&first.y);
            C(shrink)(&second.y);
            C(select)(except.first_none, &x, &second.x, &x);
            C(select)(except.first_none, &y, &second.y, &y);
            C(select)(except.second_none, &x, &first.x, &x);
            C(select)(except.second_none, &y, &first.y, &y);
            C(clear)(except.opposite, &x);
            C(clear)(except.opposite, &y);
        }
        void *ret_rows[LANES];
        LANES_UNROLL
        for (size_t j = 0; j < LANES; j++)
            ret_rows[j] = sums + (i + j);
        __mmask8 mask = n - i >= LANES ? 0xff : (__mmask8)((1u << (n - i)) - 1);
        C(scatter)(&x, mask, ret_rows, offsetof(AFFINE, x));
        C(scatter)(&y, mask, ret_rows, offsetof(AFFINE, y));
    }
    return true;
}

LANES_TARGET static bool add_plain(size_t n, const uint32_t refs[],
                                   const void *const places[ZK_MSM_PLACES], void *scratch,
                                   AFFINE *sums)
{
    return add_all(n, refs, places, scratch, sums, false);
}

LANES_TARGET static bool add_careful(size_t n, const uint32_t refs[],
                                     const void *const places[ZK_MSM_PLACES], void *scratch,
                                     AFFINE *sums)
{
    return add_all(n, refs, places, scratch, sums, true);
}

static void add_pairs(size_t n, const uint32_t refs[], const void *const places[ZK_MSM_PLACES],
                      void *scratch, void *ret_sums)
{
    if (n != 0 && !add_plain(n, refs, places, scratch, ret_sums))
        add_careful(n, refs, places, scratch, ret_sums);
}

/* Runs of eight points at `from` (the last again where there are fewer) and at `to`. */
LANES_INLINE __mmask8 eight_rows(size_t n, size_t first, const void *from, void *to,
                                 const void *from_rows[LANES], void *to_rows[LANES])
{
    for (size_t i = 0; i < LANES; i++) {
        size_t at = first + i < n ? first + i : n - 1;
        from_rows[i] = (const AFFINE *)from + at;
        to_rows[i] = (AFFINE *)to + at;
    }
    return n - first >= LANES ? 0xff : (__mmask8)((1u << (n - first)) - 1);
}

LANES_TARGET static void image(size_t n, const void *stored, void *ret_images)
{
    const void *from[LANES];
    void *to[LANES];
    COORDINATE x, y;
    for (size_t i = 0; i < n; i += LANES) {
        __mmask8 mask = eight_rows(n, i, stored, ret_images, from, to);
        C(gather)(from, offsetof(AFFINE, x), &x);
        C(gather)(from, offsetof(AFFINE, y), &y);
        C(image_x)(&x);
        C(shrink)(&x);
        C(scatter)(&x, mask, to, offsetof(AFFINE, x));
        C(scatter)(&y, mask, to, offsetof(AFFINE, y));
    }
}

LANES_TARGET static void load_stored(size_t n, const void *points, void *ret_stored)
{
    const void *from[LANES];
    void *to[LANES];
    COORDINATE t;
    for (size_t i = 0; i < n; i += LANES) {
        __mmask8 mask = eight_rows(n, i, points, ret_stored, from, to);
        for (size_t offset = 0; offset < sizeof(AFFINE); offset += sizeof(ELEMENT)) {
            C(gather)(from, offset, &t);
            C(to_260)(&t);
            C(shrink)(&t);
            C(scatter)(&t, mask, to, offset);
        }
    }
}

static void load(size_t n, const void *points, void *ret_stored, void *ret_images)
{
    load_stored(n, points, ret_stored);
    image(n, ret_stored, ret_images);
}

LANES_TARGET static void store(size_t n, const void *stored, void *ret_points)
{
    const void *from[LANES];
    void *to[LANES];
    COORDINATE t;
    for (size_t i = 0; i < n; i += LANES) {
        __mmask8 mask = eight_rows(n, i, stored, ret_points, from, to);
        for (size_t offset = 0; offset < sizeof(AFFINE); offset += sizeof(ELEMENT)) {
            C(gather)(from, offset, &t);
            C(to_256)(&t);
            C(scatter)(&t, mask, to, offset);
        }
    }
}

#define GROUP                                                                                      \
    {                                                                                              \
        sizeof(AFFINE), sizeof(POINT), load, image, store, negate, add_pairs, fold, join,          \
            doublings                                                                              \
    }

#endif
