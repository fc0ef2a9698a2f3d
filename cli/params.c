#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "scenarios/describe.h"

struct request {
    bool json;
    bool markdown;
};

static const struct cli_option options[] = {
    {"--json", NULL, "as JSON, with sources"},
    {"--markdown", NULL, "as the page docs/parameters.md"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name == NULL) {
        fprintf(stderr,
                "crowdpatch params: takes no argument, found \"%s\"; for one key see: crowdpatch "
                "explain %s\n",
                value, value);
        return 1;
    }
    if (strcmp(name, "--json") == 0)
        request->json = true;
    else
        request->markdown = true;
    if (request->json && request->markdown) {
        fprintf(stderr, "crowdpatch params: --json or --markdown, not both\n");
        return 1;
    }
    return 0;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    int exit_code = cli_parse(command, argc, argv, take, &request);
    int r;

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (request.json)
        r = scenario_write_params_json(cli_catalogue(), stdout);
    else if (request.markdown)
        r = scenario_write_reference(cli_catalogue(), stdout);
    else
        r = scenario_write_params(cli_catalogue(), stdout);
    return cli_exit_for_error(r);
}

const struct cli_command cli_params_command = {
    .name = "params",
    .summary = "list the keys of scenario files with their defaults and ranges",
    .options = options,
    .run = run,
};
