#include "zk/field.h"
#include "zk/kernels.h"

/* Most coefficients of a circuit are 1 or -1. */
void ZK_ARCH(zk_r1cs_row)(const struct zk_r1cs_matrix *matrix, uint32_t row, const zk_fr w[],
                          zk_fr *ret_sum)
{
    zk_fr sum = {{0}}, one, minus_one, product;
    fr_one(&one);
    fr_neg(&one, &minus_one);
    const struct zk_r1cs_term *end = matrix->terms + matrix->starts[row + 1];
    for (const struct zk_r1cs_term *term = matrix->terms + matrix->starts[row]; term < end;
         term++) {
        const zk_fr *value = &w[term->wire];
        if (zk_fr_equal(&term->coefficient, &one)) {
            fr_add(&sum, value, &sum);
        } else if (zk_fr_equal(&term->coefficient, &minus_one)) {
            fr_sub(&sum, value, &sum);
        } else {
            fr_mul(&term->coefficient, value, &product);
            fr_add(&sum, &product, &sum);
        }
    }
    *ret_sum = sum;
}
