#include "zk/reed_solomon.h"

#include <stdlib.h>

#include "base/error.h"
#include "bn254_support.h"
#include "zk/ntt/ntt.h"

enum { LEAVES_MAX = 256 };

static struct base_random stream;
static zk_fr code[2 * LEAVES_MAX * 16], damaged[2 * LEAVES_MAX * 16];
static bool is_erased[2 * LEAVES_MAX];

static void prepare(void)
{
    base_random_init(&stream, 1, 1, "test.reed_solomon");
}

TestSuite(reed_solomon, .init = prepare);

static void make_code(size_t n)
{
    for (size_t i = 0; i < 16 * n; i++)
        code[i] = random_fr(&stream);
    cr_assert_eq(zk_reed_solomon_encode(NULL, n, code, &code[16 * n]), 0);
}

/* Erases `count` leaves, in the order given. */
static void erase(size_t n, size_t count, const uint32_t order[])
{
    memcpy(damaged, code, 32 * n * sizeof *code);
    memset(is_erased, 0, sizeof is_erased);
    for (size_t i = 0; i < count; i++) {
        is_erased[order[i]] = true;
        memset(&damaged[16 * order[i]], 0xee, 16 * sizeof *code);
    }
}

static void check_recovered(struct zk_threads *threads, size_t n, size_t count,
                            const uint32_t order[])
{
    erase(n, count, order);
    cr_assert_eq(zk_reed_solomon_decode(threads, n, damaged, is_erased), 0);
    cr_assert_arr_eq(damaged, code, 16 * n * sizeof *code, "%zu of %zu leaves", count, 2 * n);
}

static void number(size_t n, uint32_t order[])
{
    for (uint32_t i = 0; i < 2 * n; i++)
        order[i] = i;
}

Test(reed_solomon, leaves_hold_the_elements)
{
    cr_assert_eq(zk_reed_solomon_leaves(0), 1);
    cr_assert_eq(zk_reed_solomon_leaves(16), 1);
    cr_assert_eq(zk_reed_solomon_leaves(17), 2);
    cr_assert_eq(zk_reed_solomon_leaves(16 * 64 + 1), 128);
    cr_assert_eq(zk_reed_solomon_leaves((size_t)1 << 23), (size_t)1 << 19);
}

Test(reed_solomon, the_code_is_the_values_of_a_polynomial_as_stated)
{
    enum { N = 4 };
    make_code(N);
    /* Lagrange: sum of f(w^k) (x^(16 N) - 1)/(16 N) w^k/(x - w^k), at x = v^(2 j + 1 + 2 N i). */
    zk_fr root, one, count, points[32 * N];
    zk_ntt_root(7, &root);
    zk_fr_from_u64(1, &one);
    zk_fr_from_u64(16 * N, &count);
    points[0] = one;
    for (size_t i = 1; i < COUNT(points); i++)
        zk_fr_mul(&points[i - 1], &root, &points[i]);
    for (size_t leaf = 0; leaf < N; leaf++) {
        size_t i = 3 * leaf;
        const zk_fr *x = &points[2 * leaf + 1 + 2 * N * i], *got = &code[16 * (N + leaf) + i];
        zk_fr sum = {{0}}, term, factor, power;
        u256 exponent = u256_from_u64(16 * N);
        for (size_t k = 0; k < 16 * N; k++) {
            zk_fr_sub(x, &points[2 * k], &term);
            zk_fr_mul(&term, &count, &term);
            zk_fr_inverse(&term, &term);
            zk_fr_mul(&term, &points[2 * k], &term);
            zk_fr_mul(&term, &code[16 * (k % N) + k / N], &term);
            zk_fr_add(&sum, &term, &sum);
        }
        zk_fr_pow(x, &exponent, &power);
        zk_fr_sub(&power, &one, &factor);
        zk_fr_mul(&sum, &factor, &sum);
        cr_assert(zk_fr_equal(got, &sum), "leaf %zu", leaf);
    }
}

Test(reed_solomon, any_half_gives_back_the_data)
{
    for (size_t n = 1; n <= LEAVES_MAX; n *= 4) {
        uint32_t order[2 * LEAVES_MAX];
        make_code(n);
        number(n, order);
        check_recovered(NULL, n, n, order);     /* all of the data */
        check_recovered(NULL, n, n, order + n); /* all of the parity */
        for (int i = 0; i < 4; i++) {
            base_random_shuffle(&stream, order, (uint32_t)(2 * n));
            check_recovered(NULL, n, n, order);
            check_recovered(NULL, n, n / 2, order);
            check_recovered(NULL, n, 1, order);
            check_recovered(NULL, n, 0, order);
        }
    }
}

Test(reed_solomon, every_choice_of_half_of_four_leaves)
{
    make_code(2);
    for (uint32_t a = 0; a < 4; a++) {
        for (uint32_t b = 0; b < a; b++) {
            uint32_t order[] = {a, b};
            check_recovered(NULL, 2, 2, order);
        }
    }
}

Test(reed_solomon, threads_change_nothing)
{
    struct zk_threads *threads;
    uint32_t order[2 * LEAVES_MAX];
    cr_assert_eq(zk_threads_new(3, &threads), 0);
    make_code(LEAVES_MAX);
    static zk_fr parity[16 * LEAVES_MAX];
    cr_assert_eq(zk_reed_solomon_encode(threads, LEAVES_MAX, code, parity), 0);
    cr_assert_arr_eq(parity, &code[16 * LEAVES_MAX], sizeof parity);
    number(LEAVES_MAX, order);
    base_random_shuffle(&stream, order, 2 * LEAVES_MAX);
    check_recovered(threads, LEAVES_MAX, LEAVES_MAX, order);
    zk_threads_free(threads);
}

Test(reed_solomon, more_than_half_is_lost)
{
    uint32_t order[2 * LEAVES_MAX];
    static zk_fr before[2 * LEAVES_MAX * 16];
    make_code(16);
    number(16, order);
    base_random_shuffle(&stream, order, 32);
    erase(16, 17, order);
    memcpy(before, damaged, sizeof before);
    cr_assert_eq(zk_reed_solomon_decode(NULL, 16, damaged, is_erased), ZK_REED_SOLOMON_LOST);
    cr_assert_arr_eq(damaged, before, sizeof before);
}

Test(reed_solomon, a_wrong_leaf_is_seen_while_less_than_half_is_erased)
{
    uint32_t order[2 * LEAVES_MAX];
    make_code(16);
    number(16, order);
    base_random_shuffle(&stream, order, 32);
    for (size_t erased = 0; erased < 16; erased += 5) {
        erase(16, erased, order);
        zk_fr *wrong = &damaged[16 * order[31] + 7];
        zk_fr_add(wrong, &code[0], wrong);
        cr_assert_eq(zk_reed_solomon_decode(NULL, 16, damaged, is_erased), ZK_REED_SOLOMON_WRONG);
    }
}
