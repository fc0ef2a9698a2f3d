#include "zk/gadget/stream.h"

#include <assert.h>
#include <string.h>

enum { WIDTH = ZK_POSEIDON_STREAM_WIDTH, BLOCK = ZK_POSEIDON_STREAM_BLOCK };

struct zk_lc zk_gadget_stream_hash(const struct zk_gadget_poseidon *wide,
                                   struct zk_builder *builder, size_t content_bytes,
                                   const struct zk_lc elements[])
{
    assert(wide->poseidon->width == WIDTH);
    size_t n = zk_poseidon_stream_elements(content_bytes), at = 0;
    struct zk_lc state[WIDTH];
    zk_fr initial_state;
    zk_poseidon_initial_state(ZK_POSEIDON_CONTENT, content_bytes, &initial_state);
    state[0] = zk_builder_constant(builder, &initial_state);
    do {
        for (size_t i = 0; i < BLOCK; i++, at++)
            state[1 + i] = at < n ? elements[at] : zk_builder_constant_u64(builder, 0);
        zk_gadget_poseidon(wide, builder, state);
    } while (at < n);
    struct zk_lc hash = state[0];
    explicit_bzero(state, sizeof state);
    return hash;
}

void zk_gadget_stream_keystream(const struct zk_gadget_poseidon *wide, struct zk_builder *builder,
                                const struct zk_lc halves[2], struct zk_lc block,
                                struct zk_lc ret_elements[])
{
    assert(wide->poseidon->width == WIDTH);
    struct zk_lc state[WIDTH];
    zk_fr initial_state;
    zk_poseidon_initial_state(ZK_POSEIDON_KEYSTREAM, 0, &initial_state);
    state[0] = zk_builder_constant(builder, &initial_state);
    state[1] = halves[0];
    state[2] = halves[1];
    state[3] = block;
    for (size_t i = 4; i < WIDTH; i++)
        state[i] = zk_builder_constant_u64(builder, 0);
    zk_gadget_poseidon(wide, builder, state);
    memcpy(ret_elements, &state[1], BLOCK * sizeof *state);
    explicit_bzero(state, sizeof state);
}
