#include <stdbool.h>
#include <stddef.h>

#include "zk/lanes.h"
#include "zk/msm/group.h"

#ifdef ZK_ARCH_IFMA

#define POINT zk_g1
#define AFFINE zk_g1_affine
#define ELEMENT zk_fp
#define F_OUTER(x) zk_fp_##x
#define OUTER(x) zk_g1_##x
#define COORDINATE lanes
#define C(x) fp_lanes_##x

#include "zk/msm/lanes_fp.h"

/* The denominator is its own norm. */
LANES_INLINE void fp_lanes_norm(const lanes *a, lanes *ret)
{
    *ret = *a;
}

LANES_INLINE void fp_lanes_quotient(const lanes *a, const lanes *b, const lanes *inverse_norm,
                                    lanes *ret)
{
    (void)b;
    lanes_mul(a, inverse_norm, &FIELD_P, ret);
}

LANES_INLINE void fp_lanes_mul(const lanes *a, const lanes *b, lanes *ret)
{
    lanes_mul(a, b, &FIELD_P, ret);
}

LANES_INLINE void fp_lanes_square(const lanes *a, lanes *ret)
{
    lanes_square(a, &FIELD_P, ret);
}

LANES_INLINE void fp_lanes_image_x(lanes *a)
{
    fp_lanes_scale(&BN254_BETA, a);
}

#include "zk/msm/lanes_template.h"

const struct zk_msm_group zk_msm_group_g1_ifma = GROUP;

#endif
