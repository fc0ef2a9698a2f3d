#include "../bn254_support.h"
#include "base/arena.h"
#include "groth16_support.h"
#include "zk/groth16/check.h"
#include "zk/groth16/setup.h"

enum { PUBLICS = 2, ROWS = 5, SIZE = 8 };

static struct base_arena scratch;
static struct synthetic made;
static struct zk_groth16_proving_key key;
static const uint8_t seed[32] = {2, 7, 1, 8}, fresh[32] = {1, 4, 1, 4};

static void init(void)
{
    base_arena_init(&scratch, 65536);
    made = synthetic_new(3, PUBLICS, ROWS);
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
    cr_assert_eq((size_t)1 << key.log2_domain, SIZE);
}

static void deinit(void)
{
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
    base_arena_deinit(&scratch);
}

TestSuite(groth16_check, .init = init, .fini = deinit);

static enum zk_groth16_check_outcome check(const struct zk_r1cs *r1cs)
{
    return (enum zk_groth16_check_outcome)zk_groth16_check(&scratch, NULL, &key, r1cs, fresh);
}

static void add_generator_g1(zk_g1_affine *point)
{
    zk_g1 wide;
    zk_g1_from_affine(point, &wide);
    zk_g1_add_affine(&wide, &zk_g1_generator, &wide);
    zk_g1_to_affine(&wide, point);
}

static void add_to_g2(const zk_g2_affine *other, zk_g2_affine *point)
{
    zk_g2 wide;
    zk_g2_from_affine(point, &wide);
    zk_g2_add_affine(&wide, other, &wide);
    zk_g2_to_affine(&wide, point);
}

static zk_g2_affine outside_of_g2(void)
{
    uint8_t bytes[ZK_BN254_G2_BYTES];
    zk_g2_affine outside;
    cr_assert_eq(base_hex_decode(outside_subgroup, bytes, sizeof bytes), 0);
    cr_assert(zk_fp_from_be(bytes, &outside.x.c1));
    cr_assert(zk_fp_from_be(bytes + 32, &outside.x.c0));
    cr_assert(zk_fp_from_be(bytes + 64, &outside.y.c1));
    cr_assert(zk_fp_from_be(bytes + 96, &outside.y.c0));
    return outside;
}

Test(groth16_check, honest_keys_pass)
{
    cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_PASSED);
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_PASSED);
    struct zk_threads *threads;
    cr_assert_eq(zk_threads_new(2, &threads), 0);
    cr_assert_eq(zk_groth16_check(&scratch, threads, &key, &made.r1cs, fresh), 0);
    zk_threads_free(threads);
    for (uint32_t rows = 0; rows < 4; rows++) {
        struct synthetic other = synthetic_new(rows, rows % 3, rows);
        struct zk_groth16_proving_key other_key;
        cr_assert_eq(zk_groth16_setup(&scratch, NULL, &other.r1cs, seed, &other_key), 0);
        cr_assert_eq(zk_groth16_check(&scratch, NULL, &other_key, &other.r1cs, fresh), 0);
        zk_groth16_proving_key_deinit(&other_key);
        synthetic_free(&other);
    }
}

/* A key of other tools. */
Test(groth16_check, key_without_lagrange_points_is_checked_in_part)
{
    zk_g1_affine *kept = key.lagrange_g1;
    key.lagrange_g1 = NULL;
    key.tau_g2 = (zk_g2_affine){0};
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_PASSED);
    cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_NO_LAGRANGE);
    add_generator_g1(&key.b_g1[1]);
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_B_G2);
    key.lagrange_g1 = kept;
}

