#include "zk/groth16/challenge.h"

#include "base/bytes.h"
#include "crypto/cipher.h"
#include "zk/constants.h"

/* a + b lambda is below 3r: lambda is below 0.71 * 2^192. */
static u256 scalar_of(uint64_t a, uint64_t b)
{
    u256 scalar = u256_add(u256_mul(BN254_LAMBDA, u256_from_u64(b)), u256_from_u64(a));
    while (u256_compare(scalar, BN254_ORDER) >= 0)
        scalar = u256_sub(scalar, BN254_ORDER);
    return scalar;
}

void zk_groth16_challenge_bits(const crypto_digest *seed, uint32_t stream, uint64_t block,
                               u256 ret_values[ZK_GROTH16_CHALLENGE_BLOCK])
{
    static const char domain[] = "crowdpatch groth16 challenge 1";
    uint8_t index[12], bytes[ZK_GROTH16_CHALLENGE_BLOCK][16] = {{0}};
    base_store_be32(index, stream);
    base_store_be64(index + 4, block);
    crypto_digest key = crypto_sha256_parts(
        (struct crypto_part[]){
            {domain, sizeof domain}, {seed->bytes, sizeof seed->bytes}, {index, sizeof index}},
        3);
    crypto_chacha20_xor(key.bytes, bytes[0], sizeof bytes, bytes[0]);
    for (int i = 0; i < ZK_GROTH16_CHALLENGE_BLOCK; i++) {
        uint64_t a = 0, b = 0;
        for (int j = 0; j < 8; j++) {
            a = a << 8 | bytes[i][j];
            b = b << 8 | bytes[i][8 + j];
        }
        ret_values[i] = (u256){{a, b, 0, 0}};
    }
}

void zk_groth16_challenge_block(const crypto_digest *seed, uint32_t stream, uint64_t block,
                                u256 ret_scalars[ZK_GROTH16_CHALLENGE_BLOCK])
{
    zk_groth16_challenge_bits(seed, stream, block, ret_scalars);
    for (int i = 0; i < ZK_GROTH16_CHALLENGE_BLOCK; i++)
        ret_scalars[i] = scalar_of(ret_scalars[i].limb[0], ret_scalars[i].limb[1]);
}
