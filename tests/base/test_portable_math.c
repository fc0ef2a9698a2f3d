#include <criterion/criterion.h>
#include <math.h>

#include "base/portable_math.h"
#include "base/random.h"

static void expect_close(double got, double want, double tolerance, double x)
{
    if (want == 0 || isinf(want))
        cr_assert(got == want, "x = %a: %a, not %a", x, got, want);
    else
        cr_assert(fabs(got - want) <= tolerance * fabs(want), "x = %a: %a, not %a", x, got, want);
}

Test(portable_math, special_values)
{
    cr_assert_eq(base_math_log(1), 0);
    cr_assert_eq(base_math_log(0), -INFINITY);
    cr_assert_eq(base_math_log(INFINITY), INFINITY);
    cr_assert(isnan(base_math_log(-1)));
    cr_assert(isnan(base_math_log(NAN)));
    cr_assert_eq(base_math_exp(0), 1);
    cr_assert_eq(base_math_exp(-INFINITY), 0);
    cr_assert_eq(base_math_exp(INFINITY), INFINITY);
    cr_assert_eq(base_math_exp(710), INFINITY);
    cr_assert_eq(base_math_exp(-750), 0);
    cr_assert(isnan(base_math_exp(NAN)));
    cr_assert_eq(base_math_pow(0, 2), 0);
    cr_assert_eq(base_math_pow(0, 0), 1);
    cr_assert_eq(base_math_pow(0, -1), INFINITY);
    cr_assert_eq(base_math_pow(1, INFINITY), 1);
}

/* The C library is the independent witness; it is within 1 ulp itself. */
Test(portable_math, agrees_with_the_library)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.math");
    for (int i = 0; i < 200000; i++) {
        double u = base_random_uniform(&random);
        expect_close(base_math_log(u), log(u), 1e-15, u);
        double near_one = 1 + (u - 0.5) * 1e-3;
        expect_close(base_math_log(near_one), log(near_one), 1e-15, near_one);
        double wide = ldexp(1 + u, (int)base_random_below(&random, 2046) - 1022);
        expect_close(base_math_log(wide), log(wide), 1e-15, wide);
        double x = (u - 0.5) * 1416;
        expect_close(base_math_exp(x), exp(x), 1e-15, x);
        double y = (u - 0.5) * 2;
        expect_close(base_math_exp(y), exp(y), 1e-15, y);
        double z = base_random_uniform(&random) * 8 - 4;
        expect_close(base_math_pow(u, z), pow(u, z), 1e-15 * (1 + fabs(z * log(u))), u);
    }
    double tiny = 0x1p-1074;
    expect_close(base_math_log(tiny), log(tiny), 1e-15, tiny);
    expect_close(base_math_exp(-740), exp(-740), 1e-2, -740);
    expect_close(base_math_exp(709.7), exp(709.7), 1e-15, 709.7);
}

Test(portable_math, gamma)
{
    double factorial = 1;
    for (int n = 1; n < 20; n++) {
        expect_close(base_math_gamma(n), factorial, 1e-13, n);
        factorial *= n;
    }
    /* gamma(1/2)^2 = pi. */
    expect_close(base_math_gamma(0.5) * base_math_gamma(0.5), 3.141592653589793, 1e-13, 0.5);
    for (double x = 0.05; x < 20; x += 0.05)
        expect_close(base_math_gamma(x), tgamma(x), 1e-13, x);
}

/* Bits on record: a change here changes every simulation. */
Test(portable_math, same_bits_everywhere)
{
    cr_assert_eq(base_math_log(2), 0x1.62e42fefa39efp-1);
    cr_assert_eq(base_math_log(10), 0x1.26bb1bbb55516p+1);
    cr_assert_eq(base_math_exp(1), 0x1.5bf0a8b14576ap+1);
    cr_assert_eq(base_math_gamma(2.5), 0x1.544fa6d47b3b9p+0);
}

Test(portable_math, sine_and_its_inverse)
{
    for (double x = -4; x <= 4; x += 0.001)
        cr_expect_float_eq(base_math_sin(x), sin(x), 2e-15, "%g", x);
    for (double x = 0; x <= 1; x += 0.001)
        cr_expect_float_eq(base_math_asin(x), asin(x), 2e-15, "%g", x);
    cr_expect_eq(base_math_sin(0), 0);
    cr_expect_eq(base_math_asin(0), 0);
}
