#ifndef CROWDPATCH_ZK_GROTH16_CHECK_POINTS_H
#define CROWDPATCH_ZK_GROTH16_CHECK_POINTS_H

#include "zk/groth16/check.h"

/* Of random coefficients for the sums over wires. */
#define ZK_GROTH16_CHECK_SIGMA_BITS 104

/** Whether all points of a key are in their groups and none is infinity that must not be: a part of
 *  zk_groth16_check(), with the same return. sigma[key->wires]: random, of
 * ZK_GROTH16_CHECK_SIGMA_BITS bits. ret_sum: that of sigma[i] b_g2[i]. */
int zk_groth16_check_points(struct base_arena *scratch, struct zk_threads *threads,
                            const struct zk_groth16_proving_key *key, const u256 sigma[],
                            zk_g2 *ret_sum);

#endif
