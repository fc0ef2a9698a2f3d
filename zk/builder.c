#include "zk/builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"

#define TERMS_BLOCK_BYTES (64 * 1024)
#define W_CAPACITY_FIRST 256

/* A wire's place in the sum that is being made. */
struct zk_builder_slot {
    zk_fr coefficient;
    bool is_touched;
};

struct zk_builder_block {
    struct zk_builder_block *previous;
    size_t count;
    struct zk_lc lcs[];
};

static bool records(const struct zk_builder *builder)
{
    return builder->mode == ZK_BUILDER_RECORD;
}

/* Twice the room for wires. w is copied by hand, so that no freed memory tells of it. */
static bool grow_wires(struct zk_builder *builder)
{
    size_t capacity = builder->w_capacity == 0 ? W_CAPACITY_FIRST : builder->w_capacity * 2;
    zk_fr *w = malloc(capacity * sizeof *w);
    if (w == NULL)
        return false;
    if (builder->w != NULL) {
        memcpy(w, builder->w, builder->wires * sizeof *w);
        explicit_bzero(builder->w, builder->wires * sizeof *w);
        free(builder->w);
    }
    builder->w = w;
    if (records(builder)) {
        struct zk_builder_slot *slots = realloc(builder->slots, capacity * sizeof *slots);
        if (slots == NULL)
            return false;
        memset(slots + builder->wires, 0, (capacity - builder->wires) * sizeof *slots);
        builder->slots = slots;
        uint32_t *touched = realloc(builder->touched, capacity * sizeof *touched);
        if (touched == NULL)
            return false;
        builder->touched = touched;
    }
    builder->w_capacity = capacity;
    return true;
}

static struct zk_lc term(struct zk_builder *builder, uint32_t wire, const zk_fr *coefficient,
                         const zk_fr *value)
{
    struct zk_lc lc = {.value = *value};
    if (!records(builder) || zk_fr_is_zero(coefficient))
        return lc;
    struct zk_r1cs_term *terms = base_arena_alloc(&builder->terms, sizeof *terms);
    if (terms == NULL) {
        builder->failed = true;
        return lc;
    }
    *terms = (struct zk_r1cs_term){.wire = wire, .coefficient = *coefficient};
    lc.terms = terms;
    lc.count = 1;
    return lc;
}

static struct zk_lc new_wire(struct zk_builder *builder, const zk_fr *value)
{
    assert(builder->wires < UINT32_MAX);
    builder->failed =
        builder->failed || (builder->wires == builder->w_capacity && !grow_wires(builder));
    if (builder->failed)
        return (struct zk_lc){.value = *value};
    uint32_t wire = builder->wires++;
    builder->w[wire] = *value;
    return term(builder, wire, &builder->w[0], value);
}

/* Adds the terms of row `row` to a matrix. */
static bool append(struct zk_builder_matrix *matrix, uint32_t row, const struct zk_lc *lc)
{
    struct zk_r1cs_matrix *rows = &matrix->rows;
    size_t *starts =
        base_array_grow(rows->starts, sizeof *starts, (size_t)row + 1, &matrix->starts_capacity);
    if (starts == NULL)
        return false;
    rows->starts = starts;
    size_t end = starts[row] + lc->count;
    if (end > matrix->terms_capacity) {
        size_t capacity = 2 * end;
        struct zk_r1cs_term *terms = reallocarray(rows->terms, capacity, sizeof *terms);
        if (terms == NULL)
            return false;
        rows->terms = terms;
        matrix->terms_capacity = capacity;
    }
    if (lc->count > 0)
        memcpy(rows->terms + starts[row], lc->terms, lc->count * sizeof *lc->terms);
    starts[row + 1] = end;
    return true;
}

static void add_row(struct zk_builder *builder, const struct zk_lc *a, const struct zk_lc *b,
                    const struct zk_lc *c)
{
    assert(builder->rows < UINT32_MAX);
    if (builder->failed)
        return;
    if (records(builder) &&
        !(append(&builder->a, builder->rows, a) && append(&builder->b, builder->rows, b) &&
          append(&builder->c, builder->rows, c))) {
        builder->failed = true;
        return;
    }
    builder->rows++;
}

static bool init_matrix(struct zk_builder_matrix *matrix)
{
    matrix->rows.starts =
        base_array_grow(NULL, sizeof *matrix->rows.starts, 0, &matrix->starts_capacity);
    if (matrix->rows.starts == NULL)
        return false;
    matrix->rows.starts[0] = 0;
    return true;
}

