#include "base/u256.h"
#include "base/u256_limb.h"

/* Division by Knuth's algorithm D (The Art of Computer Programming 2, 4.3.1) in base 2^64, whose
 * digits come from a reciprocal of the divisor's leading limbs instead of divisions.
 * Source: Moeller, Granlund, "Improved division by invariant integers", 2011: algorithms 4 to 6. */

typedef unsigned __int128 u128;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Number of limbs of a without leading zeros. */
ALWAYS_INLINE int limb_count(const uint64_t *a, int count)
{
    while (count > 0 && a[count - 1] == 0)
        count--;
    return count;
}

/* The limb above `high` of high, low << bits; bits < 64. */
ALWAYS_INLINE uint64_t shifted(uint64_t high, uint64_t low, int bits)
{
    return high << bits | low >> 1 >> (63 - bits);
}

/* floor((2^128 - 1) / d) - 2^64. Requires: d's top bit is set. */
ALWAYS_INLINE uint64_t reciprocal_of_limb(uint64_t d)
{
#if defined(__x86_64__)
    uint64_t quotient, high = ~d;
    __asm__("divq %[d]" : "=a"(quotient), "+d"(high) : [d] "r"(d), "0"(UINT64_MAX) : "cc");
    return quotient;
#else
    return (uint64_t)(((u128)~d << 64 | UINT64_MAX) / d);
#endif
}

/* floor((2^192 - 1) / d) - 2^64. Requires: d's top bit is set. */
ALWAYS_INLINE uint64_t reciprocal_of_two(u128 d)
{
    uint64_t d1 = (uint64_t)(d >> 64), d0 = (uint64_t)d;
    uint64_t v = reciprocal_of_limb(d1);
    uint64_t p = d1 * v + d0;
    if (p < d0) {
        v--;
        if (p >= d1) {
            v--;
            p -= d1;
        }
        p -= d1;
    }
    u128 t = (u128)v * d0;
    p += (uint64_t)(t >> 64);
    if (p < (uint64_t)(t >> 64)) {
        v--;
        if (((u128)p << 64 | (uint64_t)t) >= d)
            v--;
    }
    return v;
}

/* The digit high, low / d; its remainder goes to *rest. Requires: *rest, the dividend's high limb,
 * is below d; v = reciprocal_of_limb(d). */
ALWAYS_INLINE uint64_t digit_by_limb(uint64_t *rest, uint64_t low, uint64_t d, uint64_t v)
{
    u128 q = (u128)v * *rest + ((u128)*rest << 64 | low);
    uint64_t digit = (uint64_t)(q >> 64) + 1;
    uint64_t r = low - digit * d;
    uint64_t mask = -(uint64_t)(r > (uint64_t)q); /* of no pattern: not for a branch */
    digit += mask;
    r += d & mask;
    if (__builtin_expect(r >= d, 0)) {
        digit++;
        r -= d;
    }
    *rest = r;
    return digit;
}

/* The digit *rest, low / d; its remainder goes to *rest. Requires: *rest, the dividend's upper two
 * limbs, is below d; v = reciprocal_of_two(d). */
ALWAYS_INLINE uint64_t digit_by_two(u128 *rest, uint64_t low, u128 d, uint64_t v)
{
    uint64_t high = (uint64_t)(*rest >> 64);
    u128 q = (u128)v * high + *rest;
    uint64_t digit = (uint64_t)(q >> 64);
    uint64_t r1 = (uint64_t)*rest - digit * (uint64_t)(d >> 64);
    u128 r = ((u128)r1 << 64 | low) - (u128)digit * (uint64_t)d - d;
    digit++;
    bool is_above = (uint64_t)(r >> 64) >= (uint64_t)q; /* as above */
    uint64_t back1 = is_above ? (uint64_t)(d >> 64) : 0, back0 = is_above ? (uint64_t)d : 0;
    digit -= is_above;
    r += (u128)back1 << 64 | back0;
    if (__builtin_expect(r >= d, 0)) {
        digit++;
        r -= d;
    }
    *rest = r;
    return digit;
}

