#ifndef CROWDPATCH_EVM_WORD_H
#define CROWDPATCH_EVM_WORD_H

#include <stdint.h>
#include <string.h>

#include "base/u256.h"
#include "crypto/sign.h"

/** The interpreter's most frequent arithmetic, inline. The rest comes from base/u256.h. */

static inline u256 evm_word_add(u256 a, u256 b)
{
    u256 r;
    unsigned __int128 sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += (unsigned __int128)a.limb[i] + b.limb[i];
        r.limb[i] = (uint64_t)sum;
        sum >>= 64;
    }
    return r;
}

static inline u256 evm_word_sub(u256 a, u256 b)
{
    u256 r;
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t difference = a.limb[i] - b.limb[i];
        uint64_t below = a.limb[i] < b.limb[i];
        r.limb[i] = difference - borrow;
        borrow = below | (difference < borrow);
    }
    return r;
}

static inline bool evm_word_less(u256 a, u256 b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t difference = a.limb[i] - b.limb[i];
        uint64_t below = a.limb[i] < b.limb[i];
        borrow = below | (difference < borrow);
    }
    return borrow;
}

static inline u256 evm_word_mul(u256 a, u256 b)
{
    u256 r = {{0, 0, 0, 0}};
    for (int i = 0; i < 4; i++) {
        unsigned __int128 carry = 0;
        for (int j = 0; i + j < 4; j++) {
            carry += (unsigned __int128)a.limb[i] * b.limb[j] + r.limb[i + j];
            r.limb[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
    }
    return r;
}

static inline u256 evm_word_from_bool(bool value)
{
    return (u256){{value, 0, 0, 0}};
}

static inline bool evm_word_is_u64(u256 a)
{
    return (a.limb[1] | a.limb[2] | a.limb[3]) == 0;
}

static inline u256 evm_word_load(const uint8_t bytes[32])
{
    uint64_t be[4];
    memcpy(be, bytes, sizeof(be));
    return (u256){{__builtin_bswap64(be[3]), __builtin_bswap64(be[2]), __builtin_bswap64(be[1]),
                   __builtin_bswap64(be[0])}};
}

static inline void evm_word_store(u256 a, uint8_t bytes[32])
{
    uint64_t be[4] = {__builtin_bswap64(a.limb[3]), __builtin_bswap64(a.limb[2]),
                      __builtin_bswap64(a.limb[1]), __builtin_bswap64(a.limb[0])};
    memcpy(bytes, be, sizeof(be));
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
