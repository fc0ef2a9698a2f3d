/* From an experiment to the list of runs. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hex.h"
#include "base/map.h"
#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/version.h"
#include "crypto/hash.h"

/** Grows an array of the campaign's arena by `more` zeroed items. NULL: no memory. */
static void *grow(struct campaign *campaign, const void *items, size_t count, size_t more,
                  size_t item_bytes)
{
    void *larger = base_arena_calloc(&campaign->arena, count + more + 1, item_bytes);
    if (larger && count > 0)
        memcpy(larger, items, count * item_bytes);
    return larger;
}

/** A hash of the version, the resolved scenario and the seed. */
static void run_id(const char *point_sha256, uint64_t seed, char ret_id[CAMPAIGN_ID_DIGITS + 1])
{
    char text[256], digits[65];
    int len = snprintf(text, sizeof text, "crowdpatch-run\n%s\n%s\n%llu\n", CLI_VERSION,
                       point_sha256, (unsigned long long)seed);
    crypto_digest digest = crypto_sha256(text, (size_t)len);
    base_hex_encode(digest.bytes, sizeof digest.bytes, digits);
    memcpy(ret_id, digits, CAMPAIGN_ID_DIGITS);
    ret_id[CAMPAIGN_ID_DIGITS] = '\0';
}

static int set_target(const struct experiment *experiment, struct campaign *campaign)
{
    const struct experiment_replications *replications = experiment_replications(experiment);
    bool is_other = strcmp(campaign->target.metric, replications->metric) != 0 ||
                    campaign->target.batch != replications->batch;
    if (campaign->run_count > 0 && is_other)
        return base_fail(BASE_E_SCENARIO,
                         "an extension may not change what the campaign decides by: metric \"%s\", "
                         "batch %llu",
                         campaign->target.metric, (unsigned long long)campaign->target.batch);
    campaign->target = (struct campaign_target){
        .metric = campaign_copy(campaign, replications->metric),
        .relative_half_width = replications->relative_half_width,
        .confidence = replications->confidence,
        .batch = replications->batch,
        .maximum = replications->maximum,
    };
    return campaign->target.metric ? 0 : BASE_E_NOMEM;
}

static int add_experiment(const char *path, struct campaign *campaign)
{
    char name[40], absolute[PATH_MAX];
    struct campaign_experiment *experiments =
        grow(campaign, campaign->experiments, campaign->experiment_count, 1, sizeof *experiments);
    if (!experiments)
        return BASE_E_NOMEM;
    snprintf(name, sizeof name, "experiment-%zu.json", campaign->experiment_count + 1);
    struct campaign_experiment *added = &experiments[campaign->experiment_count];
    added->file = campaign_copy(campaign, name);
    added->path = campaign_copy(campaign, realpath(path, absolute) ? absolute : path);
    campaign->experiments = experiments;
    campaign->experiment_count++;
    return added->file && added->path ? 0 : BASE_E_NOMEM;
}

/** Adds the columns that the campaign does not have. */
static int add_columns(const struct experiment *experiment, struct campaign *campaign)
{
    size_t count = experiment_column_count(experiment);
    struct campaign_column *columns =
        grow(campaign, campaign->columns, campaign->column_count, count, sizeof *columns);
    if (!columns)
        return BASE_E_NOMEM;
    campaign->columns = columns;
    for (size_t i = 0; i < count; i++) {
        const struct experiment_column *column = experiment_column(experiment, i);
        bool is_there = false;
        for (size_t j = 0; j < campaign->column_count; j++)
            is_there = is_there || strcmp(columns[j].key, column->key) == 0;
        if (is_there)
            continue;
        struct campaign_column *added = &columns[campaign->column_count++];
        added->key = campaign_copy(campaign, column->key);
        added->unit = campaign_copy(campaign, experiment_column_unit(column));
        added->type = campaign_copy(campaign, experiment_column_type(column));
        if (!added->key || !added->unit || !added->type)
            return BASE_E_NOMEM;
    }
    return 0;
}

