#include "zk/groth16/groth16.h"

#include <stdlib.h>

static bool have_one_x(const zk_g2_affine *a, const zk_g2_affine *b)
{
    return zk_fp2_equal(&a->x, &b->x);
}

/* beta = gamma: A = alpha + IC, B = beta, no C. beta = delta: A = IC, B = gamma, C = -alpha. */
bool zk_groth16_is_forgeable(const struct zk_groth16_verifying_key *key)
{
    const zk_g2_affine *beta = &key->beta_g2, *gamma = &key->gamma_g2, *delta = &key->delta_g2;
    return zk_g1_affine_is_infinity(&key->alpha_g1) || zk_g2_affine_is_infinity(beta) ||
           zk_g2_affine_is_infinity(gamma) || zk_g2_affine_is_infinity(delta) ||
           have_one_x(beta, gamma) || have_one_x(gamma, delta) || have_one_x(delta, beta);
}

void zk_groth16_verifying_key_deinit(struct zk_groth16_verifying_key *key)
{
    free(key->ic);
    *key = (struct zk_groth16_verifying_key){0};
}

void zk_groth16_proving_key_deinit(struct zk_groth16_proving_key *key)
{
    zk_groth16_verifying_key_deinit(&key->verifying);
    free(key->a);
    free(key->b_g1);
    free(key->b_g2);
    free(key->c);
    free(key->h);
    free(key->lagrange_g1);
    zk_r1cs_matrix_deinit(&key->matrix_a);
    zk_r1cs_matrix_deinit(&key->matrix_b);
    *key = (struct zk_groth16_proving_key){0};
}
