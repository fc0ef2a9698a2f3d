#include "models/shared/attack.h"
#include "models/shared/chain_service_private.h"

void chain_service_note_calm(struct chain_service *service)
{
    if (!service->has_been_calm)
        service->calm_base_fee_wei = chain_base_fee(service->chain);
    service->has_been_calm = true;
}

/* Of the base fee before somebody crowded the chain: what is nearer to it is back there.
 * Assumption: an elastic demand comes near to where it was and never to the wei. */
#define NEAR 1e-3

/** What others leave unused until the base fee is back where it was, of what they use usually.
 *  Where their demand is elastic that brings it back. */
static uint64_t recovering_gas(const struct chain_service *service, uint64_t usual_gas,
                               uint64_t crowded_gas)
{
    bool is_elastic = service->world->chain_config->background_elasticity > 0;
    bool is_back = !service->has_been_calm ||
                   u256_compare(chain_base_fee(service->chain), service->calm_base_fee_wei) <= 0;
    if (is_elastic || crowded_gas <= usual_gas || is_back)
        return usual_gas;
    uint64_t more_gas = crowded_gas - usual_gas;
    return usual_gas > more_gas ? usual_gas - more_gas : 0;
}

uint64_t chain_congestion_gas(struct chain_service *service, sim_time slot)
{
    const struct world *world = service->world;
    const struct config_faults *faults = world->faults;
    const struct config_chain *settings = world->chain_config;
    uint64_t usual_gas = config_chain_others_gas(settings, chain_base_fee(service->chain));
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
    return service->has_been_calm && u256_to_double(chain_base_fee(service->chain)) >
                                         (1 + NEAR) * u256_to_double(service->calm_base_fee_wei);
}

uint64_t chain_service_congested_blocks(const struct chain_service *service)
{
    return service->congested_blocks;
}
