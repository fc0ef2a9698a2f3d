#include <stdio.h>

#include "cli/command.h"

static int take(void *context, const char *name, const char *value)
{
    const char **topic = context;

    if (*topic != NULL) {
        fprintf(stderr, "crowdpatch help: one command at a time: \"%s\" is a second one\n", value);
        return 1;
    }
    *topic = value;
    return 0;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    const struct cli_command *topic;
    const char *name = NULL;
    int exit_code = cli_parse(command, argc, argv, take, &name);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (name == NULL) {
        cli_print_help(stdout);
        return CLI_EXIT_OK;
    }
    topic = cli_find_command(name);
    if (topic == NULL)
        return CLI_EXIT_USAGE;
    cli_print_command_help(topic);
    return CLI_EXIT_OK;
}

const struct cli_command cli_help_command = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "say more about a command",
    .run = run,
};
