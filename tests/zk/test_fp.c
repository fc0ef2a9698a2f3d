#include "bn254_support.h"
#include "zk/kernels.h"

Test(fp, known_answers)
{
    for (size_t i = 0; i < COUNT(fp_vectors); i++) {
        const char *const *row = fp_vectors[i];
        zk_fp a = fp_of(row[0]), b = fp_of(row[1]), got, want;
        zk_fp_add(&a, &b, &got);
        want = fp_of(row[2]);
        cr_assert(zk_fp_equal(&got, &want), "sum %zu", i);
        zk_fp_sub(&a, &b, &got);
        want = fp_of(row[3]);
        cr_assert(zk_fp_equal(&got, &want), "difference %zu", i);
        zk_fp_mul(&a, &b, &got);
        want = fp_of(row[4]);
        cr_assert(zk_fp_equal(&got, &want), "product %zu", i);
        zk_fp_inverse(&a, &got);
        want = fp_of(row[5]);
        cr_assert(zk_fp_equal(&got, &want), "inverse %zu", i);
        char text[65];
        uint8_t bytes[32];
        zk_fp_to_be(&a, bytes);
        base_hex_encode(bytes, 32, text);
        cr_assert_str_eq(text, row[0]);
    }
}

Test(fp, values_from_the_modulus_up_are_refused)
{
    u256 modulus = u256_of(MODULUS_HEX), below = u256_sub(modulus, u256_from_u64(1));
    u256 above = u256_add(modulus, u256_from_u64(1)), most = u256_not(u256_from_u64(0));
    zk_fp a = {{1, 2, 3, 4}}, untouched = a;
    cr_assert_not(zk_fp_from_u256(&modulus, &a));
    cr_assert_not(zk_fp_from_u256(&above, &a));
    cr_assert_not(zk_fp_from_u256(&most, &a));
    uint8_t bytes[32];
    u256_to_be(modulus, bytes);
    cr_assert_not(zk_fp_from_be(bytes, &a));
    cr_assert(zk_fp_equal(&a, &untouched));
    cr_assert(zk_fp_from_u256(&below, &a));
    zk_fp one, sum;
    zk_fp_from_u64(1, &one);
    zk_fp_add(&a, &one, &sum);
    cr_assert(zk_fp_is_zero(&sum));
    zk_fp_neg(&one, &one);
    cr_assert(zk_fp_equal(&a, &one));
    zk_fp_neg(&sum, &sum);
    cr_assert(zk_fp_is_zero(&sum));
}

Test(fp, axioms_hold)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.fp");
    for (int i = 0; i < 500; i++) {
        zk_fp a = random_fp(&random), b = random_fp(&random), c = random_fp(&random), left, right,
              t;
        zk_fp_add(&a, &b, &t);
        zk_fp_mul(&t, &c, &left);
        zk_fp_mul(&a, &c, &right);
        zk_fp_mul(&b, &c, &t);
        zk_fp_add(&right, &t, &right);
        cr_assert(zk_fp_equal(&left, &right));
        zk_fp_sub(&a, &b, &t);
        zk_fp_add(&t, &b, &t);
        cr_assert(zk_fp_equal(&t, &a));
        zk_fp_mul(&a, &b, &left);
        zk_fp_mul(&left, &c, &left);
        zk_fp_mul(&b, &c, &right);
        zk_fp_mul(&a, &right, &right);
        cr_assert(zk_fp_equal(&left, &right));
        zk_fp_square(&a, &left);
        zk_fp_mul(&a, &a, &right);
        cr_assert(zk_fp_equal(&left, &right));
        zk_fp_inverse(&a, &t);
        zk_fp_mul(&t, &a, &t);
        zk_fp_from_u64(1, &right);
        cr_assert(zk_fp_equal(&t, &right));
    }
}

Test(fp, power)
{
    zk_fp two, power, want;
    zk_fp_from_u64(2, &two);
    u256 exponent = u256_from_u64(200), value = u256_shl(u256_from_u64(1), exponent);
    zk_fp_pow(&two, &exponent, &power);
    cr_assert(zk_fp_from_u256(&value, &want));
    cr_assert(zk_fp_equal(&power, &want));
    zk_fp zero = {{0}}, one;
    zk_fp_from_u64(1, &one);
    exponent = u256_from_u64(0);
    zk_fp_pow(&zero, &exponent, &power);
    cr_assert(zk_fp_equal(&power, &one));
    exponent = u256_sub(u256_of(MODULUS_HEX), u256_from_u64(1));
    zk_fp_pow(&two, &exponent, &power);
    cr_assert(zk_fp_equal(&power, &one));
}

