#include "bn254_support.h"
#include "zk/kernels.h"

Test(fr, known_answers)
{
    for (size_t i = 0; i < COUNT(fr_vectors); i++) {
        const char *const *row = fr_vectors[i];
        zk_fr a = fr_of(row[0]), b = fr_of(row[1]), got, want;
        zk_fr_add(&a, &b, &got);
        want = fr_of(row[2]);
        cr_assert(zk_fr_equal(&got, &want), "sum %zu", i);
        zk_fr_sub(&a, &b, &got);
        want = fr_of(row[3]);
        cr_assert(zk_fr_equal(&got, &want), "difference %zu", i);
        zk_fr_mul(&a, &b, &got);
        want = fr_of(row[4]);
        cr_assert(zk_fr_equal(&got, &want), "product %zu", i);
        zk_fr_inverse(&a, &got);
        want = fr_of(row[5]);
        cr_assert(zk_fr_equal(&got, &want), "inverse %zu", i);
        char text[65];
        uint8_t bytes[32];
        zk_fr_to_be(&a, bytes);
        base_hex_encode(bytes, 32, text);
        cr_assert_str_eq(text, row[0]);
    }
}

Test(fr, values_from_the_modulus_up_are_refused)
{
    u256 modulus = u256_of(ORDER_HEX), below = u256_sub(modulus, u256_from_u64(1));
    u256 above = u256_add(modulus, u256_from_u64(1)), most = u256_not(u256_from_u64(0));
    zk_fr a = {{1, 2, 3, 4}}, untouched = a;
    cr_assert_not(zk_fr_from_u256(&modulus, &a));
    cr_assert_not(zk_fr_from_u256(&above, &a));
    cr_assert_not(zk_fr_from_u256(&most, &a));
    uint8_t bytes[32];
    u256_to_be(modulus, bytes);
    cr_assert_not(zk_fr_from_be(bytes, &a));
    cr_assert(zk_fr_equal(&a, &untouched));
    cr_assert(zk_fr_from_u256(&below, &a));
    zk_fr one, sum;
    zk_fr_from_u64(1, &one);
    zk_fr_add(&a, &one, &sum);
    cr_assert(zk_fr_is_zero(&sum));
    zk_fr_neg(&one, &one);
    cr_assert(zk_fr_equal(&a, &one));
    zk_fr_neg(&sum, &sum);
    cr_assert(zk_fr_is_zero(&sum));
}

Test(fr, axioms_hold)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.fr");
    for (int i = 0; i < 500; i++) {
        zk_fr a = random_fr(&random), b = random_fr(&random), c = random_fr(&random), left, right,
              t;
        zk_fr_add(&a, &b, &t);
        zk_fr_mul(&t, &c, &left);
        zk_fr_mul(&a, &c, &right);
        zk_fr_mul(&b, &c, &t);
        zk_fr_add(&right, &t, &right);
        cr_assert(zk_fr_equal(&left, &right));
        zk_fr_sub(&a, &b, &t);
        zk_fr_add(&t, &b, &t);
        cr_assert(zk_fr_equal(&t, &a));
        zk_fr_mul(&a, &b, &left);
        zk_fr_mul(&left, &c, &left);
        zk_fr_mul(&b, &c, &right);
        zk_fr_mul(&a, &right, &right);
        cr_assert(zk_fr_equal(&left, &right));
        zk_fr_square(&a, &left);
        zk_fr_mul(&a, &a, &right);
        cr_assert(zk_fr_equal(&left, &right));
        zk_fr_inverse(&a, &t);
        zk_fr_mul(&t, &a, &t);
        zk_fr_from_u64(1, &right);
        cr_assert(zk_fr_equal(&t, &right));
    }
}

Test(fr, power)
{
    zk_fr two, power, want;
    zk_fr_from_u64(2, &two);
    u256 exponent = u256_from_u64(200), value = u256_shl(u256_from_u64(1), exponent);
    zk_fr_pow(&two, &exponent, &power);
    cr_assert(zk_fr_from_u256(&value, &want));
    cr_assert(zk_fr_equal(&power, &want));
    zk_fr zero = {{0}}, one;
    zk_fr_from_u64(1, &one);
    exponent = u256_from_u64(0);
    zk_fr_pow(&zero, &exponent, &power);
    cr_assert(zk_fr_equal(&power, &one));
    exponent = u256_sub(u256_of(ORDER_HEX), u256_from_u64(1));
    zk_fr_pow(&two, &exponent, &power);
    cr_assert(zk_fr_equal(&power, &one));
}

Test(fr, batch_inverse_keeps_zeros)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.fr");
    zk_fr elements[40], before[40], scratch[40];
    for (int zeros = 0; zeros < 3; zeros++) {
        for (int i = 0; i < 40; i++) {
            elements[i] = random_fr(&random);
            if (zeros == 2 || (zeros == 1 && (i % 7 == 0 || i == 39)))
                elements[i] = (zk_fr){{0}};
            before[i] = elements[i];
        }
        zk_fr_batch_inverse(40, elements, scratch);
        for (int i = 0; i < 40; i++) {
            zk_fr want;
            zk_fr_inverse(&before[i], &want);
            cr_assert(zk_fr_equal(&elements[i], &want));
        }
    }
    zk_fr_batch_inverse(0, NULL, NULL);
    cr_assert(zk_fr_is_zero(&elements[0]));
}

/* Also at the edges: 0, 1, modulus - 1 and values with long carries. */
Test(fr, both_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    struct base_random random;
    base_random_init(&random, 3, 0, "test.fr");
    u256 modulus = u256_of(ORDER_HEX);
    zk_fr edges[8];
    for (uint64_t i = 0; i < 4; i++) {
        /* As limbs, not as values: every reduced element is one. */
        u256 top = u256_sub(modulus, u256_from_u64(i + 1));
        memcpy(&edges[i], &top, sizeof top);
        edges[4 + i] = (zk_fr){{i, i == 2 ? UINT64_MAX : 0, i == 3 ? UINT64_MAX : 0, i}};
    }
    for (int i = 0; i < 5000; i++) {
        zk_fr a = i < 64 ? edges[i / 8] : random_fr(&random);
        zk_fr b = i < 64 ? edges[i % 8] : random_fr(&random), x, y;
        zk_fr_mul_portable(&a, &b, &x);
        zk_fr_mul_mulx(&a, &b, &y);
        cr_assert(zk_fr_equal(&x, &y));
        zk_fr_square_portable(&a, &x);
        zk_fr_square_mulx(&a, &y);
        cr_assert(zk_fr_equal(&x, &y));
        zk_fr_add_portable(&a, &b, &x);
        zk_fr_add_mulx(&a, &b, &y);
        cr_assert(zk_fr_equal(&x, &y));
        zk_fr_sub_portable(&a, &b, &x);
        zk_fr_sub_mulx(&a, &b, &y);
        cr_assert(zk_fr_equal(&x, &y));
        zk_fr_neg_portable(&a, &x);
        zk_fr_neg_mulx(&a, &y);
        cr_assert(zk_fr_equal(&x, &y));
        cr_assert(u256_compare((u256){{x.limb[0], x.limb[1], x.limb[2], x.limb[3]}}, modulus) < 0);
    }
}
