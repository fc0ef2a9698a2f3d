/* plan.json and runs.csv as they are written. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/campaign/campaign.h"
#include "base/bytes.h"
#include "base/error.h"

static json_t *texts(const char *const items[], size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_string(items[i]));
    return array;
}

static json_t *wholes(const size_t items[], size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_integer((json_int_t)items[i]));
    return array;
}

static json_t *experiments_json(const struct campaign *campaign)
{
    json_t *array = json_array();
    for (size_t i = 0; i < campaign->experiment_count; i++)
        json_array_append_new(array, json_pack("{s:s, s:s}", "file", campaign->experiments[i].file,
                                               "path", campaign->experiments[i].path));
    return array;
}

static json_t *columns_json(const struct campaign *campaign)
{
    json_t *array = json_array();
    for (size_t i = 0; i < campaign->column_count; i++) {
        const struct campaign_column *column = &campaign->columns[i];
        json_array_append_new(array, json_pack("{s:s, s:s, s:s}", "key", column->key, "unit",
                                               column->unit, "type", column->type));
    }
    return array;
}

static json_t *points_json(const struct campaign *campaign)
{
    json_t *array = json_array();
    for (size_t i = 0; i < campaign->point_count; i++) {
        const struct campaign_point *point = &campaign->points[i];
        json_t *object = json_object();
        json_object_set_new(object, "experiment", json_integer((json_int_t)point->experiment));
        json_object_set_new(object, "sha256", json_string(point->sha256));
        json_object_set_new(object, "settings", texts(point->settings, point->setting_count));
        json_object_set_new(object, "cells", texts(point->cells, campaign->column_count));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *shards_json(const struct campaign *campaign)
{
    json_t *array = json_array();
    for (size_t i = 0; i < campaign->shard_count; i++)
        json_array_append_new(array, json_pack("{s:I, s:I}", "first",
                                               (json_int_t)campaign->shards[i].first, "count",
                                               (json_int_t)campaign->shards[i].count));
    return array;
}

static json_t *target_json(const struct campaign_target *target)
{
    json_t *object = json_object();
    json_object_set_new(object, "metric", json_string(target->metric));
    json_object_set_new(object, "relative_half_width", json_real(target->relative_half_width));
    json_object_set_new(object, "confidence", json_real(target->confidence));
    json_object_set_new(object, "batch", json_integer((json_int_t)target->batch));
    json_object_set_new(object, "maximum", json_integer((json_int_t)target->maximum));
    return object;
}

static json_t *design_json(const struct campaign_design *design)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(design->kind));
    json_object_set_new(object, "axes", texts(design->axes, design->axis_count));
    json_object_set_new(object, "choices", wholes(design->choices, design->axis_count));
    json_object_set_new(object, "trajectories", json_integer((json_int_t)design->trajectories));
    json_object_set_new(object, "levels", json_integer((json_int_t)design->levels));
    json_object_set_new(object, "seed", json_integer((json_int_t)design->seed));
    json_object_set_new(object, "points", wholes(design->points, design->row_count));
    return object;
}

static char *plan_text(const struct campaign *campaign)
{
    json_t *plan = json_object();
    json_object_set_new(plan, "format", json_string("crowdpatch-plan"));
    json_object_set_new(plan, "format_version", json_integer(CAMPAIGN_FORMAT_VERSION));
    json_object_set_new(plan, "crowdpatch_version", json_string(campaign->version));
    json_object_set_new(plan, "name", json_string(campaign->name));
    json_object_set_new(plan, "runs", json_integer((json_int_t)campaign->run_count));
    json_object_set_new(plan, "target", target_json(&campaign->target));
    json_object_set_new(plan, "pilot_s", json_real(campaign->pilot_s));
    json_object_set_new(plan, "pilot_bytes", json_integer((json_int_t)campaign->pilot_bytes));
    json_object_set_new(plan, "experiments", experiments_json(campaign));
    json_object_set_new(plan, "columns", columns_json(campaign));
    json_object_set_new(plan, "points", points_json(campaign));
    if (campaign->design.kind[0])
        json_object_set_new(plan, "design", design_json(&campaign->design));
    json_object_set_new(plan, "shards", shards_json(campaign));
    char *text = json_dumps(plan, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    json_decref(plan);
    return text;
}

static void runs_text(const struct campaign *campaign, struct base_buffer *out)
{
    base_buffer_printf(out, "index,point,replication,seed,run_id,shard\n");
    for (size_t i = 0; i < campaign->run_count; i++) {
        const struct campaign_run *run = &campaign->runs[i];
        base_buffer_printf(out, "%zu,%zu,%" PRIu64 ",%" PRIu64 ",%s,%zu\n", i, run->point,
                           run->replication, run->seed, run->id, run->shard);
    }
}

int campaign_write(const struct campaign *campaign, const char *directory)
{
    struct base_buffer runs = {0};
    char *plan = plan_text(campaign);
    runs_text(campaign, &runs);
    int r = !plan || base_buffer_failed(&runs) ? BASE_E_NOMEM : 0;
    /* The plan says how many of the runs there are, so that it may be written last. */
    if (r == 0)
        r = campaign_write_file(directory, "runs.csv", runs.data, runs.len);
    if (r == 0)
        r = campaign_write_file(directory, "plan.json", plan, strlen(plan));
    base_buffer_deinit(&runs);
    free(plan);
    return r;
}
