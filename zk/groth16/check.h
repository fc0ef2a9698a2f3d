#ifndef CROWDPATCH_ZK_GROTH16_CHECK_H
#define CROWDPATCH_ZK_GROTH16_CHECK_H

#include "zk/groth16/groth16.h"

/** Whether a proving key made by somebody else is one that the set-up makes, so that a proof under
 *  it tells nothing of the witness: the defence against a subverted common reference string.
 *
 *  What is proved. n = 2^log2_domain; the domain is w^j, j < n; the key with lagrange_g1 and r1cs.
 *  - Every point is in its group of prime order r, so it stands for one x in Fr: [x]_1 or [x]_2.
 *    alpha, beta, gamma, delta are not 0; beta, delta and z (vanishing_*) are equal in both groups;
 *    tau is that of tau_g2, l_j those of lagrange_g1.
 *  - l_j (tau - w^j) = w^j z / n for all j, and the sum of all l_j is 1. If tau is none of the w^j,
 *    the sum gives z = tau^n - 1. If tau = w^k, then z = 0, and l_j is 1 for j = k, else 0. In both
 *    cases z = tau^n - 1 and l_j = L_j(tau): tau determines them.
 *  - 2 delta sum_i P_i h_i = -z sum_j Q_j l_j for all Q, where P is Q interpolated over the domain
 *    and evaluated at the odd coset. Q -> P is a bijection, so this determines every h_i.
 *  - a_i, b_i are the sums of column i of A and B times l; b_i is equal in both groups;
 *    delta c_i or gamma ic_i is beta a_i + alpha b_i + the sum of column i of C times l.
 *  Each family of equations is one random linear combination, over the wires with coefficients of
 *  104 bits and else from a set of 2^128, and so are the families among each other. That b_g2 is in
 *  its group is tested by eight sums with the 13-bit digits of those 104 bits: the smallest prime
 *  that divides the cofactor is 10069. A key with a fault passes with probability 2^-103 at most,
 * if its maker could not foresee the seed.
 *
 *  What follows. The key is the set-up's for some tau, alpha, beta, gamma and delta. As delta is
 *  not 0, A and B of a proof are uniform whatever the witness is, and C is the one point that makes
 *  the equation hold: two witnesses of one statement give one distribution. Proofs are witness-
 *  indistinguishable with no assumption, and zero-knowledge with one on the maker's knowledge. It
 *  does not follow that the maker has forgotten tau: who holds it proves what is false. Keys under
 *  which everybody can are refused, though their proofs tell as little of the witness.
 *  Source: Fuchsbauer, "Subversion-zero-knowledge SNARKs", PKC 2018; Campanelli, Gennaro,
 *  Goldfeder, Nizzardo, "Zero-knowledge contingent payments revisited", CCS 2017. */
enum zk_groth16_check_outcome {
    ZK_GROTH16_CHECK_PASSED = 0,
    ZK_GROTH16_CHECK_SHAPE,    /* numbers of wires, publics and rows are not the constraints' */
    ZK_GROTH16_CHECK_MATRICES, /* A or B are not the constraints' */
    ZK_GROTH16_CHECK_CURVE,    /* a point is not on its curve */
    ZK_GROTH16_CHECK_GROUP,    /* a point is on the twist but not in G2 */
    ZK_GROTH16_CHECK_INFINITY, /* alpha, beta, gamma or delta is infinity */
    /* Two of beta, gamma and delta are one point or opposite ones: zk_groth16_is_forgeable(). */
    ZK_GROTH16_CHECK_FORGEABLE,
    ZK_GROTH16_CHECK_BETA,  /* beta differs between the groups */
    ZK_GROTH16_CHECK_DELTA, /* delta does */
    ZK_GROTH16_CHECK_B_G2,  /* b does */
    /* Found only in a key with lagrange_g1. */
    ZK_GROTH16_CHECK_VANISHING, /* the vanishing points differ between the groups */
    ZK_GROTH16_CHECK_LAGRANGE,  /* lagrange_g1 are no Lagrange points at tau */
    ZK_GROTH16_CHECK_H,
    ZK_GROTH16_CHECK_A,
    ZK_GROTH16_CHECK_B_G1,
    ZK_GROTH16_CHECK_WIRES,       /* c or ic; found only with r1cs */
    ZK_GROTH16_CHECK_NO_LAGRANGE, /* r1cs is given, and the key has no lagrange_g1 */
};

/** r1cs: the constraints that the key is said to be for; NULL leaves out what needs them, and then
 *  the argument above does not hold. seed: 32 fresh random bytes. The matrices' wires must be below
 *  key->wires.
 *  Returns an outcome, or BASE_E_NOMEM. */
int zk_groth16_check(struct base_arena *scratch, struct zk_threads *threads,
                     const struct zk_groth16_proving_key *key, const struct zk_r1cs *r1cs,
                     const uint8_t seed[32]);

/** The outcome in words: "h is not that of tau". */
const char *zk_groth16_check_text(enum zk_groth16_check_outcome outcome);

#endif
