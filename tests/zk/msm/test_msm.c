#include <stdlib.h>

#include "../bn254_support.h"
#include "zk/constants.h"
#include "zk/msm/group.h"

/* Points are [first + i step] of the generator, so that a sum is one multiple of it. */
struct terms {
    size_t n;
    zk_g1_affine *g1;
    zk_g2_affine *g2; /* NULL when not asked for */
    u256 *logs, *scalars;
};

static u256 random_scalar(struct base_random *random)
{
    return u256_mod(random_below_2_253(random), BN254_ORDER);
}

static void fill_points(struct terms *terms, u256 first, u256 step)
{
    size_t n = terms->n;
    zk_g1 point1 = multiple_of_g1(first), step1 = multiple_of_g1(step);
    zk_g2 point2 = multiple_of_g2(first), step2 = multiple_of_g2(step);
    zk_g1 *points1 = calloc(n + 1, sizeof *points1);
    zk_g2 *points2 = calloc(n + 1, sizeof *points2);
    zk_fp2 *scratch = calloc(n + 1, sizeof *scratch);
    for (size_t i = 0; i < n; i++) {
        terms->logs[i] = first;
        first = u256_addmod(first, step, BN254_ORDER);
        points1[i] = point1;
        zk_g1_add(&point1, &step1, &point1);
        if (terms->g2 != NULL) {
            points2[i] = point2;
            zk_g2_add(&point2, &step2, &point2);
        }
    }
    zk_g1_batch_to_affine(n, points1, &scratch->c0, terms->g1);
    if (terms->g2 != NULL)
        zk_g2_batch_to_affine(n, points2, scratch, terms->g2);
    free(points1);
    free(points2);
    free(scratch);
}

static struct terms terms_new(struct base_random *random, size_t n, bool with_g2)
{
    struct terms terms = {
        .n = n,
        .g1 = calloc(n + 1, sizeof(zk_g1_affine)),
        .g2 = with_g2 ? calloc(n + 1, sizeof(zk_g2_affine)) : NULL,
        .logs = calloc(n + 1, sizeof(u256)),
        .scalars = calloc(n + 1, sizeof(u256)),
    };
    fill_points(&terms, random_scalar(random), random_scalar(random));
    for (size_t i = 0; i < n; i++)
        terms.scalars[i] = random_scalar(random);
    return terms;
}

static void terms_free(struct terms *terms)
{
    free(terms->g1);
    free(terms->g2);
    free(terms->logs);
    free(terms->scalars);
}

static u256 sum_of_logs(const struct terms *terms)
{
    u256 sum = {0};
    for (size_t i = 0; i < terms->n; i++)
        sum = u256_addmod(sum, u256_mulmod(terms->logs[i], terms->scalars[i], BN254_ORDER),
                          BN254_ORDER);
    return sum;
}

static void check_with(const struct terms *terms, struct zk_threads *threads)
{
    struct base_arena arena;
    base_arena_init(&arena, 1 << 16);
    u256 log = sum_of_logs(terms);
    zk_g1 want1 = multiple_of_g1(log), got1;
    zk_g1_affine affine1;
    zk_g1_to_affine(&want1, &affine1);
    zk_g1_from_affine(&affine1, &want1);
    zk_g2 want2 = multiple_of_g2(log), got2;
    zk_g2_affine affine2;
    zk_g2_to_affine(&want2, &affine2);
    zk_g2_from_affine(&affine2, &want2);
    for (int arch = 0; arch <= ZK_MSM_ARCHES; arch++) {
        const struct zk_msm_group *g1 = zk_msm_group_g1((enum zk_msm_arch)arch);
        const struct zk_msm_group *g2 = zk_msm_group_g2((enum zk_msm_arch)arch);
        if (g1 == NULL)
            continue;
        cr_assert_eq(zk_msm_sum(g1, &arena, threads, terms->n, terms->g1, terms->scalars, &got1),
                     0);
        cr_assert_eq(memcmp(&got1, &want1, sizeof got1), 0, "G1, n = %zu", terms->n);
        if (terms->g2 == NULL)
            continue;
        cr_assert_eq(zk_msm_sum(g2, &arena, threads, terms->n, terms->g2, terms->scalars, &got2),
                     0);
        cr_assert_eq(memcmp(&got2, &want2, sizeof got2), 0, "G2, n = %zu", terms->n);
    }
    cr_assert_null(arena.head, "the scratch is given back");
    base_arena_deinit(&arena);
}

static void check(const struct terms *terms)
{
    for (unsigned count = 1; count <= 3; count++) {
        struct zk_threads *threads;
        cr_assert_eq(zk_threads_new(count, &threads), 0);
        check_with(terms, threads);
        zk_threads_free(threads);
    }
}

Test(msm, sums_of_few)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.msm");
    static const size_t sizes[] = {0, 1, 2, 3, 9, 33};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct terms terms = terms_new(&random, sizes[i], true);
        check(&terms);
        terms_free(&terms);
    }
}

Test(msm, scalars_at_the_edges)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.msm");
    struct terms terms = terms_new(&random, 70, true);
    for (size_t i = 0; i < terms.n; i++) {
        u256 offset = u256_from_u64(i / 7);
        switch (i % 7) {
        case 0:
            terms.scalars[i] = offset;
            break;
        case 1:
            terms.scalars[i] = u256_sub(BN254_ORDER, u256_add(offset, u256_from_u64(1)));
            break;
        case 2:
            terms.scalars[i] = u256_add(BN254_LAMBDA, offset);
            break;
        case 3:
            terms.scalars[i] = u256_sub(u256_sub(BN254_ORDER, BN254_LAMBDA), offset);
            break;
        case 4:
            terms.scalars[i] = u256_sub(u256_shl(u256_from_u64(1), u256_from_u64(127)), offset);
            break;
        case 5:
            terms.scalars[i] = u256_shl(u256_from_u64(0xffff), u256_from_u64(i * 3));
            break;
        default:
            terms.scalars[i] = u256_from_u64(1);
        }
    }
    check(&terms);
    terms_free(&terms);
}

