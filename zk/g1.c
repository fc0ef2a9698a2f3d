#include <string.h>

#include "zk/field.h"
#include "zk/kernels.h"

#define POINT zk_g1
#define AFFINE zk_g1_affine
#define ELEMENT zk_fp
#define F(x) fp_##x
#define F_OUTER(x) ZK_ARCH(zk_fp_##x)
#define F_COMMON(x) zk_fp_##x
#define OUTER(x) ZK_ARCH(zk_g1_##x)
#define CURVE_B BN254_B
#include "zk/curve_template.h"

/* k = k1 + k2 lambda mod r, both of about 128 bits, as two's complement; constants.py has the
 * lattice. Source: Gallant, Lambert, Vanstone 2001. */
static void decompose(const u256 *k, u256 *ret_k1, u256 *ret_k2)
{
    u256 c1, c2, low;
    u256_mul_wide(*k, BN254_GLV_G1, &c1, &low);
    u256_mul_wide(*k, BN254_GLV_G2, &c2, &low);
    *ret_k1 = u256_sub(*k, u256_add(u256_mul(c1, BN254_GLV_A1), u256_mul(c2, BN254_GLV_A2)));
    *ret_k2 = u256_sub(u256_mul(c1, BN254_GLV_MINUS_B1), u256_mul(c2, BN254_GLV_B2));
}

/* Makes k its magnitude; returns whether it was negative. */
static bool take_sign(u256 *k)
{
    bool negative = u256_is_negative(*k);
    if (negative)
        *k = u256_sub(u256_from_u64(0), *k);
    return negative;
}

void ZK_ARCH(zk_g1_mul)(const zk_g1 *a, const u256 *scalar, zk_g1 *ret_product)
{
    u256 k1, k2;
    u256 k = u256_mod(*scalar, BN254_ORDER);
    decompose(&k, &k1, &k2);
    bool negative1 = take_sign(&k1), negative2 = take_sign(&k2);

    zk_g1 table1[CURVE_TABLE], table2[CURVE_TABLE], sum = *a;
    if (negative1)
        ZK_ARCH(zk_g1_neg)(a, &sum);
    odd_multiples(&sum, table1);
    for (int i = 0; i < CURVE_TABLE; i++) {
        table2[i] = table1[i];
        fp_mul(&table2[i].x, &BN254_BETA, &table2[i].x);
        if (negative1 != negative2)
            fp_neg(&table2[i].y, &table2[i].y);
    }

    signed char digits1[CURVE_DIGITS], digits2[CURVE_DIGITS];
    recode(&k1, digits1);
    recode(&k2, digits2);
    unsigned bits1 = u256_bit_length(k1), bits2 = u256_bit_length(k2);
    sum = (zk_g1){0};
    for (int i = (int)(bits1 > bits2 ? bits1 : bits2); i >= 0; i--) {
        ZK_ARCH(zk_g1_double)(&sum, &sum);
        add_digit(table1, digits1[i], &sum);
        add_digit(table2, digits2[i], &sum);
    }
    *ret_product = sum;
}
