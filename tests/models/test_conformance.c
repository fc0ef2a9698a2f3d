#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "models/model.h"
#include "models/registry.h"
#include "models/shared/chain_service.h"
#include "models/shared/run_files.h"

/* What every system must do, for every row of the registry and every variant, on its smoke
 * scenario. SimGrid allows one world a process: each run is a child, which says on standard error
 * what is wrong. */

#define OPTIONS_MAX 8

/** One run in its child. */
struct run {
    const char *label; /* "client_server-cdn" */
    struct scenario *scenario;
    struct world world;
    bool failed;
};

/** Notes what is wrong and goes on. */
#define CHECK(run, condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s: line %d: %s\n", (run)->label, __LINE__, #condition);              \
            (run)->failed = true;                                                                  \
        }                                                                                          \
    } while (0)

static void set_up(struct run *run, const char *const options[])
{
    char path[400];
    struct scenario_report *report;
    size_t count = 0;
    while (options[count])
        count++;
    snprintf(path, sizeof path, "%s/%s.json", SMOKE_SCENARIOS, run->label);
    if (scenario_report_new(&report) < 0)
        exit(2);
    int r = scenario_load(models_catalogue(), path, options, count, report, &run->scenario);
    if (r == 0)
        r = models_check(run->scenario, report);
    scenario_report_print(report, stderr);
    scenario_report_free(report);
    if (r < 0)
        exit(2);
    const struct config_run *settings = scenario_section_values(run->scenario, "");
    if (world_init(&run->world, run->scenario, models_at(settings->system)) < 0)
        exit(2);
}

/** Bytes on each class of links: what was sent was received, or counted by neither. */
static void check_bytes(struct run *run)
{
    const struct sim_engine *engine = run->world.engine;
    const struct sim_engine_stats *stats = sim_engine_stats(engine);
    struct sim_node_traffic sum = {0};
    for (size_t i = 0; i < sim_node_count(engine); i++) {
        const struct sim_node_traffic *traffic = sim_node_traffic(sim_node_at(engine, i));
        sum.wan_up_bytes += traffic->wan_up_bytes;
        sum.wan_down_bytes += traffic->wan_down_bytes;
        sum.lan_up_bytes += traffic->lan_up_bytes;
        sum.lan_down_bytes += traffic->lan_down_bytes;
    }
    CHECK(run, sum.wan_up_bytes == sum.wan_down_bytes);
    CHECK(run, sum.lan_up_bytes == sum.lan_down_bytes);
    CHECK(run, sum.wan_up_bytes == stats->wan_bytes);
    CHECK(run, sum.lan_up_bytes == stats->lan_bytes);
    CHECK(run, stats->messages_sent == stats->messages_delivered + stats->messages_lost);
}

static void check_wei(struct run *run)
{
    const struct world *world = &run->world;
    CHECK(run, (world->chain != NULL) == model_has(world->model, MODEL_CHAIN));
    if (!world->chain) {
        CHECK(run, world->outcome.gas_count == 0);
        CHECK(run, world->outcome.blocks_checked == 0);
        return;
    }
    struct chain *chain = chain_service_chain(world->chain);
    CHECK(run, chain_check_supply(chain) == 0);
    CHECK(run, world->outcome.blocks_checked == chain_head_number(chain));
}

/** A run ends when its work or its clock does, and says which. */
static void check_end(struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    sim_time duration = run->world.run->duration_ns;
    if (outcome->is_complete)
        CHECK(run, outcome->ended <= duration);
    else
        CHECK(run, outcome->ended == duration);
    CHECK(run, outcome->patched == outcome_count_state(outcome, OUTCOME_PATCHED));
}

static void play(struct run *run)
{
    int r = world_run(&run->world);
    if (r < 0)
        fprintf(stderr, "%s: %s\n", run->label, base_fail_text());
    CHECK(run, r == 0);
    check_bytes(run);
    check_wei(run);
    check_end(run);
}

