#ifndef CROWDPATCH_ZK_GADGET_MERKLE_H
#define CROWDPATCH_ZK_GADGET_MERKLE_H

#include "zk/gadget/poseidon.h"
#include "zk/poseidon/merkle.h"

/** zk/poseidon/merkle.h in a circuit; `wide` is of width 17 and `narrow` of width 5 (asserted). */

/** The hash of leaf[16]: 609 constraints. */
struct zk_lc zk_gadget_merkle_leaf(const struct zk_gadget_poseidon *wide,
                                   struct zk_builder *builder, const struct zk_lc leaf[]);

/** The root above a leaf's hash at `index`, which the constraints hold below 4^depth; depth <= 31
 *  (asserted). 302 constraints a level and one for the index.
 *  Shape: siblings[depth][3], of the witness, as zk_poseidon_merkle_path() gives them. index's
 * value must be below 4^depth, or the constraints fail. */
struct zk_lc zk_gadget_merkle_root(const struct zk_gadget_poseidon *narrow,
                                   struct zk_builder *builder, unsigned depth, struct zk_lc index,
                                   struct zk_lc leaf_hash, const zk_fr siblings[]);

#endif
