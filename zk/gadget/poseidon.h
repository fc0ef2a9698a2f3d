#ifndef CROWDPATCH_ZK_GADGET_POSEIDON_H
#define CROWDPATCH_ZK_GADGET_POSEIDON_H

#include "zk/builder.h"
#include "zk/poseidon/poseidon.h"

/** Poseidon in a circuit: 3 constraints for each of 8 width + partial_rounds S-boxes (612 at width
 *  17, 300 at 5, 243 at 3), less 3 for each element of the initial state that is constant.
 *
 *  The wires of an S-box are its input x, x^2 and x^4. Its output is x^4 x = a linear combination
 * of the inputs of later S-boxes, by the inverse of the matrix, so that sums stand in C alone: A
 * and B, which keys hold and a prover adds up, have 1 term a constraint after the first round. C
 * has 12 a constraint at width 17. */
struct zk_gadget_poseidon {
    const struct zk_poseidon *poseidon;
    zk_fr *memory;
    /* What a partial round's S-box gives, p = partial_rounds, n rounds before the last one:
     * sum over i < n of near[i] x_(k+1+i) + sum over i of far[n * width + i] z_i +
     * near_constant[n], z the inputs of the full round that follows. */
    zk_fr *near;          /* [p] */
    zk_fr *far;           /* [p][width] */
    zk_fr *near_constant; /* [p] */
    /* And those of the full round before: rows of p x, width z and a constant. */
    zk_fr *before; /* [width][p + width + 1] */
};

/** Keeps `poseidon`, which must outlive it. Returns 0, or BASE_E_NOMEM with *ret_gadget untouched.
 *  Read-only once made. */
int zk_gadget_poseidon_init(const struct zk_poseidon *poseidon,
                            struct zk_gadget_poseidon *ret_gadget);
void zk_gadget_poseidon_deinit(struct zk_gadget_poseidon *gadget);

/** In place, state[width]: zk_poseidon_permute(). The new state is `width` wires, or constants when
 *  all of the old one was. */
void zk_gadget_poseidon(const struct zk_gadget_poseidon *gadget, struct zk_builder *builder,
                        struct zk_lc state[]);

#endif
