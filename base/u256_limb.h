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

/** a * b + c + *high; the product's upper half goes to *high. */
static inline uint64_t u256_limb_mul(uint64_t a, uint64_t b, uint64_t c, uint64_t *high)
{
    unsigned __int128 product = (unsigned __int128)a * b + c + *high;
    *high = (uint64_t)(product >> 64);
    return (uint64_t)product;
}

/** row[0..3] + a * b; the limb above goes to row[4]. */
static inline __attribute__((always_inline)) void
u256_limbs_add_product(uint64_t row[5], uint64_t a, const uint64_t b[4])
{
    uint64_t high = 0;
    row[0] = u256_limb_mul(a, b[0], row[0], &high);
    row[1] = u256_limb_mul(a, b[1], row[1], &high);
    row[2] = u256_limb_mul(a, b[2], row[2], &high);
    row[3] = u256_limb_mul(a, b[3], row[3], &high);
    row[4] = high;
}

static inline __attribute__((always_inline)) void
u256_limbs_mul(const uint64_t a[4], const uint64_t b[4], uint64_t ret_product[8])
{
    for (int i = 0; i < 4; i++)
        ret_product[i] = 0;
    u256_limbs_add_product(ret_product, a[0], b);
    u256_limbs_add_product(ret_product + 1, a[1], b);
    u256_limbs_add_product(ret_product + 2, a[2], b);
    u256_limbs_add_product(ret_product + 3, a[3], b);
}

#endif
