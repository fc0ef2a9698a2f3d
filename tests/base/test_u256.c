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

/* a, b, m and what Python's integers make of them, modulo 2^256 where that matters:
 * a*b, a/b, a%b, sdiv, smod, (a+b)%m, (a*b)%m, a^b. */
Test(u256, python_agrees)
{
    static const char *const rows[][11] = {
        {"0x8000000000000000000000000000000000000000000000000000000000000000",
         "0xffffffffffffffffffffffffffffffff",
         "0x8000000000000000000000000000000000000000000000000000000000000001",
         "0x8000000000000000000000000000000000000000000000000000000000000000",
         "0x80000000000000000000000000000000", "0x80000000000000000000000000000000",
         "0xffffffffffffffffffffffffffffffff80000000000000000000000000000000",
         "0xffffffffffffffffffffffffffffffff80000000000000000000000000000000",
         "0xfffffffffffffffffffffffffffffffe",
         "0x7fffffffffffffffffffffffffffffff00000000000000000000000000000002", "0x0"},
        {"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         "0x10000000000000001",
         "0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe",
         "0xfffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffff",
         "0xffffffffffffffff0000000000000000ffffffffffffffff", "0x0", "0x0",
         "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         "0x10000000000000002", "0x10000000000000001",
         "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
        {"0x1000000000000000000000000000000000000000000000000",
         "0x800000000000000000000000000000000000000000000001",
         "0x1ffffffffffffffffffffffffffffffff",
         "0x1000000000000000000000000000000000000000000000000", "0x1",
         "0x7fffffffffffffffffffffffffffffffffffffffffffffff", "0x1",
         "0x7fffffffffffffffffffffffffffffffffffffffffffffff", "0xc000000000000001",
         "0x20000000000000008000000000000000", "0x0"},
        {"0x8000000000000000000000000000000000000000000000000000000000000000",
         "0x80000000000000000000000000000001", "0x100000000000000000000000000000001",
         "0x8000000000000000000000000000000000000000000000000000000000000000",
         "0xfffffffffffffffffffffffffffffffe", "0x2",
         "0xffffffffffffffffffffffffffffffff00000000000000000000000000000002",
         "0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe", "0x1",
         "0xc0000000000000000000000000000001", "0x0"},
        {"0xffffffffffffffffa6cecc1b78e51061", "0x51431193e6c3f339b8b6d8fe442e3d43c324c9859b810e76",
         "0xffffffffffffffff3bab6c398d88348a000000000000000037730edfafbd67f9",
         "0x9c66e9929485e85bb61ff9695501e0f939df551760bfbd048807dd033c5bdab6", "0x0",
         "0xffffffffffffffffa6cecc1b78e51061", "0x0", "0xffffffffffffffffa6cecc1b78e51061",
         "0x51431193e6c3f33ab8b6d8fe442e3d4369f395a114661ed7",
         "0xdab91bf21709115cd569bc0e86b1303f28456677088f9abf2f2ef3b968d35945",
         "0x77958779e1d0437044efc07aafaaa67fa097c42b0b3d623be05537e492238841"},
        {"0x40fce0fb36079a2cc0000000000000000000000000000000754854786b35c14f",
         "0xaa2ca1af6a107b753e2434e37af027bcf0dfb4a", "0x800000000000000007923986bb968a43",
         "0xcdd3e7a45ac198d91560d196862ed5acf91e6414e755d42486dfe3eb641555d6",
         "0x61c383f655250752e2ecf914b", "0x1f61d3fcfbaf4a92c32f0a7efcd912a59f238a1",
         "0x61c383f655250752e2ecf914b", "0x1f61d3fcfbaf4a92c32f0a7efcd912a59f238a1",
         "0x6873e2a3d8c4df82778f8e36952be2b7", "0x70b5dfe5dc95e2b706b4619c33f5d30c",
         "0x9f4424cad89e42a483d234a9a9772dad2cc9131db396fc39d9a2f2a2cdb293e1"},
        {"0x44ef7febe8e5b4615804f92283868a290000000000000000ffffffffffffffff",
         "0x2eafabb66f5c7e26072f0c5d799066abe381c034c2640cccedb08243e44ed08d",
         "0xa2a7ae1f3ac7652c75491bc354c56c9a0067dba8589890085b569643d037cdff",
         "0xaa2e1af18e5752f3b6b2d77ca6ad0eb60a2ec20f21eac3c0124f7dbc1bb12f73", "0x1",
         "0x163fd4357989363b50d5ecc509f6237d1c7e3fcb3d9bf334124f7dbc1bb12f72", "0x1",
         "0x163fd4357989363b50d5ecc509f6237d1c7e3fcb3d9bf334124f7dbc1bb12f72",
         "0x739f2ba2584232875f34057ffd16f0d4e381c034c2640ccdedb08243e44ed08c",
         "0x7338a7329f86b29356fc8be1c183066bebaf76b011431a8c2daad55fe13de02e",
         "0xea939fe4fd795bd39e73b8359e7c26d3edb08243e44ed08cffffffffffffffff"},
        {"0x8000000000000000ee52bdb6d1020a151773308cdc6b13ab",
         "0xffffffffffffffffffffffffffffffff11cbc2884a5012dc",
         "0x40000000000000001811ac0665e9faf0000000000000000029375a91d9efa252",
         "0xa05911d101931d18223e719857be9ef7a48c3058bfbc213855867e8a86d6ecf4", "0x0",
         "0x8000000000000000ee52bdb6d1020a151773308cdc6b13ab", "0x0",
         "0x8000000000000000ee52bdb6d1020a151773308cdc6b13ab",
         "0x18000000000000000ee52bdb6d1020a14293ef31526bb2687",
         "0x18d2c7e7d9f3e4b9c14b761b34ee7c632a1155586453ec2130440aa1a489c802",
         "0xd4ce053dcaccaffa63985db4302494859f1f85e8d429529c99ce122a669ded1"},
        {"0x35438025e2dc66737",
         "0xffffffffffffffffbcc99ae80f0c8a89a185cc8ea8ea37f7ffffffffffffffff",
         "0x39a6eb8a7d94b4020",
         "0x204043070e111233422111d2836145354bc4a6aa68a6ce44abc7fda1d23998c9", "0x0",
         "0x35438025e2dc66737", "0x0", "0x35438025e2dc66737", "0x10fbe899f72faa656",
         "0x344d1d2fcb10fcb69",
         "0xc61e7ff7764ec1741b0dadbd7dd420c40e24106ba818c0fc374a56981b41fe87"},
        {"0x31b1c27e976699cc8000000000000000",
         "0x36f1599dab677c76000000000000000024035540f328a85ac000000000000000",
         "0xffffffffffffffff88534206fc4a447ed6730839e1e485578000000000000000",
         "0x6fda4fbb5fe7bd24d01ab60a601393e60000000000000000000000000000000", "0x0",
         "0x31b1c27e976699cc8000000000000000", "0x0", "0x31b1c27e976699cc8000000000000000",
         "0x36f1599dab677c76000000000000000055b517bf8a8f42274000000000000000",
         "0x552ed1440fab8ed34747d928ea6a38963f1f0c7688889caa8000000000000000", "0x0"},
        {"0x20000000000000002",
         "0x60c73494ed192da3ffffffffffffffff8000000000000000ffffffffffffffff",
         "0x8000000000000000e592067375305db78000000000000000",
         "0xc18e6929da325b470000000000000000fffffffffffffffffffffffffffffffe", "0x0",
         "0x20000000000000002", "0x0", "0x20000000000000002",
         "0x526d33d4f3e7a3184ef6d8a1b29f25560000000000000001",
         "0x1b1d4a0a26854dfb81a3ef414819cbd5fffffffffffffffe", "0x0"},
        {"0x736ebf511d95389b0000000000000000d37c99611d775b7c0000000000000000",
         "0x4000000000000000466d4051a5a29091fb7b16147493eda47fffffffffffffff",
         "0x80000000000000006607b61550332cb880000000000000008000000000000000",
         "0x690d207c0bb986296b7145dca718152d2c83669ee288a4840000000000000000", "0x1",
         "0x336ebf511d95389ab992bfae5a5d6f6ed801834ca8e36dd78000000000000001", "0x1",
         "0x336ebf511d95389ab992bfae5a5d6f6ed801834ca8e36dd78000000000000001",
         "0x336ebf511d95389ae0658a3c556f63da4ef7af75920b491fffffffffffffffff",
         "0x26cb697c822a0c3f1e3df793a3283f4178ca5e070b7d88560000000000000000", "0x0"},
        {"0x80000000000000008000000000000000a96dfb2c780b25d9",
         "0xffffffffffffffff4e896a65f772f8ea3a389b09f0d3fa5c",
         "0xffffffffffffffff3ebebe3e179030daffffffffffffffff",
         "0x6dcefde46c2e9f7ba7a8c7267de83223ab360b9bf0bec16e6ac7cd82a8d283fc", "0x0",
         "0x80000000000000008000000000000000a96dfb2c780b25d9", "0x0",
         "0x80000000000000008000000000000000a96dfb2c780b25d9",
         "0x80000000000000008fcaac27dfe2c80fe3a6963668df2036",
         "0x7da0a4547a4f57e7bc096c9765843dd7bf2d556f221a3189",
         "0xfcce687acb7d949fe8606f09196d56ae7c1f5c9aa601b8e79e2d0ec4cca1b421"},
        {"0x8000000000000000ffffffffffffffff80000000000000000000000000000000",
         "0xffffffffffffffff34ecf2ede4cd60758000000", "0x3ffffffffffffffff",
         "0xde4cd6075e58986890d994fc5400000000000000000000000000000000000000",
         "0x8000000000000001658986890", "0xd994fc5db9ea924e4a79f809338601e80000000",
         "0xfffffffffffffffffffffffffffffffffffffff80000000000000009a7679770",
         "0xfffffffffffffffffffffffff266b03aba8770ff51bd9f946cc79fe180000000",
         "0x2d04cd60755d3b3cb", "0x2dbf5f312e6539b0a", "0x0"},
        {"0x9213147bf9ef954e8000000000000000d6172ad", "0xffffffffffffffff16d8e80e9cc930d38000000",
         "0x8000000000000000399dab3cf4dfc9a5ffffffffffffffff",
         "0x4dfaf653c99737ca48bdfc607cfa111259fd04387b36af367c957aded8000000", "0x0",
         "0x9213147bf9ef954e8000000000000000d6172ad", "0x0",
         "0x9213147bf9ef954e8000000000000000d6172ad", "0x19213147bf9ef954d96d8e80e9cc930d456172ad",
         "0x25b11fee553bb05d7494bd07e1acfdf1807e6aa88682f1b",
         "0x2cab076709581607a96c264b07c018b3e4ba7a4020744bc94564e3a5e0000001"},
        {"0x8000000000000000342f22bae20cea4a28d2e08",
         "0xffffffffffffffff60900772923c4e5de587dd211f8ce97affffffffffffffff",
         "0x863043d70a6be26c8000000000000000",
         "0x3f05d49ce2d9249db6b090409f963e84bab6f5dcb9d773ac51df315b5d72d1f8", "0x0",
         "0x8000000000000000342f22bae20cea4a28d2e08", "0x0",
         "0x8000000000000000342f22bae20cea4a28d2e08", "0x3d561b5512ac20a82e20cea4a28d2e07",
         "0x1b5432b1e470c7cd51df315b5d72d1f8", "0x0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        u256 n[11];
        for (int j = 0; j < 11; j++)
            n[j] = parse(rows[i][j]);
        EXPECT(u256_mul(n[0], n[1]), n[3]);
        EXPECT(u256_div(n[0], n[1]), n[4]);
        EXPECT(u256_mod(n[0], n[1]), n[5]);
        EXPECT(u256_sdiv(n[0], n[1]), n[6]);
        EXPECT(u256_smod(n[0], n[1]), n[7]);
        EXPECT(u256_addmod(n[0], n[1], n[2]), n[8]);
        EXPECT(u256_mulmod(n[0], n[1], n[2]), n[9]);
        EXPECT(u256_exp(n[0], n[1]), n[10]);
    }
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

/* Dividends made of their quotient and remainder: digits of all ones or zeros, and remainders at
 * both ends, for divisors of every length. There the estimates of a digit are wrong most. */
Test(u256, division_of_made_dividends)
{
    struct base_random random;
    base_random_init(&random, 12, 0, "test.u256");
    for (int i = 0; i < 200000; i++) {
        u256 b =
            u256_or(u256_shr(draw(&random), small(64 * base_random_below(&random, 4))), small(1));
        unsigned room = 256 - u256_bit_length(b);
        u256 q = u256_shr(draw(&random), small(256 - room));
        u256 ends[] = {small(0), u256_sub(b, small(1)), u256_mod(draw(&random), b)};
        for (int k = 0; k < 3; k++) {
            u256 a = u256_add(u256_mul(q, b), ends[k]), got = a;
            cr_assert(u256_equal(u256_div(a, b), q));
            cr_assert(u256_equal(u256_mod(a, b), ends[k]));
            /* The result may go where an operand is. */
            u256_div_at(&got, &b, &got);
            cr_assert(u256_equal(got, q));
            got = b;
            u256_mod_at(&a, &got, &got);
            cr_assert(u256_equal(got, ends[k]));
            u256 sum = a;
            u256_addmod_at(&sum, &b, &b, &sum);
            cr_assert(u256_equal(sum, ends[k]));
        }
    }
}

Test(u256, division_by_powers_of_two)
{
    struct base_random random;
    base_random_init(&random, 13, 0, "test.u256");
    for (int i = 0; i < 20000; i++) {
        u256 a = draw(&random), exponent = small(base_random_below(&random, 256));
        u256 power = u256_shl(small(1), exponent), below = u256_sub(power, small(1));
        cr_assert(u256_equal(u256_div(a, power), u256_shr(a, exponent)));
        cr_assert(u256_equal(u256_mod(a, power), u256_and(a, below)));
        cr_assert(u256_equal(u256_mulmod(a, a, power), u256_and(u256_mul(a, a), below)));
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

/* From its second use on, a divisor is inverted. */
Test(u256, products_by_a_divisor_that_stays)
{
    struct base_random random;
    base_random_init(&random, 14, 0, "test.u256");
    const u256 max = u256_not(small(0));
    const u256 edges[] = {
        small(0),
        small(1),
        max,
        u256_sub(max, small(1)),
        u256_shl(small(1), small(255)),
        u256_sub(u256_shl(small(1), small(255)), small(1)),
        u256_shl(small(1), small(192)),
        u256_not(u256_shl(small(1), small(192))),
    };
    enum { EDGES = sizeof edges / sizeof edges[0] };
    for (int round = 0; round < 4000; round++) {
        u256 m = round < EDGES ? edges[round] : draw(&random);
        if (round >= EDGES)
            m.limb[3] |= UINT64_C(1) << base_random_below(&random, 64);
        u256 near[4] = {u256_sub(m, small(1)), m, u256_add(m, small(1)), u256_shl(m, small(1))};
        for (int i = 0; i < 12; i++) {
            u256 a = i < 4 ? near[i] : i < 8 ? edges[round % EDGES] : draw(&random);
            u256 b = i % 4 == 0 ? near[round % 4] : draw(&random);
            u256_mod(max, small(3));
            u256 first = u256_mulmod(a, b, m);
            cr_assert(u256_equal(u256_mulmod(a, b, m), first));
            cr_assert(u256_equal(u256_mulmod(b, a, m), first));
            cr_assert(u256_equal(u256_mulmod(a, small(1), m), u256_mod(a, m)));
            if (round < 2 * EDGES && !u256_is_zero(m))
                cr_assert(u256_equal(slow_mulmod(a, b, m), first));
        }
    }
}

Test(u256, signed_division)
{
    u256 min = u256_shl(small(1), small(255));
    u256 minus_one = negative(1);
    EXPECT(u256_sdiv(min, minus_one), min);
    EXPECT(u256_smod(min, minus_one), small(0));
    EXPECT(u256_sdiv(min, small(0)), small(0));
    EXPECT(u256_div(min, small(0)), small(0));
    EXPECT(u256_mod(min, small(0)), small(0));
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
