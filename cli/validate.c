#include <stdio.h>
#include <stdlib.h>

#include "analysis/file.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/child.h"
#include "cli/command.h"
#include "models/registry.h"
#include "models/shared/world.h"
#include "scenarios/experiment.h"

/* Both lists have room for all of argv. */
struct request {
    const char **paths;
    size_t path_count;
    const char **set;
    size_t set_count;
};

static const struct cli_option options[] = {
    {"--set", "A.B=C", "use this value instead of the scenario's; may be repeated"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name == NULL)
        request->paths[request->path_count++] = value;
    else
        request->set[request->set_count++] = value;
    return 0;
}

/* What a run would warn of before its first event, as the process that has built its world hands it
 * back. */
struct warnings {
    int error; /* 0, or a code with its text */
    char error_text[512];
    size_t count;
    char texts[OUTCOME_WARNING_MAX][512];
};

struct task {
    const struct scenario *scenario;
    struct warnings *warnings;
};

static bool build_world(void *context, int fd)
{
    const struct task *task = context;
    const struct config_run *settings = scenario_section_values(task->scenario, "");
    struct warnings *warnings = task->warnings;
    struct world world;
    int r = world_init(&world, task->scenario, models_at(settings->system));

    if (r == 0) {
        warnings->count = world.outcome.warning_count;
        for (size_t i = 0; i < warnings->count; i++)
            snprintf(warnings->texts[i], sizeof(warnings->texts[i]), "%s",
                     world.outcome.warnings[i]);
        world_deinit(&world);
    }
    warnings->error = r;
    if (r < 0)
        snprintf(warnings->error_text, sizeof(warnings->error_text), "%s", cli_error_text(r));
    return analysis_file_append(fd, warnings, sizeof(*warnings));
}

/* Prints them below "FILE: ok". Returns 0 or an error. */
static int print_warnings(const char *path, const struct experiment *experiment,
                          struct scenario_report *report)
{
    struct scenario *scenario = NULL;
    struct warnings warnings = {0};
    struct task task = {.warnings = &warnings};
    struct cli_child child;
    size_t len, setting_count;
    const char *text = experiment_text(experiment, &len);
    const char *const *settings = experiment_point_settings(experiment, 0, &setting_count);
    int r = experiment_load_point(cli_catalogue(), path, text, len, settings, setting_count, report,
                                  &scenario);

    task.scenario = scenario;
    fflush(stdout);
    if (r == 0)
        r = cli_child_start(build_world, &task, &child);
    if (r == 0)
        r = cli_child_take(&child, &warnings, sizeof(warnings));
    if (r == 0 && warnings.error < 0)
        r = base_fail(warnings.error, "%s", warnings.error_text);
    for (size_t i = 0; r == 0 && i < warnings.count; i++)
        printf("%s: warning: %s\n", path, warnings.texts[i]);
    scenario_free(scenario);
    return r;
}

/* A scenario and not many. */
static bool is_one_run(const struct experiment *experiment)
{
    const struct experiment_replications *replications = experiment_replications(experiment);

    return experiment_point_count(experiment) == 1 && replications->count == 1 &&
           replications->metric[0] == '\0';
}

/* "FILE: ok", and of an experiment how much it is. */
static void print_ok(const char *path, const struct experiment *experiment)
{
    const struct experiment_replications *replications = experiment_replications(experiment);
    size_t points = experiment_point_count(experiment);

    printf("%s: ok", path);
    if (replications->metric[0] != '\0')
        printf(", %zu points, at most %llu runs each", points,
               (unsigned long long)replications->maximum);
    else if (points > 1 || replications->count > 1)
        printf(", %zu points, %llu runs each", points, (unsigned long long)replications->count);
    puts("");
}

/* Returns 0, BASE_E_SCENARIO after printing what is wrong, or another error. */
static int validate(const struct request *request, const char *path)
{
    struct scenario_report *report;
    struct experiment *experiment = NULL;
    int r = scenario_report_new(&report);

    if (r < 0)
        return r;
    r = experiment_load(cli_catalogue(), &cli_campaign_hooks, path, request->set,
                        request->set_count, report, &experiment);
    if (r == 0)
        print_ok(path, experiment);
    if (r == 0 && is_one_run(experiment))
        r = print_warnings(path, experiment, report);
    if (r == BASE_E_SCENARIO)
        scenario_report_print(report, stderr);
    experiment_free(experiment);
    scenario_report_free(report);
    return r;
}

/* All files are looked at, whatever is wrong with those before. */
static int validate_all(const struct request *request)
{
    int exit_code = CLI_EXIT_OK;

    for (size_t i = 0; i < request->path_count; i++) {
        int r = validate(request, request->paths[i]);

        if (r < 0)
            exit_code = cli_exit_for_error(r);
        if (r < 0 && r != BASE_E_SCENARIO) {
            fprintf(stderr, "crowdpatch validate: %s\n", cli_error_text(r));
            break;
        }
    }
    return exit_code;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    int exit_code = CLI_EXIT_IO;

    request.paths = calloc((size_t)argc, sizeof(*request.paths));
    request.set = calloc((size_t)argc, sizeof(*request.set));
    if (request.paths == NULL || request.set == NULL) {
        fprintf(stderr, "crowdpatch validate: memory is exhausted\n");
    } else {
        exit_code = cli_parse(command, argc, argv, take, &request);
        if (exit_code == 0 && request.path_count == 0) {
            fprintf(stderr, "crowdpatch validate: which scenario? try: crowdpatch validate "
                            "scenarios/quickstart.json\n");
            exit_code = CLI_EXIT_USAGE;
        } else if (exit_code == 0) {
            exit_code = validate_all(&request);
        }
    }
    free(request.paths);
    free(request.set);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_validate_command = {
    .name = "validate",
    .arguments = "SCENARIO...",
    .summary = "check scenarios and experiments without running them",
    .help = "Prints \"FILE: ok\", or every error with its line. Exit code 3: a file is wrong. Of a "
            "scenario it builds the world, and prints what a run would warn of before it begins; "
            "a campaign's warnings stand in its report.",
    .options = options,
    .run = run,
};
