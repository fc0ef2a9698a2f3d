#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "base/u256.h"

static u256 parse(const char *text)
{
    u256 value;
    cr_assert_eq(u256_parse(text, &value), 0, "%s", text);
    return value;
}

static u256 small(uint64_t value)
{
    return u256_from_u64(value);
}

static u256 negative(uint64_t value)
{
    return u256_sub(small(0), small(value));
}

#define EXPECT(got, want)                                                                          \
    do {                                                                                           \
        char got_text[U256_DECIMAL_MAX], want_text[U256_DECIMAL_MAX];                              \
        u256_format((got), got_text);                                                              \
        u256_format((want), want_text);                                                            \
        cr_assert_str_eq(got_text, want_text);                                                     \
    } while (0)

/* Random numbers of random length, with runs of zeros and ones, where carries and the corrections
 * of a division hide. */
static u256 draw(struct base_random *random)
{
    u256 a;
    for (int i = 0; i < 4; i++) {
        switch (base_random_below(random, 4)) {
        case 0:
            a.limb[i] = 0;
            break;
        case 1:
            a.limb[i] = UINT64_MAX;
            break;
        default:
            a.limb[i] = base_random_u64(random);
            if (base_random_below(random, 3) == 0)
                a.limb[i] >>= base_random_below(random, 64);
        }
    }
    return u256_shr(a, small(base_random_below(random, 257)));
}

static const char max_decimal[] =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";

