/* plan.json and runs.csv as they are read back. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/campaign/campaign.h"
#include "analysis/table.h"
#include "base/error.h"

void campaign_init(struct campaign *campaign)
{
    *campaign = (struct campaign){.target.metric = "", .design.kind = ""};
    base_arena_init(&campaign->arena, 65536);
}

void campaign_deinit(struct campaign *campaign)
{
    base_arena_deinit(&campaign->arena);
    *campaign = (struct campaign){0};
}

struct reader {
    struct campaign *campaign;
    bool is_damaged;
    bool no_memory;
};

static char *text_of(struct reader *reader, const json_t *object, const char *key)
{
    const char *text = json_string_value(key ? json_object_get(object, key) : object);
    reader->is_damaged |= !text;
    char *copy = campaign_copy(reader->campaign, text ? text : "");
    reader->no_memory |= !copy;
    return copy;
}

static uint64_t whole_of(struct reader *reader, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        return (uint64_t)json_integer_value(value);
    reader->is_damaged = true;
    return 0;
}

static double real_of(struct reader *reader, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    reader->is_damaged |= !json_is_number(value);
    return json_number_value(value);
}

/** Room for the items of an array. NULL: it is none, or no memory. */
static void *room_of(struct reader *reader, const json_t *array, size_t item_bytes,
                     size_t *ret_count)
{
    *ret_count = json_array_size(array);
    void *items = base_arena_calloc(&reader->campaign->arena, *ret_count + 1, item_bytes);
    reader->is_damaged |= !json_is_array(array);
    reader->no_memory |= !items;
    if (!items)
        *ret_count = 0;
    return items;
}

