#include "zk/groth16/prove.h"

#include <string.h>

#include "base/error.h"
#include "zk/msm/msm.h"
#include "zk/ntt/ntt.h"

/* So many elements are a part of a thread's work. */
#define PART 2048

/* Scratch, all of it secret. */
struct values {
    size_t n, wires, parts;
    const struct zk_groth16_proving_key *key;
    const zk_fr *w;
    zk_fr *a, *b, *c; /* [n]: the rows' sums and products, then the same on the odd coset */
    u256 *w_scalars;  /* [wires] */
    u256 *h_scalars;  /* [n] */
};

static bool take_values(struct base_arena *scratch, struct values *values)
{
    values->a = base_arena_calloc(scratch, values->n, sizeof(zk_fr));
    values->b = base_arena_calloc(scratch, values->n, sizeof(zk_fr));
    values->c = base_arena_calloc(scratch, values->n, sizeof(zk_fr));
    values->w_scalars = base_arena_calloc(scratch, values->wires, sizeof(u256));
    return values->a && values->b && values->c && values->w_scalars;
}

static void erase_array(void *array, size_t bytes)
{
    if (array)
        explicit_bzero(array, bytes);
}

static void erase_values(struct values *values)
{
    erase_array(values->a, values->n * sizeof(zk_fr));
    erase_array(values->b, values->n * sizeof(zk_fr));
    erase_array(values->c, values->n * sizeof(zk_fr));
    erase_array(values->w_scalars, values->wires * sizeof(u256));
}

/* C's values are the products: where the witness satisfies the constraints they are equal. */
static void rows_part(void *context, size_t part)
{
    const struct values *values = context;
    size_t end = values->key->rows;
    if (end > (part + 1) * PART)
        end = (part + 1) * PART;
    for (size_t row = part * PART; row < end; row++) {
        zk_r1cs_row(&values->key->matrix_a, (uint32_t)row, values->w, &values->a[row]);
        zk_r1cs_row(&values->key->matrix_b, (uint32_t)row, values->w, &values->b[row]);
        zk_fr_mul(&values->a[row], &values->b[row], &values->c[row]);
    }
}

static void witness_part(void *context, size_t part)
{
    const struct values *values = context;
    for (size_t i = part * PART; i < values->wires && i < (part + 1) * PART; i++)
        zk_fr_to_u256(&values->w[i], &values->w_scalars[i]);
}

/* h_scalars is a's place: an element of each is 32 bytes. */
static void quotient_part(void *context, size_t part)
{
    const struct values *values = context;
    for (size_t i = part * PART; i < values->n && i < (part + 1) * PART; i++) {
        zk_fr product;
        zk_fr_mul(&values->a[i], &values->b[i], &product);
        zk_fr_sub(&product, &values->c[i], &product);
        zk_fr_to_u256(&product, &values->h_scalars[i]);
    }
}

/* (A B - C) on the odd coset, as scalars. */
static int quotient(struct zk_threads *threads, struct values *values)
{
    struct zk_ntt ntt;
    int r = zk_ntt_init(&ntt, values->key->log2_domain);
    if (r < 0)
        return r;
    zk_threads_run(threads, (values->key->rows + PART - 1) / PART, rows_part, values);
    zk_fr *const arrays[] = {values->a, values->b, values->c};
    for (int i = 0; i < 3 && r == 0; i++)
        r = zk_ntt_to_odd_coset(&ntt, threads, arrays[i]);
    zk_ntt_deinit(&ntt);
    if (r == 0)
        zk_threads_run(threads, (values->n + PART - 1) / PART, quotient_part, values);
    return r;
}

/* The sums of Groth's proof before blinding. */
struct sums {
    zk_g1 a, b_g1, c, h;
    zk_g2 b_g2;
};

