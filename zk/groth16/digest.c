#include "zk/groth16/digest.h"

#include "zk/bn254.h"

#define DOMAIN "crowdpatch groth16 proving key 2"

static void add_u32(struct crypto_sha256_stream *stream, uint32_t value)
{
    uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                        (uint8_t)value};
    crypto_sha256_update(stream, bytes, sizeof bytes);
}

static void add_g1(struct crypto_sha256_stream *stream, size_t n, const zk_g1_affine points[])
{
    uint8_t bytes[ZK_BN254_G1_BYTES];
    for (size_t i = 0; i < n; i++) {
        zk_bn254_encode_g1(&points[i], bytes);
        crypto_sha256_update(stream, bytes, sizeof bytes);
    }
}

static void add_g2(struct crypto_sha256_stream *stream, size_t n, const zk_g2_affine points[])
{
    uint8_t bytes[ZK_BN254_G2_BYTES];
    for (size_t i = 0; i < n; i++) {
        zk_bn254_encode_g2(&points[i], bytes);
        crypto_sha256_update(stream, bytes, sizeof bytes);
    }
}

static void add_matrix(struct crypto_sha256_stream *stream, uint32_t rows,
                       const struct zk_r1cs_matrix *matrix)
{
    uint8_t coefficient[32];
    for (uint32_t row = 0; row < rows; row++) {
        add_u32(stream, (uint32_t)(matrix->starts[row + 1] - matrix->starts[row]));
        for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
            add_u32(stream, matrix->terms[i].wire);
            zk_fr_to_be(&matrix->terms[i].coefficient, coefficient);
            crypto_sha256_update(stream, coefficient, sizeof coefficient);
        }
    }
}

crypto_digest zk_groth16_digest(const struct zk_groth16_proving_key *key)
{
    const struct zk_groth16_verifying_key *verifying = &key->verifying;
    const uint32_t publics = verifying->publics;
    const size_t wires = key->wires, domain = (size_t)1 << key->log2_domain;
    const uint32_t counts[] = {publics, key->wires, key->rows, key->log2_domain,
                               key->lagrange_g1 != NULL};
    struct crypto_sha256_stream stream;
    crypto_sha256_init(&stream);
    crypto_sha256_update(&stream, DOMAIN, sizeof DOMAIN);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        add_u32(&stream, counts[i]);
    add_g1(&stream, 1, &verifying->alpha_g1);
    add_g2(&stream, 1, &verifying->beta_g2);
    add_g2(&stream, 1, &verifying->gamma_g2);
    add_g2(&stream, 1, &verifying->delta_g2);
    add_g1(&stream, (size_t)publics + 1, verifying->ic);
    add_g1(&stream, 1, &key->beta_g1);
    add_g1(&stream, 1, &key->delta_g1);
    add_g1(&stream, wires, key->a);
    add_g1(&stream, wires, key->b_g1);
    add_g2(&stream, wires, key->b_g2);
    add_g1(&stream, wires - publics - 1, key->c);
    add_g1(&stream, domain, key->h);
    add_matrix(&stream, key->rows, &key->matrix_a);
    add_matrix(&stream, key->rows, &key->matrix_b);
    if (key->lagrange_g1) {
        add_g1(&stream, domain, key->lagrange_g1);
        add_g1(&stream, 1, &key->vanishing_g1);
        add_g2(&stream, 1, &key->vanishing_g2);
        add_g2(&stream, 1, &key->tau_g2);
    }
    return crypto_sha256_final(&stream);
}
