#include "bn254_support.h"

/* Input as the multiples' points and scalars, so that a + b is known. */
static void encoded_multiple(uint64_t k, uint8_t ret_bytes[ZK_BN254_G1_BYTES])
{
    zk_g1 a = multiple_of_g1(u256_from_u64(k));
    zk_g1_affine affine;
    zk_g1_to_affine(&a, &affine);
    zk_bn254_encode_g1(&affine, ret_bytes);
}

static void modulus_bytes(uint8_t ret_bytes[32])
{
    cr_assert_eq(base_hex_decode(MODULUS_HEX, ret_bytes, 32), 0);
}

Test(bn254, add)
{
    uint8_t input[200] = {0}, output[64], want[64];
    encoded_multiple(1, input);
    encoded_multiple(2, input + 64);
    cr_assert_eq(base_hex_decode(multiples[2][1], want, 64), 0);
    memset(input + 128, 0xff, sizeof input - 128); /* not read */
    cr_assert(zk_bn254_add(input, sizeof input, output));
    cr_assert_arr_eq(output, want, 64);
    cr_assert(zk_bn254_add(input, 128, output));
    cr_assert_arr_eq(output, want, 64);
    /* Short: the second point is infinity. */
    cr_assert(zk_bn254_add(input, 64, output));
    cr_assert_arr_eq(output, input, 64);
    /* P + P */
    encoded_multiple(1, input + 64);
    cr_assert_eq(base_hex_decode(multiples[1][1], want, 64), 0);
    cr_assert(zk_bn254_add(input, 128, output));
    cr_assert_arr_eq(output, want, 64);
    /* Nothing: infinity + infinity. */
    memset(want, 0, 64);
    cr_assert(zk_bn254_add(NULL, 0, output));
    cr_assert_arr_eq(output, want, 64);
    /* P - P */
    cr_assert_eq(base_hex_decode(multiples[5][1], input + 64, 64), 0); /* [r-1]G1 */
    cr_assert(zk_bn254_add(input, 128, output));
    cr_assert_arr_eq(output, want, 64);
}

Test(bn254, add_refuses)
{
    uint8_t input[128] = {0}, output[64], untouched[64];
    memset(output, 7, 64);
    memcpy(untouched, output, 64);
    /* (p, 0) would be infinity if reduced; (1, 2+p) the generator, and does not fit 32 bytes less.
     */
    modulus_bytes(input);
    cr_assert_not(zk_bn254_add(input, 128, output));
    memset(input, 0, 32);
    modulus_bytes(input + 32);
    cr_assert_not(zk_bn254_add(input, 128, output));
    memset(input, 0, 64);
    input[31] = 1;
    input[63] = 3;
    cr_assert_not(zk_bn254_add(input, 128, output)); /* not on the curve */
    cr_assert_not(zk_bn254_add(input, 32, output));
    memset(input, 0, 64);
    memset(input + 64, 0xff, 64);
    cr_assert_not(zk_bn254_add(input, 128, output));
    input[63] = 1;
    cr_assert_not(zk_bn254_add(input, 64, output)); /* (0, 1) */
    /* (1, 2) with p added to y: 2 + p is below 2^256 and congruent. */
    memset(input, 0, 128);
    input[31] = 1;
    u256_to_be(u256_add(u256_of(MODULUS_HEX), u256_from_u64(2)), input + 32);
    cr_assert_not(zk_bn254_add(input, 128, output));
    cr_assert_arr_eq(output, untouched, 64);
}

Test(bn254, mul)
{
    uint8_t input[120] = {0}, output[64], want[64];
    for (size_t i = 0; i < COUNT(multiples); i++) {
        encoded_multiple(1, input);
        cr_assert_eq(base_hex_decode(multiples[i][0], input + 64, 32), 0);
        cr_assert_eq(base_hex_decode(multiples[i][1], want, 64), 0);
        cr_assert(zk_bn254_mul(input, i % 2 ? 96 : sizeof input, output));
        cr_assert_arr_eq(output, want, 64, "row %zu", i);
    }
    /* A scalar cut off is continued by zeros: here none is left. */
    memset(want, 0, 64);
    cr_assert(zk_bn254_mul(input, 64, output));
    cr_assert_arr_eq(output, want, 64);
    cr_assert(zk_bn254_mul(NULL, 0, output));
    cr_assert_arr_eq(output, want, 64);
    /* 1 at the end of 32 bytes, one byte missing: 2^248 times what is read. */
    memset(input + 64, 0, 32);
    input[94] = 1;
    cr_assert(zk_bn254_mul(input, 95, output));
    encoded_multiple(256, want);
    cr_assert_arr_eq(output, want, 64);
    input[63] ^= 1;
    cr_assert_not(zk_bn254_mul(input, 96, output));
}

