#include "zk/statement/circuit.h"

#include <string.h>

#include "zk/gadget/packing.h"
#include "zk/gadget/sha256.h"

void zk_statement_circuit_halves(const crypto_digest *digest, zk_fr ret_halves[2])
{
    for (int i = 0; i < 2; i++) {
        uint8_t be[32] = {0};
        memcpy(be + 16, digest->bytes + 16 * i, 16);
        zk_fr_from_be(be, &ret_halves[i]);
    }
}

void zk_statement_circuit_digest(struct zk_builder *builder, const struct zk_lc bits[256],
                                 const struct zk_lc halves[2])
{
    for (int i = 0; i < 2; i++)
        zk_builder_enforce_equal(builder, zk_gadget_packing_pack_be(builder, 16, bits + 128 * i),
                                 halves[i]);
}

void zk_statement_circuit_key(struct zk_builder *builder, const crypto_digest *r,
                              const struct zk_lc s[2], struct zk_lc ret_bits[256])
{
    struct zk_lc digest[ZK_GADGET_SHA256_BITS];
    zk_gadget_packing_witness(builder, r->bytes, sizeof r->bytes, ret_bits);
    zk_gadget_sha256(builder, sizeof r->bytes, ret_bits, digest);
    zk_statement_circuit_digest(builder, digest, s);
}

void zk_statement_circuit_point(const crypto_digest *digest, zk_fr *ret_z)
{
    uint8_t be[32] = {0};
    memcpy(be + 1, digest->bytes, 31);
    zk_fr_from_be(be, ret_z);
}

void zk_statement_circuit_blinding(const uint8_t seed[32], zk_fr ret_blinding[2])
{
    static const char domain[] = "crowdpatch zk blinding 1";
    zk_fr parts[4], shift;
    /* 2^192 a + b of 192 bits each is 384 bits modulo r. */
    zk_fr_from_u64(UINT64_C(1) << 48, &shift);
    zk_fr_square(&shift, &shift);
    zk_fr_square(&shift, &shift);
    for (uint8_t i = 0; i < 4; i++) {
        uint8_t be[32] = {0};
        crypto_digest digest = crypto_sha256_parts(
            (struct crypto_part[]){{domain, sizeof domain}, {seed, 32}, {&i, 1}}, 3);
        memcpy(be + 8, digest.bytes, 24);
        zk_fr_from_be(be, &parts[i]);
        explicit_bzero(be, sizeof be);
        explicit_bzero(&digest, sizeof digest);
    }
    for (int i = 0; i < 2; i++) {
        zk_fr_mul(&parts[2 * i], &shift, &parts[2 * i]);
        zk_fr_add(&parts[2 * i], &parts[2 * i + 1], &ret_blinding[i]);
    }
    explicit_bzero(parts, sizeof parts);
}
