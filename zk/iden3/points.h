#ifndef CROWDPATCH_ZK_IDEN3_POINTS_H
#define CROWDPATCH_ZK_IDEN3_POINTS_H

#include <stdio.h>

#include "zk/g1.h"
#include "zk/g2.h"
#include "zk/iden3/container.h"
#include "zk/threads.h"

/* Private to zk/iden3/ and its tests: points of a .zkey, affine coordinates in Montgomery form;
 * infinity is all zeros. */

#define ZK_IDEN3_G1_BYTES 64
#define ZK_IDEN3_G2_BYTES 128

/** The next n points, each with coordinates below p and on its curve; infinity is allowed.
 *  Shape: ret_points[n]. Returns 0, BASE_E_SCENARIO (ret_points undefined) or BASE_E_NOMEM.
 *
 *  G2: they are in the subgroup too. Few are checked one by one; of many, three random combinations
 *  are: with a point outside they pass with probability 2^-39 at most at each reading.
 *  Source: Bellare, Garay, Rabin 1998, section 3. */
int zk_iden3_take_g1(struct zk_iden3_cursor *cursor, struct zk_threads *threads, size_t n,
                     const char *what, zk_g1_affine ret_points[]);
int zk_iden3_take_g2(struct zk_iden3_cursor *cursor, struct zk_threads *threads, size_t n,
                     const char *what, zk_g2_affine ret_points[]);

/** Whether all points are in the subgroup, by combinations alone; they are on the curve. seed: what
 *  the points' maker could not foresee. Returns 0, 1 when not, or BASE_E_NOMEM. */
int zk_iden3_check_subgroup(struct zk_threads *threads, size_t n, const zk_g2_affine points[],
                            const uint8_t seed[32]);

void zk_iden3_put_g1(FILE *stream, size_t n, const zk_g1_affine points[]);
void zk_iden3_put_g2(FILE *stream, size_t n, const zk_g2_affine points[]);

#endif
