#ifndef CROWDPATCH_TESTS_ZK_BN254_SUPPORT_H
#define CROWDPATCH_TESTS_ZK_BN254_SUPPORT_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/hex.h"
#include "base/random.h"
#include "zk/bn254.h"
#include "zk/fr.h"
#include "zk/pairing.h"

#include "bn254_vectors.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static inline u256 u256_of(const char *hex)
{
    uint8_t bytes[32];
    cr_assert_eq(base_hex_decode(hex, bytes, 32), 0);
    return u256_from_be(bytes);
}

static inline zk_fp fp_of(const char *hex)
{
    u256 value = u256_of(hex);
    zk_fp a;
    cr_assert(zk_fp_from_u256(&value, &a));
    return a;
}

static inline zk_fr fr_of(const char *hex)
{
    u256 value = u256_of(hex);
    zk_fr a;
    cr_assert(zk_fr_from_u256(&value, &a));
    return a;
}

static inline zk_g1_affine g1_of(const char *hex)
{
    uint8_t bytes[ZK_BN254_G1_BYTES];
    zk_g1_affine a;
    cr_assert_eq(base_hex_decode(hex, bytes, sizeof bytes), 0);
    cr_assert(zk_bn254_decode_g1(bytes, &a));
    return a;
}

static inline zk_g2_affine g2_of(const char *hex)
{
    uint8_t bytes[ZK_BN254_G2_BYTES];
    zk_g2_affine a;
    cr_assert_eq(base_hex_decode(hex, bytes, sizeof bytes), 0);
    cr_assert(zk_bn254_decode_g2(bytes, &a));
    return a;
}

/* Uniform but for the top two bits, which are 0: always below both moduli. */
static inline u256 random_below_2_253(struct base_random *random)
{
    u256 value;
    for (int i = 0; i < 4; i++)
        value.limb[i] = base_random_u64(random);
    value.limb[3] >>= 11;
    return value;
}

static inline zk_fp random_fp(struct base_random *random)
{
    u256 value = random_below_2_253(random);
    zk_fp a;
    cr_assert(zk_fp_from_u256(&value, &a));
    return a;
}

static inline zk_fr random_fr(struct base_random *random)
{
    u256 value = random_below_2_253(random);
    zk_fr a;
    cr_assert(zk_fr_from_u256(&value, &a));
    return a;
}

static inline zk_fp2 random_fp2(struct base_random *random)
{
    return (zk_fp2){random_fp(random), random_fp(random)};
}

static inline zk_fp6 random_fp6(struct base_random *random)
{
    return (zk_fp6){random_fp2(random), random_fp2(random), random_fp2(random)};
}

static inline zk_fp12 random_fp12(struct base_random *random)
{
    return (zk_fp12){random_fp6(random), random_fp6(random)};
}

static inline zk_g1 multiple_of_g1(u256 k)
{
    zk_g1 a;
    zk_g1_from_affine(&zk_g1_generator, &a);
    zk_g1_mul(&a, &k, &a);
    return a;
}

static inline zk_g2 multiple_of_g2(u256 k)
{
    zk_g2 a;
    zk_g2_from_affine(&zk_g2_generator, &a);
    zk_g2_mul(&a, &k, &a);
    return a;
}

#define ORDER_HEX "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"
#define MODULUS_HEX "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"

#endif
