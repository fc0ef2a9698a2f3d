#include "models/shared/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/model.h"
#include "models/shared/adversary.h"
#include "models/shared/attack.h"
#include "models/shared/chain_service.h"
#include "models/shared/dht.h"
#include "models/shared/homes.h"

/* The class of device that the reference core is. */
#define REFERENCE_CLASS "x86_server"

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

static struct sim_link_spec access_link(const struct world *world, uint64_t up_bps,
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

static int class_of(const struct world *world, enum world_role role)
{
    switch (role) {
    case WORLD_MANUFACTURER:
        return world->config->manufacturer_class;
    case WORLD_DISTRIBUTOR:
    case WORLD_OUTSIDER:
        return world->config->distributor_class;
    case WORLD_HUB:
        return world->config->hub_class;
    default:
        return world->config->device_class;
    }
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
    return access_link(world, line.up_bps, line.down_bps);
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

static const struct crypto_device_class *device_class_of(const struct world *world,
                                                         enum world_role role)
{
    const struct crypto_device_class *found =
        crypto_device_class_find(crypto_device_class_names[class_of(world, role)]);
    bool is_calibrated = world->timing && found == crypto_device_class_find(REFERENCE_CLASS);
    return is_calibrated ? &world->calibrated_class : found;
}

/** The scenario has passed its checks, but the file may have changed since. */
static int read_calibration(struct world *world)
{
    struct scenario_report *report;
    if (world->fidelity->calibration[0] == '\0')
        return 0;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    char *path = calibration_path(world->scenario);
    r = path ? calibration_read(path, report, &world->calibration) : BASE_E_NOMEM;
    if (r == BASE_E_SCENARIO)
        base_fail(r, "%s is no calibration any more", path);
    scenario_report_free(report);
    free(path);
    if (r < 0)
        return r;
    world->timing = &world->calibration.timing;
    world->calibrated_class = calibration_device_class(&world->calibration.primitives,
                                                       crypto_device_class_find(REFERENCE_CLASS));
    return 0;
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
    self->device_class = device_class_of(world, role);
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
        r = sim_signal_new(world->engine, &self->account_free);
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
        .access = access_link(world, line.up_bps, line.down_bps),
    };
    return sim_node_add(world->engine, &spec, ret_node);
}

static int add_participants(struct world *world)
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

static int fund_participants(struct world *world)
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

/** The run's key for its tokens, from a stream of nobody's. */
static void make_tokens(struct world *world)
{
    struct base_random random;
    uint8_t seed[32];
    if (world->fidelity->signature == CONFIG_FIDELITY_REAL)
        return;
    base_random_init(&random, world->run->seed, UINT32_MAX, "tokens");
    base_random_bytes(&random, seed, sizeof seed);
    crypto_tokens_init(seed, &world->tokens_of_run);
    world->tokens = &world->tokens_of_run;
}

/** The scenario has passed its checks, but the file may have changed since. */
static int read_topology(struct world *world)
{
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = topology_init_for(&world->topology, world->scenario, report);
    const char *region = world->network->manufacturer_region;
    if (r == BASE_E_SCENARIO)
        base_fail(r, "%s is no topology any more", world->network->file);
    if (r == 0 && region[0] &&
        topology_find_region(&world->topology, region) == world->topology.region_count)
        r = base_fail(BASE_E_SCENARIO, "the topology has no region %s", region);
    scenario_report_free(report);
    return r;
}

static sim_time latency(const void *context, size_t from, size_t to)
{
    return topology_latency(context, from, to);
}

static int build(struct world *world)
{
    make_tokens(world);
    int r = read_topology(world);
    if (r == 0)
        r = sites_init(&world->servers, &world->topology, world->network, world->run->seed);
    if (r < 0)
        return r;
    const struct sim_platform_spec platform = {
        .region_count = world->topology.region_count,
        .latency = latency,
        .context = &world->topology,
    };
    r = sim_engine_new(&platform, &world->engine);
    if (r < 0)
        return r;
    struct sim_node_spec monitor = {
        .name = "monitor",
        .cores = 1,
        .access = access_link(world, world->network->manufacturer_up_bps,
                              world->network->manufacturer_down_bps),
    };
    r = sim_node_add(world->engine, &monitor, &world->monitor);
    if (r == 0)
        r = add_participants(world);
    if (r == 0 && model_has(world->model, MODEL_CHAIN))
        r = chain_service_new(world, &world->chain);
    if (r == 0 && model_has(world->model, MODEL_LOOKUPS))
        r = dht_new(world, &world->dht);
    if (r == 0)
        r = world->model->setup(world, &world->model_state);
    if (r == 0)
        r = attack_new(world, &world->attack);
    if (r == 0)
        r = sim_engine_seal(world->engine);
    if (r == 0 && world->chain)
        r = fund_participants(world);
    return r;
}

int world_init(struct world *world, const struct scenario *scenario, const struct model_ops *model)
{
    *world = (struct world){
        .scenario = scenario,
        .model = model,
        .run = scenario_section_values(scenario, ""),
        .config = scenario_section_values(scenario, "world"),
        .network = scenario_section_values(scenario, "network"),
        .prices = scenario_section_values(scenario, "prices"),
        .p2p = scenario_section_values(scenario, "p2p"),
        .chain_config = scenario_section_values(scenario, "chain"),
        .fidelity = scenario_section_values(scenario, "fidelity"),
        .faults = scenario_section_values(scenario, "faults"),
        .adversary = scenario_section_values(scenario, "adversary"),
        .radio = homes_radio_of(scenario_section_values(scenario, "network")),
    };
    base_map_init(&world->by_address, sizeof(crypto_address), sizeof(struct participant *));
    int r = read_calibration(world);
    if (r == 0)
        r = build(world);
    if (r < 0)
        world_deinit(world);
    return r;
}

void world_deinit(struct world *world)
{
    if (world->model)
        world->model->teardown(world->model_state);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        for (uint32_t i = 0; world->participants[role] && i < world->counts[role]; i++) {
            free(world->participants[role][i].former_addresses);
            sim_port_free(world->participants[role][i].port);
            sim_signal_free(world->participants[role][i].account_free);
        }
        free(world->participants[role]);
    }
    attack_free(world->attack);
    dht_free(world->dht);
    chain_service_free(world->chain);
    sim_engine_free(world->engine);
    base_map_deinit(&world->by_address);
    sites_deinit(&world->servers);
    topology_deinit(&world->topology);
    outcome_deinit(&world->outcome);
    *world = (struct world){0};
}

