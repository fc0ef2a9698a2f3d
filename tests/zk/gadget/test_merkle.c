#include "zk/gadget/merkle.h"

#include "mutation.h"

enum { LEAVES = 70, DEPTH = 4 };

static struct zk_poseidon plain_wide, plain_narrow;
static struct zk_gadget_poseidon wide, narrow;
static struct zk_poseidon_merkle tree;
static zk_fr elements[LEAVES][16];

static void prepare(void)
{
    struct base_random random;
    base_random_init(&random, 1, 1, "test.gadget.merkle");
    cr_assert_eq(zk_poseidon_init(17, &plain_wide), 0);
    cr_assert_eq(zk_poseidon_init(5, &plain_narrow), 0);
    cr_assert_eq(zk_gadget_poseidon_init(&plain_wide, &wide), 0);
    cr_assert_eq(zk_gadget_poseidon_init(&plain_narrow, &narrow), 0);
    for (size_t i = 0; i < LEAVES * 16; i++)
        elements[i / 16][i % 16] = random_fr(&random);
    cr_assert_eq(
        zk_poseidon_merkle_init(&plain_wide, &plain_narrow, NULL, LEAVES, elements[0], &tree), 0);
    cr_assert_eq(tree.depth, DEPTH);
}

static void clean(void)
{
    zk_poseidon_merkle_deinit(&tree);
    zk_gadget_poseidon_deinit(&wide);
    zk_gadget_poseidon_deinit(&narrow);
    zk_poseidon_deinit(&plain_wide);
    zk_poseidon_deinit(&plain_narrow);
}

TestSuite(gadget_merkle, .init = prepare, .fini = clean);

/* With a public index and root, the path to leaf `leaf`. */
static void build(struct zk_builder *builder, enum zk_builder_mode mode, uint64_t index,
                  size_t leaf, bool enforce_root)
{
    zk_fr siblings[3 * DEPTH], number;
    struct zk_lc lcs[16];
    zk_builder_init(builder, mode);
    zk_poseidon_merkle_path(&tree, leaf, siblings);
    zk_fr_from_u64(index, &number);
    struct zk_lc lc_index = zk_builder_public(builder, &number);
    struct zk_lc lc_root = zk_builder_public(builder, zk_poseidon_merkle_root(&tree));
    for (int i = 0; i < 16; i++)
        lcs[i] = zk_builder_witness(builder, &elements[leaf][i]);
    struct zk_lc hash = zk_gadget_merkle_leaf(&wide, builder, lcs);
    struct zk_lc root = zk_gadget_merkle_root(&narrow, builder, DEPTH, lc_index, hash, siblings);
    if (enforce_root)
        zk_builder_enforce_equal(builder, root, lc_root);
}

Test(gadget_merkle, finds_the_root_from_every_place)
{
    for (size_t leaf = 0; leaf < LEAVES; leaf += 3) {
        struct zk_builder builder;
        build(&builder, ZK_BUILDER_ASSIGN, leaf, leaf, true);
        cr_assert(builder.is_satisfied, "leaf %zu", leaf);
        cr_assert_eq(builder.rows, 609 + 1 + 302 * DEPTH + 1);
        zk_builder_deinit(&builder);
    }
}

Test(gadget_merkle, every_wire_counts)
{
    struct zk_builder recorded, assigned;
    build(&recorded, ZK_BUILDER_RECORD, 27, 27, true);
    build(&assigned, ZK_BUILDER_ASSIGN, 27, 27, true);
    check_same_wires(&recorded, &assigned);
    struct zk_r1cs r1cs = finish_satisfied(&recorded);
    check_every_wire_counts(&r1cs, recorded.w);
    /* The leaf and the siblings are free, but for the root. */
    cr_assert_eq(free_dimensions(&r1cs, recorded.w, r1cs.publics), 16 + 3 * DEPTH - 1);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&recorded);
    zk_builder_deinit(&assigned);
}

Test(gadget_merkle, another_index_does_not_hold)
{
    static const uint64_t wrong[] = {26, 28, 0, 27 + 256, UINT64_C(1) << 40};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct zk_builder builder;
        build(&builder, ZK_BUILDER_ASSIGN, wrong[i], 27, true);
        cr_assert_not(builder.is_satisfied, "%zu", i);
        zk_builder_deinit(&builder);
    }
}
