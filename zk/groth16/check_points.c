#include "zk/groth16/check_points.h"

#include <stdatomic.h>

#include "base/error.h"
#include "crypto/cipher.h"
#include "zk/msm.h"

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
 * 2^13 digits hides it. */
#define DIGIT_BITS 13
#define TESTS 8

struct digit_work {
    const crypto_digest *seed;
    uint64_t test;
    size_t n;
    u256 *digits;
};

static void digit_part(void *context, size_t part)
{
    static const char domain[] = "crowdpatch groth16 check group 1";
    const struct digit_work *work = context;
    uint64_t block = part;
    uint8_t bytes[PART * 2] = {0};
    crypto_digest key =
        crypto_sha256_parts((struct crypto_part[]){{domain, sizeof domain},
                                                   {work->seed->bytes, sizeof work->seed->bytes},
                                                   {&work->test, sizeof work->test},
                                                   {&block, sizeof block}},
                            4);
    crypto_chacha20_xor(key.bytes, bytes, sizeof bytes, bytes);
    for (size_t i = 0; i < PART && part * PART + i < work->n; i++) {
        uint64_t word = bytes[2 * i] | (uint64_t)bytes[2 * i + 1] << 8;
        work->digits[part * PART + i] = u256_from_u64(word & ((1 << DIGIT_BITS) - 1));
    }
}

static int are_in_group(struct base_arena *scratch, struct zk_threads *threads, size_t n,
                        const zk_g2_affine points[], const crypto_digest *seed)
{
    struct base_arena_mark mark = base_arena_mark(scratch);
    struct digit_work work = {.seed = seed, .n = n};
    work.digits = base_arena_calloc(scratch, n, sizeof *work.digits);
    int r = work.digits ? 0 : BASE_E_NOMEM;
    for (; work.test < TESTS && r == 0; work.test++) {
        zk_g2 sum;
        zk_g2_affine affine;
        zk_threads_run(threads, (n + PART - 1) / PART, digit_part, &work);
        r = zk_msm_g2(scratch, threads, n, points, work.digits, &sum);
        if (r < 0)
            break;
        zk_g2_to_affine(&sum, &affine);
        if (!zk_g2_is_in_subgroup(&affine))
            r = ZK_GROTH16_CHECK_GROUP;
    }
    base_arena_restore(scratch, mark);
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
    return 0;
}

int zk_groth16_check_points(struct base_arena *scratch, struct zk_threads *threads,
                            const struct zk_groth16_proving_key *key, const crypto_digest *seed)
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
    return are_in_group(scratch, threads, key->wires, key->b_g2, seed);
}
