#ifndef CROWDPATCH_ZK_POSEIDON_POSEIDON_H
#define CROWDPATCH_ZK_POSEIDON_POSEIDON_H

#include <stddef.h>

#include "zk/fr.h"
#include "zk/threads.h"

/** The permutation Poseidon of `width` elements of Fr, and the hash that circomlib builds on it.
 *
 *  Four full rounds, some partial rounds, four full rounds. A round adds `width` constants to the
 *  state, raises every element (in a partial round: the first) to the fifth power, and multiplies
 *  the column of the state by the matrix. Constants and the Cauchy matrix 1/(x_i + y_j) come from a
 *  Grain LFSR seeded by the field (1, 0), its bits (254), the width and the rounds.
 *  Source: Grassi, Khovratovich, Rechberger, Roy, Schofnegger 2021 (IACR ePrint 2019/458) and its
 *  reference code; partial rounds by width as in circomlib 2. */
#define ZK_POSEIDON_WIDTH_MIN 2
#define ZK_POSEIDON_WIDTH_MAX 17
#define ZK_POSEIDON_FULL_ROUNDS 8
#define ZK_POSEIDON_PARTIAL_ROUNDS_MAX 70

/** An element times 2^260, in limbs of 52 bits, for the vectors of zk/lanes.h. */
struct zk_poseidon_limbs {
    uint64_t limb[5];
};

/** With t = width and n = t - 1. Read-only once made: threads share one.
 *
 *  The partial rounds are the linear recurrence that their first element y obeys, constants taken
 *  out of the state: y_k = sum over j < n of recurrence[j] y_(k-n+j)
 *                         + sum over j < t of recurrence[n+j] s_(k-t+j),  s_k = (y_k + e_k)^5,
 *  with a past of y that the state implies when all s before s_0 are 0. That takes 2n + 1 products
 *  a round as the sparse matrices of the paper do, but one set of coefficients for all rounds. */
struct zk_poseidon {
    unsigned width, partial_rounds;
    zk_fr *full_constants;    /* [8][t]; the fifth row holds what partial rounds left, too */
    zk_fr *matrix;            /* [t][t] */
    zk_fr *inverse;           /* [t][t], of the matrix */
    zk_fr *partial_constants; /* [partial_rounds], e above */
    zk_fr *entry;             /* [t][t]: S-boxes of round 4 -> y_0; past of y, oldest first */
    zk_fr *recurrence;        /* [n + t] */
    zk_fr *exit;              /* [n][2n]: last n of y, last n of s -> state without its first */
    struct zk_poseidon_lanes {
        struct zk_poseidon_limbs *full_constants, *matrix, *entry, *partial_constants, *recurrence,
            *exit;
    } lanes; /* the same */
};

/** Derives the constants, which takes 3 ms at width 17. Requires a width of 2 to 17 (asserted).
 *  Returns 0, or BASE_E_NOMEM with *ret_poseidon untouched. */
int zk_poseidon_init(unsigned width, struct zk_poseidon *ret_poseidon);
void zk_poseidon_deinit(struct zk_poseidon *poseidon);

/** In place, state[width]. No branch or address depends on the state, whose copies are erased. */
void zk_poseidon_permute(const struct zk_poseidon *poseidon, zk_fr state[]);

/** circomlib's PoseidonEx: permutes (initial_state, inputs[width - 1]) and gives the first
 *  `outputs` elements, outputs <= width (asserted). Its Poseidon is that with initial_state 0 and
 *  one output. ret_outputs may be inputs. */
void zk_poseidon_hash(const struct zk_poseidon *poseidon, const zk_fr *initial_state,
                      const zk_fr inputs[], size_t outputs, zk_fr ret_outputs[]);

/** zk_poseidon_permute() of each of `count` states: states[count][width]. */
void zk_poseidon_permute_many(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                              size_t count, zk_fr states[]);

/** What a hash is for, so that one never is another: its initial state is purpose 2^64 + length.
 *  circomlib's own hashes start from 0. */
enum zk_poseidon_purpose {
    ZK_POSEIDON_CONTENT = 1,     /* zk/poseidon/stream.h; length in bytes */
    ZK_POSEIDON_KEYSTREAM = 2,   /* zk/poseidon/stream.h; 0 */
    ZK_POSEIDON_MERKLE_LEAF = 3, /* zk/poseidon/merkle.h; 0 */
    ZK_POSEIDON_MERKLE_NODE = 4, /* zk/poseidon/merkle.h; 0 */
};
void zk_poseidon_initial_state(enum zk_poseidon_purpose purpose, uint64_t length, zk_fr *ret_state);

#endif
