#include "zk/ntt/lanes.h"
#include "zk/lanes.h"

#ifdef ZK_ARCH_IFMA

_Static_assert(LANES == ZK_NTT_LANES, "a slice is one vector");

/* A transform of so many slices stays in the first cache. */
#define SLICES_NEAR 64

/* Bounds below are multiples of r. Roots and chains have the form 260 and are below 1.02, so that a
 * product is below 1.1; what lanes_shrink() gives is below 1.01. */

/* 256 in the form 256 is 2^264: a product with it takes the form 256 to the form 260. */
LANES_INLINE void to_form_260(lanes *a)
{
    zk_fr constant;
    lanes factor;
    zk_fr_from_u64(256, &constant);
    lanes_broadcast(constant.limb, &factor);
    lanes_mul(a, &factor, &FIELD_R, a);
}

/* roots[j / 8], lane j % 8, in each lane. */
LANES_INLINE void broadcast_root(const lanes roots[], size_t j, lanes *ret)
{
    const uint64_t *limbs = (const uint64_t *)&roots[j / LANES] + j % LANES;
    LANES_UNROLL
    for (int i = 0; i < LANES_LIMBS; i++)
        ret->limb[i] = lanes_set1(limbs[i * LANES]);
}

/* Levels are even and odd by turns. Even: from below 1.2 to below 2.4. Odd: from there back. */
LANES_INLINE void dif_butterfly(lanes *a, lanes *b, const lanes *root, bool is_odd)
{
    lanes sum, difference;
    lanes_add(a, b, &sum);
    lanes_sub(a, b, is_odd ? 3 : 2, &FIELD_R, &difference);
    if (is_odd)
        lanes_shrink(&sum, &FIELD_R);
    *a = sum;
    if (root)
        lanes_mul(&difference, root, &FIELD_R, b);
    else {
        lanes_shrink(&difference, &FIELD_R);
        *b = difference;
    }
}

LANES_TARGET static void dif_level(size_t m, size_t half, size_t spacing, bool is_odd,
                                   const lanes roots[], lanes slices[])
{
    for (size_t block = 0; block < m; block += 2 * half) {
        lanes *a = slices + block, *b = a + half, root;
        if (is_odd)
            dif_butterfly(a, b, NULL, true);
        else
            dif_butterfly(a, b, NULL, false);
        for (size_t j = 1; j < half; j++) {
            broadcast_root(roots, j * spacing, &root);
            if (is_odd)
                dif_butterfly(a + j, b + j, &root, true);
            else
                dif_butterfly(a + j, b + j, &root, false);
        }
    }
}

/* Of m slices, with roots[spacing] of order m. */
LANES_TARGET static void dif(size_t m, size_t spacing, bool is_odd, const lanes roots[],
                             lanes slices[])
{
    if (m > SLICES_NEAR) {
        dif_level(m, m / 2, spacing, is_odd, roots, slices);
        dif(m / 2, 2 * spacing, !is_odd, roots, slices);
        dif(m / 2, 2 * spacing, !is_odd, roots, slices + m / 2);
        return;
    }
    for (size_t half = m / 2; half > 0; half /= 2) {
        dif_level(m, half, spacing, is_odd, roots, slices);
        spacing *= 2;
        is_odd = !is_odd;
    }
}

/* Each level adds 2 to the bound, from 1.2; each third brings it back from below 7.3 before. */
LANES_INLINE void dit_butterfly(lanes *a, lanes *b, const lanes *root, bool shrinks)
{
    lanes product = *b, sum = *a;
    if (root)
        lanes_mul(b, root, &FIELD_R, &product);
    else
        lanes_shrink(&product, &FIELD_R);
    if (shrinks)
        lanes_shrink(&sum, &FIELD_R);
    lanes_add(&sum, &product, a);
    lanes_sub(&sum, &product, 2, &FIELD_R, b);
}

LANES_TARGET static void dit_level(size_t m, size_t half, size_t spacing, bool shrinks,
                                   const lanes roots[], lanes slices[])
{
    for (size_t block = 0; block < m; block += 2 * half) {
        lanes *a = slices + block, *b = a + half, root;
        if (shrinks)
            dit_butterfly(a, b, NULL, true);
        else
            dit_butterfly(a, b, NULL, false);
        for (size_t j = 1; j < half; j++) {
            broadcast_root(roots, j * spacing, &root);
            if (shrinks)
                dit_butterfly(a + j, b + j, &root, true);
            else
                dit_butterfly(a + j, b + j, &root, false);
        }
    }
}

