#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"
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
    else if (r == BASE_E_SCENARIO)
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
    .help = "Prints \"FILE: ok\", or every error with its line. Exit code 3: a file is wrong.",
    .options = options,
    .run = run,
};
