#include "zk/groth16/lagrange.h"

#include "zk/ntt/ntt.h"

/* So many elements share an inversion. */
#define PART 1024

struct lagrange {
    size_t n;
    zk_fr root;
    const zk_fr *tau, *shift, *factor;
    zk_fr *scratch, *values;
};

static void lagrange_part(void *context, size_t part)
{
    const struct lagrange *lagrange = context;
    size_t first = part * PART;
    size_t count = lagrange->n - first < PART ? lagrange->n - first : PART;
    zk_fr *values = lagrange->values + first;
    u256 exponent = u256_from_u64(first);
    zk_fr start, x;
    zk_fr_pow(&lagrange->root, &exponent, &start);
    zk_fr_mul(&start, lagrange->shift, &start);

    x = start;
    for (size_t i = 0; i < count; i++) {
        zk_fr_sub(lagrange->tau, &x, &values[i]);
        zk_fr_mul(&x, &lagrange->root, &x);
    }
    zk_fr_batch_inverse(count, values, lagrange->scratch + first);
    zk_fr_mul(&start, lagrange->factor, &x);
    for (size_t i = 0; i < count; i++) {
        zk_fr_mul(&values[i], &x, &values[i]);
        zk_fr_mul(&x, &lagrange->root, &x);
    }
}

void zk_groth16_lagrange(struct zk_threads *threads, unsigned log2_n, const zk_fr *tau,
                         const zk_fr *shift, const zk_fr *factor, zk_fr scratch[],
                         zk_fr ret_values[])
{
    struct lagrange lagrange = {.n = (size_t)1 << log2_n,
                                .tau = tau,
                                .shift = shift,
                                .factor = factor,
                                .scratch = scratch,
                                .values = ret_values};
    zk_ntt_root(log2_n, &lagrange.root);
    zk_threads_run(threads, (lagrange.n + PART - 1) / PART, lagrange_part, &lagrange);
}
