#include "zk/groth16/toxic.h"

#include <string.h>

#include "crypto/hash.h"
#include "zk/constants.h"

/* 512 bits mod r: within 2^-258 of uniform. Zero comes out with probability 2^-254, and tau in one
 * of the domains with 2^-226. */
static void derive(const uint8_t seed[32], uint8_t index, zk_fr *ret_scalar)
{
    static const char domain[] = "crowdpatch groth16 setup 1";
    zk_fr halves[2],
        shift = {{FIELD_R.square[0], FIELD_R.square[1], FIELD_R.square[2], FIELD_R.square[3]}};
    for (uint8_t half = 0; half < 2; half++) {
        crypto_digest digest = crypto_sha256_parts(
            (struct crypto_part[]){{domain, sizeof domain}, {&index, 1}, {&half, 1}, {seed, 32}},
            4);
        u256 value = u256_mod(u256_from_be(digest.bytes), BN254_ORDER);
        zk_fr_from_u256(&value, &halves[half]);
        explicit_bzero(&digest, sizeof digest);
        explicit_bzero(&value, sizeof value);
    }
    /* R^2 is the Montgomery form of 2^256. */
    zk_fr_mul(&halves[0], &shift, &halves[0]);
    zk_fr_add(&halves[0], &halves[1], ret_scalar);
    explicit_bzero(halves, sizeof halves);
}

void zk_groth16_toxic_derive(const uint8_t seed[32], unsigned log2_n, struct zk_groth16_toxic *ret)
{
    zk_fr *const scalars[] = {&ret->tau, &ret->alpha, &ret->beta, &ret->gamma, &ret->delta};
    for (uint8_t i = 0; i < 5; i++)
        derive(seed, i, scalars[i]);
    zk_fr_inverse(&ret->gamma, &ret->gamma_inverse);
    zk_fr_inverse(&ret->delta, &ret->delta_inverse);
    zk_fr one;
    zk_fr_from_u64(1, &one);
    ret->vanishing = ret->tau;
    for (unsigned i = 0; i < log2_n; i++)
        zk_fr_square(&ret->vanishing, &ret->vanishing);
    zk_fr_sub(&ret->vanishing, &one, &ret->vanishing);
}
