#include "zk/groth16/setup.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/groth16/lagrange.h"
#include "zk/groth16/toxic.h"
#include "zk/msm/msm.h"
#include "zk/ntt/ntt.h"

/* Scratch, all of it secret. The wires' polynomials at tau, and their multiples. */
struct values {
    size_t n, wires, longest;
    zk_fr *lagrange;  /* [n] */
    zk_fr *a, *b, *c; /* [wires] */
    zk_fr *elements;  /* [longest] */
    u256 *scalars;    /* [longest] */
};

static int take_values(struct base_arena *scratch, struct values *values)
{
    values->longest = values->n > values->wires ? values->n : values->wires;
    values->lagrange = base_arena_calloc(scratch, values->n, sizeof(zk_fr));
    values->a = base_arena_calloc(scratch, values->wires, sizeof(zk_fr));
    values->b = base_arena_calloc(scratch, values->wires, sizeof(zk_fr));
    values->c = base_arena_calloc(scratch, values->wires, sizeof(zk_fr));
    values->elements = base_arena_calloc(scratch, values->longest, sizeof(zk_fr));
    values->scalars = base_arena_calloc(scratch, values->longest, sizeof(u256));
    return values->lagrange && values->a && values->b && values->c && values->elements &&
                   values->scalars
               ? 0
               : BASE_E_NOMEM;
}

static void erase_array(void *array, size_t bytes)
{
    if (array)
        explicit_bzero(array, bytes);
}

static void erase_values(struct values *values)
{
    erase_array(values->lagrange, values->n * sizeof(zk_fr));
    erase_array(values->a, values->wires * sizeof(zk_fr));
    erase_array(values->b, values->wires * sizeof(zk_fr));
    erase_array(values->c, values->wires * sizeof(zk_fr));
    erase_array(values->elements, values->longest * sizeof(zk_fr));
    erase_array(values->scalars, values->longest * sizeof(u256));
}

/* The matrix and, for A, a row for each of the first `unit_rows` wires. */
static int copy_matrix(const struct zk_r1cs_matrix *matrix, uint32_t rows, uint32_t unit_rows,
                       struct zk_r1cs_matrix *ret)
{
    size_t terms = matrix->starts[rows];
    ret->starts = malloc(((size_t)rows + unit_rows + 1) * sizeof *ret->starts);
    ret->terms = malloc((terms + unit_rows + 1) * sizeof *ret->terms);
    if (!ret->starts || !ret->terms)
        return BASE_E_NOMEM;
    memcpy(ret->starts, matrix->starts, ((size_t)rows + 1) * sizeof *ret->starts);
    if (terms > 0)
        memcpy(ret->terms, matrix->terms, terms * sizeof *ret->terms);
    for (uint32_t i = 0; i < unit_rows; i++) {
        ret->terms[terms + i].wire = i;
        zk_fr_from_u64(1, &ret->terms[terms + i].coefficient);
        ret->starts[rows + i + 1] = terms + i + 1;
    }
    return 0;
}

/* B has no term in the unit rows. */
static int copy_matrices(const struct zk_r1cs *r1cs, struct zk_groth16_proving_key *key)
{
    uint32_t unit_rows = r1cs->publics + 1;
    int r = copy_matrix(&r1cs->a, r1cs->rows, unit_rows, &key->matrix_a);
    if (r == 0)
        r = copy_matrix(&r1cs->b, r1cs->rows, unit_rows, &key->matrix_b);
    if (r == 0) {
        for (uint32_t i = 0; i < unit_rows; i++)
            key->matrix_b.starts[r1cs->rows + i + 1] = key->matrix_b.starts[r1cs->rows];
    }
    return r;
}

/* sums[wire] = sum over rows of the coefficient of the wire times L_row(tau) */
static void add_columns(const struct zk_r1cs_matrix *matrix, uint32_t rows, const zk_fr lagrange[],
                        zk_fr sums[])
{
    zk_fr one, minus_one, product;
    zk_fr_from_u64(1, &one);
    zk_fr_neg(&one, &minus_one);
    for (uint32_t row = 0; row < rows; row++) {
        for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
            const struct zk_r1cs_term *term = &matrix->terms[i];
            zk_fr *sum = &sums[term->wire];
            if (zk_fr_equal(&term->coefficient, &one)) {
                zk_fr_add(sum, &lagrange[row], sum);
            } else if (zk_fr_equal(&term->coefficient, &minus_one)) {
                zk_fr_sub(sum, &lagrange[row], sum);
            } else {
                zk_fr_mul(&term->coefficient, &lagrange[row], &product);
                zk_fr_add(sum, &product, sum);
            }
        }
    }
    explicit_bzero(&product, sizeof product);
}

