#ifndef CROWDPATCH_ZK_GROTH16_DIGEST_H
#define CROWDPATCH_ZK_GROTH16_DIGEST_H

#include "crypto/hash.h"
#include "zk/groth16/groth16.h"

/** SHA-256 of a whole proving key, in this encoding:
 *    "crowdpatch groth16 proving key 2" and a zero byte;
 *    publics, wires, rows, log2_domain, and 1 or 0: whether lagrange_g1 and what follows it is
 * there; alpha_g1, beta_g2, gamma_g2, delta_g2, ic[], beta_g1, delta_g1, a[], b_g1[], b_g2[], c[],
 * h[]; A and B: for each row the number of its terms, then of each the wire and the coefficient;
 *    lagrange_g1[], vanishing_g1, vanishing_g2, tau_g2.
 *  Counts and wires have 4 bytes, coefficients 32 and points 64 or 128 as in zk/bn254.h, all
 *  big-endian. Array lengths follow from the counts. */
crypto_digest zk_groth16_digest(const struct zk_groth16_proving_key *key);

#endif