/** Runs body(run) in a child on one smoke scenario; the world stands before and falls after. */
static void in_child(const char *label, const char *const options[], void (*body)(struct run *run))
{
    int status;
    fflush(NULL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct run run = {.label = label};
        set_up(&run, options);
        body(&run);
        world_deinit(&run.world);
        scenario_free(run.scenario);
        _exit(run.failed ? 1 : 0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: status %d", label, status);
}

/** Calls visit(label) for every system and variant. */
static void for_each(void (*visit)(const char *label))
{
    for (int i = 0; models_names[i]; i++) {
        const struct scenario_param *variants = models_variants(models_at(i));
        char label[80];
        if (!variants)
            visit(models_names[i]);
        for (size_t v = 0; variants && variants->choices[v]; v++) {
            snprintf(label, sizeof label, "%s-%s", models_names[i], variants->choices[v]);
            visit(label);
        }
    }
}

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
        cr_expect(model->setup && model->play && model->teardown, "%s", name);
        model->teardown(NULL);
        for (int other = 0; other < i; other++)
            cr_expect_str_neq(name, models_names[other]);
    }
}

static void play_smoke(struct run *run)
{
    const struct model_ops *model = run->world.model;
    const char *variant = models_variant(model, run->scenario);
    char label[80];
    snprintf(label, sizeof label, "%s%s%s", model->about.name, variant ? "-" : "",
             variant ? variant : "");
    CHECK(run, strcmp(label, run->label) == 0);
    play(run);
    CHECK(run, run->world.outcome.is_complete);
    CHECK(run, run->world.outcome.device_count > 0);
    CHECK(run, run->world.outcome.patched == run->world.outcome.device_count);
}

static void smoke(const char *label)
{
    in_child(label, (const char *const[]){NULL}, play_smoke);
}

Test(conformance, every_smoke_scenario_patches_all)
{
    for_each(smoke);
}

static char directory[128];

static void play_to_files(struct run *run)
{
    char *no_arguments[] = {NULL};
    const struct run_files_context context = {
        .version = "test", .argv = no_arguments, .scenario_path = run->label};
    play(run);
    CHECK(run, run_files_write(&run->world, &context, directory) == 0);
}

/** The result names the checksums of all tables. */
static json_t *result_of(const char *label, const char *const options[], const char *parent,
                         const char *name)
{
    char path[200];
    snprintf(directory, sizeof directory, "%s/%s", parent, name);
    in_child(label, options, play_to_files);
    snprintf(path, sizeof path, "%s/result.json", directory);
    json_t *result = json_load_file(path, 0, NULL);
    cr_assert_not_null(result, "%s", path);
    return result;
}

static void make_parent(char ret_parent[32])
{
    strcpy(ret_parent, "/tmp/crowdpatch-test-XXXXXX");
    cr_assert_not_null(mkdtemp(ret_parent));
}

static void remove_parent(const char *parent)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf '%s'", parent);
    cr_expect_eq(system(command), 0);
}

static void same_bytes(const char *label)
{
    char parent[32];
    const char *const none[] = {NULL};
    const char *const other_seed[] = {"seed=77", NULL};
    make_parent(parent);
    json_t *first = result_of(label, none, parent, "first");
    json_t *second = result_of(label, none, parent, "second");
    json_t *third = result_of(label, other_seed, parent, "third");
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
    remove_parent(parent);
}

Test(conformance, same_seed_same_bytes)
{
    for_each(same_bytes);
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
    json_t *result =
        result_of(label, (const char *const[]){"duration=2min", NULL}, schema_parent, label);
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
    make_parent(schema_parent);
    for_each(same_schema);
    json_decref(schema);
    remove_parent(schema_parent);
}

static void play_empty(struct run *run)
{
    play(run);
    CHECK(run, run->world.outcome.patched == 0);
    CHECK(run, outcome_time_to_share(&run->world.outcome, 0.5) == -1);
}

static void empty(const char *label)
{
    in_child(label, (const char *const[]){"world.devices=0", "world.hubs=0", NULL}, play_empty);
    in_child(label,
             (const char *const[]){"world.devices=0", "world.hubs=0", "world.distributors=0", NULL},
             play_empty);
}

