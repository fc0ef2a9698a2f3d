#include "zk/groth16/check.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "zk/groth16/challenge.h"
#include "zk/groth16/check_points.h"
#include "zk/msm/msm.h"
#include "zk/ntt/ntt.h"
#include "zk/pairing.h"

#define PART 2048

/* Streams of random coefficients, see challenge.h. */
enum { STREAM_WIRES, STREAM_DOMAIN, STREAM_EQUATIONS };

/* Every family of equations is a linear form that must be 0. In the exponents, with sigma and rho
 * random, Q_k sums over the domain and S_x the sum of sigma_i x_i: */
enum equation {
    BETA,      /* beta_1 - beta_2 */
    DELTA,     /* delta_1 - delta_2 */
    B_G2,      /* S_b1 - S_b2 */
    VANISHING, /* z_1 - z_2 */
    SUM,       /* sum l_j - 1 */
    LAGRANGE,  /* tau sum rho_j l_j - sum rho_j w^j (l_j + z / n) */
    H,         /* 2 delta sum P_i h_i + z sum rho_j l_j, P the values of rho at the odd coset */
    A,         /* S_a - sum_j (row j of A times sigma) l_j */
    B_G1,      /* the same of B */
    WIRES, /* beta S_a + alpha S_b2 + sum_j (row j of C times sigma) l_j - delta S_c - gamma S_ic */
    EQUATIONS,
};

static const enum zk_groth16_check_outcome outcome_of[EQUATIONS] = {
    [BETA] = ZK_GROTH16_CHECK_BETA,    [DELTA] = ZK_GROTH16_CHECK_DELTA,
    [B_G2] = ZK_GROTH16_CHECK_B_G2,    [VANISHING] = ZK_GROTH16_CHECK_VANISHING,
    [SUM] = ZK_GROTH16_CHECK_LAGRANGE, [LAGRANGE] = ZK_GROTH16_CHECK_LAGRANGE,
    [H] = ZK_GROTH16_CHECK_H,          [A] = ZK_GROTH16_CHECK_A,
    [B_G1] = ZK_GROTH16_CHECK_B_G1,    [WIRES] = ZK_GROTH16_CHECK_WIRES,
};

struct check {
    struct base_arena *scratch;
    struct zk_threads *threads;
    const struct zk_groth16_proving_key *key;
    const struct zk_r1cs *r1cs; /* NULL: not given */
    size_t n;
    zk_fr *sigma, *rho; /* [wires], [n] */
    u256 *sigma_scalars, *rho_scalars;
    zk_fr *domain;                        /* [n]: coefficients of l_j */
    u256 *domain_scalars;                 /* [n] */
    zk_fr factors[EQUATIONS];             /* random, or 0 for an equation that is left out */
    zk_g1 s_a, s_b1, s_c, s_ic, s_l, s_h; /* s_l, s_h: sums of rho_j l_j and P_i h_i */
    zk_g2 s_b2;
};

struct challenge_work {
    const crypto_digest *seed;
    uint32_t stream;
    size_t n;
    u256 *scalars;
    zk_fr *elements;
};

static void challenge_part(void *context, size_t part)
{
    const struct challenge_work *work = context;
    u256 block[ZK_GROTH16_CHALLENGE_BLOCK];
    size_t first = part * ZK_GROTH16_CHALLENGE_BLOCK;
    if (work->stream == STREAM_WIRES)
        zk_groth16_challenge_bits(work->seed, work->stream, part, block);
    else
        zk_groth16_challenge_block(work->seed, work->stream, part, block);
    for (size_t i = 0; i < ZK_GROTH16_CHALLENGE_BLOCK && first + i < work->n; i++) {
        if (work->stream == STREAM_WIRES)
            block[i].limb[1] &= (UINT64_C(1) << (ZK_GROTH16_CHECK_SIGMA_BITS - 64)) - 1;
        if (work->scalars)
            work->scalars[first + i] = block[i];
        zk_fr_from_u256(&block[i], &work->elements[first + i]);
    }
}

static void challenge(struct check *check, const crypto_digest *seed, uint32_t stream, size_t n,
                      u256 scalars[], zk_fr elements[])
{
    struct challenge_work work = {seed, stream, n, scalars, elements};
    zk_threads_run(check->threads,
                   (n + ZK_GROTH16_CHALLENGE_BLOCK - 1) / ZK_GROTH16_CHALLENGE_BLOCK,
                   challenge_part, &work);
}

