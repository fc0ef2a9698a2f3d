#include <criterion/criterion.h>
#include <string.h>

#include "base/hex.h"
#include "base/random.h"
#include "zk/compress.h"

enum { ROUNDS = 60 };

static zk_g1_affine g1_times(uint64_t scalar)
{
    const u256 k = u256_from_u64(scalar);
    zk_g1 point;
    zk_g1_affine affine;
    zk_g1_from_affine(&zk_g1_generator, &point);
    zk_g1_mul(&point, &k, &point);
    zk_g1_to_affine(&point, &affine);
    return affine;
}

static zk_g2_affine g2_times(uint64_t scalar)
{
    const u256 k = u256_from_u64(scalar);
    zk_g2 point;
    zk_g2_affine affine;
    zk_g2_from_affine(&zk_g2_generator, &point);
    zk_g2_mul(&point, &k, &point);
    zk_g2_to_affine(&point, &affine);
    return affine;
}

Test(compress, points_of_g1_return)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "compress");
    for (int i = 0; i < ROUNDS; i++) {
        zk_g1_affine point = g1_times(i < 3 ? (uint64_t)i : base_random_u64(&random));
        zk_g1_affine negative, found;
        uint8_t bytes[ZK_COMPRESS_G1_BYTES], other[ZK_COMPRESS_G1_BYTES];
        zk_compress_encode_g1(&point, bytes);
        cr_assert(zk_compress_decode_g1(bytes, &found));
        cr_assert(zk_g1_affine_equal(&point, &found));
        if (i == 0)
            continue;
        zk_g1_affine_neg(&point, &negative);
        zk_compress_encode_g1(&negative, other);
        cr_assert_eq(bytes[0] ^ other[0], 0x40);
        cr_assert(zk_compress_decode_g1(other, &found));
        cr_assert(zk_g1_affine_equal(&negative, &found));
    }
}

Test(compress, points_of_g2_return)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "compress");
    for (int i = 0; i < ROUNDS; i++) {
        zk_g2_affine point = g2_times(i < 3 ? (uint64_t)i : base_random_u64(&random));
        zk_g2_affine negative, found;
        uint8_t bytes[ZK_COMPRESS_G2_BYTES], other[ZK_COMPRESS_G2_BYTES];
        zk_compress_encode_g2(&point, bytes);
        cr_assert(zk_compress_decode_g2(bytes, &found));
        cr_assert(zk_g2_affine_equal(&point, &found));
        if (i == 0)
            continue;
        zk_g2_affine_neg(&point, &negative);
        zk_compress_encode_g2(&negative, other);
        cr_assert_eq(bytes[0] ^ other[0], 0x40);
        cr_assert(zk_compress_decode_g2(other, &found));
        cr_assert(zk_g2_affine_equal(&negative, &found));
    }
}

/* (1, 2): 2 is the smaller root. Infinity is 01 and zeros. */
Test(compress, known_bytes)
{
    static const char generator[] =
        "8000000000000000000000000000000000000000000000000000000000000001";
    static const char negative[] =
        "c000000000000000000000000000000000000000000000000000000000000001";
    static const char infinity[] =
        "4000000000000000000000000000000000000000000000000000000000000000";
    const zk_g1_affine nowhere = {0};
    zk_g1_affine point;
    uint8_t bytes[ZK_COMPRESS_G1_BYTES];
    char text[2 * ZK_COMPRESS_G1_BYTES + 1];
    zk_compress_encode_g1(&zk_g1_generator, bytes);
    base_hex_encode(bytes, sizeof bytes, text);
    cr_expect_str_eq(text, generator);
    zk_g1_affine_neg(&zk_g1_generator, &point);
    zk_compress_encode_g1(&point, bytes);
    base_hex_encode(bytes, sizeof bytes, text);
    cr_expect_str_eq(text, negative);
    zk_compress_encode_g1(&nowhere, bytes);
    base_hex_encode(bytes, sizeof bytes, text);
    cr_expect_str_eq(text, infinity);
}

/* Every flipped bit of an encoding gives another point or none. */
Test(compress, one_encoding_a_point)
{
    zk_g1_affine p = g1_times(77), found_g1;
    zk_g2_affine q = g2_times(77), found_g2;
    uint8_t bytes[ZK_COMPRESS_G2_BYTES], again[ZK_COMPRESS_G2_BYTES];
    zk_compress_encode_g1(&p, bytes);
    for (size_t bit = 0; bit < 8 * ZK_COMPRESS_G1_BYTES; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (zk_compress_decode_g1(bytes, &found_g1)) {
            cr_assert_not(zk_g1_affine_equal(&p, &found_g1));
            cr_assert(zk_g1_is_on_curve(&found_g1));
            zk_compress_encode_g1(&found_g1, again);
            cr_assert_eq(memcmp(bytes, again, ZK_COMPRESS_G1_BYTES), 0);
        }
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    /* A changed x leads off the curve or, but for one in 2^254, out of the subgroup. */
    zk_compress_encode_g2(&q, bytes);
    for (size_t bit = 0; bit < 8 * ZK_COMPRESS_G2_BYTES; bit += 3) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        cr_assert_eq(zk_compress_decode_g2(bytes, &found_g2), bit == 6, "%zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

Test(compress, what_is_no_point_is_refused)
{
    zk_g1_affine g1, g1_before;
    zk_g2_affine g2, g2_before;
    uint8_t bytes[ZK_COMPRESS_G2_BYTES] = {0};
    memset(&g1, 0x5a, sizeof g1);
    memset(&g2, 0x5a, sizeof g2);
    g1_before = g1;
    g2_before = g2;
    /* No flag. */
    bytes[31] = 1;
    cr_expect_not(zk_compress_decode_g1(bytes, &g1));
    cr_expect_not(zk_compress_decode_g2(bytes, &g2));
    /* Infinity with an x. */
    bytes[0] = 0x40;
    cr_expect_not(zk_compress_decode_g1(bytes, &g1));
    cr_expect_not(zk_compress_decode_g2(bytes, &g2));
    /* x = 4 gives 67, x = 0 gives 3: no squares modulo p. */
    memset(bytes, 0, sizeof bytes);
    bytes[0] = 0x80;
    cr_expect_not(zk_compress_decode_g1(bytes, &g1));
    bytes[31] = 4;
    cr_expect_not(zk_compress_decode_g1(bytes, &g1));
    /* x = p + 1, which is 1. */
    cr_assert_eq(base_hex_decode("b0644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd48",
                                 bytes, 32),
                 0);
    cr_expect_not(zk_compress_decode_g1(bytes, &g1));
    memset(bytes + 32, 0, 32);
    cr_expect_not(zk_compress_decode_g2(bytes, &g2));
    cr_expect_eq(memcmp(&g1, &g1_before, sizeof g1), 0);
    cr_expect_eq(memcmp(&g2, &g2_before, sizeof g2), 0);
}

/* About half of all x are on the curve. */
Test(compress, small_x)
{
    unsigned decoded = 0;
    for (unsigned x = 0; x < 40; x++) {
        uint8_t bytes[ZK_COMPRESS_G1_BYTES] = {0x80};
        zk_g1_affine point;
        bytes[31] = (uint8_t)x;
        if (!zk_compress_decode_g1(bytes, &point))
            continue;
        cr_assert(zk_g1_is_on_curve(&point));
        decoded++;
    }
    cr_expect_gt(decoded, 8);
    cr_expect_lt(decoded, 32);
}
