#include "zk/gadget/poseidon.h"

#include "mutation.h"

/* Bit i of `constant`: whether element i of the state is. The state is public, so that nothing
 * but the permutation is counted. */
static void build(const struct zk_gadget_poseidon *gadget, const zk_fr state[], unsigned constant,
                  struct zk_builder *builder, enum zk_builder_mode mode, struct zk_lc lcs[])
{
    zk_builder_init(builder, mode);
    for (unsigned i = 0; i < gadget->poseidon->width; i++)
        lcs[i] = constant >> i & 1 ? zk_builder_constant(builder, &state[i])
                                   : zk_builder_public(builder, &state[i]);
    zk_gadget_poseidon(gadget, builder, lcs);
}

static size_t terms_of(const struct zk_r1cs *r1cs, const struct zk_r1cs_matrix *matrix)
{
    return matrix->starts[r1cs->rows];
}

/* Also that the outputs are wires: one term each. */
static void check_one(unsigned width, unsigned constant, unsigned rows, bool mutate)
{
    struct zk_poseidon poseidon;
    struct zk_gadget_poseidon gadget;
    struct zk_builder recorded, assigned;
    struct base_random random;
    struct zk_lc lcs[17];
    zk_fr state[17];
    base_random_init(&random, width, constant, "test.gadget");
    cr_assert_eq(zk_poseidon_init(width, &poseidon), 0);
    cr_assert_eq(zk_gadget_poseidon_init(&poseidon, &gadget), 0);
    for (unsigned i = 0; i < width; i++)
        state[i] = random_fr(&random);
    build(&gadget, state, constant, &recorded, ZK_BUILDER_RECORD, lcs);
    zk_poseidon_permute(&poseidon, state);
    for (unsigned i = 0; i < width; i++) {
        cr_expect(zk_fr_equal(&lcs[i].value, &state[i]), "width %u, element %u", width, i);
        cr_expect_eq(lcs[i].count, 1);
    }
    cr_assert_eq(recorded.rows, rows, "width %u: %u", width, recorded.rows);
    base_random_init(&random, width, constant, "test.gadget");
    for (unsigned i = 0; i < width; i++)
        state[i] = random_fr(&random);
    build(&gadget, state, constant, &assigned, ZK_BUILDER_ASSIGN, lcs);
    check_same_wires(&recorded, &assigned);
    struct zk_r1cs r1cs = finish_satisfied(&recorded);
    if (mutate) {
        check_every_wire_counts(&r1cs, recorded.w);
        cr_assert_eq(free_dimensions(&r1cs, recorded.w, r1cs.publics), 0);
    }
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&recorded);
    zk_builder_deinit(&assigned);
    zk_gadget_poseidon_deinit(&gadget);
    zk_poseidon_deinit(&poseidon);
}

Test(gadget_poseidon, computes_the_permutation_at_every_width)
{
    for (unsigned width = ZK_POSEIDON_WIDTH_MIN; width <= ZK_POSEIDON_WIDTH_MAX; width++) {
        struct zk_poseidon poseidon;
        cr_assert_eq(zk_poseidon_init(width, &poseidon), 0);
        unsigned rows = 3 * (8 * width + poseidon.partial_rounds);
        zk_poseidon_deinit(&poseidon);
        check_one(width, 0, rows, width == 2 || width == 5);
        check_one(width, 1, rows - 3, width == 3);
    }
}

Test(gadget_poseidon, has_612_constraints_of_width_17_and_every_wire_counts)
{
    check_one(3, 0, 243, true);
    check_one(5, 0, 300, true);
    check_one(17, 0, 612, true);
    check_one(17, 1, 609, true);
}

Test(gadget_poseidon, constant_elements_have_no_first_s_box)
{
    check_one(17, 0x1fff1, 570, true);
    check_one(17, 0x0aaab, 612 - 9 * 3, false);
    check_one(5, 0x0f, 300 - 4 * 3, true);
    check_one(5, 0x1e, 300 - 4 * 3, true);
}

Test(gadget_poseidon, of_constants_is_constant)
{
    check_one(3, 7, 0, false);
}

Test(gadget_poseidon, terms_stand_in_c)
{
    struct zk_poseidon poseidon;
    struct zk_gadget_poseidon gadget;
    struct zk_builder builder;
    struct zk_lc lcs[17];
    zk_fr state[17] = {0};
    cr_assert_eq(zk_poseidon_init(17, &poseidon), 0);
    cr_assert_eq(zk_gadget_poseidon_init(&poseidon, &gadget), 0);
    build(&gadget, state, 0, &builder, ZK_BUILDER_RECORD, lcs);
    struct zk_r1cs r1cs = finish_satisfied(&builder);
    cr_assert_eq(terms_of(&r1cs, &r1cs.a), 612 + 17);
    cr_assert_eq(terms_of(&r1cs, &r1cs.b), 612 + 2 * 17);
    cr_assert_leq(terms_of(&r1cs, &r1cs.c), 612 * 13);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
    zk_gadget_poseidon_deinit(&gadget);
    zk_poseidon_deinit(&poseidon);
}
