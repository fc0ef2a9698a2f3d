#include "crypto/power.h"
#include "tests/models/conformance.h"

/* What every system must do, for every row of the registry and every variant, on its smoke
 * scenario. SimGrid allows one world a process: each run is a child, which says on standard error
 * what is wrong. */

Test(conformance, every_row_is_filled)
{
    for (int i = 0; models_names[i]; i++) {
        const struct model_ops *model = models_at(i);
        const char *name = models_names[i];
        cr_expect_str_eq(model->about.name, name);
        cr_expect_str_neq(model->about.summary, "", "%s", name);
        cr_expect_str_neq(model->about.source, "", "%s", name);
        cr_expect_str_eq(model->about.section->name, name);
        cr_expect_str_eq(model->about.section->only_for_system, name);
        cr_expect(models_reads(model, model->about.section), "%s", name);
        cr_expect(model->setup && model->play && model->act && model->teardown, "%s", name);
        model->teardown(NULL);
        for (int other = 0; other < i; other++)
            cr_expect_str_neq(name, models_names[other]);
    }
}

static void play_smoke(struct conformance_run *run)
{
    const struct model_ops *model = run->world.model;
    const char *variant = models_variant(model, run->scenario);
    char label[80];
    snprintf(label, sizeof label, "%s%s%s", model->about.name, variant ? "-" : "",
             variant ? variant : "");
    CONFORMANCE_CHECK(run, strcmp(label, run->label) == 0);
    conformance_play(run);
    CONFORMANCE_CHECK(run, run->world.outcome.is_complete);
    CONFORMANCE_CHECK(run, run->world.outcome.device_count > 0);
    CONFORMANCE_CHECK(run, run->world.outcome.patched == run->world.outcome.device_count);
}

static void smoke(const char *label)
{
    conformance_in_child(label, (const char *const[]){NULL}, play_smoke);
}

Test(conformance, every_smoke_scenario_patches_all)
{
    conformance_for_each(smoke);
}

static void same_bytes(const char *label)
{
    char parent[32];
    const char *const none[] = {NULL};
    const char *const other_seed[] = {"seed=77", NULL};
    conformance_make_parent(parent);
    json_t *first = conformance_result(label, none, parent, "first");
    json_t *second = conformance_result(label, none, parent, "second");
    json_t *third = conformance_result(label, other_seed, parent, "third");
    const char *sum = json_string_value(json_object_get(first, "checksum_sha256"));
    cr_assert_not_null(sum);
    cr_expect_str_eq(json_string_value(json_object_get(second, "checksum_sha256")), sum, "%s",
                     label);
    cr_expect_not(
        json_equal(json_object_get(first, "files_sha256"), json_object_get(third, "files_sha256")),
        "%s: another seed changes nothing", label);
    json_decref(first);
    json_decref(second);
    json_decref(third);
    conformance_remove_parent(parent);
}

Test(conformance, same_seed_same_bytes)
{
    conformance_for_each(same_bytes);
}

/** All systems write the same keys, but those under their own names. */
static void expect_same_keys(json_t *a, const char *own_a, json_t *b, const char *own_b)
{
    const char *key;
    json_t *value;
    json_object_foreach(a, key, value)
    {
        json_t *other = json_object_get(b, strcmp(key, own_a) == 0 ? own_b : key);
        cr_expect_not_null(other, "%s has no %s", own_b, key);
        if (strcmp(key, own_a) != 0 && json_is_object(value) && json_is_object(other))
            expect_same_keys(value, own_a, other, own_b);
    }
}

static json_t *schema;
static char schema_system[64];
static char schema_parent[32];

static void same_schema(const char *label)
{
    json_t *result = conformance_result(label, (const char *const[]){"duration=2min", NULL},
                                        schema_parent, label);
    const char *system = json_string_value(json_object_get(result, "system"));
    cr_assert_not_null(system);
    if (schema) {
        expect_same_keys(schema, schema_system, result, system);
        expect_same_keys(result, system, schema, schema_system);
        json_decref(result);
    } else {
        schema = result;
        snprintf(schema_system, sizeof schema_system, "%s", system);
    }
}

Test(conformance, results_have_one_schema)
{
    conformance_make_parent(schema_parent);
    conformance_for_each(same_schema);
    json_decref(schema);
    conformance_remove_parent(schema_parent);
}

static void play_empty(struct conformance_run *run)
{
    conformance_play(run);
    CONFORMANCE_CHECK(run, run->world.outcome.patched == 0);
    CONFORMANCE_CHECK(run, outcome_time_to_share(&run->world.outcome, 0.5) == -1);
}

static void empty(const char *label)
{
    conformance_in_child(label, (const char *const[]){"world.devices=0", "world.hubs=0", NULL},
                         play_empty);
    conformance_in_child(
        label,
        (const char *const[]){"world.devices=0", "world.hubs=0", "world.distributors=0", NULL},
        play_empty);
}