/* Of 2^log2_m slices, with roots[spacing] of that order. */
LANES_TARGET static void dit(unsigned log2_m, size_t spacing, const lanes roots[], lanes slices[])
{
    size_t m = (size_t)1 << log2_m;
    if (m > SLICES_NEAR) {
        dit(log2_m - 1, 2 * spacing, roots, slices);
        dit(log2_m - 1, 2 * spacing, roots, slices + m / 2);
        dit_level(m, m / 2, spacing, (log2_m - 1) % 3 == 0, roots, slices);
        return;
    }
    for (unsigned level = 0; level < log2_m; level++) {
        size_t half = (size_t)1 << level;
        dit_level(m, half, spacing * (m / 2 / half), level > 0 && level % 3 == 0, roots, slices);
    }
}

static size_t reverse_bits(size_t i, unsigned bits)
{
    size_t reversed = 0;
    for (; bits > 0; bits--, i >>= 1)
        reversed = reversed << 1 | (i & 1);
    return reversed;
}

/* Gives products, below 1.1. */
LANES_TARGET static void multiply_chain(unsigned log2_m, bool reversed,
                                        const struct zk_ntt_chain *chain, lanes slices[])
{
    lanes factor, step;
    lanes_load(chain->start, &factor);
    to_form_260(&factor);
    lanes_load(chain->step, &step);
    to_form_260(&step);
    for (size_t i = 0; i < (size_t)1 << log2_m; i++) {
        lanes *slice = &slices[reversed ? reverse_bits(i, log2_m) : i];
        lanes_mul(slice, &factor, &FIELD_R, slice);
        lanes_mul(&factor, &step, &FIELD_R, &factor);
    }
}

/* m/2 of them, and zeros up to a whole vector. */
LANES_TARGET static const lanes *load_roots(unsigned log2_m, const zk_fr roots[], lanes ret_roots[])
{
    size_t count = (((size_t)1 << log2_m) + 1) / 2;
    for (size_t i = 0; i < count; i += LANES) {
        zk_fr padded[LANES] = {{{0}}};
        for (size_t j = 0; j < LANES && i + j < count; j++)
            padded[j] = roots[i + j];
        lanes_load(padded, &ret_roots[i / LANES]);
        to_form_260(&ret_roots[i / LANES]);
    }
    return ret_roots;
}

LANES_TARGET static void load_slices(const struct zk_ntt_pass *pass, const zk_fr values[],
                                     unsigned count, lanes slices[])
{
    static const zk_fr zero;
    for (size_t i = 0; i < (size_t)1 << pass->log2_m; i++) {
        const void *rows[LANES];
        __m512i column[4];
        for (unsigned lane = 0; lane < LANES; lane++)
            rows[lane] =
                lane < count ? &values[i * pass->stride + lane * pass->lane_stride] : &zero;
        lanes_gather(rows, 0, column);
        lanes_split(column, &slices[i]);
    }
}

LANES_TARGET static void store_slices(const struct zk_ntt_pass *pass, const lanes slices[],
                                      unsigned count, zk_fr values[])
{
    for (size_t i = 0; i < (size_t)1 << pass->log2_m; i++) {
        void *rows[LANES];
        __m512i column[4];
        lanes slice = slices[i];
        lanes_canonical(&slice, &FIELD_R);
        lanes_join(&slice, column);
        for (unsigned lane = 0; lane < LANES; lane++)
            rows[lane] =
                lane < count ? &values[i * pass->stride + lane * pass->lane_stride] : values;
        lanes_scatter(column, (__mmask8)(0xff >> (LANES - count)), rows, 0);
    }
}

LANES_TARGET void zk_ntt_lanes_run(const struct zk_ntt_pass *pass, zk_fr values[], unsigned count,
                                   const struct zk_ntt_chain *middle,
                                   const struct zk_ntt_chain *last, void *room)
{
    size_t m = (size_t)1 << pass->log2_m;
    lanes *slices = room, *roots = slices + m;
    load_slices(pass, values, count, slices);
    if (pass->dif)
        dif(m, 1, false, load_roots(pass->log2_m, pass->dif, roots), slices);
    if (middle)
        multiply_chain(pass->log2_m, true, middle, slices);
    if (pass->dit)
        dit(pass->log2_m, 1, load_roots(pass->log2_m, pass->dit, roots), slices);
    if (last)
        multiply_chain(pass->log2_m, false, last, slices);
    store_slices(pass, slices, count, values);
}

#endif
