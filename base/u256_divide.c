#include <string.h>

#include "base/u256.h"

typedef unsigned __int128 u128;

/* Number of limbs of a without leading zeros. */
static int limb_count(const uint64_t *a, int count)
{
    while (count > 0 && a[count - 1] == 0)
        count--;
    return count;
}

/* Divides by one limb, highest first. Returns the remainder. */
static uint64_t divide_by_limb(const uint64_t *a, int count, uint64_t b, uint64_t *ret_quotient)
{
    uint64_t rest = 0;
    for (int i = count - 1; i >= 0; i--) {
        u128 part = (u128)rest << 64 | a[i];
        ret_quotient[i] = (uint64_t)(part / b);
        rest = (uint64_t)(part % b);
    }
    return rest;
}

/* rest[0..n] -= digit * b[0..n-1]; returns true when that went below zero. */
static bool subtract_product(uint64_t *rest, const uint64_t *b, int n, uint64_t digit)
{
    uint64_t carry = 0, borrow = 0;
    for (int i = 0; i < n; i++) {
        u128 product = (u128)digit * b[i] + carry;
        carry = (uint64_t)(product >> 64);
        u128 difference = (u128)rest[i] - (uint64_t)product - borrow;
        rest[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    u128 difference = (u128)rest[n] - carry - borrow;
    rest[n] = (uint64_t)difference;
    return (difference >> 64) != 0;
}

static void add_back(uint64_t *rest, const uint64_t *b, int n)
{
    u128 sum = 0;
    for (int i = 0; i < n; i++) {
        sum += (u128)rest[i] + b[i];
        rest[i] = (uint64_t)sum;
        sum >>= 64;
    }
    rest[n] += (uint64_t)sum;
}

/* Quotient and remainder of a[count] by b, count <= 8. ret_quotient[count]; b is not 0.
 * Source: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, in base 2^64. */
static void divide(const uint64_t *a, int count, u256 b, uint64_t *ret_quotient,
                   u256 *ret_remainder)
{
    memset(ret_quotient, 0, (size_t)count * sizeof *ret_quotient);
    *ret_remainder = (u256){{0}};
    int m = limb_count(a, count);
    int n = limb_count(b.limb, 4);
    if (m < n) {
        memcpy(ret_remainder->limb, a, (size_t)m * sizeof *a);
        return;
    }
    if (n == 1) {
        ret_remainder->limb[0] = divide_by_limb(a, m, b.limb[0], ret_quotient);
        return;
    }

    /* Both shifted left so that the divisor's top bit is set. */
    int shift = __builtin_clzll(b.limb[n - 1]);
    uint64_t divisor[4];
    uint64_t rest[9];
    for (int i = n - 1; i >= 0; i--)
        divisor[i] = b.limb[i] << shift | (shift != 0 && i > 0 ? b.limb[i - 1] >> (64 - shift) : 0);
    rest[m] = shift != 0 ? a[m - 1] >> (64 - shift) : 0;
    for (int i = m - 1; i >= 0; i--)
        rest[i] = a[i] << shift | (shift != 0 && i > 0 ? a[i - 1] >> (64 - shift) : 0);

    uint64_t top = divisor[n - 1], second = divisor[n - 2];
    for (int j = m - n; j >= 0; j--) {
        /* The digit from the leading limbs; too large by 1 at the most after the correction. */
        u128 part = (u128)rest[j + n] << 64 | rest[j + n - 1];
        u128 digit = part / top;
        u128 left = part - digit * top;
        while (left >> 64 == 0 &&
               (digit >> 64 != 0 || digit * second > (left << 64 | rest[j + n - 2]))) {
            digit--;
            left += top;
        }
        if (subtract_product(rest + j, divisor, n, (uint64_t)digit)) {
            digit--;
            add_back(rest + j, divisor, n);
        }
        ret_quotient[j] = (uint64_t)digit;
    }

    for (int i = 0; i < n; i++)
        ret_remainder->limb[i] =
            rest[i] >> shift | (shift != 0 && i + 1 < n ? rest[i + 1] << (64 - shift) : 0);
}

void u256_divmod(u256 a, u256 b, u256 *ret_quotient, u256 *ret_remainder)
{
    if (u256_is_zero(b)) {
        *ret_quotient = *ret_remainder = b;
        return;
    }
    if ((a.limb[1] | a.limb[2] | a.limb[3] | b.limb[1] | b.limb[2] | b.limb[3]) == 0) {
        *ret_quotient = u256_from_u64(a.limb[0] / b.limb[0]);
        *ret_remainder = u256_from_u64(a.limb[0] % b.limb[0]);
        return;
    }
    u256 quotient, remainder;
    divide(a.limb, 4, b, quotient.limb, &remainder);
    *ret_quotient = quotient;
    *ret_remainder = remainder;
}

u256 u256_div(u256 a, u256 b)
{
    u256 quotient, remainder;
    u256_divmod(a, b, &quotient, &remainder);
    return quotient;
}

u256 u256_mod(u256 a, u256 b)
{
    u256 quotient, remainder;
    u256_divmod(a, b, &quotient, &remainder);
    return remainder;
}

static u256 negate(u256 a)
{
    return u256_sub((u256){{0}}, a);
}

static u256 magnitude(u256 a)
{
    return u256_is_negative(a) ? negate(a) : a;
}

u256 u256_sdiv(u256 a, u256 b)
{
    /* -2^255 / -1 wraps to -2^255 of itself. */
    u256 quotient = u256_div(magnitude(a), magnitude(b));
    return u256_is_negative(a) != u256_is_negative(b) ? negate(quotient) : quotient;
}

u256 u256_smod(u256 a, u256 b)
{
    u256 remainder = u256_mod(magnitude(a), magnitude(b));
    return u256_is_negative(a) ? negate(remainder) : remainder;
}

u256 u256_addmod(u256 a, u256 b, u256 m)
{
    if (u256_is_zero(m))
        return m;
    u256 sum;
    bool carry = u256_add_overflow(a, b, &sum);
    if (!carry)
        return u256_mod(sum, m);
    uint64_t wide[5] = {sum.limb[0], sum.limb[1], sum.limb[2], sum.limb[3], 1};
    uint64_t quotient[5];
    u256 remainder;
    divide(wide, 5, m, quotient, &remainder);
    return remainder;
}

u256 u256_mulmod(u256 a, u256 b, u256 m)
{
    if (u256_is_zero(m))
        return m;
    u256 high, low;
    u256_mul_wide(a, b, &high, &low);
    uint64_t wide[8];
    memcpy(wide, low.limb, sizeof low.limb);
    memcpy(wide + 4, high.limb, sizeof high.limb);
    uint64_t quotient[8];
    u256 remainder;
    divide(wide, 8, m, quotient, &remainder);
    return remainder;
}
