#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/poseidon/matrix.h"

/* Widths 2 to 17. Source: circomlib 2, circuits/poseidon.circom, N_ROUNDS_P. */
static const unsigned char partial_rounds_of[] = {56, 57, 56, 60, 60, 63, 64, 63,
                                                  60, 66, 60, 65, 70, 60, 64, 68};

enum { WIDTH = ZK_POSEIDON_WIDTH_MAX, FULL = ZK_POSEIDON_FULL_ROUNDS };

typedef zk_poseidon_matrix square;

/* Bit i of the state is the LFSR's bit i, bit 0 the oldest of 80. */
struct grain {
    unsigned __int128 state;
    uint64_t queue; /* its `count` low bits are to be taken, the highest first */
    unsigned count;
};

/* Sixteen steps: the youngest tap is 18 behind. Of each pair of bits the second counts when the
 * first is 1. */
static void grain_step(struct grain *grain)
{
    unsigned __int128 s = grain->state;
    uint32_t next = (uint16_t)((s >> 62) ^ (s >> 51) ^ (s >> 38) ^ (s >> 23) ^ (s >> 13) ^ s);
    grain->state = s >> 16 | (unsigned __int128)next << 64;
    for (int i = 0; i < 16; i += 2, next >>= 2) {
        grain->queue = grain->queue << (next & 1) | (next & next >> 1 & 1);
        grain->count += next & 1;
    }
}

static void grain_put(struct grain *grain, unsigned *position, unsigned value, unsigned bits)
{
    while (bits-- > 0)
        grain->state |= (unsigned __int128)(value >> bits & 1) << (*position)++;
}

static void grain_init(unsigned width, unsigned partial_rounds, struct grain *ret_grain)
{
    struct grain grain = {0};
    unsigned position = 0;
    grain_put(&grain, &position, 1, 2); /* a prime field */
    grain_put(&grain, &position, 0, 4); /* S-box x^a */
    grain_put(&grain, &position, 254, 12);
    grain_put(&grain, &position, width, 12);
    grain_put(&grain, &position, FULL, 10);
    grain_put(&grain, &position, partial_rounds, 10);
    grain_put(&grain, &position, (1u << 30) - 1, 30);
    assert(position == 80);
    for (int i = 0; i < 160; i += 16)
        grain_step(&grain);
    grain.count = 0;
    *ret_grain = grain;
}

/* n <= 32 */
static uint64_t grain_bits(struct grain *grain, unsigned n)
{
    while (grain->count < n)
        grain_step(grain);
    grain->count -= n;
    return grain->queue >> grain->count & ((UINT64_C(1) << n) - 1);
}

static u256 grain_254_bits(struct grain *grain)
{
    u256 value;
    for (int i = 3; i >= 0; i--) {
        value.limb[i] = grain_bits(grain, i == 3 ? 30 : 32) << 32;
        value.limb[i] |= grain_bits(grain, 32);
    }
    return value;
}

static void grain_below_order(struct grain *grain, zk_fr *ret_element)
{
    u256 value = grain_254_bits(grain);
    while (!zk_fr_from_u256(&value, ret_element))
        value = grain_254_bits(grain);
}

static void grain_modulo_order(struct grain *grain, zk_fr *ret_element)
{
    u256 value = grain_254_bits(grain);
    if (!zk_fr_from_u256(&value, ret_element)) {
        zk_fr minus_one, one;
        u256 order;
        zk_fr_from_u64(1, &one);
        zk_fr_neg(&one, &minus_one);
        zk_fr_to_u256(&minus_one, &order);
        order = u256_add(order, u256_from_u64(1));
        value = u256_sub(value, order);
        bool below = zk_fr_from_u256(&value, ret_element);
        assert(below); /* 2^254 < 2r */
        (void)below;
    }
}

