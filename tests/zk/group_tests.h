#ifndef CROWDPATCH_TESTS_ZK_GROUP_TESTS_H
#define CROWDPATCH_TESTS_ZK_GROUP_TESTS_H

#include "bn254_support.h"
#include "zk/constants.h"
#include "zk/kernels.h"

/* The tests of G1 and G2, for the files that define
 *  SUITE, RANDOM                        the suite, and the name of its random streams,
 *  POINT, AFFINE, ELEMENT, GENERATOR    the group's types and point,
 *  G(x), ELEMENT_ADD                    its function x, and addition of coordinates,
 *  MULTIPLE, POINT_OF, ROW              of bn254_support.h and bn254_vectors.h for the group. */

static POINT random_point(struct base_random *random)
{
    return MULTIPLE(random_below_2_253(random));
}

Test(SUITE, known_multiples)
{
    for (size_t i = 0; i < COUNT(multiples); i++) {
        POINT got = MULTIPLE(u256_of(multiples[i][0]));
        AFFINE affine, want = POINT_OF(multiples[i][ROW]);
        G(to_affine)(&got, &affine);
        cr_assert(G(affine_equal)(&affine, &want), "row %zu", i);
    }
}

Test(SUITE, group_laws)
{
    struct base_random random;
    base_random_init(&random, 1, 0, RANDOM);
    for (int i = 0; i < 20; i++) {
        POINT a = random_point(&random), b = random_point(&random), c = random_point(&random), x, y;
        G(add)(&a, &b, &x);
        G(add)(&x, &c, &x);
        G(add)(&b, &c, &y);
        G(add)(&a, &y, &y);
        cr_assert(G(equal)(&x, &y));
        G(add)(&a, &b, &x);
        G(add)(&b, &a, &y);
        cr_assert(G(equal)(&x, &y));
        cr_assert_not(G(equal)(&x, &c));
        AFFINE affine;
        G(to_affine)(&b, &affine);
        cr_assert(G(is_on_curve)(&affine));
        G(add_affine)(&a, &affine, &y);
        cr_assert(G(equal)(&x, &y));
    }
}

Test(SUITE, doubling_opposites_and_infinity)
{
    struct base_random random;
    base_random_init(&random, 2, 0, RANDOM);
    POINT a = random_point(&random), minus, twice, sum, zero = {0};
    AFFINE affine, minus_affine, none;
    G(to_affine)(&a, &affine);
    G(from_affine)(&affine, &sum);
    cr_assert(G(equal)(&sum, &a));
    G(double)(&a, &twice);
    G(add)(&a, &sum, &sum); /* another form of the same point */
    cr_assert(G(equal)(&sum, &twice));
    G(add_affine)(&a, &affine, &sum);
    cr_assert(G(equal)(&sum, &twice));

    G(neg)(&a, &minus);
    G(affine_neg)(&affine, &minus_affine);
    G(add)(&a, &minus, &sum);
    cr_assert(G(is_infinity)(&sum));
    G(add_affine)(&a, &minus_affine, &sum);
    cr_assert(G(is_infinity)(&sum));
    cr_assert(G(equal)(&sum, &zero));
    cr_assert_not(G(equal)(&sum, &a));
    cr_assert_not(G(equal)(&a, &minus));

    G(to_affine)(&zero, &none);
    cr_assert(G(affine_is_infinity)(&none));
    cr_assert(G(is_on_curve)(&none));
    G(from_affine)(&none, &sum);
    cr_assert(G(is_infinity)(&sum));
    G(add)(&zero, &a, &sum);
    cr_assert(G(equal)(&sum, &a));
    G(add)(&a, &zero, &sum);
    cr_assert(G(equal)(&sum, &a));
    G(add_affine)(&a, &none, &sum);
    cr_assert(G(equal)(&sum, &a));
    G(add_affine)(&zero, &affine, &sum);
    cr_assert(G(equal)(&sum, &a));
    G(add)(&zero, &zero, &sum);
    cr_assert(G(is_infinity)(&sum));
    G(double)(&zero, &sum);
    cr_assert(G(is_infinity)(&sum));
    G(neg)(&zero, &sum);
    cr_assert(G(is_infinity)(&sum));
    u256 k = u256_from_u64(77);
    G(mul)(&zero, &k, &sum);
    cr_assert(G(is_infinity)(&sum));
    k = u256_from_u64(0);
    G(mul)(&a, &k, &sum);
    cr_assert(G(is_infinity)(&sum));
}

