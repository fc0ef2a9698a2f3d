#ifndef CROWDPATCH_ZK_POSEIDON_MERKLE_H
#define CROWDPATCH_ZK_POSEIDON_MERKLE_H

#include "zk/poseidon/poseidon.h"

/** A Merkle tree of 4 children a node over leaves of 16 elements.
 *
 *  A leaf's hash is the first output of Poseidon of width 17 on (initial state of
 *  (ZK_POSEIDON_MERKLE_LEAF, 0), the leaf); a node's that of width 5 on (initial state of
 *  (ZK_POSEIDON_MERKLE_NODE, 0), its children). Above a level of n hashes, the leaves' the lowest,
 *  stands one of ceil(n / 4), up to the root alone; a child beyond the end of its level is 0.
 *  Digit i of a leaf's index in base 4, lowest first, is the place among its 4 at level i.
 *  A root says nothing of the number of leaves: who verifies knows the depth. */
#define ZK_POSEIDON_MERKLE_LEAF_ELEMENTS 16
#define ZK_POSEIDON_MERKLE_DEPTH_MAX 32

struct zk_poseidon_merkle {
    size_t leaves;
    unsigned depth; /* levels above the leaves */
    zk_fr *hashes;  /* the leaves', the next level's, .., the root */
    size_t starts[ZK_POSEIDON_MERKLE_DEPTH_MAX + 2]; /* of the levels in hashes; then the end */
};

/** The depth of a tree over that many leaves, which is at least 1: the least d with 4^d >= leaves.
 */
unsigned zk_poseidon_merkle_depth(size_t leaves);

/** wide is of width 17 and narrow of width 5, here and below (asserted). leaves >= 1 (asserted).
 *  Shape: elements[leaves][16]. Returns 0, or BASE_E_NOMEM with *ret_tree untouched. */
int zk_poseidon_merkle_init(const struct zk_poseidon *wide, const struct zk_poseidon *narrow,
                            struct zk_threads *threads, size_t leaves, const zk_fr elements[],
                            struct zk_poseidon_merkle *ret_tree);
/** The hashes of leaves alone: elements[leaves][16], ret_hashes[leaves]. */
void zk_poseidon_merkle_leaves(const struct zk_poseidon *wide, struct zk_threads *threads,
                               size_t leaves, const zk_fr elements[], zk_fr ret_hashes[]);
/** The tree over leaves of those hashes, as zk_poseidon_merkle_init(). */
int zk_poseidon_merkle_init_from_hashes(const struct zk_poseidon *narrow,
                                        struct zk_threads *threads, size_t leaves,
                                        const zk_fr hashes[], struct zk_poseidon_merkle *ret_tree);
void zk_poseidon_merkle_deinit(struct zk_poseidon_merkle *tree);

const zk_fr *zk_poseidon_merkle_root(const struct zk_poseidon_merkle *tree);
/** From the leaf up: the hashes beside one's own, in rising place. index < leaves (asserted).
 *  Shape: ret_siblings[depth][3]. */
void zk_poseidon_merkle_path(const struct zk_poseidon_merkle *tree, size_t index,
                             zk_fr ret_siblings[]);
/** Whether that is leaf `index` under the root: siblings[depth][3], leaf[16]. False for an index of
 *  4^depth or more. */
bool zk_poseidon_merkle_verify(const struct zk_poseidon *wide, const struct zk_poseidon *narrow,
                               const zk_fr *root, unsigned depth, size_t index, const zk_fr leaf[],
                               const zk_fr siblings[]);

#endif
