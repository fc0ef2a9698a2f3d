#ifndef CROWDPATCH_TESTS_MODELS_CONFORMANCE_H
#define CROWDPATCH_TESTS_MODELS_CONFORMANCE_H

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdarg.h>
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

/* Runs of smoke scenarios, of which there is one for every system and variant. SimGrid allows one
 * world a process: each run is a child, which says on standard error what is wrong. */

/** One run in its child. */
struct conformance_run {
    const char *label; /* "client_server-cdn" */
    struct scenario *scenario;
    struct world world;
    bool failed;
};

/** Notes what is wrong and goes on. */
#define CONFORMANCE_CHECK(run, condition)                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s: line %d: %s\n", (run)->label, __LINE__, #condition);              \
            (run)->failed = true;                                                                  \
        }                                                                                          \
    } while (0)

#define CONFORMANCE_OPTIONS_MAX 40

/** `--set` options, of which systems get more than others. */
struct conformance_options {
    char texts[CONFORMANCE_OPTIONS_MAX][96];
    const char *list[CONFORMANCE_OPTIONS_MAX + 1]; /* NULL-terminated */
    size_t count;
};

__attribute__((unused, format(printf, 2, 3))) static void
conformance_set(struct conformance_options *options, const char *format, ...)
{
    va_list arguments;
    cr_assert_lt(options->count, CONFORMANCE_OPTIONS_MAX);
    char *text = options->texts[options->count];
    va_start(arguments, format);
    vsnprintf(text, sizeof options->texts[0], format, arguments);
    va_end(arguments);
    options->list[options->count++] = text;
    options->list[options->count] = NULL;
}

/** The system of a label such as "client_server-cdn". */
__attribute__((unused)) static const struct model_ops *conformance_model(const char *label)
{
    size_t len = strcspn(label, "-");
    for (int i = 0; models_names[i]; i++)
        if (strlen(models_names[i]) == len && strncmp(models_names[i], label, len) == 0)
            return models_at(i);
    cr_assert_fail("%s is of no system", label);
    return NULL;
}

__attribute__((unused)) static void conformance_set_up(struct conformance_run *run,
                                                       const char *const options[])
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
__attribute__((unused)) static void conformance_check_bytes(struct conformance_run *run)
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
    CONFORMANCE_CHECK(run, sum.wan_up_bytes == sum.wan_down_bytes);
    CONFORMANCE_CHECK(run, sum.lan_up_bytes == sum.lan_down_bytes);
    CONFORMANCE_CHECK(run, sum.wan_up_bytes == stats->wan_bytes);
    CONFORMANCE_CHECK(run, sum.lan_up_bytes == stats->lan_bytes);
    CONFORMANCE_CHECK(run,
                      stats->messages_sent == stats->messages_delivered + stats->messages_lost);
}

__attribute__((unused)) static void conformance_check_wei(struct conformance_run *run)
{
    const struct world *world = &run->world;
    CONFORMANCE_CHECK(run, (world->chain != NULL) == model_has(world->model, MODEL_CHAIN));
    if (!world->chain) {
        CONFORMANCE_CHECK(run, world->outcome.gas_count == 0);
        CONFORMANCE_CHECK(run, world->outcome.blocks_checked == 0);
        return;
    }
    struct chain *chain = chain_service_chain(world->chain);
    CONFORMANCE_CHECK(run, chain_check_supply(chain) == 0);
    CONFORMANCE_CHECK(run, world->outcome.blocks_checked == chain_head_number(chain));
}

/** A run ends when its work or its clock does, and says which. */
__attribute__((unused)) static void conformance_check_end(struct conformance_run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    sim_time duration = run->world.run->duration_ns;
    if (outcome->is_complete)
        CONFORMANCE_CHECK(run, outcome->ended <= duration);
    else
        CONFORMANCE_CHECK(run, outcome->ended == duration);
    if (outcome->is_complete)
        CONFORMANCE_CHECK(run, outcome_count_state(outcome, OUTCOME_IN_PROGRESS) == 0);
    CONFORMANCE_CHECK(run, outcome->patched == outcome_count_state(outcome, OUTCOME_PATCHED));
}

__attribute__((unused)) static void conformance_play(struct conformance_run *run)
{
    int r = world_run(&run->world);
    if (r < 0)
        fprintf(stderr, "%s: %s\n", run->label, base_fail_text());
    CONFORMANCE_CHECK(run, r == 0);
    conformance_check_bytes(run);
    conformance_check_wei(run);
    conformance_check_end(run);
}

/** Runs body(run) in a child on one smoke scenario; the world stands before and falls after. */
__attribute__((unused)) static void conformance_in_child(const char *label,
                                                         const char *const options[],
                                                         void (*body)(struct conformance_run *run))
{
    int status;
    fflush(NULL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct conformance_run run = {.label = label};
        conformance_set_up(&run, options);
        body(&run);
        world_deinit(&run.world);
        scenario_free(run.scenario);
        _exit(run.failed ? 1 : 0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: status %d", label, status);
}

/** Calls visit(label) for every system and variant; with CONFORMANCE_SYSTEM in the environment for
 * those of that system. */
__attribute__((unused)) static void conformance_for_each(void (*visit)(const char *label))
{
    const char *only = getenv("CONFORMANCE_SYSTEM");
    for (int i = 0; models_names[i]; i++) {
        if (only && strcmp(models_names[i], only) != 0)
            continue;
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

/** Where conformance_play_to_files() writes. */
static char conformance_directory[128];

__attribute__((unused)) static void conformance_play_to_files(struct conformance_run *run)
{
    char *no_arguments[] = {NULL};
    const struct run_files_context context = {
        .version = "test", .argv = no_arguments, .scenario_path = run->label};
    conformance_play(run);
    CONFORMANCE_CHECK(run, run_files_write(&run->world, &context, conformance_directory) == 0);
}

/** The result names the checksums of all tables. */
__attribute__((unused)) static json_t *conformance_result(const char *label,
                                                          const char *const options[],
                                                          const char *parent, const char *name)
{
    char path[200];
    snprintf(conformance_directory, sizeof conformance_directory, "%s/%s", parent, name);
    conformance_in_child(label, options, conformance_play_to_files);
    snprintf(path, sizeof path, "%s/result.json", conformance_directory);
    json_t *result = json_load_file(path, 0, NULL);
    cr_assert_not_null(result, "%s", path);
    return result;
}

__attribute__((unused)) static void conformance_make_parent(char ret_parent[32])
{
    strcpy(ret_parent, "/tmp/crowdpatch-test-XXXXXX");
    cr_assert_not_null(mkdtemp(ret_parent));
}

__attribute__((unused)) static void conformance_remove_parent(const char *parent)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf '%s'", parent);
    cr_expect_eq(system(command), 0);
}

#endif
