#include <assert.h>
#include <string.h>

#include "models/shared/world.h"

void participant_random(const struct participant *participant, const char *purpose,
                        struct base_random *ret_random)
{
    base_random_init(ret_random, participant->world->run->seed, participant->number, purpose);
}

void participant_random_at(const struct participant *participant, const char *purpose,
                           uint64_t index, struct base_random *ret_random)
{
    participant_random(participant, purpose, ret_random);
    ret_random->counter = index << 18; /* blocks of four draws */
}

static void spend(struct participant *participant, sim_time work)
{
    participant->energy_uJ += crypto_cost_uJ(participant->device_class, work);
    sim_node_compute(participant->node, work);
}

void participant_charge(struct participant *participant, enum crypto_operation operation,
                        uint64_t count)
{
    spend(participant, crypto_cost_ns(participant->device_class, operation, count));
}

void participant_charge_proving(struct participant *participant, sim_time reference_work)
{
    double slowdown = participant->device_class->prover_slowdown;
    spend(participant, (sim_time)((double)reference_work * slowdown + 0.5));
}

struct participant *world_find_by_address(const struct world *world, const crypto_address *address)
{
    struct participant **found = base_map_get(&world->by_address, address);
    return found ? *found : NULL;
}