Test(msm, infinity_equal_and_opposite_points)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.msm");
    struct terms terms = terms_new(&random, 60, true);
    for (size_t i = 0; i < terms.n; i++) {
        if (i % 2 == 0)
            terms.scalars[i] = terms.scalars[i % 6];
        if (i % 5 == 0) {
            terms.g1[i] = (zk_g1_affine){0};
            terms.g2[i] = (zk_g2_affine){0};
            terms.logs[i] = (u256){0};
        } else if (i % 5 < 3) {
            terms.g1[i] = terms.g1[1];
            terms.g2[i] = terms.g2[1];
            terms.logs[i] = terms.logs[1];
        } else if (i > 5 && i % 5 == 3) {
            zk_g1_affine_neg(&terms.g1[1], &terms.g1[i]);
            zk_g2_affine_neg(&terms.g2[1], &terms.g2[i]);
            terms.logs[i] = u256_sub(BN254_ORDER, terms.logs[1]);
        }
    }
    check(&terms);
    /* The same scalar for all: sums vanish inside. */
    for (size_t i = 0; i < terms.n; i++)
        terms.scalars[i] = terms.scalars[0];
    check(&terms);
    for (size_t i = 0; i < terms.n; i++)
        terms.scalars[i] = (u256){0};
    check(&terms);
    terms_free(&terms);
}

/* Lists longer than a block, of equal digits, of 0 and 1 as bits are, and random ones. */
Test(msm, many_terms)
{
    struct base_random random;
    base_random_init(&random, 5, 0, "test.msm");
    struct terms terms = terms_new(&random, 40001, false);
    for (size_t i = 0; i < terms.n; i++) {
        if (i % 16 != 0)
            terms.scalars[i] = u256_from_u64(base_random_u64(&random) % 8 != 0);
    }
    check_with(&terms, NULL);
    terms_free(&terms);
}

static void check_fixed(enum zk_msm_arch arch, size_t n, const u256 scalars[],
                        struct zk_threads *threads)
{
    struct base_arena arena;
    base_arena_init(&arena, 1 << 16);
    zk_g1_affine *got1 = calloc(n + 1, sizeof *got1), want1;
    zk_g2_affine *got2 = calloc(n + 1, sizeof *got2), want2;
    const struct zk_msm_group *g1 = zk_msm_group_g1(arch), *g2 = zk_msm_group_g2(arch);
    cr_assert_eq(zk_msm_fixed(g1, &arena, threads, &zk_g1_generator, n, scalars, got1), 0);
    cr_assert_eq(zk_msm_fixed(g2, &arena, threads, &zk_g2_generator, n, scalars, got2), 0);
    for (size_t i = 0; i < n; i++) {
        zk_g1 point1 = multiple_of_g1(scalars[i]);
        zk_g1_to_affine(&point1, &want1);
        cr_assert_eq(memcmp(&got1[i], &want1, sizeof want1), 0, "G1, %zu of %zu", i, n);
        zk_g2 point2 = multiple_of_g2(scalars[i]);
        zk_g2_to_affine(&point2, &want2);
        cr_assert_eq(memcmp(&got2[i], &want2, sizeof want2), 0, "G2, %zu of %zu", i, n);
    }
    cr_assert_null(arena.head, "the scratch is given back");
    free(got1);
    free(got2);
    base_arena_deinit(&arena);
}

Test(msm, multiples_of_one_base)
{
    struct base_random random;
    base_random_init(&random, 4, 0, "test.msm");
    static const size_t sizes[] = {0, 1, 2, 7, 61};
    u256 scalars[61];
    for (size_t i = 0; i < COUNT(scalars); i++) {
        scalars[i] = random_scalar(&random);
        if (i % 4 == 0)
            scalars[i] = u256_from_u64(i / 4);
        if (i % 8 == 3)
            scalars[i] = u256_sub(BN254_ORDER, u256_from_u64(i / 8 + 1));
    }
    for (unsigned count = 1; count <= 3; count++) {
        struct zk_threads *threads;
        cr_assert_eq(zk_threads_new(count, &threads), 0);
        for (size_t i = 0; i < COUNT(sizes); i++)
            check_fixed(ZK_MSM_ARCHES, sizes[i], scalars, threads);
        zk_threads_free(threads);
    }
    for (int arch = 0; arch < ZK_MSM_ARCHES; arch++) {
        if (zk_msm_group_g1((enum zk_msm_arch)arch) != NULL)
            check_fixed((enum zk_msm_arch)arch, COUNT(scalars), scalars, NULL);
    }
}

Test(msm, multiples_of_infinity)
{
    struct base_arena arena;
    base_arena_init(&arena, 1 << 16);
    const zk_g1_affine none = {0};
    zk_g1_affine got[40];
    u256 scalars[40];
    for (size_t i = 0; i < COUNT(scalars); i++)
        scalars[i] = u256_from_u64(i * i);
    cr_assert_eq(zk_msm_fixed_g1(&arena, NULL, &none, COUNT(got), scalars, got), 0);
    for (size_t i = 0; i < COUNT(got); i++)
        cr_assert(zk_g1_affine_is_infinity(&got[i]));
    base_arena_deinit(&arena);
}
