#ifndef CROWDPATCH_ZK_MSM_GROUP_TEMPLATE_H
#define CROWDPATCH_ZK_MSM_GROUP_TEMPLATE_H

#include "zk/msm/curve_template.h"

/* Private to zk/: a struct zk_msm_group without lanes, for g1.c and g2.c, which define
 *  POINT, AFFINE, ELEMENT, F(x), F_OUTER(x), F_COMMON(x), OUTER(x)   as for curve_template.h,
 *  IMAGE_X(x, ret)   the x of the image under [lambda], of which y is the same.
 * A stored point is an affine one. */

static void image(size_t n, const void *stored, void *ret_images)
{
    const AFFINE *points = stored;
    AFFINE *images = ret_images;
    for (size_t i = 0; i < n; i++) {
        IMAGE_X(&points[i].x, &images[i].x);
        images[i].y = points[i].y;
    }
}

static void load(size_t n, const void *points, void *ret_stored, void *ret_images)
{
    memcpy(ret_stored, points, n * sizeof(AFFINE));
    image(n, points, ret_images);
}

static void store(size_t n, const void *stored, void *ret_points)
{
    memmove(ret_points, stored, n * sizeof(AFFINE));
}

static void fetch(uint32_t ref, const void *const places[ZK_MSM_PLACES], AFFINE *ret)
{
    const AFFINE *place = places[ref >> ZK_MSM_PLACE_SHIFT & (ZK_MSM_PLACES - 1)];
    *ret = place[ref & ZK_MSM_INDEX_MASK];
    if (ref & ZK_MSM_NEGATIVE)
        F(neg)(&ret->y, &ret->y);
}

static bool is_none(const AFFINE *a)
{
    return F_COMMON(is_zero)(&a->x) && F_COMMON(is_zero)(&a->y);
}

/* The slope's numerator and denominator; false when the sum is not on a line: *ret_sum is it then,
 * and the denominator 1. */
static bool slope(const AFFINE *a, const AFFINE *b, ELEMENT *ret_numerator,
                  ELEMENT *ret_denominator, AFFINE *ret_sum)
{
    F(one)(ret_denominator);
    if (is_none(a) || is_none(b)) {
        *ret_sum = is_none(a) ? *b : *a;
        return false;
    }
    if (!F_COMMON(equal)(&a->x, &b->x)) {
        F(sub)(&b->x, &a->x, ret_denominator);
        F(sub)(&b->y, &a->y, ret_numerator);
        return true;
    }
    if (!F_COMMON(equal)(&a->y, &b->y)) {
        *ret_sum = (AFFINE){0};
        return false;
    }
    F(double)(&a->y, ret_denominator);
    F(square)(&a->x, ret_numerator);
    ELEMENT twice;
    F(double)(ret_numerator, &twice);
    F(add)(ret_numerator, &twice, ret_numerator);
    return true;
}

/* Until the inverse is known, a sum's place keeps its denominator and the product of those before.
 */
static void add_pairs(size_t n, const uint32_t refs[], const void *const places[ZK_MSM_PLACES],
                      void *scratch, void *ret_sums)
{
    AFFINE *sums = ret_sums, a, b, sum;
    ELEMENT product, numerator, denominator;
    F(one)(&product);
    for (size_t i = 0; i < n; i++) {
        fetch(refs[2 * i], places, &a);
        fetch(refs[2 * i + 1], places, &b);
        slope(&a, &b, &numerator, &denominator, &sum);
        sums[i].x = denominator;
        sums[i].y = product;
        F(mul)(&product, &denominator, &product);
    }
    F_OUTER(inverse)(&product, &product);
    for (size_t i = n; i-- > 0;) {
        fetch(refs[2 * i], places, &a);
        fetch(refs[2 * i + 1], places, &b);
        bool line = slope(&a, &b, &numerator, &denominator, &sum);
        ELEMENT inverse, t;
        F(mul)(&product, &sums[i].y, &inverse);
        F(mul)(&product, &sums[i].x, &product);
        if (line) {
            F(mul)(&numerator, &inverse, &numerator);
            F(square)(&numerator, &t);
            F(sub)(&t, &a.x, &t);
            F(sub)(&t, &b.x, &sum.x);
            F(sub)(&a.x, &sum.x, &t);
            F(mul)(&numerator, &t, &t);
            F(sub)(&t, &a.y, &sum.y);
        }
        sums[i] = sum;
    }
}

#define GROUP                                                                                      \
    {                                                                                              \
        sizeof(AFFINE), sizeof(POINT), load, image, store, negate, add_pairs, fold, join,          \
            doublings                                                                              \
    }

#endif
