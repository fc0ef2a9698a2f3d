#include "zk/groth16/check_points.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "crypto/cipher.h"

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
 * 2^bits digits hides it. */
#define DIGIT_BITS_MAX 13
#define TEST_BITS 96

struct group_work {
    size_t n;
    const zk_g2_affine *points;
    unsigned digit_bits;
    const crypto_digest *seed;
    zk_g2 *buckets; /* [tests][buckets_of()] */
    atomic_bool failed;
};

/* Digits are -half+1..half; a bucket for each magnitude but 0. */
static size_t buckets_of(unsigned digit_bits)
{
    return (size_t)1 << (digit_bits - 1);
}

static void fill_digits(const crypto_digest *key, uint64_t block, uint8_t digits[PART * 2])
{
    crypto_digest block_key = crypto_sha256_parts(
        (struct crypto_part[]){{key->bytes, sizeof key->bytes}, {&block, sizeof block}}, 2);
    memset(digits, 0, PART * 2);
    crypto_chacha20_xor(block_key.bytes, digits, PART * 2, digits);
}

static void group_part(void *context, size_t part)
{
    static const char domain[] = "crowdpatch groth16 check group 1";
    struct group_work *work = context;
    size_t half = buckets_of(work->digit_bits);
    zk_g2 *buckets = work->buckets + part * half;
    uint64_t test = part;
    uint8_t digits[PART * 2];
    crypto_digest key =
        crypto_sha256_parts((struct crypto_part[]){{domain, sizeof domain},
                                                   {work->seed->bytes, sizeof work->seed->bytes},
                                                   {&test, sizeof test}},
                            3);
    memset(buckets, 0, half * sizeof *buckets);
    for (size_t i = 0; i < work->n; i++) {
        if (i % PART == 0)
            fill_digits(&key, i / PART, digits);
        size_t at = i % PART * 2;
        size_t digit = (digits[at] | (size_t)digits[at + 1] << 8) & (2 * half - 1);
        if (digit == 0)
            continue;
        if (digit <= half) {
            zk_g2_add_affine(&buckets[digit - 1], &work->points[i], &buckets[digit - 1]);
        } else {
            zk_g2_affine negative;
            zk_g2_affine_neg(&work->points[i], &negative);
            digit = 2 * half - digit;
            zk_g2_add_affine(&buckets[digit - 1], &negative, &buckets[digit - 1]);
        }
    }
    zk_g2 running = {0}, sum = {0};
    for (size_t i = half; i-- > 0;) {
        zk_g2_add(&running, &buckets[i], &running);
        zk_g2_add(&sum, &running, &sum);
    }
    zk_g2_affine affine;
    zk_g2_to_affine(&sum, &affine);
    if (!zk_g2_is_in_subgroup(&affine))
        atomic_store(&work->failed, true);
}

/* More bits a digit: fewer tests, more buckets. */
static unsigned best_digit_bits(size_t n)
{
    unsigned best = 4;
    for (unsigned bits = 4; bits <= DIGIT_BITS_MAX; bits++) {
        if ((n + ((size_t)2 << bits)) / bits < (n + ((size_t)2 << best)) / best)
            best = bits;
    }
    return best;
}

static int are_in_group(struct base_arena *scratch, struct zk_threads *threads, size_t n,
                        const zk_g2_affine points[], const crypto_digest *seed)
{
    struct group_work work = {.n = n, .points = points, .seed = seed};
    struct base_arena_mark mark = base_arena_mark(scratch);
    work.digit_bits = best_digit_bits(n);
    size_t tests = (TEST_BITS + work.digit_bits - 1) / work.digit_bits;
    work.buckets =
        base_arena_calloc(scratch, tests * buckets_of(work.digit_bits), sizeof *work.buckets);
    if (!work.buckets)
        return BASE_E_NOMEM;
    zk_threads_run(threads, tests, group_part, &work);
    base_arena_restore(scratch, mark);
    return atomic_load(&work.failed) ? ZK_GROTH16_CHECK_GROUP : 0;
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