static const u256 *to_scalars(const zk_fr elements[], size_t count, struct values *values)
{
    for (size_t i = 0; i < count; i++)
        zk_fr_to_u256(&elements[i], &values->scalars[i]);
    return values->scalars;
}

static int multiples_g1(struct base_arena *scratch, struct zk_threads *threads,
                        const zk_fr elements[], size_t count, struct values *values,
                        zk_g1_affine **ret_points)
{
    zk_g1_affine *points = malloc((count + 1) * sizeof *points);
    *ret_points = points;
    if (!points)
        return BASE_E_NOMEM;
    return zk_msm_fixed_g1(scratch, threads, &zk_g1_generator, count,
                           to_scalars(elements, count, values), points);
}

static int multiples_g2(struct base_arena *scratch, struct zk_threads *threads,
                        const zk_fr elements[], size_t count, struct values *values,
                        zk_g2_affine **ret_points)
{
    zk_g2_affine *points = malloc((count + 1) * sizeof *points);
    *ret_points = points;
    if (!points)
        return BASE_E_NOMEM;
    return zk_msm_fixed_g2(scratch, threads, &zk_g2_generator, count,
                           to_scalars(elements, count, values), points);
}

static void point_g1(const zk_fr *scalar, zk_g1_affine *ret_point)
{
    u256 wide;
    zk_g1 point;
    zk_fr_to_u256(scalar, &wide);
    zk_g1_from_affine(&zk_g1_generator, &point);
    zk_g1_mul(&point, &wide, &point);
    zk_g1_to_affine(&point, ret_point);
    explicit_bzero(&wide, sizeof wide);
    /* Its z tells of the scalar. */
    explicit_bzero(&point, sizeof point);
}

static void point_g2(const zk_fr *scalar, zk_g2_affine *ret_point)
{
    u256 wide;
    zk_g2 point;
    zk_fr_to_u256(scalar, &wide);
    zk_g2_from_affine(&zk_g2_generator, &point);
    zk_g2_mul(&point, &wide, &point);
    zk_g2_to_affine(&point, ret_point);
    explicit_bzero(&wide, sizeof wide);
    explicit_bzero(&point, sizeof point);
}

static void single_points(const struct zk_groth16_toxic *toxic, struct zk_groth16_proving_key *key)
{
    point_g1(&toxic->alpha, &key->verifying.alpha_g1);
    point_g2(&toxic->beta, &key->verifying.beta_g2);
    point_g2(&toxic->gamma, &key->verifying.gamma_g2);
    point_g2(&toxic->delta, &key->verifying.delta_g2);
    point_g1(&toxic->beta, &key->beta_g1);
    point_g1(&toxic->delta, &key->delta_g1);
    point_g1(&toxic->vanishing, &key->vanishing_g1);
    point_g2(&toxic->vanishing, &key->vanishing_g2);
    point_g2(&toxic->tau, &key->tau_g2);
}

/* elements[i] = (beta a + alpha b + c) over gamma for public wires, over delta for the others. */
static void combine_wires(const struct zk_groth16_toxic *toxic, uint32_t publics,
                          struct values *values)
{
    for (size_t i = 0; i < values->wires; i++) {
        zk_fr sum, product;
        zk_fr_mul(&toxic->beta, &values->a[i], &sum);
        zk_fr_mul(&toxic->alpha, &values->b[i], &product);
        zk_fr_add(&sum, &product, &sum);
        zk_fr_add(&sum, &values->c[i], &sum);
        zk_fr_mul(&sum, i <= publics ? &toxic->gamma_inverse : &toxic->delta_inverse,
                  &values->elements[i]);
    }
}

/* (tau^n - 1) / n, of the domain; and (tau^2n - 1) / (2n delta), of the odd coset within twice the
 * domain. */