void zk_builder_init(struct zk_builder *builder, enum zk_builder_mode mode)
{
    *builder = (struct zk_builder){.mode = mode, .is_satisfied = true};
    base_arena_init(&builder->terms, TERMS_BLOCK_BYTES);
    builder->failed = !grow_wires(builder) ||
                      (records(builder) && !(init_matrix(&builder->a) && init_matrix(&builder->b) &&
                                             init_matrix(&builder->c)));
    if (!builder->failed)
        zk_fr_from_u64(1, &builder->w[builder->wires++]);
}

void zk_builder_deinit(struct zk_builder *builder)
{
    if (builder->w != NULL)
        explicit_bzero(builder->w, builder->wires * sizeof *builder->w);
    free(builder->w);
    free(builder->slots);
    free(builder->touched);
    zk_r1cs_matrix_deinit(&builder->a.rows);
    zk_r1cs_matrix_deinit(&builder->b.rows);
    zk_r1cs_matrix_deinit(&builder->c.rows);
    base_arena_deinit(&builder->terms);
    while (builder->blocks != NULL) {
        struct zk_builder_block *block = builder->blocks;
        builder->blocks = block->previous;
        explicit_bzero(block->lcs, block->count * sizeof *block->lcs);
        free(block);
    }
    *builder = (struct zk_builder){0};
}

struct zk_lc zk_builder_public(struct zk_builder *builder, const zk_fr *value)
{
    assert(builder->failed || builder->wires == builder->publics + 1);
    builder->publics++;
    return new_wire(builder, value);
}

struct zk_lc zk_builder_witness(struct zk_builder *builder, const zk_fr *value)
{
    return new_wire(builder, value);
}

struct zk_lc zk_builder_constant(struct zk_builder *builder, const zk_fr *value)
{
    struct zk_lc lc = term(builder, 0, value, value);
    lc.is_constant = true;
    return lc;
}

struct zk_lc zk_builder_constant_u64(struct zk_builder *builder, uint64_t value)
{
    zk_fr element;
    zk_fr_from_u64(value, &element);
    return zk_builder_constant(builder, &element);
}

static int compare_wires(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Sets ret_lc's terms. Each wire that occurs has its slot, in which its coefficients add up. */
static void combine(struct zk_builder *builder, size_t n, const struct zk_lc lcs[],
                    const zk_fr coefficients[], struct zk_lc *ret_lc)
{
    if (!records(builder) || builder->failed)
        return;
    uint32_t count = 0, used = 0;
    bool is_sorted = true;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < lcs[i].count; j++) {
            const struct zk_r1cs_term *from = &lcs[i].terms[j];
            struct zk_builder_slot *slot = &builder->slots[from->wire];
            if (!slot->is_touched) {
                *slot = (struct zk_builder_slot){.is_touched = true};
                is_sorted = is_sorted && (count == 0 || builder->touched[count - 1] < from->wire);
                builder->touched[count++] = from->wire;
            }
            zk_fr product = from->coefficient;
            if (coefficients != NULL)
                zk_fr_mul(&coefficients[i], &product, &product);
            zk_fr_add(&slot->coefficient, &product, &slot->coefficient);
        }
    }
    if (!is_sorted)
        qsort(builder->touched, count, sizeof *builder->touched, compare_wires);
    struct zk_r1cs_term *terms = base_arena_alloc(&builder->terms, count * sizeof *terms);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t wire = builder->touched[i];
        struct zk_builder_slot *slot = &builder->slots[wire];
        slot->is_touched = false;
        if (terms != NULL && !zk_fr_is_zero(&slot->coefficient))
            terms[used++] = (struct zk_r1cs_term){wire, slot->coefficient};
    }
    builder->failed = terms == NULL;
    ret_lc->terms = terms;
    ret_lc->count = used;
}

struct zk_lc zk_builder_linear(struct zk_builder *builder, size_t n, const struct zk_lc lcs[],
                               const zk_fr coefficients[])
{
    struct zk_lc sum = {.is_constant = true};
    for (size_t i = 0; i < n; i++) {
        zk_fr product = lcs[i].value;
        if (coefficients != NULL)
            zk_fr_mul(&coefficients[i], &product, &product);
        zk_fr_add(&sum.value, &product, &sum.value);
        sum.is_constant = sum.is_constant && lcs[i].is_constant;
    }
    combine(builder, n, lcs, coefficients, &sum);
    return sum;
}

