#include "models/shared/attack.h"
#include "models/shared/chain_service_private.h"

void chain_service_note_calm(struct chain_service *service)
{
    if (!service->has_been_calm)
        service->calm_base_fee_wei = chain_base_fee(service->chain);
    service->has_been_calm = true;
}

/** What others leave unused until the base fee is back where it was, of what they use usually. */
static uint64_t recovering_gas(const struct chain_service *service, uint64_t usual_gas,
                               uint64_t crowded_gas)
{
    if (crowded_gas <= usual_gas || !chain_congestion_is_dear(service))
        return usual_gas;
    uint64_t more_gas = crowded_gas - usual_gas;
    return usual_gas > more_gas ? usual_gas - more_gas : 0;
}

uint64_t chain_congestion_gas(struct chain_service *service, sim_time slot)
{
    const struct world *world = service->world;
    const struct config_faults *faults = world->faults;
    const struct config_chain *settings = world->chain_config;
    uint64_t usual_gas = config_chain_background_gas(settings);
    uint64_t crowded_gas = (uint64_t)((double)settings->gas_limit * faults->congestion_load);
    bool is_begun = faults->congestion_length_ns > 0 && slot >= faults->congestion_start_ns;
    if (is_begun && slot - faults->congestion_start_ns < faults->congestion_length_ns) {
        chain_service_note_calm(service);
        service->congested_blocks++;
        return crowded_gas;
    }
    if (attack_is_stuffing(world->attack))
        return usual_gas;
    /* After attackers have filled all blocks, others had the rest. */
    return recovering_gas(service, usual_gas, is_begun ? crowded_gas : settings->gas_limit);
}

bool chain_congestion_is_dear(const struct chain_service *service)
{
    return service->has_been_calm &&
           u256_compare(chain_base_fee(service->chain), service->calm_base_fee_wei) > 0;
}

uint64_t chain_service_congested_blocks(const struct chain_service *service)
{
    return service->congested_blocks;
}
