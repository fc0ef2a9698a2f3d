#include <assert.h>
#include <string.h>

#include "zk/tower.h"

bool ZK_ARCH(zk_fp12_equal)(const zk_fp12 *a, const zk_fp12 *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

void ZK_ARCH(zk_fp12_one)(zk_fp12 *ret_one)
{
    *ret_one = (zk_fp12){0};
    fp2_one(&ret_one->c0.c0);
}

bool ZK_ARCH(zk_fp12_is_one)(const zk_fp12 *a)
{
    zk_fp12 one;
    ZK_ARCH(zk_fp12_one)(&one);
    return ZK_ARCH(zk_fp12_equal)(a, &one);
}

static void mul6(const zk_fp6 *a, const zk_fp6 *b, zk_fp6 *ret)
{
    ZK_ARCH(zk_fp6_mul)(a, b, ret);
}

void ZK_ARCH(zk_fp12_mul)(const zk_fp12 *a, const zk_fp12 *b, zk_fp12 *ret_product)
{
    zk_fp6 low, high, s, t;
    mul6(&a->c0, &b->c0, &low);
    mul6(&a->c1, &b->c1, &high);
    fp6_add(&a->c0, &a->c1, &s);
    fp6_add(&b->c0, &b->c1, &t);
    mul6(&s, &t, &s);
    fp6_sub(&s, &low, &s);
    fp6_sub(&s, &high, &ret_product->c1);
    fp6_mul_v(&high, &high);
    fp6_add(&low, &high, &ret_product->c0);
}

/* c0^2 + v c1^2 = (c0 + c1)(c0 + v c1) - c0 c1 - v c0 c1 */
void ZK_ARCH(zk_fp12_square)(const zk_fp12 *a, zk_fp12 *ret_square)
{
    zk_fp6 cross, s, t;
    fp6_add(&a->c0, &a->c1, &s);
    fp6_mul_v(&a->c1, &t);
    fp6_add(&a->c0, &t, &t);
    mul6(&a->c0, &a->c1, &cross);
    mul6(&s, &t, &s);
    fp6_sub(&s, &cross, &s);
    fp6_mul_v(&cross, &t);
    fp6_sub(&s, &t, &ret_square->c0);
    fp6_add(&cross, &cross, &ret_square->c1);
}

/* a * (b0 + b1 v): five products in Fp2. */
static void mul6_sparse(const zk_fp6 *a, const zk_fp2 *b0, const zk_fp2 *b1, zk_fp6 *ret)
{
    zk_fp2 v0, v1, s, t, c0;
    fp2_mul(&a->c0, b0, &v0);
    fp2_mul(&a->c1, b1, &v1);
    fp2_mul(&a->c2, b1, &c0);
    fp2_mul_xi(&c0, &c0);
    fp2_add(&a->c0, &a->c1, &s);
    fp2_add(b0, b1, &t);
    fp2_mul(&s, &t, &s);
    fp2_mul(&a->c2, b0, &t);
    fp2_add(&t, &v1, &ret->c2);
    fp2_sub(&s, &v0, &s);
    fp2_sub(&s, &v1, &ret->c1);
    fp2_add(&c0, &v0, &ret->c0);
}

void ZK_ARCH(zk_fp12_mul_line)(const zk_fp12 *a, const zk_fp2 *c0, const zk_fp2 *c3,
                               const zk_fp2 *c4, zk_fp12 *ret_product)
{
    zk_fp6 low, high, s;
    zk_fp2 sum;
    fp2_mul(&a->c0.c0, c0, &low.c0);
    fp2_mul(&a->c0.c1, c0, &low.c1);
    fp2_mul(&a->c0.c2, c0, &low.c2);
    mul6_sparse(&a->c1, c3, c4, &high);
    fp6_add(&a->c0, &a->c1, &s);
    fp2_add(c0, c3, &sum);
    mul6_sparse(&s, &sum, c4, &s);
    fp6_sub(&s, &low, &s);
    fp6_sub(&s, &high, &ret_product->c1);
    fp6_mul_v(&high, &high);
    fp6_add(&low, &high, &ret_product->c0);
}

void ZK_ARCH(zk_fp12_conjugate)(const zk_fp12 *a, zk_fp12 *ret_conjugate)
{
    ret_conjugate->c0 = a->c0;
    fp6_neg(&a->c1, &ret_conjugate->c1);
}

/* conjugate / norm to Fp6 */
void ZK_ARCH(zk_fp12_inverse)(const zk_fp12 *a, zk_fp12 *ret_inverse)
{
    zk_fp6 norm, t;
    ZK_ARCH(zk_fp6_square)(&a->c0, &norm);
    ZK_ARCH(zk_fp6_square)(&a->c1, &t);
    fp6_mul_v(&t, &t);
    fp6_sub(&norm, &t, &norm);
    ZK_ARCH(zk_fp6_inverse)(&norm, &norm);
    mul6(&a->c0, &norm, &ret_inverse->c0);
    mul6(&a->c1, &norm, &t);
    fp6_neg(&t, &ret_inverse->c1);
}

/* The coefficient of w^i, i = 0..5, is conjugated by odd powers and takes xi^(i (p^power-1)/6). */
void ZK_ARCH(zk_fp12_frobenius)(const zk_fp12 *a, unsigned power, zk_fp12 *ret_image)
{
    assert(power >= 1 && power <= 3);
    static const zk_fp2 *const factors[] = {NULL, BN254_FROBENIUS_1, BN254_FROBENIUS_2,
                                            BN254_FROBENIUS_3};
    const zk_fp2 *from[6] = {&a->c0.c0, &a->c1.c0, &a->c0.c1, &a->c1.c1, &a->c0.c2, &a->c1.c2};
    zk_fp2 *to[6] = {&ret_image->c0.c0, &ret_image->c1.c0, &ret_image->c0.c1,
                     &ret_image->c1.c1, &ret_image->c0.c2, &ret_image->c1.c2};
    for (int i = 0; i < 6; i++) {
        if (power == 2) {
            fp2_scale(from[i], &factors[2][i].c0, to[i]);
            continue;
        }
        fp2_conjugate(from[i], to[i]);
        fp2_mul(to[i], &factors[power][i], to[i]);
    }
}

/* The square of a + b s in Fp4 = Fp2[s]/(s^2 - xi). */
static void square4(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_c0, zk_fp2 *ret_c1)
{
    zk_fp2 a2, b2, sum;
    fp2_square(a, &a2);
    fp2_square(b, &b2);
    fp2_add(a, b, &sum);
    fp2_square(&sum, &sum);
    fp2_sub(&sum, &a2, &sum);
    fp2_sub(&sum, &b2, ret_c1);
    fp2_mul_xi(&b2, &b2);
    fp2_add(&a2, &b2, ret_c0);
}

/* ret = 3 square - 2 a, or 3 square + 2 a */
static void combine_minus(const zk_fp2 *square, const zk_fp2 *a, zk_fp2 *ret)
{
    zk_fp2 t;
    fp2_sub(square, a, &t);
    fp2_double(&t, &t);
    fp2_add(&t, square, ret);
}

static void combine_plus(const zk_fp2 *square, const zk_fp2 *a, zk_fp2 *ret)
{
    zk_fp2 t;
    fp2_add(square, a, &t);
    fp2_double(&t, &t);
    fp2_add(&t, square, ret);
}

void ZK_ARCH(zk_fp12_cyclotomic_square)(const zk_fp12 *a, zk_fp12 *ret_square)
{
    zk_fp2 a0, a1, b0, b1, c0, c1, t;
    square4(&a->c0.c0, &a->c1.c1, &a0, &a1);
    square4(&a->c1.c0, &a->c0.c2, &b0, &b1);
    square4(&a->c0.c1, &a->c1.c2, &c0, &c1);
    fp2_mul_xi(&c1, &t);
    combine_minus(&a0, &a->c0.c0, &ret_square->c0.c0);
    combine_minus(&b0, &a->c0.c1, &ret_square->c0.c1);
    combine_minus(&c0, &a->c0.c2, &ret_square->c0.c2);
    combine_plus(&t, &a->c1.c0, &ret_square->c1.c0);
    combine_plus(&a1, &a->c1.c1, &ret_square->c1.c1);
    combine_plus(&b1, &a->c1.c2, &ret_square->c1.c2);
}

void ZK_ARCH(zk_fp12_pow)(const zk_fp12 *a, const u256 *exponent, zk_fp12 *ret_power)
{
    zk_fp12 base = *a, result;
    zk_fp12_one(&result);
    for (unsigned i = u256_bit_length(*exponent); i-- > 0;) {
        ZK_ARCH(zk_fp12_square)(&result, &result);
        if (exponent->limb[i / 64] >> (i % 64) & 1)
            ZK_ARCH(zk_fp12_mul)(&result, &base, &result);
    }
    *ret_power = result;
}
