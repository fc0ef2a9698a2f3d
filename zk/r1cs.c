#include "zk/r1cs.h"

#include <stdlib.h>

void zk_r1cs_matrix_deinit(struct zk_r1cs_matrix *matrix)
{
    free(matrix->terms);
    free(matrix->starts);
    *matrix = (struct zk_r1cs_matrix){0};
}

void zk_r1cs_deinit(struct zk_r1cs *r1cs)
{
    zk_r1cs_matrix_deinit(&r1cs->a);
    zk_r1cs_matrix_deinit(&r1cs->b);
    zk_r1cs_matrix_deinit(&r1cs->c);
    *r1cs = (struct zk_r1cs){0};
}

bool zk_r1cs_satisfied(const struct zk_r1cs *r1cs, const zk_fr w[], uint32_t *ret_row)
{
    for (uint32_t row = 0; row < r1cs->rows; row++) {
        zk_fr a, b, c;
        zk_r1cs_row(&r1cs->a, row, w, &a);
        zk_r1cs_row(&r1cs->b, row, w, &b);
        zk_r1cs_row(&r1cs->c, row, w, &c);
        zk_fr_mul(&a, &b, &a);
        if (!zk_fr_equal(&a, &c)) {
            if (ret_row != NULL)
                *ret_row = row;
            return false;
        }
    }
    return true;
}
