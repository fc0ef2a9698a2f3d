/* A figure's experiments as one campaign. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/directories.h"
#include "base/error.h"
#include "base/hex.h"
#include "cli/command.h"
#include "cli/reproduce.h"
#include "cli/version.h"
#include "crypto/hash.h"
#include "scenarios/merge.h"

#define RUNS_PER_SHARD 1000

/* The texts of a figure's experiments, as this size has them. */
struct texts {
    char **paths, **texts;
    size_t count;
};

static void texts_deinit(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        free(texts->paths[i]);
        free(texts->texts[i]);
    }
    free(texts->paths);
    free(texts->texts);
}

static int read_text(const char *path, const char *patch, char **ret_text, bool *ret_is_printed)
{
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = scenario_merge(path, patch, report, ret_text);
    if (r == BASE_E_SCENARIO) {
        scenario_report_print(report, stderr);
        *ret_is_printed = true;
    }
    scenario_report_free(report);
    return r;
}

static int read_texts(const struct reproduce_request *request,
                      const struct reproduce_figure *figure, struct texts *texts,
                      bool *ret_is_printed)
{
    const struct figure_spec *spec = &figure->spec;
    texts->paths = calloc(spec->experiment_count + 1, sizeof *texts->paths);
    texts->texts = calloc(spec->experiment_count + 1, sizeof *texts->texts);
    int r = texts->paths && texts->texts ? 0 : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < spec->experiment_count; i++) {
        const struct figure_experiment *experiment = &spec->experiments[i];
        size_t room = strlen(request->figures) + strlen(experiment->file) + 2;
        char *path = malloc(room);
        if (!path)
            return BASE_E_NOMEM;
        snprintf(path, room, "%s/%s", request->figures, experiment->file);
        texts->paths[texts->count++] = path;
        r = read_text(path, request->is_quick ? experiment->quick : NULL, &texts->texts[i],
                      ret_is_printed);
    }
    return r;
}

static int load(const struct texts *texts, size_t index, struct experiment **ret_experiment,
                bool *ret_is_printed)
{
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = experiment_load_text(cli_catalogue(), &cli_campaign_hooks, texts->paths[index],
                             texts->texts[index], strlen(texts->texts[index]), NULL, 0, report,
                             ret_experiment);
    if (r == BASE_E_SCENARIO) {
        scenario_report_print(report, stderr);
        *ret_is_printed = true;
    }
    scenario_report_free(report);
    return r;
}

/* Adds one experiment to the campaign's directory, which the first one makes. */
static int plan_one(const struct texts *texts, size_t index, const char *directory,
                    bool *ret_is_printed)
{
    struct experiment *experiment = NULL;
    struct campaign campaign;
    campaign_init(&campaign);
    int r = load(texts, index, &experiment, ret_is_printed);
    if (r == 0 && index > 0) {
        campaign_deinit(&campaign);
        r = campaign_read(directory, &campaign);
    }
    if (r == 0)
        r = cli_campaign_build(experiment, texts->paths[index], &campaign);
    if (r == 0)
        r = cli_campaign_cut(&campaign, RUNS_PER_SHARD);
    if (r == 0)
        r = cli_campaign_save(&campaign, experiment, directory, index == 0);
    experiment_free(experiment);
    campaign_deinit(&campaign);
    return r;
}

/* Whether a campaign that is there was made of the same texts by the same version. */
static int check_campaign(const struct texts *texts, const struct campaign *campaign)
{
    struct cli_campaign_texts own = {0};
    int r = cli_campaign_texts_read(campaign, &own);
    bool is_same = r == 0 && own.count == texts->count;
    for (size_t i = 0; is_same && i < own.count; i++)
        is_same =
            own.lens[i] == strlen(texts->texts[i]) && strcmp(own.texts[i], texts->texts[i]) == 0;
    cli_campaign_texts_deinit(&own);
    if (r == 0 && strcmp(campaign->version, CLI_VERSION) != 0)
        r = base_fail(BASE_E_SCENARIO, "%s is for crowdpatch %s, and this is %s",
                      campaign->directory, campaign->version, CLI_VERSION);
    if (r == 0 && !is_same)
        r = base_fail(BASE_E_SCENARIO,
                      "%s is of another experiment; remove it, or name another directory with -o",
                      campaign->directory);
    return r;
}

