#ifndef CROWDPATCH_ZK_MSM_CURVE_TEMPLATE_H
#define CROWDPATCH_ZK_MSM_CURVE_TEMPLATE_H

#include <string.h>

/* Private to zk/: what a struct zk_msm_group does few times. The file that includes it defines
 * POINT, AFFINE, ELEMENT, F_OUTER(x) and OUTER(x) as for curve_template.h. */

/* A stored y is below 2 p. */
static void negate(void *stored)
{
    AFFINE *point = stored;
    ELEMENT zero = {0};
    F_OUTER(add)(&point->y, &zero, &point->y);
    F_OUTER(neg)(&point->y, &point->y);
}

static void times_power_of_2(unsigned log2_factor, POINT *a)
{
    for (unsigned i = 0; i < log2_factor; i++)
        OUTER(double)(a, a);
}

/* The sum of the sums of points[i..]. */
static void fold(size_t n, const void *points, unsigned log2_factor, void *sum)
{
    const AFFINE *affine = points;
    POINT running = {0}, total = {0};
    for (size_t i = n; i-- > 0;) {
        OUTER(add_affine)(&running, &affine[i], &running);
        OUTER(add)(&total, &running, &total);
    }
    times_power_of_2(log2_factor, sum);
    OUTER(add)(sum, &total, sum);
    explicit_bzero(&running, sizeof running);
    explicit_bzero(&total, sizeof total);
}

static void join(size_t n, const void *points, unsigned log2_factor, void *ret_sum)
{
    const POINT *point = points;
    POINT sum = {0};
    for (size_t i = n; i-- > 0;) {
        times_power_of_2(log2_factor, &sum);
        OUTER(add)(&sum, &point[i], &sum);
    }
    AFFINE affine;
    OUTER(to_affine)(&sum, &affine);
    OUTER(from_affine)(&affine, ret_sum);
    explicit_bzero(&sum, sizeof sum);
    explicit_bzero(&affine, sizeof affine);
}

static void doublings(const void *base, size_t n, void *ret_points)
{
    enum { CHUNK = 16 };
    POINT point, chunk[CHUNK];
    ELEMENT scratch[CHUNK];
    AFFINE *affine = ret_points;
    OUTER(from_affine)(base, &point);
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t count = n - i < CHUNK ? n - i : CHUNK;
        for (size_t j = 0; j < count; j++) {
            chunk[j] = point;
            OUTER(double)(&point, &point);
        }
        OUTER(batch_to_affine)(count, chunk, scratch, affine + i);
    }
}

#endif
