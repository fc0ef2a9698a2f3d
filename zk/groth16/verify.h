#ifndef CROWDPATCH_ZK_GROTH16_VERIFY_H
#define CROWDPATCH_ZK_GROTH16_VERIFY_H

#include "zk/groth16/groth16.h"

/** publics[key->publics]. The proof's points may be any that are on their curves; B is checked to
 * be in G2. The key's points must be in their groups. No heap beyond 4 KiB. */
bool zk_groth16_verify(const struct zk_groth16_verifying_key *key, const zk_fr publics[],
                       const struct zk_groth16_proof *proof);

/** Whether all of n proofs under one key hold, with n + 3 Miller loops and one final
 * exponentiation. publics[n * key->publics]. seed: 32 bytes that the provers could not foresee; a
 * false proof passes with probability 2^-127 at most. */
bool zk_groth16_verify_batch(const struct zk_groth16_verifying_key *key, size_t n,
                             const zk_fr publics[], const struct zk_groth16_proof proofs[],
                             const uint8_t seed[32]);

#endif
