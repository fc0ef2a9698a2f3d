/* crowdpatch reproduce: a figure of the study, from its scenarios to its claims. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/reproduce.h"
#include "cli/version.h"
#include "scenarios/nearest.h"

#define SUFFIX ".figure.json"

struct parsed {
    struct reproduce_request request;
    bool is_artifact;
};

static const struct cli_option options[] = {
    {"--accept", NULL, "keep what comes out as the reference, and all pictures"},
    {"--artifact", NULL, "run nothing; print ARTIFACT.md, by what is kept"},
    {"--figures", "DIR", "where figNN-*.figure.json are (default: scenarios/figures)"},
    {"--plan", NULL, "plan the campaigns, and run nothing"},
    {"--quick", NULL, "the small size: a minute each on two cores, or less"},
    {"--quiet", NULL, "no progress on standard error"},
    {"--reference", "DIR", "what is kept (default: results)"},
    {"-j", "N", "runs at a time (default: 1)"},
    {"-o", "DIR", "where everything goes (default: runs/figures)"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct parsed *parsed = context;
    struct reproduce_request *request = &parsed->request;
    if (!name) {
        if (request->which) {
            fprintf(stderr,
                    "crowdpatch reproduce: one figure at a time, or all: \"%s\" is a second "
                    "one\n",
                    value);
            return 1;
        }
        request->which = value;
    } else if (strcmp(name, "--accept") == 0) {
        request->accepts = true;
    } else if (strcmp(name, "--artifact") == 0) {
        parsed->is_artifact = true;
    } else if (strcmp(name, "--figures") == 0) {
        request->figures = value;
    } else if (strcmp(name, "--plan") == 0) {
        request->plans_only = true;
    } else if (strcmp(name, "--quick") == 0) {
        request->is_quick = true;
    } else if (strcmp(name, "--quiet") == 0) {
        request->quiet = true;
    } else if (strcmp(name, "--reference") == 0) {
        request->reference = value;
    } else if (strcmp(name, "-o") == 0) {
        request->out = value;
    } else {
        return !cli_read_number("reproduce", name, value, 1, 4096, &request->workers);
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct reproduce_figure *)a)->name,
                  ((const struct reproduce_figure *)b)->name);
}

static int set_paths(const struct reproduce_request *request, const char *file,
                     struct reproduce_figure *figure)
{
    if (asprintf(&figure->path, "%s/%s", request->figures, file) < 0)
        figure->path = NULL;
    if (asprintf(&figure->directory, "%s/%s%s", request->out, figure->name,
                 request->is_quick ? "-quick" : "") < 0)
        figure->directory = NULL;
    if (asprintf(&figure->reference, "%s/%s%s", request->reference, figure->name,
                 request->is_quick ? "/quick" : "") < 0)
        figure->reference = NULL;
    return figure->path && figure->directory && figure->reference
               ? 0
               : base_fail(BASE_E_NOMEM, "memory is exhausted");
}

int reproduce_find(const struct reproduce_request *request, struct reproduce_figure ret_figures[],
                   size_t *ret_count)
{
    size_t count = 0;
    bool is_all = !request->which || strcmp(request->which, "all") == 0;
    struct scenario_nearest nearest;
    char near[sizeof ret_figures[0].name];
    scenario_nearest_init(&nearest, is_all ? "" : request->which);
    DIR *directory = opendir(request->figures);
    int r = directory
                ? 0
                : base_fail(BASE_E_IO,
                            "cannot open %s: %s; --figures names another, such as " CLI_DATA_DIR
                            "/scenarios/figures once installed",
                            request->figures, strerror(errno));
    for (struct dirent *entry; r == 0 && (entry = readdir(directory)) != NULL;) {
        struct reproduce_figure figure = {0};
        size_t len = strlen(entry->d_name);
        if (len <= strlen(SUFFIX) || strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) != 0)
            continue;
        size_t name_len = strcspn(entry->d_name, "-.");
        snprintf(figure.name, sizeof figure.name, "%.*s", (int)name_len, entry->d_name);
        if (!is_all && strcmp(figure.name, request->which) != 0) {
            scenario_nearest_offer(&nearest, figure.name);
            if (nearest.best == figure.name)
                nearest.best = strcpy(near, figure.name);
            continue;
        }
        if (count == REPRODUCE_FIGURES_MAX) {
            r = base_fail(BASE_E_USAGE, "%s has more than %d figures", request->figures,
                          REPRODUCE_FIGURES_MAX);
            break;
        }
        r = set_paths(request, entry->d_name, &figure);
        ret_figures[count++] = figure;
    }
    if (directory)
        closedir(directory);
    if (r == 0 && count == 0)
        r = base_fail(BASE_E_USAGE, "%s has no %s%s%s%s", request->figures,
                      is_all ? "figNN-*" SUFFIX : request->which,
                      nearest.best ? "; did you mean \"" : "", nearest.best ? nearest.best : "",
                      nearest.best ? "\"?" : "");
    qsort(ret_figures, count, sizeof *ret_figures, by_name);
    *ret_count = count;
    return r;
}

void reproduce_figure_deinit(struct reproduce_figure *figure)
{
    for (size_t i = 0; figure->has_own_cells && i < figure->data.count; i++)
        if (figure->data.values[i].cell[0])
            free((char *)figure->data.values[i].cell);
    figure_data_deinit(&figure->data);
    figure_spec_deinit(&figure->spec);
    free(figure->findings);
    free(figure->path);
    free(figure->directory);
    free(figure->reference);
    *figure = (struct reproduce_figure){0};
}

/* An exit code. */
static int reproduce(const struct reproduce_request *request, struct reproduce_figure *figure)
{
    bool is_printed = false;
    int exit_code = CLI_EXIT_OK;
    size_t missed = 0;
    int r = figure_spec_read(figure->path, request->is_quick, &figure->spec);
    if (r == 0)
        r = reproduce_campaign(request, figure, &is_printed, &exit_code);
    if (r == 0 && exit_code == CLI_EXIT_OK && !figure->is_planned) {
        r = reproduce_write(request, figure);
        if (r == 0)
            r = reproduce_tell(request, figure, &missed);
        if (r == 0 && request->accepts)
            r = reproduce_accept(figure);
    }
    if (r < 0)
        return is_printed ? cli_exit_for_error(r) : cli_end("reproduce", r);
    return exit_code != CLI_EXIT_OK ? exit_code : missed > 0 ? CLI_EXIT_TOLERANCE : CLI_EXIT_OK;
}

