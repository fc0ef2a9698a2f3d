#ifndef CROWDPATCH_ZK_GADGET_PACKING_H
#define CROWDPATCH_ZK_GADGET_PACKING_H

#include "zk/builder.h"

/** Between bits and field elements. An array of bits stands in rising significance; of bytes,
 *  bits[8 i + j] is the bit of value 2^j in byte i. */

/** Bits of the canonical value of an element, without regard to its wrapping at r. */
#define ZK_GADGET_PACKING_STRICT_BITS 254

/** value's n low bits as constants; n <= 64 (asserted). */
void zk_gadget_packing_constant(struct zk_builder *builder, uint64_t value, size_t n,
                                struct zk_lc ret_bits[]);
/** ret_bits[8 len], 8 len new wires and as many constraints. */
void zk_gadget_packing_witness(struct zk_builder *builder, const uint8_t bytes[], size_t len,
                               struct zk_lc ret_bits[]);

/** The sum of 2^i bits[i]; n <= 254 (asserted). No constraint. */
struct zk_lc zk_gadget_packing_pack(struct zk_builder *builder, size_t n,
                                    const struct zk_lc bits[]);
/** The integer whose big-endian bytes are bits[8 len]; len <= 31 (asserted). No constraint. */
struct zk_lc zk_gadget_packing_pack_be(struct zk_builder *builder, size_t len,
                                       const struct zk_lc bits[]);

/** The bits of value, which the constraints hold to be below 2^n; 1 <= n <= 253 (asserted), so that
 *  there is one answer. n constraints and n - 1 wires: the highest bit is a combination of the
 *  others and value. A constant costs nothing, and must be below 2^n (asserted). */
void zk_gadget_packing_unpack(struct zk_builder *builder, struct zk_lc value, size_t n,
                              struct zk_lc ret_bits[]);
/** The same as big-endian bytes, ret_bits[8 len]; 1 <= len <= 31. */
void zk_gadget_packing_unpack_be(struct zk_builder *builder, struct zk_lc value, size_t len,
                                 struct zk_lc ret_bits[]);
/** All bits of any value, as an integer below r: without that, an element below 2^254 - r would
 *  have two answers. A constraint more for each 1 in r - 1 but its highest. */
void zk_gadget_packing_unpack_strict(struct zk_builder *builder, struct zk_lc value,
                                     struct zk_lc ret_bits[ZK_GADGET_PACKING_STRICT_BITS]);

#endif