/* What is left of the dividend: limbs below the divisor's, `high` being the upper two; `low` the
 * others, right-aligned. It stays in registers from digit to digit. */
struct rest {
    u128 high, low;
};

/* One digit of the quotient by a divisor of three limbs, the lowest of which is `low`: rest, next
 * is divided. Requires: rest < divisor, the divisor's top bit is set, v = reciprocal_of_two(d). */
ALWAYS_INLINE uint64_t digit_by_three(struct rest *rest, uint64_t next, u128 d, uint64_t low,
                                      uint64_t v)
{
    uint64_t middle = (uint64_t)rest->low;
    if (__builtin_expect(rest->high >= d, 0)) {
        /* They are equal: the largest digit. Taking divisor * 2^64 borrows, and adding the divisor
         * pays it back. */
        uint64_t sum = next + low;
        rest->high = d + (uint64_t)(middle - low) + (sum < low) - ((u128)1 << 64);
        rest->low = sum;
        return UINT64_MAX;
    }
    uint64_t digit = digit_by_two(&rest->high, middle, d, v);
    u128 product = (u128)digit * low;
    u128 taken = (product >> 64) + (next < (uint64_t)product);
    uint64_t difference = next - (uint64_t)product;
    bool is_too_large = rest->high < taken;
    rest->high -= taken;
    if (__builtin_expect(is_too_large, 0)) {
        digit--;
        difference += low;
        rest->high += d + (difference < low);
    }
    rest->low = difference;
    return digit;
}

/* The same by four limbs, the lower two of which are `low`. */
ALWAYS_INLINE uint64_t digit_by_four(struct rest *rest, uint64_t next, u128 d, u128 low, uint64_t v)
{
    u128 part = rest->low << 64 | next;
    if (__builtin_expect(rest->high >= d, 0)) {
        u128 difference = rest->low - low;
        u128 sum = (difference << 64 | next) + low;
        rest->high = d + (difference >> 64) + (sum < low) - ((u128)1 << 64);
        rest->low = sum;
        return UINT64_MAX;
    }
    uint64_t digit = digit_by_two(&rest->high, (uint64_t)(rest->low >> 64), d, v);
    u128 product0 = (u128)digit * (uint64_t)low;
    u128 product1 = (u128)digit * (uint64_t)(low >> 64) + (product0 >> 64);
    u128 product = product1 << 64 | (uint64_t)product0;
    u128 taken = (product1 >> 64) + (part < product);
    u128 difference = part - product;
    bool is_too_large = rest->high < taken;
    rest->high -= taken;
    if (__builtin_expect(is_too_large, 0)) {
        digit--;
        difference += low;
        rest->high += d + (difference < low);
    }
    rest->low = difference;
    return digit;
}

/* What division by a divisor needs besides it. */
struct divisor {
    uint64_t limb[4];       /* as given; all 0: none */
    int shift;              /* that sets the top bit of its n limbs */
    uint64_t normalised[4]; /* shifted so */
    uint64_t reciprocal;    /* of the upper limb, or the upper two, of the normalised */
    /* floor((2^512 - 1) / normalised) - 2^256, of four limbs, once it is asked for. */
    bool has_inverse;
    uint64_t inverse[4];
};

/* The last one, as loops divide by the same again. */
static _Thread_local struct divisor last_divisor;

ALWAYS_INLINE bool is_last_divisor(const uint64_t *b)
{
    const uint64_t *limb = last_divisor.limb;
    return ((b[0] ^ limb[0]) | (b[1] ^ limb[1]) | (b[2] ^ limb[2]) | (b[3] ^ limb[3])) == 0;
}

