#include "zk/gadget/word.h"

#include <assert.h>
#include <string.h>

#include "zk/gadget/packing.h"

#define WORDS_MAX 8

struct zk_gadget_word zk_gadget_word_constant(struct zk_builder *builder, uint32_t value)
{
    return (struct zk_gadget_word){zk_builder_constant_u64(builder, value), value};
}

struct zk_gadget_word zk_gadget_word_pack(struct zk_builder *builder, const struct zk_lc bits[32])
{
    return (struct zk_gadget_word){zk_gadget_packing_pack(builder, 32, bits), UINT32_MAX};
}

struct zk_gadget_word zk_gadget_word_sum(struct zk_builder *builder, size_t n,
                                         const struct zk_gadget_word words[])
{
    assert(n >= 1 && n <= WORDS_MAX);
    struct zk_lc values[WORDS_MAX];
    uint64_t most = 0;
    for (size_t i = 0; i < n; i++) {
        values[i] = words[i].value;
        most += words[i].most;
        assert(words[i].most >> 60 == 0);
    }
    return (struct zk_gadget_word){zk_builder_linear(builder, n, values, NULL), most};
}

void zk_gadget_word_reduce(struct zk_builder *builder, struct zk_gadget_word word,
                           struct zk_lc ret_bits[32])
{
    struct zk_lc bits[64];
    size_t n = 32;
    while (word.most >> n != 0)
        n++;
    zk_gadget_packing_unpack(builder, word.value, n, bits);
    memcpy(ret_bits, bits, 32 * sizeof *bits);
}
