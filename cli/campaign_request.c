#include <string.h>

#include "analysis/campaign/database.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"

struct parser {
    const struct cli_command *command;
    const char *what;
    struct cli_campaign_request *request;
};

static int take_number(const struct parser *parser, const char *name, const char *value,
                       uint64_t least, uint64_t most, uint64_t *ret_number)
{
    return !cli_read_number(parser->command->name, name, value, least, most, ret_number);
}

static int take(void *context, const char *name, const char *value)
{
    struct parser *parser = context;
    struct cli_campaign_request *request = parser->request;
    if (!name) {
        if (request->path) {
            fprintf(stderr, "crowdpatch %s: one %s at a time: \"%s\" is a second one\n",
                    parser->command->name, parser->what, value);
            return 1;
        }
        request->path = value;
    } else if (strcmp(name, "-o") == 0) {
        request->out = value;
    } else if (strcmp(name, "-j") == 0) {
        return take_number(parser, name, value, 1, 4096, &request->workers);
    } else if (strcmp(name, "--index") == 0) {
        request->has_index = true;
        return take_number(parser, name, value, 0, 10000000, &request->index);
    } else if (strcmp(name, "--shards") == 0) {
        return take_number(parser, name, value, 1, 1000000, &request->shards);
    } else if (strcmp(name, "--pilot") == 0) {
        return take_number(parser, name, value, 0, 1000, &request->pilot);
    } else if (strcmp(name, "--json") == 0) {
        request->json = true;
    } else if (strcmp(name, "--extend") == 0) {
        request->extend = true;
    } else if (strcmp(name, "--partial") == 0) {
        request->partial = true;
    } else if (strcmp(name, "--sqlite") == 0) {
        if (!campaign_database_is_there()) {
            fprintf(stderr,
                    "crowdpatch %s: --sqlite: built without libsqlite3; results.csv has the "
                    "same table\n",
                    parser->command->name);
            return 1;
        }
        request->sqlite = true;
    } else if (strcmp(name, "--quiet") == 0) {
        request->quiet = true;
    } else if (request->set_count == CLI_SET_MAX / 2) {
        fprintf(stderr, "crowdpatch %s: more than %d --set options\n", parser->command->name,
                CLI_SET_MAX / 2);
        return 1;
    } else {
        request->set[request->set_count++] = value;
    }
    return 0;
}

int cli_campaign_parse(const struct cli_command *command, int argc, char **argv, const char *what,
                       struct cli_campaign_request *request)
{
    struct parser parser = {command, what, request};
    request->workers = 1;
    request->pilot = 3;
    int exit_code = cli_parse(command, argc, argv, take, &parser);
    if (exit_code == 0 && !request->path) {
        fprintf(stderr, "crowdpatch %s: which %s? usage: crowdpatch %s %s\n", command->name, what,
                command->name, command->arguments);
        return CLI_EXIT_USAGE;
    }
    return exit_code;
}

int cli_campaign_load(const struct cli_campaign_request *request,
                      struct experiment **ret_experiment)
{
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = experiment_load(cli_catalogue(), &cli_campaign_hooks, request->path, request->set,
                        request->set_count, report, ret_experiment);
    if (r == BASE_E_SCENARIO)
        scenario_report_print(report, stderr);
    scenario_report_free(report);
    return r;
}
