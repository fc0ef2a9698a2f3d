#include "base/portable_math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts: the first has 33 fraction bits, so that a whole number below 2^19 times it is
 * exact. Source: ln 2 to 60 digits, split by arithmetic in decimals. */
#define LN2_HIGH 0x1.62e42fef00000p-1
#define LN2_LOW 0x1.473de6af278edp-34

static uint64_t to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double base_math_log(double x)
{
    if (x != x || x < 0)
        return NAN;
    if (x == 0)
        return -INFINITY;
    if (x > 0x1.fffffffffffffp1023)
        return INFINITY;

    /* x = m * 2^k with sqrt(1/2) <= m < sqrt(2). */
    int k = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    uint64_t bits = to_bits(x);
    k += (int)(bits >> 52) - 1023;
    double m = from_bits((bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3ff0000000000000));
    if (m > 0x1.6a09e667f3bcdp0) {
        m *= 0.5;
        k++;
    }

    /* log m = 2 atanh(f) with f = (m-1)/(m+1), |f| < 0.172; f^25/25 is below 1e-20. */
    double t = m - 1;
    double f = t / (m + 1);
    double f2 = f * f;
    double sum = 0;
    for (int n = 23; n >= 3; n -= 2)
        sum = (sum + 1.0 / n) * f2;
    /* log(1+t) = t - f (t - 2 f^2/3 - ...): t is exact and carries nearly all of the result. */
    double log_m = t - f * (t - 2 * sum);
    return k * LN2_HIGH + (k * LN2_LOW + log_m);
}

double base_math_exp(double x)
{
    if (x != x)
        return x;
    if (x > 710)
        return INFINITY;
    if (x < -746)
        return 0;

    /* x = k ln 2 + r with |r| < 0.347. */
    int k = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    /* e^r = 1 + r (1 + r/2 (1 + r/3 (...))); r^16/16! is below 1e-20. */
    double sum = 0;
    for (int n = 15; n >= 1; n--)
        sum = (1 + sum) * (r / n);
    double result = 1 + sum;
    /* In two steps, since 2^k alone may lie outside the normal range. */
    int half = k / 2;
    result *= from_bits((uint64_t)(half + 1023) << 52);
    return result * from_bits((uint64_t)(k - half + 1023) << 52);
}

double base_math_pow(double x, double y)
{
    if (y == 0 || x == 1)
        return 1;
    return base_math_exp(y * base_math_log(x));
}

double base_math_gamma(double x)
{
    /* gamma(x) = gamma(x + 1) / x, until Stirling's series has 1e-14 after five terms.
     * Source: NIST DLMF 5.11.1. */
    double divisor = 1;
    for (; x < 12; x += 1)
        divisor *= x;
    double y = 1 / (x * x);
    double series =
        (1.0 / 12 + y * (-1.0 / 360 + y * (1.0 / 1260 + y * (-1.0 / 1680 + y / 1188)))) / x;
    return sqrt(0x1.921fb54442d18p+2 / x) * base_math_exp(x * (base_math_log(x) - 1) + series) /
           divisor;
}

double base_math_sin(double x)
{
    const double pi = 0x1.921fb54442d18p+1;
    if (x < 0)
        return -base_math_sin(-x);
    if (x > pi)
        return -base_math_sin(x - pi);
    if (x > pi / 2)
        x = pi - x;
    /* x - x^3/3! + ...; (pi/2)^27/27! is below 1e-22. */
    double sum = 0;
    for (int n = 24; n >= 2; n -= 2)
        sum = (1 + sum) * (-x * x / (n * (n + 1)));
    return x + x * sum;
}

/* For 0 <= x <= 1: atan x = 2 atan(x / (1 + sqrt(1 + x^2))), twice, then the series to x^23. */
static double atan_of(double x)
{
    for (int i = 0; i < 2; i++)
        x = x / (1 + sqrt(1 + x * x));
    double sum = 0;
    for (int n = 23; n >= 3; n -= 2)
        sum = (1.0 / n - sum) * (x * x);
    return 4 * (x - x * sum);
}

double base_math_asin(double x)
{
    return 2 * atan_of(x / (1 + sqrt(1 - x * x)));
}
