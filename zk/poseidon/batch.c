#include "zk/poseidon/lanes.h"

enum { STATES_A_PART = 64 };

struct batch {
    const struct zk_poseidon *poseidon;
    size_t count;
    zk_fr *states;
};

/* One alone is faster by itself. */
static void permute(const struct zk_poseidon *poseidon, size_t count, zk_fr states[])
{
    size_t done = 0;
#ifdef ZK_ARCH_IFMA
    while (zk_arch_has_ifma() && count - done > 1) {
        size_t some = count - done < LANES ? count - done : LANES;
        zk_poseidon_permute_lanes(poseidon, some, &states[done * poseidon->width]);
        done += some;
    }
#endif
    for (; done < count; done++)
        zk_poseidon_permute(poseidon, &states[done * poseidon->width]);
}

static void permute_part(void *context, size_t part)
{
    const struct batch *batch = context;
    size_t begin = part * STATES_A_PART, left = batch->count - begin;
    permute(batch->poseidon, left < STATES_A_PART ? left : STATES_A_PART,
            &batch->states[begin * batch->poseidon->width]);
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
