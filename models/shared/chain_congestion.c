#include "models/shared/chain_service_private.h"

uint64_t chain_congestion_gas(struct chain_service *service, sim_time slot)
{
    const struct world *world = service->world;
    const struct config_faults *faults = world->faults;
    const struct config_chain *settings = world->chain_config;
    uint64_t usual_gas = config_chain_background_gas(settings);
    uint64_t crowded_gas = (uint64_t)((double)settings->gas_limit * faults->congestion_load);
    u256 base_fee = chain_base_fee(service->chain);
    if (faults->congestion_length_ns == 0 || slot < faults->congestion_start_ns)
        return usual_gas;
    if (service->congested_blocks == 0)
        service->calm_base_fee_wei = base_fee;
    if (slot - faults->congestion_start_ns < faults->congestion_length_ns) {
        service->congested_blocks++;
        return crowded_gas;
    }
    if (crowded_gas <= usual_gas || u256_compare(base_fee, service->calm_base_fee_wei) <= 0)
        return usual_gas;
    uint64_t more_gas = crowded_gas - usual_gas;
    return usual_gas > more_gas ? usual_gas - more_gas : 0;
}

bool chain_congestion_is_dear(const struct chain_service *service)
{
    return service->congested_blocks > 0 &&
           u256_compare(chain_base_fee(service->chain), service->calm_base_fee_wei) > 0;
}

uint64_t chain_service_congested_blocks(const struct chain_service *service)
{
    return service->congested_blocks;
}
