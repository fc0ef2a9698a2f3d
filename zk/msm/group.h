#ifndef CROWDPATCH_ZK_MSM_GROUP_H
#define CROWDPATCH_ZK_MSM_GROUP_H

#include "zk/arch.h"
#include "zk/msm/msm.h"

/* Private to zk/ and its tests: what a group gives to the sums of msm.c, which know no field. They
 * work on stored points: affine, as large as the group's affine points, in a form of the group's
 * own; infinity is all zeros. */

/* A reference to a stored point: ZK_MSM_NEGATIVE, the place's number from bit 29, and the point's
 * index in the place. Results are never referred to as negative. */
#define ZK_MSM_NEGATIVE (UINT32_C(1) << 31)
#define ZK_MSM_PLACE_SHIFT 29
#define ZK_MSM_PLACES 4
#define ZK_MSM_INDEX_MASK ((UINT32_C(1) << ZK_MSM_PLACE_SHIFT) - 1)
/* At most so many additions share an inversion. */
#define ZK_MSM_PAIRS_MAX 4096
/* Of the add_pairs below. */
#define ZK_MSM_SCRATCH_BYTES (ZK_MSM_PAIRS_MAX / 8 * 320)

struct zk_msm_group {
    size_t affine_bytes, jacobian_bytes;
    /* points[n] affine to stored ones, and their images under the endomorphism [lambda]. */
    void (*load)(size_t n, const void *points, void *ret_stored, void *ret_images);
    void (*image)(size_t n, const void *stored, void *ret_images);
    /* Back to canonical affine points; may be in place. */
    void (*store)(size_t n, const void *stored, void *ret_points);
    void (*negate)(void *stored);
    /* ret_sums[i] = refs[2 i] + refs[2 i + 1], n <= ZK_MSM_PAIRS_MAX; any points, with one
     * inversion for all. scratch[ZK_MSM_SCRATCH_BYTES], aligned to 64. */
    void (*add_pairs)(size_t n, const uint32_t refs[], const void *const places[ZK_MSM_PLACES],
                      void *scratch, void *ret_sums);
    /* sum of i points[i - 1] over 1 <= i <= n, plus 2^log2_factor times *sum; affine points. */
    void (*fold)(size_t n, const void *points, unsigned log2_factor, void *sum);
    /* sum of 2^(i log2_factor) points[i], Jacobian; normal: z is 1, or {0}. */
    void (*join)(size_t n, const void *points, unsigned log2_factor, void *ret_sum);
    /* ret_points[i] = 2^i base, affine. */
    void (*doublings)(const void *base, size_t n, void *ret_points);
};

extern const struct zk_msm_group zk_msm_group_g1_portable, zk_msm_group_g1_mulx;
extern const struct zk_msm_group zk_msm_group_g2_portable, zk_msm_group_g2_mulx;
#ifdef ZK_ARCH_IFMA
extern const struct zk_msm_group zk_msm_group_g1_ifma, zk_msm_group_g2_ifma;
#endif

enum zk_msm_arch { ZK_MSM_PORTABLE, ZK_MSM_MULX, ZK_MSM_IFMA, ZK_MSM_ARCHES };

/* NULL when this machine cannot; ZK_MSM_ARCHES is the fastest that it can. */
const struct zk_msm_group *zk_msm_group_g1(enum zk_msm_arch arch);
const struct zk_msm_group *zk_msm_group_g2(enum zk_msm_arch arch);

/* As zk_msm_g1 and zk_msm_fixed_g1, with the group's affine and Jacobian points. */
int zk_msm_sum(const struct zk_msm_group *group, struct base_arena *scratch,
               struct zk_threads *threads, size_t n, const void *points, const u256 scalars[],
               void *ret_sum);
int zk_msm_fixed(const struct zk_msm_group *group, struct base_arena *scratch,
                 struct zk_threads *threads, const void *base, size_t n, const u256 scalars[],
                 void *ret_points);

#endif
