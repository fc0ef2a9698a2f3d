#ifndef CROWDPATCH_ZK_GROTH16_TOXIC_H
#define CROWDPATCH_ZK_GROTH16_TOXIC_H

#include <stdint.h>

#include "zk/fr.h"

/** What a set-up must forget. Inside zk/groth16 only. */
struct zk_groth16_toxic {
    zk_fr tau, alpha, beta, gamma, delta;
    zk_fr gamma_inverse, delta_inverse;
    zk_fr vanishing; /* tau^n - 1 */
};

/** From the set-up's secret seed, for a domain of 2^log2_n. The caller erases it. */
void zk_groth16_toxic_derive(const uint8_t seed[32], unsigned log2_n,
                             struct zk_groth16_toxic *ret_toxic);

#endif
