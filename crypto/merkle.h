#ifndef CROWDPATCH_CRYPTO_MERKLE_H
#define CROWDPATCH_CRYPTO_MERKLE_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/hash.h"

/** A Merkle tree over SHA-256: leaf = H(0x00 || data), node = H(0x01 || left || right), a last odd
 *  node moves up unchanged (RFC 9162, section 2.1, whose split gives the same tree). */
struct crypto_merkle {
    size_t leaf_count;
    size_t level_count;
    crypto_digest **levels; /* levels[0] are the leaves; the last has one node, the root */
    size_t *level_sizes;
};

/** H(0x00 || data). */
crypto_digest crypto_merkle_leaf(const void *data, size_t len);
/** leaves[count], copied; count >= 1 (asserted). Returns 0 or BASE_E_NOMEM. */
int crypto_merkle_init(struct crypto_merkle *tree, const crypto_digest leaves[], size_t count);
void crypto_merkle_deinit(struct crypto_merkle *tree);
crypto_digest crypto_merkle_root(const struct crypto_merkle *tree);

/** The siblings from leaf to root of index < leaf_count (asserted); a level where the node moves up
 * unchanged has none. ret_path holds at least level_count entries; returns how many were written.
 */
size_t crypto_merkle_path(const struct crypto_merkle *tree, size_t index, crypto_digest ret_path[]);
/** True when leaf stands at index of a tree of leaf_count leaves with this root. */
bool crypto_merkle_verify(const crypto_digest *root, size_t leaf_count, size_t index,
                          const crypto_digest *leaf, const crypto_digest path[], size_t path_len);

#endif