Test(SUITE, multiplication_is_repeated_addition)
{
    POINT sum = {0};
    for (uint64_t k = 0; k < 100; k++) {
        POINT product = MULTIPLE(u256_from_u64(k));
        cr_assert(G(equal)(&product, &sum), "%d", (int)k);
        G(add_affine)(&sum, &GENERATOR, &sum);
    }
}

Test(SUITE, multiplication_distributes_and_the_order_annihilates)
{
    struct base_random random;
    base_random_init(&random, 3, 0, RANDOM);
    u256 order = u256_of(ORDER_HEX);
    for (int i = 0; i < 20; i++) {
        POINT a = random_point(&random), x, y, t;
        G(mul)(&a, &order, &x);
        cr_assert(G(is_infinity)(&x));
        u256 k = random_below_2_253(&random), l = random_below_2_253(&random), sum = u256_add(k, l);
        if (i % 2) { /* lengths of all kinds, and above the order */
            k = u256_shr(k, u256_from_u64((uint64_t)i * 13));
            l = u256_not(l);
            sum = u256_addmod(k, l, order);
        }
        G(mul)(&a, &k, &x);
        G(mul)(&a, &l, &t);
        G(add)(&x, &t, &x);
        G(mul)(&a, &sum, &y);
        cr_assert(G(equal)(&x, &y));
    }
}

/* Against doubling and adding, with scalars about the cube root of 1 that G1's method splits by. */
Test(SUITE, multiplication_is_doubling_and_adding)
{
    struct base_random random;
    base_random_init(&random, 7, 0, RANDOM);
    POINT a = random_point(&random);
    for (int i = 0; i < 40; i++) {
        u256 k = random_below_2_253(&random), offset = u256_from_u64((uint64_t)(i / 4 % 3));
        if (i % 4 == 1)
            k = u256_sub(u256_add(BN254_LAMBDA, offset), u256_from_u64(1));
        if (i % 4 == 2)
            k = u256_sub(u256_sub(BN254_ORDER, BN254_LAMBDA), offset);
        if (i % 4 == 3)
            k = u256_shl(k, u256_from_u64((uint64_t)i));
        POINT sum = {0}, product;
        for (unsigned bit = 256; bit-- > 0;) {
            G(double)(&sum, &sum);
            if (k.limb[bit / 64] >> (bit % 64) & 1)
                G(add)(&sum, &a, &sum);
        }
        G(mul)(&a, &k, &product);
        cr_assert(G(equal)(&product, &sum));
    }
}

Test(SUITE, batch_to_affine)
{
    struct base_random random;
    base_random_init(&random, 4, 0, RANDOM);
    POINT points[9];
    ELEMENT scratch[9];
    AFFINE got[9], want;
    for (int i = 0; i < 9; i++)
        points[i] = i % 4 == 0 ? (POINT){0} : random_point(&random);
    G(batch_to_affine)(9, points, scratch, got);
    for (int i = 0; i < 9; i++) {
        G(to_affine)(&points[i], &want);
        cr_assert(G(affine_equal)(&got[i], &want));
    }
}

Test(SUITE, points_off_the_curve_are_seen)
{
    AFFINE a = GENERATOR;
    cr_assert(G(is_on_curve)(&a));
    ELEMENT_ADD(&a.x, &a.x, &a.x);
    cr_assert_not(G(is_on_curve)(&a));
}

Test(SUITE, both_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    struct base_random random;
    base_random_init(&random, 5, 0, RANDOM);
    POINT a, x, y;
    G(from_affine)(&GENERATOR, &a);
    for (int i = 0; i < 10; i++) {
        u256 k = random_below_2_253(&random);
        G(mul_portable)(&a, &k, &x);
        G(mul_mulx)(&a, &k, &y);
        cr_assert_eq(memcmp(&x, &y, sizeof x), 0);
        a = x;
    }
}

#endif
