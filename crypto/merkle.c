#include "crypto/merkle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

crypto_digest crypto_merkle_leaf(const void *data, size_t len)
{
    static const uint8_t prefix = 0;
    const struct crypto_part parts[] = {{&prefix, 1}, {data, len}};
    return crypto_sha256_parts(parts, 2);
}

static crypto_digest hash_node(const crypto_digest *left, const crypto_digest *right)
{
    uint8_t data[65];
    data[0] = 1;
    memcpy(data + 1, left->bytes, 32);
    memcpy(data + 33, right->bytes, 32);
    return crypto_sha256(data, sizeof data);
}

int crypto_merkle_init(struct crypto_merkle *tree, const crypto_digest leaves[], size_t count)
{
    assert(count >= 1);
    *tree = (struct crypto_merkle){.leaf_count = count, .level_count = 1};
    size_t node_count = count;
    for (size_t size = count; size > 1; tree->level_count++) {
        size = size / 2 + size % 2;
        node_count += size;
    }
    tree->levels = calloc(tree->level_count, sizeof *tree->levels);
    tree->level_sizes = calloc(tree->level_count, sizeof *tree->level_sizes);
    /* All levels lie one after the other, leaves first. */
    crypto_digest *nodes = calloc(node_count, sizeof *nodes);
    if (tree->levels == NULL || tree->level_sizes == NULL || nodes == NULL) {
        free(nodes);
        free(tree->levels);
        free(tree->level_sizes);
        *tree = (struct crypto_merkle){0};
        return base_fail(BASE_E_NOMEM, "no memory for a Merkle tree of %zu leaves", count);
    }

    memcpy(nodes, leaves, count * sizeof *nodes);
    tree->levels[0] = nodes;
    tree->level_sizes[0] = count;
    for (size_t level = 1; level < tree->level_count; level++) {
        const crypto_digest *below = tree->levels[level - 1];
        size_t below_size = tree->level_sizes[level - 1];
        crypto_digest *here = tree->levels[level] = tree->levels[level - 1] + below_size;
        tree->level_sizes[level] = below_size / 2 + below_size % 2;
        for (size_t i = 0; i < below_size / 2; i++)
            here[i] = hash_node(&below[2 * i], &below[2 * i + 1]);
        if (below_size % 2 != 0)
            here[below_size / 2] = below[below_size - 1];
    }
    return 0;
}

void crypto_merkle_deinit(struct crypto_merkle *tree)
{
    if (tree->levels != NULL)
        free(tree->levels[0]);
    free(tree->levels);
    free(tree->level_sizes);
    *tree = (struct crypto_merkle){0};
}

crypto_digest crypto_merkle_root(const struct crypto_merkle *tree)
{
    return tree->levels[tree->level_count - 1][0];
}

size_t crypto_merkle_path(const struct crypto_merkle *tree, size_t index, crypto_digest ret_path[])
{
    assert(index < tree->leaf_count);
    size_t len = 0;
    for (size_t level = 0; level + 1 < tree->level_count; level++) {
        size_t sibling = index ^ 1;
        if (sibling < tree->level_sizes[level])
            ret_path[len++] = tree->levels[level][sibling];
        index /= 2;
    }
    return len;
}

bool crypto_merkle_verify(const crypto_digest *root, size_t leaf_count, size_t index,
                          const crypto_digest *leaf, const crypto_digest path[], size_t path_len)
{
    if (index >= leaf_count)
        return false;
    crypto_digest node = *leaf;
    size_t used = 0;
    for (size_t size = leaf_count; size > 1; size = size / 2 + size % 2) {
        if ((index ^ 1) < size) {
            if (used == path_len)
                return false;
            node = index % 2 == 0 ? hash_node(&node, &path[used]) : hash_node(&path[used], &node);
            used++;
        }
        index /= 2;
    }
    return used == path_len && memcmp(node.bytes, root->bytes, sizeof node.bytes) == 0;
}
