/* What Groth16 costs here: a random system of 2^14 and one of 2^16 rows, or of 2^LOG2 for each
   argument, every row with sums of two or three terms, every wire of full size. Best of several
   rounds where they are short. Prints a line for each system:
   groth16 log2=14 setup=1.9s prove=1.1s setup_ratio=1.7 threads2=0.6s speedup=1.9 check=0.9s
   check_ratio=0.8 verify=1.3ms batch32=0.5ms multiplications=1.9e8 ns_each=5.8 peak=66MiB
   verify, batch32: processor time; batch32: per proof. multiplications: see count(). peak: of the
   process up to there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/arena.h"
#include "groth16/groth16_support.h"
#include "tests/bench.h"
#include "zk/groth16/check.h"
#include "zk/groth16/prove.h"
#include "zk/groth16/setup.h"
#include "zk/groth16/verify.h"

enum { BATCH = 32 };
/** What set-up and the check of a key may take beside a proof with them. Assumption: who proves
 * once does not want to wait much longer for what is done once. */
#define SETUP_RATIO_MAX 2
#define CHECK_RATIO_MAX 1

static const uint8_t seed[32] = {1};

static double clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double now_s(void)
{
    return clock_s(CLOCK_MONOTONIC);
}

/* A batch takes longer than a busy machine leaves a program alone, one proof does not. */
static double processor_s(void)
{
    return clock_s(CLOCK_PROCESS_CPUTIME_ID);
}

static void need(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "bench_groth16: %s\n", what);
        exit(1);
    }
}

/* Field multiplications of a sum of n points with digits of c bits, in the best c: an addition to
   an affine bucket that shares its inversion has 5 products and a square, one of Jacobian points
   11 and 5. In Fp2 a product is 3 and a square 2. */
static double count_msm(double n, double product, double square)
{
    double best = 1e300;
    for (int c = 4; c <= 20; c++) {
        double buckets = (double)(1 << (c - 1)), windows = (254 + c) / c;
        double sum =
            windows * (n * (5 * product + square) + 2 * buckets * (11 * product + 5 * square));
        best = sum < best ? sum : best;
    }
    return best;
}

/* Field multiplications of one proof: transforms of three arrays there and back with three products
   more an element, the terms of A and B, the products and quotient of the rows, the changes of form
   and the five sums. */
static double count(const struct zk_groth16_proving_key *key)
{
    double n = (double)((size_t)1 << key->log2_domain), wires = key->wires;
    double terms = (double)(key->matrix_a.starts[key->rows] + key->matrix_b.starts[key->rows]);
    return 3 * n * (key->log2_domain + 3) + terms + 3 * n + wires + count_msm(n, 1, 1) +
           3 * count_msm(wires, 1, 1) + count_msm(wires, 3, 2);
}

struct zk_fr_pair {
    zk_fr pair[2];
};

static struct zk_fr_pair blinding(uint64_t number)
{
    struct base_random random;
    base_random_init(&random, number, 0, "bench.groth16");
    return (struct zk_fr_pair){{synthetic_fr(&random), synthetic_fr(&random)}};
}

static double prove_s(struct base_arena *scratch, struct zk_threads *threads,
                      const struct zk_groth16_proving_key *key, const zk_fr w[], int rounds,
                      struct zk_groth16_proof *ret_proof)
{
    double best = 1e300;
    for (int round = 0; round < rounds; round++) {
        struct zk_fr_pair random = blinding((uint64_t)round);
        double start = now_s();
        need(zk_groth16_prove(scratch, threads, key, w, random.pair, ret_proof) == 0, "no memory");
        double took = now_s() - start;
        best = took < best ? took : best;
    }
    return best;
}

