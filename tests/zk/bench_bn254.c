/* What BN254 costs here, by the portable build and the mulx build in turn, best of several rounds,
   so that the ratio stands on a busy machine too. Prints one line for each operation:
   fp_mul portable=25.1ns mulx=12.0ns ratio=2.09 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/bench.h"
#include "zk/constants.h"
#include "zk/kernels.h"

enum { ROUNDS = 9, PAIRS = 4 };

static zk_fp a_fp, b_fp;
static zk_fp12 a_fp12;
static zk_g1 a_g1, b_g1;
static zk_g2 a_g2;
static zk_g1_affine pairs_g1[PAIRS];
static zk_g2_affine pairs_g2[PAIRS];
static const u256 scalar = {{0x123456789abcdef1, 0x0fedcba987654321, 0x5555aaaa5555aaaa, 1 << 28}};
static volatile bool sink;

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Runs both builds' statement `times` times a round. */
#define COMPARE(name, times, portable, mulx)                                                       \
    do {                                                                                           \
        double best[2] = {1e30, 1e30};                                                             \
        for (int round = 0; round < ROUNDS; round++) {                                             \
            double start = now_ns();                                                               \
            for (int i = 0; i < (times); i++)                                                      \
                portable;                                                                          \
            double middle = now_ns();                                                              \
            if (zk_arch_has_mulx()) {                                                              \
                for (int i = 0; i < (times); i++)                                                  \
                    mulx;                                                                          \
            }                                                                                      \
            double end = now_ns();                                                                 \
            best[0] = middle - start < best[0] ? middle - start : best[0];                         \
            best[1] = end - middle < best[1] ? end - middle : best[1];                             \
        }                                                                                          \
        printf("%s portable=%.1fns", name, best[0] / (times));                                     \
        if (zk_arch_has_mulx())                                                                    \
            printf(" mulx=%.1fns ratio=%.2f", best[1] / (times), best[0] / best[1]);               \
        printf("\n");                                                                              \
        if (zk_arch_has_mulx() && strncmp(name, "pairing", 7) == 0)                                \
            bench_peer("zk", "pairing check of 4", best[1] / (times) / 1e6, "ms",                  \
                       best[0] / (times) / 1e6, "the portable build");                             \
    } while (0)

int main(void)
{
    a_fp = zk_g2_generator.x.c0;
    b_fp = zk_g2_generator.y.c1;
    zk_g1_from_affine(&zk_g1_generator, &b_g1);
    zk_g1_double(&b_g1, &a_g1);
    zk_g2_from_affine(&zk_g2_generator, &a_g2);
    for (int i = 0; i < PAIRS; i++) {
        pairs_g1[i] = zk_g1_generator;
        pairs_g2[i] = zk_g2_generator;
        if (i % 2)
            zk_g1_affine_neg(&pairs_g1[i], &pairs_g1[i]);
    }
    if (!zk_pairing_product_is_one(PAIRS, pairs_g1, pairs_g2))
        return 1;

    COMPARE("fp_mul", 100000, zk_fp_mul_portable(&a_fp, &b_fp, &a_fp),
            zk_fp_mul_mulx(&a_fp, &b_fp, &a_fp));
    COMPARE("fp_add", 100000, zk_fp_add_portable(&a_fp, &b_fp, &a_fp),
            zk_fp_add_mulx(&a_fp, &b_fp, &a_fp));
    COMPARE("fp_inverse", 300, zk_fp_inverse_portable(&a_fp, &a_fp),
            zk_fp_inverse_mulx(&a_fp, &a_fp));
    COMPARE("g1_add", 5000, zk_g1_add_portable(&a_g1, &b_g1, &a_g1),
            zk_g1_add_mulx(&a_g1, &b_g1, &a_g1));
    COMPARE("g1_add_affine", 5000, zk_g1_add_affine_portable(&a_g1, &zk_g1_generator, &a_g1),
            zk_g1_add_affine_mulx(&a_g1, &zk_g1_generator, &a_g1));
    COMPARE("g1_mul", 30, zk_g1_mul_portable(&a_g1, &scalar, &a_g1),
            zk_g1_mul_mulx(&a_g1, &scalar, &a_g1));
    COMPARE("g2_mul", 10, zk_g2_mul_portable(&a_g2, &scalar, &a_g2),
            zk_g2_mul_mulx(&a_g2, &scalar, &a_g2));
    COMPARE("g2_is_in_subgroup", 20, sink = zk_g2_is_in_subgroup_portable(&zk_g2_generator),
            sink = zk_g2_is_in_subgroup_mulx(&zk_g2_generator));
    COMPARE("miller_loop", 5, zk_pairing_miller_loop_portable(1, pairs_g1, pairs_g2, &a_fp12),
            zk_pairing_miller_loop_mulx(1, pairs_g1, pairs_g2, &a_fp12));
    COMPARE("final_exponentiation", 5, zk_pairing_final_exponentiation_portable(&a_fp12, &a_fp12),
            zk_pairing_final_exponentiation_mulx(&a_fp12, &a_fp12));
    COMPARE("pairing_check_of_4", 3,
            sink = zk_pairing_product_is_one_portable(PAIRS, pairs_g1, pairs_g2),
            sink = zk_pairing_product_is_one_mulx(PAIRS, pairs_g1, pairs_g2));
    return 0;
}
