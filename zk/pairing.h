#ifndef CROWDPATCH_ZK_PAIRING_H
#define CROWDPATCH_ZK_PAIRING_H

#include "zk/fp12.h"
#include "zk/g1.h"
#include "zk/g2.h"

/** The optimal ate pairing e: G1 x G2 -> the elements of order r of Fp12.
 *  Source: Vercauteren 2010; loop and lines after Aranha, Barreto, Longa, Ricardini 2013.
 *  All points must be in their groups; infinity pairs to 1. No heap, at most 12 KiB of stack.
 *  Variable time: public inputs only. */

/** Whether the product of e(g1[i], g2[i]) over i < n is 1: true for n = 0.
 *  Shape: g1[n], g2[n] affine. One final exponentiation in all. */
bool zk_pairing_product_is_one(size_t n, const zk_g1_affine g1[], const zk_g2_affine g2[]);

/** e(p, q). */
void zk_pairing(const zk_g1_affine *p, const zk_g2_affine *q, zk_fp12 *ret_value);

/** The two halves. The product of Miller loops over i < n; and value^((p^12 - 1)/r), exactly that
 *  power. Miller loops of parts may be multiplied by zk_fp12_mul() before. */
void zk_pairing_miller_loop(size_t n, const zk_g1_affine g1[], const zk_g2_affine g2[],
                            zk_fp12 *ret_value);
/** Requires: value is not 0. */
void zk_pairing_final_exponentiation(const zk_fp12 *value, zk_fp12 *ret_value);

#endif