/* Each point in turn is moved within its group, off its curve and to another's place. */
Test(groth16_check, every_altered_point_of_g1_is_found)
{
    const struct {
        zk_g1_affine *points;
        size_t n;
        enum zk_groth16_check_outcome outcome;
    } arrays[] = {
        {key.a, key.wires, ZK_GROTH16_CHECK_A},
        {key.b_g1, key.wires, ZK_GROTH16_CHECK_B_G2},
        {key.c, key.wires - PUBLICS - 1, ZK_GROTH16_CHECK_WIRES},
        {key.h, SIZE, ZK_GROTH16_CHECK_H},
        {key.lagrange_g1, SIZE, ZK_GROTH16_CHECK_LAGRANGE},
        {key.verifying.ic, PUBLICS + 1, ZK_GROTH16_CHECK_WIRES},
        {&key.verifying.alpha_g1, 1, ZK_GROTH16_CHECK_WIRES},
        {&key.beta_g1, 1, ZK_GROTH16_CHECK_BETA},
        {&key.delta_g1, 1, ZK_GROTH16_CHECK_DELTA},
        {&key.vanishing_g1, 1, ZK_GROTH16_CHECK_VANISHING},
    };
    for (size_t i = 0; i < COUNT(arrays); i++) {
        for (size_t j = 0; j < arrays[i].n; j++) {
            zk_g1_affine *point = &arrays[i].points[j], kept = *point;
            add_generator_g1(point);
            cr_assert_eq(check(&made.r1cs), arrays[i].outcome, "array %zu, point %zu", i, j);
            *point = kept;
            zk_fp_add(&point->y, &zk_g1_generator.x, &point->y);
            cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_CURVE, "array %zu, point %zu", i, j);
            *point = kept;
            if (j == 0 || zk_g1_affine_equal(&point[-1], point))
                continue;
            *point = point[-1];
            point[-1] = kept;
            cr_assert_neq(check(&made.r1cs), ZK_GROTH16_CHECK_PASSED);
            point[-1] = *point;
            *point = kept;
        }
    }
    cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_PASSED);
}

Test(groth16_check, every_altered_point_of_g2_is_found)
{
    zk_g2_affine outside = outside_of_g2();
    const struct {
        zk_g2_affine *points;
        size_t n;
        enum zk_groth16_check_outcome outcome;
    } arrays[] = {
        {key.b_g2, key.wires, ZK_GROTH16_CHECK_B_G2},
        {&key.verifying.beta_g2, 1, ZK_GROTH16_CHECK_BETA},
        {&key.verifying.gamma_g2, 1, ZK_GROTH16_CHECK_WIRES},
        {&key.verifying.delta_g2, 1, ZK_GROTH16_CHECK_DELTA},
        {&key.vanishing_g2, 1, ZK_GROTH16_CHECK_VANISHING},
        {&key.tau_g2, 1, ZK_GROTH16_CHECK_LAGRANGE},
    };
    for (size_t i = 0; i < COUNT(arrays); i++) {
        for (size_t j = 0; j < arrays[i].n; j++) {
            zk_g2_affine *point = &arrays[i].points[j], kept = *point;
            add_to_g2(&zk_g2_generator, point);
            cr_assert_eq(check(&made.r1cs), arrays[i].outcome, "array %zu, point %zu", i, j);
            *point = kept;
            add_to_g2(&outside, point);
            cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_GROUP, "array %zu, point %zu", i, j);
            *point = kept;
            zk_fp_add(&point->y.c1, &zk_g1_generator.x, &point->y.c1);
            cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_CURVE, "array %zu, point %zu", i, j);
            *point = kept;
        }
    }
    cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_PASSED);
}

/* Both groups alike. */
Test(groth16_check, altered_b_is_found)
{
    add_generator_g1(&key.b_g1[2]);
    add_to_g2(&zk_g2_generator, &key.b_g2[2]);
    cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_B_G1);
}

/* Components outside of G2 that cancel in a plain sum. */
Test(groth16_check, components_outside_of_g2_do_not_cancel)
{
    zk_g2_affine outside = outside_of_g2(), minus;
    zk_g2_affine_neg(&outside, &minus);
    add_to_g2(&outside, &key.b_g2[0]);
    add_to_g2(&minus, &key.b_g2[1]);
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_GROUP);
}

Test(groth16_check, infinity_is_found)
{
    zk_g1_affine *g1[] = {&key.verifying.alpha_g1, &key.beta_g1, &key.delta_g1};
    zk_g2_affine *g2[] = {&key.verifying.beta_g2, &key.verifying.gamma_g2, &key.verifying.delta_g2};
    for (int i = 0; i < 3; i++) {
        zk_g1_affine kept = *g1[i];
        *g1[i] = (zk_g1_affine){0};
        cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_INFINITY);
        *g1[i] = kept;
        zk_g2_affine kept_g2 = *g2[i];
        *g2[i] = (zk_g2_affine){0};
        cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_INFINITY);
        *g2[i] = kept_g2;
    }
}

