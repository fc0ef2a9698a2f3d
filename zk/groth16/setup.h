#ifndef CROWDPATCH_ZK_GROTH16_SETUP_H
#define CROWDPATCH_ZK_GROTH16_SETUP_H

#include "zk/groth16/groth16.h"

/** A trusted set-up. tau, alpha, beta, gamma and delta are derived from the secret seed, and erased
 *  with everything that tells of them; the seed is the caller's to erase. Deterministic.
 *  Returns 0; BASE_E_NOMEM; BASE_E_RANGE when the system has more rows than the largest domain
 *  (ret_key untouched). Free with zk_groth16_proving_key_deinit(). */
int zk_groth16_setup(struct base_arena *scratch, struct zk_threads *threads,
                     const struct zk_r1cs *r1cs, const uint8_t seed[32],
                     struct zk_groth16_proving_key *ret_key);

#endif
