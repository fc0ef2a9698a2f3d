#ifndef CROWDPATCH_ZK_IDEN3_MATRIX_H
#define CROWDPATCH_ZK_IDEN3_MATRIX_H

#include "zk/r1cs.h"

/* Private to zk/iden3/: matrices whose terms come in any order. */

/** Room for terms[terms] and starts[rows + 1], which are zeros. Free with
 *  zk_r1cs_matrix_deinit(). Returns 0 or BASE_E_NOMEM. */
int zk_iden3_matrix_init(struct zk_r1cs_matrix *matrix, uint32_t rows, size_t terms);
/** Brings a row's terms into rising order of wire. False when two have one wire: *ret_wire. */
bool zk_iden3_matrix_sort_row(struct zk_r1cs_matrix *matrix, uint32_t row, uint32_t *ret_wire);

#endif