static void verify_s(const struct zk_groth16_verifying_key *key, const zk_fr publics[],
                     const struct zk_groth16_proof *proof, double *ret_one, double *ret_batch)
{
    static struct zk_groth16_proof proofs[BATCH];
    static zk_fr repeated[BATCH];
    *ret_one = *ret_batch = 1e300;
    for (int i = 0; i < BATCH; i++) {
        proofs[i] = *proof;
        repeated[i] = publics[0];
    }
    for (int round = 0; round < 9; round++) {
        double start = processor_s();
        need(zk_groth16_verify(key, publics, proof), "a proof fails");
        double middle = processor_s();
        need(zk_groth16_verify_batch(key, BATCH, repeated, proofs, seed), "a batch fails");
        double end = processor_s();
        *ret_one = middle - start < *ret_one ? middle - start : *ret_one;
        *ret_batch = end - middle < *ret_batch ? end - middle : *ret_batch;
    }
    *ret_batch /= BATCH;
}

/* Of somebody else's key. */
static double check_s(struct base_arena *scratch, const struct zk_groth16_proving_key *key,
                      const struct zk_r1cs *r1cs, int rounds)
{
    double best = 1e300;
    for (int round = 0; round < rounds; round++) {
        double start = now_s();
        need(zk_groth16_check(scratch, NULL, key, r1cs, seed) == 0, "a key fails");
        double took = now_s() - start;
        best = took < best ? took : best;
    }
    return best;
}

static void bench(unsigned log2)
{
    int rounds = log2 < 16 ? 3 : log2 < 18 ? 2 : 1;
    struct base_arena scratch;
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof, other;
    struct zk_threads *threads;
    base_arena_init(&scratch, 1 << 20);
    need(zk_threads_new(2, &threads) == 0, "no thread");
    /* Publics' rows fill the domain. */
    struct synthetic made = synthetic_new(1, 1, (UINT32_C(1) << log2) - 2);

    double start = now_s();
    need(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key) == 0, "no memory");
    double setup = now_s() - start;
    double one = prove_s(&scratch, NULL, &key, made.w, rounds, &proof);
    double two = prove_s(&scratch, threads, &key, made.w, rounds, &other);
    need(memcmp(&proof, &other, sizeof proof) == 0, "threads change the proof");
    double check = check_s(&scratch, &key, &made.r1cs, rounds);
    double verify, batch;
    verify_s(&key.verifying, made.w + 1, &proof, &verify, &batch);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("groth16 log2=%u setup=%.3fs prove=%.3fs setup_ratio=%.2f threads2=%.3fs speedup=%.2f "
           "check=%.3fs check_ratio=%.2f verify=%.2fms batch%d=%.2fms multiplications=%.2e "
           "ns_each=%.2f peak=%ldMiB\n",
           log2, setup, one, setup / one, two, one / two, check, check / one, verify * 1e3, BATCH,
           batch * 1e3, count(&key), one * 1e9 / count(&key), usage.ru_maxrss / 1024);
    char row[40];
    snprintf(row, sizeof row, "proof of 2^%u rows, two threads", log2);
    bench_peer("zk", row, two, "s", one, "one thread");
    snprintf(row, sizeof row, "keys of 2^%u rows", log2);
    bench_limit("zk", row, setup, "s", SETUP_RATIO_MAX * one, "two proofs");
    snprintf(row, sizeof row, "check of a key of 2^%u rows", log2);
    bench_limit("zk", row, check, "s", CHECK_RATIO_MAX * one, "a proof");
    snprintf(row, sizeof row, "a proof of %d verified, 2^%u rows", BATCH, log2);
    bench_peer("zk", row, batch * 1e3, "ms", verify * 1e3, "one verified alone");
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
    zk_threads_free(threads);
    base_arena_deinit(&scratch);
}

int main(int argc, char **argv)
{
    static const char *const standard[] = {"14", "16"};
    int count_of = argc > 1 ? argc - 1 : 2;
    for (int i = 0; i < count_of; i++) {
        int log2 = atoi(argc > 1 ? argv[i + 1] : standard[i]);
        need(log2 >= 2 && log2 <= 24, "an argument is no number from 2 to 24");
        bench((unsigned)log2);
    }
    return 0;
}