/* Without hubs there are no devices: config_check sees to it. */
Test(conformance, nobody_to_patch)
{
    for_each(empty);
}

static void alone(const char *label)
{
    in_child(label, (const char *const[]){"world.distributors=0", NULL}, play);
}

Test(conformance, no_distributors)
{
    for_each(alone);
}

static void one(const char *label)
{
    in_child(label, (const char *const[]){"world.hubs=1", "world.devices=1", NULL}, play_smoke);
}

Test(conformance, one_device)
{
    for_each(one);
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

static void play_offline(struct run *run)
{
    CHECK(run, sim_actor_spawn(run->world.monitor, "outage", outage_main, &run->world, NULL) == 0);
    play(run);
    CHECK(run, !run->world.outcome.is_complete);
    CHECK(run, outage > 0 || run->world.outcome.patched == 0);
    CHECK(run, run->world.outcome.patched < run->world.outcome.device_count);
}

static void offline(const char *label)
{
    static const sim_time outages[] = {0, SIM_TIME_SECOND, 60 * SIM_TIME_SECOND,
                                       200 * SIM_TIME_SECOND};
    for (size_t i = 0; i < sizeof outages / sizeof outages[0]; i++) {
        outage = outages[i];
        in_child(label, (const char *const[]){"duration=1h", NULL}, play_offline);
    }
}

Test(conformance, everybody_offline)
{
    for_each(offline);
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
static void play_resumed(struct run *run)
{
    CHECK(run,
          sim_actor_spawn(run->world.monitor, "outage", short_outage_main, &run->world, NULL) == 0);
    play(run);
    CHECK(run, run->world.outcome.is_complete);
    CHECK(run, run->world.outcome.patched == run->world.outcome.device_count);
    for (size_t i = 0; i < run->world.outcome.gas_count; i++)
        if (strcmp(run->world.outcome.gas[i].operation, "release") == 0)
            CHECK(run, run->world.outcome.gas[i].count == 1);
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
        in_child(label, (const char *const[]){NULL}, play_resumed);
    }
}

Test(conformance, who_fails_resumes)
{
    for_each(resumed);
}

static void cut_off(const char *label)
{
    in_child(label, (const char *const[]){"duration=1s", NULL}, play);
    in_child(label, (const char *const[]){"duration=3min", NULL}, play);
}

Test(conformance, durations_that_are_too_short)
{
    for_each(cut_off);
}

static void failing(const char *label)
{
    in_child(label,
             (const char *const[]){"faults.distributor_mean_uptime=3min",
                                   "faults.distributor_mean_downtime=1min", NULL},
             play);
}

Test(conformance, failing_distributors)
{
    for_each(failing);
}

/** Firm or not, books are those of the final chain; without a chain there is nothing to undo. */
static void play_reorganised(struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    play(run);
    CHECK(run, (outcome->reorganisations > 0) == model_has(run->world.model, MODEL_CHAIN));
    CHECK(run, (outcome->orphaned_blocks > 0) == model_has(run->world.model, MODEL_CHAIN));
    CHECK(run, outcome->is_complete);
}

static void reorganised(const char *label)
{
    in_child(
        label,
        (const char *const[]){"chain.confirmations=4", "faults.reorg_mean_interval=2min", NULL},
        play_reorganised);
    in_child(label,
             (const char *const[]){"faults.reorg_mean_interval=1min",
                                   "faults.reorg_omitted_share=0.3", NULL},
             play_reorganised);
}

Test(conformance, reorganisations)
{
    for_each(reorganised);
}

/* Nothing hangs, and no byte or wei is lost, whatever is left undone. */
static void beset(const char *label)
{
    static const char *const seeds[] = {"seed=1", "seed=2"};
    static const char *const durations[] = {"duration=5min", "duration=1h", "duration=6h"};
    for (size_t seed = 0; seed < sizeof seeds / sizeof seeds[0]; seed++)
        for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++)
            in_child(label,
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
                     play);
}

Test(conformance, every_fault_at_once)
{
    for_each(beset);
}