/* What went wrong first is the exit code; a miss is less than what could not be tested. */
static int reproduce_all(const struct reproduce_request *request)
{
    struct reproduce_figure figures[REPRODUCE_FIGURES_MAX];
    size_t count = 0;
    bool stopped = false;
    int r = reproduce_find(request, figures, &count);
    int exit_code = cli_end("reproduce", r);
    for (size_t i = 0; i < count; i++) {
        int own = r < 0 || stopped ? CLI_EXIT_OK : reproduce(request, &figures[i]);
        stopped = stopped || figures[i].stopped;
        if (exit_code == CLI_EXIT_OK || (exit_code == CLI_EXIT_TOLERANCE && own != CLI_EXIT_OK))
            exit_code = own;
        reproduce_figure_deinit(&figures[i]);
    }
    return exit_code;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct parsed parsed = {.request = {.figures = "scenarios/figures",
                                        .reference = "results",
                                        .out = "runs/figures",
                                        .workers = 1}};
    int exit_code = cli_parse(command, argc, argv, take, &parsed);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!parsed.is_artifact)
        return reproduce_all(&parsed.request);
    return cli_end("reproduce", reproduce_artifact(&parsed.request));
}

const struct cli_command cli_reproduce_command = {
    .name = "reproduce",
    .arguments = "[FIGURE|all]",
    .summary = "make the study's figures and test what they claim",
    .help =
        "Plans and runs a figure's experiments, or goes on with them, draws them with gnuplot, "
        "tests\n"
        "each claim of scenarios/figures/figNN-*.figure.json, and compares the data with what is "
        "kept\n"
        "in results/. Exit code 7: a claim failed, or the data are others.",
    .options = options,
    .run = run,
};
