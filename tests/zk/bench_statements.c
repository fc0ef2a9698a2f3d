/* What the shapes of a statement cost, suite poseidon: of small contents, or of SHAPE=BYTES for
   each argument, SHAPE one of whole, chunked, sampled; THREADS=N before them. Each in a process of
   its own, whose peak of memory is printed, set-up included. Prints a line for each: whole
   bytes=10240 threads=1 log2=16 setup=1.9s prove=1.1s verify=2.0ms key=30.1MiB peak=210MiB chunked:
   prove and verify are those of all chunks. sampled: also prepare (manufacturer), mask and check
   (hashes against the root), and open of a ciphertext that is good, and of one with half of the
   leaves bad. key: bytes as in a .zkey. check: of the key by its user, once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/random.h"
#include "zk/groth16/check.h"
#include "zk/statement/chunked.h"
#include "zk/statement/sampled.h"
#include "zk/statement/whole.h"

enum { CHUNK_LEN = 132 * 496 }; /* 64 KiB in whole blocks */

static const uint8_t seed[32] = {1}, blinding[32] = {2}, whitening[32] = {3};
static const crypto_digest r = {{4}};
static struct zk_threads *threads;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The time since *start, which becomes now. */
static double lap_s(double *start)
{
    double before = *start;
    *start = now_s();
    return *start - before;
}

static void need(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "bench_statements: %s\n", what);
        exit(1);
    }
}

static uint8_t *new_bytes(size_t len)
{
    uint8_t *bytes = malloc(len + 1);
    need(bytes != NULL, "no memory");
    return bytes;
}

static uint8_t *new_content(size_t len)
{
    struct base_random random;
    uint8_t *content = new_bytes(len);
    base_random_init(&random, 1, 0, "bench.statements");
    base_random_bytes(&random, content, len);
    return content;
}

static double key_mib(const struct zk_groth16_proving_key *key)
{
    double terms = (double)(key->matrix_a.starts[key->rows] + key->matrix_b.starts[key->rows]);
    double points = 5.0 * key->wires + (double)((size_t)1 << key->log2_domain);
    return (44 * terms + 64 * points) / (1 << 20);
}

static void print_keyed(const char *shape, size_t len, const struct zk_groth16_proving_key *key,
                        double setup, double prove, double verify)
{
    printf("%s bytes=%zu threads=%u log2=%u setup=%.3fs prove=%.3fs verify=%.2fms key=%.1fMiB",
           shape, len, zk_threads_count(threads), key->log2_domain, setup, prove, verify * 1e3,
           key_mib(key));
}

static void bench_whole(size_t len)
{
    const struct zk_statement_whole whole = {ZK_SUITE_POSEIDON, ZK_STATEMENT_DELIVERY, len};
    uint8_t *content = new_content(len);
    size_t ciphertext_len = (size_t)zk_suite_ciphertext_len(whole.suite, len);
    uint8_t *ciphertext = new_bytes(ciphertext_len);
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof;
    double start = now_s();
    need(zk_statement_whole_setup(&whole, threads, seed, &key) == 0, "no set-up");
    double setup = lap_s(&start);
    zk_suite_encrypt(whole.suite, &r, content, len, ciphertext);
    const struct zk_public_inputs inputs = {.s = crypto_sha256(r.bytes, sizeof r.bytes),
                                            .content_hash =
                                                zk_suite_hash(whole.suite, content, len),
                                            .ciphertext = ciphertext,
                                            .ciphertext_len = ciphertext_len};
    lap_s(&start);
    need(zk_statement_whole_prove(&whole, threads, &key, content, &r, &inputs, blinding, &proof) ==
             0,
         "no proof");
    double prove = lap_s(&start);
    need(zk_statement_whole_verify(&whole, &key.verifying, &inputs, &proof), "a proof fails");
    double verify = lap_s(&start);
    struct base_arena scratch;
    struct zk_r1cs r1cs;
    base_arena_init(&scratch, 1 << 20);
    need(zk_statement_whole_record(&whole, &r1cs) == 0 &&
             zk_groth16_check(&scratch, threads, &key, &r1cs, seed) == 0,
         "a key fails");
    zk_r1cs_deinit(&r1cs);
    base_arena_deinit(&scratch);
    double check = lap_s(&start);
    print_keyed("whole", len, &key, setup, prove, verify);
    printf(" check=%.3fs check_ratio=%.2f", check, check / prove);
    zk_groth16_proving_key_deinit(&key);
    free(content);
    free(ciphertext);
}

