#include "zk/reed_solomon.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/ntt/ntt.h"

enum { LEAF = ZK_REED_SOLOMON_LEAF, DIRECT = 64, CHUNK = 4096, LOG2_LEAVES_MAX = 22 };

static unsigned log2_of(size_t power)
{
    return (unsigned)__builtin_ctzll(power);
}

size_t zk_reed_solomon_leaves(size_t elements)
{
    size_t n = 1;
    while (n < (elements + LEAF - 1) / LEAF)
        n *= 2;
    return n;
}

static void assert_leaves(size_t n)
{
    assert(n >= 1 && (n & (n - 1)) == 0 && n <= (size_t)1 << LOG2_LEAVES_MAX);
    (void)n;
}

static zk_fr *new_elements(size_t n)
{
    return reallocarray(NULL, n, sizeof(zk_fr));
}

static int out_of_memory(void)
{
    return base_fail(BASE_E_NOMEM, "no memory for a Reed-Solomon code");
}

enum transform { FORWARD, INVERSE, ODD_COSET };

static int transform(struct zk_threads *threads, enum transform kind, size_t size, zk_fr values[])
{
    struct zk_ntt ntt;
    int error = zk_ntt_init(&ntt, log2_of(size));
    if (error < 0)
        return error;
    if (kind == FORWARD)
        error = zk_ntt_forward(&ntt, threads, values);
    else if (kind == INVERSE)
        error = zk_ntt_inverse(&ntt, threads, values);
    else
        error = zk_ntt_to_odd_coset(&ntt, threads, values);
    zk_ntt_deinit(&ntt);
    return error;
}

/* Runs over `count` things, `chunk` at a time. */
struct sweep {
    size_t n, count, chunk;
    zk_fr *values, *leaves;
    const zk_fr *factors;
    const bool *is_erased;
    void (*body)(struct sweep *sweep, size_t begin, size_t end);
};

static void sweep_part(void *context, size_t part)
{
    struct sweep *sweep = context;
    size_t begin = part * sweep->chunk, end = begin + sweep->chunk;
    sweep->body(sweep, begin, end < sweep->count ? end : sweep->count);
}

static void run(struct zk_threads *threads, struct sweep *sweep)
{
    zk_threads_run(threads, (sweep->count + sweep->chunk - 1) / sweep->chunk, sweep_part, sweep);
}

/* leaves[n][16] to and from values[16][n]. */
static void to_values(struct sweep *sweep, size_t begin, size_t end)
{
    for (size_t j = begin; j < end; j++) {
        for (size_t i = 0; i < LEAF; i++)
            sweep->values[j + sweep->n * i] = sweep->leaves[j * LEAF + i];
    }
}

static void to_leaves(struct sweep *sweep, size_t begin, size_t end)
{
    for (size_t j = begin; j < end; j++) {
        for (size_t i = 0; i < LEAF; i++)
            sweep->leaves[j * LEAF + i] = sweep->values[j + sweep->n * i];
    }
}

int zk_reed_solomon_encode(struct zk_threads *threads, size_t n, const zk_fr data[],
                           zk_fr ret_parity[])
{
    assert_leaves(n);
    zk_fr *values = new_elements(LEAF * n);
    if (values == NULL)
        return out_of_memory();
    memcpy(ret_parity, data, LEAF * n * sizeof *data);
    struct sweep sweep = {
        .n = n, .count = n, .chunk = CHUNK, .values = values, .leaves = ret_parity};
    sweep.body = to_values;
    run(threads, &sweep);
    int error = transform(threads, ODD_COSET, LEAF * n, values);
    if (error == 0) {
        sweep.body = to_leaves;
        run(threads, &sweep);
    }
    free(values);
    return error;
}

/* In place: DIRECT roots to the coefficients, lowest first, of their monic polynomial, whose
 * highest is left out. */
static void multiply_roots(struct sweep *sweep, size_t begin, size_t end)
{
    for (size_t block = begin; block < end; block++) {
        zk_fr *roots = &sweep->values[block * DIRECT], product[DIRECT + 1] = {{{0}}};
        zk_fr_from_u64(1, &product[0]);
        for (size_t i = 0; i < DIRECT; i++) {
            product[i + 1] = product[i];
            for (size_t j = i + 1; j-- > 0;) {
                zk_fr lower = j > 0 ? product[j - 1] : (zk_fr){{0}};
                zk_fr_mul(&product[j], &roots[i], &product[j]);
                zk_fr_sub(&lower, &product[j], &product[j]);
            }
        }
        memcpy(roots, product, DIRECT * sizeof *roots);
    }
}