/* SHA-256 of texts, one behind the other. */
static int digest_of(const struct base_buffer *all, char ret_digits[65])
{
    if (base_buffer_failed(all))
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    crypto_digest digest = crypto_sha256(all->data, all->len);
    base_hex_encode(digest.bytes, sizeof digest.bytes, ret_digits);
    return 0;
}

static int fill_manifest(const struct texts *texts, const struct campaign *campaign,
                         const struct campaign_state *state, struct figure_manifest *manifest)
{
    struct base_buffer experiments = {0}, points = {0};
    for (size_t i = 0; i < texts->count; i++)
        base_buffer_append(&experiments, texts->texts[i], strlen(texts->texts[i]));
    for (size_t i = 0; i < campaign->point_count; i++)
        base_buffer_append(&points, campaign->points[i].sha256, strlen(campaign->points[i].sha256));
    snprintf(manifest->version, sizeof manifest->version, "%s", CLI_VERSION);
    manifest->points = campaign->point_count;
    manifest->runs = state->done;
    manifest->cpu_s = state->cpu_s;
    manifest->memory_bytes = state->memory_bytes;
    for (size_t i = 0; i < campaign->run_count; i++) {
        uint64_t seed = campaign->runs[i].seed;
        if (i == 0 || seed < manifest->first_seed)
            manifest->first_seed = seed;
        if (i == 0 || seed > manifest->last_seed)
            manifest->last_seed = seed;
    }
    int r = digest_of(&experiments, manifest->experiments_sha256);
    if (r == 0)
        r = digest_of(&points, manifest->scenarios_sha256);
    base_buffer_deinit(&experiments);
    base_buffer_deinit(&points);
    return r;
}

static int run(const struct reproduce_request *request, struct reproduce_figure *figure,
               const struct texts *texts, const struct campaign *campaign, int *ret_exit_code)
{
    struct campaign_state state = {0};
    bool stopped = false;
    int r = cli_engine_run(campaign, CAMPAIGN_ALL_SHARDS, (unsigned)request->workers,
                           request->quiet ? NULL : stderr, &stopped);
    if (r == 0)
        r = campaign_state_read(campaign, CAMPAIGN_ALL_SHARDS, &state);
    if (r == 0 && campaign_state_complete(&state)) {
        r = cli_campaign_collect(campaign, &state, NULL);
        if (r == 0)
            r = fill_manifest(texts, campaign, &state, &figure->manifest);
    } else if (r == 0) {
        cli_campaign_print_bad(campaign, &state, stderr);
        if (stopped)
            fprintf(stderr, "crowdpatch reproduce: stopped; what is done is kept, and the same "
                            "command goes on\n");
        *ret_exit_code = cli_campaign_exit(&state);
    }
    figure->stopped = stopped;
    campaign_state_deinit(&state);
    return r;
}

int reproduce_campaign(const struct reproduce_request *request, struct reproduce_figure *figure,
                       bool *ret_is_printed, int *ret_exit_code)
{
    struct texts texts = {0};
    struct campaign campaign;
    struct stat status;
    size_t room = strlen(figure->directory) + 20;
    char *directory = malloc(room);
    campaign_init(&campaign);
    int r = directory ? base_directories_make(figure->directory) : BASE_E_NOMEM;
    if (r == 0) {
        snprintf(directory, room, "%s/campaign", figure->directory);
        r = read_texts(request, figure, &texts, ret_is_printed);
    }
    if (r == 0 && stat(directory, &status) < 0)
        for (size_t i = 0; r == 0 && i < texts.count; i++)
            r = plan_one(&texts, i, directory, ret_is_printed);
    if (r == 0) {
        campaign_deinit(&campaign);
        r = campaign_read(directory, &campaign);
    }
    if (r == 0)
        r = check_campaign(&texts, &campaign);
    figure->is_planned = r == 0 && request->plans_only;
    if (figure->is_planned)
        printf("%s%s  %zu runs at %zu points\n", figure->name, request->is_quick ? " (quick)" : "",
               campaign.run_count, campaign.point_count);
    else if (r == 0)
        r = run(request, figure, &texts, &campaign, ret_exit_code);
    campaign_deinit(&campaign);
    texts_deinit(&texts);
    free(directory);
    return r;
}