/* What other tools make of a circuit before somebody contributes: gamma and delta are the
 * generator. Nothing else is wrong with such a key. */
Test(groth16_check, a_key_that_nobody_has_contributed_to_is_found)
{
    zk_g1_affine *kept = key.lagrange_g1;
    key.lagrange_g1 = NULL;
    key.verifying.gamma_g2 = key.verifying.delta_g2 = zk_g2_generator;
    key.delta_g1 = zk_g1_generator;
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_FORGEABLE);
    add_to_g2(&zk_g2_generator, &key.verifying.gamma_g2);
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_PASSED);
    zk_g2_affine_neg(&zk_g2_generator, &key.verifying.gamma_g2);
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_FORGEABLE);
    key.lagrange_g1 = kept;
}

/* All Lagrange points and vanishing points scaled alike: only their sum tells. */
Test(groth16_check, scaled_lagrange_points_are_found)
{
    for (size_t i = 0; i < SIZE; i++) {
        zk_g1 wide;
        zk_g1_from_affine(&key.lagrange_g1[i], &wide);
        zk_g1_double(&wide, &wide);
        zk_g1_to_affine(&wide, &key.lagrange_g1[i]);
    }
    zk_g1 wide;
    zk_g2 wide_g2;
    zk_g1_from_affine(&key.vanishing_g1, &wide);
    zk_g1_double(&wide, &wide);
    zk_g1_to_affine(&wide, &key.vanishing_g1);
    zk_g2_from_affine(&key.vanishing_g2, &wide_g2);
    zk_g2_double(&wide_g2, &wide_g2);
    zk_g2_to_affine(&wide_g2, &key.vanishing_g2);
    cr_assert_eq(check(&made.r1cs), ZK_GROTH16_CHECK_LAGRANGE);
}

Test(groth16_check, another_circuit_is_found)
{
    struct synthetic other = synthetic_new(3, PUBLICS, ROWS);
    zk_fr one;
    zk_fr_from_u64(1, &one);
    struct zk_r1cs_matrix *matrices[] = {&other.r1cs.a, &other.r1cs.b, &other.r1cs.c};
    for (int i = 0; i < 3; i++) {
        struct zk_r1cs_term *term = &matrices[i]->terms[3], kept = *term;
        zk_fr_add(&term->coefficient, &one, &term->coefficient);
        cr_assert_eq(check(&other.r1cs),
                     i == 2 ? ZK_GROTH16_CHECK_WIRES : ZK_GROTH16_CHECK_MATRICES);
        *term = kept;
        term->wire = term->wire == 0 ? 1 : term->wire - 1;
        cr_assert_eq(check(&other.r1cs),
                     i == 2 ? ZK_GROTH16_CHECK_WIRES : ZK_GROTH16_CHECK_MATRICES);
        *term = kept;
    }
    cr_assert_eq(check(&other.r1cs), ZK_GROTH16_CHECK_PASSED);
    struct zk_r1cs shorter = other.r1cs;
    shorter.rows--;
    cr_assert_eq(check(&shorter), ZK_GROTH16_CHECK_SHAPE);
    shorter = other.r1cs;
    shorter.publics--;
    cr_assert_eq(check(&shorter), ZK_GROTH16_CHECK_SHAPE);
    /* The matrices of the key alone, whose points are still those of the constraints. */
    zk_fr *coefficient = &key.matrix_a.terms[3].coefficient;
    zk_fr_add(coefficient, &one, coefficient);
    cr_assert_eq(check(&other.r1cs), ZK_GROTH16_CHECK_MATRICES);
    cr_assert_eq(check(NULL), ZK_GROTH16_CHECK_A);
    synthetic_free(&other);
}

Test(groth16_check, outcomes_have_words)
{
    for (int i = 0; i <= ZK_GROTH16_CHECK_NO_LAGRANGE; i++)
        cr_assert_not_null(zk_groth16_check_text((enum zk_groth16_check_outcome)i));
}