/* Two neighbours of degree n to their product of degree 2n, modulo x^(2n) - 1: the highest
 * coefficient, 1, comes out at the lowest. scratch[4n]. */
static int multiply_pair(const struct zk_ntt *ntt, struct zk_threads *threads, size_t n,
                         zk_fr pair[], zk_fr scratch[])
{
    zk_fr *a = scratch, *b = &scratch[2 * n], one;
    memset(scratch, 0, 4 * n * sizeof *scratch);
    memcpy(a, pair, n * sizeof *a);
    memcpy(b, &pair[n], n * sizeof *b);
    zk_fr_from_u64(1, &one);
    a[n] = b[n] = one;
    int error = zk_ntt_forward(ntt, threads, a);
    if (error == 0)
        error = zk_ntt_forward(ntt, threads, b);
    for (size_t i = 0; i < 2 * n; i++)
        zk_fr_mul(&a[i], &b[i], &pair[i]);
    if (error == 0)
        error = zk_ntt_inverse(ntt, threads, pair);
    zk_fr_sub(&pair[0], &one, &pair[0]);
    return error;
}

struct pairs {
    const struct zk_ntt *ntt;
    size_t n;
    zk_fr *values, *scratch; /* twice the values */
    atomic_bool failed;
};

static void multiply_pair_part(void *context, size_t part)
{
    struct pairs *pairs = context;
    size_t at = part * 2 * pairs->n;
    if (multiply_pair(pairs->ntt, NULL, pairs->n, &pairs->values[at], &pairs->scratch[2 * at]) < 0)
        pairs->failed = true;
}

/* values[count], count a power of two of at least DIRECT: roots to coefficients as above. */
static int multiply_all(struct zk_threads *threads, size_t count, zk_fr values[])
{
    zk_fr *scratch = new_elements(2 * count);
    if (scratch == NULL)
        return out_of_memory();
    struct sweep sweep = {
        .count = count / DIRECT, .chunk = 16, .values = values, .body = multiply_roots};
    int error = 0;
    run(threads, &sweep);
    for (size_t n = DIRECT; n < count && error == 0; n *= 2) {
        struct zk_ntt ntt;
        struct pairs pairs = {.ntt = &ntt, .n = n, .values = values, .scratch = scratch};
        size_t parts = count / (2 * n);
        error = zk_ntt_init(&ntt, log2_of(2 * n));
        if (error < 0)
            break;
        if (parts >= 2 * zk_threads_count(threads)) {
            zk_threads_run(threads, parts, multiply_pair_part, &pairs);
        } else {
            for (size_t i = 0; i < parts && error == 0; i++)
                error = multiply_pair(&ntt, threads, n, &values[i * 2 * n], scratch);
        }
        zk_ntt_deinit(&ntt);
        error = pairs.failed ? out_of_memory() : error;
    }
    free(scratch);
    return error;
}

/* values[k] *= k */
static void scale_by_place(struct sweep *sweep, size_t begin, size_t end)
{
    zk_fr place, one;
    zk_fr_from_u64(begin, &place);
    zk_fr_from_u64(1, &one);
    for (size_t k = begin; k < end; k++) {
        zk_fr_mul(&sweep->values[k], &place, &sweep->values[k]);
        zk_fr_add(&place, &one, &place);
    }
}

/* Leaf k of the code, in the order of u^k, is this one of data and parity. */
static size_t leaf_at(size_t n, size_t k)
{
    return k % 2 * n + k / 2;
}

/* ret_zeros[2n], ret_slopes[2n]: Z(u^k), and y Z'(y) there. */
static int vanishing(struct zk_threads *threads, size_t n, size_t erased, const bool is_erased[],
                     zk_fr ret_zeros[], zk_fr ret_slopes[])
{
    size_t count = DIRECT, at;
    while (count < erased)
        count *= 2;
    zk_fr *values = calloc(count, sizeof *values), root, power;
    if (values == NULL)
        return out_of_memory();
    /* Roots of 0 bring their number to a power of two: Z times a power of y. */
    at = count - erased;
    zk_ntt_root(log2_of(2 * n), &root);
    zk_fr_from_u64(1, &power);
    for (size_t k = 0; k < 2 * n; k++) {
        if (is_erased[leaf_at(n, k)])
            values[at++] = power;
        zk_fr_mul(&power, &root, &power);
    }
    int error = multiply_all(threads, count, values);
    if (error == 0) {
        memset(ret_zeros, 0, 2 * n * sizeof *ret_zeros);
        memcpy(ret_zeros, &values[count - erased], erased * sizeof *values);
        zk_fr_from_u64(1, &ret_zeros[erased]);
        memcpy(ret_slopes, ret_zeros, 2 * n * sizeof *ret_slopes);
        struct sweep sweep = {
            .count = 2 * n, .chunk = CHUNK, .values = ret_slopes, .body = scale_by_place};
        run(threads, &sweep);
        error = transform(threads, FORWARD, 2 * n, ret_zeros);
    }
    if (error == 0)
        error = transform(threads, FORWARD, 2 * n, ret_slopes);
    free(values);
    return error;
}

