#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/model.h"
#include "models/shared/adversary.h"
#include "models/shared/chain_service.h"
#include "models/shared/homes.h"
#include "models/shared/world_private.h"

/* Who lives in a world: places, lines, keys and machines of all participants, and their money. */

static const char *const role_names[WORLD_ROLE_COUNT] = {
    [WORLD_MANUFACTURER] = "manufacturer",
    [WORLD_DISTRIBUTOR] = "distributor",
    [WORLD_HUB] = "hub",
    [WORLD_DEVICE] = "device",
    [WORLD_OUTSIDER] = "outsider",
};

static double bytes_per_second(uint64_t bits_per_second)
{
    return (double)bits_per_second / 8.0;
}

struct sim_link_spec world_access_link(const struct world *world, uint64_t up_bps,
                                       uint64_t down_bps)
{
    return (struct sim_link_spec){
        .up_Bps = bytes_per_second(up_bps),
        .down_Bps = bytes_per_second(down_bps),
        .latency_s = (double)world->network->access_latency_ns / 1e9,
        .segment_payload_bytes = SIM_LINK_TCP_PAYLOAD_BYTES,
        .segment_header_bytes = SIM_LINK_TCP_HEADER_BYTES,
    };
}

static struct sim_link_spec draw_access(const struct participant *self)
{
    const struct world *world = self->world;
    const struct config_network *network = world->network;
    struct homes_line line = {network->manufacturer_up_bps, network->manufacturer_down_bps};
    double sigma = 0;
    switch (self->role) {
    case WORLD_MANUFACTURER:
        break;
    case WORLD_DISTRIBUTOR:
    case WORLD_OUTSIDER:
        line = (struct homes_line){network->distributor_up_bps, network->distributor_down_bps};
        sigma = network->distributor_rate_sigma;
        break;
    default:
        line = homes_median_line(network, &world->topology, self->region);
        sigma = network->home_rate_sigma;
    }
    struct base_random random;
    participant_random(self, "line", &random);
    line = homes_draw_line(line, sigma, &random);
    return world_access_link(world, line.up_bps, line.down_bps);
}

/** Keys of both kinds, from the participant's own stream. */
static int make_keys(struct participant *participant)
{
    struct base_random random;
    uint8_t seed[32];
    participant_random(participant, "keys", &random);
    base_random_bytes(&random, seed, sizeof seed);
    crypto_token_secp256k1_keypair(participant->world->tokens, seed, &participant->secret,
                                   &participant->address);
    base_random_bytes(&random, seed, sizeof seed);
    crypto_token_ed25519_keypair(participant->world->tokens, seed, &participant->identity,
                                 &participant->identity_secret);
    struct participant **slot =
        base_map_put(&participant->world->by_address, &participant->address, NULL);
    if (!slot)
        return BASE_E_NOMEM;
    *slot = participant;
    return 0;
}

static int add_node(struct participant *participant)
{
    struct world *world = participant->world;
    char name[48];
    snprintf(name, sizeof name, "%s-%u", role_names[participant->role], participant->index);
    const struct sim_link_spec radio = homes_radio_link(&world->radio);
    struct sim_node_spec spec = {
        .name = name,
        .cores = participant->device_class->cores,
        .region = participant->region,
        .access = participant->access,
    };
    if (participant->role == WORLD_HUB) {
        spec.radio = &radio;
        spec.routes = model_has(world->model, MODEL_DEVICES_ONLINE);
    }
    if (participant->role == WORLD_DEVICE)
        spec.lan_of = world->participants[WORLD_HUB][participant->hub].node;
    return sim_node_add(world->engine, &spec, &participant->node);
}

/** A hub's devices stand side by side. Returns 0 or BASE_E_NOMEM. */
static int share_out_devices(struct world *world)
{
    uint32_t hubs = world->counts[WORLD_HUB], devices = world->counts[WORLD_DEVICE];
    if (hubs == 0)
        return 0;
    uint32_t *sizes = calloc(hubs, sizeof *sizes);
    if (!sizes)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    struct base_random random;
    base_random_init(&random, world->run->seed, 0, "homes");
    int r = homes_share_out((enum config_home_sizes)world->network->home_sizes, hubs, devices,
                            &random, sizes);
    for (uint32_t hub = 0, first = 0; r == 0 && hub < hubs; first += sizes[hub++]) {
        struct participant *home = &world->participants[WORLD_HUB][hub];
        home->first_device = first;
        home->device_count = sizes[hub];
        for (uint32_t i = 0; i < home->device_count; i++) {
            world->participants[WORLD_DEVICE][home->first_device + i].hub = hub;
            world->outcome.devices[home->first_device + i].hub = hub;
        }
    }
    free(sizes);
    return r;
}

