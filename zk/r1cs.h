#ifndef CROWDPATCH_ZK_R1CS_H
#define CROWDPATCH_ZK_R1CS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zk/fr.h"

/** A rank-1 constraint system: for every row, (A w)(B w) = C w with w the wires' values.
 *  w[0] is 1; w[1..publics] are public; the rest is secret. */
struct zk_r1cs_term {
    uint32_t wire;
    zk_fr coefficient;
};

/** Rows of sparse terms: row i has terms[starts[i] .. starts[i+1]-1], in rising order of wire. */
struct zk_r1cs_matrix {
    struct zk_r1cs_term *terms;
    size_t *starts; /* [rows + 1] */
};

struct zk_r1cs {
    uint32_t wires;
    uint32_t publics; /* without w[0]; publics < wires */
    uint32_t rows;
    struct zk_r1cs_matrix a, b, c;
};

void zk_r1cs_matrix_deinit(struct zk_r1cs_matrix *matrix);
void zk_r1cs_deinit(struct zk_r1cs *r1cs);

/** The sum of row `row` of a matrix times w. */
void zk_r1cs_row(const struct zk_r1cs_matrix *matrix, uint32_t row, const zk_fr w[],
                 zk_fr *ret_sum);
/** Whether w[wires] satisfies every row; when not, *ret_row (may be NULL) is the first that fails.
 */
bool zk_r1cs_satisfied(const struct zk_r1cs *r1cs, const zk_fr w[], uint32_t *ret_row);

#endif
