#ifndef CROWDPATCH_TESTS_ZK_GADGET_MUTATION_H
#define CROWDPATCH_TESTS_ZK_GADGET_MUTATION_H

#include "gadget_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Ends a recorded circuit whose values satisfy it. */
static inline struct zk_r1cs finish_satisfied(struct zk_builder *builder)
{
    struct zk_r1cs r1cs;
    cr_assert(builder->is_satisfied, "row %u", builder->broken_row);
    cr_assert_eq(zk_builder_finish(builder, &r1cs), 0);
    cr_assert(zk_r1cs_satisfied(&r1cs, builder->w, NULL));
    return r1cs;
}

/* What a circuit that a builder made twice, recorded and assigned, has in common. */
static inline void check_same_wires(const struct zk_builder *recorded,
                                    const struct zk_builder *assigned)
{
    cr_assert_eq(recorded->wires, assigned->wires);
    cr_assert_eq(recorded->rows, assigned->rows);
    cr_assert(assigned->is_satisfied);
    cr_assert_arr_eq(recorded->w, assigned->w, recorded->wires * sizeof(zk_fr));
}

static inline bool has_wire(const struct zk_r1cs_matrix *matrix, uint32_t row, uint32_t wire)
{
    for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
        if (matrix->terms[i].wire == wire)
            return true;
    }
    return false;
}

/* Whether some row with the wire fails. */
static inline bool breaks(const struct zk_r1cs *r1cs, const zk_fr w[], uint32_t wire)
{
    for (uint32_t row = 0; row < r1cs->rows; row++) {
        zk_fr a, b, c;
        if (!has_wire(&r1cs->a, row, wire) && !has_wire(&r1cs->b, row, wire) &&
            !has_wire(&r1cs->c, row, wire))
            continue;
        zk_r1cs_row(&r1cs->a, row, w, &a);
        zk_r1cs_row(&r1cs->b, row, w, &b);
        zk_r1cs_row(&r1cs->c, row, w, &c);
        zk_fr_mul(&a, &b, &a);
        if (!zk_fr_equal(&a, &c))
            return true;
    }
    return false;
}

/* Every wire but w[0], altered alone by 1 or by some other value, breaks a constraint. */
static inline void check_every_wire_counts(const struct zk_r1cs *r1cs, zk_fr w[])
{
    zk_fr other;
    zk_fr_from_u64(0x123456789abcdef, &other);
    for (uint32_t wire = 1; wire < r1cs->wires; wire++) {
        zk_fr good = w[wire];
        zk_fr_add(&good, &w[0], &w[wire]);
        cr_assert(breaks(r1cs, w, wire), "wire %u of %u", wire, r1cs->wires);
        zk_fr_mul(&good, &other, &w[wire]);
        if (zk_fr_equal(&good, &w[wire]))
            w[wire] = other;
        cr_assert(breaks(r1cs, w, wire), "wire %u of %u", wire, r1cs->wires);
        w[wire] = good;
    }
}

/* How many dimensions of wires after the inputs the rows leave free to first order at w: the
 * columns of the Jacobian less its rank. */
static inline uint32_t free_dimensions(const struct zk_r1cs *r1cs, const zk_fr w[], uint32_t inputs)
{
    const struct zk_r1cs_matrix *matrices[] = {&r1cs->a, &r1cs->b, &r1cs->c};
    uint32_t columns = r1cs->wires - inputs - 1, rank = 0;
    zk_fr *jacobian = calloc((size_t)r1cs->rows * columns, sizeof *jacobian);
    for (uint32_t row = 0; row < r1cs->rows; row++) {
        zk_fr factors[3] = {{{0}}, {{0}}, fr(1)}, product;
        zk_r1cs_row(&r1cs->b, row, w, &factors[0]);
        zk_r1cs_row(&r1cs->a, row, w, &factors[1]);
        zk_fr_neg(&factors[2], &factors[2]);
        for (int m = 0; m < 3; m++) {
            for (size_t i = matrices[m]->starts[row]; i < matrices[m]->starts[row + 1]; i++) {
                const struct zk_r1cs_term *term = &matrices[m]->terms[i];
                if (term->wire <= inputs)
                    continue;
                zk_fr *entry = &jacobian[(size_t)row * columns + term->wire - inputs - 1];
                zk_fr_mul(&term->coefficient, &factors[m], &product);
                zk_fr_add(entry, &product, entry);
            }
        }
    }
    for (uint32_t column = 0; column < columns; column++) {
        uint32_t pivot = rank;
        while (pivot < r1cs->rows && zk_fr_is_zero(&jacobian[(size_t)pivot * columns + column]))
            pivot++;
        if (pivot == r1cs->rows)
            continue;
        zk_fr *to = &jacobian[(size_t)rank * columns], inverse;
        const zk_fr *from = &jacobian[(size_t)pivot * columns];
        for (uint32_t i = column; i < columns && pivot != rank; i++)
            zk_fr_add(&to[i], &from[i], &to[i]);
        zk_fr_inverse(&to[column], &inverse);
        for (uint32_t row = rank + 1; row < r1cs->rows; row++) {
            zk_fr *entries = &jacobian[(size_t)row * columns], factor, product;
            if (zk_fr_is_zero(&entries[column]))
                continue;
            zk_fr_mul(&entries[column], &inverse, &factor);
            for (uint32_t i = column; i < columns; i++) {
                if (zk_fr_is_zero(&to[i]))
                    continue;
                zk_fr_mul(&factor, &to[i], &product);
                zk_fr_sub(&entries[i], &product, &entries[i]);
            }
        }
        rank++;
    }
    free(jacobian);
    return columns - rank;
}

#endif
