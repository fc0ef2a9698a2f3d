#include "zk/gadget/stream.h"

#include "mutation.h"

enum { BYTES_MAX = 1200, ELEMENTS_MAX = 39 };

static struct zk_poseidon poseidon;
static struct zk_gadget_poseidon wide;
static struct base_random stream;
static uint8_t content[BYTES_MAX], key[32];

static void prepare(void)
{
    cr_assert_eq(zk_poseidon_init(17, &poseidon), 0);
    cr_assert_eq(zk_gadget_poseidon_init(&poseidon, &wide), 0);
    base_random_init(&stream, 1, 1, "test.gadget.stream");
    base_random_bytes(&stream, content, sizeof content);
    base_random_bytes(&stream, key, sizeof key);
}

static void clean(void)
{
    zk_gadget_poseidon_deinit(&wide);
    zk_poseidon_deinit(&poseidon);
}

TestSuite(gadget_stream, .init = prepare, .fini = clean);

static void build_hash(struct zk_builder *builder, enum zk_builder_mode mode, size_t len,
                       struct zk_lc *ret_hash)
{
    zk_fr elements[ELEMENTS_MAX];
    struct zk_lc lcs[ELEMENTS_MAX];
    zk_builder_init(builder, mode);
    zk_poseidon_stream_encode(content, len, elements);
    for (size_t i = 0; i < zk_poseidon_stream_elements(len); i++)
        lcs[i] = zk_builder_witness(builder, &elements[i]);
    *ret_hash = zk_gadget_stream_hash(&wide, builder, len, lcs);
}

static void check_hash(size_t len, uint32_t rows, bool mutate)
{
    struct zk_builder recorded, assigned;
    struct zk_lc hash;
    zk_fr want;
    build_hash(&assigned, ZK_BUILDER_ASSIGN, len, &hash);
    build_hash(&recorded, ZK_BUILDER_RECORD, len, &hash);
    zk_poseidon_stream_hash(&poseidon, content, len, &want);
    cr_assert(zk_fr_equal(&hash.value, &want), "%zu bytes", len);
    cr_assert_eq(recorded.rows, rows, "%zu bytes: %u", len, recorded.rows);
    check_same_wires(&recorded, &assigned);
    struct zk_r1cs r1cs = finish_satisfied(&recorded);
    if (mutate) {
        check_every_wire_counts(&r1cs, recorded.w);
        cr_assert_eq(free_dimensions(&r1cs, recorded.w, 0), zk_poseidon_stream_elements(len));
    }
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&recorded);
    zk_builder_deinit(&assigned);
}

Test(gadget_stream, hashes_content_as_the_plain_hash_does)
{
    check_hash(0, 0, false);
    check_hash(1, 612 - 16 * 3, true);
    check_hash(496, 609, false);
    check_hash(497, 609 + 612 - 15 * 3, false);
    check_hash(992, 609 + 612, false);
    check_hash(1200, 609 + 612 + 612 - 9 * 3, true);
}

static void build_keystream(struct zk_builder *builder, enum zk_builder_mode mode, bool constant,
                            uint64_t block, struct zk_lc ret_elements[])
{
    zk_fr halves[2], number;
    struct zk_lc lcs[2];
    zk_builder_init(builder, mode);
    zk_poseidon_stream_key(key, halves);
    zk_fr_from_u64(block, &number);
    for (int i = 0; i < 2; i++)
        lcs[i] = zk_builder_witness(builder, &halves[i]);
    struct zk_lc block_lc =
        constant ? zk_builder_constant(builder, &number) : zk_builder_witness(builder, &number);
    zk_gadget_stream_keystream(&wide, builder, lcs, block_lc, ret_elements);
}

static void check_keystream(bool constant, uint64_t block, uint32_t rows)
{
    struct zk_builder recorded, assigned;
    struct zk_lc elements[16];
    zk_fr want[16];
    build_keystream(&assigned, ZK_BUILDER_ASSIGN, constant, block, elements);
    build_keystream(&recorded, ZK_BUILDER_RECORD, constant, block, elements);
    zk_poseidon_stream_keystream(&poseidon, NULL, key, block, 1, want);
    for (int i = 0; i < 16; i++) {
        cr_assert(zk_fr_equal(&elements[i].value, &want[i]), "element %d", i);
        cr_assert_eq(elements[i].count, 1);
    }
    cr_assert_eq(recorded.rows, rows, "%u", recorded.rows);
    check_same_wires(&recorded, &assigned);
    struct zk_r1cs r1cs = finish_satisfied(&recorded);
    check_every_wire_counts(&r1cs, recorded.w);
    cr_assert_eq(free_dimensions(&r1cs, recorded.w, 0), constant ? 2 : 3);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&recorded);
    zk_builder_deinit(&assigned);
}

Test(gadget_stream, makes_the_keystream_of_a_block)
{
    check_keystream(false, 0, 570);
    check_keystream(false, 123456789, 570);
    check_keystream(true, 7, 567);
}
