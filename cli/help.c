#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/completion.h"
#include "cli/manual.h"

struct request {
    const char *topic;
    const char *shell;
    bool manual;
};

static const struct cli_option options[] = {
    {"--completion", "bash|zsh|fish", "print what completes command lines in this shell"},
    {"--man", NULL, "print the page for man(1): of COMMAND, or of crowdpatch"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name != NULL) {
        if (strcmp(name, "--man") == 0)
            request->manual = true;
        else
            request->shell = value;
        return 0;
    }
    if (request->topic != NULL) {
        fprintf(stderr, "crowdpatch help: one command at a time: \"%s\" is a second one\n", value);
        return 1;
    }
    request->topic = value;
    return 0;
}

static int complete(const struct request *request)
{
    if (request->manual || request->topic != NULL) {
        fprintf(stderr, "crowdpatch help: --completion is of all commands, and stands alone\n");
        return CLI_EXIT_USAGE;
    }
    if (cli_print_completion(request->shell) != 0) {
        fprintf(stderr, "crowdpatch help: unknown shell \"%.60s\"; bash, zsh or fish\n",
                request->shell);
        return CLI_EXIT_USAGE;
    }
    return CLI_EXIT_OK;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    const struct cli_command *topic = NULL;
    struct request request = {0};
    int exit_code = cli_parse(command, argc, argv, take, &request);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (request.shell != NULL)
        return complete(&request);
    if (request.topic != NULL) {
        topic = cli_find_command(request.topic);
        if (topic == NULL)
            return CLI_EXIT_USAGE;
    }
    if (request.manual && topic != NULL)
        cli_print_command_manual(topic);
    else if (request.manual)
        cli_print_manual();
    else if (topic != NULL)
        cli_print_command_help(topic);
    else
        cli_print_help(stdout);
    return CLI_EXIT_OK;
}

const struct cli_command cli_help_command = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "say more about a command",
    .options = options,
    .run = run,
};
