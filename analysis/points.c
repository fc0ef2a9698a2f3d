#include "analysis/points.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/** The columns that every results.csv begins with. */
static const char *const keys[] = {"run_id", "index", "point", "replication", "seed"};
enum { KEY_POINT = 2, KEY_REPLICATION = 3, KEY_COUNT = sizeof keys / sizeof keys[0] };

/** Numbers of points and replications are below this: a damaged file, not a large one. */
#define NUMBER_MAX 1e9

static int check_header(const char *name, const struct analysis_table *table)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const char *found =
            i < table->column_count ? analysis_table_name(table, i) : "the end of the line";
        if (strcmp(found, keys[i]) != 0)
            return base_fail(BASE_E_SCENARIO,
                             "%s:1: error: no results.csv of a campaign: column %zu is \"%s\"; "
                             "expected \"%s\"",
                             name, i + 1, found, keys[i]);
    }
    return 0;
}

/** Row `row` stands in line row + 2, as no cell of a results.csv holds an end of line. */
static int read_number(const char *name, const struct analysis_table *table, size_t row,
                       size_t column, size_t *ret_number)
{
    double value;
    if (!analysis_table_number(table, row, column, &value) || value < 0 || value > NUMBER_MAX ||
        value != (double)(size_t)value)
        return base_fail(BASE_E_SCENARIO,
                         "%s:%zu: error: \"%s\" is no %s; expected a number from 0", name, row + 2,
                         analysis_table_cell(table, row, column), keys[column]);
    *ret_number = (size_t)value;
    return 0;
}

static int by_point(const void *a, const void *b)
{
    const struct analysis_run *x = a, *y = b;
    if (x->point != y->point)
        return x->point < y->point ? -1 : 1;
    if (x->replication != y->replication)
        return x->replication < y->replication ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static int read_runs(struct analysis_points *points, const char *name)
{
    const struct analysis_table *table = points->table;
    for (size_t row = 0; row < table->row_count; row++) {
        struct analysis_run *run = &points->runs[row];
        run->row = row;
        int r = read_number(name, table, row, KEY_POINT, &run->point);
        if (r == 0)
            r = read_number(name, table, row, KEY_REPLICATION, &run->replication);
        if (r < 0)
            return r;
    }
    qsort(points->runs, table->row_count, sizeof *points->runs, by_point);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct analysis_run *run = &points->runs[i];
        if (i == 0 || run->point != run[-1].point)
            points->starts[points->count++] = i;
        else if (run->replication == run[-1].replication)
            return base_fail(BASE_E_SCENARIO,
                             "%s:%zu: error: line %zu has replication %zu of point %zu already; a "
                             "run that counts twice would make all look surer than it is",
                             name, run->row + 2, run[-1].row + 2, run->replication, run->point);
    }
    points->starts[points->count] = table->row_count;
    return 0;
}

int analysis_points_init(struct analysis_points *points, const char *name,
                         const struct analysis_table *table)
{
    size_t rows = table->row_count;
    *points = (struct analysis_points){.table = table, .first_metric = KEY_COUNT};
    int r = check_header(name, table);
    if (r < 0)
        return r;
    while (points->first_metric < table->column_count &&
           strncmp(analysis_table_name(table, points->first_metric), "set.", 4) == 0)
        points->first_metric++;
    points->starts = calloc(rows + 1, sizeof *points->starts);
    points->runs = calloc(rows + 1, sizeof *points->runs);
    if (!points->starts || !points->runs)
        r = base_fail(BASE_E_NOMEM, "no memory for %zu runs", rows);
    else
        r = read_runs(points, name);
    if (r < 0)
        analysis_points_deinit(points);
    return r;
}

void analysis_points_deinit(struct analysis_points *points)
{
    free(points->starts);
    free(points->runs);
    *points = (struct analysis_points){0};
}

size_t analysis_points_find(const struct analysis_points *points, size_t number)
{
    size_t index = 0;
    while (index < points->count && analysis_points_first(points, index)->point != number)
        index++;
    return index;
}

enum analysis_metric analysis_points_metric(const struct analysis_points *points, size_t column)
{
    enum analysis_metric metric = ANALYSIS_METRIC_NONE;
    double value;
    for (size_t row = 0; row < points->table->row_count; row++) {
        const char *cell = analysis_table_cell(points->table, row, column);
        if (cell[0] == '\0')
            continue;
        if (!analysis_table_number(points->table, row, column, &value))
            return ANALYSIS_METRIC_NONE;
        if (cell[0] != 't' && cell[0] != 'f')
            return ANALYSIS_METRIC_NUMBER;
        metric = ANALYSIS_METRIC_YES_NO;
    }
    return metric;
}

size_t analysis_points_values(const struct analysis_points *points, size_t index, size_t column,
                              double ret_values[])
{
    const struct analysis_run *run = analysis_points_first(points, index);
    size_t n = 0;
    for (size_t left = analysis_points_runs(points, index); left > 0; left--, run++)
        n += analysis_table_number(points->table, run->row, column, &ret_values[n]);
    return n;
}

size_t analysis_points_differences(const struct analysis_points *points, size_t base, size_t index,
                                   size_t column, double ret_differences[])
{
    const struct analysis_run *run = analysis_points_first(points, index);
    const struct analysis_run *end = run + analysis_points_runs(points, index);
    const struct analysis_run *other = analysis_points_first(points, base);
    const struct analysis_run *other_end = other + analysis_points_runs(points, base);
    size_t n = 0;
    while (run < end && other < other_end) {
        double value, base_value;
        if (run->replication == other->replication &&
            analysis_table_number(points->table, run->row, column, &value) &&
            analysis_table_number(points->table, other->row, column, &base_value))
            ret_differences[n++] = value - base_value;
        bool is_behind = other->replication <= run->replication;
        run += run->replication <= other->replication;
        other += is_behind;
    }
    return n;
}

bool analysis_points_varies(const struct analysis_points *points, size_t column)
{
    for (size_t row = 1; row < points->table->row_count; row++)
        if (strcmp(analysis_table_cell(points->table, row, column),
                   analysis_table_cell(points->table, 0, column)) != 0)
            return true;
    return false;
}
