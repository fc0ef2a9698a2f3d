#ifndef CROWDPATCH_TESTS_ZK_GADGET_GADGET_SUPPORT_H
#define CROWDPATCH_TESTS_ZK_GADGET_GADGET_SUPPORT_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "zk/builder.h"
#include "zk/gadget/boolean.h"
#include "zk/gadget/packing.h"

static inline zk_fr fr(uint64_t value)
{
    zk_fr element;
    zk_fr_from_u64(value, &element);
    return element;
}

/* Uniform but for the top two bits, which are 0. */
static inline zk_fr random_fr(struct base_random *random)
{
    u256 value;
    zk_fr element;
    for (int i = 0; i < 4; i++)
        value.limb[i] = base_random_u64(random);
    value.limb[3] >>= 11;
    cr_assert(zk_fr_from_u256(&value, &element));
    return element;
}

/* A circuit whose wires 1..inputs are its inputs. */
struct circuit {
    void (*build)(struct zk_builder *builder, void *context);
    void *context;
    uint32_t inputs;
};

/* Which rows a wire stands in: rows[starts[wire] .. starts[wire+1]-1], rising. */
struct occurrences {
    size_t *starts;
    uint32_t *rows;
};

static inline struct occurrences occurrences_of(const struct zk_r1cs *r1cs)
{
    const struct zk_r1cs_matrix *matrices[] = {&r1cs->a, &r1cs->b, &r1cs->c};
    struct occurrences o = {.starts = calloc(r1cs->wires + 2, sizeof *o.starts)};
    size_t total = 0;
    for (int m = 0; m < 3; m++) {
        for (size_t i = 0; i < matrices[m]->starts[r1cs->rows]; i++)
            o.starts[matrices[m]->terms[i].wire + 2]++;
        total += matrices[m]->starts[r1cs->rows];
    }
    for (uint32_t wire = 0; wire < r1cs->wires; wire++)
        o.starts[wire + 2] += o.starts[wire + 1];
    o.rows = malloc((total + 1) * sizeof *o.rows);
    for (uint32_t row = 0; row < r1cs->rows; row++)
        for (int m = 0; m < 3; m++)
            for (size_t i = matrices[m]->starts[row]; i < matrices[m]->starts[row + 1]; i++)
                o.rows[o.starts[matrices[m]->terms[i].wire + 1]++] = row;
    return o;
}

static inline zk_fr coefficient_of(const struct zk_r1cs_matrix *matrix, uint32_t row, uint32_t wire)
{
    for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++)
        if (matrix->terms[i].wire == wire)
            return matrix->terms[i].coefficient;
    return fr(0);
}

/* A row that holds at w, as a function of the change d of one wire, is d (square d + slope) = 0. */
static inline void row_in_wire(const struct zk_r1cs *r1cs, uint32_t row, uint32_t wire,
                               const zk_fr w[], zk_fr *ret_square, zk_fr *ret_slope)
{
    zk_fr a, b, from_a = coefficient_of(&r1cs->a, row, wire),
                from_b = coefficient_of(&r1cs->b, row, wire),
                from_c = coefficient_of(&r1cs->c, row, wire);
    zk_r1cs_row(&r1cs->a, row, w, &a);
    zk_r1cs_row(&r1cs->b, row, w, &b);
    zk_fr_mul(&a, &from_b, &a);
    zk_fr_mul(&b, &from_a, &b);
    zk_fr_mul(&from_a, &from_b, ret_square);
    zk_fr_add(&a, &b, ret_slope);
    zk_fr_sub(ret_slope, &from_c, ret_slope);
}

/* Whether some other value of the wire alone satisfies its rows too. Exact: the first row that
 * depends on the wire leaves one other value at most. */
static inline bool is_loose(const struct zk_r1cs *r1cs, const struct occurrences *o, uint32_t wire,
                            const zk_fr w[])
{
    zk_fr square, slope, other, rest;
    bool is_held = false;
    for (size_t i = o->starts[wire]; i < o->starts[wire + 1]; i++) {
        row_in_wire(r1cs, o->rows[i], wire, w, &square, &slope);
        if (is_held) {
            zk_fr_mul(&square, &other, &rest);
            zk_fr_add(&rest, &slope, &rest);
            if (!zk_fr_is_zero(&rest))
                return false;
        } else if (!zk_fr_is_zero(&square) || !zk_fr_is_zero(&slope)) {
            if (zk_fr_is_zero(&square) || zk_fr_is_zero(&slope))
                return false;
            zk_fr_inverse(&square, &other);
            zk_fr_mul(&slope, &other, &other);
            zk_fr_neg(&other, &other);
            is_held = true;
        }
    }
    return true;
}