Test(bn254, points_survive_their_bytes)
{
    for (size_t i = 0; i < COUNT(multiples); i++) {
        uint8_t bytes[128], back[128];
        cr_assert_eq(base_hex_decode(multiples[i][2], bytes, 128), 0);
        zk_g2_affine g2;
        cr_assert(zk_bn254_decode_g2(bytes, &g2));
        zk_bn254_encode_g2(&g2, back);
        cr_assert_arr_eq(bytes, back, 128);
    }
    uint8_t zeros[128] = {0};
    zk_g2_affine g2 = zk_g2_generator;
    zk_g1_affine g1 = zk_g1_generator;
    cr_assert(zk_bn254_decode_g2(zeros, &g2));
    cr_assert(zk_g2_affine_is_infinity(&g2));
    cr_assert(zk_bn254_decode_g1(zeros, &g1));
    cr_assert(zk_g1_affine_is_infinity(&g1));
}

Test(bn254, decode_g2_refuses)
{
    uint8_t bytes[128], good[128];
    zk_g2_affine g2 = {0};
    zk_bn254_encode_g2(&zk_g2_generator, good);
    for (int i = 0; i < 4; i++) {
        memcpy(bytes, good, 128);
        modulus_bytes(bytes + 32 * i);
        cr_assert_not(zk_bn254_decode_g2(bytes, &g2));
        /* The same number plus p, congruent and not canonical. */
        memcpy(bytes, good, 128);
        u256_to_be(u256_add(u256_from_be(good + 32 * i), u256_of(MODULUS_HEX)), bytes + 32 * i);
        cr_assert_not(zk_bn254_decode_g2(bytes, &g2));
        memcpy(bytes, good, 128);
        bytes[32 * i + 31] ^= 1; /* not on the curve */
        cr_assert_not(zk_bn254_decode_g2(bytes, &g2));
    }
    /* Real part first */
    memcpy(bytes, good + 32, 32);
    memcpy(bytes + 32, good, 32);
    memcpy(bytes + 64, good + 96, 32);
    memcpy(bytes + 96, good + 64, 32);
    cr_assert_not(zk_bn254_decode_g2(bytes, &g2));
    cr_assert_eq(base_hex_decode(outside_subgroup, bytes, 128), 0);
    cr_assert_not(zk_bn254_decode_g2(bytes, &g2));
    cr_assert(zk_g2_affine_is_infinity(&g2));
}

/* e([k]G1, G2) for k = first, second, ... */
static size_t pairs_of(const uint64_t *factors, size_t n, uint8_t *ret_input)
{
    for (size_t i = 0; i < n; i++) {
        encoded_multiple(factors[i], ret_input + 192 * i);
        zk_bn254_encode_g2(&zk_g2_generator, ret_input + 192 * i + 64);
    }
    return 192 * n;
}

Test(bn254, pairing)
{
    uint8_t input[12 * 192];
    bool is_one = false;
    cr_assert(zk_bn254_pairing(NULL, 0, &is_one));
    cr_assert(is_one);
    const uint64_t factors[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    size_t len = pairs_of(factors, 1, input);
    cr_assert(zk_bn254_pairing(input, len, &is_one));
    cr_assert_not(is_one);
    /* e(G1, G2) e([r-1]G1, G2) */
    pairs_of(factors, 2, input);
    cr_assert_eq(base_hex_decode(multiples[5][1], input + 192, 64), 0);
    cr_assert(zk_bn254_pairing(input, 384, &is_one));
    cr_assert(is_one);
    /* Ten and a closing one: above what is decoded at a time. 1 + .. + 10 = 55 */
    len = pairs_of(factors, 11, input);
    zk_g1 closing = multiple_of_g1(u256_from_u64(55));
    zk_g1_neg(&closing, &closing);
    zk_g1_affine affine;
    zk_g1_to_affine(&closing, &affine);
    zk_bn254_encode_g1(&affine, input + 192 * 10);
    cr_assert(zk_bn254_pairing(input, len, &is_one));
    cr_assert(is_one);
    /* Infinity on either side counts as 1, and is checked on the other. */
    memset(input + len, 0, 64);
    zk_bn254_encode_g2(&zk_g2_generator, input + len + 64);
    cr_assert(zk_bn254_pairing(input, len + 192, &is_one));
    cr_assert(is_one);
    encoded_multiple(3, input + len);
    memset(input + len + 64, 0, 128);
    cr_assert(zk_bn254_pairing(input, len + 192, &is_one));
    cr_assert(is_one);
    is_one = false;
    memset(input + len, 0, 64);
    cr_assert_eq(base_hex_decode(outside_subgroup, input + len + 64, 128), 0);
    cr_assert_not(zk_bn254_pairing(input, len + 192, &is_one));
    cr_assert_not(is_one);
}

Test(bn254, pairing_refuses)
{
    uint8_t input[2 * 192];
    bool is_one = false;
    const uint64_t factors[] = {1, 2};
    pairs_of(factors, 2, input);
    cr_assert_not(zk_bn254_pairing(input, 191, &is_one));
    cr_assert_not(zk_bn254_pairing(input, 193, &is_one));
    cr_assert_not(zk_bn254_pairing(input, 1, &is_one));
    input[192 + 63] ^= 1;
    cr_assert_not(zk_bn254_pairing(input, 384, &is_one));
    cr_assert(zk_bn254_pairing(input, 192, &is_one));
    cr_assert_not(is_one);
}
