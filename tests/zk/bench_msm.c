/* What the prover's sums cost here by each build that the machine has, best of a few rounds:
   g1_sum n=2^16 portable=1090ms mulx=520ms ifma=105ms
   and by two threads, as a ratio to one. usage: bench_msm [LOG2_N] */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "tests/bench.h"
#include "zk/constants.h"
#include "zk/kernels.h"
#include "zk/lanes.h"
#include "zk/msm/group.h"

enum { ROUNDS = 3, PAIRS = 1024, MULTIPLICATIONS = 1 << 17 };

static const char *const arch_name[ZK_MSM_ARCHES] = {"portable", "mulx", "ifma"};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Puts the least time of the statement over some rounds into best_ms. */
#define TIME(rounds, best_ms, statement)                                                           \
    do {                                                                                           \
        best_ms = 1e30;                                                                            \
        for (int round = 0; round < (rounds); round++) {                                           \
            double start = now_ms();                                                               \
            statement;                                                                             \
            double passed = now_ms() - start;                                                      \
            best_ms = passed < best_ms ? passed : best_ms;                                         \
        }                                                                                          \
    } while (0)

static zk_fp products[16];

static void mul_portable(void)
{
    for (int i = 0; i < MULTIPLICATIONS; i++)
        zk_fp_mul_portable(&products[i % 16], &products[(i + 8) % 16], &products[i % 16]);
}

static void mul_mulx(void)
{
    for (int i = 0; i < MULTIPLICATIONS; i++)
        zk_fp_mul_mulx(&products[i % 16], &products[(i + 8) % 16], &products[i % 16]);
}

#ifdef ZK_ARCH_IFMA
LANES_TARGET static void mul_ifma(void)
{
    lanes a[16];
    for (int i = 0; i < 16; i++)
        lanes_broadcast(products[i].limb, &a[i]);
    for (int i = 0; i < MULTIPLICATIONS / LANES; i++)
        lanes_mul(&a[i % 16], &a[(i + 8) % 16], &FIELD_P, &a[i % 16]);
    lanes_shrink(&a[0], &FIELD_P);
    lanes_store(&a[0], products);
}
#else
static void mul_ifma(void)
{
}
#endif

static void bench_field(void)
{
    static void (*const mul[ZK_MSM_ARCHES])(void) = {mul_portable, mul_mulx, mul_ifma};
    printf("fp_mul");
    for (int arch = 0; arch < ZK_MSM_ARCHES; arch++) {
        if (zk_msm_group_g1((enum zk_msm_arch)arch) == NULL)
            continue;
        for (int i = 0; i < 16; i++)
            zk_fp_from_u64((uint64_t)i + 3, &products[i]);
        double best_ms;
        TIME(20, best_ms, mul[arch]());
        printf(" %s=%.1fns=%.0fM/s", arch_name[arch], best_ms * 1e6 / MULTIPLICATIONS,
               MULTIPLICATIONS / best_ms / 1e3);
    }
    printf("\n");
}

static void bench_pairs(const char *name, const struct zk_msm_group *(*group_of)(enum zk_msm_arch),
                        const void *base)
{
    static uint32_t refs[2 * PAIRS];
    static char points[2 * PAIRS * 128], images[2 * PAIRS * 128], sums[PAIRS * 128];
    static char scratch[ZK_MSM_SCRATCH_BYTES] __attribute__((aligned(64)));
    printf("%s_bucket_addition", name);
    for (int arch = 0; arch < ZK_MSM_ARCHES; arch++) {
        const struct zk_msm_group *group = group_of((enum zk_msm_arch)arch);
        if (group == NULL)
            continue;
        group->doublings(base, 2 * PAIRS, points);
        group->load(2 * PAIRS, points, points, images);
        const void *const places[ZK_MSM_PLACES] = {points};
        for (uint32_t i = 0; i < 2 * PAIRS; i++)
            refs[i] = i;
        double best_ms;
        TIME(20, best_ms, group->add_pairs(PAIRS, refs, places, scratch, sums));
        printf(" %s=%.1fns", arch_name[arch], best_ms * 1e6 / PAIRS);
    }
    printf("\n");
}

struct input {
    size_t n;
    char *points;
    u256 *scalars;
};