/* b has n limbs, n >= 1. */
ALWAYS_INLINE const struct divisor *prepare(const uint64_t *b, int n)
{
    struct divisor *divisor = &last_divisor;
    if (is_last_divisor(b))
        return divisor;
    int shift = __builtin_clzll(b[n - 1]);
    for (int i = 0; i < 4; i++)
        divisor->limb[i] = b[i];
    divisor->shift = shift;
    divisor->normalised[0] = b[0] << shift;
    for (int i = 1; i < n; i++)
        divisor->normalised[i] = shifted(b[i], b[i - 1], shift);
    divisor->has_inverse = false;
    const uint64_t *top = divisor->normalised + n - 1;
    divisor->reciprocal =
        n == 1 ? reciprocal_of_limb(top[0]) : reciprocal_of_two((u128)top[0] << 64 | top[-1]);
    return divisor;
}

/* a[m] by a divisor of n limbs: m >= n >= 2. With a constant n all tests of it go. */
ALWAYS_INLINE void divide_long(const uint64_t *a, int m, const struct divisor *divisor, int n,
                               uint64_t *ret_quotient, uint64_t *ret_remainder)
{
    int shift = divisor->shift;
    const uint64_t *by = divisor->normalised;
    u128 d = (u128)by[n - 1] << 64 | by[n - 2];
    u128 low = n == 4 ? (u128)by[1] << 64 | by[0] : by[0];
    uint64_t v = divisor->reciprocal;

    uint64_t top[4];
    top[0] = shifted(0, a[m - 1], shift);
    for (int i = 1; i < n; i++)
        top[i] = shifted(a[m - i], a[m - i - 1], shift);
    struct rest rest = {
        .high = (u128)top[0] << 64 | top[1],
        .low = n == 4   ? (u128)top[2] << 64 | top[3]
               : n == 3 ? top[2]
                        : 0,
    };
    for (int j = m - n; j >= 0; j--) {
        uint64_t next = j > 0 ? shifted(a[j], a[j - 1], shift) : a[0] << shift;
        ret_quotient[j] = n == 4   ? digit_by_four(&rest, next, d, low, v)
                          : n == 3 ? digit_by_three(&rest, next, d, by[0], v)
                                   : digit_by_two(&rest.high, next, d, v);
    }

    uint64_t limbs[5] = {(uint64_t)rest.low, (uint64_t)(rest.low >> 64)};
    limbs[n - 2] = (uint64_t)rest.high;
    limbs[n - 1] = (uint64_t)(rest.high >> 64);
    limbs[n] = 0;
    for (int i = 0; i < n; i++)
        ret_remainder[i] = limbs[i] >> shift | limbs[i + 1] << 1 << (63 - shift);
}

/* a[m], m >= 1, by a divisor of one limb. Returns the remainder. */
static uint64_t divide_by_limb(const uint64_t *a, int m, const struct divisor *divisor,
                               uint64_t *ret_quotient)
{
    int shift = divisor->shift;
    uint64_t d = divisor->normalised[0], v = divisor->reciprocal;
    uint64_t rest = shifted(0, a[m - 1], shift);
    for (int i = m - 1; i > 0; i--)
        ret_quotient[i] = digit_by_limb(&rest, shifted(a[i], a[i - 1], shift), d, v);
    ret_quotient[0] = digit_by_limb(&rest, a[0] << shift, d, v);
    return rest >> shift;
}

/* Quotient and remainder of a[count] by b[4], count <= 8. ret_quotient[count] is set
 * below the quotient's length only; b is not 0. */
static void divide(const uint64_t *a, int count, const uint64_t *b, uint64_t *ret_quotient,
                   uint64_t *ret_remainder)
{
    int m = limb_count(a, count);
    int n = limb_count(b, 4);
    for (int i = m < n ? m : n; i < 4; i++)
        ret_remainder[i] = 0;
    if (m < n) {
        for (int i = 0; i < m; i++)
            ret_remainder[i] = a[i];
        return;
    }
    switch (n) {
    case 1:
        ret_remainder[0] = divide_by_limb(a, m, prepare(b, 1), ret_quotient);
        break;
    case 2:
        divide_long(a, m, prepare(b, 2), 2, ret_quotient, ret_remainder);
        break;
    case 3:
        divide_long(a, m, prepare(b, 3), 3, ret_quotient, ret_remainder);
        break;
    default:
        divide_long(a, m, prepare(b, 4), 4, ret_quotient, ret_remainder);
    }
}

