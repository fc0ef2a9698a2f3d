#ifndef CROWDPATCH_TESTS_ZK_IDEN3_SUPPORT_H
#define CROWDPATCH_TESTS_ZK_IDEN3_SUPPORT_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/groth16/groth16.h"
#include "zk/iden3/file.h"

/* Files in memory, and small samples of what goes into them. */

/** Bytes that a writer writes to the stream. */
struct written {
    char *data;
    size_t len;
    FILE *stream;
};

static inline void written_begin(struct written *written)
{
    written->stream = open_memstream(&written->data, &written->len);
    cr_assert_not_null(written->stream);
}

static inline struct zk_iden3_file written_end(struct written *written)
{
    cr_assert_eq(fclose(written->stream), 0);
    return (struct zk_iden3_file){
        .name = "x", .data = (const uint8_t *)written->data, .len = written->len};
}

static inline struct zk_iden3_file file_of_text(const char *text)
{
    return (struct zk_iden3_file){.name = "x", .data = (const uint8_t *)text, .len = strlen(text)};
}

#define expect_text(text) cr_expect_str_eq(base_fail_text(), text)

static inline zk_fr fr_of(uint64_t value)
{
    zk_fr element;
    zk_fr_from_u64(value, &element);
    return element;
}

static inline zk_g1_affine g1_of(uint64_t scalar)
{
    u256 wide = u256_from_u64(scalar);
    zk_g1 point;
    zk_g1_affine affine;
    zk_g1_from_affine(&zk_g1_generator, &point);
    zk_g1_mul(&point, &wide, &point);
    zk_g1_to_affine(&point, &affine);
    return affine;
}

static inline zk_g2_affine g2_of(uint64_t scalar)
{
    u256 wide = u256_from_u64(scalar);
    zk_g2 point;
    zk_g2_affine affine;
    zk_g2_from_affine(&zk_g2_generator, &point);
    zk_g2_mul(&point, &wide, &point);
    zk_g2_to_affine(&point, &affine);
    return affine;
}

/** rows rows over `wires` wires: row i has (i % 3) + 1 terms in A, one in B and i % 2 in C. */
static inline struct zk_r1cs_matrix matrix_of(uint32_t rows, uint32_t wires, uint32_t most)
{
    struct zk_r1cs_matrix matrix = {
        .terms = calloc((size_t)rows * most + 1, sizeof(*matrix.terms)),
        .starts = calloc((size_t)rows + 1, sizeof(*matrix.starts)),
    };
    for (uint32_t row = 0; row < rows; row++) {
        size_t at = matrix.starts[row];
        for (uint32_t i = 0; i < row % (most + 1); i++) {
            matrix.terms[at].wire = (row * 5 + i) % (wires - most) + i;
            matrix.terms[at].coefficient = fr_of(row * 1000 + i);
            if (row % 2 == 1)
                zk_fr_neg(&matrix.terms[at].coefficient, &matrix.terms[at].coefficient);
            if (i > 0 && matrix.terms[at].wire <= matrix.terms[at - 1].wire)
                matrix.terms[at].wire = matrix.terms[at - 1].wire + 1;
            at++;
        }
        matrix.starts[row + 1] = at;
    }
    return matrix;
}

static inline struct zk_r1cs r1cs_of(uint32_t rows, uint32_t wires, uint32_t publics)
{
    return (struct zk_r1cs){
        .wires = wires,
        .publics = publics,
        .rows = rows,
        .a = matrix_of(rows, wires, 3),
        .b = matrix_of(rows, wires, 2),
        .c = matrix_of(rows, wires, 1),
    };
}

static inline void expect_same_matrix(const struct zk_r1cs_matrix *a,
                                      const struct zk_r1cs_matrix *b, uint32_t rows)
{
    cr_assert_arr_eq(a->starts, b->starts, (rows + 1) * sizeof(*a->starts));
    for (size_t i = 0; i < a->starts[rows]; i++) {
        cr_assert_eq(a->terms[i].wire, b->terms[i].wire, "term %zu", i);
        cr_assert(zk_fr_equal(&a->terms[i].coefficient, &b->terms[i].coefficient), "term %zu", i);
    }
}

/** Points of the right shape, and no key of any system. */
static inline struct zk_groth16_proving_key key_of(uint32_t rows, uint32_t wires, uint32_t publics,
                                                   bool is_checkable)
{
    struct zk_groth16_proving_key key = {
        .verifying = {.alpha_g1 = g1_of(2),
                      .beta_g2 = g2_of(3),
                      .gamma_g2 = g2_of(4),
                      .delta_g2 = g2_of(5),
                      .publics = publics},
        .beta_g1 = g1_of(3),
        .delta_g1 = g1_of(5),
        .wires = wires,
        .rows = rows + publics + 1,
        .matrix_a = matrix_of(rows + publics + 1, wires, 3),
        .matrix_b = matrix_of(rows + publics + 1, wires, 2),
    };
    struct zk_groth16_verifying_key *verifying = &key.verifying;

    while (1u << key.log2_domain < key.rows)
        key.log2_domain++;
    size_t domain = (size_t)1 << key.log2_domain;
    verifying->ic = calloc(publics + 1, sizeof(*verifying->ic));
    key.a = calloc(wires, sizeof(*key.a));
    key.b_g1 = calloc(wires, sizeof(*key.b_g1));
    key.b_g2 = calloc(wires, sizeof(*key.b_g2));
    key.c = calloc(wires, sizeof(*key.c));
    key.h = calloc(domain, sizeof(*key.h));
    for (uint32_t i = 0; i <= publics; i++)
        verifying->ic[i] = g1_of(10 + i);
    for (uint32_t i = 0; i < wires; i++) {
        key.a[i] = g1_of(100 + i);
        if (i % 3 != 0) { /* others are infinity */
            key.b_g1[i] = g1_of(200 + i);
            key.b_g2[i] = g2_of(200 + i);
        }
    }
    for (uint32_t i = 0; i < wires - publics - 1; i++)
        key.c[i] = g1_of(300 + i);
    for (uint32_t i = 0; i < domain; i++)
        key.h[i] = g1_of(400 + i);
    if (is_checkable) {
        key.lagrange_g1 = calloc(domain, sizeof(*key.lagrange_g1));
        for (uint32_t i = 0; i < domain; i++)
            key.lagrange_g1[i] = g1_of(500 + i);
        key.vanishing_g1 = g1_of(6);
        key.vanishing_g2 = g2_of(6);
        key.tau_g2 = g2_of(7);
    }
    return key;
}

#endif
