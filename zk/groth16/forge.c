#include "zk/groth16/forge.h"

#include <string.h>

#include "zk/groth16/toxic.h"

static void multiple(const zk_g1_affine *point, const zk_fr *scalar, zk_g1 *ret_product)
{
    u256 wide;
    zk_fr_to_u256(scalar, &wide);
    zk_g1_from_affine(point, ret_product);
    zk_g1_mul(ret_product, &wide, ret_product);
    explicit_bzero(&wide, sizeof wide);
}

/* A = [a], B = [b], C = [(ab - alpha beta) / delta] - (gamma / delta) IC, IC the sum of ic: so that
 * e(A, B) = e(alpha, beta) e(IC, gamma) e(C, delta) whatever IC is. */
void zk_groth16_forge(const struct zk_groth16_verifying_key *key, const uint8_t seed[32],
                      const zk_fr publics[], const zk_fr blinding[2],
                      struct zk_groth16_proof *ret_proof)
{
    struct zk_groth16_toxic toxic;
    zk_fr scalar, product;
    zk_g1 ic, point, c;
    zk_g2 b;
    u256 wide;
    zk_g1_affine ic_affine;
    zk_groth16_toxic_derive(seed, 1, &toxic);

    multiple(&zk_g1_generator, &blinding[0], &point);
    zk_g1_to_affine(&point, &ret_proof->a);
    zk_fr_to_u256(&blinding[1], &wide);
    zk_g2_from_affine(&zk_g2_generator, &b);
    zk_g2_mul(&b, &wide, &b);
    zk_g2_to_affine(&b, &ret_proof->b);

    zk_g1_from_affine(&key->ic[0], &ic);
    for (uint32_t i = 0; i < key->publics; i++) {
        if (zk_fr_is_zero(&publics[i]))
            continue;
        multiple(&key->ic[i + 1], &publics[i], &point);
        zk_g1_add(&ic, &point, &ic);
    }
    zk_g1_to_affine(&ic, &ic_affine);
    zk_fr_mul(&toxic.gamma, &toxic.delta_inverse, &scalar);
    zk_fr_neg(&scalar, &scalar);
    multiple(&ic_affine, &scalar, &c);

    zk_fr_mul(&blinding[0], &blinding[1], &scalar);
    zk_fr_mul(&toxic.alpha, &toxic.beta, &product);
    zk_fr_sub(&scalar, &product, &scalar);
    zk_fr_mul(&scalar, &toxic.delta_inverse, &scalar);
    multiple(&zk_g1_generator, &scalar, &point);
    zk_g1_add(&c, &point, &c);
    zk_g1_to_affine(&c, &ret_proof->c);

    explicit_bzero(&toxic, sizeof toxic);
    explicit_bzero(&scalar, sizeof scalar);
    explicit_bzero(&product, sizeof product);
    explicit_bzero(&wide, sizeof wide);
}
