#ifndef CROWDPATCH_ZK_GROTH16_FORGE_H
#define CROWDPATCH_ZK_GROTH16_FORGE_H

#include "zk/groth16/groth16.h"

/** A proof of any public inputs, true or false, by who has kept the set-up's seed: the simulator
 *  that makes Groth16 zero-knowledge. It verifies, and is distributed as a proof of the truth; with
 *  another seed it does not verify. publics[key->publics]; blinding: two uniform elements.
 *  Source: Groth 2016, section 3.1, Sim. */
void zk_groth16_forge(const struct zk_groth16_verifying_key *key, const uint8_t seed[32],
                      const zk_fr publics[], const zk_fr blinding[2],
                      struct zk_groth16_proof *ret_proof);

#endif