/* Without hubs there are no devices: config_check sees to it. */
Test(conformance, nobody_to_patch)
{
    conformance_for_each(empty);
}

static void alone(const char *label)
{
    conformance_in_child(label, (const char *const[]){"world.distributors=0", NULL},
                         conformance_play);
}

Test(conformance, no_distributors)
{
    conformance_for_each(alone);
}

static void one(const char *label)
{
    conformance_in_child(label, (const char *const[]){"world.hubs=1", "world.devices=1", NULL},
                         play_smoke);
}

Test(conformance, one_device)
{
    conformance_for_each(one);
}

static sim_time outage;

/** All machines stop, for good. */
static void outage_main(void *argument)
{
    struct world *world = argument;
    sim_actor_sleep(world->engine, outage);
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; i < world->counts[role]; i++)
            sim_node_fail(world->participants[role][i].node);
}

static void play_offline(struct conformance_run *run)
{
    CONFORMANCE_CHECK(
        run, sim_actor_spawn(run->world.monitor, "outage", outage_main, &run->world, NULL) == 0);
    conformance_play(run);
    CONFORMANCE_CHECK(run, !run->world.outcome.is_complete);
    CONFORMANCE_CHECK(run, outage > 0 || run->world.outcome.patched == 0);
    CONFORMANCE_CHECK(run, run->world.outcome.patched < run->world.outcome.device_count);
}

static void offline(const char *label)
{
    static const sim_time outages[] = {0, SIM_TIME_SECOND, 60 * SIM_TIME_SECOND,
                                       200 * SIM_TIME_SECOND};
    for (size_t i = 0; i < sizeof outages / sizeof outages[0]; i++) {
        outage = outages[i];
        conformance_in_child(label, (const char *const[]){"duration=1h", NULL}, play_offline);
    }
}

Test(conformance, everybody_offline)
{
    conformance_for_each(offline);
}

static enum world_role outage_role;

/** All machines of a role stop, for a minute. */
static void short_outage_main(void *argument)
{
    struct world *world = argument;
    uint32_t count = world->counts[outage_role];
    sim_actor_sleep(world->engine, outage);
    for (uint32_t i = 0; i < count; i++)
        participant_fail(&world->participants[outage_role][i]);
    sim_actor_sleep(world->engine, 60 * SIM_TIME_SECOND);
    for (uint32_t i = 0; i < count; i++)
        participant_restore(&world->participants[outage_role][i]);
}

/** What stands in no state is done again: the work ends, and nobody is left out for it. */
static void play_resumed(struct conformance_run *run)
{
    CONFORMANCE_CHECK(run, sim_actor_spawn(run->world.monitor, "outage", short_outage_main,
                                           &run->world, NULL) == 0);
    conformance_play(run);
    CONFORMANCE_CHECK(run, run->world.outcome.is_complete);
    CONFORMANCE_CHECK(run, run->world.outcome.patched == run->world.outcome.device_count);
    for (size_t i = 0; i < run->world.outcome.gas_count; i++)
        if (strcmp(run->world.outcome.gas[i].operation, "release") == 0)
            CONFORMANCE_CHECK(run, run->world.outcome.gas[i].count == 1);
    if (run->failed)
        fprintf(stderr, "%s: role %d stopped at %g s\n", run->label, (int)outage_role,
                (double)outage / 1e9);
}

/** While a release is made, while it is delivered, and at an expiry after two hours. */
static void resumed(const char *label)
{
    static const struct {
        enum world_role role;
        int at_s;
    } outages[] = {
        {WORLD_MANUFACTURER, 13}, {WORLD_MANUFACTURER, 26},
        {WORLD_MANUFACTURER, 45}, {WORLD_MANUFACTURER, 7195},
        {WORLD_DISTRIBUTOR, 70},  {WORLD_DISTRIBUTOR, 200},
        {WORLD_HUB, 70},          {WORLD_HUB, 200},
        {WORLD_DEVICE, 70},       {WORLD_DEVICE, 200},
    };
    for (size_t i = 0; i < sizeof outages / sizeof outages[0]; i++) {
        outage_role = outages[i].role;
        outage = outages[i].at_s * SIM_TIME_SECOND;
        conformance_in_child(label, (const char *const[]){NULL}, play_resumed);
    }
}

Test(conformance, who_fails_resumes)
{
    conformance_for_each(resumed);
}

static void cut_off(const char *label)
{
    conformance_in_child(label, (const char *const[]){"duration=1s", NULL}, conformance_play);
    conformance_in_child(label, (const char *const[]){"duration=3min", NULL}, conformance_play);
}

Test(conformance, durations_that_are_too_short)
{
    conformance_for_each(cut_off);
}

