#include "zk/poseidon/lanes.h"

#ifdef ZK_ARCH_IFMA

#include <assert.h>
#include <string.h>

/* As zk/poseidon/poseidon.c, on lanes in the form 260. A sum of up to 33 products is reduced once.
 * With elements below 2 p and constants below p a sum is below 2 p again: 33 * 2 / 84 + 1. The
 * first S-boxes take 17 p, as inputs come times 16, and give less than 2 p. */

enum { WIDTH = ZK_POSEIDON_WIDTH_MAX, PARTIAL = ZK_POSEIDON_PARTIAL_ROUNDS_MAX };

typedef struct zk_poseidon_limbs limbs;

/* t += the sum of a[i] b[i] */
LANES_TARGET static void add_products(size_t n, const lanes a[], const limbs b[], lanes_wide *t)
{
    lanes_wide sum = *t;
    for (size_t k = 0; k < n; k++) {
        LANES_UNROLL
        for (int j = 0; j < LANES_LIMBS; j++) {
            __m512i limb = lanes_set1(b[k].limb[j]);
            LANES_UNROLL
            for (int i = 0; i < LANES_LIMBS; i++) {
                sum.column[i + j] = _mm512_madd52lo_epu64(sum.column[i + j], a[k].limb[i], limb);
                sum.column[i + j + 1] =
                    _mm512_madd52hi_epu64(sum.column[i + j + 1], a[k].limb[i], limb);
            }
        }
    }
    *t = sum;
}

LANES_TARGET static void dot(size_t n, const lanes a[], const limbs b[], lanes *ret)
{
    lanes_wide t;
    memset(&t, 0, sizeof t);
    add_products(n, a, b, &t);
    lanes_reduce_wide(&t, &FIELD_R, ret);
}

/* ret = (a + constant)^5 */
LANES_TARGET static void s_box(const lanes *a, const limbs *constant, lanes *ret)
{
    lanes sum, power;
    for (int i = 0; i < LANES_LIMBS; i++)
        sum.limb[i] = _mm512_add_epi64(a->limb[i], lanes_set1(constant->limb[i]));
    lanes_carry(&sum);
    lanes_square(&sum, &FIELD_R, &power);
    lanes_square(&power, &FIELD_R, &power);
    lanes_mul(&sum, &power, &FIELD_R, ret);
}

LANES_TARGET static void full_round(size_t t, const limbs constants[], const limbs matrix[],
                                    lanes state[])
{
    lanes powers[WIDTH];
    for (size_t i = 0; i < t; i++)
        s_box(&state[i], &constants[i], &powers[i]);
    for (size_t i = 0; i < t; i++)
        dot(t, powers, &matrix[i * t], &state[i]);
    explicit_bzero(powers, sizeof powers);
}

LANES_TARGET static void partial_rounds(const struct zk_poseidon *poseidon, lanes state[])
{
    const struct zk_poseidon_lanes *tables = &poseidon->lanes;
    size_t t = poseidon->width, n = t - 1, rounds = poseidon->partial_rounds;
    lanes y[WIDTH + PARTIAL], s[PARTIAL];
    memcpy(y, &state[1], n * sizeof *y);
    s_box(&state[0], &tables->partial_constants[0], &s[0]);
    for (size_t k = 1; k <= rounds; k++) {
        size_t missing = k < t ? t - k : 0;
        lanes_wide sum;
        memset(&sum, 0, sizeof sum);
        add_products(n, &y[k - 1], tables->recurrence, &sum);
        add_products(t - missing, &s[k - t + missing], &tables->recurrence[n + missing], &sum);
        lanes_reduce_wide(&sum, &FIELD_R, &y[n - 1 + k]);
        if (k < rounds)
            s_box(&y[n - 1 + k], &tables->partial_constants[k], &s[k]);
    }
    state[0] = y[n - 1 + rounds];
    for (size_t i = 0; i < n; i++) {
        lanes_wide sum;
        memset(&sum, 0, sizeof sum);
        add_products(n, &y[rounds], &tables->exit[i * 2 * n], &sum);
        add_products(n, &s[rounds - n], &tables->exit[i * 2 * n + n], &sum);
        lanes_reduce_wide(&sum, &FIELD_R, &state[i + 1]);
    }
    explicit_bzero(y, sizeof y);
    explicit_bzero(s, sizeof s);
}

/* Rows beyond the count are those of the first state, and are not written. */
LANES_TARGET void zk_poseidon_permute_lanes(const struct zk_poseidon *poseidon, size_t count,
                                            zk_fr states[])
{
    assert(count >= 1 && count <= LANES);
    const struct zk_poseidon_lanes *tables = &poseidon->lanes;
    size_t t = poseidon->width;
    lanes state[WIDTH];
    void *rows[LANES];
    __m512i column[4];
    for (size_t i = 0; i < LANES; i++)
        rows[i] = &states[i < count ? i * t : 0];
    for (size_t i = 0; i < t; i++) {
        lanes_gather((const void *const *)rows, i * sizeof(zk_fr), column);
        lanes_split_times_16(column, &state[i]);
    }
    for (size_t i = 0; i < 4; i++)
        full_round(t, &tables->full_constants[i * t], i < 3 ? tables->matrix : tables->entry,
                   state);
    partial_rounds(poseidon, state);
    for (size_t i = 4; i < ZK_POSEIDON_FULL_ROUNDS; i++)
        full_round(t, &tables->full_constants[i * t], tables->matrix, state);
    for (size_t i = 0; i < t; i++) {
        lanes_to_256(&FIELD_R, &state[i]);
        lanes_canonical(&state[i], &FIELD_R);
        lanes_join(&state[i], column);
        lanes_scatter(column, (__mmask8)((1u << count) - 1), rows, i * sizeof(zk_fr));
    }
    explicit_bzero(state, sizeof state);
}

#endif