static bool has_shape(const struct zk_groth16_proving_key *key, const struct zk_r1cs *r1cs)
{
    uint32_t publics = key->verifying.publics;
    bool fits = publics < key->wires && key->log2_domain <= ZK_NTT_LOG2_MAX &&
                key->rows <= (size_t)1 << key->log2_domain;
    return fits && (!r1cs || (r1cs->wires == key->wires && r1cs->publics == publics &&
                              (uint64_t)r1cs->rows + publics + 1 == key->rows));
}

/* Terms in another order are equal too: then the products with sigma are. */
static bool same_row(const struct zk_r1cs_matrix *got, const struct zk_r1cs_matrix *want,
                     uint32_t row, const zk_fr sigma[])
{
    const struct zk_r1cs_term *a = got->terms + got->starts[row];
    const struct zk_r1cs_term *b = want->terms + want->starts[row];
    size_t count = got->starts[row + 1] - got->starts[row], i = 0;
    if (count == want->starts[row + 1] - want->starts[row]) {
        while (i < count && a[i].wire == b[i].wire &&
               zk_fr_equal(&a[i].coefficient, &b[i].coefficient))
            i++;
        if (i == count)
            return true;
    }
    zk_fr left, right;
    zk_r1cs_row(got, row, sigma, &left);
    zk_r1cs_row(want, row, sigma, &right);
    return zk_fr_equal(&left, &right);
}

/* The constraints' rows, then one of A for each public wire. */
static bool has_matrices(const struct check *check)
{
    const struct zk_r1cs *r1cs = check->r1cs;
    const struct zk_groth16_proving_key *key = check->key;
    for (uint32_t row = 0; row < r1cs->rows; row++) {
        if (!same_row(&key->matrix_a, &r1cs->a, row, check->sigma) ||
            !same_row(&key->matrix_b, &r1cs->b, row, check->sigma))
            return false;
    }
    for (uint32_t row = r1cs->rows; row < key->rows; row++) {
        zk_fr a, b;
        zk_r1cs_row(&key->matrix_a, row, check->sigma, &a);
        zk_r1cs_row(&key->matrix_b, row, check->sigma, &b);
        if (!zk_fr_equal(&a, &check->sigma[row - r1cs->rows]) || !zk_fr_is_zero(&b))
            return false;
    }
    return true;
}

/* The sums that do not depend on `factors`. */
static int sum_keys(struct check *check)
{
    const struct zk_groth16_proving_key *key = check->key;
    const u256 *sigma = check->sigma_scalars;
    uint32_t public_wires = key->verifying.publics + 1;
    int r = zk_msm_g1(check->scratch, check->threads, key->wires, key->b_g1, sigma, &check->s_b1);
    if (r < 0 || !key->lagrange_g1)
        return r;
    r = zk_msm_g1(check->scratch, check->threads, key->wires, key->a, sigma, &check->s_a);
    if (r == 0)
        r = zk_msm_g1(check->scratch, check->threads, check->n, key->lagrange_g1,
                      check->rho_scalars, &check->s_l);
    if (r < 0 || !check->r1cs)
        return r;
    r = zk_msm_g1(check->scratch, check->threads, public_wires, key->verifying.ic, sigma,
                  &check->s_ic);
    if (r == 0)
        r = zk_msm_g1(check->scratch, check->threads, key->wires - public_wires, key->c,
                      sigma + public_wires, &check->s_c);
    return r;
}

static int sum_h(struct check *check)
{
    struct zk_ntt ntt;
    int r = zk_ntt_init(&ntt, check->key->log2_domain);
    if (r < 0)
        return r;
    memcpy(check->domain, check->rho, check->n * sizeof *check->rho);
    r = zk_ntt_to_odd_coset(&ntt, check->threads, check->domain);
    zk_ntt_deinit(&ntt);
    if (r < 0)
        return r;
    for (size_t i = 0; i < check->n; i++)
        zk_fr_to_u256(&check->domain[i], &check->domain_scalars[i]);
    return zk_msm_g1(check->scratch, check->threads, check->n, check->key->h, check->domain_scalars,
                     &check->s_h);
}

