#ifndef CROWDPATCH_BASE_U256_LIMB_H
#define CROWDPATCH_BASE_U256_LIMB_H

#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/** Arithmetic on limbs, the least significant first. All of u256's frequent arithmetic goes limb by
 *  limb: a word that is copied whole, by vectors, stalls the processor when it was just stored by
 *  limbs. */

/** a + b + *carry; the new carry, 0 or 1, goes back. */
static inline uint64_t u256_limb_add(uint64_t a, uint64_t b, unsigned char *carry)
{
#if defined(__x86_64__)
    unsigned long long sum;
    *carry = _addcarry_u64(*carry, a, b, &sum);
    return sum;
#else
    unsigned __int128 sum = (unsigned __int128)a + b + *carry;
    *carry = (unsigned char)(sum >> 64);
    return (uint64_t)sum;
#endif
}

/** a - b - *borrow; the new borrow, 0 or 1, goes back. */
static inline uint64_t u256_limb_sub(uint64_t a, uint64_t b, unsigned char *borrow)
{
#if defined(__x86_64__)
    unsigned long long difference;
    *borrow = _subborrow_u64(*borrow, a, b, &difference);
    return difference;
#else
    unsigned __int128 difference = (unsigned __int128)a - b - *borrow;
    *borrow = (unsigned char)(difference >> 64) & 1;
    return (uint64_t)difference;
#endif
}

#define U256_LIMB_INLINE static inline __attribute__((always_inline))

/** a + b + carry, limb by limb without a loop, which not all compilers unroll. Returns the carry.
 */
U256_LIMB_INLINE unsigned char u256_limbs_add(const uint64_t a[4], const uint64_t b[4],
                                              unsigned char carry, uint64_t ret_sum[4])
{
    ret_sum[0] = u256_limb_add(a[0], b[0], &carry);
    ret_sum[1] = u256_limb_add(a[1], b[1], &carry);
    ret_sum[2] = u256_limb_add(a[2], b[2], &carry);
    ret_sum[3] = u256_limb_add(a[3], b[3], &carry);
    return carry;
}

/** a - b. Returns the borrow. */
U256_LIMB_INLINE unsigned char u256_limbs_sub(const uint64_t a[4], const uint64_t b[4],
                                              uint64_t ret_difference[4])
{
    unsigned char borrow = 0;
    ret_difference[0] = u256_limb_sub(a[0], b[0], &borrow);
    ret_difference[1] = u256_limb_sub(a[1], b[1], &borrow);
    ret_difference[2] = u256_limb_sub(a[2], b[2], &borrow);
    ret_difference[3] = u256_limb_sub(a[3], b[3], &borrow);
    return borrow;
}

/** a * b, of five limbs. */
U256_LIMB_INLINE void u256_limbs_mul_limb(uint64_t a, const uint64_t b[4], uint64_t ret_product[5])
{
    unsigned __int128 p0 = (unsigned __int128)a * b[0], p1 = (unsigned __int128)a * b[1];
    unsigned __int128 p2 = (unsigned __int128)a * b[2], p3 = (unsigned __int128)a * b[3];
    unsigned char carry = 0;
    ret_product[0] = (uint64_t)p0;
    ret_product[1] = u256_limb_add((uint64_t)(p0 >> 64), (uint64_t)p1, &carry);
    ret_product[2] = u256_limb_add((uint64_t)(p1 >> 64), (uint64_t)p2, &carry);
    ret_product[3] = u256_limb_add((uint64_t)(p2 >> 64), (uint64_t)p3, &carry);
    ret_product[4] = u256_limb_add((uint64_t)(p3 >> 64), 0, &carry);
}

/** row[0..3] + a * b; the limb above goes to row[4]. */
U256_LIMB_INLINE void u256_limbs_add_product(uint64_t row[5], uint64_t a, const uint64_t b[4])
{
    uint64_t product[5];
    u256_limbs_mul_limb(a, b, product);
    unsigned char carry = u256_limbs_add(row, product, 0, row);
    row[4] = product[4] + carry;
}

U256_LIMB_INLINE void u256_limbs_mul(const uint64_t a[4], const uint64_t b[4],
                                     uint64_t ret_product[8])
{
    u256_limbs_mul_limb(a[0], b, ret_product);
    u256_limbs_add_product(ret_product + 1, a[1], b);
    u256_limbs_add_product(ret_product + 2, a[2], b);
    u256_limbs_add_product(ret_product + 3, a[3], b);
}

/** The lower half of the product. */
U256_LIMB_INLINE void u256_limbs_mul_low(const uint64_t a[4], const uint64_t b[4],
                                         uint64_t ret_product[4])
{
    typedef unsigned __int128 u128;
    uint64_t a0 = a[0], a1 = a[1], a2 = a[2], b0 = b[0], b1 = b[1], b2 = b[2];
    unsigned char carry = 0;
    uint64_t top = a0 * b[3] + a1 * b2 + a2 * b1 + a[3] * b0;

    u128 row = (u128)a0 * b0, next = (u128)a0 * b1;
    uint64_t l0 = (uint64_t)row;
    uint64_t l1 = u256_limb_add((uint64_t)(row >> 64), (uint64_t)next, &carry);
    row = (u128)a0 * b2;
    uint64_t l2 = u256_limb_add((uint64_t)(next >> 64), (uint64_t)row, &carry);
    uint64_t l3 = u256_limb_add((uint64_t)(row >> 64), top, &carry);

    row = (u128)a1 * b0;
    next = (u128)a1 * b1;
    carry = 0;
    l1 = u256_limb_add(l1, (uint64_t)row, &carry);
    l2 = u256_limb_add(l2, (uint64_t)(row >> 64), &carry);
    l3 = u256_limb_add(l3, (uint64_t)(next >> 64), &carry);
    row = (u128)a2 * b0;
    carry = 0;
    l2 = u256_limb_add(l2, (uint64_t)next, &carry);
    l3 = u256_limb_add(l3, (uint64_t)(row >> 64), &carry);
    carry = 0;
    l2 = u256_limb_add(l2, (uint64_t)row, &carry);
    l3 = u256_limb_add(l3, 0, &carry);

    ret_product[0] = l0;
    ret_product[1] = l1;
    ret_product[2] = l2;
    ret_product[3] = l3;
}

#endif