static void failing(const char *label)
{
    conformance_in_child(label,
                         (const char *const[]){"faults.distributor_mean_uptime=3min",
                                               "faults.distributor_mean_downtime=1min", NULL},
                         conformance_play);
}

Test(conformance, failing_distributors)
{
    conformance_for_each(failing);
}

/** Firm or not, books are those of the final chain; without a chain there is nothing to undo. */
static void play_reorganised(struct conformance_run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    conformance_play(run);
    CONFORMANCE_CHECK(run,
                      (outcome->reorganisations > 0) == model_has(run->world.model, MODEL_CHAIN));
    CONFORMANCE_CHECK(run,
                      (outcome->orphaned_blocks > 0) == model_has(run->world.model, MODEL_CHAIN));
    CONFORMANCE_CHECK(run, outcome->is_complete);
}

static void reorganised(const char *label)
{
    conformance_in_child(
        label,
        (const char *const[]){"chain.confirmations=4", "faults.reorg_mean_interval=2min", NULL},
        play_reorganised);
    conformance_in_child(label,
                         (const char *const[]){"faults.reorg_mean_interval=1min",
                                               "faults.reorg_omitted_share=0.3", NULL},
                         play_reorganised);
}

Test(conformance, reorganisations)
{
    conformance_for_each(reorganised);
}

static uint64_t update_bytes(const struct conformance_run *run)
{
    const struct scenario_section *section = run->world.model->about.section;
    const char *values = scenario_section_values(run->scenario, section->name);
    uint64_t bytes = 0;
    for (size_t i = 0; i < section->param_count; i++)
        if (strcmp(section->params[i].key, "update_size") == 0)
            memcpy(&bytes, values + section->params[i].offset, sizeof bytes);
    return bytes;
}

/* Whose answer was lost is asked again; who runs the update says so, and neither writes it to its
 * flash memory again nor is counted again. */
static void play_deaf(struct conformance_run *run)
{
    double flash_ns = 0, once_ns;
    conformance_play(run);
    const struct outcome *outcome = &run->world.outcome;
    for (uint32_t i = 0; i < outcome->device_count; i++)
        flash_ns += outcome->devices[i].flash_ns;
    once_ns = crypto_power_flash_ns(
        crypto_power_find(run->world.participants[WORLD_DEVICE][0].device_class->name),
        update_bytes(run));
    CONFORMANCE_CHECK(run, sim_engine_stats(run->world.engine)->radio_messages_lost > 0);
    CONFORMANCE_CHECK(run, outcome_updates(outcome) > 0);
    /* Holders of lee_lee have it from the start. */
    CONFORMANCE_CHECK(run, flash_ns / once_ns < (double)outcome_updates(outcome) + 1e-6);
}

static void deaf(const char *label)
{
    conformance_in_child(
        label, (const char *const[]){"faults.radio_message_loss=0.3", "duration=6h", NULL},
        play_deaf);
}

Test(conformance, an_update_is_written_once_however_many_answers_are_lost)
{
    conformance_for_each(deaf);
}

/* Nothing hangs, and no byte or wei is lost, whatever is left undone. */
static void beset(const char *label)
{
    static const char *const seeds[] = {"seed=1", "seed=2"};
    static const char *const durations[] = {"duration=5min", "duration=1h", "duration=6h"};
    for (size_t seed = 0; seed < sizeof seeds / sizeof seeds[0]; seed++)
        for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++)
            conformance_in_child(label,
                                 (const char *const[]){seeds[seed],
                                                       durations[i],
                                                       "faults.session_shape=0.6",
                                                       "faults.manufacturer_mean_uptime=5min",
                                                       "faults.manufacturer_mean_downtime=1min",
                                                       "faults.distributor_mean_uptime=5min",
                                                       "faults.distributor_mean_downtime=1min",
                                                       "faults.hub_mean_uptime=5min",
                                                       "faults.hub_mean_downtime=1min",
                                                       "faults.device_mean_uptime=5min",
                                                       "faults.device_mean_downtime=20s",
                                                       "faults.home_line_mean_uptime=5min",
                                                       "faults.home_line_mean_downtime=1min",
                                                       "faults.distributor_line_mean_uptime=5min",
                                                       "faults.distributor_line_mean_downtime=1min",
                                                       "faults.manufacturer_outage_start=1min",
                                                       "faults.manufacturer_outage_length=2min",
                                                       "faults.congestion_start=3min",
                                                       "faults.congestion_length=4min",
                                                       "faults.radio_message_loss=0.05",
                                                       "faults.reorg_mean_interval=3min",
                                                       "faults.reorg_omitted_share=0.2",
                                                       NULL},
                                 conformance_play);
}

Test(conformance, every_fault_at_once)
{
    conformance_for_each(beset);
}
