/* What Poseidon costs here, best of several rounds on one thread: a permutation by each build, a
   circuit of one assigned and recorded, a key's stream over 1 MB, and the Reed-Solomon code of it.
   Prints one line each:
   permute width=17 portable=230.3us one=95.3us of_many=11.39us ratio=8.37 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench.h"
#include "zk/gadget/poseidon.h"
#include "zk/kernels.h"
#include "zk/poseidon/stream.h"
#include "zk/reed_solomon.h"

enum { ROUNDS = 15, MANY = 64, TIMES = 8, LEN = 1 << 20, LEAVES = 1 << 12 };

static zk_fr states[MANY * 17], code[2 * LEAVES * 16];
static uint8_t content[LEN], key[32];
static bool is_erased[2 * LEAVES];

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

#define BEST(best, statement)                                                                      \
    double best = 1e30;                                                                            \
    for (int round = 0; round < ROUNDS; round++) {                                                 \
        double start = now_us();                                                                   \
        statement;                                                                                 \
        double end = now_us();                                                                     \
        best = end - start < best ? end - start : best;                                            \
    }

#define REPEAT(statement)                                                                          \
    for (int i = 0; i < TIMES; i++)                                                                \
    statement

static void bench_permute(const struct zk_poseidon *poseidon)
{
    BEST(portable, REPEAT(zk_poseidon_permute_portable(poseidon, states)));
    BEST(single, REPEAT(zk_poseidon_permute(poseidon, states)));
    BEST(many, zk_poseidon_permute_many(poseidon, NULL, MANY, states));
    printf("permute width=%u portable=%.1fus one=%.1fus of_many=%.2fus ratio=%.2f\n",
           poseidon->width, portable / TIMES, single / TIMES, many / MANY,
           single / TIMES / (many / MANY));
    char row[40];
    snprintf(row, sizeof row, "Poseidon of width %u", poseidon->width);
    bench_peer("zk", row, many / MANY, "us", portable / TIMES, "the portable build, one at a time");
}

static void build(const struct zk_gadget_poseidon *gadget, enum zk_builder_mode mode)
{
    struct zk_builder builder;
    zk_builder_init(&builder, mode);
    for (int j = 0; j < TIMES; j++) {
        struct zk_lc state[17];
        for (unsigned i = 0; i < gadget->poseidon->width; i++)
            state[i] = zk_builder_witness(&builder, &states[i]);
        zk_gadget_poseidon(gadget, &builder, state);
    }
    zk_builder_deinit(&builder);
}

static int bench_gadget(const struct zk_poseidon *poseidon)
{
    struct zk_gadget_poseidon gadget;
    int error = zk_gadget_poseidon_init(poseidon, &gadget);
    if (error < 0)
        return error;
    BEST(assign, build(&gadget, ZK_BUILDER_ASSIGN));
    BEST(record, build(&gadget, ZK_BUILDER_RECORD));
    printf("gadget width=%u assign=%.0fus record=%.0fus\n", poseidon->width, assign / TIMES,
           record / TIMES);
    zk_gadget_poseidon_deinit(&gadget);
    return 0;
}

static int bench_stream(const struct zk_poseidon *poseidon)
{
    uint8_t *ciphertext = malloc(zk_poseidon_stream_ciphertext_bytes(LEN));
    zk_fr hash;
    if (ciphertext == NULL)
        return -1;
    BEST(encrypt, zk_poseidon_stream_encrypt(poseidon, NULL, key, content, LEN, ciphertext));
    BEST(hashing, zk_poseidon_stream_hash(poseidon, content, LEN, &hash));
    printf("stream bytes=%d encrypt=%.1fms hash=%.1fms\n", LEN, encrypt / 1e3, hashing / 1e3);
    free(ciphertext);
    return 0;
}

static int bench_reed_solomon(void)
{
    for (size_t i = 0; i < LEAVES * 16; i++)
        zk_fr_from_u64(i * i, &code[i]);
    int error = 0;
    BEST(encode, error = zk_reed_solomon_encode(NULL, LEAVES, code, &code[LEAVES * 16]));
    for (size_t i = 0; i < LEAVES; i++)
        is_erased[i] = true;
    BEST(decode,
         error = error != 0 ? error : zk_reed_solomon_decode(NULL, LEAVES, code, is_erased));
    printf("reed_solomon elements=%d encode=%.1fms decode=%.1fms\n", LEAVES * 16, encode / 1e3,
           decode / 1e3);
    return error;
}

int main(void)
{
    static const unsigned widths[] = {3, 5, 17};
    struct zk_poseidon poseidon;
    for (int i = 0; i < 3; i++) {
        if (zk_poseidon_init(widths[i], &poseidon) < 0)
            return 1;
        bench_permute(&poseidon);
        if (bench_gadget(&poseidon) != 0)
            return 1;
        if (widths[i] == ZK_POSEIDON_STREAM_WIDTH && bench_stream(&poseidon) != 0)
            return 1;
        zk_poseidon_deinit(&poseidon);
    }
    return bench_reed_solomon() == 0 ? 0 : 1;
}
