#include <string.h>

#include "zk/tower.h"

#define POINT zk_g2
#define AFFINE zk_g2_affine
#define ELEMENT zk_fp2
#define F(x) fp2_##x
#define F_OUTER(x) ZK_ARCH(zk_fp2_##x)
#define F_COMMON(x) zk_fp2_##x
#define OUTER(x) ZK_ARCH(zk_g2_##x)
#define CURVE_B BN254_TWIST_B
#include "zk/curve_template.h"

/* Right for every point of the curve, in the subgroup or not. */
void ZK_ARCH(zk_g2_mul)(const zk_g2 *a, const u256 *scalar, zk_g2 *ret_product)
{
    zk_g2 table[CURVE_TABLE], sum = {0};
    signed char digits[CURVE_DIGITS];
    odd_multiples(a, table);
    recode(scalar, digits);
    for (int i = (int)u256_bit_length(*scalar); i >= 0; i--) {
        ZK_ARCH(zk_g2_double)(&sum, &sum);
        add_digit(table, digits[i], &sum);
    }
    *ret_product = sum;
}

/* The image of a under psi = untwist, Frobenius, twist. */
static void psi(const zk_g2 *a, zk_g2 *ret)
{
    fp2_conjugate(&a->x, &ret->x);
    fp2_mul(&ret->x, &BN254_FROBENIUS_1[2], &ret->x);
    fp2_conjugate(&a->y, &ret->y);
    fp2_mul(&ret->y, &BN254_FROBENIUS_1[3], &ret->y);
    fp2_conjugate(&a->z, &ret->z);
}

/* [x+1]a + psi([x]a) + psi^2([x]a) = psi^3([2x]a); constants.py proves that only the subgroup
 * satisfies it. Source: El Housni, Guillevic, Piellard 2022. */
bool ZK_ARCH(zk_g2_is_in_subgroup)(const zk_g2_affine *a)
{
    zk_g2 point, xa, left, right;
    u256 x = u256_from_u64(BN254_X);
    ZK_ARCH(zk_g2_from_affine)(a, &point);
    ZK_ARCH(zk_g2_mul)(&point, &x, &xa);
    ZK_ARCH(zk_g2_add_affine)(&xa, a, &left);
    psi(&xa, &right);
    ZK_ARCH(zk_g2_add)(&left, &right, &left);
    psi(&right, &right);
    ZK_ARCH(zk_g2_add)(&left, &right, &left);
    psi(&right, &right);
    ZK_ARCH(zk_g2_double)(&right, &right);
    return ZK_ARCH(zk_g2_equal)(&left, &right);
}