static void lagrange_factors(const struct zk_groth16_toxic *toxic, unsigned log2_n,
                             zk_fr *ret_domain, zk_fr *ret_coset)
{
    zk_fr two, n_inverse;
    zk_fr_from_u64(2, &two);
    zk_fr_from_u64((uint64_t)1 << log2_n, &n_inverse);
    zk_fr_inverse(&n_inverse, &n_inverse);
    zk_fr_mul(&toxic->vanishing, &n_inverse, ret_domain);
    /* tau^2n - 1 = (tau^n - 1) (tau^n - 1 + 2) */
    zk_fr_add(&toxic->vanishing, &two, ret_coset);
    zk_fr_mul(ret_coset, ret_domain, ret_coset);
    zk_fr_mul(ret_coset, &toxic->delta_inverse, ret_coset);
    zk_fr_inverse(&two, &two);
    zk_fr_mul(ret_coset, &two, ret_coset);
}

static int make_points(struct base_arena *scratch, struct zk_threads *threads,
                       const struct zk_r1cs *r1cs, const struct zk_groth16_toxic *toxic,
                       struct values *values, struct zk_groth16_proving_key *key)
{
    zk_fr one, shift, factors[2];
    uint32_t publics = r1cs->publics;
    zk_fr_from_u64(1, &one);
    zk_ntt_root(key->log2_domain + 1, &shift);
    lagrange_factors(toxic, key->log2_domain, &factors[0], &factors[1]);

    zk_groth16_lagrange(threads, key->log2_domain, &toxic->tau, &one, &factors[0], values->elements,
                        values->lagrange);
    add_columns(&key->matrix_a, key->rows, values->lagrange, values->a);
    add_columns(&key->matrix_b, key->rows, values->lagrange, values->b);
    add_columns(&r1cs->c, r1cs->rows, values->lagrange, values->c);
    int r = multiples_g1(scratch, threads, values->lagrange, values->n, values, &key->lagrange_g1);
    if (r == 0)
        r = multiples_g1(scratch, threads, values->a, values->wires, values, &key->a);
    if (r == 0)
        r = multiples_g1(scratch, threads, values->b, values->wires, values, &key->b_g1);
    if (r == 0)
        r = multiples_g2(scratch, threads, values->b, values->wires, values, &key->b_g2);
    combine_wires(toxic, publics, values);
    if (r == 0)
        r = multiples_g1(scratch, threads, values->elements, publics + 1, values,
                         &key->verifying.ic);
    if (r == 0)
        r = multiples_g1(scratch, threads, values->elements + publics + 1,
                         values->wires - publics - 1, values, &key->c);
    zk_groth16_lagrange(threads, key->log2_domain, &toxic->tau, &shift, &factors[1],
                        values->lagrange, values->elements);
    if (r == 0)
        r = multiples_g1(scratch, threads, values->elements, values->n, values, &key->h);
    explicit_bzero(factors, sizeof factors);
    return r;
}

int zk_groth16_setup(struct base_arena *scratch, struct zk_threads *threads,
                     const struct zk_r1cs *r1cs, const uint8_t seed[32],
                     struct zk_groth16_proving_key *ret_key)
{
    uint64_t rows = (uint64_t)r1cs->rows + r1cs->publics + 1;
    unsigned log2_n = 1;
    while ((uint64_t)1 << log2_n < rows)
        log2_n++;
    if (log2_n > ZK_NTT_LOG2_MAX)
        return base_fail(BASE_E_RANGE, "%llu rows are more than 2^%d", (unsigned long long)rows,
                         ZK_NTT_LOG2_MAX);

    struct base_arena_mark mark = base_arena_mark(scratch);
    struct values values = {.n = (size_t)1 << log2_n, .wires = r1cs->wires};
    struct zk_groth16_toxic toxic;
    struct zk_groth16_proving_key key = {
        .verifying.publics = r1cs->publics,
        .wires = r1cs->wires,
        .log2_domain = log2_n,
        .rows = (uint32_t)rows,
    };
    int r = take_values(scratch, &values);
    if (r == 0)
        r = copy_matrices(r1cs, &key);
    if (r == 0) {
        zk_groth16_toxic_derive(seed, log2_n, &toxic);
        single_points(&toxic, &key);
        r = make_points(scratch, threads, r1cs, &toxic, &values, &key);
        explicit_bzero(&toxic, sizeof toxic);
    }
    erase_values(&values);
    base_arena_restore(scratch, mark);
    if (r < 0)
        zk_groth16_proving_key_deinit(&key);
    else
        *ret_key = key;
    return r;
}