/** The values of all columns at a point, as results.csv has them. */
static int fill_cells(struct campaign *campaign, struct campaign_point *point, const char *text,
                      size_t len)
{
    struct scenario_report *report;
    struct scenario *scenario = NULL;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = experiment_load_point(cli_catalogue(), campaign->experiments[point->experiment].path, text,
                              len, point->settings, point->setting_count, report, &scenario);
    scenario_report_free(report);
    point->cells =
        base_arena_calloc(&campaign->arena, campaign->column_count + 1, sizeof *point->cells);
    if (r == 0 && !point->cells)
        r = BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < campaign->column_count; i++) {
        struct experiment_column column =
            experiment_find_column(cli_catalogue(), campaign->columns[i].key);
        struct base_buffer cell = {0};
        if (column.param)
            experiment_append_cell(scenario, &column, &cell);
        base_buffer_append_u8(&cell, 0);
        point->cells[i] =
            base_buffer_failed(&cell) ? NULL : campaign_copy(campaign, (const char *)cell.data);
        r = point->cells[i] ? 0 : BASE_E_NOMEM;
        base_buffer_deinit(&cell);
    }
    scenario_free(scenario);
    return r;
}

/** All points, of earlier experiments too: there may be more columns. */
static int fill_all_cells(const struct experiment *experiment, struct campaign *campaign)
{
    struct cli_campaign_texts texts = {0};
    size_t own_len, last = campaign->experiment_count - 1;
    const char *own = experiment_text(experiment, &own_len);
    int r = 0;
    if (last > 0) {
        /* The last one is not in the directory yet. */
        struct campaign earlier = *campaign;
        earlier.experiment_count = last;
        r = cli_campaign_texts_read(&earlier, &texts);
    }
    for (size_t i = 0; r == 0 && i < campaign->point_count; i++) {
        struct campaign_point *point = &campaign->points[i];
        bool is_own = point->experiment == last;
        r = fill_cells(campaign, point, is_own ? own : texts.texts[point->experiment],
                       is_own ? own_len : texts.lens[point->experiment]);
    }
    cli_campaign_texts_deinit(&texts);
    return r;
}

static int add_point(const struct experiment *experiment, size_t index, const char *sha256,
                     struct campaign *campaign)
{
    struct campaign_point *point = &campaign->points[campaign->point_count++];
    const char *const *settings =
        experiment_point_settings(experiment, index, &point->setting_count);
    point->experiment = campaign->experiment_count - 1;
    point->sha256 = campaign_copy(campaign, sha256);
    point->settings =
        base_arena_calloc(&campaign->arena, point->setting_count + 1, sizeof *point->settings);
    if (!point->sha256 || !point->settings)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < point->setting_count; i++)
        if (!(point->settings[i] = campaign_copy(campaign, settings[i])))
            return BASE_E_NOMEM;
    return 0;
}

/** ret_numbers[i]: the campaign's number of the experiment's point i, new ones at the end. */
static int add_points(const struct experiment *experiment, struct campaign *campaign,
                      size_t ret_numbers[])
{
    size_t count = experiment_point_count(experiment);
    struct campaign_point *points =
        grow(campaign, campaign->points, campaign->point_count, count, sizeof *points);
    struct base_map numbers;
    int r = points ? 0 : BASE_E_NOMEM;
    campaign->points = points;
    base_map_init(&numbers, 64, sizeof(size_t));
    for (size_t i = 0; r == 0 && i < campaign->point_count; i++) {
        size_t *number = base_map_put(&numbers, points[i].sha256, NULL);
        r = number ? 0 : BASE_E_NOMEM;
        if (number)
            *number = i;
    }
    for (size_t i = 0; r == 0 && i < count; i++) {
        char digits[65];
        crypto_digest hash = experiment_point_hash(experiment, i);
        base_hex_encode(hash.bytes, sizeof hash.bytes, digits);
        const size_t *number = base_map_get(&numbers, digits);
        ret_numbers[i] = number ? *number : campaign->point_count;
        if (!number)
            r = add_point(experiment, i, digits, campaign);
    }
    base_map_deinit(&numbers);
    return r;
}

