#define _GNU_SOURCE
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/campaign/record.h"
#include "analysis/campaign/state.h"
#include "analysis/report/private.h"
#include "analysis/summary.h"
#include "base/error.h"

#define CONFIDENCE 0.95

/** An interval of one run has no bounds. */
static json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/** [mean, low, high, n], or null where no run has a value. NULL: no memory. */
static json_t *summary_json(const struct analysis_points *points, size_t index, size_t column)
{
    struct analysis_summary summary;
    if (analysis_summarize(points, index, column, ANALYSIS_METHOD_T, 0.5, CONFIDENCE, &summary) < 0)
        return NULL;
    if (summary.n == 0)
        return json_null();
    return json_pack("[o, o, o, i]", real(summary.mean.value), real(summary.mean.low),
                     real(summary.mean.high), (int)summary.n);
}

/** By point. */
static json_t *column_json(const struct analysis_points *points, size_t column)
{
    json_t *values = json_array();
    for (size_t i = 0; i < points->count; i++) {
        json_t *value = summary_json(points, i, column);
        if (!value || json_array_append_new(values, value) < 0) {
            json_decref(values);
            return NULL;
        }
    }
    return values;
}

/** "series.300s.patched": the date and the quantity. False: another column. */
static bool is_series(const char *name, double *ret_date_s, const char **ret_quantity)
{
    char *end;
    if (strncmp(name, "series.", 7) != 0)
        return false;
    *ret_date_s = strtod(name + 7, &end);
    *ret_quantity = end + 2;
    return end > name + 7 && end[0] == 's' && end[1] == '.';
}

