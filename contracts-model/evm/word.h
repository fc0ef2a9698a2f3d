#ifndef CROWDPATCH_EVM_WORD_H
#define CROWDPATCH_EVM_WORD_H

#include <stdint.h>
#include <string.h>

#include "base/u256.h"
#include "base/u256_limb.h"
#include "crypto/sign.h"

/** The interpreter's most frequent arithmetic, in line and limb by limb: a loop over limbs, or a
 *  copy by vectors, goes through memory and stalls on loads wider than the stores before them. The
 *  rest comes from base/u256.h. */

static inline u256 evm_word_get(const u256 *from)
{
    uint64_t l0 = from->limb[0], l1 = from->limb[1], l2 = from->limb[2], l3 = from->limb[3];
    return (u256){{l0, l1, l2, l3}};
}

static inline void evm_word_copy(u256 *to, const u256 *from)
{
    uint64_t l0 = from->limb[0], l1 = from->limb[1], l2 = from->limb[2], l3 = from->limb[3];
    to->limb[0] = l0;
    to->limb[1] = l1;
    to->limb[2] = l2;
    to->limb[3] = l3;
}

static inline u256 evm_word_add(u256 a, u256 b)
{
    unsigned char carry = 0;
    uint64_t l0 = u256_limb_add(a.limb[0], b.limb[0], &carry);
    uint64_t l1 = u256_limb_add(a.limb[1], b.limb[1], &carry);
    uint64_t l2 = u256_limb_add(a.limb[2], b.limb[2], &carry);
    uint64_t l3 = u256_limb_add(a.limb[3], b.limb[3], &carry);
    return (u256){{l0, l1, l2, l3}};
}

static inline u256 evm_word_sub(u256 a, u256 b)
{
    unsigned char borrow = 0;
    uint64_t l0 = u256_limb_sub(a.limb[0], b.limb[0], &borrow);
    uint64_t l1 = u256_limb_sub(a.limb[1], b.limb[1], &borrow);
    uint64_t l2 = u256_limb_sub(a.limb[2], b.limb[2], &borrow);
    uint64_t l3 = u256_limb_sub(a.limb[3], b.limb[3], &borrow);
    return (u256){{l0, l1, l2, l3}};
}

/** a < b. */
static inline bool evm_word_less(u256 a, u256 b)
{
    unsigned char borrow = 0;
    u256_limb_sub(a.limb[0], b.limb[0], &borrow);
    u256_limb_sub(a.limb[1], b.limb[1], &borrow);
    u256_limb_sub(a.limb[2], b.limb[2], &borrow);
    u256_limb_sub(a.limb[3], b.limb[3], &borrow);
    return borrow != 0;
}

static inline bool evm_word_equal(u256 a, u256 b)
{
    return ((a.limb[0] ^ b.limb[0]) | (a.limb[1] ^ b.limb[1]) | (a.limb[2] ^ b.limb[2]) |
            (a.limb[3] ^ b.limb[3])) == 0;
}

static inline u256 evm_word_mul(u256 a, u256 b)
{
    u256 product;
    u256_limbs_mul_low(a.limb, b.limb, product.limb);
    return product;
}

/** a * a: the products of different limbs are made once and doubled. */
static inline u256 evm_word_square(u256 a)
{
    uint64_t a0 = a.limb[0], a1 = a.limb[1], a2 = a.limb[2], a3 = a.limb[3];
    unsigned __int128 square0 = (unsigned __int128)a0 * a0;
    unsigned __int128 low = (unsigned __int128)a0 * a1;
    /* Limbs 1 to 3 of the mixed products, once. */
    unsigned __int128 high = (unsigned __int128)a0 * a2 + (uint64_t)(low >> 64);
    high += (unsigned __int128)(a0 * a3 + a1 * a2) << 64;
    uint64_t l1 = (uint64_t)low << 1;
    high = high << 1 | (uint64_t)low >> 63;
    unsigned __int128 sum = (unsigned __int128)l1 + (uint64_t)(square0 >> 64);
    high += (unsigned __int128)a1 * a1 + (uint64_t)(sum >> 64);
    return (u256){{(uint64_t)square0, (uint64_t)sum, (uint64_t)high, (uint64_t)(high >> 64)}};
}

