#ifndef CROWDPATCH_ZK_MSM_MSM_H
#define CROWDPATCH_ZK_MSM_MSM_H

#include "base/arena.h"
#include "zk/g1.h"
#include "zk/g2.h"
#include "zk/threads.h"

/** sum of [scalars[i]]points[i] over i < n: Pippenger with signed digits and affine buckets.
 *  Source: Pippenger 1976; Bernstein, Doumen, Lange, Oosterwijk 2012.
 *  Shape: points[n] affine, in their group, infinity allowed; scalars[n] canonical, below r. For
 *  scalars below 2^64 the points may be any of the curve.
 *  Memory: from `scratch`, erased and given back on return. Variable time: a prover runs it on its
 *  own machine.
 *  Returns 0, or BASE_E_NOMEM (ret_sum untouched). */
int zk_msm_g1(struct base_arena *scratch, struct zk_threads *threads, size_t n,
              const zk_g1_affine points[], const u256 scalars[], zk_g1 *ret_sum);
int zk_msm_g2(struct base_arena *scratch, struct zk_threads *threads, size_t n,
              const zk_g2_affine points[], const u256 scalars[], zk_g2 *ret_sum);

/** ret_points[i] = [scalars[i]]base: one table of multiples of the base for all.
 *  Shape: scalars[n] canonical, below r; ret_points[n]. Memory and errors as above. */
int zk_msm_fixed_g1(struct base_arena *scratch, struct zk_threads *threads,
                    const zk_g1_affine *base, size_t n, const u256 scalars[],
                    zk_g1_affine ret_points[]);
int zk_msm_fixed_g2(struct base_arena *scratch, struct zk_threads *threads,
                    const zk_g2_affine *base, size_t n, const u256 scalars[],
                    zk_g2_affine ret_points[]);

#endif
