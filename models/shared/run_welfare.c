#include "models/shared/run_welfare.h"

#include "models/shared/costs.h"

static double fees_usd(const struct world *world)
{
    double sum = 0;
    for (size_t i = 0; i < world->outcome.gas_count; i++)
        sum += costs_usd(world, world->outcome.gas[i].fees_wei);
    return sum;
}

/** All that a distributor has lost and that is not on chain. */
static double distributors_usd(const struct world *world)
{
    double sum = 0;
    for (uint32_t i = 0; i < world->outcome.distributor_count; i++) {
        struct costs_distributor costs = costs_of_distributor(world, i);
        sum += costs_usd(world, costs.profit_wei) - costs.profit_usd;
    }
    return sum;
}

json_t *run_welfare_json(const struct world *world)
{
    struct costs_manufacturer manufacturer = costs_of_manufacturer(world);
    double updates = (double)outcome_updates(&world->outcome);
    double value = world->prices->patched_device_value_usd * updates;
    double fees = fees_usd(world), distributors = distributors_usd(world);
    double makers = manufacturer.egress_usd + manufacturer.services_usd;
    double resources = fees + distributors + makers;
    json_t *object = json_object();
    json_object_set_new(object, "value_usd", json_real(value));
    json_object_set_new(object, "fees_usd", json_real(fees));
    json_object_set_new(object, "distributors_usd", json_real(distributors));
    json_object_set_new(object, "manufacturer_usd", json_real(makers));
    json_object_set_new(object, "resources_usd", json_real(resources));
    json_object_set_new(object, "welfare_usd", json_real(value - resources));
    json_object_set_new(object, "resources_a_patched_device_usd",
                        updates > 0 ? json_real(resources / updates) : json_null());
    return object;
}