static void participant_main(void *argument)
{
    struct participant *self = argument;
    if (!attack_play(self->world->attack, self))
        self->world->model->play(self->world->model_state, self);
}

static sim_time call_device(void *argument)
{
    struct participant *self = argument;
    bool is_first = !self->has_acted;
    self->has_acted = true;
    return self->world->model->act(self->world->model_state, self, is_first);
}

enum sim_duty_stack world_duty_stack(const struct world *world)
{
    return world->config->devices_as == CONFIG_DEVICES_AS_ACTORS ? SIM_DUTY_KEEPS_STACK
                                                                 : SIM_DUTY_BORROWS_STACK;
}

static int start_device(struct participant *self)
{
    bool is_serving = model_has(self->world->model, MODEL_DEVICES_SERVE);
    self->has_acted = false;
    return sim_duty_start(self->node, is_serving ? self->port : NULL, world_duty_stack(self->world),
                          call_device, self, NULL);
}

static int start_participant(struct participant *self)
{
    sim_port_free(self->port);
    self->port = NULL;
    self->account_busy = false;
    int r = sim_port_new(self->node, &self->port);
    if (r == 0 && self->role == WORLD_DEVICE)
        r = start_device(self);
    else if (r == 0)
        r = sim_actor_spawn(self->node, sim_node_name(self->node), participant_main, self, NULL);
    return r;
}

