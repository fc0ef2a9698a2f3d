#include "models/shared/world.h"

#include <stdlib.h>

#include "base/error.h"
#include "models/lacks.h"
#include "models/model.h"
#include "models/patience.h"
#include "models/shared/adversary.h"
#include "models/shared/attack.h"
#include "models/shared/chain_service.h"
#include "models/shared/dht.h"
#include "models/shared/homes.h"
#include "models/shared/world_private.h"

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
    world->calibrated_class = calibration_device_class(
        &world->calibration.primitives, crypto_device_class_find(WORLD_REFERENCE_CLASS));
    return 0;
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
        .access = world_access_link(world, world->network->manufacturer_up_bps,
                                    world->network->manufacturer_down_bps),
    };
    r = sim_node_add(world->engine, &monitor, &world->monitor);
    if (r == 0)
        r = world_populate(world);
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
        r = world_fund(world);
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
        r = world_read_classes(world);
    if (r == 0)
        r = build(world);
    if (r < 0) {
        world_deinit(world);
        return r;
    }
    models_lacks_warn(world);
    models_patience_warn(world);
    return 0;
}

void world_deinit(struct world *world)
{
    if (world->model)
        world->model->teardown(world->model_state);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        for (uint32_t i = 0; world->participants[role] && i < world->counts[role]; i++) {
            free(world->participants[role][i].former_addresses);
            sim_port_free(world->participants[role][i].port);
            sim_lock_free(world->participants[role][i].account);
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
    for (int role = 0; role < WORLD_OUTSIDER; role++)
        class_file_deinit(&world->class_files[role]);
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
    sim_lock_release(self->account);
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
        .seeds = world->outcome.seeds,
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
