#ifndef CROWDPATCH_ZK_GROTH16_CHECK_POINTS_H
#define CROWDPATCH_ZK_GROTH16_CHECK_POINTS_H

#include "crypto/hash.h"
#include "zk/groth16/check.h"

/** Whether all points of a key are in their groups and none is infinity that must not be: a part of
 *  zk_groth16_check(), with the same return. */
int zk_groth16_check_points(struct base_arena *scratch, struct zk_threads *threads,
                            const struct zk_groth16_proving_key *key, const crypto_digest *seed);

#endif
