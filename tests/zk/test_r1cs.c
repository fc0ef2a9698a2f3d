#include <criterion/criterion.h>

#include "zk/kernels.h"
#include "zk/r1cs.h"

/* x * y = z; (x + 2 y) * 1 = 3 z - 1. w = (1, x, y, z). */
static struct zk_r1cs_term a_terms[3], b_terms[2], c_terms[3];
static size_t a_starts[] = {0, 1, 3}, b_starts[] = {0, 1, 2}, c_starts[] = {0, 1, 3};

static struct zk_r1cs sample(void)
{
    zk_fr one, two, three, minus_one;
    zk_fr_from_u64(1, &one);
    zk_fr_from_u64(2, &two);
    zk_fr_from_u64(3, &three);
    zk_fr_neg(&one, &minus_one);
    a_terms[0] = (struct zk_r1cs_term){1, one};
    a_terms[1] = (struct zk_r1cs_term){1, one};
    a_terms[2] = (struct zk_r1cs_term){2, two};
    b_terms[0] = (struct zk_r1cs_term){2, one};
    b_terms[1] = (struct zk_r1cs_term){0, one};
    c_terms[0] = (struct zk_r1cs_term){3, one};
    c_terms[1] = (struct zk_r1cs_term){0, minus_one};
    c_terms[2] = (struct zk_r1cs_term){3, three};
    return (struct zk_r1cs){
        .wires = 4,
        .publics = 1,
        .rows = 2,
        .a = {a_terms, a_starts},
        .b = {b_terms, b_starts},
        .c = {c_terms, c_starts},
    };
}

static void assign(zk_fr w[4], uint64_t x, uint64_t y, uint64_t z)
{
    zk_fr_from_u64(1, &w[0]);
    zk_fr_from_u64(x, &w[1]);
    zk_fr_from_u64(y, &w[2]);
    zk_fr_from_u64(z, &w[3]);
}

Test(r1cs, a_row_is_a_sparse_sum)
{
    struct zk_r1cs r1cs = sample();
    zk_fr w[4], sum, want;
    assign(w, 10, 20, 7);
    zk_r1cs_row(&r1cs.a, 1, w, &sum);
    zk_fr_from_u64(50, &want);
    cr_assert(zk_fr_equal(&sum, &want));
    zk_r1cs_row(&r1cs.c, 1, w, &sum);
    zk_fr_from_u64(20, &want);
    cr_assert(zk_fr_equal(&sum, &want));
}

Test(r1cs, tells_the_first_row_that_fails)
{
    struct zk_r1cs r1cs = sample();
    zk_fr w[4];
    uint32_t row = 9;
    assign(w, 1, 1, 1);
    cr_assert_not(zk_r1cs_satisfied(&r1cs, w, &row));
    cr_assert_eq(row, 1);
    assign(w, 1, 2, 2);
    cr_assert(zk_r1cs_satisfied(&r1cs, w, &row));
    cr_assert_eq(row, 1, "untouched");
    assign(w, 1, 2, 3);
    cr_assert_not(zk_r1cs_satisfied(&r1cs, w, &row));
    cr_assert_eq(row, 0);
    cr_assert_not(zk_r1cs_satisfied(&r1cs, w, NULL));
}

Test(r1cs, one_without_rows_is_satisfied_and_freed)
{
    struct zk_r1cs empty = {.wires = 1};
    zk_fr w[1];
    zk_fr_from_u64(1, &w[0]);
    cr_assert(zk_r1cs_satisfied(&empty, w, NULL));
    zk_r1cs_deinit(&empty);
    zk_r1cs_deinit(&empty);
}

Test(r1cs, row_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    struct zk_r1cs r1cs = sample();
    zk_fr w[4], x, y;
    assign(w, 3, 5, 7);
    for (int i = 1; i < 4; i++)
        zk_fr_inverse(&w[i], &w[i]);
    for (uint32_t row = 0; row < r1cs.rows; row++) {
        zk_r1cs_row_portable(&r1cs.c, row, w, &x);
        zk_r1cs_row_mulx(&r1cs.c, row, w, &y);
        cr_assert(zk_fr_equal(&x, &y));
    }
}
