#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "groth16_support.h"
#include "zk/groth16/setup.h"
#include "zk/ntt/ntt.h"
#include "zk/pairing.h"

static struct base_arena scratch;

static void init(void)
{
    base_arena_init(&scratch, 65536);
}

static void deinit(void)
{
    base_arena_deinit(&scratch);
}

TestSuite(groth16_setup, .init = init, .fini = deinit);

static const uint8_t seed[32] = {3, 1, 4, 1, 5};

static zk_g1 sum_of(size_t n, const zk_g1_affine points[], const zk_fr scalars[])
{
    zk_g1 sum = {0};
    for (size_t i = 0; i < n; i++) {
        zk_g1 term;
        u256 scalar;
        zk_g1_from_affine(&points[i], &term);
        zk_fr_to_u256(&scalars[i], &scalar);
        zk_g1_mul(&term, &scalar, &term);
        zk_g1_add(&sum, &term, &sum);
    }
    return sum;
}

static bool same_pairing(const zk_g1 *p, const zk_g2_affine *q, const zk_g1 *s,
                         const zk_g2_affine *t)
{
    zk_g1_affine g1[2];
    zk_g2_affine g2[2] = {*q, *t};
    zk_g1_to_affine(p, &g1[0]);
    zk_g1_to_affine(s, &g1[1]);
    zk_g1_affine_neg(&g1[1], &g1[1]);
    return zk_pairing_product_is_one(2, g1, g2);
}

Test(groth16_setup, same_seed_same_key)
{
    struct synthetic made = synthetic_new(1, 2, 9);
    struct zk_groth16_proving_key keys[3];
    uint8_t other[32] = {3, 1, 4, 1, 6};
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &keys[0]), 0);
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &keys[1]), 0);
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, other, &keys[2]), 0);
    cr_assert_eq(keys[0].log2_domain, 4u);
    cr_assert_eq(keys[0].rows, 12u);
    for (int i = 1; i < 3; i++) {
        bool same = i == 1;
        cr_assert_eq(memcmp(keys[0].a, keys[i].a, made.r1cs.wires * sizeof *keys[0].a) == 0, same);
        cr_assert_eq(
            memcmp(keys[0].b_g2, keys[i].b_g2, made.r1cs.wires * sizeof *keys[0].b_g2) == 0, same);
        cr_assert_eq(memcmp(keys[0].h, keys[i].h, 16 * sizeof *keys[0].h) == 0, same);
        cr_assert_eq(memcmp(keys[0].verifying.ic, keys[i].verifying.ic,
                            3 * sizeof *keys[0].verifying.ic) == 0,
                     same);
        cr_assert_eq(zk_g2_affine_equal(&keys[0].tau_g2, &keys[i].tau_g2), same);
    }
    for (int i = 0; i < 3; i++)
        zk_groth16_proving_key_deinit(&keys[i]);
    synthetic_free(&made);
}

/* What defines the bases of the quotient: with f of degree below n and its values P at the odd
 * coset, sum P_i h_i delta = -f(tau) (tau^n - 1) / 2; and with its values Q at the domain,
 * f(tau) = sum Q_i L_i. */
Test(groth16_setup, quotient_bases_are_lagrange_points_of_the_odd_coset)
{
    struct synthetic made = synthetic_new(2, 1, 12);
    struct zk_groth16_proving_key key;
    struct zk_ntt ntt;
    struct base_random random;
    base_random_init(&random, 3, 0, "test.groth16");
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
    size_t n = (size_t)1 << key.log2_domain;
    cr_assert_eq(n, 16u);
    zk_fr values[16];
    for (size_t i = 0; i < n; i++)
        values[i] = synthetic_fr(&random);
    zk_g1 at_tau = sum_of(n, key.lagrange_g1, values);
    cr_assert_eq(zk_ntt_init(&ntt, key.log2_domain), 0);
    cr_assert_eq(zk_ntt_to_odd_coset(&ntt, NULL, values), 0);
    zk_g1 h = sum_of(n, key.h, values);
    zk_g1_double(&h, &h);
    zk_g1_neg(&h, &h);
    cr_assert(same_pairing(&h, &key.verifying.delta_g2, &at_tau, &key.vanishing_g2));

    /* tau and 1 as sums of L_i, and the vanishing points against each other. */
    zk_fr root, one;
    zk_ntt_root(key.log2_domain, &root);
    zk_fr_from_u64(1, &one);
    values[0] = one;
    for (size_t i = 1; i < n; i++)
        zk_fr_mul(&values[i - 1], &root, &values[i]);
    zk_g1 tau = sum_of(n, key.lagrange_g1, values), generator;
    zk_g1_from_affine(&zk_g1_generator, &generator);
    cr_assert(same_pairing(&tau, &zk_g2_generator, &generator, &key.tau_g2));
    for (size_t i = 0; i < n; i++)
        values[i] = one;
    zk_g1 sum = sum_of(n, key.lagrange_g1, values), vanishing;
    cr_assert(zk_g1_equal(&sum, &generator));
    zk_g1_from_affine(&key.vanishing_g1, &vanishing);
    cr_assert(same_pairing(&vanishing, &zk_g2_generator, &generator, &key.vanishing_g2));
    zk_ntt_deinit(&ntt);
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
}

Test(groth16_setup, matrices_are_the_constraints_and_a_row_for_each_public_wire)
{
    struct synthetic made = synthetic_new(4, 3, 5);
    struct zk_groth16_proving_key key;
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
    for (uint32_t row = 0; row < key.rows; row++) {
        zk_fr a, b, want_a = {{0}}, want_b = {{0}};
        zk_r1cs_row(&key.matrix_a, row, made.w, &a);
        zk_r1cs_row(&key.matrix_b, row, made.w, &b);
        if (row < made.r1cs.rows) {
            zk_r1cs_row(&made.r1cs.a, row, made.w, &want_a);
            zk_r1cs_row(&made.r1cs.b, row, made.w, &want_b);
        } else {
            want_a = made.w[row - made.r1cs.rows];
        }
        cr_assert(zk_fr_equal(&a, &want_a));
        cr_assert(zk_fr_equal(&b, &want_b));
    }
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
}

Test(groth16_setup, more_rows_than_a_domain_holds_are_refused)
{
    struct zk_r1cs r1cs = {.wires = 2, .publics = 1, .rows = (UINT32_C(1) << 27) - 1};
    struct zk_groth16_proving_key key = {.wires = 77};
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &r1cs, seed, &key), BASE_E_RANGE);
    cr_assert_eq(key.wires, 77u);
    r1cs.rows = UINT32_MAX;
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &r1cs, seed, &key), BASE_E_RANGE);
    cr_assert(strstr(base_fail_text(), "4294967297 rows"));
}