/** What the page draws or lists by itself, whether it differs between runs or not. */
static bool is_told(const char *name)
{
    static const char *const prefixes[] = {"distributors.", "network.wan_up_bytes_by_role.",
                                           "network.wan_down_bytes_by_role.", "network.lan_bytes"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/** Adds {"t", "values"} to the dates of a quantity, which ascend whatever the order in which runs
 * of several intervals have brought their columns. Takes `values`. */
static void add_date(json_t *series, const char *quantity, double date_s, json_t *values)
{
    json_t *dates = json_object_get(series, quantity);
    if (!dates) {
        json_object_set_new(series, quantity, json_array());
        dates = json_object_get(series, quantity);
    }
    size_t at = json_array_size(dates);
    while (at > 0 &&
           json_number_value(json_object_get(json_array_get(dates, at - 1), "t")) > date_s)
        at--;
    json_array_insert_new(dates, at, json_pack("{s:f, s:o}", "t", date_s, "values", values));
}

/** Metrics as {"name", "values"}, those that are equal in all runs among "constants"; series as
 *  {quantity: [{"t", "values"}]}. */
static int add_metrics(const struct analysis_table *table, const struct analysis_points *points,
                       json_t *data)
{
    json_t *metrics = json_array(), *constants = json_array(), *series = json_object();
    json_object_set_new(data, "metrics", metrics);
    json_object_set_new(data, "constants", constants);
    json_object_set_new(data, "series", series);
    for (size_t column = points->first_metric; column < table->column_count; column++) {
        const char *name = analysis_table_name(table, column), *quantity = name;
        double date_s = 0;
        bool has_date = is_series(name, &date_s, &quantity);
        bool varies = analysis_points_varies(points, column);
        if (analysis_points_metric(points, column) == ANALYSIS_METRIC_NONE ||
            (!has_date && !varies && !is_told(name)))
            continue;
        json_t *values = column_json(points, column);
        if (!values)
            return base_fail(BASE_E_NOMEM, "memory is exhausted");
        if (!has_date) {
            json_array_append_new(varies ? metrics : constants,
                                  json_pack("{s:s, s:o}", "name", name, "values", values));
            continue;
        }
        add_date(series, quantity, date_s, values);
    }
    return 0;
}

static void add_points(const struct analysis_table *table, const struct analysis_points *points,
                       json_t *data)
{
    json_t *keys = json_array(), *rows = json_array();
    json_object_set_new(data, "settings", keys);
    json_object_set_new(data, "points", rows);
    for (size_t column = 0; column < points->first_metric; column++)
        if (strncmp(analysis_table_name(table, column), "set.", 4) == 0)
            json_array_append_new(keys, json_string(analysis_table_name(table, column) + 4));
    for (size_t i = 0; i < points->count; i++) {
        const struct analysis_run *first = analysis_points_first(points, i);
        json_t *cells = json_array();
        for (size_t column = 0; column < points->first_metric; column++) {
            double number;
            if (strncmp(analysis_table_name(table, column), "set.", 4) != 0)
                continue;
            json_array_append_new(
                cells, analysis_table_number(table, first->row, column, &number)
                           ? json_real(number)
                           : json_string(analysis_table_cell(table, first->row, column)));
        }
        json_array_append_new(rows,
                              json_pack("{s:i, s:i, s:o}", "number", (int)first->point, "runs",
                                        (int)analysis_points_runs(points, i), "settings", cells));
    }
}

static int add_results(const char *directory, json_t *data)
{
    struct analysis_table table;
    struct analysis_points points;
    int r = report_read_table(directory, "results.csv", &table);
    if (r > 0)
        return base_fail(BASE_E_IO,
                         "%s has no results.csv yet; make it by crowdpatch collect --partial",
                         directory);
    if (r < 0)
        return r;
    r = analysis_points_init(&points, "results.csv", &table);
    if (r == 0) {
        add_points(&table, &points, data);
        r = add_metrics(&table, &points, data);
        json_object_set_new(data, "run_count", json_integer((json_int_t)table.row_count));
        analysis_points_deinit(&points);
    }
    analysis_table_deinit(&table);
    return r;
}

/** The result in a run's record. NULL: it cannot be read. */
static json_t *read_result(const struct campaign *campaign, const struct campaign_state *state,
                           size_t index)
{
    const struct campaign_run_place *place = &state->runs[index];
    char *path = campaign_shard_path(campaign, campaign->runs[index].shard);
    char *record = malloc(place->len + 1);
    int fd = path && record ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    json_t *result = NULL;
    if (fd >= 0 && pread(fd, record, place->len, (off_t)place->offset) == (ssize_t)place->len) {
        record[place->len] = '\0';
        const char *text = campaign_record_result(record);
        if (text)
            result = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
    }
    if (fd >= 0)
        close(fd);
    free(path);
    free(record);
    return result;
}

/** How many runs there are to be, and {warning: [numbers of the points whose first run has it]}. */
static int add_state(const struct campaign *campaign, json_t *data)
{
    struct campaign_state state;
    json_t *warnings = json_object();
    json_object_set_new(data, "warnings", warnings);
    int r = campaign_state_read(campaign, CAMPAIGN_ALL_SHARDS, &state);
    bool *is_read = calloc(campaign->point_count + 1, sizeof *is_read);
    if (r == 0 && !is_read)
        r = base_fail(BASE_E_NOMEM, "memory is exhausted");
    json_object_set_new(data, "wanted_runs", json_integer((json_int_t)state.wanted));
    for (size_t i = 0; r == 0 && i < campaign->run_count; i++) {
        size_t point = campaign->runs[i].point, at;
        json_t *text;
        if (is_read[point] || state.runs[i].state != CAMPAIGN_RUN_DONE)
            continue;
        is_read[point] = true;
        json_t *result = read_result(campaign, &state, i);
        json_array_foreach(json_object_get(result, "warnings"), at, text)
        {
            const char *name = json_string_value(text);
            if (!name)
                continue;
            if (!json_object_get(warnings, name))
                json_object_set_new(warnings, name, json_array());
            json_array_append_new(json_object_get(warnings, name), json_integer((json_int_t)point));
        }
        json_decref(result);
    }
    free(is_read);
    campaign_state_deinit(&state);
    return r;
}

int report_campaign_data(const char *directory, json_t **ret_data)
{
    struct campaign campaign;
    json_t *data = json_object();
    int r = campaign_read(directory, &campaign);
    if (r == 0) {
        json_object_set_new(data, "kind", json_string("campaign"));
        json_object_set_new(data, "name", json_string(campaign.name));
        json_object_set_new(data, "version", json_string(campaign.version));
        r = add_results(directory, data);
    }
    if (r == 0)
        r = add_state(&campaign, data);
    campaign_deinit(&campaign);
    if (r < 0) {
        json_decref(data);
        return r;
    }
    *ret_data = data;
    return 0;
}
