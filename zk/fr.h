#ifndef CROWDPATCH_ZK_FR_H
#define CROWDPATCH_ZK_FR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"

/** BN254's scalar field: integers modulo the order of its groups,
 *  r = 21888242871839275222246405745257275088548364400416034343698204186575808495617.
 *  Source: EIP-196.  Form and rules are those of zk/fp.h. r - 1 = 2^28 * odd. */
typedef struct {
    uint64_t limb[4];
} zk_fr;

static inline bool zk_fr_is_zero(const zk_fr *a)
{
    return (a->limb[0] | a->limb[1] | a->limb[2] | a->limb[3]) == 0;
}

static inline bool zk_fr_equal(const zk_fr *a, const zk_fr *b)
{
    return ((a->limb[0] ^ b->limb[0]) | (a->limb[1] ^ b->limb[1]) | (a->limb[2] ^ b->limb[2]) |
            (a->limb[3] ^ b->limb[3])) == 0;
}

void zk_fr_add(const zk_fr *a, const zk_fr *b, zk_fr *ret_sum);
void zk_fr_sub(const zk_fr *a, const zk_fr *b, zk_fr *ret_difference);
void zk_fr_neg(const zk_fr *a, zk_fr *ret_negative);
void zk_fr_mul(const zk_fr *a, const zk_fr *b, zk_fr *ret_product);
void zk_fr_square(const zk_fr *a, zk_fr *ret_square);
/** a^exponent; 0^0 is 1. Variable time in the exponent. */
void zk_fr_pow(const zk_fr *a, const u256 *exponent, zk_fr *ret_power);
/** 1/a; 0 for 0. */
void zk_fr_inverse(const zk_fr *a, zk_fr *ret_inverse);
/** Replaces each of n elements by its inverse, and zeros by zero, with one inversion in all.
 *  Source: Montgomery 1987.  Shape: elements[n], scratch[n]. Its time tells which are zero. */
void zk_fr_batch_inverse(size_t n, zk_fr elements[], zk_fr scratch[]);

/** The element of that canonical value. False, and ret_element untouched, when value >= r: its time
 *  tells of values near r. */
bool zk_fr_from_u256(const u256 *value, zk_fr *ret_element);
void zk_fr_from_u64(uint64_t value, zk_fr *ret_element);
/** The canonical value, below r. */
void zk_fr_to_u256(const zk_fr *a, u256 *ret_value);
/** The same from and to 32 big-endian bytes. */
bool zk_fr_from_be(const uint8_t bytes[32], zk_fr *ret_element);
void zk_fr_to_be(const zk_fr *a, uint8_t ret_bytes[32]);

#endif