Test(u256, parse_and_format)
{
    char text[U256_DECIMAL_MAX];
    u256 max = u256_not(small(0));
    EXPECT(parse(max_decimal), max);
    u256_format(max, text);
    cr_assert_str_eq(text, max_decimal);
    cr_assert_eq(strlen(max_decimal) + 1, U256_DECIMAL_MAX);
    EXPECT(parse("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"), max);
    EXPECT(parse("0x00000000000000000000000000000000000000000000000000000000000000000Ff"),
           small(255));
    EXPECT(parse("10000000000000000000"), small(UINT64_C(10000000000000000000)));
    u256_format(small(0), text);
    cr_assert_str_eq(text, "0");
    u256_format(parse("10000000000000000000000000000000000000000"), text);
    cr_assert_str_eq(text, "10000000000000000000000000000000000000000");

    u256 value = small(5);
    const char *bad[] = {
        "",
        "0x",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1a",
        "0xg",
        "1.0",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        "999999999999999999999999999999999999999999999999999999999999999999999999999999",
        "0x10000000000000000000000000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(u256_parse(bad[i], &value), BASE_E_RANGE, "%s", bad[i]);
    EXPECT(value, small(5));
}

Test(u256, known_answers)
{
    u256 a = parse("0x123456789abcdef0fedcba9876543210deadbeefcafebabe0123456789abcdef");
    u256 b = parse("0xfeedface00000000ffffffffffffffff1111");
    /* From Python's integers. */
    EXPECT(u256_mul(a, b),
           parse("0x60ac278da0c6311e77e93041dbbaebfbf60159147882038e258bf258bf268bdf"));
    EXPECT(u256_div(a, b), parse("0x1247e7cdae73e18cab2dd6abdffb"));
    EXPECT(u256_mod(a, b), parse("0x541bea95d2e68c39549e5a9bb2c6be5d4344"));
    EXPECT(u256_mulmod(a, a, b), parse("0x1f1d69203720e19610a8954491b52471b4e5"));
    EXPECT(u256_addmod(u256_not(a), a, b), parse("0x29e7b91d70b037a8c4b7abd619d367951e16"));
    EXPECT(u256_exp(a, small(77)),
           parse("0xbaba61a9a473f2b2c83a30fa409b02f19802b7e81d5eeadb2d689567391f232f"));
    EXPECT(u256_exp(small(3), b),
           parse("0x288d70dbfea783e5b6ceb63caa92912fea490797493bbb17ff698543494221c3"));
}

Test(u256, arithmetic_properties)
{
    struct base_random random;
    base_random_init(&random, 7, 0, "test.u256");
    for (int i = 0; i < 100000; i++) {
        u256 a = draw(&random), b = draw(&random), c = draw(&random), r, high, low;
        EXPECT(u256_sub(u256_add(a, b), b), a);
        cr_assert_eq(u256_add_overflow(a, b, &r), u256_compare(r, a) < 0);
        cr_assert_eq(u256_sub_overflow(a, b, &r), u256_compare(a, b) < 0);
        cr_assert(u256_equal(u256_add(r, b), a));
        cr_assert(u256_equal(u256_mul(a, b), u256_mul(b, a)));
        cr_assert(
            u256_equal(u256_mul(a, u256_add(b, c)), u256_add(u256_mul(a, b), u256_mul(a, c))));
        u256_mul_wide(a, b, &high, &low);
        cr_assert(u256_equal(low, u256_mul(a, b)));
        cr_assert_eq(u256_mul_overflow(a, b, &r), !u256_is_zero(high));
        cr_assert(u256_equal(r, low));
        cr_assert(u256_equal(u256_not(a), u256_sub(u256_not(small(0)), a)));
        cr_assert(u256_equal(u256_add(u256_and(a, b), u256_or(a, b)), u256_add(a, b)));
        cr_assert(u256_equal(u256_sub(u256_or(a, b), u256_and(a, b)), u256_xor(a, b)));
        cr_assert_eq(u256_compare(a, b), -u256_compare(b, a));
        cr_assert_eq(u256_compare(a, b) == 0, u256_equal(a, b));
    }
}

Test(u256, division_properties)
{
    struct base_random random;
    base_random_init(&random, 8, 0, "test.u256");
    for (int i = 0; i < 200000; i++) {
        u256 a = draw(&random), b = draw(&random);
        if (u256_is_zero(b))
            continue;
        u256 q, r, back;
        u256_divmod(a, b, &q, &r);
        cr_assert(u256_compare(r, b) < 0);
        cr_assert_not(u256_mul_overflow(q, b, &back));
        cr_assert_not(u256_add_overflow(back, r, &back));
        cr_assert(u256_equal(back, a));
        cr_assert(u256_equal(u256_div(a, b), q));
        cr_assert(u256_equal(u256_mod(a, b), r));
    }
}

/* (a*b) mod m from the 256-bit operations alone, one bit of b at a time. */
static u256 slow_mulmod(u256 a, u256 b, u256 m)
{
    u256 sum = small(0);
    a = u256_mod(a, m);
    for (unsigned bit = 256; bit-- > 0;) {
        u256 doubled;
        if (u256_add_overflow(sum, sum, &doubled) || u256_compare(doubled, m) >= 0)
            doubled = u256_sub(doubled, m);
        sum = doubled;
        if (b.limb[bit / 64] >> bit % 64 & 1) {
            if (u256_add_overflow(sum, a, &doubled) || u256_compare(doubled, m) >= 0)
                doubled = u256_sub(doubled, m);
            sum = doubled;
        }
    }
    return sum;
}

Test(u256, modular_properties)
{
    struct base_random random;
    base_random_init(&random, 9, 0, "test.u256");
    for (int i = 0; i < 20000; i++) {
        u256 a = draw(&random), b = draw(&random), m = draw(&random);
        if (u256_is_zero(m)) {
            cr_assert(u256_is_zero(u256_mulmod(a, b, m)));
            cr_assert(u256_is_zero(u256_addmod(a, b, m)));
            continue;
        }
        cr_assert(u256_equal(u256_mulmod(a, b, m), slow_mulmod(a, b, m)));
        u256 x = u256_mod(a, m), y = u256_mod(b, m), sum;
        if (u256_add_overflow(x, y, &sum) || u256_compare(sum, m) >= 0)
            sum = u256_sub(sum, m);
        cr_assert(u256_equal(u256_addmod(a, b, m), sum));
    }
    u256 max = u256_not(small(0));
    EXPECT(u256_addmod(max, max, max), small(0));
    EXPECT(u256_addmod(max, small(1), max), small(1));
    EXPECT(u256_mulmod(max, max, u256_sub(max, small(1))), small(1));
    EXPECT(u256_mulmod(max, max, small(12)), small(9));
}

Test(u256, signed_division)
{
    u256 min = u256_shl(small(1), small(255));
    u256 minus_one = negative(1);
    EXPECT(u256_sdiv(min, minus_one), min);
    EXPECT(u256_smod(min, minus_one), small(0));
    EXPECT(u256_sdiv(min, small(0)), small(0));
    EXPECT(u256_smod(min, small(0)), small(0));
    EXPECT(u256_sdiv(negative(7), small(2)), negative(3));
    EXPECT(u256_sdiv(small(7), negative(2)), negative(3));
    EXPECT(u256_sdiv(negative(7), negative(2)), small(3));
    EXPECT(u256_smod(negative(7), small(2)), negative(1));
    EXPECT(u256_smod(small(7), negative(2)), small(1));
    EXPECT(u256_smod(negative(8), negative(3)), negative(2));
    cr_assert_eq(u256_compare_signed(minus_one, small(0)), -1);
    cr_assert_eq(u256_compare_signed(min, minus_one), -1);
    cr_assert_eq(u256_compare_signed(small(5), min), 1);
    cr_assert_eq(u256_compare_signed(min, min), 0);
    cr_assert_eq(u256_compare(minus_one, small(0)), 1);

    struct base_random random;
    base_random_init(&random, 10, 0, "test.u256");
    for (int i = 0; i < 20000; i++) {
        u256 a = draw(&random), b = draw(&random);
        if (u256_is_zero(b))
            continue;
        u256 q = u256_sdiv(a, b), r = u256_smod(a, b);
        cr_assert(u256_equal(u256_add(u256_mul(q, b), r), a));
        cr_assert(u256_is_zero(r) || u256_is_negative(r) == u256_is_negative(a));
    }
}

Test(u256, shifts)
{
    u256 ones = u256_not(small(0));
    u256 huge = u256_shl(small(1), small(64));
    const u256 far[] = {small(256), small(257), small(UINT64_MAX), huge, ones};
    for (int i = 0; i < 5; i++) {
        EXPECT(u256_shl(ones, far[i]), small(0));
        EXPECT(u256_shr(ones, far[i]), small(0));
        EXPECT(u256_sar(ones, far[i]), ones);
        EXPECT(u256_sar(small(7), far[i]), small(0));
    }
    EXPECT(u256_sar(negative(8), small(1)), negative(4));
    EXPECT(u256_sar(negative(7), small(1)), negative(4));
    EXPECT(u256_sar(ones, small(255)), ones);

    struct base_random random;
    base_random_init(&random, 11, 0, "test.u256");
    for (int i = 0; i < 2000; i++) {
        u256 a = draw(&random);
        u256 power = small(1);
        for (uint64_t bits = 0; bits < 256; bits++) {
            cr_assert(u256_equal(u256_shl(a, small(bits)), u256_mul(a, power)));
            cr_assert(u256_equal(u256_shr(a, small(bits)), u256_div(a, power)));
            power = u256_add(power, power);
        }
        unsigned length = u256_bit_length(a);
        cr_assert(u256_is_zero(u256_shr(a, small(length))));
        if (length > 0)
            EXPECT(u256_shr(a, small(length - 1)), small(1));
    }
}

Test(u256, signextend)
{
    EXPECT(u256_signextend(small(0), small(0x7f)), small(0x7f));
    EXPECT(u256_signextend(small(0), small(0x80)), negative(128));
    EXPECT(u256_signextend(small(0), small(0x1280)), negative(128));
    EXPECT(u256_signextend(small(0), small(0x127f)), small(0x7f));
    EXPECT(u256_signextend(small(1), small(0x8000)), negative(32768));
    u256 top = u256_shl(small(0xff), small(240));
    u256 all_top = u256_shl(u256_not(small(0)), small(240));
    EXPECT(u256_signextend(small(30), top), all_top);
    u256 min = u256_shl(small(1), small(255));
    EXPECT(u256_signextend(small(31), min), min);
    EXPECT(u256_signextend(small(32), small(0x80)), small(0x80));
    EXPECT(u256_signextend(u256_not(small(0)), small(0x80)), small(0x80));
    EXPECT(u256_signextend(u256_shl(small(1), small(128)), small(0x80)), small(0x80));
}

Test(u256, exp)
{
    EXPECT(u256_exp(small(0), small(0)), small(1));
    EXPECT(u256_exp(small(0), small(5)), small(0));
    EXPECT(u256_exp(small(2), small(255)), u256_shl(small(1), small(255)));
    EXPECT(u256_exp(small(2), small(256)), small(0));
    EXPECT(u256_exp(small(10), small(77)), parse("100000000000000000000000000000000000000000000000"
                                                 "000000000000000000000000000000"));
    EXPECT(u256_exp(negative(1), u256_not(small(0))), negative(1));
    /* The group of odd numbers modulo 2^256 has exponent 2^254. */
    EXPECT(u256_exp(small(12345), u256_shl(small(1), small(254))), small(1));
}

Test(u256, bytes)
{
    uint8_t bytes[32], back[32];
    for (int i = 0; i < 32; i++)
        bytes[i] = (uint8_t)(i + 1);
    u256 a = u256_from_be(bytes);
    EXPECT(a, parse("0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"));
    u256_to_be(a, back);
    cr_assert_arr_eq(bytes, back, 32);
    EXPECT(u256_from_be_len(bytes, 32), a);
    EXPECT(u256_from_be_len(bytes, 3), small(0x010203));
    EXPECT(u256_from_be_len(NULL, 0), small(0));
}

Test(u256, narrowing)
{
    uint64_t value = 3;
    cr_assert_not(u256_to_u64(u256_shl(small(1), small(64)), &value));
    cr_assert_not(u256_to_u64(u256_shl(small(1), small(255)), &value));
    cr_assert_eq(value, 3);
    cr_assert(u256_to_u64(small(UINT64_MAX), &value));
    cr_assert_eq(value, UINT64_MAX);

    cr_assert_eq(u256_to_double(small(0)), 0.0);
    cr_assert_eq(u256_to_double(parse("1000000000000000000000")), 1e21);
    cr_assert_eq(u256_to_double(u256_not(small(0))), 0x1p256);
    /* 2^200 + 2^147 is half-way to the next double and goes to the even one; one more goes up. */
    u256 half = u256_add(u256_shl(small(1), small(200)), u256_shl(small(1), small(147)));
    cr_assert_eq(u256_to_double(half), 0x1p200);
    cr_assert_eq(u256_to_double(u256_add(half, small(1))), 0x1.0000000000001p200);
    cr_assert_eq(u256_to_double(u256_add(half, u256_shl(small(1), small(148)))),
                 0x1.0000000000002p200);
}
