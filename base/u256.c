#include "base/u256.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/u256_limb.h"

typedef unsigned __int128 u128;

void u256_mul_wide(u256 a, u256 b, u256 *ret_high, u256 *ret_low)
{
    uint64_t product[8];
    u256_limbs_mul(a.limb, b.limb, product);
    *ret_low = (u256){{product[0], product[1], product[2], product[3]}};
    *ret_high = (u256){{product[4], product[5], product[6], product[7]}};
}

u256 u256_mul(u256 a, u256 b)
{
    if ((a.limb[1] | a.limb[2] | a.limb[3] | b.limb[1] | b.limb[2] | b.limb[3]) == 0) {
        u128 product = (u128)a.limb[0] * b.limb[0];
        return (u256){{(uint64_t)product, (uint64_t)(product >> 64), 0, 0}};
    }
    /* Column by column below 2^256; the top limb needs low halves only. */
    u128 sum = (u128)a.limb[0] * b.limb[0];
    u256 r;
    r.limb[0] = (uint64_t)sum;
    uint64_t carry = (uint64_t)(sum >> 64);

    sum = (u128)a.limb[0] * b.limb[1] + carry;
    uint64_t column1 = (uint64_t)sum;
    uint64_t carry1 = (uint64_t)(sum >> 64);
    sum = (u128)a.limb[1] * b.limb[0] + column1;
    r.limb[1] = (uint64_t)sum;
    uint64_t carry2 = (uint64_t)(sum >> 64);

    sum = (u128)a.limb[0] * b.limb[2] + carry1;
    uint64_t column2 = (uint64_t)sum;
    uint64_t top = (uint64_t)(sum >> 64);
    sum = (u128)a.limb[1] * b.limb[1] + column2 + carry2;
    column2 = (uint64_t)sum;
    top += (uint64_t)(sum >> 64);
    sum = (u128)a.limb[2] * b.limb[0] + column2;
    r.limb[2] = (uint64_t)sum;
    top += (uint64_t)(sum >> 64);

    r.limb[3] = top + a.limb[0] * b.limb[3] + a.limb[1] * b.limb[2] + a.limb[2] * b.limb[1] +
                a.limb[3] * b.limb[0];
    return r;
}

bool u256_mul_overflow(u256 a, u256 b, u256 *ret_value)
{
    u256 high, low;
    u256_mul_wide(a, b, &high, &low);
    *ret_value = low;
    return !u256_is_zero(high);
}

u256 u256_exp(u256 base, u256 exponent)
{
    u256 result = u256_from_u64(1);
    for (unsigned bit = u256_bit_length(exponent); bit-- > 0;) {
        result = u256_mul(result, result);
        if (exponent.limb[bit / 64] >> bit % 64 & 1)
            result = u256_mul(result, base);
    }
    return result;
}

/* Shift counts of 256 or more come out as 256. */
static unsigned shift_count(u256 bits)
{
    if ((bits.limb[1] | bits.limb[2] | bits.limb[3]) != 0 || bits.limb[0] > 255)
        return 256;
    return (unsigned)bits.limb[0];
}

static u256 shift_left(u256 a, unsigned count)
{
    u256 r = {{0}};
    unsigned limbs = count / 64, bits = count % 64;
    for (unsigned i = limbs; i < 4; i++) {
        r.limb[i] = a.limb[i - limbs] << bits;
        if (bits != 0 && i > limbs)
            r.limb[i] |= a.limb[i - limbs - 1] >> (64 - bits);
    }
    return r;
}

static u256 shift_right(u256 a, unsigned count)
{
    u256 r = {{0}};
    unsigned limbs = count / 64, bits = count % 64;
    for (unsigned i = 0; i + limbs < 4; i++) {
        r.limb[i] = a.limb[i + limbs] >> bits;
        if (bits != 0 && i + limbs + 1 < 4)
            r.limb[i] |= a.limb[i + limbs + 1] << (64 - bits);
    }
    return r;
}

u256 u256_shl(u256 a, u256 bits)
{
    return shift_left(a, shift_count(bits));
}

u256 u256_shr(u256 a, u256 bits)
{
    return shift_right(a, shift_count(bits));
}

