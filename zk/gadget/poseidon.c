#include "zk/gadget/poseidon.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/poseidon/matrix.h"

enum {
    WIDTH = ZK_POSEIDON_WIDTH_MAX,
    PARTIAL = ZK_POSEIDON_PARTIAL_ROUNDS_MAX,
    FULL = ZK_POSEIDON_FULL_ROUNDS,
    SPAN = PARTIAL + WIDTH + 1, /* terms of the longest sum */
};

/* With h the state before a partial round, without constants, and y its first element: S-box and
 * rest of h are inverse * h', so y and s of a round are those of the states behind it. `step` is
 * the inverse with its first row 0: h = step h' + (y, 0, ..). */
static void step_row(const struct zk_poseidon *poseidon, const zk_fr row[], zk_fr ret[])
{
    size_t t = poseidon->width;
    for (size_t j = 0; j < t; j++) {
        zk_fr sum = {{0}};
        for (size_t i = 1; i < t; i++)
            zk_poseidon_add_product(&row[i], &poseidon->inverse[i * t + j], &sum);
        ret[j] = sum;
    }
}

/* From row: row * h as a sum of the next `count` y, and of h `count` rounds later. Constants leave
 * x = y + e and z = h + c. */
static void unroll(const struct zk_poseidon *poseidon, const zk_fr row[], size_t first,
                   size_t count, zk_fr ret_near[], zk_fr ret_far[], zk_fr *ret_constant)
{
    size_t t = poseidon->width;
    const zk_fr *last = &poseidon->full_constants[FULL / 2 * t];
    zk_fr sum = {{0}};
    memcpy(ret_far, row, t * sizeof *row);
    for (size_t i = 0; i < count; i++) {
        zk_fr next[WIDTH];
        ret_near[i] = ret_far[0];
        zk_poseidon_add_product(&ret_far[0], &poseidon->partial_constants[first + i], &sum);
        step_row(poseidon, ret_far, next);
        memcpy(ret_far, next, t * sizeof *next);
    }
    for (size_t i = 0; i < t; i++)
        zk_poseidon_add_product(&ret_far[i], &last[i], &sum);
    zk_fr_neg(&sum, ret_constant);
}