/* sum += factor value */
static void add_product(const zk_fr *factor, const zk_fr *value, zk_fr *sum)
{
    zk_fr product;
    zk_fr_mul(factor, value, &product);
    zk_fr_add(sum, &product, sum);
}

/* The coefficients of l_j that meet the generator of G2. */
static void domain_part(void *context, size_t part)
{
    struct check *check = context;
    const zk_fr *factors = check->factors;
    zk_fr root, power, row, minus_a, minus_b, minus_lagrange;
    u256 exponent = u256_from_u64(part * PART);
    zk_ntt_root(check->key->log2_domain, &root);
    zk_fr_pow(&root, &exponent, &power);
    zk_fr_neg(&factors[A], &minus_a);
    zk_fr_neg(&factors[B_G1], &minus_b);
    zk_fr_neg(&factors[LAGRANGE], &minus_lagrange);
    for (size_t j = part * PART; j < check->n && j < (part + 1) * PART; j++) {
        zk_fr sum = factors[SUM], term;
        zk_fr_mul(&check->rho[j], &power, &term);
        add_product(&minus_lagrange, &term, &sum);
        zk_fr_mul(&power, &root, &power);
        if (j < check->key->rows) {
            zk_r1cs_row(&check->key->matrix_a, (uint32_t)j, check->sigma, &row);
            add_product(&minus_a, &row, &sum);
            zk_r1cs_row(&check->key->matrix_b, (uint32_t)j, check->sigma, &row);
            add_product(&minus_b, &row, &sum);
        }
        if (check->r1cs && j < check->r1cs->rows) {
            zk_r1cs_row(&check->r1cs->c, (uint32_t)j, check->sigma, &row);
            add_product(&factors[WIRES], &row, &sum);
        }
        zk_fr_to_u256(&sum, &check->domain_scalars[j]);
    }
}

/* sum_j rho_j w^j / n */
static void weight_of_vanishing(const struct check *check, zk_fr *ret_weight)
{
    zk_fr root, n;
    zk_ntt_root(check->key->log2_domain, &root);
    *ret_weight = (zk_fr){{0}};
    for (size_t j = check->n; j-- > 0;) {
        zk_fr_mul(ret_weight, &root, ret_weight);
        zk_fr_add(ret_weight, &check->rho[j], ret_weight);
    }
    zk_fr_from_u64(check->n, &n);
    zk_fr_inverse(&n, &n);
    zk_fr_mul(ret_weight, &n, ret_weight);
}

/* sum += [scalar]point */
static void add_multiple(const zk_g1 *point, const zk_fr *scalar, zk_g1 *sum)
{
    if (zk_fr_is_zero(scalar))
        return;
    u256 wide;
    zk_g1 product;
    zk_fr_to_u256(scalar, &wide);
    zk_g1_mul(point, &wide, &product);
    zk_g1_add(sum, &product, sum);
}

static void add_multiple_affine(const zk_g1_affine *point, const zk_fr *scalar, zk_g1 *sum)
{
    zk_g1 wide;
    zk_g1_from_affine(point, &wide);
    add_multiple(&wide, scalar, sum);
}

/* What meets the generator of G2. */
static int sum_at_generator(struct check *check, zk_g1 *ret_sum)
{
    const struct zk_groth16_proving_key *key = check->key;
    const zk_fr *factors = check->factors;
    zk_fr scalar;
    zk_g1 sum = {0};
    if (key->lagrange_g1) {
        zk_threads_run(check->threads, (check->n + PART - 1) / PART, domain_part, check);
        int r = zk_msm_g1(check->scratch, check->threads, check->n, key->lagrange_g1,
                          check->domain_scalars, &sum);
        if (r < 0)
            return r;
        zk_fr_neg(&factors[SUM], &scalar);
        add_multiple_affine(&zk_g1_generator, &scalar, &sum);
        weight_of_vanishing(check, &scalar);
        zk_fr_mul(&scalar, &factors[LAGRANGE], &scalar);
        zk_fr_sub(&factors[VANISHING], &scalar, &scalar);
        add_multiple_affine(&key->vanishing_g1, &scalar, &sum);
        add_multiple(&check->s_a, &factors[A], &sum);
    }
    add_multiple_affine(&key->beta_g1, &factors[BETA], &sum);
    add_multiple_affine(&key->delta_g1, &factors[DELTA], &sum);
    zk_fr_add(&factors[B_G2], &factors[B_G1], &scalar);
    add_multiple(&check->s_b1, &scalar, &sum);
    *ret_sum = sum;
    return 0;
}