ALWAYS_INLINE bool is_limb(const u256 *a)
{
    return (a->limb[1] | a->limb[2] | a->limb[3]) == 0;
}

ALWAYS_INLINE bool is_zero(const u256 *a)
{
    return is_limb(a) && a->limb[0] == 0;
}

ALWAYS_INLINE void set(u256 *to, uint64_t l0, uint64_t l1, uint64_t l2, uint64_t l3)
{
    to->limb[0] = l0;
    to->limb[1] = l1;
    to->limb[2] = l2;
    to->limb[3] = l3;
}

/* True when b is a power of two; *ret_exponent is then which. */
ALWAYS_INLINE bool is_power_of_two(const u256 *b, unsigned *ret_exponent)
{
    unsigned limbs = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t limb = b->limb[i];
        if (limb == 0)
            continue;
        if ((limb & (limb - 1)) != 0 || limbs++ > 0)
            return false;
        *ret_exponent = (unsigned)(64 * i + __builtin_ctzll(limb));
    }
    return limbs == 1;
}

void u256_div_at(const u256 *a, const u256 *b, u256 *ret_quotient)
{
    unsigned exponent;
    uint64_t quotient[4] = {0}, remainder[4];
    if (is_zero(b)) {
        set(ret_quotient, 0, 0, 0, 0);
    } else if (is_limb(a) && is_limb(b)) {
        set(ret_quotient, a->limb[0] / b->limb[0], 0, 0, 0);
    } else if (is_power_of_two(b, &exponent)) {
        *ret_quotient = u256_shr(*a, u256_from_u64(exponent));
    } else {
        divide(a->limb, 4, b->limb, quotient, remainder);
        set(ret_quotient, quotient[0], quotient[1], quotient[2], quotient[3]);
    }
}

void u256_mod_at(const u256 *a, const u256 *b, u256 *ret_remainder)
{
    uint64_t quotient[4], remainder[4];
    if (is_zero(b)) {
        set(ret_remainder, 0, 0, 0, 0);
    } else if (is_limb(a) && is_limb(b)) {
        set(ret_remainder, a->limb[0] % b->limb[0], 0, 0, 0);
    } else {
        divide(a->limb, 4, b->limb, quotient, remainder);
        set(ret_remainder, remainder[0], remainder[1], remainder[2], remainder[3]);
    }
}

void u256_divmod(u256 a, u256 b, u256 *ret_quotient, u256 *ret_remainder)
{
    u256 quotient = {{0}}, remainder = {{0}};
    if (!is_zero(&b))
        divide(a.limb, 4, b.limb, quotient.limb, remainder.limb);
    *ret_quotient = quotient;
    *ret_remainder = remainder;
}

u256 u256_div(u256 a, u256 b)
{
    u256 quotient;
    u256_div_at(&a, &b, &quotient);
    return quotient;
}

u256 u256_mod(u256 a, u256 b)
{
    u256 remainder;
    u256_mod_at(&a, &b, &remainder);
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

ALWAYS_INLINE void choose(bool is_first, const uint64_t *first, uint64_t *to)
{
    to[0] = is_first ? first[0] : to[0];
    to[1] = is_first ? first[1] : to[1];
    to[2] = is_first ? first[2] : to[2];
    to[3] = is_first ? first[3] : to[3];
}

static void find_inverse(struct divisor *divisor)
{
    struct divisor normalised = *divisor;
    const uint64_t *d = normalised.normalised;
    const uint64_t dividend[8] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
                                  ~d[0],      ~d[1],      ~d[2],      ~d[3]};
    uint64_t quotient[8], remainder[4];
    normalised.shift = 0;
    divide_long(dividend, 8, &normalised, 4, quotient, remainder);
    for (int i = 0; i < 4; i++)
        divisor->inverse[i] = quotient[i];
    divisor->has_inverse = true;
}

/* product[8] mod a divisor of four limbs, by what digit_by_limb() does, in base 2^256. False when
 * the shifted product does not fit 8 limbs. */