struct zk_lc zk_builder_add(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    return zk_builder_linear(builder, 2, (struct zk_lc[]){a, b}, NULL);
}

struct zk_lc zk_builder_sub(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    struct zk_lc difference = {.is_constant = a.is_constant && b.is_constant};
    zk_fr_sub(&a.value, &b.value, &difference.value);
    if (records(builder)) {
        zk_fr coefficients[2];
        zk_fr_from_u64(1, &coefficients[0]);
        zk_fr_neg(&coefficients[0], &coefficients[1]);
        combine(builder, 2, (struct zk_lc[]){a, b}, coefficients, &difference);
    }
    return difference;
}

struct zk_lc zk_builder_scale(struct zk_builder *builder, const zk_fr *factor, struct zk_lc a)
{
    return zk_builder_linear(builder, 1, &a, factor);
}

struct zk_lc zk_builder_mul(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    if (a.is_constant)
        return zk_builder_scale(builder, &a.value, b);
    if (b.is_constant)
        return zk_builder_scale(builder, &b.value, a);
    zk_fr value;
    zk_fr_mul(&a.value, &b.value, &value);
    struct zk_lc product = zk_builder_witness(builder, &value);
    add_row(builder, &a, &b, &product);
    return product;
}

void zk_builder_enforce(struct zk_builder *builder, struct zk_lc a, struct zk_lc b, struct zk_lc c)
{
    zk_fr product;
    zk_fr_mul(&a.value, &b.value, &product);
    if (builder->is_satisfied && !zk_fr_equal(&product, &c.value)) {
        builder->is_satisfied = false;
        builder->broken_row = builder->rows;
    }
    add_row(builder, &a, &b, &c);
}

void zk_builder_enforce_equal(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    zk_builder_enforce(builder, zk_builder_sub(builder, a, b), zk_builder_constant_u64(builder, 1),
                       zk_builder_constant_u64(builder, 0));
}

struct zk_lc *zk_builder_lcs(struct zk_builder *builder, size_t n)
{
    struct zk_builder_block *block = NULL;
    if (n <= (SIZE_MAX - sizeof *block) / sizeof *block->lcs)
        block = calloc(1, sizeof *block + n * sizeof *block->lcs);
    if (block == NULL) {
        builder->failed = true;
        return NULL;
    }
    block->previous = builder->blocks;
    block->count = n;
    builder->blocks = block;
    return block->lcs;
}

struct base_arena_mark zk_builder_mark(const struct zk_builder *builder)
{
    return base_arena_mark(&builder->terms);
}

void zk_builder_release(struct zk_builder *builder, struct base_arena_mark mark, size_t n,
                        struct zk_lc lcs[])
{
    if (!records(builder) || builder->failed)
        return;
    size_t total = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        total += lcs[i].count;
    struct zk_r1cs_term *kept = reallocarray(NULL, total + 1, sizeof *kept), *terms = NULL;
    if (kept != NULL) {
        for (size_t i = 0; i < n; at += lcs[i].count, i++)
            if (lcs[i].count > 0)
                memcpy(kept + at, lcs[i].terms, lcs[i].count * sizeof *kept);
        base_arena_restore(&builder->terms, mark);
        terms = base_arena_alloc(&builder->terms, total * sizeof *terms);
    }
    if (terms != NULL) {
        memcpy(terms, kept, total * sizeof *terms);
        for (size_t i = 0; i < n; terms += lcs[i].count, i++)
            lcs[i].terms = terms;
    }
    builder->failed = terms == NULL;
    free(kept);
}

int zk_builder_finish(struct zk_builder *builder, struct zk_r1cs *ret_r1cs)
{
    assert(records(builder) == (ret_r1cs != NULL));
    if (builder->failed)
        return base_fail(BASE_E_NOMEM, "no memory for a constraint system");
    if (ret_r1cs == NULL)
        return 0;
    *ret_r1cs = (struct zk_r1cs){
        .wires = builder->wires,
        .publics = builder->publics,
        .rows = builder->rows,
        .a = builder->a.rows,
        .b = builder->b.rows,
        .c = builder->c.rows,
    };
    builder->a = builder->b = builder->c = (struct zk_builder_matrix){0};
    return 0;
}
