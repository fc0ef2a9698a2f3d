#include "zk/poseidon/merkle.h"

#include "../bn254_support.h"

#include "vectors.h"

enum { LEAVES_MAX = 70 };

static struct zk_poseidon wide, narrow;
static zk_fr elements[LEAVES_MAX][16];

static void prepare(void)
{
    cr_assert_eq(zk_poseidon_init(17, &wide), 0);
    cr_assert_eq(zk_poseidon_init(5, &narrow), 0);
    for (uint64_t i = 0; i < sizeof elements / sizeof elements[0][0]; i++)
        zk_fr_from_u64(i + 1, &elements[i / 16][i % 16]);
}

static void clean(void)
{
    zk_poseidon_deinit(&wide);
    zk_poseidon_deinit(&narrow);
}

TestSuite(poseidon_merkle, .init = prepare, .fini = clean);

static struct zk_poseidon_merkle tree_of(struct zk_threads *threads, size_t leaves)
{
    struct zk_poseidon_merkle tree;
    cr_assert_eq(zk_poseidon_merkle_init(&wide, &narrow, threads, leaves, elements[0], &tree), 0);
    return tree;
}

Test(poseidon_merkle, known_roots_with_any_number_of_threads)
{
    struct zk_threads *threads;
    cr_assert_eq(zk_threads_new(3, &threads), 0);
    for (size_t i = 0; i < COUNT(merkle_vectors); i++) {
        zk_fr want = fr_of(merkle_vectors[i].root);
        for (int j = 0; j < 2; j++) {
            struct zk_poseidon_merkle tree =
                tree_of(j == 0 ? NULL : threads, merkle_vectors[i].leaves);
            cr_expect(zk_fr_equal(zk_poseidon_merkle_root(&tree), &want), "%zu leaves",
                      tree.leaves);
            zk_poseidon_merkle_deinit(&tree);
        }
    }
    zk_threads_free(threads);
}

Test(poseidon_merkle, leaves_hashes_alone_give_the_same_tree)
{
    for (size_t leaves = 1; leaves <= LEAVES_MAX; leaves += 23) {
        struct zk_poseidon_merkle tree = tree_of(NULL, leaves), again;
        zk_fr hashes[LEAVES_MAX];
        zk_poseidon_merkle_leaves(&wide, NULL, leaves, elements[0], hashes);
        cr_assert_eq(zk_poseidon_merkle_init_from_hashes(&narrow, NULL, leaves, hashes, &again), 0);
        cr_expect_eq(memcmp(&again.starts, &tree.starts, sizeof tree.starts), 0);
        cr_expect_eq(
            memcmp(again.hashes, tree.hashes, tree.starts[tree.depth + 1] * sizeof *hashes), 0);
        zk_poseidon_merkle_deinit(&tree);
        zk_poseidon_merkle_deinit(&again);
    }
}

Test(poseidon_merkle, depth_is_the_logarithm_to_base_4_rounded_up)
{
    cr_assert_eq(zk_poseidon_merkle_depth(1), 0);
    cr_assert_eq(zk_poseidon_merkle_depth(2), 1);
    cr_assert_eq(zk_poseidon_merkle_depth(4), 1);
    cr_assert_eq(zk_poseidon_merkle_depth(5), 2);
    cr_assert_eq(zk_poseidon_merkle_depth((size_t)1 << 20), 10);
    cr_assert_eq(zk_poseidon_merkle_depth(((size_t)1 << 20) + 1), 11);
}

static bool verify(const struct zk_poseidon_merkle *tree, size_t index, const zk_fr leaf[],
                   const zk_fr siblings[])
{
    return zk_poseidon_merkle_verify(&wide, &narrow, zk_poseidon_merkle_root(tree), tree->depth,
                                     index, leaf, siblings);
}

Test(poseidon_merkle, every_path_verifies_at_its_index_only)
{
    static const size_t counts[] = {1, 4, 5, 21};
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct zk_poseidon_merkle tree = tree_of(NULL, counts[i]);
        for (size_t index = 0; index < counts[i]; index++) {
            zk_fr siblings[3 * ZK_POSEIDON_MERKLE_DEPTH_MAX];
            zk_poseidon_merkle_path(&tree, index, siblings);
            cr_assert(verify(&tree, index, elements[index], siblings));
            cr_assert_not(verify(&tree, index ^ 1, elements[index], siblings));
            cr_assert_not(
                verify(&tree, index + ((size_t)1 << 2 * tree.depth), elements[index], siblings));
            cr_assert_not(verify(&tree, index, elements[index + 1], siblings));
        }
        zk_poseidon_merkle_deinit(&tree);
    }
}

Test(poseidon_merkle, an_altered_sibling_is_refused)
{
    struct zk_poseidon_merkle tree = tree_of(NULL, 21);
    zk_fr siblings[9];
    zk_poseidon_merkle_path(&tree, 13, siblings);
    for (size_t i = 0; i < COUNT(siblings); i++) {
        zk_fr good = siblings[i];
        zk_fr_add(&good, &elements[0][0], &siblings[i]);
        cr_assert_not(verify(&tree, 13, elements[13], siblings));
        siblings[i] = good;
    }
    cr_assert(verify(&tree, 13, elements[13], siblings));
    zk_poseidon_merkle_deinit(&tree);
}