/* The Cauchy matrix, and its inverse. */
static void derive_matrix(struct grain *grain, struct zk_poseidon *poseidon)
{
    unsigned t = poseidon->width;
    zk_fr points[2 * WIDTH];
    square matrix = {0}, inverse;
    for (unsigned i = 0; i < 2 * t; i++)
        grain_modulo_order(grain, &points[i]);
    for (unsigned i = 0; i < t; i++) {
        for (unsigned j = 0; j < t; j++) {
            zk_fr_add(&points[i], &points[t + j], &matrix[i][j]);
        }
    }
    zk_fr_batch_inverse(WIDTH * WIDTH, matrix[0], inverse[0]);
    for (unsigned i = 0; i < t; i++)
        memcpy(&poseidon->matrix[i * t], matrix[i], t * sizeof(zk_fr));
    zk_poseidon_matrix_invert(t, matrix, inverse);
    for (unsigned i = 0; i < t; i++)
        memcpy(&poseidon->inverse[i * t], inverse[i], t * sizeof(zk_fr));
}

/* Takes the constants of partial rounds out of the state. left is the state that they alone make:
 * a round drops its first element, for the S-box has taken it, and multiplies by the matrix. */
static void derive_constants(struct grain *grain, struct zk_poseidon *poseidon, zk_fr raw[])
{
    unsigned t = poseidon->width, rounds = FULL + poseidon->partial_rounds;
    for (unsigned i = 0; i < rounds * t; i++)
        grain_below_order(grain, &raw[i]);
    derive_matrix(grain, poseidon);
    memcpy(poseidon->full_constants, raw, FULL / 2 * t * sizeof *raw);
    zk_fr left[WIDTH] = {0}, next[WIDTH];
    for (unsigned round = 0; round <= poseidon->partial_rounds; round++) {
        memcpy(next, &raw[(FULL / 2 + round) * t], t * sizeof *next);
        for (unsigned i = 0; i < t; i++) {
            for (unsigned j = 1; j < t; j++)
                zk_poseidon_add_product(&poseidon->matrix[i * t + j], &left[j], &next[i]);
        }
        memcpy(left, next, t * sizeof *left);
        if (round < poseidon->partial_rounds)
            poseidon->partial_constants[round] = left[0];
    }
    memcpy(&poseidon->full_constants[FULL / 2 * t], &raw[(rounds - FULL / 2) * t],
           FULL / 2 * t * sizeof *raw);
    memcpy(&poseidon->full_constants[FULL / 2 * t], left, t * sizeof *left);
}

/* ret = row * matrix without its first row and column */
static void advance(const struct zk_poseidon *poseidon, const zk_fr row[], zk_fr ret[])
{
    unsigned t = poseidon->width, n = t - 1;
    for (unsigned j = 0; j < n; j++) {
        zk_fr sum = {{0}};
        for (unsigned i = 0; i < n; i++)
            zk_poseidon_add_product(&row[i], &poseidon->matrix[(i + 1) * t + j + 1], &sum);
        ret[j] = sum;
    }
}

/* With the matrix [[m, r], [q, N]] and the state (y, w), a partial round is y' = m s + r w and
 * w' = q s + N w. rows[j] = r N^j for j <= n, output[j] = r N^j q. */
struct response {
    zk_fr rows[WIDTH + 1][WIDTH], output[WIDTH];
    square observed; /* inverse of rows 0 to n - 1 */
};

static void derive_response(const struct zk_poseidon *poseidon, struct response *ret)
{
    unsigned t = poseidon->width, n = t - 1;
    square rows;
    memcpy(ret->rows[0], &poseidon->matrix[1], n * sizeof(zk_fr));
    for (unsigned j = 0; j < n; j++) {
        advance(poseidon, ret->rows[j], ret->rows[j + 1]);
        ret->output[j] = (zk_fr){{0}};
        for (unsigned i = 0; i < n; i++)
            zk_poseidon_add_product(&ret->rows[j][i], &poseidon->matrix[(i + 1) * t],
                                    &ret->output[j]);
        memcpy(rows[j], ret->rows[j], sizeof rows[j]);
    }
    zk_poseidon_matrix_invert(n, rows, ret->observed);
}