/* values[16][2n], the values of D: those of f times those of Z. */
static void multiply_by_zeros(struct sweep *sweep, size_t begin, size_t end)
{
    for (size_t k = begin; k < end; k++) {
        size_t leaf = leaf_at(sweep->n, k);
        for (size_t i = 0; i < LEAF; i++) {
            zk_fr *value = &sweep->values[k + 2 * sweep->n * i];
            *value = (zk_fr){{0}};
            if (!sweep->is_erased[leaf])
                zk_fr_mul(&sweep->leaves[leaf * LEAF + i], &sweep->factors[k], value);
        }
    }
}

/* x D' modulo x^N - 1, of which even powers of v are the zeros. */
static void fold(struct sweep *sweep, size_t begin, size_t end)
{
    for (size_t k = begin; k < end; k++)
        zk_fr_add(&sweep->values[k], &sweep->values[k + LEAF * sweep->n], &sweep->values[k]);
}

/* factors[n]: 1/(16 y Z'(y)) of the data leaves. */
static void fill_in(struct sweep *sweep, size_t begin, size_t end)
{
    for (size_t j = begin; j < end; j++) {
        for (size_t i = 0; i < LEAF && sweep->is_erased[j]; i++)
            zk_fr_mul(&sweep->values[j + sweep->n * i], &sweep->factors[j],
                      &sweep->leaves[j * LEAF + i]);
    }
}

/* slopes[2n] to slopes[n]: the inverses of 16 times those of the data leaves. scratch[n]. */
static void invert_slopes(size_t n, zk_fr slopes[], zk_fr scratch[])
{
    zk_fr factor;
    zk_fr_from_u64(LEAF, &factor);
    for (size_t j = 0; j < n; j++)
        zk_fr_mul(&slopes[2 * j], &factor, &slopes[j]);
    zk_fr_batch_inverse(n, slopes, scratch);
}

static bool is_zero(size_t n, const zk_fr values[])
{
    for (size_t i = 0; i < n; i++) {
        if (!zk_fr_is_zero(&values[i]))
            return false;
    }
    return true;
}

/* work: values[32 n], zeros[2n], slopes[2n]. */
static int decode(struct zk_threads *threads, size_t n, size_t erased, zk_fr leaves[],
                  const bool is_erased[], zk_fr work[])
{
    zk_fr *zeros = &work[2 * LEAF * n], *slopes = &zeros[2 * n];
    struct sweep sweep = {.n = n,
                          .count = 2 * n,
                          .chunk = CHUNK,
                          .values = work,
                          .leaves = leaves,
                          .factors = zeros,
                          .is_erased = is_erased,
                          .body = multiply_by_zeros};
    int error = vanishing(threads, n, erased, is_erased, zeros, slopes);
    if (error < 0)
        return error;
    run(threads, &sweep);
    error = transform(threads, INVERSE, 2 * LEAF * n, work);
    if (error < 0)
        return error;
    if (!is_zero(LEAF * (n - erased), &work[LEAF * (n + erased)]))
        return ZK_REED_SOLOMON_WRONG;
    sweep.body = scale_by_place;
    sweep.count = 2 * LEAF * n;
    run(threads, &sweep);
    sweep.body = fold;
    sweep.count = LEAF * n;
    run(threads, &sweep);
    error = transform(threads, FORWARD, LEAF * n, work);
    if (error < 0)
        return error;
    invert_slopes(n, slopes, zeros);
    sweep.body = fill_in;
    sweep.count = n;
    sweep.factors = slopes;
    run(threads, &sweep);
    return 0;
}

int zk_reed_solomon_decode(struct zk_threads *threads, size_t n, zk_fr leaves[],
                           const bool is_erased[])
{
    assert_leaves(n);
    size_t erased = 0;
    for (size_t i = 0; i < 2 * n; i++)
        erased += is_erased[i];
    if (erased > n)
        return ZK_REED_SOLOMON_LOST;
    zk_fr *work = new_elements((2 * LEAF + 4) * n);
    if (work == NULL)
        return out_of_memory();
    int error = decode(threads, n, erased, leaves, is_erased, work);
    free(work);
    return error;
}
