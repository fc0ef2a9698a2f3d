#include "zk/ntt/pass.h"
#include "zk/field.h"
#include "zk/kernels.h"

/* One element of each lane. */
struct slice {
    zk_fr lane[ZK_NTT_LANES];
};

static size_t reverse_bits(size_t i, unsigned bits)
{
    size_t reversed = 0;
    for (; bits > 0; bits--, i >>= 1)
        reversed = reversed << 1 | (i & 1);
    return reversed;
}

/* Gentleman and Sande 1966. */
static void dif(unsigned log2_m, const zk_fr roots[], struct slice slices[])
{
    size_t m = (size_t)1 << log2_m;
    for (size_t half = m / 2; half > 0; half /= 2) {
        size_t spacing = m / 2 / half;
        for (size_t block = 0; block < m; block += 2 * half) {
            for (size_t j = 0; j < half; j++) {
                struct slice *a = &slices[block + j], *b = a + half;
                for (int lane = 0; lane < ZK_NTT_LANES; lane++) {
                    zk_fr difference;
                    fr_sub(&a->lane[lane], &b->lane[lane], &difference);
                    fr_add(&a->lane[lane], &b->lane[lane], &a->lane[lane]);
                    fr_mul(&difference, &roots[j * spacing], &b->lane[lane]);
                }
            }
        }
    }
}

/* Cooley and Tukey 1965. */
static void dit(unsigned log2_m, const zk_fr roots[], struct slice slices[])
{
    size_t m = (size_t)1 << log2_m;
    for (size_t half = 1; half < m; half *= 2) {
        size_t spacing = m / 2 / half;
        for (size_t block = 0; block < m; block += 2 * half) {
            for (size_t j = 0; j < half; j++) {
                struct slice *a = &slices[block + j], *b = a + half;
                for (int lane = 0; lane < ZK_NTT_LANES; lane++) {
                    zk_fr product;
                    fr_mul(&b->lane[lane], &roots[j * spacing], &product);
                    fr_sub(&a->lane[lane], &product, &b->lane[lane]);
                    fr_add(&a->lane[lane], &product, &a->lane[lane]);
                }
            }
        }
    }
}

static void multiply_chain(unsigned log2_m, bool reversed, const struct zk_ntt_chain *chain,
                           struct slice slices[])
{
    struct zk_ntt_chain at = *chain;
    for (size_t i = 0; i < (size_t)1 << log2_m; i++) {
        struct slice *slice = &slices[reversed ? reverse_bits(i, log2_m) : i];
        for (int lane = 0; lane < ZK_NTT_LANES; lane++) {
            fr_mul(&slice->lane[lane], &at.start[lane], &slice->lane[lane]);
            fr_mul(&at.start[lane], &at.step[lane], &at.start[lane]);
        }
    }
}

void ZK_ARCH(zk_ntt_pass_run)(const struct zk_ntt_pass *pass, zk_fr values[], unsigned lanes,
                              const struct zk_ntt_chain *middle, const struct zk_ntt_chain *last,
                              void *room)
{
    struct slice *slices = room;
    size_t m = (size_t)1 << pass->log2_m;

    for (size_t i = 0; i < m; i++) {
        for (unsigned lane = 0; lane < lanes; lane++)
            slices[i].lane[lane] = values[i * pass->stride + lane * pass->lane_stride];
        for (unsigned lane = lanes; lane < ZK_NTT_LANES; lane++)
            slices[i].lane[lane] = (zk_fr){{0}};
    }
    if (pass->dif)
        dif(pass->log2_m, pass->dif, slices);
    if (middle)
        multiply_chain(pass->log2_m, true, middle, slices);
    if (pass->dit)
        dit(pass->log2_m, pass->dit, slices);
    if (last)
        multiply_chain(pass->log2_m, false, last, slices);
    for (size_t i = 0; i < m; i++) {
        for (unsigned lane = 0; lane < lanes; lane++)
            values[i * pass->stride + lane * pass->lane_stride] = slices[i].lane[lane];
    }
}