/* Whether the sum of factors[k] times form k is 0. */
static int evaluate(struct check *check, bool *ret_holds)
{
    const struct zk_groth16_proving_key *key = check->key;
    const zk_fr *factors = check->factors;
    enum { GENERATOR, AT_BETA, AT_GAMMA, AT_DELTA, AT_B, AT_TAU, AT_VANISHING, PAIRS };
    zk_g1 sums[PAIRS] = {{{{0}}}};
    zk_g1_affine g1[PAIRS];
    zk_g2_affine g2[PAIRS] = {[GENERATOR] = zk_g2_generator,
                              [AT_BETA] = key->verifying.beta_g2,
                              [AT_GAMMA] = key->verifying.gamma_g2,
                              [AT_DELTA] = key->verifying.delta_g2,
                              [AT_TAU] = key->tau_g2,
                              [AT_VANISHING] = key->vanishing_g2};
    zk_fr minus[EQUATIONS], scalar;
    zk_fp scratch[PAIRS];
    for (int i = 0; i < EQUATIONS; i++)
        zk_fr_neg(&factors[i], &minus[i]);
    int r = sum_at_generator(check, &sums[GENERATOR]);
    if (r < 0)
        return r;
    zk_g2_to_affine(&check->s_b2, &g2[AT_B]);
    add_multiple_affine(&zk_g1_generator, &minus[BETA], &sums[AT_BETA]);
    add_multiple(&check->s_a, &factors[WIRES], &sums[AT_BETA]);
    add_multiple(&check->s_ic, &minus[WIRES], &sums[AT_GAMMA]);
    add_multiple_affine(&zk_g1_generator, &minus[DELTA], &sums[AT_DELTA]);
    add_multiple(&check->s_c, &minus[WIRES], &sums[AT_DELTA]);
    zk_fr_add(&factors[H], &factors[H], &scalar);
    add_multiple(&check->s_h, &scalar, &sums[AT_DELTA]);
    add_multiple_affine(&zk_g1_generator, &minus[B_G2], &sums[AT_B]);
    add_multiple_affine(&key->verifying.alpha_g1, &factors[WIRES], &sums[AT_B]);
    add_multiple(&check->s_l, &factors[LAGRANGE], &sums[AT_TAU]);
    add_multiple_affine(&zk_g1_generator, &minus[VANISHING], &sums[AT_VANISHING]);
    add_multiple(&check->s_l, &factors[H], &sums[AT_VANISHING]);
    zk_g1_batch_to_affine(PAIRS, sums, scratch, g1);
    *ret_holds = zk_pairing_product_is_one(key->lagrange_g1 ? PAIRS : AT_TAU, g1, g2);
    return 0;
}

static size_t equations_of(const struct check *check)
{
    return !check->key->lagrange_g1 ? VANISHING : check->r1cs ? EQUATIONS : WIRES;
}

/* All at once; then one by one, to name what is wrong. */
static int check_equations(struct check *check, const crypto_digest *seed)
{
    size_t count = equations_of(check);
    zk_fr factors[EQUATIONS] = {{{0}}};
    bool holds;
    challenge(check, seed, STREAM_EQUATIONS, count, NULL, factors);
    memcpy(check->factors, factors, sizeof factors);
    int r = evaluate(check, &holds);
    if (r < 0 || holds)
        return r;
    for (size_t i = 0; i < count; i++) {
        memset(check->factors, 0, sizeof check->factors);
        check->factors[i] = factors[i];
        r = evaluate(check, &holds);
        if (r < 0)
            return r;
        if (!holds)
            return (int)outcome_of[i];
    }
    assert(!"a sum of zeros is zero");
    return 0;
}

