#include "bn254_support.h"
#include "zk/kernels.h"

static zk_fp small(uint64_t value)
{
    zk_fp a;
    zk_fp_from_u64(value, &a);
    return a;
}

Test(tower, generators_satisfy_their_equations)
{
    zk_fp2 u = {.c1 = small(1)}, square;
    zk_fp2_square(&u, &square);
    zk_fp2 minus_one = {.c0 = small(1)};
    zk_fp2_neg(&minus_one, &minus_one);
    cr_assert(zk_fp2_equal(&square, &minus_one));

    zk_fp6 v = {.c1.c0 = small(1)}, v2, v3, xi = {.c0 = {small(9), small(1)}};
    zk_fp6_square(&v, &v2);
    zk_fp6_mul(&v2, &v, &v3);
    cr_assert_eq(memcmp(&v3, &xi, sizeof xi), 0);

    zk_fp12 w = {.c1.c0.c0 = small(1)}, w2, want = {.c0 = v};
    zk_fp12_square(&w, &w2);
    cr_assert(zk_fp12_equal(&w2, &want));
}

Test(tower, fp2_axioms)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.fp2");
    for (int i = 0; i < 200; i++) {
        zk_fp2 a = random_fp2(&random), b = random_fp2(&random), c = random_fp2(&random), x, y, t;
        zk_fp2_mul(&a, &b, &x);
        zk_fp2_mul(&x, &c, &x);
        zk_fp2_mul(&b, &c, &y);
        zk_fp2_mul(&a, &y, &y);
        cr_assert(zk_fp2_equal(&x, &y));
        zk_fp2_sub(&a, &b, &t);
        zk_fp2_mul(&t, &c, &x);
        zk_fp2_mul(&a, &c, &y);
        zk_fp2_mul(&b, &c, &t);
        zk_fp2_sub(&y, &t, &y);
        cr_assert(zk_fp2_equal(&x, &y));
        zk_fp2_square(&a, &x);
        zk_fp2_mul(&a, &a, &y);
        cr_assert(zk_fp2_equal(&x, &y));
        zk_fp2_inverse(&a, &x);
        zk_fp2_mul(&x, &a, &x);
        cr_assert(zk_fp2_equal(&x, &(zk_fp2){.c0 = small(1)}));
        /* (a0 + a1 u)(b0 + b1 u), with the schoolbook's four products */
        zk_fp p, q;
        zk_fp_mul(&a.c0, &b.c0, &p);
        zk_fp_mul(&a.c1, &b.c1, &q);
        zk_fp_sub(&p, &q, &y.c0);
        zk_fp_mul(&a.c0, &b.c1, &p);
        zk_fp_mul(&a.c1, &b.c0, &q);
        zk_fp_add(&p, &q, &y.c1);
        zk_fp2_mul(&a, &b, &a);
        cr_assert(zk_fp2_equal(&a, &y));
    }
}

Test(tower, fp6_axioms)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.fp6");
    zk_fp6 one = {.c0.c0 = small(1)};
    for (int i = 0; i < 100; i++) {
        zk_fp6 a = random_fp6(&random), b = random_fp6(&random), c = random_fp6(&random), x, y;
        zk_fp6_mul(&a, &b, &x);
        zk_fp6_mul(&x, &c, &x);
        zk_fp6_mul(&b, &c, &y);
        zk_fp6_mul(&a, &y, &y);
        cr_assert_eq(memcmp(&x, &y, sizeof x), 0);
        zk_fp6_square(&a, &x);
        zk_fp6_mul(&a, &a, &y);
        cr_assert_eq(memcmp(&x, &y, sizeof x), 0);
        zk_fp6_inverse(&a, &x);
        zk_fp6_mul(&x, &a, &x);
        cr_assert_eq(memcmp(&x, &one, sizeof x), 0);
    }
}

