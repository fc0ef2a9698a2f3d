#include <stdbool.h>
#include <stdio.h>

#include "analysis/figure/spec.h"
#include "cli/command.h"
#include "scenarios/describe.h"

static const struct cli_option options[] = {
    {"--figure", NULL, "of the figures of `crowdpatch reproduce` instead"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    if (name) {
        *(bool *)context = true;
        return 0;
    }
    fprintf(stderr, "crowdpatch schema: takes no argument, found \"%s\"\n", value);
    return 1;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    bool is_figure = false;
    int exit_code = cli_parse(command, argc, argv, take, &is_figure);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    return cli_exit_for_error(is_figure ? figure_spec_write_schema(stdout)
                                        : scenario_write_schema(cli_catalogue(), stdout));
}

const struct cli_command cli_schema_command = {
    .name = "schema",
    .summary = "print the JSON Schema of scenario files",
    .help = "Draft 2020-12, for editors that check a scenario as it is typed.",
    .options = options,
    .run = run,
};
