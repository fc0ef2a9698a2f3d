#ifndef CROWDPATCH_ZK_GADGET_BOOLEAN_H
#define CROWDPATCH_ZK_GADGET_BOOLEAN_H

#include "zk/builder.h"

/** Bits: combinations that a constraint, or the constraints of what they are made of, hold to 0 or
 *  1. Every argument called a bit must be one, and every result is one, with no constraint of its
 *  own unless stated. Where arguments are constant, the costs below shrink. */

/** A new wire of that value, and one constraint. */
struct zk_lc zk_gadget_boolean_witness(struct zk_builder *builder, bool value);
struct zk_lc zk_gadget_boolean_constant(struct zk_builder *builder, bool value);
/** One constraint: a is 0 or 1. */
void zk_gadget_boolean_constrain(struct zk_builder *builder, struct zk_lc a);

/** No constraint. */
struct zk_lc zk_gadget_boolean_not(struct zk_builder *builder, struct zk_lc a);
/** One constraint each. */
struct zk_lc zk_gadget_boolean_and(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);
struct zk_lc zk_gadget_boolean_xor(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);
/** a XOR b XOR c. One constraint, linear in the result o: with s = a + b + c,
 *  s (2 o + 2 - s) = 3 o, that is o = s (s - 2) / (2 s - 3), which is 0, 1, 0, 1 at s = 0, 1, 2, 3.
 */
struct zk_lc zk_gadget_boolean_xor3(struct zk_builder *builder, struct zk_lc a, struct zk_lc b,
                                    struct zk_lc c);
/** What two of three bits are at least. One constraint, linear in the result o: with s = a + b + c,
 *  s (4 o + 1 - s) = 6 o, that is o = s (s - 1) / (4 s - 6), which is 0, 0, 1, 1. */
struct zk_lc zk_gadget_boolean_majority(struct zk_builder *builder, struct zk_lc a, struct zk_lc b,
                                        struct zk_lc c);

/** if_true or if_false, which may be any combinations. One constraint. */
struct zk_lc zk_gadget_boolean_select(struct zk_builder *builder, struct zk_lc bit,
                                      struct zk_lc if_true, struct zk_lc if_false);
/** Whether a = b, which may be any combinations. Two constraints. Where they are equal, one of the
 *  new wires may have any value. */
struct zk_lc zk_gadget_boolean_equal(struct zk_builder *builder, struct zk_lc a, struct zk_lc b);

#endif
