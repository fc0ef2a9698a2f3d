#include <stdlib.h>

#include "../bn254_support.h"
#include "zk/kernels.h"
#include "zk/ntt/lanes.h"
#include "zk/ntt/ntt.h"

static zk_fr *random_values(unsigned log2_n, uint32_t entity)
{
    struct base_random random;
    base_random_init(&random, 11, entity, "test.ntt");
    size_t n = (size_t)1 << log2_n;
    zk_fr *values = calloc(n, sizeof *values);
    cr_assert(values);
    for (size_t i = 0; i < n; i++) {
        u256 value = random_below_2_253(&random);
        cr_assert(zk_fr_from_u256(&value, &values[i]));
    }
    return values;
}

static zk_fr *copy_of(const zk_fr values[], unsigned log2_n)
{
    size_t bytes = sizeof *values << log2_n;
    zk_fr *copy = malloc(bytes);
    cr_assert(copy);
    memcpy(copy, values, bytes);
    return copy;
}

/* Horner's rule. */
static zk_fr evaluate(const zk_fr coefficients[], size_t n, const zk_fr *at)
{
    zk_fr sum = {{0}};
    for (size_t i = n; i-- > 0;) {
        zk_fr_mul(&sum, at, &sum);
        zk_fr_add(&sum, &coefficients[i], &sum);
    }
    return sum;
}

static void assert_equal(const zk_fr got[], const zk_fr want[], unsigned log2_n, const char *what)
{
    for (size_t i = 0; i < (size_t)1 << log2_n; i++)
        cr_assert(zk_fr_equal(&got[i], &want[i]), "%s 2^%u: element %zu", what, log2_n, i);
}

Test(ntt, roots_are_powers_of_one)
{
    /* Source: 5^((r-1)/2^28) mod r, by the integers of Python. */
    zk_fr want = fr_of("2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0"), root,
          smaller;
    zk_ntt_root(28, &root);
    cr_assert(zk_fr_equal(&root, &want));
    for (unsigned order = 28; order > 0; order--) {
        zk_ntt_root(order - 1, &smaller);
        zk_fr_square(&root, &root);
        cr_assert(zk_fr_equal(&root, &smaller));
    }
    zk_fr_from_u64(1, &want);
    cr_assert(zk_fr_equal(&root, &want));
    zk_ntt_root(1, &root);
    zk_fr_neg(&want, &want);
    cr_assert(zk_fr_equal(&root, &want));
}

Test(ntt, forward_evaluates_and_inverse_undoes_it)
{
    for (unsigned log2_n = 0; log2_n <= 9; log2_n++) {
        size_t n = (size_t)1 << log2_n;
        struct zk_ntt ntt;
        cr_assert_eq(zk_ntt_init(&ntt, log2_n), 0);
        zk_fr *coefficients = random_values(log2_n, log2_n),
              *values = copy_of(coefficients, log2_n);
        cr_assert_eq(zk_ntt_forward(&ntt, NULL, values), 0);
        zk_fr root, at;
        zk_ntt_root(log2_n, &root);
        zk_fr_from_u64(1, &at);
        for (size_t i = 0; i < n; i++) {
            zk_fr want = evaluate(coefficients, n, &at);
            cr_assert(zk_fr_equal(&values[i], &want), "2^%u at %zu", log2_n, i);
            zk_fr_mul(&at, &root, &at);
        }
        cr_assert_eq(zk_ntt_inverse(&ntt, NULL, values), 0);
        assert_equal(values, coefficients, log2_n, "inverse");
        free(coefficients);
        free(values);
        zk_ntt_deinit(&ntt);
    }
}