Test(tower, fp12_axioms_in_place_too)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.fp12");
    for (int i = 0; i < 50; i++) {
        zk_fp12 a = random_fp12(&random), b = random_fp12(&random), c = random_fp12(&random), x, y;
        zk_fp12_mul(&a, &b, &x);
        zk_fp12_mul(&x, &c, &x);
        zk_fp12_mul(&b, &c, &y);
        zk_fp12_mul(&a, &y, &y);
        cr_assert(zk_fp12_equal(&x, &y));
        zk_fp12_square(&a, &x);
        zk_fp12_mul(&a, &a, &y);
        cr_assert(zk_fp12_equal(&x, &y));
        y = a;
        zk_fp12_square(&y, &y);
        cr_assert(zk_fp12_equal(&x, &y));
        zk_fp12_inverse(&a, &x);
        zk_fp12_mul(&x, &a, &x);
        cr_assert(zk_fp12_is_one(&x));

        zk_fp2 c0 = random_fp2(&random), c3 = random_fp2(&random), c4 = random_fp2(&random);
        zk_fp12 line = {.c0.c0 = c0, .c1.c0 = c3, .c1.c1 = c4};
        zk_fp12_mul(&a, &line, &x);
        zk_fp12_mul_line(&a, &c0, &c3, &c4, &y);
        cr_assert(zk_fp12_equal(&x, &y));
        zk_fp12_mul_line(&a, &c0, &c3, &c4, &a);
        cr_assert(zk_fp12_equal(&x, &a));
    }
}

Test(tower, frobenius_is_the_power_p)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.fp12");
    u256 p = u256_of(MODULUS_HEX);
    zk_fp12 a = random_fp12(&random), power = a, image;
    for (unsigned i = 1; i <= 3; i++) {
        zk_fp12_pow(&power, &p, &power);
        zk_fp12_frobenius(&a, i, &image);
        cr_assert(zk_fp12_equal(&power, &image), "p^%u", i);
    }
    zk_fp12_frobenius(&image, 3, &image); /* p^6 */
    zk_fp12_conjugate(&a, &power);
    cr_assert(zk_fp12_equal(&power, &image));
}

Test(tower, cyclotomic_square_is_the_square_there)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.fp12");
    for (int i = 0; i < 10; i++) {
        /* a^((p^6 - 1)(p^2 + 1)) */
        zk_fp12 a = random_fp12(&random), t, x, y;
        zk_fp12_conjugate(&a, &t);
        zk_fp12_inverse(&a, &a);
        zk_fp12_mul(&a, &t, &a);
        zk_fp12_frobenius(&a, 2, &t);
        zk_fp12_mul(&a, &t, &a);
        zk_fp12_square(&a, &x);
        zk_fp12_cyclotomic_square(&a, &y);
        cr_assert(zk_fp12_equal(&x, &y));
        zk_fp12_cyclotomic_square(&a, &a);
        cr_assert(zk_fp12_equal(&x, &a));
    }
}

Test(tower, inverse_of_zero_is_zero)
{
    zk_fp zero = {{0}};
    zk_fp2 zero2 = {0};
    zk_fp12 zero12 = {0}, inverse;
    zk_fp_inverse(&zero, &zero);
    cr_assert(zk_fp_is_zero(&zero));
    zk_fp2_inverse(&zero2, &zero2);
    cr_assert(zk_fp2_is_zero(&zero2));
    zk_fp12_inverse(&zero12, &inverse);
    cr_assert(zk_fp12_equal(&zero12, &inverse));
}

Test(tower, both_builds_give_equal_bytes)
{
    if (!zk_arch_has_mulx())
        cr_skip("no mulx and adx here");
    struct base_random random;
    base_random_init(&random, 4, 0, "test.fp12");
    for (int i = 0; i < 20; i++) {
        zk_fp12 a = random_fp12(&random), b = random_fp12(&random), x, y;
        zk_fp12_mul_portable(&a, &b, &x);
        zk_fp12_mul_mulx(&a, &b, &y);
        cr_assert(zk_fp12_equal(&x, &y));
        zk_fp12_inverse_portable(&a, &x);
        zk_fp12_inverse_mulx(&a, &y);
        cr_assert(zk_fp12_equal(&x, &y));
    }
}
