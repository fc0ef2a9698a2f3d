#ifndef CROWDPATCH_ZK_GADGET_WORD_H
#define CROWDPATCH_ZK_GADGET_WORD_H

#include "zk/builder.h"

/** Arithmetic modulo 2^32 on the way to bits: an integer that is congruent to the word, and the
 *  most that it can be. Sums stay exact, and many are reduced at once. */
struct zk_gadget_word {
    struct zk_lc value;
    uint64_t most; /* value is an integer of 0..most */
};

struct zk_gadget_word zk_gadget_word_constant(struct zk_builder *builder, uint32_t value);
struct zk_gadget_word zk_gadget_word_pack(struct zk_builder *builder, const struct zk_lc bits[32]);
/** The exact sum of n words; n >= 1. Their `most` must add up to less than 2^63 (asserted). */
struct zk_gadget_word zk_gadget_word_sum(struct zk_builder *builder, size_t n,
                                         const struct zk_gadget_word words[]);
/** The bits of the word. One constraint for each bit of `most`, and 32 at least; none for a
 *  constant. */
void zk_gadget_word_reduce(struct zk_builder *builder, struct zk_gadget_word word,
                           struct zk_lc ret_bits[32]);

#endif
