#ifndef CROWDPATCH_ZK_FP12_H
#define CROWDPATCH_ZK_FP12_H

#include "zk/fp6.h"

/** Fp6[w]/(w^2 - v): c0 + c1 w. Results come last and may be operands. */
typedef struct {
    zk_fp6 c0, c1;
} zk_fp12;

bool zk_fp12_equal(const zk_fp12 *a, const zk_fp12 *b);
bool zk_fp12_is_one(const zk_fp12 *a);
void zk_fp12_one(zk_fp12 *ret_one);
void zk_fp12_mul(const zk_fp12 *a, const zk_fp12 *b, zk_fp12 *ret_product);
void zk_fp12_square(const zk_fp12 *a, zk_fp12 *ret_square);
/** a * (c0 + c3 w + c4 w^3), the shape of a line's value. */
void zk_fp12_mul_line(const zk_fp12 *a, const zk_fp2 *c0, const zk_fp2 *c3, const zk_fp2 *c4,
                      zk_fp12 *ret_product);
/** a^(p^6): c0 - c1 w; the inverse in the cyclotomic subgroup. */
void zk_fp12_conjugate(const zk_fp12 *a, zk_fp12 *ret_conjugate);
/** 1/a; 0 for 0. */
void zk_fp12_inverse(const zk_fp12 *a, zk_fp12 *ret_inverse);
/** a^(p^power). Requires: 1 <= power <= 3 (asserted). */
void zk_fp12_frobenius(const zk_fp12 *a, unsigned power, zk_fp12 *ret_image);
/** a^2 for a in the cyclotomic subgroup, a^(p^4 - p^2 + 1) = 1.  Source: Granger and Scott 2010. */
void zk_fp12_cyclotomic_square(const zk_fp12 *a, zk_fp12 *ret_square);
/** a^exponent by squaring; for tests and small uses. Variable time in the exponent. */
void zk_fp12_pow(const zk_fp12 *a, const u256 *exponent, zk_fp12 *ret_power);

#endif
