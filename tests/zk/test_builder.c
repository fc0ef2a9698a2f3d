#include "zk/builder.h"

#include "bn254_support.h"

static zk_fr fr(uint64_t value)
{
    zk_fr element;
    zk_fr_from_u64(value, &element);
    return element;
}

static bool holds(struct zk_lc lc, const zk_fr w[])
{
    zk_fr sum = {{0}}, product;
    for (uint32_t i = 0; i < lc.count; i++) {
        if (i > 0)
            cr_assert_lt(lc.terms[i - 1].wire, lc.terms[i].wire);
        cr_assert_not(zk_fr_is_zero(&lc.terms[i].coefficient));
        zk_fr_mul(&lc.terms[i].coefficient, &w[lc.terms[i].wire], &product);
        zk_fr_add(&sum, &product, &sum);
    }
    return zk_fr_equal(&sum, &lc.value);
}

/* out = (x + 3 y - 5)(x - y) + 7 with out public. */
static void build(struct zk_builder *builder, zk_fr out, zk_fr x, zk_fr y)
{
    struct zk_lc lc_out = zk_builder_public(builder, &out);
    struct zk_lc lc_x = zk_builder_witness(builder, &x), lc_y = zk_builder_witness(builder, &y);
    struct zk_lc terms[] = {lc_x, lc_y, zk_builder_constant_u64(builder, 5)};
    zk_fr coefficients[] = {fr(1), fr(3), fr(1)};
    zk_fr_neg(&coefficients[2], &coefficients[2]);
    struct zk_lc left = zk_builder_linear(builder, 3, terms, coefficients);
    struct zk_lc product = zk_builder_mul(builder, left, zk_builder_sub(builder, lc_x, lc_y));
    zk_builder_enforce_equal(builder, lc_out,
                             zk_builder_add(builder, product, zk_builder_constant_u64(builder, 7)));
}

Test(builder, both_modes_make_the_same_wires)
{
    struct zk_builder assigned, recorded;
    struct zk_r1cs r1cs;
    zk_builder_init(&assigned, ZK_BUILDER_ASSIGN);
    zk_builder_init(&recorded, ZK_BUILDER_RECORD);
    build(&assigned, fr(10 * 2 + 7), fr(6), fr(4));
    build(&recorded, fr(9), fr(2), fr(3));
    cr_assert_not(recorded.is_satisfied);
    cr_assert_eq(recorded.broken_row, 1);
    cr_assert_eq(zk_builder_finish(&assigned, NULL), 0);
    cr_assert_eq(zk_builder_finish(&recorded, &r1cs), 0);
    cr_assert_eq(r1cs.wires, assigned.wires);
    cr_assert_eq(r1cs.publics, 1);
    cr_assert_eq(r1cs.rows, assigned.rows);
    cr_assert_eq(r1cs.rows, 2);
    cr_assert_not(assigned.is_satisfied, "13 * 2 + 7 is not 27");
    zk_builder_deinit(&assigned);

    zk_builder_init(&assigned, ZK_BUILDER_ASSIGN);
    build(&assigned, fr(13 * 2 + 7), fr(6), fr(4));
    cr_assert_eq(zk_builder_finish(&assigned, NULL), 0);
    cr_assert(assigned.is_satisfied);
    cr_assert(zk_r1cs_satisfied(&r1cs, assigned.w, NULL));
    for (uint32_t wire = 0; wire < assigned.wires; wire++) {
        zk_fr before = assigned.w[wire], one = fr(1);
        zk_fr_add(&before, &one, &assigned.w[wire]);
        cr_assert_not(zk_r1cs_satisfied(&r1cs, assigned.w, NULL), "wire %u", wire);
        assigned.w[wire] = before;
    }
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&assigned);
    zk_builder_deinit(&recorded);
}

