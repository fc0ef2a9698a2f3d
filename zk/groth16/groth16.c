#include "zk/groth16/groth16.h"

#include <stdlib.h>

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
