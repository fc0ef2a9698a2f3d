#include <stdlib.h>
#include <string.h>

#include "analysis/file.h"
#include "base/error.h"
#include "cli/child.h"
#include "cli/command.h"
#include "cli/compare.h"
#include "cli/results.h"
#include "models/registry.h"
#include "models/shared/config.h"
#include "scenarios/scenario.h"

/* SimGrid allows one world a process: each run is a process of its own. */

/** All lists have room for all of argv, and one more. */
struct request {
    const char **paths;
    struct scenario **scenarios;
    struct cli_compare_run *runs;
    size_t count;
    const char **set;
    size_t set_count;
    char seed[40];
    struct cli_compare_points points; /* of a campaign; says too whether JSON is asked for */
    /* Options that were given, of which one is named: NULL, none. */
    const char *of_scenarios, *of_campaign;
};

static const struct cli_option options[] = {
    {"--base", "POINT", "of a campaign: the point to compare with (default: the first)"},
    {"--confidence", "C", "of a campaign: of the intervals (default: 0.95)"},
    {"--json", NULL, "as JSON"},
    {"--method", "t|bca", "of a campaign: of intervals of means (default: t)"},
    {"--metric", "NAME", "of a campaign: this metric, or all that begin so: 'chain.*'"},
    {"--seed", "N", "use this seed for all instead of the first scenario's"},
    {"--set", "A.B=C", "use this value in all scenarios; may be repeated"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (!name) {
        request->paths[request->count++] = value;
        return 0;
    }
    if (strcmp(name, "--json") == 0) {
        request->points.json = true;
        return 0;
    }
    bool is_of_scenarios = strcmp(name, "--seed") == 0 || strcmp(name, "--set") == 0;
    *(is_of_scenarios ? &request->of_scenarios : &request->of_campaign) = name;
    if (strcmp(name, "--base") == 0) {
        request->points.base = value;
    } else if (strcmp(name, "--metric") == 0) {
        request->points.metrics[request->points.metric_count++] = value;
    } else if (strcmp(name, "--method") == 0) {
        return !cli_results_method("compare", value, &request->points.method);
    } else if (strcmp(name, "--confidence") == 0) {
        return !cli_results_share("compare", name, value, &request->points.confidence);
    } else if (strcmp(name, "--seed") == 0) {
        snprintf(request->seed, sizeof request->seed, "seed=%s", value);
        request->set[request->set_count++] = request->seed;
    } else {
        request->set[request->set_count++] = value;
    }
    return 0;
}

/** Loads all; the first one's seed is that of the others. */
static int load_all(struct request *request)
{
    int r = 0;
    for (size_t i = 0; i < request->count; i++) {
        int load_r =
            cli_load(request->paths[i], request->set, request->set_count, &request->scenarios[i]);
        r = r < 0 ? r : load_r;
        if (i > 0 || load_r < 0)
            continue;
        const struct config_run *run = scenario_section_values(request->scenarios[0], "");
        snprintf(request->seed, sizeof request->seed, "seed=%llu", (unsigned long long)run->seed);
        request->set[request->set_count++] = request->seed;
    }
    return r;
}

/** What a child simulates, and where its answer goes. */
struct task {
    const struct scenario *scenario;
    struct cli_compare_run *run;
};

static bool simulate(void *context, int fd)
{
    const struct task *task = context;
    const struct config_run *settings = scenario_section_values(task->scenario, "");
    struct world world;
    int r = world_init(&world, task->scenario, models_at(settings->system));
    if (r == 0) {
        r = world_run(&world);
        cli_compare_measure(&world, task->run);
        world_deinit(&world);
    }
    task->run->error = r;
    if (r < 0)
        snprintf(task->run->error_text, sizeof task->run->error_text, "%s", cli_error_text(r));
    return analysis_file_append(fd, task->run, sizeof *task->run);
}

static int simulate_apart(const struct scenario *scenario, struct cli_compare_run *ret_run)
{
    struct task task = {scenario, ret_run};
    struct cli_child child;
    int r = cli_child_start(simulate, &task, &child);
    if (r == 0)
        r = cli_child_take(&child, ret_run, sizeof *ret_run);
    return r == 0 && ret_run->error < 0 ? base_fail(ret_run->error, "%s", ret_run->error_text) : r;
}

static int compare(struct request *request)
{
    bool is_complete = true;
    int r = load_all(request);
    if (r == BASE_E_SCENARIO)
        return CLI_EXIT_SCENARIO;
    for (size_t i = 0; r == 0 && i < request->count; i++) {
        r = simulate_apart(request->scenarios[i], &request->runs[i]);
        is_complete = is_complete && request->runs[i].is_complete;
        if (r < 0)
            r = base_fail_context(r, "%s", request->paths[i]);
    }
    if (r == 0 && request->points.json)
        r = cli_compare_print_json(request->paths, request->runs, request->count, stdout);
    else if (r == 0)
        cli_compare_print(request->paths, request->runs, request->count, stdout);
    if (r < 0)
        return cli_end("compare", r);
    return is_complete ? CLI_EXIT_OK : CLI_EXIT_INCOMPLETE;
}

/** Of a campaign when it is one, of scenarios otherwise. Returns an exit code. */
static int choose(struct request *request)
{
    bool is_campaign = request->count == 1 && cli_results_is_campaign(request->paths[0]);
    const char *other = is_campaign ? request->of_scenarios : request->of_campaign;
    if (!is_campaign && request->count < 2) {
        fprintf(stderr, "crowdpatch compare: at least two scenarios, or a campaign; try: "
                        "crowdpatch compare scenarios/smoke/*.json\n");
        return CLI_EXIT_USAGE;
    }
    if (other) {
        fprintf(stderr, "crowdpatch compare: %s is for %s\n", other,
                is_campaign ? "scenarios; a campaign has been run" : "one campaign");
        return CLI_EXIT_USAGE;
    }
    if (!is_campaign)
        return compare(request);
    request->points.path = request->paths[0];
    return cli_compare_points(&request->points);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    size_t room = (size_t)argc + 1;
    struct request request = {
        .paths = calloc(room, sizeof *request.paths),
        .scenarios = calloc(room, sizeof(struct scenario *)),
        .runs = calloc(room, sizeof *request.runs),
        .set = calloc(room, sizeof *request.set),
        .points = {.metrics = calloc(room, sizeof *request.points.metrics), .confidence = 0.95},
    };
    int exit_code = CLI_EXIT_IO;
    if (!request.paths || !request.scenarios || !request.runs || !request.set ||
        !request.points.metrics) {
        fprintf(stderr, "crowdpatch compare: memory is exhausted\n");
    } else {
        exit_code = cli_parse(command, argc, argv, take, &request);
        if (exit_code == 0)
            exit_code = choose(&request);
        for (size_t i = 0; i < request.count; i++)
            scenario_free(request.scenarios[i]);
    }
    free(request.paths);
    free(request.scenarios);
    free(request.runs);
    free(request.set);
    free(request.points.metrics);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_compare_command = {
    .name = "compare",
    .arguments = "SCENARIO SCENARIO... | CAMPAIGN",
    .summary =
        "simulate several scenarios on common random numbers, or compare a campaign's points",
    .help =
        "All get the first one's seed. Participants draw from streams of their own, so that equal\n"
        "worlds draw equal numbers, whatever the system; a warning says where worlds differ. "
        "Prints\n"
        "each figure with its difference to the first scenario's, and writes no files. Exit code "
        "6:\n"
        "a scenario's duration ended before its release did.\n\n"
        "Of a campaign (its directory, or its results.csv): the mean differences of each point to\n"
        "one of them, paired by replication, with an interval and a verdict: more, less, equal in\n"
        "every pair, or not shown. At 0.95 one of twenty verdicts on equal things is wrong. What "
        "is\n"
        "true or false is compared by shares, whose interval is never too narrow.",
    .options = options,
    .run = run,
};