static struct input input_new(const struct zk_msm_group *group, const void *base, size_t n)
{
    struct input input = {n, calloc(n, group->affine_bytes), calloc(n, sizeof(u256))};
    struct base_random random;
    struct base_arena arena;
    base_random_init(&random, 1, 0, "bench.msm");
    base_arena_init(&arena, 1 << 16);
    for (int round = 0; round < 2; round++) { /* the points' scalars, then the sum's */
        for (size_t i = 0; i < n; i++) {
            for (int j = 0; j < 4; j++)
                input.scalars[i].limb[j] = base_random_u64(&random);
            input.scalars[i].limb[3] >>= 3;
            if (u256_compare(input.scalars[i], BN254_ORDER) >= 0)
                input.scalars[i].limb[3] >>= 1;
        }
        if (round == 0 &&
            zk_msm_fixed(group, &arena, NULL, base, n, input.scalars, input.points) != 0)
            exit(1);
    }
    base_arena_deinit(&arena);
    return input;
}

static void sum(const struct zk_msm_group *group, struct zk_threads *threads,
                const struct input *input)
{
    struct base_arena arena;
    zk_g2 result;
    base_arena_init(&arena, 1 << 16);
    if (zk_msm_sum(group, &arena, threads, input->n, input->points, input->scalars, &result) != 0)
        exit(1);
    base_arena_deinit(&arena);
}

static void multiply(const struct zk_msm_group *group, struct zk_threads *threads, const void *base,
                     const struct input *input)
{
    struct base_arena arena;
    base_arena_init(&arena, 1 << 16);
    if (zk_msm_fixed(group, &arena, threads, base, input->n, input->scalars, input->points) != 0)
        exit(1);
    base_arena_deinit(&arena);
}

static void bench_sums(const char *name, const struct zk_msm_group *(*group_of)(enum zk_msm_arch),
                       const void *base, unsigned log2_n)
{
    struct zk_threads *threads;
    struct input input = input_new(group_of(ZK_MSM_ARCHES), base, (size_t)1 << log2_n);
    double best_ms, two_ms, portable_ms = 0;
    char row[40];
    if (zk_threads_new(2, &threads) != 0)
        exit(1);
    printf("%s_sum n=2^%u", name, log2_n);
    for (int arch = 0; arch < ZK_MSM_ARCHES; arch++) {
        const struct zk_msm_group *group = group_of((enum zk_msm_arch)arch);
        if (group == NULL)
            continue;
        TIME(arch == ZK_MSM_IFMA ? ROUNDS : 1, best_ms, sum(group, NULL, &input));
        printf(" %s=%.0fms", arch_name[arch], best_ms);
        portable_ms = arch == 0 ? best_ms : portable_ms;
    }
    TIME(ROUNDS, best_ms, sum(group_of(ZK_MSM_ARCHES), NULL, &input));
    TIME(ROUNDS, two_ms, sum(group_of(ZK_MSM_ARCHES), threads, &input));
    printf(" two_threads=%.2f\n", best_ms / two_ms);
    snprintf(row, sizeof row, "sum of 2^%u points in %s", log2_n, name);
    bench_peer("zk", row, best_ms, "ms", portable_ms, "the portable build");
    snprintf(row, sizeof row, "the same, two threads, %s", name);
    bench_peer("zk", row, two_ms, "ms", best_ms, "one thread");
    TIME(ROUNDS, best_ms, multiply(group_of(ZK_MSM_ARCHES), NULL, base, &input));
    TIME(ROUNDS, two_ms, multiply(group_of(ZK_MSM_ARCHES), threads, base, &input));
    printf("%s_fixed n=2^%u fastest=%.0fms two_threads=%.2f\n", name, log2_n, best_ms,
           best_ms / two_ms);
    zk_threads_free(threads);
    free(input.points);
    free(input.scalars);
}

int main(int argc, char **argv)
{
    unsigned log2_n = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 16;
    if (log2_n > 24)
        return 2;
    bench_field();
    bench_pairs("g1", zk_msm_group_g1, &zk_g1_generator);
    bench_pairs("g2", zk_msm_group_g2, &zk_g2_generator);
    bench_sums("g1", zk_msm_group_g1, &zk_g1_generator, log2_n);
    bench_sums("g2", zk_msm_group_g2, &zk_g2_generator, log2_n);
    return 0;
}