static size_t draw_region(const struct participant *self, struct base_random *random)
{
    const struct world *world = self->world;
    const struct config_network *network = world->network;
    const struct topology *topology = &world->topology;
    int placement = CONFIG_PLACEMENT_BY_SHARE;
    switch (self->role) {
    case WORLD_DEVICE:
        return world->participants[WORLD_HUB][self->hub].region;
    case WORLD_MANUFACTURER:
        if (network->manufacturer_region[0])
            return topology_find_region(topology, network->manufacturer_region);
        break;
    case WORLD_HUB:
        placement = network->home_placement;
        break;
    default:
        placement = network->distributor_placement;
    }
    return topology_draw_region(topology, (enum config_placement)placement, random);
}

/** Whether a device has a place on its hub's radio, and when it listens. */
static int set_radio_habits(struct participant *device)
{
    struct world *world = device->world;
    const struct config_world *config = world->config;
    const struct participant *hub = &world->participants[WORLD_HUB][device->hub];
    if (config->hub_radio_devices > 0 &&
        device->index - hub->first_device >= config->hub_radio_devices) {
        sim_node_leave_radio(device->node);
        world->outcome.devices_without_radio++;
    }
    if (config->device_wake_interval_ns == 0)
        return 0;
    struct base_random random;
    participant_random(device, "wake", &random);
    const struct sim_sleep_spec spec = {
        .interval = config->device_wake_interval_ns,
        .phase = (sim_time)base_random_below(&random, (uint64_t)config->device_wake_interval_ns),
        .window = config->device_awake_window_ns,
        .patience = config->device_message_patience_ns,
    };
    return sim_node_set_sleep(device->node, &spec);
}

static int add_participant(struct world *world, enum world_role role, uint32_t index,
                           uint32_t number)
{
    struct participant *self = &world->participants[role][index];
    struct base_random random;
    self->world = world;
    self->role = role;
    self->index = index;
    self->number = number;
    if (role == WORLD_HUB)
        self->hub = index;
    self->device_class = world_class_of(world, role);
    participant_random(self, "place", &random);
    self->region = draw_region(self, &random);
    self->access = draw_access(self);
    participant_random(self, "lookup", &self->lookup_random);
    int r = make_keys(self);
    if (r == 0)
        r = add_node(self);
    if (r == 0 && role == WORLD_DEVICE)
        r = set_radio_habits(self);
    if (r == 0)
        r = sim_lock_new(world->engine, &self->account);
    return r;
}

int world_add_machine(struct world *world, const char *name, struct base_random *random,
                      struct sim_node **ret_node)
{
    const struct config_network *network = world->network;
    enum config_placement placement = (enum config_placement)network->distributor_placement;
    struct homes_line line = {network->distributor_up_bps, network->distributor_down_bps};
    size_t region = topology_draw_region(&world->topology, placement, random);
    line = homes_draw_line(line, network->distributor_rate_sigma, random);
    const struct sim_node_spec spec = {
        .name = name,
        .cores = 1,
        .region = region,
        .access = world_access_link(world, line.up_bps, line.down_bps),
    };
    return sim_node_add(world->engine, &spec, ret_node);
}

int world_populate(struct world *world)
{
    const struct config_world *config = world->config;
    world->counts[WORLD_MANUFACTURER] = (uint32_t)config->manufacturers;
    world->counts[WORLD_DISTRIBUTOR] = (uint32_t)config->distributors;
    world->counts[WORLD_HUB] = (uint32_t)config->hubs;
    world->counts[WORLD_DEVICE] = (uint32_t)config->devices;
    world->counts[WORLD_OUTSIDER] = adversary_outsiders(world->adversary);
    int r = outcome_init(&world->outcome, world->counts[WORLD_DEVICE],
                         world->counts[WORLD_DISTRIBUTOR], world->counts[WORLD_HUB]);
    for (int role = 0; r == 0 && role < WORLD_ROLE_COUNT; role++) {
        world->participants[role] =
            calloc(world->counts[role] + 1u, sizeof *world->participants[role]);
        if (!world->participants[role])
            return BASE_E_NOMEM;
    }
    if (r < 0)
        return r;
    r = share_out_devices(world);
    uint32_t number = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t index = 0; r == 0 && index < world->counts[role]; index++)
            r = add_participant(world, (enum world_role)role, index, number++);
    return r == 0 ? adversary_mark(world) : r;
}

u256 world_funds(const struct world *world, enum world_role role)
{
    const u256 funds[WORLD_ROLE_COUNT] = {
        [WORLD_MANUFACTURER] = world->config->manufacturer_funds_wei,
        [WORLD_DISTRIBUTOR] = world->config->distributor_funds_wei,
        [WORLD_HUB] = world->config->hub_funds_wei,
        [WORLD_OUTSIDER] = world->adversary->funds_wei,
    };
    return funds[role];
}

int world_fund(struct world *world)
{
    struct chain *chain = chain_service_chain(world->chain);
    int r = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        u256 funds = world_funds(world, (enum world_role)role);
        for (uint32_t i = 0; r == 0 && i < world->counts[role] && !u256_is_zero(funds); i++)
            r = chain_fund(chain, &world->participants[role][i].address, funds);
    }
    return r;
}