u256 u256_sar(u256 a, u256 bits)
{
    if (!u256_is_negative(a))
        return u256_shr(a, bits);
    return u256_not(u256_shr(u256_not(a), bits));
}

u256 u256_signextend(u256 index, u256 a)
{
    if ((index.limb[1] | index.limb[2] | index.limb[3]) != 0 || index.limb[0] >= 31)
        return a;
    /* The number's sign moves to bit 255, and back with its copies. */
    u256 unused_bits = u256_from_u64(8 * (31 - index.limb[0]));
    return u256_sar(u256_shl(a, unused_bits), unused_bits);
}

unsigned u256_bit_length(u256 a)
{
    for (unsigned i = 4; i-- > 0;) {
        if (a.limb[i] != 0)
            return 64 * i + 64 - (unsigned)__builtin_clzll(a.limb[i]);
    }
    return 0;
}

bool u256_to_u64(u256 a, uint64_t *ret_value)
{
    if ((a.limb[1] | a.limb[2] | a.limb[3]) != 0)
        return false;
    *ret_value = a.limb[0];
    return true;
}

double u256_to_double(u256 a)
{
    unsigned length = u256_bit_length(a);
    if (length <= 64)
        return (double)a.limb[0];
    /* The top 64 bits, the lowest of which also stands for all below it, round to nearest even as
     * the whole number would. */
    unsigned dropped = length - 64;
    u256 top = shift_right(a, dropped);
    uint64_t sticky = !u256_equal(shift_left(top, dropped), a);
    return ldexp((double)(top.limb[0] | sticky), (int)dropped);
}

u256 u256_from_be(const uint8_t bytes[32])
{
    u256 r;
    for (int i = 0; i < 4; i++) {
        uint64_t limb;
        memcpy(&limb, bytes + 8 * (3 - i), sizeof limb);
        r.limb[i] = __builtin_bswap64(limb);
    }
    return r;
}

void u256_to_be(u256 a, uint8_t ret_bytes[32])
{
    for (int i = 0; i < 4; i++) {
        uint64_t limb = __builtin_bswap64(a.limb[i]);
        memcpy(ret_bytes + 8 * (3 - i), &limb, sizeof limb);
    }
}

u256 u256_from_be_len(const uint8_t *bytes, size_t len)
{
    assert(len <= 32);
    uint8_t padded[32] = {0};
    if (len > 0)
        memcpy(padded + 32 - len, bytes, len);
    return u256_from_be(padded);
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return 16;
}

int u256_parse(const char *text, u256 *ret_value)
{
    int radix = 10;
    const char *digit = text;
    if (digit[0] == '0' && (digit[1] == 'x' || digit[1] == 'X')) {
        radix = 16;
        digit += 2;
    }
    if (*digit == '\0')
        return base_fail(BASE_E_RANGE, "\"%s\" has no digits", text);
    u256 value = {{0}};
    for (; *digit != '\0'; digit++) {
        int d = digit_value(*digit);
        if (d >= radix)
            return base_fail(BASE_E_RANGE, "\"%s\" is not a whole number", text);
        if (u256_mul_overflow(value, u256_from_u64((uint64_t)radix), &value) ||
            u256_add_overflow(value, u256_from_u64((uint64_t)d), &value))
            return base_fail(BASE_E_RANGE, "\"%s\" does not fit 256 bits", text);
    }
    *ret_value = value;
    return 0;
}

void u256_format(u256 a, char ret_text[U256_DECIMAL_MAX])
{
    /* Nineteen digits at a time, from the right. */
    const u256 chunk_size = u256_from_u64(UINT64_C(10000000000000000000));
    char reversed[U256_DECIMAL_MAX + 19];
    size_t len = 0;
    do {
        u256 rest;
        u256_divmod(a, chunk_size, &a, &rest);
        uint64_t chunk = rest.limb[0];
        for (int i = 0; i < 19; i++) {
            reversed[len++] = (char)('0' + chunk % 10);
            chunk /= 10;
        }
    } while (!u256_is_zero(a));
    while (len > 1 && reversed[len - 1] == '0')
        len--;
    for (size_t i = 0; i < len; i++)
        ret_text[i] = reversed[len - 1 - i];
    ret_text[len] = '\0';
}
