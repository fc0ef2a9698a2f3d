#include "bn254_support.h"
#include "zk/constants.h"
#include "zk/kernels.h"

static zk_g2 random_g2(struct base_random *random)
{
    return multiple_of_g2(random_below_2_253(random));
}

Test(g2, known_multiples)
{
    for (size_t i = 0; i < COUNT(multiples); i++) {
        zk_g2 got = multiple_of_g2(u256_of(multiples[i][0]));
        zk_g2_affine affine, want = g2_of(multiples[i][2]);
        zk_g2_to_affine(&got, &affine);
        cr_assert(zk_g2_affine_equal(&affine, &want), "row %zu", i);
    }
}

Test(g2, group_laws)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.g2");
    for (int i = 0; i < 20; i++) {
        zk_g2 a = random_g2(&random), b = random_g2(&random), c = random_g2(&random), x, y;
        zk_g2_add(&a, &b, &x);
        zk_g2_add(&x, &c, &x);
        zk_g2_add(&b, &c, &y);
        zk_g2_add(&a, &y, &y);
        cr_assert(zk_g2_equal(&x, &y));
        zk_g2_add(&a, &b, &x);
        zk_g2_add(&b, &a, &y);
        cr_assert(zk_g2_equal(&x, &y));
        cr_assert_not(zk_g2_equal(&x, &c));
        zk_g2_affine affine;
        zk_g2_to_affine(&b, &affine);
        cr_assert(zk_g2_is_on_curve(&affine));
        zk_g2_add_affine(&a, &affine, &y);
        cr_assert(zk_g2_equal(&x, &y));
    }
}