/* N satisfies its characteristic polynomial z^n + sum of p_j z^j: recurrence[j] = -p_j. */
static void derive_recurrence(const struct response *response, struct zk_poseidon *poseidon)
{
    unsigned n = poseidon->width - 1;
    zk_fr p[WIDTH];
    for (unsigned j = 0; j < n; j++) {
        zk_fr sum = {{0}};
        for (unsigned i = 0; i < n; i++)
            zk_poseidon_add_product(&response->rows[n][i], &response->observed[i][j], &sum);
        poseidon->recurrence[j] = sum;
        zk_fr_neg(&sum, &p[j]);
    }
    zk_fr_from_u64(1, &p[n]);
    for (unsigned i = 0; i <= n; i++) {
        zk_fr sum;
        zk_fr_mul(&p[i], &poseidon->matrix[0], &sum);
        for (unsigned j = i + 1; j <= n; j++)
            zk_poseidon_add_product(&p[j], &response->output[j - 1 - i], &sum);
        poseidon->recurrence[n + i] = sum;
    }
}

/* The past of y is r N^(-n) w .. r N^(-1) w, whose rows the recurrence gives backwards. */
static void derive_entry(const struct response *response, struct zk_poseidon *poseidon)
{
    unsigned t = poseidon->width, n = t - 1;
    zk_fr rows[2 * WIDTH][WIDTH], inverse;
    for (unsigned j = 0; j < n; j++)
        memcpy(rows[n + j], response->rows[j], sizeof rows[0]);
    zk_fr_inverse(&poseidon->recurrence[0], &inverse);
    for (unsigned j = n; j-- > 0;) {
        for (unsigned i = 0; i < n; i++) {
            zk_fr sum;
            zk_fr_neg(&rows[j + n][i], &sum);
            for (unsigned k = 1; k < n; k++)
                zk_poseidon_add_product(&poseidon->recurrence[k], &rows[j + k][i], &sum);
            zk_fr_neg(&sum, &sum);
            zk_fr_mul(&sum, &inverse, &rows[j][i]);
        }
    }
    memcpy(poseidon->entry, poseidon->matrix, t * sizeof(zk_fr));
    for (unsigned j = 0; j < n; j++) {
        for (unsigned i = 0; i < t; i++) {
            zk_fr sum = {{0}};
            for (unsigned k = 0; k < n; k++)
                zk_poseidon_add_product(&rows[j][k], &poseidon->matrix[(k + 1) * t + i], &sum);
            poseidon->entry[(j + 1) * t + i] = sum;
        }
    }
}

/* n rounds before the end w was `observed` times (the last y, less what the last s added to them);
 * those rounds then made N^n w + sum of N^(n-1-i) q s_i of it. */
static void derive_exit(const struct response *response, struct zk_poseidon *poseidon)
{
    unsigned t = poseidon->width, n = t - 1;
    square narrow, power, of_y;
    zk_fr column[WIDTH], next[WIDTH];
    for (unsigned i = 0; i < n; i++) {
        memcpy(narrow[i], &poseidon->matrix[(i + 1) * t + 1], n * sizeof(zk_fr));
        column[i] = poseidon->matrix[(i + 1) * t];
    }
    memcpy(of_y, response->observed, sizeof of_y);
    memcpy(power, narrow, sizeof power);
    for (unsigned exponent = n; exponent > 0; exponent /= 2) {
        square factor;
        if (exponent % 2 == 1) {
            memcpy(factor, of_y, sizeof factor);
            zk_poseidon_matrix_multiply(n, power, factor, of_y);
        }
        memcpy(factor, power, sizeof factor);
        zk_poseidon_matrix_multiply(n, factor, factor, power);
    }
    for (unsigned i = n; i-- > 0;) {
        for (unsigned row = 0; row < n; row++) {
            zk_fr removed, *exit = &poseidon->exit[row * 2 * n];
            exit[i] = of_y[row][i];
            zk_fr_mul(&of_y[row][i], &poseidon->matrix[0], &removed);
            for (unsigned j = i + 1; j < n; j++)
                zk_poseidon_add_product(&of_y[row][j], &response->output[j - 1 - i], &removed);
            zk_fr_sub(&column[row], &removed, &exit[n + i]);
        }
        for (unsigned row = 0; row < n; row++) {
            next[row] = (zk_fr){{0}};
            for (unsigned k = 0; k < n; k++)
                zk_poseidon_add_product(&narrow[row][k], &column[k], &next[row]);
        }
        memcpy(column, next, sizeof column);
    }
}

