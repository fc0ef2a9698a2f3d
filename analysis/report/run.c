#include "analysis/report/private.h"

/** Points of a line on a screen. */
#define SERIES_ROWS_MAX 3000
/** Distributors that a table of a page still shows. */
#define DISTRIBUTORS_MAX 5000
/** Regions that a drawing still shows. */
#define REGIONS_MAX 600

static int add_table(const char *directory, const char *file, const char *key, size_t row_max,
                     json_t *data)
{
    struct analysis_table table;
    int r = report_read_table(directory, file, &table);
    if (r > 0) {
        json_object_set_new(data, key, json_null());
        return 0;
    }
    if (r < 0)
        return r;
    json_t *value = report_table_json(&table, row_max);
    json_object_set_new(value, "total", json_integer((json_int_t)table.row_count));
    json_object_set_new(data, key, value);
    analysis_table_deinit(&table);
    return 0;
}

int report_run_data(const char *directory, json_t **ret_data)
{
    json_t *data = json_object(), *result = NULL, *scenario = NULL;
    json_object_set_new(data, "kind", json_string("run"));
    int r = report_read_json(directory, "result.json", &result);
    if (r == 0)
        r = json_object_set_new(data, "result", result);
    if (r == 0)
        r = report_read_json(directory, "scenario.json", &scenario);
    if (r == 0)
        r = json_object_set_new(data, "scenario", scenario);
    if (r == 0)
        r = add_table(directory, "timeseries.csv.gz", "timeseries", SERIES_ROWS_MAX, data);
    if (r == 0)
        r = add_table(directory, "distributors.csv.gz", "distributors", DISTRIBUTORS_MAX, data);
    if (r == 0)
        r = add_table(directory, "regions.csv", "regions", REGIONS_MAX, data);
    if (r == 0)
        r = add_table(directory, "gas.csv", "gas", DISTRIBUTORS_MAX, data);
    if (r == 0)
        r = add_table(directory, "releases.csv", "releases", DISTRIBUTORS_MAX, data);
    if (r < 0) {
        json_decref(data);
        return r;
    }
    *ret_data = data;
    return 0;
}