Test(g2, doubling_opposites_and_infinity)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.g2");
    zk_g2 a = random_g2(&random), minus, twice, sum, zero = {0};
    zk_g2_affine affine, minus_affine, none;
    zk_g2_to_affine(&a, &affine);
    zk_g2_from_affine(&affine, &sum);
    cr_assert(zk_g2_equal(&sum, &a));
    zk_g2_double(&a, &twice);
    zk_g2_add(&a, &sum, &sum); /* another form of the same point */
    cr_assert(zk_g2_equal(&sum, &twice));
    zk_g2_add_affine(&a, &affine, &sum);
    cr_assert(zk_g2_equal(&sum, &twice));

    zk_g2_neg(&a, &minus);
    zk_g2_affine_neg(&affine, &minus_affine);
    zk_g2_add(&a, &minus, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    zk_g2_add_affine(&a, &minus_affine, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    cr_assert(zk_g2_equal(&sum, &zero));
    cr_assert_not(zk_g2_equal(&sum, &a));
    cr_assert_not(zk_g2_equal(&a, &minus));

    zk_g2_to_affine(&zero, &none);
    cr_assert(zk_g2_affine_is_infinity(&none));
    cr_assert(zk_g2_is_on_curve(&none));
    zk_g2_from_affine(&none, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    zk_g2_add(&zero, &a, &sum);
    cr_assert(zk_g2_equal(&sum, &a));
    zk_g2_add(&a, &zero, &sum);
    cr_assert(zk_g2_equal(&sum, &a));
    zk_g2_add_affine(&a, &none, &sum);
    cr_assert(zk_g2_equal(&sum, &a));
    zk_g2_add_affine(&zero, &affine, &sum);
    cr_assert(zk_g2_equal(&sum, &a));
    zk_g2_add(&zero, &zero, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    zk_g2_double(&zero, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    zk_g2_neg(&zero, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    u256 k = u256_from_u64(77);
    zk_g2_mul(&zero, &k, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
    k = u256_from_u64(0);
    zk_g2_mul(&a, &k, &sum);
    cr_assert(zk_g2_is_infinity(&sum));
}

Test(g2, multiplication_is_repeated_addition)
{
    zk_g2 sum = {0};
    for (uint64_t k = 0; k < 100; k++) {
        zk_g2 product = multiple_of_g2(u256_from_u64(k));
        cr_assert(zk_g2_equal(&product, &sum), "%d", (int)k);
        zk_g2_add_affine(&sum, &zk_g2_generator, &sum);
    }
}

Test(g2, multiplication_distributes_and_the_order_annihilates)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.g2");
    u256 order = u256_of(ORDER_HEX);
    for (int i = 0; i < 20; i++) {
        zk_g2 a = random_g2(&random), x, y, t;
        zk_g2_mul(&a, &order, &x);
        cr_assert(zk_g2_is_infinity(&x));
        u256 k = random_below_2_253(&random), l = random_below_2_253(&random), sum = u256_add(k, l);
        if (i % 2) { /* lengths of all kinds, and above the order */
            k = u256_shr(k, u256_from_u64((uint64_t)i * 13));
            l = u256_not(l);
            sum = u256_addmod(k, l, order);
        }
        zk_g2_mul(&a, &k, &x);
        zk_g2_mul(&a, &l, &t);
        zk_g2_add(&x, &t, &x);
        zk_g2_mul(&a, &sum, &y);
        cr_assert(zk_g2_equal(&x, &y));
    }
}

/* Against doubling and adding, with scalars about the cube root of 1 that G1's method splits by. */
Test(g2, multiplication_is_doubling_and_adding)
{
    struct base_random random;
    base_random_init(&random, 7, 0, "test.g2");
    zk_g2 a = random_g2(&random);
    for (int i = 0; i < 40; i++) {
        u256 k = random_below_2_253(&random), offset = u256_from_u64((uint64_t)(i / 4 % 3));
        if (i % 4 == 1)
            k = u256_sub(u256_add(BN254_LAMBDA, offset), u256_from_u64(1));
        if (i % 4 == 2)
            k = u256_sub(u256_sub(BN254_ORDER, BN254_LAMBDA), offset);
        if (i % 4 == 3)
            k = u256_shl(k, u256_from_u64((uint64_t)i));
        zk_g2 sum = {0}, product;
        for (unsigned bit = 256; bit-- > 0;) {
            zk_g2_double(&sum, &sum);
            if (k.limb[bit / 64] >> (bit % 64) & 1)
                zk_g2_add(&sum, &a, &sum);
        }
        zk_g2_mul(&a, &k, &product);
        cr_assert(zk_g2_equal(&product, &sum));
    }
}

Test(g2, batch_to_affine)
{
    struct base_random random;
    base_random_init(&random, 4, 0, "test.g2");
    zk_g2 points[9];
    zk_fp2 scratch[9];
    zk_g2_affine got[9], want;
    for (int i = 0; i < 9; i++)
        points[i] = i % 4 == 0 ? (zk_g2){0} : random_g2(&random);
    zk_g2_batch_to_affine(9, points, scratch, got);
    for (int i = 0; i < 9; i++) {
        zk_g2_to_affine(&points[i], &want);
        cr_assert(zk_g2_affine_equal(&got[i], &want));
    }
}

Test(g2, points_off_the_curve_are_seen)
{
    zk_g2_affine a = zk_g2_generator;
    cr_assert(zk_g2_is_on_curve(&a));
    zk_fp2_add(&a.x, &a.x, &a.x);
    cr_assert_not(zk_g2_is_on_curve(&a));
}

Test(g2, both_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    struct base_random random;
    base_random_init(&random, 5, 0, "test.g2");
    zk_g2 a, x, y;
    zk_g2_from_affine(&zk_g2_generator, &a);
    for (int i = 0; i < 10; i++) {
        u256 k = random_below_2_253(&random);
        zk_g2_mul_portable(&a, &k, &x);
        zk_g2_mul_mulx(&a, &k, &y);
        cr_assert_eq(memcmp(&x, &y, sizeof x), 0);
        a = x;
    }
}

Test(g2, subgroup)
{
    struct base_random random;
    base_random_init(&random, 6, 0, "test.g2");
    zk_g2_affine none = {0}, outside, affine;
    cr_assert(zk_g2_is_in_subgroup(&none));
    uint8_t bytes[ZK_BN254_G2_BYTES];
    cr_assert_eq(base_hex_decode(outside_subgroup, bytes, sizeof bytes), 0);
    cr_assert(zk_fp_from_be(bytes, &outside.x.c1));
    cr_assert(zk_fp_from_be(bytes + 32, &outside.x.c0));
    cr_assert(zk_fp_from_be(bytes + 64, &outside.y.c1));
    cr_assert(zk_fp_from_be(bytes + 96, &outside.y.c0));
    cr_assert(zk_g2_is_on_curve(&outside));
    cr_assert_not(zk_g2_is_in_subgroup(&outside));

    zk_g2 a, t;
    u256 order = u256_of(ORDER_HEX);
    /* p - 1 + t = 2p - r: the cofactor */
    u256 cofactor = u256_sub(u256_add(u256_of(MODULUS_HEX), u256_of(MODULUS_HEX)), order);
    for (int i = 0; i < 10; i++) {
        a = random_g2(&random);
        zk_g2_to_affine(&a, &affine);
        cr_assert(zk_g2_is_in_subgroup(&affine));
        zk_g2_add_affine(&a, &outside, &a);
        zk_g2_to_affine(&a, &affine);
        cr_assert(zk_g2_is_on_curve(&affine));
        cr_assert_not(zk_g2_is_in_subgroup(&affine));
        zk_g2_mul(&a, &order, &t);
        cr_assert_not(zk_g2_is_infinity(&t));
        zk_g2_to_affine(&t, &affine);
        cr_assert_not(zk_g2_is_in_subgroup(&affine)); /* of the cofactor's order */
        zk_g2_mul(&t, &cofactor, &t);
        cr_assert(zk_g2_is_infinity(&t));
        zk_g2_mul(&a, &cofactor, &t);
        zk_g2_to_affine(&t, &affine);
        cr_assert(zk_g2_is_in_subgroup(&affine));
    }
}