/** value << count and value >> count over 256 bits; count < 256. */
static inline u256 evm_word_shl(u256 a, unsigned count)
{
    unsigned limbs = count / 64, bits = count % 64;
    uint64_t l0 = a.limb[0], l1 = a.limb[1], l2 = a.limb[2], l3 = a.limb[3];
    if (bits > 0) {
        l3 = l3 << bits | l2 >> (64 - bits);
        l2 = l2 << bits | l1 >> (64 - bits);
        l1 = l1 << bits | l0 >> (64 - bits);
        l0 <<= bits;
    }
    switch (limbs) {
    case 0:
        return (u256){{l0, l1, l2, l3}};
    case 1:
        return (u256){{0, l0, l1, l2}};
    case 2:
        return (u256){{0, 0, l0, l1}};
    default:
        return (u256){{0, 0, 0, l0}};
    }
}

static inline u256 evm_word_shr(u256 a, unsigned count)
{
    unsigned limbs = count / 64, bits = count % 64;
    uint64_t l0 = a.limb[0], l1 = a.limb[1], l2 = a.limb[2], l3 = a.limb[3];
    if (bits > 0) {
        l0 = l0 >> bits | l1 << (64 - bits);
        l1 = l1 >> bits | l2 << (64 - bits);
        l2 = l2 >> bits | l3 << (64 - bits);
        l3 >>= bits;
    }
    switch (limbs) {
    case 0:
        return (u256){{l0, l1, l2, l3}};
    case 1:
        return (u256){{l1, l2, l3, 0}};
    case 2:
        return (u256){{l2, l3, 0, 0}};
    default:
        return (u256){{l3, 0, 0, 0}};
    }
}

static inline u256 evm_word_from_bool(bool value)
{
    return (u256){{value, 0, 0, 0}};
}

static inline bool evm_word_is_u64(u256 a)
{
    return (a.limb[1] | a.limb[2] | a.limb[3]) == 0;
}

static inline uint64_t evm_word_load_limb(const uint8_t bytes[8])
{
    uint64_t be;
    memcpy(&be, bytes, sizeof(be));
    return __builtin_bswap64(be);
}

static inline void evm_word_store_limb(uint64_t limb, uint8_t bytes[8])
{
    uint64_t be = __builtin_bswap64(limb);
    memcpy(bytes, &be, sizeof(be));
}

/** Big-endian bytes. */
static inline u256 evm_word_load(const uint8_t bytes[32])
{
    uint64_t l3 = evm_word_load_limb(bytes), l2 = evm_word_load_limb(bytes + 8);
    uint64_t l1 = evm_word_load_limb(bytes + 16), l0 = evm_word_load_limb(bytes + 24);
    return (u256){{l0, l1, l2, l3}};
}

static inline void evm_word_store(u256 a, uint8_t bytes[32])
{
    evm_word_store_limb(a.limb[3], bytes);
    evm_word_store_limb(a.limb[2], bytes + 8);
    evm_word_store_limb(a.limb[1], bytes + 16);
    evm_word_store_limb(a.limb[0], bytes + 24);
}

/** The low 20 bytes. */
static inline crypto_address evm_word_to_address(u256 a)
{
    uint8_t bytes[32];
    crypto_address address;
    evm_word_store(a, bytes);
    memcpy(address.bytes, bytes + 12, sizeof(address.bytes));
    return address;
}

static inline u256 evm_word_from_address(const crypto_address *address)
{
    uint8_t bytes[32] = {0};
    memcpy(bytes + 12, address->bytes, sizeof(address->bytes));
    return evm_word_load(bytes);
}

#endif
