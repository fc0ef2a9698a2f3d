#include "zk/tower.h"

static void mul(const zk_fp12 *a, const zk_fp12 *b, zk_fp12 *ret)
{
    ZK_ARCH(zk_fp12_mul)(a, b, ret);
}

static void square(const zk_fp12 *a, zk_fp12 *ret)
{
    ZK_ARCH(zk_fp12_cyclotomic_square)(a, ret);
}

static void conjugate(const zk_fp12 *a, zk_fp12 *ret)
{
    ZK_ARCH(zk_fp12_conjugate)(a, ret);
}

/* a^x of the cyclotomic subgroup; the curve's x in base 16. */
static void power_x(const zk_fp12 *a, zk_fp12 *ret)
{
    zk_fp12 powers[8], result; /* a^1, a^3, .. a^15 */
    square(a, &result);
    powers[0] = *a;
    for (int i = 1; i < 8; i++)
        mul(&powers[i - 1], &result, &powers[i]);
    bool started = false;
    int i = 63;
    while (i >= 0) {
        if ((BN254_X >> i & 1) == 0) {
            if (started)
                square(&result, &result);
            i--;
            continue;
        }
        /* The longest run of at most four bits that ends in 1. */
        int low = i >= 3 ? i - 3 : 0;
        while ((BN254_X >> low & 1) == 0)
            low++;
        unsigned digit = BN254_X >> low & ((1u << (i - low + 1)) - 1);
        if (started) {
            for (int k = low; k <= i; k++)
                square(&result, &result);
            mul(&result, &powers[digit / 2], &result);
        } else {
            result = powers[digit / 2];
            started = true;
        }
        i = low - 1;
    }
    *ret = result;
}

/* f^((p^6 - 1)(p^2 + 1)) */
static void easy_part(const zk_fp12 *value, zk_fp12 *ret)
{
    zk_fp12 f, t;
    ZK_ARCH(zk_fp12_inverse)(value, &t);
    conjugate(value, &f);
    mul(&f, &t, &f);
    ZK_ARCH(zk_fp12_frobenius)(&f, 2, &t);
    mul(&f, &t, ret);
}

/* f^((p^4 - p^2 + 1)/r) = y0 y1^2 y2^6 y3^12 y4^18 y5^30 y6^36; constants.py checks the exponents.
 * Source: Scott, Benger, Charlemagne, Dominguez Perez, Kachisa 2009. */
static void hard_part(const zk_fp12 *f, zk_fp12 *ret)
{
    zk_fp12 fx, fx2, y, t0, t1;
    power_x(f, &fx);
    power_x(&fx, &fx2);
    power_x(&fx2, &t0);

    ZK_ARCH(zk_fp12_frobenius)(&t0, 1, &y);
    mul(&t0, &y, &t0);
    conjugate(&t0, &t0); /* y6 */
    square(&t0, &t0);
    ZK_ARCH(zk_fp12_frobenius)(&fx2, 1, &y);
    mul(&fx, &y, &y);
    conjugate(&y, &y); /* y4 */
    mul(&t0, &y, &t0);
    conjugate(&fx2, &y); /* y5 */
    mul(&t0, &y, &t0);
    ZK_ARCH(zk_fp12_frobenius)(&fx, 1, &t1);
    conjugate(&t1, &t1); /* y3 */
    mul(&t1, &y, &t1);
    mul(&t1, &t0, &t1);
    ZK_ARCH(zk_fp12_frobenius)(&fx2, 2, &y); /* y2 */
    mul(&t0, &y, &t0);
    square(&t1, &t1);
    mul(&t1, &t0, &t1);
    square(&t1, &t1);
    conjugate(f, &y); /* y1 */
    mul(&t1, &y, &t0);
    ZK_ARCH(zk_fp12_frobenius)(f, 1, &y); /* the three factors of y0 */
    mul(&t1, &y, &t1);
    ZK_ARCH(zk_fp12_frobenius)(f, 2, &y);
    mul(&t1, &y, &t1);
    ZK_ARCH(zk_fp12_frobenius)(f, 3, &y);
    mul(&t1, &y, &t1);
    square(&t0, &t0);
    mul(&t0, &t1, ret);
}

void ZK_ARCH(zk_pairing_final_exponentiation)(const zk_fp12 *value, zk_fp12 *ret_value)
{
    zk_fp12 f;
    easy_part(value, &f);
    hard_part(&f, ret_value);
}
