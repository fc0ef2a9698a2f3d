#ifndef CROWDPATCH_ZK_GADGET_STREAM_H
#define CROWDPATCH_ZK_GADGET_STREAM_H

#include "zk/gadget/poseidon.h"
#include "zk/poseidon/stream.h"

/** zk/poseidon/stream.h in a circuit; `wide` is of width 17 (asserted). */

/** The hash of content of that many bytes, a constant of the circuit, from its elements:
 *  elements[zk_poseidon_stream_elements(content_bytes)], which it does not hold below 2^248.
 *  612 constraints a block of 16 elements, less 3 for the first and for every zero that fills up
 *  the last one: 79 for 64 bytes. */
struct zk_lc zk_gadget_stream_hash(const struct zk_gadget_poseidon *wide,
                                   struct zk_builder *builder, size_t content_bytes,
                                   const struct zk_lc elements[]);

/** Block `block` of the keystream under the key whose halves are halves[2], which it does not hold
 *  below 2^128. 570 constraints, 567 when block is constant.
 *  Shape: ret_elements[16], each a wire. */
void zk_gadget_stream_keystream(const struct zk_gadget_poseidon *wide, struct zk_builder *builder,
                                const struct zk_lc halves[2], struct zk_lc block,
                                struct zk_lc ret_elements[]);

#endif