Test(fp, batch_inverse_keeps_zeros)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.fp");
    zk_fp elements[40], before[40], scratch[40];
    for (int zeros = 0; zeros < 3; zeros++) {
        for (int i = 0; i < 40; i++) {
            elements[i] = random_fp(&random);
            if (zeros == 2 || (zeros == 1 && (i % 7 == 0 || i == 39)))
                elements[i] = (zk_fp){{0}};
            before[i] = elements[i];
        }
        zk_fp_batch_inverse(40, elements, scratch);
        for (int i = 0; i < 40; i++) {
            zk_fp want;
            zk_fp_inverse(&before[i], &want);
            cr_assert(zk_fp_equal(&elements[i], &want));
        }
    }
    zk_fp_batch_inverse(0, NULL, NULL);
    cr_assert(zk_fp_is_zero(&elements[0]));
}

/* Also at the edges: 0, 1, modulus - 1 and values with long carries. */
Test(fp, both_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    struct base_random random;
    base_random_init(&random, 3, 0, "test.fp");
    u256 modulus = u256_of(MODULUS_HEX);
    zk_fp edges[8];
    for (uint64_t i = 0; i < 4; i++) {
        /* As limbs, not as values: every reduced element is one. */
        u256 top = u256_sub(modulus, u256_from_u64(i + 1));
        memcpy(&edges[i], &top, sizeof top);
        edges[4 + i] = (zk_fp){{i, i == 2 ? UINT64_MAX : 0, i == 3 ? UINT64_MAX : 0, i}};
    }
    for (int i = 0; i < 5000; i++) {
        zk_fp a = i < 64 ? edges[i / 8] : random_fp(&random);
        zk_fp b = i < 64 ? edges[i % 8] : random_fp(&random), x, y;
        zk_fp_mul_portable(&a, &b, &x);
        zk_fp_mul_mulx(&a, &b, &y);
        cr_assert(zk_fp_equal(&x, &y));
        zk_fp_square_portable(&a, &x);
        zk_fp_square_mulx(&a, &y);
        cr_assert(zk_fp_equal(&x, &y));
        zk_fp_add_portable(&a, &b, &x);
        zk_fp_add_mulx(&a, &b, &y);
        cr_assert(zk_fp_equal(&x, &y));
        zk_fp_sub_portable(&a, &b, &x);
        zk_fp_sub_mulx(&a, &b, &y);
        cr_assert(zk_fp_equal(&x, &y));
        zk_fp_neg_portable(&a, &x);
        zk_fp_neg_mulx(&a, &y);
        cr_assert(zk_fp_equal(&x, &y));
        cr_assert(u256_compare((u256){{x.limb[0], x.limb[1], x.limb[2], x.limb[3]}}, modulus) < 0);
    }
}

Test(fp, square_roots)
{
    struct base_random random;
    base_random_init(&random, 4, 0, "test.fp");
    int squares = 0;
    for (int i = 0; i < 200; i++) {
        zk_fp a = random_fp(&random), square, root, negative;
        zk_fp_square(&a, &square);
        cr_assert(zk_fp_sqrt(&square, &root));
        zk_fp_neg(&root, &negative);
        cr_assert(zk_fp_equal(&root, &a) || zk_fp_equal(&negative, &a));
        /* -1 is no square, so of a and -a one is. */
        zk_fp_neg(&a, &negative);
        cr_assert_neq(zk_fp_sqrt(&a, &root), zk_fp_sqrt(&negative, &root));
        squares += zk_fp_sqrt(&a, &root);
    }
    cr_assert(squares > 60 && squares < 140);
    zk_fp zero = {{0}}, root, three;
    cr_assert(zk_fp_sqrt(&zero, &root));
    cr_assert(zk_fp_is_zero(&root));
    zk_fp_from_u64(3, &three);
    zk_fp_neg(&three, &three);
    cr_assert(zk_fp_sqrt(&three, &root)); /* p = 1 mod 3 */
    zk_fp_neg(&three, &three);
    zk_fp untouched = root;
    cr_assert_not(zk_fp_sqrt(&three, &root));
    cr_assert(zk_fp_equal(&root, &untouched));
}