Test(ntt, odd_coset_is_the_odd_half_of_twice_the_domain)
{
    for (unsigned log2_n = 0; log2_n <= 11; log2_n++) {
        size_t n = (size_t)1 << log2_n;
        struct zk_ntt ntt, twice;
        cr_assert_eq(zk_ntt_init(&ntt, log2_n), 0);
        cr_assert_eq(zk_ntt_init(&twice, log2_n + 1), 0);
        zk_fr *values = random_values(log2_n, 20 + log2_n), *wide = calloc(2 * n, sizeof *wide);
        cr_assert(wide);
        memcpy(wide, values, n * sizeof *values);
        cr_assert_eq(zk_ntt_forward(&twice, NULL, wide), 0);
        cr_assert_eq(zk_ntt_forward(&ntt, NULL, values), 0);
        for (size_t i = 0; i < n; i++)
            cr_assert(zk_fr_equal(&values[i], &wide[2 * i]));
        cr_assert_eq(zk_ntt_to_odd_coset(&ntt, NULL, values), 0);
        for (size_t i = 0; i < n; i++)
            cr_assert(zk_fr_equal(&values[i], &wide[2 * i + 1]), "2^%u at %zu", log2_n, i);
        free(values);
        free(wide);
        zk_ntt_deinit(&ntt);
        zk_ntt_deinit(&twice);
    }
}

/* Of 2^13, whose rows and columns differ in number: at a random point, and there and back. */
Test(ntt, larger_domain)
{
    enum { LOG2_N = 13 };
    struct zk_ntt ntt;
    cr_assert_eq(zk_ntt_init(&ntt, LOG2_N), 0);
    zk_fr *coefficients = random_values(LOG2_N, 40), *values = copy_of(coefficients, LOG2_N);
    cr_assert_eq(zk_ntt_forward(&ntt, NULL, values), 0);
    zk_fr root, at;
    zk_ntt_root(LOG2_N, &root);
    for (size_t i = 0; i < (size_t)1 << LOG2_N; i += 997) {
        u256 exponent = u256_from_u64(i);
        zk_fr_pow(&root, &exponent, &at);
        zk_fr want = evaluate(coefficients, 1 << LOG2_N, &at);
        cr_assert(zk_fr_equal(&values[i], &want));
    }
    cr_assert_eq(zk_ntt_inverse(&ntt, NULL, values), 0);
    assert_equal(values, coefficients, LOG2_N, "inverse");
    free(coefficients);
    free(values);
    zk_ntt_deinit(&ntt);
}

Test(ntt, threads_change_nothing)
{
    for (unsigned log2_n = 0; log2_n <= 10; log2_n += 5) {
        struct zk_ntt ntt;
        cr_assert_eq(zk_ntt_init(&ntt, log2_n), 0);
        zk_fr *start = random_values(log2_n, 50 + log2_n), *want[3];
        for (unsigned count = 1; count <= 3; count++) {
            struct zk_threads *threads;
            cr_assert_eq(zk_threads_new(count, &threads), 0);
            zk_fr *got[3];
            for (int i = 0; i < 3; i++)
                got[i] = copy_of(start, log2_n);
            cr_assert_eq(zk_ntt_forward(&ntt, threads, got[0]), 0);
            cr_assert_eq(zk_ntt_inverse(&ntt, threads, got[1]), 0);
            cr_assert_eq(zk_ntt_to_odd_coset(&ntt, threads, got[2]), 0);
            for (int i = 0; i < 3; i++) {
                if (count == 1) {
                    want[i] = got[i];
                    continue;
                }
                assert_equal(got[i], want[i], log2_n, "threads");
                free(got[i]);
            }
            zk_threads_free(threads);
        }
        for (int i = 0; i < 3; i++)
            free(want[i]);
        free(start);
        zk_ntt_deinit(&ntt);
    }
}

/* The transforms, chains and lanes of a pass in every build, on random values and on those with the
 * longest carries. */