static int sum_points(struct base_arena *scratch, struct zk_threads *threads,
                      const struct zk_groth16_proving_key *key, const struct values *values,
                      struct sums *sums)
{
    const u256 *w = values->w_scalars;
    uint32_t publics = key->verifying.publics;
    int r = zk_msm_g1(scratch, threads, values->n, key->h, values->h_scalars, &sums->h);
    if (r == 0)
        r = zk_msm_g1(scratch, threads, key->wires, key->a, w, &sums->a);
    if (r == 0)
        r = zk_msm_g1(scratch, threads, key->wires, key->b_g1, w, &sums->b_g1);
    if (r == 0)
        r = zk_msm_g2(scratch, threads, key->wires, key->b_g2, w, &sums->b_g2);
    if (r == 0)
        r = zk_msm_g1(scratch, threads, key->wires - publics - 1, key->c, w + publics + 1,
                      &sums->c);
    return r;
}

/* sum += [scalar]point */
static void add_multiple(const zk_g1 *point, const u256 *scalar, zk_g1 *sum)
{
    zk_g1 product;
    zk_g1_mul(point, scalar, &product);
    zk_g1_add(sum, &product, sum);
    explicit_bzero(&product, sizeof product);
}

/* A = alpha + a + [r]delta, B = beta + b + [s]delta, C = c + h + [s]A + [r]B - [rs]delta */
static void blind(const struct zk_groth16_proving_key *key, const zk_fr blinding[2],
                  struct sums *sums, struct zk_groth16_proof *ret_proof)
{
    u256 r, s, minus_rs;
    zk_fr product;
    zk_g1 delta;
    zk_g2 delta_g2;
    zk_fr_to_u256(&blinding[0], &r);
    zk_fr_to_u256(&blinding[1], &s);
    zk_fr_mul(&blinding[0], &blinding[1], &product);
    zk_fr_neg(&product, &product);
    zk_fr_to_u256(&product, &minus_rs);
    zk_g1_from_affine(&key->delta_g1, &delta);
    zk_g2_from_affine(&key->verifying.delta_g2, &delta_g2);

    zk_g1_add_affine(&sums->a, &key->verifying.alpha_g1, &sums->a);
    add_multiple(&delta, &r, &sums->a);
    zk_g1_add_affine(&sums->b_g1, &key->beta_g1, &sums->b_g1);
    add_multiple(&delta, &s, &sums->b_g1);
    zk_g2_mul(&delta_g2, &s, &delta_g2);
    zk_g2_add(&sums->b_g2, &delta_g2, &sums->b_g2);
    zk_g2_add_affine(&sums->b_g2, &key->verifying.beta_g2, &sums->b_g2);
    zk_g1_add(&sums->c, &sums->h, &sums->c);
    add_multiple(&sums->a, &s, &sums->c);
    add_multiple(&sums->b_g1, &r, &sums->c);
    add_multiple(&delta, &minus_rs, &sums->c);

    zk_g1_to_affine(&sums->a, &ret_proof->a);
    zk_g2_to_affine(&sums->b_g2, &ret_proof->b);
    zk_g1_to_affine(&sums->c, &ret_proof->c);
    explicit_bzero(&r, sizeof r);
    explicit_bzero(&s, sizeof s);
    explicit_bzero(&minus_rs, sizeof minus_rs);
    explicit_bzero(&product, sizeof product);
    explicit_bzero(&delta_g2, sizeof delta_g2);
}

int zk_groth16_prove(struct base_arena *scratch, struct zk_threads *threads,
                     const struct zk_groth16_proving_key *key, const zk_fr w[],
                     const zk_fr blinding[2], struct zk_groth16_proof *ret_proof)
{
    struct base_arena_mark mark = base_arena_mark(scratch);
    struct values values = {
        .n = (size_t)1 << key->log2_domain, .wires = key->wires, .key = key, .w = w};
    struct sums sums;
    int r = take_values(scratch, &values) ? 0 : BASE_E_NOMEM;
    if (r == 0) {
        values.h_scalars = (u256 *)values.a;
        r = quotient(threads, &values);
    }
    if (r == 0) {
        zk_threads_run(threads, (values.wires + PART - 1) / PART, witness_part, &values);
        r = sum_points(scratch, threads, key, &values, &sums);
    }
    if (r == 0)
        blind(key, blinding, &sums, ret_proof);
    explicit_bzero(&sums, sizeof sums);
    erase_values(&values);
    base_arena_restore(scratch, mark);
    return r;
}