void participant_fail(struct participant *participant)
{
    if (!faults_record_begin(&participant->machine, world_now(participant->world)))
        return;
    if (participant->role == WORLD_DISTRIBUTOR)
        participant->world->outcome.distributors[participant->index].failures++;
    sim_node_fail(participant->node);
}

void participant_restore(struct participant *participant)
{
    if (!faults_record_end(&participant->machine, world_now(participant->world)))
        return;
    sim_node_restore(participant->node);
    int r = start_participant(participant);
    if (r == 0 && participant->world->dht)
        r = dht_resume(participant->world->dht, participant);
    if (r < 0)
        world_fail(participant->world, r);
}

/** Returns 0 or BASE_E_NOMEM. */
static int take_sample(struct world *world)
{
    const struct sim_engine_stats *stats = sim_engine_stats(world->engine);
    struct outcome_sample sample = {
        .time = world_now(world),
        .patched = world->outcome.patched,
        .delivered = world->outcome.delivered,
        .first_hand = world->outcome.first_hand,
        .second_hand = world->outcome.second_hand,
        .unaware = world->counts[WORLD_DISTRIBUTOR] - world->outcome.aware,
        .aware = world->outcome.aware - world->outcome.active - world->outcome.left,
        .active = world->outcome.active,
        .left = world->outcome.left,
        .wan_bytes = stats->wan_bytes,
        .lan_bytes = stats->lan_bytes,
        .messages = stats->messages_delivered,
    };
    if (world->chain) {
        struct chain *chain = chain_service_chain(world->chain);
        sample.mempool = (uint32_t)chain_mempool_count(chain);
        sample.base_fee_wei = chain_base_fee(chain);
        sample.block = chain_head_number(chain);
    }
    return outcome_sample(&world->outcome, &sample);
}

static void sampler_main(void *argument)
{
    struct world *world = argument;
    for (;;) {
        int r = take_sample(world);
        if (r < 0)
            world_fail(world, r);
        if (world->on_sample)
            world->on_sample(world->on_sample_context, world);
        sim_actor_sleep(world->engine, world->run->sample_interval_ns);
    }
}

/** Starts the chain, the participants' actors, the failures and the sampler. */
static int start(struct world *world)
{
    int r = world->chain ? chain_service_start(world->chain) : 0;
    if (r == 0 && world->dht)
        r = dht_start(world->dht);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; r == 0 && i < world->counts[role]; i++)
            r = start_participant(&world->participants[role][i]);
    if (r == 0)
        r = faults_start(world);
    if (r == 0)
        r = attack_start(world->attack);
    if (r == 0)
        r = sim_actor_spawn(world->monitor, "sampler", sampler_main, world, NULL);
    return r;
}

int world_run(struct world *world)
{
    int r = start(world);
    if (r == 0)
        r = sim_engine_run(world->engine, world->run->duration_ns);
    world->outcome.ended = world_now(world);
    if (r == 0 && world->chain)
        r = chain_service_settle(world->chain);
    if (r == 0)
        r = take_sample(world); /* the last row is the end */
    if (r == 0 && world->model->report)
        r = world->model->report(world->model_state, world);
    /* The work has ended: an attempt whose machine has failed was the last one. */
    if (r == 0 && world->outcome.is_complete)
        outcome_break_off(&world->outcome);
    if (r == 0)
        attack_report(world->attack);
    if (r == 0)
        adversary_report(world);
    return r;
}

void world_finish(struct world *world)
{
    world->outcome.is_complete = true;
    sim_engine_stop(world->engine);
}

void world_fail(struct world *world, int code)
{
    sim_engine_fail(world->engine, code);
}

sim_time world_now(const struct world *world)
{
    return sim_engine_now(world->engine);
}
