#include "zk/poseidon/matrix.h"

#include <assert.h>

void zk_poseidon_add_product(const zk_fr *a, const zk_fr *b, zk_fr *sum)
{
    zk_fr product;
    zk_fr_mul(a, b, &product);
    zk_fr_add(sum, &product, sum);
}

void zk_poseidon_matrix_multiply(unsigned n, zk_poseidon_matrix a, zk_poseidon_matrix b,
                                 zk_poseidon_matrix ret)
{
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++) {
            zk_fr sum = {{0}};
            for (unsigned k = 0; k < n; k++)
                zk_poseidon_add_product(&a[i][k], &b[k][j], &sum);
            ret[i][j] = sum;
        }
    }
}

/* Gauss and Jordan. */
void zk_poseidon_matrix_invert(unsigned n, zk_poseidon_matrix a, zk_poseidon_matrix ret)
{
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++)
            zk_fr_from_u64(i == j, &ret[i][j]);
    }
    for (unsigned column = 0; column < n; column++) {
        unsigned pivot = column;
        while (pivot < n && zk_fr_is_zero(&a[pivot][column]))
            pivot++;
        assert(pivot < n);
        zk_fr inverse;
        zk_fr_inverse(&a[pivot][column], &inverse);
        for (unsigned j = 0; j < n; j++) {
            zk_fr swap = a[pivot][j];
            a[pivot][j] = a[column][j];
            zk_fr_mul(&swap, &inverse, &a[column][j]);
            swap = ret[pivot][j];
            ret[pivot][j] = ret[column][j];
            zk_fr_mul(&swap, &inverse, &ret[column][j]);
        }
        for (unsigned i = 0; i < n; i++) {
            zk_fr factor;
            if (i == column || zk_fr_is_zero(&a[i][column]))
                continue;
            zk_fr_neg(&a[i][column], &factor);
            for (unsigned j = 0; j < n; j++) {
                zk_poseidon_add_product(&factor, &a[column][j], &a[i][j]);
                zk_poseidon_add_product(&factor, &ret[column][j], &ret[i][j]);
            }
        }
    }
}
