#include "zk/iden3/points.h"
#include "zk/iden3/zkey_private.h"

#define CONTRIBUTIONS_HASH_BYTES 64

static void put_g1(FILE *stream, enum zk_iden3_zkey_section type, size_t n,
                   const zk_g1_affine points[])
{
    zk_iden3_put_section(stream, type, (uint64_t)n * ZK_IDEN3_G1_BYTES);
    zk_iden3_put_g1(stream, n, points);
}

static void put_headers(const struct zk_groth16_proving_key *key, FILE *stream)
{
    const struct zk_groth16_verifying_key *verifying = &key->verifying;

    zk_iden3_put_section(stream, ZKEY_PROTOCOL, 4);
    zk_iden3_put_u32(stream, ZK_IDEN3_ZKEY_GROTH16);
    zk_iden3_put_section(stream, ZKEY_HEADER,
                         2 * (4 + 32) + 3 * 4 + 3 * ZK_IDEN3_G1_BYTES + 3 * ZK_IDEN3_G2_BYTES);
    zk_iden3_put_u32(stream, 32);
    zk_iden3_put_u256(stream, &zk_iden3_p);
    zk_iden3_put_u32(stream, 32);
    zk_iden3_put_u256(stream, &zk_iden3_r);
    zk_iden3_put_u32(stream, key->wires);
    zk_iden3_put_u32(stream, verifying->publics);
    zk_iden3_put_u32(stream, UINT32_C(1) << key->log2_domain);
    zk_iden3_put_g1(stream, 1, &verifying->alpha_g1);
    zk_iden3_put_g1(stream, 1, &key->beta_g1);
    zk_iden3_put_g2(stream, 1, &verifying->beta_g2);
    zk_iden3_put_g2(stream, 1, &verifying->gamma_g2);
    zk_iden3_put_g1(stream, 1, &key->delta_g1);
    zk_iden3_put_g2(stream, 1, &verifying->delta_g2);
}

void zk_iden3_zkey_write(const struct zk_groth16_proving_key *key, FILE *stream)
{
    size_t domain = (size_t)1 << key->log2_domain;
    bool is_checkable = key->lagrange_g1 != NULL;

    zk_iden3_put_header(stream, ZK_IDEN3_ZKEY_MAGIC, ZK_IDEN3_ZKEY_VERSION, is_checkable ? 11 : 10);
    put_headers(key, stream);
    put_g1(stream, ZKEY_IC, (size_t)key->verifying.publics + 1, key->verifying.ic);
    zk_iden3_zkey_put_coefficients(key, stream);
    put_g1(stream, ZKEY_A, key->wires, key->a);
    put_g1(stream, ZKEY_B_G1, key->wires, key->b_g1);
    zk_iden3_put_section(stream, ZKEY_B_G2, (uint64_t)key->wires * ZK_IDEN3_G2_BYTES);
    zk_iden3_put_g2(stream, key->wires, key->b_g2);
    put_g1(stream, ZKEY_C, (size_t)key->wires - key->verifying.publics - 1, key->c);
    put_g1(stream, ZKEY_H, domain, key->h);
    zk_iden3_put_section(stream, ZKEY_CONTRIBUTIONS, CONTRIBUTIONS_HASH_BYTES + 4);
    for (int i = 0; i < CONTRIBUTIONS_HASH_BYTES + 4; i += 4)
        zk_iden3_put_u32(stream, 0);
    if (is_checkable) {
        zk_iden3_put_section(stream, ZKEY_CHECK,
                             (domain + 1) * ZK_IDEN3_G1_BYTES + 2 * ZK_IDEN3_G2_BYTES);
        zk_iden3_put_g1(stream, domain, key->lagrange_g1);
        zk_iden3_put_g1(stream, 1, &key->vanishing_g1);
        zk_iden3_put_g2(stream, 1, &key->vanishing_g2);
        zk_iden3_put_g2(stream, 1, &key->tau_g2);
    }
}
