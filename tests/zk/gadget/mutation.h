#ifndef CROWDPATCH_TESTS_ZK_GADGET_MUTATION_H
#define CROWDPATCH_TESTS_ZK_GADGET_MUTATION_H

#include "../bn254_support.h"
#include "zk/builder.h"

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

#endif
