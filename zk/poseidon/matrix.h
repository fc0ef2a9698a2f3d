#ifndef CROWDPATCH_ZK_POSEIDON_MATRIX_H
#define CROWDPATCH_ZK_POSEIDON_MATRIX_H

#include "zk/poseidon/poseidon.h"

/* Private to zk/: what is derived from Poseidon's matrix. */

/* The first n rows and columns count. */
typedef zk_fr zk_poseidon_matrix[ZK_POSEIDON_WIDTH_MAX][ZK_POSEIDON_WIDTH_MAX];

/* sum += a b */
void zk_poseidon_add_product(const zk_fr *a, const zk_fr *b, zk_fr *sum);
/* ret = a b; ret is neither. */
void zk_poseidon_matrix_multiply(unsigned n, zk_poseidon_matrix a, zk_poseidon_matrix b,
                                 zk_poseidon_matrix ret);
/* a, which must be invertible, becomes the identity. */
void zk_poseidon_matrix_invert(unsigned n, zk_poseidon_matrix a, zk_poseidon_matrix ret);

/* As zk_poseidon_permute(). ret_inputs[8 width + partial_rounds]: what enters the S-boxes, round
 * after round, of a partial round one element. */
void zk_poseidon_trace(const struct zk_poseidon *poseidon, zk_fr state[], zk_fr ret_inputs[]);

#endif