/* How many wires after the inputs are. */
static inline uint32_t loose_wires(const struct zk_r1cs *r1cs, const zk_fr w[], uint32_t inputs)
{
    struct occurrences o = occurrences_of(r1cs);
    uint32_t loose = 0;
    for (uint32_t wire = inputs + 1; wire < r1cs->wires; wire++)
        loose += is_loose(r1cs, &o, wire, w);
    free(o.starts);
    free(o.rows);
    return loose;
}

/* The wire, of those that are not known, which the row's derivative at w depends on: *ret_wire when
 * it is the only one. Returns how many there are, 2 standing for more. */
static inline int unknowns_of(const struct zk_r1cs *r1cs, uint32_t row, const zk_fr w[],
                              const bool known[], zk_fr slopes[], uint32_t *ret_wire)
{
    const struct zk_r1cs_matrix *matrices[] = {&r1cs->a, &r1cs->b, &r1cs->c};
    zk_fr factors[3] = {{{0}}, {{0}}, fr(1)}, product;
    zk_r1cs_row(&r1cs->b, row, w, &factors[0]);
    zk_r1cs_row(&r1cs->a, row, w, &factors[1]);
    zk_fr_neg(&factors[2], &factors[2]);
    for (int m = 0; m < 3; m++)
        for (size_t i = matrices[m]->starts[row]; i < matrices[m]->starts[row + 1]; i++) {
            const struct zk_r1cs_term *term = &matrices[m]->terms[i];
            zk_fr_mul(&term->coefficient, &factors[m], &product);
            zk_fr_add(&slopes[term->wire], &product, &slopes[term->wire]);
        }
    int unknowns = 0;
    for (int m = 0; m < 3; m++)
        for (size_t i = matrices[m]->starts[row]; i < matrices[m]->starts[row + 1]; i++) {
            uint32_t wire = matrices[m]->terms[i].wire;
            if (!known[wire] && !zk_fr_is_zero(&slopes[wire])) {
                unknowns += unknowns < 2;
                *ret_wire = wire;
            }
            slopes[wire] = (zk_fr){{0}};
        }
    return unknowns;
}

/* The wires that stay undetermined, to first order, when the inputs are known and each row tells
 * the one wire that is left in it: a gadget that leaves none has no continuum of solutions. */
static inline uint32_t undetermined_wires(const struct zk_r1cs *r1cs, const zk_fr w[],
                                          uint32_t inputs)
{
    bool *known = calloc(r1cs->wires, sizeof *known);
    zk_fr *slopes = calloc(r1cs->wires, sizeof *slopes);
    uint32_t left = r1cs->wires - inputs - 1, wire;
    memset(known, true, inputs + 1);
    for (uint32_t before = left + 1; left < before;) {
        before = left;
        for (uint32_t row = 0; row < r1cs->rows; row++)
            if (unknowns_of(r1cs, row, w, known, slopes, &wire) == 1) {
                known[wire] = true;
                left--;
            }
    }
    free(known);
    free(slopes);
    return left;
}

/* Both modes agree; honest values satisfy the constraints; but for `loose` wires no wire can be
 * altered alone, and but for `undetermined` all are determined. Returns the number of constraints.
 */
static inline uint32_t check_circuit_but(struct circuit circuit, uint32_t loose,
                                         uint32_t undetermined)
{
    struct zk_builder assigned, recorded;
    struct zk_r1cs r1cs;
    zk_builder_init(&assigned, ZK_BUILDER_ASSIGN);
    zk_builder_init(&recorded, ZK_BUILDER_RECORD);
    circuit.build(&assigned, circuit.context);
    circuit.build(&recorded, circuit.context);
    cr_assert_eq(zk_builder_finish(&assigned, NULL), 0);
    cr_assert_eq(zk_builder_finish(&recorded, &r1cs), 0);
    cr_assert(assigned.is_satisfied);
    cr_assert_eq(r1cs.wires, assigned.wires);
    cr_assert_eq(r1cs.rows, assigned.rows);
    cr_assert_eq(memcmp(assigned.w, recorded.w, r1cs.wires * sizeof *assigned.w), 0);
    cr_assert(zk_r1cs_satisfied(&r1cs, assigned.w, NULL));
    cr_assert_eq(loose_wires(&r1cs, assigned.w, circuit.inputs), loose);
    cr_assert_eq(undetermined_wires(&r1cs, assigned.w, circuit.inputs), undetermined);
    uint32_t rows = r1cs.rows;
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&assigned);
    zk_builder_deinit(&recorded);
    return rows;
}

