#include <stdio.h>
#include <string.h>

#include "analysis/figure/spec.h"
#include "cli/command.h"
#include "cli/size.h"
#include "models/shared/class_file.h"
#include "scenarios/describe.h"

static const struct cli_option options[] = {
    {"--device-class", NULL, "of the files of device classes instead, which a scenario may name"},
    {"--figure", NULL, "of the figures of `crowdpatch reproduce` instead"},
    {"--release", NULL, "of the release files of `crowdpatch size` instead"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    const char **of = context;
    if (!name) {
        fprintf(stderr, "crowdpatch schema: takes no argument, found \"%s\"\n", value);
        return 1;
    }
    if ((*of)[0] && strcmp(*of, name) != 0) {
        fprintf(stderr, "crowdpatch schema: %s or %s, not both\n", *of, name);
        return 1;
    }
    *of = name;
    return 0;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    const char *of = "";
    int exit_code = cli_parse(command, argc, argv, take, &of);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (strcmp(of, "--figure") == 0)
        return cli_exit_for_error(figure_spec_write_schema(stdout));
    if (strcmp(of, "--release") == 0)
        return cli_exit_for_error(scenario_write_schema(size_release_catalogue(), stdout));
    if (strcmp(of, "--device-class") == 0)
        return cli_exit_for_error(scenario_write_schema(class_file_catalogue(), stdout));
    return cli_exit_for_error(scenario_write_schema(cli_catalogue(), stdout));
}

const struct cli_command cli_schema_command = {
    .name = "schema",
    .summary = "print the JSON Schema of scenario files",
    .help = "Draft 2020-12, for editors that check a scenario as it is typed.",
    .options = options,
    .run = run,
};