static bool reduce(const uint64_t *product, struct divisor *divisor, uint64_t *ret_remainder)
{
    const uint64_t *d = divisor->normalised;
    int shift = divisor->shift;
    uint64_t high[4], low[4], q[8], digit[4], taken[4], rest[4], other[4];
    if (shifted(0, product[7], shift) != 0)
        return false;
    if (!divisor->has_inverse)
        find_inverse(divisor);
    low[0] = product[0] << shift;
    low[1] = shifted(product[1], product[0], shift);
    low[2] = shifted(product[2], product[1], shift);
    low[3] = shifted(product[3], product[2], shift);
    high[0] = shifted(product[4], product[3], shift);
    high[1] = shifted(product[5], product[4], shift);
    high[2] = shifted(product[6], product[5], shift);
    high[3] = shifted(product[7], product[6], shift);
    if (__builtin_expect(u256_limbs_sub(high, d, other) == 0, 0))
        choose(true, other, high);

    u256_limbs_mul(divisor->inverse, high, q);
    unsigned char carry = u256_limbs_add(q, low, 0, q);
    u256_limbs_add(q + 4, high, carry, digit);
    const uint64_t one[4] = {1};
    u256_limbs_add(digit, one, 0, digit);
    u256_limbs_mul_low(digit, d, taken);
    u256_limbs_sub(low, taken, rest);
    bool is_too_large = u256_limbs_sub(q, rest, other) != 0;
    u256_limbs_add(rest, d, 0, other);
    choose(is_too_large, other, rest);
    if (__builtin_expect(u256_limbs_sub(rest, d, other) == 0, 0))
        choose(true, other, rest);
    ret_remainder[0] = rest[0] >> shift | rest[1] << 1 << (63 - shift);
    ret_remainder[1] = rest[1] >> shift | rest[2] << 1 << (63 - shift);
    ret_remainder[2] = rest[2] >> shift | rest[3] << 1 << (63 - shift);
    ret_remainder[3] = rest[3] >> shift;
    return true;
}

void u256_addmod_at(const u256 *a, const u256 *b, const u256 *m, u256 *ret_remainder)
{
    uint64_t sum[5], quotient[5], rest[4];
    sum[4] = u256_limbs_add(a->limb, b->limb, 0, sum);
    if (is_zero(m)) {
        set(ret_remainder, 0, 0, 0, 0);
        return;
    }
    /* Most sums are below 2 m. */
    if (a->limb[3] < m->limb[3] && b->limb[3] < m->limb[3]) {
        if (u256_limbs_sub(sum, m->limb, rest) > sum[4]) {
            set(ret_remainder, sum[0], sum[1], sum[2], sum[3]);
            return;
        }
    } else {
        divide(sum, 5, m->limb, quotient, rest);
    }
    set(ret_remainder, rest[0], rest[1], rest[2], rest[3]);
}

void u256_mulmod_at(const u256 *a, const u256 *b, const u256 *m, u256 *ret_remainder)
{
    uint64_t product[8], quotient[8], remainder[4];
    if (is_zero(m)) {
        set(ret_remainder, 0, 0, 0, 0);
        return;
    }
    u256_limbs_mul(a->limb, b->limb, product);
    /* The second time that a divisor comes it seems to stay. */
    if (m->limb[3] != 0 && is_last_divisor(m->limb) && reduce(product, &last_divisor, remainder)) {
        set(ret_remainder, remainder[0], remainder[1], remainder[2], remainder[3]);
        return;
    }
    divide(product, 8, m->limb, quotient, remainder);
    set(ret_remainder, remainder[0], remainder[1], remainder[2], remainder[3]);
}

u256 u256_addmod(u256 a, u256 b, u256 m)
{
    u256 remainder;
    u256_addmod_at(&a, &b, &m, &remainder);
    return remainder;
}

u256 u256_mulmod(u256 a, u256 b, u256 m)
{
    u256 remainder;
    u256_mulmod_at(&a, &b, &m, &remainder);
    return remainder;
}
