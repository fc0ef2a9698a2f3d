#include "zk/iden3/matrix.h"

#include <stdlib.h>

#include "base/error.h"

int zk_iden3_matrix_init(struct zk_r1cs_matrix *matrix, uint32_t rows, size_t terms)
{
    struct zk_r1cs_matrix new = {
        .terms = calloc(terms > 0 ? terms : 1, sizeof(*new.terms)),
        .starts = calloc((size_t)rows + 1, sizeof(*new.starts)),
    };

    if (new.terms == NULL || new.starts == NULL) {
        zk_r1cs_matrix_deinit(&new);
        return base_fail(BASE_E_NOMEM, "no memory for %zu terms of a matrix", terms);
    }
    *matrix = new;
    return 0;
}

static int compare_wires(const void *left, const void *right)
{
    const struct zk_r1cs_term *a = left, *b = right;
    return (a->wire > b->wire) - (a->wire < b->wire);
}

bool zk_iden3_matrix_sort_row(struct zk_r1cs_matrix *matrix, uint32_t row, uint32_t *ret_wire)
{
    size_t start = matrix->starts[row], end = matrix->starts[row + 1];
    bool is_sorted = true;

    for (size_t i = start + 1; i < end && is_sorted; i++)
        is_sorted = matrix->terms[i - 1].wire < matrix->terms[i].wire;
    if (is_sorted)
        return true;
    qsort(matrix->terms + start, end - start, sizeof(*matrix->terms), compare_wires);
    for (size_t i = start + 1; i < end; i++) {
        if (matrix->terms[i - 1].wire == matrix->terms[i].wire) {
            *ret_wire = matrix->terms[i].wire;
            return false;
        }
    }
    return true;
}
