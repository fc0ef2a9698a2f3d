#ifndef CROWDPATCH_BASE_U256_H
#define CROWDPATCH_BASE_U256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** An unsigned 256-bit integer: wei, EVM words. limb[0] is the least significant. Arithmetic
 *  wraps modulo 2^256 unless a function says otherwise. */
typedef struct {
    uint64_t limb[4];
} u256;

/** Longest decimal text of a u256 with its NUL. */
#define U256_DECIMAL_MAX 79

static inline u256 u256_from_u64(uint64_t value)
{
    return (u256){{value, 0, 0, 0}};
}

static inline bool u256_is_zero(u256 a)
{
    return (a.limb[0] | a.limb[1] | a.limb[2] | a.limb[3]) == 0;
}

static inline bool u256_equal(u256 a, u256 b)
{
    return a.limb[0] == b.limb[0] && a.limb[1] == b.limb[1] && a.limb[2] == b.limb[2] &&
           a.limb[3] == b.limb[3];
}

/* Compilers make their best code of halves: an add and an add with carry for each. */
static inline unsigned __int128 u256_low_half(u256 a)
{
    return (unsigned __int128)a.limb[1] << 64 | a.limb[0];
}

static inline unsigned __int128 u256_high_half(u256 a)
{
    return (unsigned __int128)a.limb[3] << 64 | a.limb[2];
}

static inline u256 u256_from_halves(unsigned __int128 high, unsigned __int128 low)
{
    return (u256){{(uint64_t)low, (uint64_t)(low >> 64), (uint64_t)high, (uint64_t)(high >> 64)}};
}

/** True when a is negative as two's complement. */
static inline bool u256_is_negative(u256 a)
{
    return a.limb[3] >> 63 != 0;
}

/** -1, 0 or 1 as unsigned, and as two's complement. */
static inline int u256_compare(u256 a, u256 b)
{
    unsigned __int128 x = u256_high_half(a), y = u256_high_half(b);
    if (x == y) {
        x = u256_low_half(a);
        y = u256_low_half(b);
    }
    return (x > y) - (x < y);
}

static inline int u256_compare_signed(u256 a, u256 b)
{
    a.limb[3] ^= UINT64_C(1) << 63;
    b.limb[3] ^= UINT64_C(1) << 63;
    return u256_compare(a, b);
}

/** Checked: true when the exact result does not fit; *ret_value is then the wrapped one. */
static inline bool u256_add_overflow(u256 a, u256 b, u256 *ret_value)
{
    unsigned __int128 a_low = u256_low_half(a), a_high = u256_high_half(a);
    unsigned __int128 low = a_low + u256_low_half(b);
    unsigned __int128 high = a_high + u256_high_half(b);
    bool overflow = high < a_high;
    bool carry = low < a_low;
    high += carry;
    *ret_value = u256_from_halves(high, low);
    return overflow | (high < carry);
}

static inline bool u256_sub_overflow(u256 a, u256 b, u256 *ret_value)
{
    unsigned __int128 a_low = u256_low_half(a), a_high = u256_high_half(a);
    unsigned __int128 b_low = u256_low_half(b), b_high = u256_high_half(b);
    bool borrow = a_low < b_low;
    bool overflow = a_high < b_high || (a_high == b_high && borrow);
    *ret_value = u256_from_halves(a_high - b_high - borrow, a_low - b_low);
    return overflow;
}

bool u256_mul_overflow(u256 a, u256 b, u256 *ret_value);

static inline u256 u256_add(u256 a, u256 b)
{
    u256 r;
    u256_add_overflow(a, b, &r);
    return r;
}

static inline u256 u256_sub(u256 a, u256 b)
{
    u256 r;
    u256_sub_overflow(a, b, &r);
    return r;
}

u256 u256_mul(u256 a, u256 b);
/** The 512-bit product, high * 2^256 + low. */
void u256_mul_wide(u256 a, u256 b, u256 *ret_high, u256 *ret_low);
/** a / b and a % b; 0 when b is 0, as the EVM has it. */
u256 u256_div(u256 a, u256 b);
u256 u256_mod(u256 a, u256 b);
/** Both at once. */
void u256_divmod(u256 a, u256 b, u256 *ret_quotient, u256 *ret_remainder);
/** The same in two's complement, truncating towards zero. */
u256 u256_sdiv(u256 a, u256 b);
u256 u256_smod(u256 a, u256 b);
/** (a + b) % m and (a * b) % m over the full sum and product; 0 when m is 0. */
u256 u256_addmod(u256 a, u256 b, u256 m);
u256 u256_mulmod(u256 a, u256 b, u256 m);
/** The same by address, for callers to whom a copy of a word is dear; the result may go where an
 *  operand is. */
void u256_div_at(const u256 *a, const u256 *b, u256 *ret_quotient);
void u256_mod_at(const u256 *a, const u256 *b, u256 *ret_remainder);
void u256_addmod_at(const u256 *a, const u256 *b, const u256 *m, u256 *ret_remainder);
void u256_mulmod_at(const u256 *a, const u256 *b, const u256 *m, u256 *ret_remainder);
u256 u256_exp(u256 base, u256 exponent);
/** Extends the sign of the (index+1)-byte number a; a itself when index >= 31. */
u256 u256_signextend(u256 index, u256 a);

static inline u256 u256_and(u256 a, u256 b)
{
    return (u256){{a.limb[0] & b.limb[0], a.limb[1] & b.limb[1], a.limb[2] & b.limb[2],
                   a.limb[3] & b.limb[3]}};
}

static inline u256 u256_or(u256 a, u256 b)
{
    return (u256){{a.limb[0] | b.limb[0], a.limb[1] | b.limb[1], a.limb[2] | b.limb[2],
                   a.limb[3] | b.limb[3]}};
}

static inline u256 u256_xor(u256 a, u256 b)
{
    return (u256){{a.limb[0] ^ b.limb[0], a.limb[1] ^ b.limb[1], a.limb[2] ^ b.limb[2],
                   a.limb[3] ^ b.limb[3]}};
}

static inline u256 u256_not(u256 a)
{
    return (u256){{~a.limb[0], ~a.limb[1], ~a.limb[2], ~a.limb[3]}};
}

/** Shifts of 256 or more give 0 (or all ones, for sar of a negative number). */
u256 u256_shl(u256 a, u256 bits);
u256 u256_shr(u256 a, u256 bits);
u256 u256_sar(u256 a, u256 bits);
/** Number of significant bits; 0 for 0. */
unsigned u256_bit_length(u256 a);

/** True when a < 2^64; *ret_value is then a. */
bool u256_to_u64(u256 a, uint64_t *ret_value);
/** The nearest double: for reports and statistics, never for accounts. */
double u256_to_double(u256 a);

/** 32 bytes, big-endian. */
u256 u256_from_be(const uint8_t bytes[32]);
void u256_to_be(u256 a, uint8_t ret_bytes[32]);
/** len <= 32 bytes, big-endian (asserted). */
u256 u256_from_be_len(const uint8_t *bytes, size_t len);

/** Decimal digits, or hexadecimal after "0x". Returns 0, or BASE_E_RANGE. */
int u256_parse(const char *text, u256 *ret_value);
/** Decimal, NUL-terminated. */
void u256_format(u256 a, char ret_text[U256_DECIMAL_MAX]);

#endif