int zk_gadget_poseidon_init(const struct zk_poseidon *poseidon,
                            struct zk_gadget_poseidon *ret_gadget)
{
    size_t t = poseidon->width, p = poseidon->partial_rounds, row = p + t + 1;
    zk_fr *memory = malloc((2 * p + p * t + t * row) * sizeof *memory), near[PARTIAL];
    if (memory == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for the circuit of Poseidon");
    struct zk_gadget_poseidon made = {.poseidon = poseidon, .memory = memory};
    made.near = memory;
    made.far = made.near + p;
    made.near_constant = made.far + p * t;
    made.before = made.near_constant + p;
    for (size_t n = 0; n < p; n++)
        unroll(poseidon, poseidon->inverse, p - n, n, near, &made.far[n * t],
               &made.near_constant[n]);
    memcpy(made.near, near, (p - 1) * sizeof *near);
    for (size_t i = 0; i < t; i++) {
        zk_fr *before = &made.before[i * row];
        unroll(poseidon, &poseidon->inverse[i * t], 0, p, before, &before[p], &before[p + t]);
    }
    *ret_gadget = made;
    return 0;
}

void zk_gadget_poseidon_deinit(struct zk_gadget_poseidon *gadget)
{
    free(gadget->memory);
    *gadget = (struct zk_gadget_poseidon){0};
}

/* An S-box without its last constraint: x^4 x = a sum that is known later. */
struct box {
    struct zk_lc x, fourth;
    zk_fr power;
};

static struct box open_box(struct zk_builder *builder, struct zk_lc x)
{
    struct box box = {.x = x};
    struct zk_lc second = zk_builder_mul(builder, x, x);
    box.fourth = zk_builder_mul(builder, second, second);
    zk_fr_mul(&box.fourth.value, &x.value, &box.power);
    return box;
}

/* The sum's value is known: only a recorded circuit needs its terms. */
static struct zk_lc sum(struct zk_builder *builder, size_t n, const struct zk_lc lcs[],
                        const zk_fr coefficients[], const zk_fr *value)
{
    if (builder->mode == ZK_BUILDER_ASSIGN)
        return (struct zk_lc){.value = *value};
    return zk_builder_linear(builder, n, lcs, coefficients);
}

static void close_box(struct zk_builder *builder, const struct box *box, size_t n,
                      const struct zk_lc lcs[], const zk_fr coefficients[])
{
    struct zk_lc power = sum(builder, n, lcs, coefficients, &box->power);
    zk_builder_enforce(builder, box->fourth, box->x, power);
}

static void new_wires(struct zk_builder *builder, size_t n, const zk_fr values[],
                      struct zk_lc ret_wires[])
{
    for (size_t i = 0; i < n; i++)
        ret_wires[i] = zk_builder_witness(builder, &values[i]);
}

/* One full round to the inputs of the next, or to the permuted state (constants NULL). */
static void full_round(const struct zk_poseidon *poseidon, struct zk_builder *builder,
                       const zk_fr constants[], const zk_fr values[], struct zk_lc state[])
{
    size_t t = poseidon->width;
    struct box boxes[WIDTH];
    struct zk_lc next[WIDTH + 1];
    zk_fr coefficients[WIDTH + 1];
    for (size_t i = 0; i < t; i++)
        boxes[i] = open_box(builder, state[i]);
    new_wires(builder, t, values, next);
    next[t] = zk_builder_constant_u64(builder, 1);
    memcpy(state, next, t * sizeof *state);
    for (size_t i = 0; i < t; i++) {
        memcpy(coefficients, &poseidon->inverse[i * t], t * sizeof *coefficients);
        coefficients[t] = (zk_fr){{0}};
        for (size_t j = 0; constants != NULL && j < t; j++)
            zk_poseidon_add_product(&coefficients[j], &constants[j], &coefficients[t]);
        zk_fr_neg(&coefficients[t], &coefficients[t]);
        close_box(builder, &boxes[i], t + 1, next, coefficients);
    }
    explicit_bzero(boxes, sizeof boxes);
    explicit_bzero(next, sizeof next);
}

/* The fourth full round and the partial ones, to the inputs of the fifth full round. values: the
 * inputs of all partial S-boxes and of that round. */
static void middle_rounds(const struct zk_gadget_poseidon *gadget, struct zk_builder *builder,
                          const zk_fr values[], struct zk_lc state[])
{
    size_t t = gadget->poseidon->width, p = gadget->poseidon->partial_rounds;
    struct box boxes[WIDTH], box;
    struct zk_lc wires[SPAN];
    zk_fr coefficients[SPAN];
    for (size_t i = 0; i < t; i++)
        boxes[i] = open_box(builder, state[i]);
    new_wires(builder, p + t, values, wires);
    wires[p + t] = zk_builder_constant_u64(builder, 1);
    memcpy(state, &wires[p], t * sizeof *state);
    for (size_t i = 0; i < t; i++)
        close_box(builder, &boxes[i], p + t + 1, wires, &gadget->before[i * (p + t + 1)]);
    for (size_t k = 0; k < p; k++) {
        size_t n = p - 1 - k;
        memcpy(coefficients, gadget->near, n * sizeof *coefficients);
        memcpy(&coefficients[n], &gadget->far[n * t], t * sizeof *coefficients);
        coefficients[n + t] = gadget->near_constant[n];
        box = open_box(builder, wires[k]);
        close_box(builder, &box, n + t + 1, &wires[k + 1], coefficients);
    }
    explicit_bzero(boxes, sizeof boxes);
    explicit_bzero(&box, sizeof box);
    explicit_bzero(wires, sizeof wires);
}

/* The first round when some of the state is constant: `count` elements, at `which`, are not. The
 * last `count` inputs of the second round become wires, and the others sums of those. */
static void first_round(const struct zk_poseidon *poseidon, struct zk_builder *builder,
                        size_t count, const size_t which[], const zk_fr values[],
                        struct zk_lc state[])
{
    size_t t = poseidon->width, sums = t - count;
    const zk_fr *constants = &poseidon->full_constants[t];
    zk_fr known[WIDTH], coefficients[WIDTH + 1];
    zk_poseidon_matrix part, inverse;
    struct box boxes[WIDTH];
    struct zk_lc wires[WIDTH + 1];
    /* known: the next inputs, as far as constants make them. */
    memcpy(known, constants, t * sizeof *known);
    for (size_t j = 0; j < t; j++) {
        zk_fr fourth;
        zk_fr_square(&state[j].value, &fourth);
        zk_fr_square(&fourth, &fourth);
        zk_fr_mul(&fourth, &state[j].value, &fourth);
        for (size_t i = 0; state[j].is_constant && i < t; i++)
            zk_poseidon_add_product(&poseidon->matrix[i * t + j], &fourth, &known[i]);
    }
    for (size_t i = 0; i < count; i++) {
        boxes[i] = open_box(builder, state[which[i]]);
        for (size_t j = 0; j < count; j++)
            part[i][j] = poseidon->matrix[(sums + i) * t + which[j]];
    }
    new_wires(builder, count, &values[sums], wires);
    wires[count] = zk_builder_constant_u64(builder, 1);
    zk_poseidon_matrix_invert((unsigned)count, part, inverse);
    for (size_t i = 0; i < count; i++) {
        memcpy(coefficients, inverse[i], count * sizeof *coefficients);
        coefficients[count] = (zk_fr){{0}};
        for (size_t j = 0; j < count; j++)
            zk_poseidon_add_product(&inverse[i][j], &known[sums + j], &coefficients[count]);
        zk_fr_neg(&coefficients[count], &coefficients[count]);
        close_box(builder, &boxes[i], count + 1, wires, coefficients);
    }
    for (size_t i = 0; i < sums; i++) {
        coefficients[count] = known[i];
        for (size_t j = 0; j < count; j++) {
            zk_fr factor = {{0}}, negative;
            for (size_t k = 0; k < count; k++)
                zk_poseidon_add_product(&poseidon->matrix[i * t + which[k]], &inverse[k][j],
                                        &factor);
            coefficients[j] = factor;
            zk_fr_neg(&factor, &negative);
            zk_poseidon_add_product(&negative, &known[sums + j], &coefficients[count]);
        }
        state[i] = sum(builder, count + 1, wires, coefficients, &values[i]);
    }
    memcpy(&state[sums], wires, count * sizeof *state);
    explicit_bzero(boxes, sizeof boxes);
    explicit_bzero(wires, sizeof wires);
}

void zk_gadget_poseidon(const struct zk_gadget_poseidon *gadget, struct zk_builder *builder,
                        struct zk_lc state[])
{
    const struct zk_poseidon *poseidon = gadget->poseidon;
    size_t t = poseidon->width, p = poseidon->partial_rounds, count = 0, which[WIDTH];
    const zk_fr *constants = poseidon->full_constants;
    /* The inputs of all S-boxes, and the permuted state. */
    zk_fr trace[FULL * WIDTH + PARTIAL], values[WIDTH];
    for (size_t i = 0; i < t; i++) {
        values[i] = state[i].value;
        if (!state[i].is_constant)
            which[count++] = i;
    }
    zk_poseidon_trace(poseidon, values, trace);
    if (count == 0) {
        for (size_t i = 0; i < t; i++)
            state[i] = zk_builder_constant(builder, &values[i]);
        return;
    }
    struct base_arena_mark mark = zk_builder_mark(builder);
    for (size_t i = 0; i < t; i++)
        state[i] = zk_builder_add(builder, state[i], zk_builder_constant(builder, &constants[i]));
    if (count < t)
        first_round(poseidon, builder, count, which, &trace[t], state);
    else
        full_round(poseidon, builder, &constants[t], &trace[t], state);
    full_round(poseidon, builder, &constants[2 * t], &trace[2 * t], state);
    full_round(poseidon, builder, &constants[3 * t], &trace[3 * t], state);
    middle_rounds(gadget, builder, &trace[4 * t], state);
    for (size_t i = 5; i < FULL; i++)
        full_round(poseidon, builder, &constants[i * t], &trace[i * t + p], state);
    full_round(poseidon, builder, NULL, values, state);
    zk_builder_release(builder, mark, t, state);
    explicit_bzero(trace, sizeof trace);
    explicit_bzero(values, sizeof values);
}
