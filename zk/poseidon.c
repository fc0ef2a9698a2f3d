#include <assert.h>
#include <string.h>

#include "zk/field.h"
#include "zk/kernels.h"

enum { WIDTH = ZK_POSEIDON_WIDTH_MAX, PARTIAL = ZK_POSEIDON_PARTIAL_ROUNDS_MAX };

static void dot(size_t n, const zk_fr a[], const zk_fr b[], zk_fr *sum)
{
    for (size_t i = 0; i < n; i++) {
        zk_fr product;
        fr_mul(&a[i], &b[i], &product);
        fr_add(sum, &product, sum);
    }
}

static void fifth_power(const zk_fr *a, zk_fr *ret)
{
    zk_fr fourth;
    fr_square(a, &fourth);
    fr_square(&fourth, &fourth);
    fr_mul(a, &fourth, ret);
}

/* The inputs of S-boxes go to *trace, which moves on, unless it is NULL. */
static void record(const zk_fr *input, zk_fr **trace)
{
    if (*trace != NULL)
        *(*trace)++ = *input;
}

static void full_round(size_t t, const zk_fr constants[], const zk_fr matrix[], zk_fr state[],
                       zk_fr **trace)
{
    zk_fr powers[WIDTH];
    for (size_t i = 0; i < t; i++) {
        fr_add(&state[i], &constants[i], &powers[i]);
        record(&powers[i], trace);
        fifth_power(&powers[i], &powers[i]);
        state[i] = (zk_fr){{0}};
    }
    for (size_t i = 0; i < t; i++)
        dot(t, &matrix[i * t], powers, &state[i]);
    explicit_bzero(powers, sizeof powers);
}

/* y[i] is y_(i-n+1), s[i] is s_i. */
static void partial_rounds(const struct zk_poseidon *poseidon, zk_fr state[], zk_fr **trace)
{
    size_t t = poseidon->width, n = t - 1, rounds = poseidon->partial_rounds;
    zk_fr y[WIDTH + PARTIAL], s[PARTIAL], first;
    memcpy(y, &state[1], n * sizeof *y);
    fr_add(&state[0], &poseidon->partial_constants[0], &first);
    record(&first, trace);
    fifth_power(&first, &s[0]);
    for (size_t k = 1; k <= rounds; k++) {
        zk_fr *next = &y[n - 1 + k];
        *next = (zk_fr){{0}};
        dot(n, poseidon->recurrence, &y[k - 1], next);
        size_t missing = k < t ? t - k : 0;
        dot(t - missing, &poseidon->recurrence[n + missing], &s[k - t + missing], next);
        if (k < rounds) {
            fr_add(next, &poseidon->partial_constants[k], &first);
            record(&first, trace);
            fifth_power(&first, &s[k]);
        }
    }
    state[0] = y[n - 1 + rounds];
    for (size_t i = 0; i < n; i++) {
        state[i + 1] = (zk_fr){{0}};
        dot(n, &poseidon->exit[i * 2 * n], &y[rounds], &state[i + 1]);
        dot(n, &poseidon->exit[i * 2 * n + n], &s[rounds - n], &state[i + 1]);
    }
    explicit_bzero(y, sizeof y);
    explicit_bzero(s, sizeof s);
}

static void permute(const struct zk_poseidon *poseidon, zk_fr state[], zk_fr *trace)
{
    size_t t = poseidon->width;
    const zk_fr *constants = poseidon->full_constants;
    for (size_t i = 0; i < 4; i++)
        full_round(t, &constants[i * t], i < 3 ? poseidon->matrix : poseidon->entry, state, &trace);
    partial_rounds(poseidon, state, &trace);
    for (size_t i = 4; i < ZK_POSEIDON_FULL_ROUNDS; i++)
        full_round(t, &constants[i * t], poseidon->matrix, state, &trace);
}

void ZK_ARCH(zk_poseidon_permute)(const struct zk_poseidon *poseidon, zk_fr state[])
{
    permute(poseidon, state, NULL);
}

void ZK_ARCH(zk_poseidon_trace)(const struct zk_poseidon *poseidon, zk_fr state[],
                                zk_fr ret_inputs[])
{
    permute(poseidon, state, ret_inputs);
}

void ZK_ARCH(zk_poseidon_hash)(const struct zk_poseidon *poseidon, const zk_fr *initial_state,
                               const zk_fr inputs[], size_t outputs, zk_fr ret_outputs[])
{
    assert(outputs <= poseidon->width);
    zk_fr state[WIDTH];
    state[0] = *initial_state;
    memcpy(&state[1], inputs, (poseidon->width - 1) * sizeof *state);
    permute(poseidon, state, NULL);
    memcpy(ret_outputs, state, outputs * sizeof *state);
    explicit_bzero(state, sizeof state);
}
