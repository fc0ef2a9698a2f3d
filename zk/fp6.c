#include "zk/tower.h"

/* Karatsuba over three coefficients: six products in Fp2.
 * Source: Devegili, O hEigeartaigh, Scott, Dahab 2006. */
void ZK_ARCH(zk_fp6_mul)(const zk_fp6 *a, const zk_fp6 *b, zk_fp6 *ret_product)
{
    zk_fp2 v0, v1, v2, s, t, c0, c1;
    fp2_mul(&a->c0, &b->c0, &v0);
    fp2_mul(&a->c1, &b->c1, &v1);
    fp2_mul(&a->c2, &b->c2, &v2);

    fp2_add(&a->c1, &a->c2, &s);
    fp2_add(&b->c1, &b->c2, &t);
    fp2_mul(&s, &t, &c0);
    fp2_sub(&c0, &v1, &c0);
    fp2_sub(&c0, &v2, &c0);
    fp2_mul_xi(&c0, &c0);
    fp2_add(&c0, &v0, &c0);

    fp2_add(&a->c0, &a->c1, &s);
    fp2_add(&b->c0, &b->c1, &t);
    fp2_mul(&s, &t, &c1);
    fp2_sub(&c1, &v0, &c1);
    fp2_sub(&c1, &v1, &c1);

    fp2_add(&a->c0, &a->c2, &s);
    fp2_add(&b->c0, &b->c2, &t);
    fp2_mul(&s, &t, &s);
    fp2_sub(&s, &v0, &s);
    fp2_sub(&s, &v2, &s);
    fp2_add(&s, &v1, &ret_product->c2);

    fp2_mul_xi(&v2, &t);
    fp2_add(&c1, &t, &ret_product->c1);
    ret_product->c0 = c0;
}

/* Two products and three squares. Source: Chung and Hasan 2007, SQR2. */
void ZK_ARCH(zk_fp6_square)(const zk_fp6 *a, zk_fp6 *ret_square)
{
    zk_fp2 s0, s1, s2, s3, s4, t;
    fp2_square(&a->c0, &s0);
    fp2_mul(&a->c0, &a->c1, &s1);
    fp2_double(&s1, &s1);
    fp2_sub(&a->c0, &a->c1, &s2);
    fp2_add(&s2, &a->c2, &s2);
    fp2_square(&s2, &s2);
    fp2_mul(&a->c1, &a->c2, &s3);
    fp2_double(&s3, &s3);
    fp2_square(&a->c2, &s4);

    fp2_add(&s1, &s2, &t);
    fp2_add(&t, &s3, &t);
    fp2_sub(&t, &s0, &t);
    fp2_sub(&t, &s4, &ret_square->c2);
    fp2_mul_xi(&s3, &t);
    fp2_add(&s0, &t, &ret_square->c0);
    fp2_mul_xi(&s4, &t);
    fp2_add(&s1, &t, &ret_square->c1);
}

/* The adjoint over the norm to Fp2. */
void ZK_ARCH(zk_fp6_inverse)(const zk_fp6 *a, zk_fp6 *ret_inverse)
{
    zk_fp2 c0, c1, c2, t, norm;
    fp2_square(&a->c0, &c0);
    fp2_mul(&a->c1, &a->c2, &t);
    fp2_mul_xi(&t, &t);
    fp2_sub(&c0, &t, &c0);

    fp2_square(&a->c2, &c1);
    fp2_mul_xi(&c1, &c1);
    fp2_mul(&a->c0, &a->c1, &t);
    fp2_sub(&c1, &t, &c1);

    fp2_square(&a->c1, &c2);
    fp2_mul(&a->c0, &a->c2, &t);
    fp2_sub(&c2, &t, &c2);

    fp2_mul(&a->c2, &c1, &norm);
    fp2_mul(&a->c1, &c2, &t);
    fp2_add(&norm, &t, &norm);
    fp2_mul_xi(&norm, &norm);
    fp2_mul(&a->c0, &c0, &t);
    fp2_add(&norm, &t, &norm);
    ZK_ARCH(zk_fp2_inverse)(&norm, &norm);

    fp2_mul(&c0, &norm, &ret_inverse->c0);
    fp2_mul(&c1, &norm, &ret_inverse->c1);
    fp2_mul(&c2, &norm, &ret_inverse->c2);
}
