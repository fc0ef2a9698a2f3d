#ifndef CROWDPATCH_ZK_FP_H
#define CROWDPATCH_ZK_FP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"

/** BN254's base field: integers modulo
 *  p = 21888242871839275222246405745257275088696311157297823662689037894645226208583.
 *  Source: EIP-196.  An element is a*2^256 mod p (Montgomery form), fully reduced, least
 * significant limb first: equal elements have equal bytes. Results come last and may be operands.
 * No branch depends on a value but where that is said. */
typedef struct {
    uint64_t limb[4];
} zk_fp;

static inline bool zk_fp_is_zero(const zk_fp *a)
{
    return (a->limb[0] | a->limb[1] | a->limb[2] | a->limb[3]) == 0;
}

static inline bool zk_fp_equal(const zk_fp *a, const zk_fp *b)
{
    return ((a->limb[0] ^ b->limb[0]) | (a->limb[1] ^ b->limb[1]) | (a->limb[2] ^ b->limb[2]) |
            (a->limb[3] ^ b->limb[3])) == 0;
}

void zk_fp_add(const zk_fp *a, const zk_fp *b, zk_fp *ret_sum);
void zk_fp_sub(const zk_fp *a, const zk_fp *b, zk_fp *ret_difference);
void zk_fp_neg(const zk_fp *a, zk_fp *ret_negative);
void zk_fp_mul(const zk_fp *a, const zk_fp *b, zk_fp *ret_product);
void zk_fp_square(const zk_fp *a, zk_fp *ret_square);
/** a^exponent; 0^0 is 1. Variable time in the exponent. */
void zk_fp_pow(const zk_fp *a, const u256 *exponent, zk_fp *ret_power);
/** 1/a; 0 for 0. */
void zk_fp_inverse(const zk_fp *a, zk_fp *ret_inverse);
/** Replaces each of n elements by its inverse, and zeros by zero, with one inversion in all.
 *  Source: Montgomery 1987.  Shape: elements[n], scratch[n]. Its time tells which are zero. */
void zk_fp_batch_inverse(size_t n, zk_fp elements[], zk_fp scratch[]);
/** A root of a, the one that a^((p+1)/4) gives (p = 3 mod 4). False, and ret_root untouched, when a
 * is not a square. */
bool zk_fp_sqrt(const zk_fp *a, zk_fp *ret_root);

/** The element of that canonical value. False, and ret_element untouched, when value >= p: its time
 *  tells of values near p. */
bool zk_fp_from_u256(const u256 *value, zk_fp *ret_element);
void zk_fp_from_u64(uint64_t value, zk_fp *ret_element);
/** The canonical value, below p. */
void zk_fp_to_u256(const zk_fp *a, u256 *ret_value);
/** The same from and to 32 big-endian bytes. */
bool zk_fp_from_be(const uint8_t bytes[32], zk_fp *ret_element);
void zk_fp_to_be(const zk_fp *a, uint8_t ret_bytes[32]);

#endif
