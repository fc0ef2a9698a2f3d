#include "zk/groth16/groth16.h"

#include <stdlib.h>

void zk_groth16_verifying_key_deinit(struct zk_groth16_verifying_key *key)
{
    free(key->ic);
    *key = (struct zk_groth16_verifying_key){0};
}

static void deinit_matrix(struct zk_r1cs_matrix *matrix)
{
    free(matrix->terms);
    free(matrix->starts);
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
    deinit_matrix(&key->matrix_a);
    deinit_matrix(&key->matrix_b);
    *key = (struct zk_groth16_proving_key){0};
}
