#include "zk/groth16/check_points.h"

#include <stdatomic.h>

#include "base/error.h"
#include "zk/msm/msm.h"

#define PART 2048

struct curve_work {
    size_t n;
    const zk_g1_affine *g1; /* or NULL */
    const zk_g2_affine *g2;
    atomic_bool failed;
};

static void curve_part(void *context, size_t part)
{
    struct curve_work *work = context;
    size_t end = work->n < (part + 1) * PART ? work->n : (part + 1) * PART;
    for (size_t i = part * PART; i < end; i++) {
        if (work->g1 ? !zk_g1_is_on_curve(&work->g1[i]) : !zk_g2_is_on_curve(&work->g2[i])) {
            atomic_store(&work->failed, true);
            return;
        }
    }
}

static bool are_on_curve(struct zk_threads *threads, size_t n, const zk_g1_affine g1[],
                         const zk_g2_affine g2[])
{
    struct curve_work work = {.n = n, .g1 = g1, .g2 = g2};
    zk_threads_run(threads, (n + PART - 1) / PART, curve_part, &work);
    return !atomic_load(&work.failed);
}

/* A test of many points at once: the sum of digit_i point_i is in G2 for random digits of so many
 * bits. A point outside has a component of prime order 10069 or more, so that at most one of the
 * 2^13 digits hides it. The digits are those of sigma, so that the sums make up that of sigma. */
#define DIGIT_BITS 13
#define TESTS (ZK_GROTH16_CHECK_SIGMA_BITS / DIGIT_BITS)

static uint64_t digit_of(const u256 *scalar, unsigned test)
{
    unsigned __int128 low = u256_low_half(*scalar);
    return (uint64_t)(low >> (DIGIT_BITS * test)) & ((1 << DIGIT_BITS) - 1);
}

static int are_in_group(struct base_arena *scratch, struct zk_threads *threads, size_t n,
                        const zk_g2_affine points[], const u256 sigma[], zk_g2 *ret_sum)
{
    struct base_arena_mark mark = base_arena_mark(scratch);
    u256 *digits = base_arena_calloc(scratch, n, sizeof *digits);
    int r = digits ? 0 : BASE_E_NOMEM;
    zk_g2 total = {0};
    for (unsigned test = TESTS; test-- > 0 && r == 0;) {
        zk_g2 sum;
        zk_g2_affine affine;
        for (size_t i = 0; i < n; i++)
            digits[i] = u256_from_u64(digit_of(&sigma[i], test));
        r = zk_msm_g2(scratch, threads, n, points, digits, &sum);
        if (r < 0)
            break;
        zk_g2_to_affine(&sum, &affine);
        if (!zk_g2_is_in_subgroup(&affine))
            r = ZK_GROTH16_CHECK_GROUP;
        for (int i = 0; i < DIGIT_BITS; i++)
            zk_g2_double(&total, &total);
        zk_g2_add(&total, &sum, &total);
    }
    base_arena_restore(scratch, mark);
    *ret_sum = total;
    return r;
}

static int check_single_points(const struct zk_groth16_proving_key *key)
{
    bool has_lagrange = key->lagrange_g1 != NULL;
    const zk_g1_affine *g1[] = {&key->verifying.alpha_g1, &key->beta_g1, &key->delta_g1,
                                &key->vanishing_g1};
    const zk_g2_affine *g2[] = {&key->verifying.beta_g2, &key->verifying.gamma_g2,
                                &key->verifying.delta_g2, &key->vanishing_g2, &key->tau_g2};
    for (int i = 0; i < (has_lagrange ? 4 : 3); i++) {
        if (!zk_g1_is_on_curve(g1[i]))
            return ZK_GROTH16_CHECK_CURVE;
        if (i < 3 && zk_g1_affine_is_infinity(g1[i]))
            return ZK_GROTH16_CHECK_INFINITY;
    }
    for (int i = 0; i < (has_lagrange ? 5 : 3); i++) {
        if (!zk_g2_is_on_curve(g2[i]))
            return ZK_GROTH16_CHECK_CURVE;
        if (!zk_g2_is_in_subgroup(g2[i]))
            return ZK_GROTH16_CHECK_GROUP;
        if (i < 3 && zk_g2_affine_is_infinity(g2[i]))
            return ZK_GROTH16_CHECK_INFINITY;
    }
    return zk_groth16_is_forgeable(&key->verifying) ? ZK_GROTH16_CHECK_FORGEABLE : 0;
}

int zk_groth16_check_points(struct base_arena *scratch, struct zk_threads *threads,
                            const struct zk_groth16_proving_key *key, const u256 sigma[],
                            zk_g2 *ret_sum)
{
    size_t n = (size_t)1 << key->log2_domain, publics = key->verifying.publics;
    const struct {
        size_t n;
        const zk_g1_affine *points;
    } arrays[] = {{publics + 1, key->verifying.ic},
                  {key->wires, key->a},
                  {key->wires, key->b_g1},
                  {key->wires - publics - 1, key->c},
                  {n, key->h},
                  {key->lagrange_g1 ? n : 0, key->lagrange_g1}};
    int r = check_single_points(key);
    if (r != 0)
        return r;
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        if (!are_on_curve(threads, arrays[i].n, arrays[i].points, NULL))
            return ZK_GROTH16_CHECK_CURVE;
    }
    if (!are_on_curve(threads, key->wires, NULL, key->b_g2))
        return ZK_GROTH16_CHECK_CURVE;
    return are_in_group(scratch, threads, key->wires, key->b_g2, sigma, ret_sum);
}