Test(builder, linear_combinations_are_sorted_and_without_zeros)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.builder");
    struct zk_builder builder;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    struct zk_lc lcs[40];
    zk_fr coefficients[40];
    for (int i = 0; i < 40; i++) {
        zk_fr value;
        u256 wide = random_below_2_253(&random);
        cr_assert(zk_fr_from_u256(&wide, &value));
        lcs[i] = i % 9 == 0 ? zk_builder_constant(&builder, &value)
                            : zk_builder_witness(&builder, &value);
    }
    for (int trial = 0; trial < 200; trial++) {
        for (int i = 0; i < 40; i++)
            coefficients[i] = fr(base_random_below(&random, 3));
        size_t n = base_random_below(&random, 41), to = base_random_below(&random, 40);
        lcs[to] = zk_builder_linear(&builder, n, lcs, coefficients);
        cr_assert(holds(lcs[to], builder.w));
        size_t other = base_random_below(&random, 40);
        struct zk_lc difference = zk_builder_sub(&builder, lcs[to], lcs[other]);
        cr_assert(holds(difference, builder.w));
        cr_assert(holds(zk_builder_add(&builder, difference, lcs[to]), builder.w));
    }
    struct zk_lc zero = zk_builder_sub(&builder, lcs[1], lcs[1]);
    cr_assert_eq(zero.count, 0);
    cr_assert(zk_fr_is_zero(&zero.value));
    cr_assert_eq(builder.rows, 0);
    zk_builder_deinit(&builder);
}

Test(builder, products_with_constants_cost_nothing)
{
    for (int mode = ZK_BUILDER_ASSIGN; mode <= ZK_BUILDER_RECORD; mode++) {
        struct zk_builder builder;
        zk_builder_init(&builder, mode);
        zk_fr three = fr(3), want;
        struct zk_lc x = zk_builder_witness(&builder, &three);
        struct zk_lc c = zk_builder_constant_u64(&builder, 5);
        struct zk_lc cc = zk_builder_mul(&builder, c, zk_builder_add(&builder, c, c));
        cr_assert(cc.is_constant);
        struct zk_lc product = zk_builder_mul(&builder, x, cc);
        cr_assert_not(product.is_constant);
        want = fr(150);
        cr_assert(zk_fr_equal(&product.value, &want));
        product = zk_builder_mul(&builder, zk_builder_sub(&builder, cc, c), x);
        want = fr(135);
        cr_assert(zk_fr_equal(&product.value, &want));
        cr_assert_eq(builder.rows, 0);
        /* x - x is zero whatever x is, and still no constant: both modes must agree. */
        struct zk_lc none = zk_builder_sub(&builder, x, x);
        cr_assert_not(none.is_constant);
        zk_builder_mul(&builder, none, x);
        cr_assert_eq(builder.rows, 1);
        cr_assert_eq(builder.wires, 3);
        zk_builder_deinit(&builder);
    }
}

Test(builder, release_keeps_what_is_handed_on)
{
    for (int mode = ZK_BUILDER_ASSIGN; mode <= ZK_BUILDER_RECORD; mode++) {
        struct zk_builder builder;
        zk_builder_init(&builder, mode);
        zk_fr three = fr(3);
        struct zk_lc state[3];
        for (int i = 0; i < 3; i++)
            state[i] = zk_builder_witness(&builder, &three);
        for (int round = 0; round < 300; round++) {
            struct base_arena_mark mark = zk_builder_mark(&builder);
            struct zk_lc sum = zk_builder_linear(&builder, 3, state, NULL);
            state[round % 3] = zk_builder_mul(&builder, sum, sum);
            state[(round + 1) % 3] = sum;
            zk_builder_release(&builder, mark, 3, state);
        }
        for (int i = 0; mode == ZK_BUILDER_RECORD && i < 3; i++)
            cr_assert(holds(state[i], builder.w));
        cr_assert_not(builder.failed);
        zk_builder_deinit(&builder);
    }
}

Test(builder, memory_failure_is_told_at_the_end)
{
    struct zk_builder builder;
    struct zk_r1cs r1cs = {.wires = 77};
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    cr_assert_null(zk_builder_lcs(&builder, SIZE_MAX / sizeof(struct zk_lc)));
    build(&builder, fr(1), fr(2), fr(3));
    cr_assert_lt(zk_builder_finish(&builder, &r1cs), 0);
    cr_assert_eq(r1cs.wires, 77);
    zk_builder_deinit(&builder);
}

Test(builder, an_empty_circuit)
{
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    struct zk_lc *lcs = zk_builder_lcs(&builder, 10);
    cr_assert(zk_fr_is_zero(&lcs[9].value));
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    cr_assert_eq(r1cs.wires, 1);
    cr_assert_eq(r1cs.rows, 0);
    cr_assert(zk_r1cs_satisfied(&r1cs, builder.w, NULL));
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
}
