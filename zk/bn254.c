#include "zk/bn254.h"

#include <string.h>

#include "zk/pairing.h"

bool zk_bn254_decode_g1(const uint8_t bytes[ZK_BN254_G1_BYTES], zk_g1_affine *ret_point)
{
    zk_g1_affine point;
    if (!zk_fp_from_be(bytes, &point.x) || !zk_fp_from_be(bytes + 32, &point.y))
        return false;
    if (!zk_g1_is_on_curve(&point))
        return false;
    *ret_point = point;
    return true;
}

void zk_bn254_encode_g1(const zk_g1_affine *point, uint8_t ret_bytes[ZK_BN254_G1_BYTES])
{
    zk_fp_to_be(&point->x, ret_bytes);
    zk_fp_to_be(&point->y, ret_bytes + 32);
}

bool zk_bn254_decode_g2(const uint8_t bytes[ZK_BN254_G2_BYTES], zk_g2_affine *ret_point)
{
    zk_g2_affine point;
    if (!zk_fp_from_be(bytes, &point.x.c1) || !zk_fp_from_be(bytes + 32, &point.x.c0) ||
        !zk_fp_from_be(bytes + 64, &point.y.c1) || !zk_fp_from_be(bytes + 96, &point.y.c0))
        return false;
    if (!zk_g2_is_on_curve(&point) || !zk_g2_is_in_subgroup(&point))
        return false;
    *ret_point = point;
    return true;
}

void zk_bn254_encode_g2(const zk_g2_affine *point, uint8_t ret_bytes[ZK_BN254_G2_BYTES])
{
    zk_fp_to_be(&point->x.c1, ret_bytes);
    zk_fp_to_be(&point->x.c0, ret_bytes + 32);
    zk_fp_to_be(&point->y.c1, ret_bytes + 64);
    zk_fp_to_be(&point->y.c0, ret_bytes + 96);
}

static void pad(const uint8_t *input, size_t len, size_t wanted, uint8_t *ret_padded)
{
    memset(ret_padded, 0, wanted);
    if (len > 0)
        memcpy(ret_padded, input, len < wanted ? len : wanted);
}

static void encode(const zk_g1 *point, uint8_t ret_output[ZK_BN254_G1_BYTES])
{
    zk_g1_affine affine;
    zk_g1_to_affine(point, &affine);
    zk_bn254_encode_g1(&affine, ret_output);
}

bool zk_bn254_add(const uint8_t *input, size_t len, uint8_t ret_output[ZK_BN254_G1_BYTES])
{
    uint8_t padded[2 * ZK_BN254_G1_BYTES];
    zk_g1_affine a, b;
    pad(input, len, sizeof padded, padded);
    if (!zk_bn254_decode_g1(padded, &a) || !zk_bn254_decode_g1(padded + ZK_BN254_G1_BYTES, &b))
        return false;
    zk_g1 sum;
    zk_g1_from_affine(&a, &sum);
    zk_g1_add_affine(&sum, &b, &sum);
    encode(&sum, ret_output);
    return true;
}

bool zk_bn254_mul(const uint8_t *input, size_t len, uint8_t ret_output[ZK_BN254_G1_BYTES])
{
    uint8_t padded[ZK_BN254_G1_BYTES + 32];
    zk_g1_affine a;
    pad(input, len, sizeof padded, padded);
    if (!zk_bn254_decode_g1(padded, &a))
        return false;
    u256 scalar = u256_from_be(padded + ZK_BN254_G1_BYTES);
    zk_g1 product;
    zk_g1_from_affine(&a, &product);
    zk_g1_mul(&product, &scalar, &product);
    encode(&product, ret_output);
    return true;
}

/* So many pairs are decoded at a time. */
#define PAIRS_MAX 8

bool zk_bn254_pairing(const uint8_t *input, size_t len, bool *ret_is_one)
{
    if (len % ZK_BN254_PAIR_BYTES != 0)
        return false;
    size_t n = len / ZK_BN254_PAIR_BYTES;
    zk_g1_affine g1[PAIRS_MAX];
    zk_g2_affine g2[PAIRS_MAX];
    zk_fp12 product, part;
    zk_fp12_one(&product);
    for (size_t i = 0; i < n;) {
        size_t count = 0;
        for (; i < n && count < PAIRS_MAX; i++, count++) {
            const uint8_t *pair = input + i * ZK_BN254_PAIR_BYTES;
            if (!zk_bn254_decode_g1(pair, &g1[count]) ||
                !zk_bn254_decode_g2(pair + ZK_BN254_G1_BYTES, &g2[count]))
                return false;
        }
        zk_pairing_miller_loop(count, g1, g2, &part);
        zk_fp12_mul(&product, &part, &product);
    }
    zk_pairing_final_exponentiation(&product, &product);
    *ret_is_one = zk_fp12_is_one(&product);
    return true;
}
