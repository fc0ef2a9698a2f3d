#ifndef CROWDPATCH_ZK_GROTH16_GROTH16_H
#define CROWDPATCH_ZK_GROTH16_GROTH16_H

#include "base/arena.h"
#include "zk/g1.h"
#include "zk/g2.h"
#include "zk/r1cs.h"
#include "zk/threads.h"

/** Groth16 over BN254, with the keys' shape of iden3's tools: the quotient's bases are Lagrange
 *  points on the odd coset.
 *  Source: Groth, "On the size of pairing-based non-interactive arguments", EUROCRYPT 2016. */

struct zk_groth16_proof {
    zk_g1_affine a;
    zk_g2_affine b;
    zk_g1_affine c;
};

struct zk_groth16_verifying_key {
    zk_g1_affine alpha_g1;
    zk_g2_affine beta_g2, gamma_g2, delta_g2;
    uint32_t publics;
    zk_g1_affine *ic; /* [publics + 1] */
};

struct zk_groth16_proving_key {
    struct zk_groth16_verifying_key verifying;
    zk_g1_affine beta_g1, delta_g1;
    uint32_t wires;
    unsigned log2_domain; /* 2^log2_domain >= rows + publics + 1 */
    zk_g1_affine *a;      /* [wires] */
    zk_g1_affine *b_g1;   /* [wires] */
    zk_g2_affine *b_g2;   /* [wires] */
    zk_g1_affine *c;      /* [wires - publics - 1], of the secret wires */
    zk_g1_affine *h;      /* [2^log2_domain] */
    /* The constraints' A and B; A has publics + 1 rows more, one of each public wire. */
    uint32_t rows; /* with those */
    struct zk_r1cs_matrix matrix_a, matrix_b;
    /* What zk/groth16/check.h needs to compare the key with its constraints, n = 2^log2_domain. A
     * key of other tools comes without: lagrange_g1 is NULL then, and the points mean nothing. */
    zk_g1_affine *lagrange_g1; /* [n]: [L_j(tau)]_1, L_j the polynomial that is 1 at w^j alone */
    zk_g1_affine vanishing_g1; /* [tau^n - 1]_1 */
    zk_g2_affine vanishing_g2; /* [tau^n - 1]_2 */
    zk_g2_affine tau_g2;       /* [tau]_2 */
};

/** Whether the key is one of those under which anybody makes proofs of false statements, without
 *  the set-up's secret: alpha, beta, gamma or delta is infinity, or two of beta, gamma and delta
 * are one point or opposite ones. Under gamma = delta, as in a key of other tools that nobody has
 *  contributed to, A = alpha, B = beta and C = -IC prove everything. */
bool zk_groth16_is_forgeable(const struct zk_groth16_verifying_key *key);

void zk_groth16_verifying_key_deinit(struct zk_groth16_verifying_key *key);
void zk_groth16_proving_key_deinit(struct zk_groth16_proving_key *key);

#endif
