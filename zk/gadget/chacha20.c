#include "zk/gadget/chacha20.h"

#include <assert.h>
#include <string.h>

#include "zk/gadget/boolean.h"
#include "zk/gadget/packing.h"
#include "zk/gadget/word.h"

#define BLOCK_BYTES ZK_GADGET_CHACHA20_BLOCK_BYTES
#define BLOCK_BITS (8 * BLOCK_BYTES)

/* "expand 32-byte k". */
static const uint32_t constants[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

/* A word of the state as bits in rising significance. */
struct word {
    struct zk_lc bits[32];
};

/* to += by. */
static void add(struct zk_builder *builder, struct word *to, const struct word *by)
{
    struct zk_gadget_word parts[2] = {
        zk_gadget_word_pack(builder, to->bits),
        zk_gadget_word_pack(builder, by->bits),
    };
    zk_gadget_word_reduce(builder, zk_gadget_word_sum(builder, 2, parts), to->bits);
}

/* to = rotl(to ^ by, left). */
static void xor_rotate(struct zk_builder *builder, struct word *to, const struct word *by,
                       unsigned left)
{
    struct word from = *to;
    for (unsigned i = 0; i < 32; i++)
        to->bits[(i + left) % 32] = zk_gadget_boolean_xor(builder, from.bits[i], by->bits[i]);
}

static void quarter_round(struct zk_builder *builder, struct word state[16], int a, int b, int c,
                          int d)
{
    add(builder, &state[a], &state[b]);
    xor_rotate(builder, &state[d], &state[a], 16);
    add(builder, &state[c], &state[d]);
    xor_rotate(builder, &state[b], &state[c], 12);
    add(builder, &state[a], &state[b]);
    xor_rotate(builder, &state[d], &state[a], 8);
    add(builder, &state[c], &state[d]);
    xor_rotate(builder, &state[b], &state[c], 7);
}

void zk_gadget_chacha20_block(struct zk_builder *builder,
                              const struct zk_lc key[ZK_GADGET_CHACHA20_KEY_BITS],
                              const struct zk_lc counter[32],
                              struct zk_lc ret_keystream[BLOCK_BITS])
{
    struct base_arena_mark mark = zk_builder_mark(builder);
    struct word before[16], state[16];
    for (int i = 0; i < 4; i++)
        zk_gadget_packing_constant(builder, constants[i], 32, before[i].bits);
    for (int i = 0; i < 8; i++)
        memcpy(before[4 + i].bits, &key[32 * i], sizeof before[4 + i].bits);
    memcpy(before[12].bits, counter, sizeof before[12].bits);
    for (int i = 13; i < 16; i++)
        zk_gadget_packing_constant(builder, 0, 32, before[i].bits);
    memcpy(state, before, sizeof state);
    for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 4; j++)
            quarter_round(builder, state, j, 4 + j, 8 + j, 12 + j);
        for (int j = 0; j < 4; j++)
            quarter_round(builder, state, j, 4 + (j + 1) % 4, 8 + (j + 2) % 4, 12 + (j + 3) % 4);
    }
    for (int i = 0; i < 16; i++) {
        add(builder, &state[i], &before[i]);
        memcpy(&ret_keystream[32 * i], state[i].bits, sizeof state[i].bits);
    }
    explicit_bzero(before, sizeof before);
    explicit_bzero(state, sizeof state);
    zk_builder_release(builder, mark, BLOCK_BITS, ret_keystream);
}

void zk_gadget_chacha20_xor(struct zk_builder *builder,
                            const struct zk_lc key[ZK_GADGET_CHACHA20_KEY_BITS], uint32_t counter,
                            size_t len, const struct zk_lc bits[], struct zk_lc ret_bits[])
{
    struct zk_lc number[32], keystream[BLOCK_BITS];
    assert(len <= (UINT64_C(0x100000000) - counter) * BLOCK_BYTES);
    for (size_t i = 0; i < 8 * len; i++) {
        if (i % BLOCK_BITS == 0) {
            zk_gadget_packing_constant(builder, counter++, 32, number);
            zk_gadget_chacha20_block(builder, key, number, keystream);
        }
        ret_bits[i] = zk_gadget_boolean_xor(builder, bits[i], keystream[i % BLOCK_BITS]);
    }
    explicit_bzero(keystream, sizeof keystream);
}
