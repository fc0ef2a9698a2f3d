#ifndef CROWDPATCH_TESTS_ZK_GROTH16_SUPPORT_H
#define CROWDPATCH_TESTS_ZK_GROTH16_SUPPORT_H

#include <stdbool.h>
#include <stdlib.h>

#include "base/random.h"
#include "zk/r1cs.h"

/* Random constraint systems with a random witness of full size, for tests and benchmarks of
 * zk/groth16/. Out of memory ends the program. */
struct synthetic {
    struct zk_r1cs r1cs;
    zk_fr *w; /* [wires], satisfies r1cs */
};

static inline zk_fr synthetic_fr(struct base_random *random)
{
    u256 value;
    zk_fr element;
    for (int i = 0; i < 4; i++)
        value.limb[i] = base_random_u64(random);
    value.limb[3] >>= 11;
    if (!zk_fr_from_u256(&value, &element))
        abort();
    return element;
}

/* Coefficients are 1 and -1 at times. */
static inline zk_fr synthetic_coefficient(struct base_random *random)
{
    zk_fr one;
    uint64_t kind = base_random_below(random, 4);
    zk_fr_from_u64(1, &one);
    if (kind == 1)
        zk_fr_neg(&one, &one);
    return kind < 2 ? one : synthetic_fr(random);
}

/* `count` terms of rising wires below `wires`. */
static inline void synthetic_row(struct base_random *random, uint32_t wires, uint32_t count,
                                 struct zk_r1cs_matrix *matrix, uint32_t row)
{
    size_t at = matrix->starts[row];
    if (count > wires)
        count = wires;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t low = (uint32_t)((uint64_t)wires * i / count);
        uint32_t high = (uint32_t)((uint64_t)wires * (i + 1) / count);
        matrix->terms[at + i].wire = low + (uint32_t)base_random_below(random, high - low);
        matrix->terms[at + i].coefficient = synthetic_coefficient(random);
    }
    matrix->starts[row + 1] = at + count;
}

static inline void synthetic_take(struct zk_r1cs_matrix *matrix, uint32_t rows)
{
    matrix->terms = calloc((size_t)rows * 3 + 1, sizeof *matrix->terms);
    matrix->starts = calloc((size_t)rows + 1, sizeof *matrix->starts);
    if (!matrix->terms || !matrix->starts)
        abort();
}

/* Each row multiplies two sums of two to three terms and gives a new wire: rows + publics + 1 + 1
 * wires in all, the row's number when it is scaled by a random coefficient. */
static inline struct synthetic synthetic_new(uint64_t seed, uint32_t publics, uint32_t rows)
{
    struct synthetic made = {.r1cs = {.publics = publics, .rows = rows}};
    uint32_t inputs = publics + 2;
    struct base_random random;
    base_random_init(&random, seed, rows, "test.groth16");
    made.r1cs.wires = inputs + rows;
    made.w = calloc(made.r1cs.wires, sizeof *made.w);
    if (!made.w)
        abort();
    synthetic_take(&made.r1cs.a, rows);
    synthetic_take(&made.r1cs.b, rows);
    synthetic_take(&made.r1cs.c, rows);
    zk_fr_from_u64(1, &made.w[0]);
    for (uint32_t i = 1; i < inputs; i++)
        made.w[i] = synthetic_fr(&random);
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t known = inputs + row;
        zk_fr a, b, coefficient = synthetic_coefficient(&random);
        synthetic_row(&random, known, 2 + (uint32_t)base_random_below(&random, 2), &made.r1cs.a,
                      row);
        synthetic_row(&random, known, 2 + (uint32_t)base_random_below(&random, 2), &made.r1cs.b,
                      row);
        zk_r1cs_row(&made.r1cs.a, row, made.w, &a);
        zk_r1cs_row(&made.r1cs.b, row, made.w, &b);
        made.r1cs.c.terms[row].wire = known;
        made.r1cs.c.terms[row].coefficient = coefficient;
        made.r1cs.c.starts[row + 1] = row + 1;
        zk_fr_inverse(&coefficient, &coefficient);
        zk_fr_mul(&a, &b, &made.w[known]);
        zk_fr_mul(&made.w[known], &coefficient, &made.w[known]);
    }
    return made;
}

static inline void synthetic_free(struct synthetic *made)
{
    zk_r1cs_deinit(&made->r1cs);
    free(made->w);
}

#endif
