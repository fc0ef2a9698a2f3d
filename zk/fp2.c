#include "zk/tower.h"

void ZK_ARCH(zk_fp2_add)(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_sum)
{
    fp2_add(a, b, ret_sum);
}

void ZK_ARCH(zk_fp2_sub)(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_difference)
{
    fp2_sub(a, b, ret_difference);
}

void ZK_ARCH(zk_fp2_neg)(const zk_fp2 *a, zk_fp2 *ret_negative)
{
    fp2_neg(a, ret_negative);
}

/* Karatsuba: three products in Fp. */
void ZK_ARCH(zk_fp2_mul)(const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_product)
{
    zk_fp low, high, sum_a, sum_b;
    fp_add(&a->c0, &a->c1, &sum_a);
    fp_add(&b->c0, &b->c1, &sum_b);
    fp_mul(&a->c0, &b->c0, &low);
    fp_mul(&a->c1, &b->c1, &high);
    fp_mul(&sum_a, &sum_b, &sum_a);
    fp_sub(&low, &high, &ret_product->c0);
    fp_sub(&sum_a, &low, &sum_a);
    fp_sub(&sum_a, &high, &ret_product->c1);
}

/* (c0 + c1)(c0 - c1) + 2 c0 c1 u */
void ZK_ARCH(zk_fp2_square)(const zk_fp2 *a, zk_fp2 *ret_square)
{
    zk_fp sum, difference, cross;
    fp_add(&a->c0, &a->c1, &sum);
    fp_sub(&a->c0, &a->c1, &difference);
    fp_double(&a->c0, &cross);
    fp_mul(&cross, &a->c1, &ret_square->c1);
    fp_mul(&sum, &difference, &ret_square->c0);
}

/* conjugate / norm */
void ZK_ARCH(zk_fp2_inverse)(const zk_fp2 *a, zk_fp2 *ret_inverse)
{
    zk_fp norm, t;
    fp_square(&a->c0, &norm);
    fp_square(&a->c1, &t);
    fp_add(&norm, &t, &norm);
    ZK_ARCH(zk_fp_inverse)(&norm, &norm);
    fp2_conjugate(a, ret_inverse);
    fp2_scale(ret_inverse, &norm, ret_inverse);
}
