#ifndef CROWDPATCH_ZK_GROTH16_PROVE_H
#define CROWDPATCH_ZK_GROTH16_PROVE_H

#include "zk/groth16/groth16.h"

/** A proof that somebody knows a witness. w[key->wires] is the assignment, w[0] = 1; whether it
 *  satisfies the constraints is not checked: the proof of one that does not is a proof that fails.
 *  blinding[2]: uniform in Fr and used once, or the proof tells of the witness. Groth16 proofs are
 *  malleable: their bytes identify nothing.
 *  Returns 0 or BASE_E_NOMEM. Scratch that held the witness is erased. */
int zk_groth16_prove(struct base_arena *scratch, struct zk_threads *threads,
                     const struct zk_groth16_proving_key *key, const zk_fr w[],
                     const zk_fr blinding[2], struct zk_groth16_proof *ret_proof);

#endif
