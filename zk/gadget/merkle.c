#include "zk/gadget/merkle.h"

#include <assert.h>
#include <string.h>

#include "zk/gadget/boolean.h"

enum { LEAF = ZK_POSEIDON_MERKLE_LEAF_ELEMENTS, CHILDREN = 4, DEPTH_MAX = 31 };

struct zk_lc zk_gadget_merkle_leaf(const struct zk_gadget_poseidon *wide,
                                   struct zk_builder *builder, const struct zk_lc leaf[])
{
    assert(wide->poseidon->width == LEAF + 1);
    struct zk_lc state[LEAF + 1];
    zk_fr initial_state;
    zk_poseidon_initial_state(ZK_POSEIDON_MERKLE_LEAF, 0, &initial_state);
    state[0] = zk_builder_constant(builder, &initial_state);
    memcpy(&state[1], leaf, LEAF * sizeof *leaf);
    zk_gadget_poseidon(wide, builder, state);
    return state[0];
}

/* One constraint: hash = children[2 high + low]. */
static void enforce_child(struct zk_builder *builder, struct zk_lc low, struct zk_lc high,
                          const struct zk_lc children[], struct zk_lc hash)
{
    struct zk_lc pairs[2];
    for (int i = 0; i < 2; i++) {
        struct zk_lc difference = zk_builder_sub(builder, children[2 * i + 1], children[2 * i]);
        pairs[i] =
            zk_builder_add(builder, children[2 * i], zk_builder_mul(builder, low, difference));
    }
    zk_builder_enforce(builder, high, zk_builder_sub(builder, pairs[1], pairs[0]),
                       zk_builder_sub(builder, hash, pairs[0]));
}

struct zk_lc zk_gadget_merkle_root(const struct zk_gadget_poseidon *narrow,
                                   struct zk_builder *builder, unsigned depth, struct zk_lc index,
                                   struct zk_lc leaf_hash, const zk_fr siblings[])
{
    assert(narrow->poseidon->width == CHILDREN + 1 && depth <= DEPTH_MAX);
    struct zk_lc bits[2 * DEPTH_MAX], hash = leaf_hash;
    zk_fr initial_state, powers[2 * DEPTH_MAX];
    u256 value;
    zk_poseidon_initial_state(ZK_POSEIDON_MERKLE_NODE, 0, &initial_state);
    zk_fr_to_u256(&index.value, &value);
    for (unsigned i = 0; i < 2 * depth; i++) {
        bits[i] = zk_gadget_boolean_witness(builder, value.limb[0] >> i & 1);
        zk_fr_from_u64(UINT64_C(1) << i, &powers[i]);
    }
    zk_builder_enforce_equal(builder, index, zk_builder_linear(builder, 2 * depth, bits, powers));
    for (unsigned level = 0; level < depth; level++) {
        struct zk_lc state[CHILDREN + 1];
        size_t place = value.limb[0] >> 2 * level & 3;
        state[0] = zk_builder_constant(builder, &initial_state);
        for (size_t i = 0; i < CHILDREN; i++)
            state[1 + i] = zk_builder_witness(builder, i == place ? &hash.value : siblings++);
        enforce_child(builder, bits[2 * level], bits[2 * level + 1], &state[1], hash);
        zk_gadget_poseidon(narrow, builder, state);
        hash = state[0];
    }
    return hash;
}
