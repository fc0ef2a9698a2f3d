#include "models/shared/costs.h"

#include "models/shared/energy.h"

#define BYTES_PER_GB 1e9

struct costs_manufacturer costs_of_manufacturer(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    struct costs_manufacturer costs = {
        .services_usd = outcome->manufacturer.services_usd,
        .fees_wei = outcome->manufacturer.fees_wei,
    };
    for (uint32_t i = 0; i < world->counts[WORLD_MANUFACTURER]; i++) {
        const struct participant *self = &world->participants[WORLD_MANUFACTURER][i];
        costs.up_bytes += sim_node_traffic(self->node)->wan_up_bytes;
        costs.down_bytes += sim_node_traffic(self->node)->wan_down_bytes;
    }
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        costs.rewards_wei = u256_add(costs.rewards_wei, outcome->distributors[i].rewards_wei);
    for (uint32_t i = 0; i < outcome->hub_count; i++)
        costs.rewards_wei = u256_add(costs.rewards_wei, outcome->hubs[i].rewards_wei);
    u256 paid_wei = u256_add(costs.fees_wei, costs.rewards_wei);
    costs.egress_usd = (double)costs.up_bytes / BYTES_PER_GB * world->prices->egress_usd_per_gb;
    costs.total_usd = costs.egress_usd + costs.services_usd +
                      u256_to_double(paid_wei) / 1e18 * world->prices->eth_usd;
    return costs;
}

struct costs_devices costs_of_devices(const struct world *world)
{
    struct costs_devices costs = {0};
    for (uint32_t i = 0; i < world->counts[WORLD_DEVICE]; i++) {
        const struct participant *device = &world->participants[WORLD_DEVICE][i];
        costs.compute += sim_node_busy(device->node);
        struct energy energy = energy_of_device(device);
        costs.energy_uJ += energy_of_update_uJ(&energy);
        costs.total_uJ += energy_total_uJ(&energy);
    }
    return costs;
}