/* The tables are one block of elements, and one of limbs in the same order. */
static void place(struct zk_poseidon *poseidon, zk_fr *elements, struct zk_poseidon_limbs *limbs)
{
    size_t t = poseidon->width, n = t - 1, at = 0;
    struct zk_poseidon_lanes *lanes = &poseidon->lanes;
    poseidon->full_constants = &elements[at];
    lanes->full_constants = &limbs[at];
    at += FULL * t;
    poseidon->matrix = &elements[at];
    lanes->matrix = &limbs[at];
    at += t * t;
    poseidon->entry = &elements[at];
    lanes->entry = &limbs[at];
    at += t * t;
    poseidon->partial_constants = &elements[at];
    lanes->partial_constants = &limbs[at];
    at += poseidon->partial_rounds;
    poseidon->recurrence = &elements[at];
    lanes->recurrence = &limbs[at];
    at += n + t;
    poseidon->exit = &elements[at];
    lanes->exit = &limbs[at];
    at += 2 * n * n;
    poseidon->inverse = &elements[at];
}

static void derive_limbs(size_t count, const zk_fr elements[], struct zk_poseidon_limbs ret_limbs[])
{
    const uint64_t mask = (UINT64_C(1) << 52) - 1;
    zk_fr sixteen, a;
    zk_fr_from_u64(16, &sixteen);
    for (size_t i = 0; i < count; i++) {
        zk_fr_mul(&elements[i], &sixteen, &a);
        ret_limbs[i] = (struct zk_poseidon_limbs){
            {a.limb[0] & mask, (a.limb[0] >> 52 | a.limb[1] << 12) & mask,
             (a.limb[1] >> 40 | a.limb[2] << 24) & mask, (a.limb[2] >> 28 | a.limb[3] << 36) & mask,
             a.limb[3] >> 16}};
    }
}

int zk_poseidon_init(unsigned width, struct zk_poseidon *ret_poseidon)
{
    assert(width >= ZK_POSEIDON_WIDTH_MIN && width <= ZK_POSEIDON_WIDTH_MAX);
    struct zk_poseidon made = {.width = width, .partial_rounds = partial_rounds_of[width - 2]};
    size_t t = width, n = t - 1;
    size_t count = FULL * t + 2 * t * t + made.partial_rounds + n + t + 2 * n * n;
    zk_fr *raw = malloc((FULL + made.partial_rounds) * t * sizeof *raw);
    zk_fr *elements = malloc((count + t * t) * sizeof *elements);
    struct zk_poseidon_limbs *limbs = malloc(count * sizeof *limbs);
    if (raw == NULL || elements == NULL || limbs == NULL) {
        free(raw);
        free(elements);
        free(limbs);
        return base_fail(BASE_E_NOMEM, "no memory for the constants of Poseidon");
    }
    place(&made, elements, limbs);
    struct grain grain;
    struct response response;
    grain_init(width, made.partial_rounds, &grain);
    derive_constants(&grain, &made, raw);
    derive_response(&made, &response);
    derive_recurrence(&response, &made);
    derive_entry(&response, &made);
    derive_exit(&response, &made);
    derive_limbs(count, elements, limbs);
    free(raw);
    *ret_poseidon = made;
    return 0;
}

void zk_poseidon_deinit(struct zk_poseidon *poseidon)
{
    free(poseidon->full_constants);
    free(poseidon->lanes.full_constants);
    *poseidon = (struct zk_poseidon){0};
}
