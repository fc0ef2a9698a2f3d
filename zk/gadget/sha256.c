#include "zk/gadget/sha256.h"

#include <assert.h>
#include <string.h>

#include "zk/gadget/boolean.h"
#include "zk/gadget/packing.h"
#include "zk/gadget/word.h"

#define BLOCK_BYTES 64
#define LENGTH_BYTES 8
#define ROUNDS 64

/* Fractional parts of the square roots of the first 8 primes, and of the cube roots of the first
 * 64. */
static const uint32_t first_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};
static const uint32_t round_constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* A word of the state or the schedule. Its bits are made only where something needs them: when sum
 * is below 2^32, they are there. */
struct word {
    struct zk_lc bits[32];
    struct zk_gadget_word sum;
};

static void reduce(struct zk_builder *builder, struct word *word)
{
    zk_gadget_word_reduce(builder, word->sum, word->bits);
    word->sum = zk_gadget_word_pack(builder, word->bits);
}

/* rotr(x, a) ^ rotr(x, b) ^ rotr(x, c), or, if `shift`, with the last one shifted instead. */
static struct zk_gadget_word sigma(struct zk_builder *builder, const struct word *x, unsigned a,
                                   unsigned b, unsigned c, bool shift)
{
    struct zk_lc bits[32];
    assert(x->sum.most <= UINT32_MAX);
    for (unsigned i = 0; i < 32; i++) {
        struct zk_lc p = x->bits[(i + a) % 32], q = x->bits[(i + b) % 32];
        bits[i] = shift && i + c >= 32
                      ? zk_gadget_boolean_xor(builder, p, q)
                      : zk_gadget_boolean_xor3(builder, p, q, x->bits[(i + c) % 32]);
    }
    return zk_gadget_word_pack(builder, bits);
}

/* e ? f : g. */
static struct zk_gadget_word choice(struct zk_builder *builder, const struct word *e,
                                    const struct word *f, const struct word *g)
{
    struct zk_lc bits[32];
    for (int i = 0; i < 32; i++)
        bits[i] = zk_gadget_boolean_select(builder, e->bits[i], f->bits[i], g->bits[i]);
    return zk_gadget_word_pack(builder, bits);
}

static struct zk_gadget_word majority(struct zk_builder *builder, const struct word *a,
                                      const struct word *b, const struct word *c)
{
    struct zk_lc bits[32];
    for (int i = 0; i < 32; i++)
        bits[i] = zk_gadget_boolean_majority(builder, a->bits[i], b->bits[i], c->bits[i]);
    return zk_gadget_word_pack(builder, bits);
}

/* 2^32 - x, which is congruent to -x. */
static struct zk_gadget_word negative(struct zk_builder *builder, const struct word *x)
{
    struct zk_lc modulus = zk_builder_constant_u64(builder, UINT64_C(1) << 32);
    assert(x->sum.most <= UINT32_MAX);
    return (struct zk_gadget_word){zk_builder_sub(builder, modulus, x->sum.value), UINT64_C(1)
                                                                                       << 32};
}

/* w[16..63] of the schedule. The last two are used in sums only. */
static void extend(struct zk_builder *builder, struct word w[ROUNDS])
{
    for (int t = 16; t < ROUNDS; t++) {
        struct zk_gadget_word parts[4] = {
            sigma(builder, &w[t - 2], 17, 19, 10, true),
            w[t - 7].sum,
            sigma(builder, &w[t - 15], 7, 18, 3, true),
            w[t - 16].sum,
        };
        w[t].sum = zk_gadget_word_sum(builder, 4, parts);
        if (t < ROUNDS - 2)
            reduce(builder, &w[t]);
    }
}

/* One round. The new a is T1 + Sigma0 + Maj with T1 = e - d. The last round's a and e are used in
 * sums only. */