static bool take_scratch(struct check *check)
{
    uint32_t wires = check->key->wires;
    check->sigma = base_arena_calloc(check->scratch, wires, sizeof *check->sigma);
    check->sigma_scalars = base_arena_calloc(check->scratch, wires, sizeof *check->sigma_scalars);
    check->rho = base_arena_calloc(check->scratch, check->n, sizeof *check->rho);
    check->rho_scalars = base_arena_calloc(check->scratch, check->n, sizeof *check->rho_scalars);
    check->domain = base_arena_calloc(check->scratch, check->n, sizeof *check->domain);
    check->domain_scalars =
        base_arena_calloc(check->scratch, check->n, sizeof *check->domain_scalars);
    return check->sigma && check->sigma_scalars && check->rho && check->rho_scalars &&
           check->domain && check->domain_scalars;
}

static int run(struct check *check, const crypto_digest *seed)
{
    if (!take_scratch(check))
        return BASE_E_NOMEM;
    challenge(check, seed, STREAM_WIRES, check->key->wires, check->sigma_scalars, check->sigma);
    int r = zk_groth16_check_points(check->scratch, check->threads, check->key,
                                    check->sigma_scalars, &check->s_b2);
    if (r != 0)
        return r;
    challenge(check, seed, STREAM_DOMAIN, check->n, check->rho_scalars, check->rho);
    if (check->r1cs && !has_matrices(check))
        return ZK_GROTH16_CHECK_MATRICES;
    r = sum_keys(check);
    if (r == 0 && check->key->lagrange_g1)
        r = sum_h(check);
    if (r == 0)
        r = check_equations(check, seed);
    return r;
}

int zk_groth16_check(struct base_arena *scratch, struct zk_threads *threads,
                     const struct zk_groth16_proving_key *key, const struct zk_r1cs *r1cs,
                     const uint8_t seed[32])
{
    if (!has_shape(key, r1cs))
        return ZK_GROTH16_CHECK_SHAPE;
    if (r1cs && !key->lagrange_g1)
        return ZK_GROTH16_CHECK_NO_LAGRANGE;
    struct check check = {.scratch = scratch,
                          .threads = threads,
                          .key = key,
                          .r1cs = r1cs,
                          .n = (size_t)1 << key->log2_domain};
    struct base_arena_mark mark = base_arena_mark(scratch);
    crypto_digest digest;
    memcpy(digest.bytes, seed, sizeof digest.bytes);
    int r = run(&check, &digest);
    base_arena_restore(scratch, mark);
    return r;
}

const char *zk_groth16_check_text(enum zk_groth16_check_outcome outcome)
{
    static const char *const texts[] = {
        [ZK_GROTH16_CHECK_PASSED] = "the key has the set-up's form",
        [ZK_GROTH16_CHECK_SHAPE] = "the key's wires, publics or rows are not the constraints'",
        [ZK_GROTH16_CHECK_MATRICES] = "the key's A or B are not the constraints'",
        [ZK_GROTH16_CHECK_CURVE] = "a point is not on its curve",
        [ZK_GROTH16_CHECK_GROUP] = "a point is not in G2",
        [ZK_GROTH16_CHECK_INFINITY] = "alpha, beta, gamma or delta is infinity",
        [ZK_GROTH16_CHECK_FORGEABLE] =
            "two of beta, gamma and delta are one point: anybody can prove what is false",
        [ZK_GROTH16_CHECK_BETA] = "beta differs between G1 and G2",
        [ZK_GROTH16_CHECK_DELTA] = "delta differs between G1 and G2",
        [ZK_GROTH16_CHECK_B_G2] = "the points of B differ between G1 and G2",
        [ZK_GROTH16_CHECK_VANISHING] = "the vanishing polynomial differs between G1 and G2",
        [ZK_GROTH16_CHECK_LAGRANGE] = "the Lagrange points are not those of tau",
        [ZK_GROTH16_CHECK_H] = "the points of the quotient are not those of tau",
        [ZK_GROTH16_CHECK_A] = "the points of A are not the constraints'",
        [ZK_GROTH16_CHECK_B_G1] = "the points of B are not the constraints'",
        [ZK_GROTH16_CHECK_WIRES] = "the points of the wires are not the constraints'",
        [ZK_GROTH16_CHECK_NO_LAGRANGE] = "the key has no Lagrange points to check it by",
    };
    return texts[outcome];
}