static inline uint32_t check_circuit(struct circuit circuit)
{
    return check_circuit_but(circuit, 0, 0);
}

static inline uint32_t count_constraints(struct circuit circuit)
{
    struct zk_builder builder;
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    circuit.build(&builder, circuit.context);
    uint32_t rows = builder.rows;
    zk_builder_deinit(&builder);
    return rows;
}

/* Takes a row's terms away, and looks for wires of it that nothing holds any more. */
static inline bool is_row_noticed(struct zk_r1cs *r1cs, const struct occurrences *o, uint32_t row,
                                  const zk_fr w[], uint32_t inputs)
{
    struct zk_r1cs_matrix *matrices[] = {&r1cs->a, &r1cs->b, &r1cs->c};
    struct zk_r1cs_term saved[3][512];
    bool noticed = false;
    for (int m = 0; m < 3; m++)
        for (size_t i = matrices[m]->starts[row], j = 0; i < matrices[m]->starts[row + 1]; i++) {
            cr_assert_lt(j, 512);
            saved[m][j++] = matrices[m]->terms[i];
            matrices[m]->terms[i].coefficient = (zk_fr){{0}};
        }
    for (int m = 0; m < 3; m++)
        for (size_t i = matrices[m]->starts[row]; i < matrices[m]->starts[row + 1]; i++) {
            uint32_t wire = matrices[m]->terms[i].wire;
            noticed = noticed || (wire > inputs && is_loose(r1cs, o, wire, w));
        }
    noticed = noticed || undetermined_wires(r1cs, w, inputs) > 0;
    for (int m = 0; m < 3; m++)
        for (size_t i = matrices[m]->starts[row], j = 0; i < matrices[m]->starts[row + 1]; i++)
            matrices[m]->terms[i] = saved[m][j++];
    return noticed;
}

/* Sets noticed[row] of the rows whose absence the checks above would notice, at these values.
 * Returns how many rows of all there are not so, and were not set before. */
static inline uint32_t unnoticed_rows(struct circuit circuit, bool noticed[])
{
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    circuit.build(&builder, circuit.context);
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    struct occurrences o = occurrences_of(&r1cs);
    uint32_t unnoticed = 0;
    for (uint32_t row = 0; row < r1cs.rows; row++) {
        noticed[row] = noticed[row] || is_row_noticed(&r1cs, &o, row, builder.w, circuit.inputs);
        unnoticed += !noticed[row];
    }
    free(o.starts);
    free(o.rows);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
    return unnoticed;
}

/* Whether a prover's values satisfy the constraints. */
static inline bool is_satisfied(struct circuit circuit)
{
    struct zk_builder builder;
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    circuit.build(&builder, circuit.context);
    cr_assert_eq(zk_builder_finish(&builder, NULL), 0);
    bool satisfied = builder.is_satisfied;
    zk_builder_deinit(&builder);
    return satisfied;
}

/* The bytes of bits[8 len], each of which must be 0 or 1. */
static inline void bytes_of(size_t len, const struct zk_lc bits[], uint8_t ret_bytes[])
{
    zk_fr one = fr(1);
    memset(ret_bytes, 0, len);
    for (size_t i = 0; i < 8 * len; i++) {
        bool is_one = zk_fr_equal(&bits[i].value, &one);
        cr_assert(is_one || zk_fr_is_zero(&bits[i].value));
        ret_bytes[i / 8] |= (uint8_t)(is_one << i % 8);
    }
}

/* The committed table's figure for a gadget: a row is "| gadget | constraints | ...". */
static inline uint32_t table_constraints(const char *gadget)
{
    FILE *file = fopen(GADGET_TABLE, "r");
    cr_assert_not_null(file);
    char line[512];
    unsigned long constraints = 0;
    bool found = false;
    size_t len = strlen(gadget);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "| ", 2) == 0 && strncmp(line + 2, gadget, len) == 0 &&
            strncmp(line + 2 + len, " | ", 3) == 0) {
            cr_assert_not(found, "%s stands there twice", gadget);
            constraints = strtoul(line + 2 + len + 3, NULL, 10);
            found = true;
        }
    fclose(file);
    cr_assert(found, "no row %s", gadget);
    return (uint32_t)constraints;
}

#define assert_in_table(gadget, measured)                                                          \
    cr_assert_eq(table_constraints(gadget), measured, "%s: %u in the table, %u measured", gadget,  \
                 table_constraints(gadget), (unsigned)(measured))

#endif
