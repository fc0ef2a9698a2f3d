#include "zk/poseidon.h"

enum { STATES_A_PART = 64 };

struct batch {
    const struct zk_poseidon *poseidon;
    size_t count;
    zk_fr *states;
};

static void permute_part(void *context, size_t part)
{
    const struct batch *batch = context;
    size_t width = batch->poseidon->width, end = (part + 1) * STATES_A_PART;
    for (size_t i = part * STATES_A_PART; i < end && i < batch->count; i++)
        zk_poseidon_permute(batch->poseidon, &batch->states[i * width]);
}

void zk_poseidon_permute_many(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                              size_t count, zk_fr states[])
{
    struct batch batch = {.poseidon = poseidon, .count = count, .states = states};
    zk_threads_run(threads, (count + STATES_A_PART - 1) / STATES_A_PART, permute_part, &batch);
}

void zk_poseidon_initial_state(enum zk_poseidon_purpose purpose, uint64_t length, zk_fr *ret_state)
{
    u256 value = {{length, purpose, 0, 0}};
    zk_fr_from_u256(&value, ret_state);
}