static void do_round(struct zk_builder *builder, int t, const struct word *w, struct word state[8])
{
    const struct word *a = &state[0], *d = &state[3], *e = &state[4], *h = &state[7];
    struct word new_a, new_e;
    struct zk_gadget_word e_parts[6] = {
        d->sum,
        h->sum,
        sigma(builder, e, 6, 11, 25, false),
        choice(builder, e, &state[5], &state[6]),
        zk_gadget_word_constant(builder, round_constants[t]),
        w->sum,
    };
    new_e.sum = zk_gadget_word_sum(builder, 6, e_parts);
    if (t < ROUNDS - 1)
        reduce(builder, &new_e);
    struct zk_gadget_word a_parts[4] = {
        new_e.sum,
        negative(builder, d),
        sigma(builder, a, 2, 13, 22, false),
        majority(builder, a, &state[1], &state[2]),
    };
    new_a.sum = zk_gadget_word_sum(builder, 4, a_parts);
    if (t < ROUNDS - 1)
        reduce(builder, &new_a);
    memmove(&state[1], &state[0], 7 * sizeof *state);
    state[0] = new_a;
    state[4] = new_e;
}

/* state[32 i + j] is the bit of value 2^j in word i; so is block[]. */
static void compress(struct zk_builder *builder, struct zk_lc state[256],
                     const struct zk_lc block[512])
{
    struct base_arena_mark mark = zk_builder_mark(builder);
    struct word w[ROUNDS], before[8], after[8];
    for (int i = 0; i < 16; i++) {
        memcpy(w[i].bits, &block[32 * i], sizeof w[i].bits);
        w[i].sum = zk_gadget_word_pack(builder, w[i].bits);
    }
    for (int i = 0; i < 8; i++) {
        memcpy(before[i].bits, &state[32 * i], sizeof before[i].bits);
        before[i].sum = zk_gadget_word_pack(builder, before[i].bits);
    }
    memcpy(after, before, sizeof after);
    extend(builder, w);
    for (int t = 0; t < ROUNDS; t++)
        do_round(builder, t, &w[t], after);
    for (int i = 0; i < 8; i++) {
        struct zk_gadget_word parts[2] = {before[i].sum, after[i].sum};
        zk_gadget_word_reduce(builder, zk_gadget_word_sum(builder, 2, parts), &state[32 * i]);
    }
    explicit_bzero(w, sizeof w);
    explicit_bzero(before, sizeof before);
    explicit_bzero(after, sizeof after);
    zk_builder_release(builder, mark, 256, state);
}

/* Where bit j of byte i of a message stands in words that are big-endian. */
static size_t place(size_t i, size_t j)
{
    return i / 4 * 32 + (3 - i % 4) * 8 + j;
}

/* Bits of byte `at` of the padded message: the message, 0x80, zeros, its length in bits. */
static void padded_byte(struct zk_builder *builder, size_t at, size_t padded_len, size_t len,
                        const struct zk_lc bits[], struct zk_lc ret_bits[8])
{
    uint64_t byte = 0;
    if (at < len) {
        memcpy(ret_bits, &bits[8 * at], 8 * sizeof *bits);
        return;
    }
    if (at == len)
        byte = 0x80;
    else if (at >= padded_len - LENGTH_BYTES)
        byte = (uint64_t)len * 8 >> 8 * (padded_len - 1 - at) & 0xff;
    zk_gadget_packing_constant(builder, byte, 8, ret_bits);
}

void zk_gadget_sha256(struct zk_builder *builder, size_t len, const struct zk_lc bits[],
                      struct zk_lc ret_digest[ZK_GADGET_SHA256_BITS])
{
    size_t padded_len = (len + 1 + LENGTH_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    struct zk_lc state[256], block[8 * BLOCK_BYTES], byte[8];
    for (int i = 0; i < 8; i++)
        zk_gadget_packing_constant(builder, first_state[i], 32, &state[32 * i]);
    for (size_t start = 0; start < padded_len; start += BLOCK_BYTES) {
        for (size_t i = 0; i < BLOCK_BYTES; i++) {
            padded_byte(builder, start + i, padded_len, len, bits, byte);
            for (size_t j = 0; j < 8; j++)
                block[place(i, j)] = byte[j];
        }
        compress(builder, state, block);
    }
    for (size_t i = 0; i < ZK_GADGET_SHA256_BITS / 8; i++)
        for (size_t j = 0; j < 8; j++)
            ret_digest[8 * i + j] = state[place(i, j)];
    explicit_bzero(state, sizeof state);
    explicit_bzero(block, sizeof block);
}
