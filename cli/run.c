#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directories.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/effort.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/summary.h"
#include "cli/version.h"
#include "models/registry.h"
#include "models/shared/run_files.h"
#include "models/shared/run_result.h"
#include "models/shared/world_trace.h"
#include "scenarios/scenario.h"

/** `--set` options of one command line, with the one that --seed stands for. */
#define SET_MAX 256

struct request {
    const char *scenario_path;
    const char *out;
    const char *set[SET_MAX];
    size_t set_count;
    char seed[64];
    bool json;
    bool progress;
    bool quiet;
    bool trace;
    bool report;
};

static const struct cli_option options[] = {
    {"--json", NULL, "print result.json instead of the summary"},
    {"--out", "DIR", "write the results there; DIR must not exist (default: runs/NAME-seedN)"},
    {"--progress", NULL, "tell on standard error how far the run is"},
    {"--quiet", NULL, "print errors alone; with --json, result.json too"},
    {"--report", NULL, "make report.html too, as `crowdpatch report` does"},
    {"--seed", "N", "use this seed instead of the scenario's"},
    {"--set", "A.B=C", "use this value instead of the scenario's; may be repeated"},
    {"--trace", NULL, "write the event log trace.jsonl.zst too"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (!name) {
        if (request->scenario_path) {
            fprintf(stderr, "crowdpatch run: one scenario at a time: \"%s\" is a second one\n",
                    value);
            return 1;
        }
        request->scenario_path = value;
    } else if (strcmp(name, "--out") == 0) {
        request->out = value;
    } else if (strcmp(name, "--json") == 0) {
        request->json = true;
    } else if (strcmp(name, "--progress") == 0) {
        request->progress = true;
    } else if (strcmp(name, "--quiet") == 0) {
        request->quiet = true;
    } else if (strcmp(name, "--report") == 0) {
        request->report = true;
    } else if (strcmp(name, "--trace") == 0) {
        request->trace = true;
    } else if (request->set_count == SET_MAX) {
        fprintf(stderr, "crowdpatch run: more than %d --set options\n", SET_MAX);
        return 1;
    } else if (strcmp(name, "--seed") == 0) {
        snprintf(request->seed, sizeof request->seed, "seed=%s", value);
        request->set[request->set_count++] = request->seed;
    } else {
        request->set[request->set_count++] = value;
    }
    return 0;
}

/** Prints result.json, or the summary. Returns 0 or an error. */
static int print_result(const struct request *request, const struct world *world)
{
    if (!request->json) {
        if (!request->quiet)
            cli_summary_print(world, request->out, stdout);
        return 0;
    }
    char *text = run_result_json(world, CLI_VERSION, request->out);
    if (!text)
        return BASE_E_NOMEM;
    puts(text);
    free(text);
    return 0;
}

/** The log goes where the results will. Without one, that place is made after the run. */
static int begin_trace(const struct request *request, struct world *world,
                       struct base_staging *staging)
{
    if (!request->trace)
        return 0;
    int r = base_staging_begin(staging, request->out);
    char *path = r == 0 ? base_staging_path(staging, WORLD_TRACE_FILE) : NULL;
    if (r == 0)
        r = path ? world_trace_begin(world, path, CLI_VERSION) : BASE_E_NOMEM;
    free(path);
    return r;
}

static int simulate(const struct request *request, const struct scenario *scenario, int argc,
                    char **argv, bool *ret_complete)
{
    const struct config_run *settings = scenario_section_values(scenario, "");
    struct world world;
    struct cli_progress progress;
    struct run_files_context context = {
        .version = CLI_VERSION,
        .argc = argc,
        .argv = argv,
        .scenario_path = request->scenario_path,
        .started_at = time(NULL),
    };
    struct cli_effort effort = {0};
    struct base_staging staging = {0};
    cli_progress_start(&progress, NULL);
    int r = world_init(&world, scenario, models_at(settings->system));
    if (r < 0)
        return r;
    effort.start_up_s = cli_progress_end(&progress, &world);
    cli_progress_start(&progress, request->progress ? stderr : NULL);
    world.on_sample = cli_progress_show;
    world.on_sample_context = &progress;
    r = begin_trace(request, &world, &staging);
    if (r == 0)
        r = world_run(&world);
    context.wall_s = cli_progress_end(&progress, &world);
    int closed = world_trace_end(&world);
    if (r == 0)
        r = closed;
    if (r == 0 && !request->trace)
        r = base_staging_begin(&staging, request->out);
    if (r == 0)
        r = run_files_write_into(&world, &context, &staging);
    base_staging_deinit(&staging);
    if (r == 0 && request->report)
        r = cli_report_write(request->out, NULL);
    if (r == 0)
        r = print_result(request, &world);
    effort.run_s = context.wall_s;
    effort.processor_s = cli_effort_processor_s();
    if (r == 0 && !request->quiet)
        cli_effort_print(&effort, &world, stderr);
    *ret_complete = world.outcome.is_complete;
    world_deinit(&world);
    return r;
}

static bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

/** runs/NAME-seedN, or the first of runs/NAME-seedN-2, -3, ... that is free. */
static int choose_out(const struct scenario *scenario, char *ret_path, size_t capacity)
{
    const struct config_run *settings = scenario_section_values(scenario, "");
    char name[64];
    snprintf(name, sizeof name, "%s", settings->name);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
            *c = '-';
    if (mkdir("runs", 0777) < 0 && errno != EEXIST)
        return base_fail(BASE_E_IO, "cannot make the directory runs: %s; name another with --out",
                         strerror(errno));
    snprintf(ret_path, capacity, "runs/%s-seed%llu", name, (unsigned long long)settings->seed);
    size_t len = strlen(ret_path);
    for (unsigned n = 2; exists(ret_path); n++)
        snprintf(ret_path + len, capacity - len, "-%u", n);
    return 0;
}

/** Settles where the results go, before an hour of work and not after it. */
static int check_out(struct request *request, const struct scenario *scenario, char *chosen,
                     size_t capacity)
{
    if (!request->out) {
        request->out = chosen;
        return choose_out(scenario, chosen, capacity);
    }
    if (exists(request->out))
        return base_fail(BASE_E_IO, "%s exists already; name a new directory with --out",
                         request->out);
    /* Only a run that is whole writes there, yet nobody should wait for one that cannot. */
    int r = base_directories_make_above(request->out);
    if (r < 0)
        return r;
    char *parent = strdup(request->out);
    bool is_writable = parent && access(dirname(parent), W_OK) == 0;
    int error = errno;
    free(parent);
    if (!is_writable)
        return base_fail(BASE_E_IO, "%s cannot be made: %s; name another with --out", request->out,
                         strerror(error));
    return 0;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    struct scenario *scenario = NULL;
    bool is_complete = true;
    char chosen[160];
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!request.scenario_path) {
        fprintf(stderr, "crowdpatch run: which scenario? try: crowdpatch run "
                        "scenarios/quickstart.json\n");
        return CLI_EXIT_USAGE;
    }
    int r = cli_load(request.scenario_path, request.set, request.set_count, &scenario);
    if (r == BASE_E_SCENARIO)
        return CLI_EXIT_SCENARIO;
    if (r == 0)
        r = check_out(&request, scenario, chosen, sizeof chosen);
    if (r == 0)
        r = simulate(&request, scenario, argc, argv, &is_complete);
    scenario_free(scenario);
    if (r < 0)
        return cli_end("run", r);
    return is_complete ? CLI_EXIT_OK : CLI_EXIT_INCOMPLETE;
}

const struct cli_command cli_run_command = {
    .name = "run",
    .arguments = "SCENARIO",
    .summary = "simulate one scenario",
    .help = "Reads the scenario, simulates it, prints a summary, and writes the results to a new\n"
            "directory. Exit code 6: the scenario's duration ended before the release did; the "
            "results\n"
            "are written all the same.",
    .options = options,
    .run = run,
};
