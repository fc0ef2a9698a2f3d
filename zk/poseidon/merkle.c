#include "zk/poseidon/merkle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { LEAF = ZK_POSEIDON_MERKLE_LEAF_ELEMENTS, CHILDREN = 4, PART = 32 };

static size_t level_above(size_t n)
{
    return n / CHILDREN + (n % CHILDREN != 0);
}

unsigned zk_poseidon_merkle_depth(size_t leaves)
{
    unsigned depth = 0;
    for (size_t n = leaves; n > 1; n = level_above(n))
        depth++;
    return depth;
}

/* One level from the one below, PART hashes at a time. */
struct level {
    const struct zk_poseidon *poseidon;
    zk_fr initial_state;
    const zk_fr *from;
    size_t from_count;
    zk_fr *to;
    size_t to_count;
};

static void hash_part(void *context, size_t part)
{
    const struct level *level = context;
    size_t width = level->poseidon->width, rate = width - 1, first = part * PART, count = 0;
    zk_fr states[PART * (LEAF + 1)];
    for (size_t i = first; i < level->to_count && count < PART; i++, count++) {
        zk_fr *state = &states[count * width];
        size_t left = level->from_count - i * rate;
        memset(state, 0, width * sizeof *state);
        state[0] = level->initial_state;
        memcpy(&state[1], &level->from[i * rate], (left < rate ? left : rate) * sizeof *state);
    }
    zk_poseidon_permute_many(level->poseidon, NULL, count, states);
    for (size_t i = 0; i < count; i++)
        level->to[first + i] = states[i * width];
}

static void hash_level(struct zk_threads *threads, struct level *level)
{
    zk_threads_run(threads, (level->to_count + PART - 1) / PART, hash_part, level);
}

void zk_poseidon_merkle_leaves(const struct zk_poseidon *wide, struct zk_threads *threads,
                               size_t leaves, const zk_fr elements[], zk_fr ret_hashes[])
{
    assert(wide->width == LEAF + 1);
    struct level level = {.poseidon = wide,
                          .from = elements,
                          .from_count = leaves * LEAF,
                          .to = ret_hashes,
                          .to_count = leaves};
    zk_poseidon_initial_state(ZK_POSEIDON_MERKLE_LEAF, 0, &level.initial_state);
    hash_level(threads, &level);
}

/* The leaves' hashes are to be filled in. */
static int new_tree(size_t leaves, struct zk_poseidon_merkle *ret_tree)
{
    assert(leaves >= 1);
    struct zk_poseidon_merkle tree = {.leaves = leaves, .depth = zk_poseidon_merkle_depth(leaves)};
    size_t n = leaves;
    for (unsigned i = 0; i <= tree.depth; i++, n = level_above(n))
        tree.starts[i + 1] = tree.starts[i] + n;
    tree.hashes = reallocarray(NULL, tree.starts[tree.depth + 1], sizeof *tree.hashes);
    if (tree.hashes == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a Merkle tree");
    *ret_tree = tree;
    return 0;
}

static void hash_nodes(const struct zk_poseidon *narrow, struct zk_threads *threads,
                       struct zk_poseidon_merkle *tree)
{
    assert(narrow->width == CHILDREN + 1);
    struct level level = {.poseidon = narrow};
    zk_poseidon_initial_state(ZK_POSEIDON_MERKLE_NODE, 0, &level.initial_state);
    for (unsigned i = 1; i <= tree->depth; i++) {
        level.from = &tree->hashes[tree->starts[i - 1]];
        level.from_count = tree->starts[i] - tree->starts[i - 1];
        level.to = &tree->hashes[tree->starts[i]];
        level.to_count = tree->starts[i + 1] - tree->starts[i];
        hash_level(threads, &level);
    }
}

int zk_poseidon_merkle_init(const struct zk_poseidon *wide, const struct zk_poseidon *narrow,
                            struct zk_threads *threads, size_t leaves, const zk_fr elements[],
                            struct zk_poseidon_merkle *ret_tree)
{
    int error = new_tree(leaves, ret_tree);
    if (error < 0)
        return error;
    zk_poseidon_merkle_leaves(wide, threads, leaves, elements, ret_tree->hashes);
    hash_nodes(narrow, threads, ret_tree);
    return 0;
}

int zk_poseidon_merkle_init_from_hashes(const struct zk_poseidon *narrow,
                                        struct zk_threads *threads, size_t leaves,
                                        const zk_fr hashes[], struct zk_poseidon_merkle *ret_tree)
{
    int error = new_tree(leaves, ret_tree);
    if (error < 0)
        return error;
    memcpy(ret_tree->hashes, hashes, leaves * sizeof *hashes);
    hash_nodes(narrow, threads, ret_tree);
    return 0;
}

void zk_poseidon_merkle_deinit(struct zk_poseidon_merkle *tree)
{
    free(tree->hashes);
    *tree = (struct zk_poseidon_merkle){0};
}

const zk_fr *zk_poseidon_merkle_root(const struct zk_poseidon_merkle *tree)
{
    return &tree->hashes[tree->starts[tree->depth]];
}

void zk_poseidon_merkle_path(const struct zk_poseidon_merkle *tree, size_t index,
                             zk_fr ret_siblings[])
{
    assert(index < tree->leaves);
    for (unsigned level = 0; level < tree->depth; level++, index /= CHILDREN) {
        size_t count = tree->starts[level + 1] - tree->starts[level];
        for (size_t i = index / CHILDREN * CHILDREN, end = i + CHILDREN; i < end; i++) {
            if (i != index)
                *ret_siblings++ = i < count ? tree->hashes[tree->starts[level] + i] : (zk_fr){{0}};
        }
    }
}

bool zk_poseidon_merkle_verify(const struct zk_poseidon *wide, const struct zk_poseidon *narrow,
                               const zk_fr *root, unsigned depth, size_t index, const zk_fr leaf[],
                               const zk_fr siblings[])
{
    assert(wide->width == LEAF + 1 && narrow->width == CHILDREN + 1);
    assert(depth <= ZK_POSEIDON_MERKLE_DEPTH_MAX);
    zk_fr initial_state, hash, children[CHILDREN];
    zk_poseidon_initial_state(ZK_POSEIDON_MERKLE_LEAF, 0, &initial_state);
    zk_poseidon_hash(wide, &initial_state, leaf, 1, &hash);
    zk_poseidon_initial_state(ZK_POSEIDON_MERKLE_NODE, 0, &initial_state);
    for (unsigned level = 0; level < depth; level++, index /= CHILDREN) {
        for (size_t i = 0; i < CHILDREN; i++)
            children[i] = i == index % CHILDREN ? hash : *siblings++;
        zk_poseidon_hash(narrow, &initial_state, children, 1, &hash);
    }
    return index == 0 && zk_fr_equal(&hash, root);
}
