#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zk/iden3/r1cs.h"
#include "zk/iden3/wtns.h"

/* Writes a circuit that fills a domain of 2^LOG2, and a witness of it: dense_circuit LOG2 R1CS WTNS
 *
 * Row i is (c w[i+1] + w[i+2]) (d w[i+2] + w[i+1]) = w[i+3] with c and d of full size, so that all
 * values are; w[1] and w[2] are public. As many wires as the domain has rows. */

enum { PUBLICS = 2 };

static void fail(const char *what)
{
    fprintf(stderr, "dense_circuit: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* The next of a sequence that fills the field: x -> x^2 + 1. */
static zk_fr next(zk_fr *state)
{
    zk_fr one;
    zk_fr_from_u64(1, &one);
    zk_fr_square(state, state);
    zk_fr_add(state, &one, state);
    return *state;
}

static void init_matrix(struct zk_r1cs_matrix *matrix, uint32_t rows, size_t terms)
{
    matrix->terms = calloc(rows * terms, sizeof(*matrix->terms));
    matrix->starts = calloc((size_t)rows + 1, sizeof(*matrix->starts));
    if (matrix->terms == NULL || matrix->starts == NULL)
        fail("matrix");
    for (size_t row = 0; row <= rows; row++)
        matrix->starts[row] = row * terms;
}

static void fill(struct zk_r1cs *r1cs, zk_fr *w)
{
    zk_fr state, one, a, b;
    zk_fr_from_u64(3, &state);
    zk_fr_from_u64(1, &one);
    for (int i = 0; i < 10; i++)
        next(&state);
    w[0] = one;
    w[1] = next(&state);
    w[2] = next(&state);
    for (uint32_t row = 0; row < r1cs->rows; row++) {
        struct zk_r1cs_term *in_a = &r1cs->a.terms[2 * (size_t)row];
        struct zk_r1cs_term *in_b = &r1cs->b.terms[2 * (size_t)row];
        in_a[0] = (struct zk_r1cs_term){row + 1, next(&state)};
        in_a[1] = (struct zk_r1cs_term){row + 2, one};
        in_b[0] = (struct zk_r1cs_term){row + 1, one};
        in_b[1] = (struct zk_r1cs_term){row + 2, next(&state)};
        r1cs->c.terms[row] = (struct zk_r1cs_term){row + 3, one};
        zk_r1cs_row(&r1cs->a, row, w, &a);
        zk_r1cs_row(&r1cs->b, row, w, &b);
        zk_fr_mul(&a, &b, &w[row + 3]);
    }
}

int main(int argc, char **argv)
{
    unsigned log2 = argc == 4 ? (unsigned)atoi(argv[1]) : 0;
    if (log2 < 2 || log2 > 24) {
        fprintf(stderr, "usage: dense_circuit LOG2 R1CS WTNS, LOG2 from 2 to 24\n");
        return 2;
    }
    struct zk_r1cs r1cs = {.publics = PUBLICS, .rows = (UINT32_C(1) << log2) - PUBLICS - 1};
    r1cs.wires = r1cs.rows + 3;
    zk_fr *w = calloc(r1cs.wires, sizeof(*w));
    init_matrix(&r1cs.a, r1cs.rows, 2);
    init_matrix(&r1cs.b, r1cs.rows, 2);
    init_matrix(&r1cs.c, r1cs.rows, 1);
    if (w == NULL)
        fail("witness");
    fill(&r1cs, w);
    for (int i = 2; i < 4; i++) {
        FILE *stream = fopen(argv[i], "wb");
        if (stream == NULL)
            fail(argv[i]);
        if (i == 2)
            zk_iden3_r1cs_write(&r1cs, stream);
        else
            zk_iden3_wtns_write(w, r1cs.wires, stream);
        if (ferror(stream) || fclose(stream) != 0)
            fail(argv[i]);
    }
    free(w);
    zk_r1cs_deinit(&r1cs);
    return 0;
}
