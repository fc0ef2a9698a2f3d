#ifndef CROWDPATCH_ZK_GADGET_CHACHA20_H
#define CROWDPATCH_ZK_GADGET_CHACHA20_H

#include "zk/builder.h"

#define ZK_GADGET_CHACHA20_KEY_BITS 256
#define ZK_GADGET_CHACHA20_BLOCK_BYTES 64

/** ChaCha20 with a nonce of 96 zero bits, as crypto/cipher.h has it. Source: RFC 8439.
 *  Shape: bits as in zk/gadget/packing.h; all must be bits. */

/** Block number `counter`, whose 32 bits stand in rising significance and may be constants. */
void zk_gadget_chacha20_block(struct zk_builder *builder,
                              const struct zk_lc key[ZK_GADGET_CHACHA20_KEY_BITS],
                              const struct zk_lc counter[32],
                              struct zk_lc ret_keystream[8 * ZK_GADGET_CHACHA20_BLOCK_BYTES]);

/** bits[8 len] XOR the keystream from block `counter` on; ret_bits == bits is allowed. The blocks'
 *  numbers must stay below 2^32 (asserted). */
void zk_gadget_chacha20_xor(struct zk_builder *builder,
                            const struct zk_lc key[ZK_GADGET_CHACHA20_KEY_BITS], uint32_t counter,
                            size_t len, const struct zk_lc bits[], struct zk_lc ret_bits[]);

#endif
