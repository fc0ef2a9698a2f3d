#include "models/shared/costs.h"

#include "models/model.h"
#include "models/shared/energy.h"

#define BYTES_PER_GB 1e9
#define NS_PER_HOUR 3600e9
#define NS_PER_YEAR (365 * 24 * NS_PER_HOUR)

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
    costs.rewards_wei = u256_add(costs.rewards_wei, outcome->own_hubs_rewards_wei);
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

static u256 magnitude(u256 signed_wei)
{
    return u256_is_negative(signed_wei) ? u256_sub(u256_from_u64(0), signed_wei) : signed_wei;
}

void costs_format_wei(u256 signed_wei, char ret_text[U256_DECIMAL_MAX + 1])
{
    size_t sign = u256_is_negative(signed_wei);
    ret_text[0] = '-';
    u256_format(magnitude(signed_wei), ret_text + sign);
}

double costs_usd(const struct world *world, u256 signed_wei)
{
    double usd = u256_to_double(magnitude(signed_wei)) / 1e18 * world->prices->eth_usd;
    return u256_is_negative(signed_wei) ? -usd : usd;
}

struct costs_distributor costs_of_distributor(const struct world *world, uint32_t index)
{
    const struct outcome_distributor *row = &world->outcome.distributors[index];
    const struct config_prices *prices = world->prices;
    const struct sim_node *node = world->participants[WORLD_DISTRIBUTOR][index].node;
    double factor = row->cost_factor;
    struct costs_distributor costs = {
        .compute_usd =
            (double)sim_node_busy(node) / NS_PER_HOUR * prices->compute_usd_per_core_hour * factor,
        .upload_usd = world->outcome.manufacturer.pays_uploads
                          ? 0
                          : (double)sim_node_traffic(node)->wan_up_bytes / BYTES_PER_GB *
                                prices->upload_usd_per_gb * factor,
        .choice_usd = row->setup_usd + row->running_usd,
        .profit_wei = u256_sub(u256_add(row->rewards_wei, row->sales_wei),
                               u256_add(row->purchases_wei, row->fees_wei)),
    };
    /* Who stands idle binds none. */
    if (model_has(world->model, MODEL_CHAIN) && model_has(world->model, MODEL_DISTRIBUTORS))
        costs.capital_usd = costs_usd(world, world_funds(world, WORLD_DISTRIBUTOR)) *
                            prices->capital_interest *
                            (double)(world->outcome.ended - row->outside) / NS_PER_YEAR;
    costs.profit_usd = costs_usd(world, costs.profit_wei) - costs.compute_usd - costs.upload_usd -
                       costs.capital_usd - costs.choice_usd;
    return costs;
}

u256 costs_profit_of_hub_wei(const struct world *world, uint32_t index)
{
    const struct outcome_hub *row = &world->outcome.hubs[index];
    return u256_sub(row->rewards_wei, row->fees_wei);
}
