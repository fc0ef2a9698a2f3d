#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/size.h"
#include "cli/terminal.h"
#include "models/shared/class_file.h"
#include "scenarios/describe.h"

struct request {
    bool json;
    bool markdown;
    const char *of; /* "--release", ...; NULL: scenarios */
};

static const struct cli_option options[] = {
    {"--device-class", NULL, "of files of device classes, which a scenario may name"},
    {"--json", NULL, "as JSON, with sources"},
    {"--markdown", NULL,
     "as a page: docs/parameters.md, docs/release-parameters.md, "
     "docs/device-class-parameters.md"},
    {"--release", NULL, "of release files, which `crowdpatch size` reads"},
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
    else if (strcmp(name, "--markdown") == 0)
        request->markdown = true;
    else if (request->of && strcmp(request->of, name) != 0) {
        fprintf(stderr, "crowdpatch params: %s or %s, not both\n", request->of, name);
        return 1;
    } else
        request->of = name;
    if (request->json && request->markdown) {
        fprintf(stderr, "crowdpatch params: --json or --markdown, not both\n");
        return 1;
    }
    return 0;
}

static const struct scenario_catalogue *catalogue_of(const struct request *request)
{
    if (!request->of)
        return cli_catalogue();
    return strcmp(request->of, "--release") == 0 ? size_release_catalogue()
                                                 : class_file_catalogue();
}

static int write_table(const struct scenario_catalogue *catalogue)
{
    struct cli_page page;
    int r = scenario_write_params(catalogue, cli_page_begin(&page, stdout));
    cli_page_end(&page);
    return r;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    int exit_code = cli_parse(command, argc, argv, take, &request);
    const struct scenario_catalogue *catalogue;
    int r;

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    catalogue = catalogue_of(&request);
    if (request.json)
        r = scenario_write_params_json(catalogue, stdout);
    else if (request.markdown)
        r = scenario_write_reference(catalogue, stdout);
    else
        r = write_table(catalogue);
    return cli_exit_for_error(r);
}

const struct cli_command cli_params_command = {
    .name = "params",
    .summary = "list the keys of scenario, release or device class files with their defaults and "
               "ranges",
    .options = options,
    .run = run,
};