Test(ntt, builds_give_equal_bytes)
{
    struct base_random random;
    base_random_init(&random, 12, 0, "test.ntt");
    zk_fr edges[3] = {{{0}}}, one;
    zk_fr_from_u64(1, &one);
    zk_fr_neg(&one, &edges[1]);
    /* r - 1 in limbs. */
    u256 top = u256_sub(u256_of(ORDER_HEX), u256_from_u64(1));
    memcpy(&edges[2], &top, sizeof top);
    for (unsigned round = 0; round < 44; round++) {
        unsigned log2_m = round % 11, lanes = 1 + round % 8;
        size_t m = (size_t)1 << log2_m, count = m * lanes;
        zk_fr *values = calloc(count, sizeof *values), *got[3], roots[512] = {one}, root;
        void *room = aligned_alloc(64, zk_ntt_pass_room(log2_m));
        cr_assert(values && room);
        for (size_t i = 0; i < count; i++) {
            uint64_t kind = round < 11 ? base_random_below(&random, 6) : round < 22 ? 2 : 3;
            u256 value = random_below_2_253(&random);
            zk_fr_from_u256(&value, &values[i]);
            if (kind < 3)
                values[i] = edges[kind];
        }
        zk_ntt_root(log2_m, &root);
        for (size_t i = 1; i < m / 2; i++)
            zk_fr_mul(&roots[i - 1], &root, &roots[i]);
        struct zk_ntt_chain chains[2];
        for (int i = 0; i < 2 * ZK_NTT_LANES; i++) {
            chains[i / ZK_NTT_LANES].start[i % ZK_NTT_LANES] = values[(size_t)i % count];
            chains[i / ZK_NTT_LANES].step[i % ZK_NTT_LANES] = edges[1 + i % 2];
        }
        struct zk_ntt_pass pass = {
            .log2_m = log2_m, .stride = lanes, .lane_stride = 1, .dif = roots, .dit = roots};
        const struct zk_ntt_chain *middle = &chains[0], *last = &chains[1];
        if (round % 4 == 1)
            pass.dif = NULL;
        if (round % 4 == 2)
            pass.dit = NULL;
        if (round % 4 != 0)
            last = NULL;
        if (round % 4 == 1 || round % 4 == 2)
            middle = round % 3 == 0 ? middle : NULL;
        for (int build = 0; build < 3; build++)
            got[build] = memcpy(calloc(count, sizeof *values), values, count * sizeof *values);
        zk_ntt_pass_run_portable(&pass, got[0], lanes, middle, last, room);
        if (zk_arch_has_mulx()) {
            zk_ntt_pass_run_mulx(&pass, got[1], lanes, middle, last, room);
            cr_assert_eq(memcmp(got[0], got[1], count * sizeof *values), 0, "mulx %u", round);
        }
#ifdef ZK_ARCH_IFMA
        if (zk_arch_has_ifma()) {
            zk_ntt_lanes_run(&pass, got[2], lanes, middle, last, room);
            cr_assert_eq(memcmp(got[0], got[2], count * sizeof *values), 0, "ifma %u", round);
        }
#endif
        for (int build = 0; build < 3; build++)
            free(got[build]);
        free(values);
        free(room);
    }
}

/* Of few lanes no more are touched than there are: what stands behind the values stays. */
Test(ntt, nothing_behind_the_values_is_written)
{
    enum { GUARD = 1024 };
    for (unsigned log2_n = 0; log2_n <= 7; log2_n++) {
        size_t n = (size_t)1 << log2_n;
        struct zk_ntt ntt;
        cr_assert_eq(zk_ntt_init(&ntt, log2_n), 0);
        zk_fr *values = malloc((n + GUARD) * sizeof *values), *want = random_values(log2_n, log2_n);
        cr_assert(values);
        memset(values, 0x5a, (n + GUARD) * sizeof *values);
        memcpy(values, want, n * sizeof *values);
        cr_assert_eq(zk_ntt_forward(&ntt, NULL, values), 0);
        cr_assert_eq(zk_ntt_to_odd_coset(&ntt, NULL, values), 0);
        cr_assert_eq(zk_ntt_inverse(&ntt, NULL, values), 0);
        const uint8_t *behind = (const uint8_t *)(values + n);
        for (size_t i = 0; i < GUARD * sizeof *values; i++)
            cr_assert_eq(behind[i], 0x5a, "2^%u: byte %zu", log2_n, i);
        free(values);
        free(want);
        zk_ntt_deinit(&ntt);
    }
}