static const char **texts_of(struct reader *reader, const json_t *array, size_t *ret_count)
{
    const char **texts = room_of(reader, array, sizeof *texts, ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        texts[i] = text_of(reader, json_array_get(array, i), NULL);
    return texts;
}

static size_t *wholes_of(struct reader *reader, const json_t *array, size_t *ret_count)
{
    size_t *wholes = room_of(reader, array, sizeof *wholes, ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        const json_t *value = json_array_get(array, i);
        reader->is_damaged |= !json_is_integer(value) || json_integer_value(value) < 0;
        wholes[i] = (size_t)json_integer_value(value);
    }
    return wholes;
}

static void read_target(struct reader *reader, const json_t *object)
{
    struct campaign_target *target = &reader->campaign->target;
    target->metric = text_of(reader, object, "metric");
    target->relative_half_width = real_of(reader, object, "relative_half_width");
    target->confidence = real_of(reader, object, "confidence");
    target->batch = whole_of(reader, object, "batch");
    target->maximum = whole_of(reader, object, "maximum");
    reader->is_damaged |= target->batch == 0 || target->confidence <= 0 || target->confidence >= 1;
}

static void read_design(struct reader *reader, const json_t *object)
{
    struct campaign_design *design = &reader->campaign->design;
    if (!object)
        return;
    design->kind = text_of(reader, object, "kind");
    design->axes = texts_of(reader, json_object_get(object, "axes"), &design->axis_count);
    design->trajectories = whole_of(reader, object, "trajectories");
    design->levels = whole_of(reader, object, "levels");
    design->seed = whole_of(reader, object, "seed");
    size_t choice_count;
    design->choices = wholes_of(reader, json_object_get(object, "choices"), &choice_count);
    design->points = wholes_of(reader, json_object_get(object, "points"), &design->row_count);
    reader->is_damaged |= choice_count != design->axis_count;
    for (size_t i = 0; i < choice_count; i++)
        reader->is_damaged |= design->choices[i] == 1;
    for (size_t i = 0; i < design->row_count; i++)
        reader->is_damaged |= design->points[i] >= reader->campaign->point_count;
}

static void read_points(struct reader *reader, const json_t *array)
{
    struct campaign *campaign = reader->campaign;
    campaign->points = room_of(reader, array, sizeof *campaign->points, &campaign->point_count);
    for (size_t i = 0; i < campaign->point_count; i++) {
        const json_t *object = json_array_get(array, i);
        struct campaign_point *point = &campaign->points[i];
        size_t cell_count;
        point->experiment = whole_of(reader, object, "experiment");
        point->sha256 = text_of(reader, object, "sha256");
        point->settings =
            texts_of(reader, json_object_get(object, "settings"), &point->setting_count);
        point->cells = texts_of(reader, json_object_get(object, "cells"), &cell_count);
        reader->is_damaged |=
            point->experiment >= campaign->experiment_count || cell_count != campaign->column_count;
    }
}

static void read_plan(struct reader *reader, const json_t *plan)
{
    struct campaign *campaign = reader->campaign;
    const char *format = json_string_value(json_object_get(plan, "format"));
    reader->is_damaged |= !format || strcmp(format, "crowdpatch-plan") != 0 ||
                          whole_of(reader, plan, "format_version") != CAMPAIGN_FORMAT_VERSION;
    campaign->version = text_of(reader, plan, "crowdpatch_version");
    campaign->name = text_of(reader, plan, "name");
    campaign->run_count = whole_of(reader, plan, "runs");
    campaign->pilot_s = real_of(reader, plan, "pilot_s");
    campaign->pilot_bytes = whole_of(reader, plan, "pilot_bytes");
    read_target(reader, json_object_get(plan, "target"));

    const json_t *array = json_object_get(plan, "experiments");
    campaign->experiments =
        room_of(reader, array, sizeof *campaign->experiments, &campaign->experiment_count);
    for (size_t i = 0; i < campaign->experiment_count; i++) {
        campaign->experiments[i].file = text_of(reader, json_array_get(array, i), "file");
        campaign->experiments[i].path = text_of(reader, json_array_get(array, i), "path");
    }
    array = json_object_get(plan, "columns");
    campaign->columns = room_of(reader, array, sizeof *campaign->columns, &campaign->column_count);
    for (size_t i = 0; i < campaign->column_count; i++) {
        campaign->columns[i].key = text_of(reader, json_array_get(array, i), "key");
        campaign->columns[i].unit = text_of(reader, json_array_get(array, i), "unit");
        campaign->columns[i].type = text_of(reader, json_array_get(array, i), "type");
    }
    read_points(reader, json_object_get(plan, "points"));
    read_design(reader, json_object_get(plan, "design"));
    array = json_object_get(plan, "shards");
    campaign->shards = room_of(reader, array, sizeof *campaign->shards, &campaign->shard_count);
    for (size_t i = 0, next = 0; i < campaign->shard_count; i++) {
        struct campaign_shard *shard = &campaign->shards[i];
        shard->first = whole_of(reader, json_array_get(array, i), "first");
        shard->count = whole_of(reader, json_array_get(array, i), "count");
        reader->is_damaged |= shard->first != next;
        next += shard->count;
        reader->is_damaged |= i + 1 == campaign->shard_count && next != campaign->run_count;
    }
}

static uint64_t cell_of(const struct analysis_table *table, size_t row, size_t column,
                        struct reader *reader)
{
    char *end;
    const char *cell = analysis_table_cell(table, row, column);
    errno = 0;
    unsigned long long value = strtoull(cell, &end, 10);
    reader->is_damaged |= end == cell || *end != '\0' || errno != 0;
    return value;
}

static void read_runs(struct reader *reader, const struct analysis_table *table)
{
    static const char *const names[] = {"index", "point", "replication", "seed", "run_id", "shard"};
    struct campaign *campaign = reader->campaign;
    for (size_t i = 0; i < 6; i++)
        reader->is_damaged |=
            table->column_count != 6 || strcmp(analysis_table_name(table, i), names[i]) != 0;
    /* More than the plan knows is an extension that was killed. */
    reader->is_damaged |= table->row_count < campaign->run_count;
    if (reader->is_damaged)
        return;
    campaign->runs =
        base_arena_calloc(&campaign->arena, campaign->run_count + 1, sizeof *campaign->runs);
    reader->no_memory |= !campaign->runs;
    for (size_t i = 0; campaign->runs && i < campaign->run_count; i++) {
        struct campaign_run *run = &campaign->runs[i];
        const char *id = analysis_table_cell(table, i, 4);
        reader->is_damaged |= cell_of(table, i, 0, reader) != i || strlen(id) != CAMPAIGN_ID_DIGITS;
        run->point = cell_of(table, i, 1, reader);
        run->replication = cell_of(table, i, 2, reader);
        run->seed = cell_of(table, i, 3, reader);
        run->shard = cell_of(table, i, 5, reader);
        if (reader->is_damaged)
            return;
        memcpy(run->id, id, CAMPAIGN_ID_DIGITS);
        const struct campaign_shard *shard =
            run->shard < campaign->shard_count ? &campaign->shards[run->shard] : NULL;
        reader->is_damaged |= run->point >= campaign->point_count || !shard || i < shard->first ||
                              i >= shard->first + shard->count;
    }
}

static int finish(struct reader *reader, const char *directory, const char *file)
{
    if (reader->no_memory)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (reader->is_damaged)
        return base_fail(BASE_E_SCENARIO, "%s/%s is damaged, or of another version of crowdpatch",
                         directory, file);
    return 0;
}

int campaign_read(const char *directory, struct campaign *ret_campaign)
{
    struct reader reader = {.campaign = ret_campaign};
    campaign_init(ret_campaign);
    ret_campaign->directory = campaign_copy(ret_campaign, directory);
    if (!ret_campaign->directory)
        return BASE_E_NOMEM;
    char *path = campaign_path(ret_campaign, "plan.json");
    json_error_t error = {.line = -1};
    json_t *plan = path ? json_load_file(path, 0, &error) : NULL;
    free(path);
    if (!plan && error.line > 0)
        return base_fail(BASE_E_SCENARIO,
                         "%s/plan.json:%d:%d: error: %s; crowdpatch plan makes a campaign anew",
                         directory, error.line, error.column, error.text);
    if (!plan)
        return base_fail(
            BASE_E_SCENARIO,
            "%s is no campaign: it has no readable plan.json; crowdpatch plan makes one",
            directory);
    read_plan(&reader, plan);
    json_decref(plan);
    int r = finish(&reader, directory, "plan.json");
    if (r < 0)
        return r;
    struct analysis_table table = {0};
    path = campaign_path(ret_campaign, "runs.csv");
    r = path ? analysis_table_read(path, &table) : BASE_E_NOMEM;
    free(path);
    if (r == 0) {
        read_runs(&reader, &table);
        r = finish(&reader, directory, "runs.csv");
    }
    analysis_table_deinit(&table);
    return r;
}
