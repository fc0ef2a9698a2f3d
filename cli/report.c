#include <stdio.h>
#include <stdlib.h>

#include "analysis/report/report.h"
#include "base/error.h"
#include "base/output.h"
#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/report.h"
#include "scenarios/describe.h"

struct request {
    const char *directory;
    const char *out;
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (!name && request->directory) {
        fprintf(stderr, "crowdpatch report: one directory at a time: \"%.60s\" is a second one\n",
                value);
        return 1;
    }
    if (name)
        request->out = value;
    else
        request->directory = value;
    return 0;
}

/** The parameters with their sources, as JSON; the caller frees. NULL: no memory. */
static char *parameters(void)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    int r = stream ? scenario_write_params_json(cli_catalogue(), stream) : BASE_E_NOMEM;
    if (stream && fclose(stream) != 0)
        r = BASE_E_NOMEM;
    if (r == 0)
        return text;
    free(text);
    return NULL;
}

static int write_page(const char *path, const struct base_buffer *html)
{
    struct base_output output = {0};
    int r = base_output_begin(path, &output);
    if (r == 0) {
        fwrite(html->data, 1, html->len, output.stream);
        r = base_output_finish(&output);
    }
    if (r == 0)
        r = base_output_commit(&output);
    base_output_deinit(&output);
    return r;
}

int cli_report_write(const char *directory, const char *path)
{
    char inside[4096];
    snprintf(inside, sizeof inside, "%s/" REPORT_FILE, directory);
    struct base_buffer html = {0};
    char *known = parameters(), *scenario = cli_campaign_scenario_json(directory);
    int r = known ? report_make(directory, known, scenario, &html)
                  : base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (r == 0)
        r = write_page(path ? path : inside, &html);
    base_buffer_deinit(&html);
    free(known);
    free(scenario);
    return r;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    char path[4096];
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!request.directory) {
        fprintf(stderr, "crowdpatch report: of what? name the directory of a run or a campaign\n");
        return CLI_EXIT_USAGE;
    }
    snprintf(path, sizeof path, "%s/" REPORT_FILE, request.directory);
    if (!request.out)
        request.out = path;
    int r = cli_report_write(request.directory, request.out);
    if (r < 0)
        return cli_end("report", r);
    printf("%s\n", request.out);
    return CLI_EXIT_OK;
}

static const struct cli_option options[] = {
    {"-o", "FILE", "write there (default: report.html in the directory)"},
    {NULL, NULL, NULL},
};
const struct cli_command cli_report_command = {
    .name = "report",
    .arguments = "DIR",
    .summary = "make a page of a run or a campaign that any browser shows",
    .help =
        "DIR is what `run` or `sweep` wrote. The page is one file without any other: time series,\n"
        "network, tables that sort and filter, parameters with their sources, warnings.",
    .options = options,
    .run = run,
};
