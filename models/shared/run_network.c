#include "models/shared/run_network.h"

#include "models/shared/chain_service.h"
#include "models/shared/dht.h"
#include "models/shared/run_values.h"

/** Of all homes' radios: how crowded they were, and what waited for devices that sleep. */
static json_t *radio_json(const struct world *world)
{
    const struct sim_engine_stats *stats = sim_engine_stats(world->engine);
    json_t *object = json_object();
    json_object_set_new(object, "devices_without_a_place",
                        json_integer(world->outcome.devices_without_radio));
    json_object_set_new(object, "messages_shared",
                        json_integer((json_int_t)stats->radio_messages_shared));
    json_object_set_new(object, "most_messages_at_once",
                        json_integer((json_int_t)stats->radio_most_at_once));
    json_object_set_new(object, "messages_held_for_sleepers",
                        json_integer((json_int_t)stats->sleeper_messages_held));
    json_object_set_new(object, "messages_dropped_for_sleepers",
                        json_integer((json_int_t)stats->sleeper_messages_dropped));
    json_object_set_new(object, "held_s", run_values_seconds(stats->sleeper_wait));
    return object;
}

/** Look-ups in the hash table. NULL: no memory. */
static json_t *lookups_json(const struct world *world)
{
    struct dht_stats stats;
    if (!world->dht)
        return json_null();
    if (dht_measure(world->dht, &stats) < 0)
        return NULL;
    json_t *object = json_object();
    json_object_set_new(object, "by", json_string(config_lookup_names[world->p2p->lookup]));
    json_object_set_new(object, "count", json_integer((json_int_t)stats.lookups));
    json_object_set_new(object, "p50_s", run_values_seconds(stats.p50));
    json_object_set_new(object, "p80_s", run_values_seconds(stats.p80));
    json_object_set_new(object, "requests", json_integer((json_int_t)stats.requests));
    json_object_set_new(object, "timeouts", json_integer((json_int_t)stats.timeouts));
    return object;
}

static const char *const role_names[WORLD_ROLE_COUNT] = {"manufacturer", "distributor", "hub",
                                                         "device", "outsider"};

/** By the role of whose line they pass; "other": chain nodes, edges and what else systems add. The
 *  sum is all that passed. */
static void wan_json(const struct world *world, json_t *ret_up, json_t *ret_down)
{
    uint64_t other_up = 0, other_down = 0;
    for (size_t i = 0; i < sim_node_count(world->engine); i++) {
        const struct sim_node_traffic *traffic = sim_node_traffic(sim_node_at(world->engine, i));
        other_up += traffic->wan_up_bytes;
        other_down += traffic->wan_down_bytes;
    }
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        uint64_t up = 0, down = 0;
        for (uint32_t i = 0; i < world->counts[role]; i++) {
            const struct participant *who = &world->participants[role][i];
            const struct sim_node_traffic *traffic = sim_node_traffic(who->node);
            up += traffic->wan_up_bytes;
            down += traffic->wan_down_bytes;
        }
        other_up -= up;
        other_down -= down;
        if (role == WORLD_DEVICE)
            continue;
        json_object_set_new(ret_up, role_names[role], json_integer((json_int_t)up));
        json_object_set_new(ret_down, role_names[role], json_integer((json_int_t)down));
    }
    json_object_set_new(ret_up, "other", json_integer((json_int_t)other_up));
    json_object_set_new(ret_down, "other", json_integer((json_int_t)other_down));
}

json_t *run_network_json(const struct world *world)
{
    const struct sim_engine_stats *stats = sim_engine_stats(world->engine);
    json_t *object = json_object();
    json_object_set_new(object, "topology",
                        json_string(config_topology_names[world->network->topology]));
    json_object_set_new(object, "wan_bytes", json_integer((json_int_t)stats->wan_bytes));
    json_object_set_new(object, "lan_bytes", json_integer((json_int_t)stats->lan_bytes));
    json_t *up = json_object(), *down = json_object(), *lan = json_object();
    wan_json(world, up, down);
    json_object_set_new(lan, config_lan_names[world->network->lan_technology],
                        json_integer((json_int_t)stats->lan_bytes));
    json_object_set_new(object, "wan_up_bytes_by_role", up);
    json_object_set_new(object, "wan_down_bytes_by_role", down);
    json_object_set_new(object, "lan_bytes_by_technology", lan);
    json_object_set_new(object, "messages_sent", json_integer((json_int_t)stats->messages_sent));
    json_object_set_new(object, "messages_delivered",
                        json_integer((json_int_t)stats->messages_delivered));
    json_object_set_new(object, "messages_lost", json_integer((json_int_t)stats->messages_lost));
    json_object_set_new(object, "radio", radio_json(world));
    json_object_set_new(object, "lookups", lookups_json(world));
    return object;
}

/** What machines, or their lines, have suffered, by role from `first` to `last`: `failures` of all
 *  together, or for how long they were down in the sum. */
static void records_json(const struct world *world, bool of_lines, enum world_role first,
                         enum world_role last, json_t *ret_failures, json_t *ret_down_s)
{
    for (int role = first; role <= (int)last; role++) {
        uint64_t failures = 0;
        sim_time lasted = 0;
        for (uint32_t i = 0; i < world->counts[role]; i++) {
            const struct participant *who = &world->participants[role][i];
            const struct faults_record *record = of_lines ? &who->line : &who->machine;
            failures += record->failures;
            lasted += faults_record_lasted(record, world->outcome.ended);
        }
        json_object_set_new(ret_failures, role_names[role], json_integer((json_int_t)failures));
        json_object_set_new(ret_down_s, role_names[role], run_values_seconds(lasted));
    }
}

json_t *run_network_faults(const struct world *world)
{
    json_t *machines = json_object(), *machines_down = json_object();
    json_t *lines = json_object(), *lines_down = json_object();
    records_json(world, false, WORLD_MANUFACTURER, WORLD_DEVICE, machines, machines_down);
    records_json(world, true, WORLD_DISTRIBUTOR, WORLD_HUB, lines, lines_down);
    json_t *object = json_object();
    json_object_set_new(object, "machine_failures", machines);
    json_object_set_new(object, "machine_down_s", machines_down);
    json_object_set_new(object, "line_failures", lines);
    json_object_set_new(object, "line_down_s", lines_down);
    json_object_set_new(
        object, "radio_messages_lost",
        json_integer((json_int_t)sim_engine_stats(world->engine)->radio_messages_lost));
    const struct sim_engine_stats *stats = sim_engine_stats(world->engine);
    json_object_set_new(object, "messages_broken",
                        json_integer((json_int_t)stats->messages_broken));
    json_object_set_new(object, "congested_blocks",
                        world->chain
                            ? json_integer((json_int_t)chain_service_congested_blocks(world->chain))
                            : json_null());
    json_object_set_new(
        object, "reorganisations",
        run_values_if_has(world, MODEL_CHAIN,
                          json_integer((json_int_t)world->outcome.reorganisations)));
    json_object_set_new(
        object, "orphaned_blocks",
        run_values_if_has(world, MODEL_CHAIN,
                          json_integer((json_int_t)world->outcome.orphaned_blocks)));
    json_object_set_new(
        object, "orphaned_transactions",
        run_values_if_has(world, MODEL_CHAIN,
                          json_integer((json_int_t)world->outcome.orphaned_transactions)));
    return object;
}