/** Batch after batch; in each, replication after replication, so that all points get on alike. */
static int add_runs(const struct experiment *experiment, struct campaign *campaign,
                    const size_t numbers[])
{
    const struct experiment_replications *replications = experiment_replications(experiment);
    uint64_t each = replications->metric[0] ? replications->maximum : replications->count;
    size_t point_count = experiment_point_count(experiment);
    struct campaign_run *runs =
        grow(campaign, campaign->runs, campaign->run_count, point_count * each, sizeof *runs);
    struct base_map ids;
    int r = runs ? 0 : BASE_E_NOMEM;
    campaign->runs = runs;
    base_map_init(&ids, CAMPAIGN_ID_DIGITS, 1);
    for (size_t i = 0; r == 0 && i < campaign->run_count; i++)
        r = base_map_put(&ids, runs[i].id, NULL) ? 0 : BASE_E_NOMEM;
    for (uint64_t replication = 0; r == 0 && replication < each; replication++)
        for (size_t i = 0; r == 0 && i < point_count; i++) {
            struct campaign_run run = {
                .point = numbers[i],
                .replication = replication,
                .seed = experiment_point_seed(experiment, i, replication),
                .shard = SIZE_MAX,
            };
            run_id(campaign->points[run.point].sha256, run.seed, run.id);
            bool is_new;
            r = base_map_put(&ids, run.id, &is_new) ? 0 : BASE_E_NOMEM;
            if (r == 0 && is_new)
                runs[campaign->run_count++] = run;
        }
    base_map_deinit(&ids);
    return r;
}

int cli_campaign_build(const struct experiment *experiment, const char *path,
                       struct campaign *campaign)
{
    size_t *numbers = calloc(experiment_point_count(experiment) + 1, sizeof *numbers);
    int r = numbers ? set_target(experiment, campaign) : BASE_E_NOMEM;
    if (r == 0 && !campaign->name) {
        campaign->name = campaign_copy(campaign, experiment_name(experiment));
        campaign->version = campaign_copy(campaign, CLI_VERSION);
        r = campaign->name && campaign->version ? 0 : BASE_E_NOMEM;
    }
    if (r == 0)
        r = add_experiment(path, campaign);
    if (r == 0)
        r = add_columns(experiment, campaign);
    if (r == 0)
        r = add_points(experiment, campaign, numbers);
    if (r == 0)
        r = cli_campaign_keep_design(experiment, numbers, campaign);
    if (r == 0)
        r = fill_all_cells(experiment, campaign);
    if (r == 0)
        r = add_runs(experiment, campaign, numbers);
    free(numbers);
    return r;
}

/** Runs of one shard are of one batch. */
static bool same_round(const struct campaign *campaign, size_t a, size_t b)
{
    uint64_t batch = campaign->target.metric[0] ? campaign->target.batch : UINT64_MAX;
    return campaign->runs[a].replication / batch == campaign->runs[b].replication / batch;
}

int cli_campaign_cut(struct campaign *campaign, size_t runs_per_shard)
{
    size_t first = 0;
    while (first < campaign->run_count && campaign->runs[first].shard != SIZE_MAX)
        first++;
    struct campaign_shard *shards = grow(campaign, campaign->shards, campaign->shard_count,
                                         campaign->run_count - first, sizeof *shards);
    if (!shards)
        return BASE_E_NOMEM;
    campaign->shards = shards;
    for (size_t i = first; i < campaign->run_count; i++) {
        struct campaign_shard *last = i > first ? &shards[campaign->shard_count - 1] : NULL;
        if (!last || last->count == runs_per_shard || !same_round(campaign, last->first, i)) {
            last = &shards[campaign->shard_count++];
            *last = (struct campaign_shard){.first = i};
        }
        last->count++;
        campaign->runs[i].shard = campaign->shard_count - 1;
    }
    return 0;
}