static void bench_chunked(size_t len)
{
    const struct zk_statement_chunked chunked = {ZK_SUITE_POSEIDON, ZK_STATEMENT_DELIVERY, len,
                                                 CHUNK_LEN};
    uint32_t count = zk_statement_chunked_count(&chunked);
    uint8_t *content = new_content(len);
    size_t ciphertext_len = (size_t)zk_statement_chunked_ciphertext_len(&chunked);
    uint8_t *ciphertext = new_bytes(ciphertext_len);
    crypto_digest *hashes = calloc(count, sizeof *hashes);
    struct zk_groth16_proof *proofs = calloc(count, sizeof *proofs);
    struct zk_groth16_proving_key key;
    struct zk_statement_chunked_inputs inputs = {.hashes = hashes,
                                                 .s = crypto_sha256(r.bytes, sizeof r.bytes),
                                                 .ciphertext = ciphertext,
                                                 .ciphertext_len = ciphertext_len};
    need(hashes && proofs, "no memory");
    double start = now_s();
    need(zk_statement_chunked_setup(&chunked, threads, seed, &key) == 0, "no set-up");
    double setup = lap_s(&start);
    need(zk_statement_chunked_hashes(&chunked, content, hashes) == 0, "no memory");
    need(zk_statement_chunked_hash(&chunked, hashes, &inputs.content_hash) == 0, "no memory");
    need(zk_statement_chunked_encrypt(&chunked, &r, content, ciphertext) == 0, "no memory");
    double encrypt = lap_s(&start);
    for (uint32_t i = 0; i < count; i++)
        need(zk_statement_chunked_prove(&chunked, threads, &key, content, &r, &inputs, i, blinding,
                                        &proofs[i]) == 0,
             "no proof");
    double prove = lap_s(&start);
    need(zk_statement_chunked_verify(&chunked, &key.verifying, &inputs, proofs, seed),
         "a proof fails");
    print_keyed("chunked", len, &key, setup, prove, lap_s(&start));
    printf(" chunks=%u encrypt=%.3fs", count, encrypt);
    zk_groth16_proving_key_deinit(&key);
    free(content);
    free(ciphertext);
    free(hashes);
    free(proofs);
}

static double open_s(const struct zk_statement_coded *coded, const uint8_t *ciphertext,
                     const uint8_t *content, uint8_t *opened)
{
    double start = now_s();
    need(zk_statement_coded_open(threads, &coded->announcement, coded->hashes, &r, ciphertext,
                                 opened) == 0,
         "no content comes out");
    double took = lap_s(&start);
    need(memcmp(opened, content, (size_t)coded->announcement.content_len) == 0, "another content");
    return took;
}

static void bench_sampled(size_t len)
{
    uint8_t *content = new_content(len), *opened = new_bytes(len);
    size_t ciphertext_len = (size_t)zk_statement_coded_ciphertext_len(len);
    uint8_t *ciphertext = new_bytes(ciphertext_len);
    struct zk_statement_coded coded;
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof;
    need(zk_suite_init(ZK_SUITE_POSEIDON) == 0, "no memory");
    double start = now_s();
    need(zk_statement_sampled_setup(ZK_STATEMENT_SAMPLED_SAMPLES, threads, seed, &key) == 0,
         "no set-up");
    double setup = lap_s(&start);
    need(zk_statement_coded_init(threads, content, len, whitening, &coded) == 0, "no code");
    double prepare = lap_s(&start);
    need(zk_statement_coded_mask(threads, &coded, &r, ciphertext) == 0, "no memory");
    double mask = lap_s(&start);
    need(zk_statement_coded_check(threads, &coded.announcement, coded.hashes) == 0, "no root");
    double check = lap_s(&start);
    const struct zk_statement_sampled sampled = {.samples = ZK_STATEMENT_SAMPLED_SAMPLES,
                                                 .announcement = &coded.announcement,
                                                 .hashes = coded.hashes,
                                                 .s = crypto_sha256(r.bytes, sizeof r.bytes),
                                                 .ciphertext = ciphertext,
                                                 .ciphertext_len = ciphertext_len};
    lap_s(&start);
    need(zk_statement_sampled_prove(&sampled, threads, &key, coded.elements, &r, blinding,
                                    &proof) == 0,
         "no proof");
    double prove = lap_s(&start);
    need(zk_statement_sampled_verify(&sampled, &key.verifying, &proof), "a proof fails");
    double verify = lap_s(&start);
    double good = open_s(&coded, ciphertext, content, opened);
    for (size_t j = 0; j < coded.leaves; j += 2)
        ciphertext[512 * j + 31] ^= 1;
    double half = open_s(&coded, ciphertext, content, opened);
    print_keyed("sampled", len, &key, setup, prove, verify);
    printf(" leaves=%zu prepare=%.3fs mask=%.3fs check=%.3fs open=%.3fs open_half=%.3fs",
           coded.leaves, prepare, mask, check, good, half);
    zk_statement_coded_deinit(&coded);
    zk_groth16_proving_key_deinit(&key);
    free(content);
    free(opened);
    free(ciphertext);
}

static void bench(const char *argument, unsigned thread_count)
{
    static const struct {
        const char *name;
        void (*run)(size_t len);
    } shapes[] = {
        {"whole=", bench_whole}, {"chunked=", bench_chunked}, {"sampled=", bench_sampled}};
    struct rusage usage;
    int status;
    fflush(stdout);
    pid_t child = fork();
    need(child >= 0, "no process");
    if (child == 0) {
        need(zk_threads_new(thread_count, &threads) == 0, "no thread");
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
            size_t name_len = strlen(shapes[i].name);
            if (strncmp(argument, shapes[i].name, name_len) == 0) {
                shapes[i].run(strtoull(argument + name_len, NULL, 10));
                zk_threads_free(threads);
                exit(0);
            }
        }
        need(false, "no such shape");
    }
    need(wait4(child, &status, 0, &usage) == child && status == 0, "a shape failed");
    printf(" peak=%ldMiB\n", usage.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
    static const char *const small[] = {"whole=1000", "chunked=70000", "sampled=100000"};
    unsigned thread_count = 1;
    int first = 1;
    need(crypto_init() == 0, "no cryptography");
    if (argc > 1 && strncmp(argv[1], "THREADS=", 8) == 0)
        thread_count = (unsigned)strtoul(argv[first++] + 8, NULL, 10);
    for (size_t i = 0; argc == first && i < sizeof small / sizeof *small; i++)
        bench(small[i], thread_count);
    for (int i = first; i < argc; i++)
        bench(argv[i], thread_count);
    return 0;
}
