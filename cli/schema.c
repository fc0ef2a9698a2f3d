#include <stdio.h>

#include "cli/command.h"
#include "scenarios/describe.h"

static int take(void *context, const char *name, const char *value)
{
    fprintf(stderr, "crowdpatch schema: takes no argument, found \"%s\"\n", value);
    return 1;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    int exit_code = cli_parse(command, argc, argv, take, NULL);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    return cli_exit_for_error(scenario_write_schema(cli_catalogue(), stdout));
}

const struct cli_command cli_schema_command = {
    .name = "schema",
    .summary = "print the JSON Schema of scenario files",
    .help = "Draft 2020-12, for editors that check a scenario as it is typed.",
    .run = run,
};
