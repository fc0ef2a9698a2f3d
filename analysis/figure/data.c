#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/expression.h"
#include "analysis/figure/figure.h"
#include "analysis/figure/series.h"
#include "base/error.h"

/* Relative difference of two numbers that are one: those of a figure's file are decimal. */
#define SAME 1e-9

static size_t column_of(const struct figure_condition *condition,
                        const struct analysis_points *points)
{
    char name[200];
    snprintf(name, sizeof name, "set.%s", condition->column);
    return analysis_table_find(points->table, name);
}

static bool condition_holds(const struct figure_condition *condition,
                            const struct analysis_points *points, size_t row)
{
    double number;
    size_t column = column_of(condition, points);
    if (column == ANALYSIS_TABLE_NO_COLUMN)
        return false;
    if (condition->text)
        return strcmp(analysis_table_cell(points->table, row, column), condition->text) == 0;
    return analysis_table_number(points->table, row, column, &number) &&
           fabs(number - condition->number) <= SAME * fabs(condition->number);
}

bool figure_where_matches(const struct figure_where *where, const struct analysis_points *points,
                          size_t index)
{
    size_t row = analysis_points_first(points, index)->row;
    for (size_t i = 0; i < where->count; i++)
        if (!condition_holds(&where->conditions[i], points, row))
            return false;
    return true;
}

const char *figure_where_unset(const struct figure_where *where,
                               const struct analysis_points *points)
{
    for (size_t i = 0; i < where->count; i++)
        if (column_of(&where->conditions[i], points) == ANALYSIS_TABLE_NO_COLUMN)
            return where->conditions[i].column;
    return NULL;
}

struct maker {
    const struct figure_spec *spec;
    const struct analysis_points *points; /* of the panel under way */
    struct figure_data data;
    size_t capacity;
    double *samples; /* room for the runs of any point */
};

static struct figure_value *add(struct maker *maker)
{
    if (maker->data.count == maker->capacity) {
        size_t capacity = maker->capacity > 0 ? 2 * maker->capacity : 64;
        void *grown = realloc(maker->data.values, capacity * sizeof *maker->data.values);
        if (!grown)
            return NULL;
        maker->data.values = grown;
        maker->capacity = capacity;
    }
    return &maker->data.values[maker->data.count++];
}

/* The mean of a series at a point, and at a time where it has one. */
static int add_value(struct maker *maker, size_t panel, size_t series, size_t index, double x,
                     long long time_s)
{
    const struct figure_series *drawn = &maker->spec->panels[panel].series[series];
    const struct analysis_run *run = analysis_points_first(maker->points, index);
    struct figure_value value = {.panel = panel, .series = series, .x = x, .cell = ""};
    size_t n = 0;
    value.runs = analysis_points_runs(maker->points, index);
    for (size_t i = 0; i < value.runs; i++)
        n += figure_expression_value(drawn->value, maker->points->table, run[i].row, time_s,
                                     &maker->samples[n]);
    if (n > 0)
        value.y = analysis_mean_interval(n, maker->samples, FIGURE_CONFIDENCE);
    struct figure_value *added = add(maker);
    if (!added)
        return base_fail(BASE_E_NOMEM, "no memory for a figure");
    *added = value;
    return 0;
}

/* Puts a fitted curve in the place of the means from `first` on. */
static int fit_values(struct maker *maker, size_t index, size_t first, const char *curve,
                      double unit_s)
{
    struct figure_value *values = &maker->data.values[first];
    size_t row = analysis_points_first(maker->points, index)->row, n = 0;
    double *t_h = calloc(2 * (maker->data.count - first) + 1, sizeof *t_h), population = 0;
    if (!t_h)
        return base_fail(BASE_E_NOMEM, "no memory for a figure");
    double *y = t_h + (maker->data.count - first);
    figure_expression_value("distributors.total", maker->points->table, row, 0, &population);
    for (size_t i = 0; i < maker->data.count - first; i++)
        if (values[i].y.n > 0) {
            t_h[n] = values[i].x * unit_s / 3600;
            y[n++] = values[i].y.value;
        }
    int r = figure_series_fit(curve, n, t_h, population, y);
    for (size_t i = 0, at = 0; i < maker->data.count - first; i++) {
        if (values[i].y.n == 0)
            continue;
        values[i].y.value = values[i].y.low = values[i].y.high = y[at];
        values[i].y.n = isfinite(y[at]) ? values[i].y.n : 0;
        at++;
    }
    free(t_h);
    return r;
}

/* Every time at which the point's runs have series: all have "patched". */
static int add_times(struct maker *maker, size_t panel, size_t series, size_t index)
{
    const struct analysis_table *table = maker->points->table;
    const char *curve = maker->spec->panels[panel].series[series].fit;
    double unit_s = maker->spec->panels[panel].x.unit_s;
    size_t first = maker->data.count;
    for (size_t column = maker->points->first_metric; column < table->column_count; column++) {
        long long time_s;
        if (!figure_series_is_column(table, column, "patched", &time_s))
            continue;
        int r = add_value(maker, panel, series, index, (double)time_s / unit_s, time_s);
        if (r < 0)
            return r;
        maker->data.count -= maker->data.values[maker->data.count - 1].y.n == 0;
    }
    return curve ? fit_values(maker, index, first, curve, unit_s) : 0;
}

static int add_bar(struct maker *maker, size_t panel, size_t series, size_t index)
{
    const struct analysis_table *table = maker->points->table;
    size_t row = analysis_points_first(maker->points, index)->row;
    size_t column = analysis_table_find(table, maker->spec->panels[panel].x.value);
    if (column == ANALYSIS_TABLE_NO_COLUMN)
        return base_fail(BASE_E_SCENARIO,
                         "panels[%zu]: bars stand over one column, and \"%s\" is "
                         "none",
                         panel, maker->spec->panels[panel].x.value);
    int r = add_value(maker, panel, series, index, 0, 0);
    if (r == 0)
        maker->data.values[maker->data.count - 1].cell = analysis_table_cell(table, row, column);
    return r;
}

static int add_point(struct maker *maker, size_t panel, size_t series, size_t index)
{
    const struct figure_panel *drawn = &maker->spec->panels[panel];
    size_t row = analysis_points_first(maker->points, index)->row;
    double x;
    if (drawn->kind == FIGURE_KIND_TIME)
        return add_times(maker, panel, series, index);
    if (drawn->kind == FIGURE_KIND_BARS)
        return add_bar(maker, panel, series, index);
    if (!figure_expression_value(drawn->x.value, maker->points->table, row, 0, &x))
        return base_fail(BASE_E_SCENARIO, "panels[%zu]: \"x\" has no value at point %zu", panel,
                         analysis_points_first(maker->points, index)->point);
    return add_value(maker, panel, series, index, x, 0);
}

/* Gives each cell of a panel its place, in the order in which they appear. */
static void place_bars(struct figure_value values[], size_t count)
{
    size_t places = 0;
    for (size_t i = 0; i < count; i++) {
        size_t earlier = 0;
        while (earlier < i && strcmp(values[earlier].cell, values[i].cell) != 0)
            earlier++;
        values[i].x = earlier < i ? values[earlier].x : (double)places++;
    }
}

static int by_x(const void *a, const void *b)
{
    const struct figure_value *left = a, *right = b;
    if (left->series != right->series)
        return left->series < right->series ? -1 : 1;
    return (left->x > right->x) - (left->x < right->x);
}

static int add_panel(struct maker *maker, size_t panel)
{
    const struct figure_panel *drawn = &maker->spec->panels[panel];
    size_t first = maker->data.count;
    for (size_t series = 0; series < drawn->series_count; series++) {
        size_t before = maker->data.count;
        for (size_t index = 0; index < maker->points->count; index++) {
            int r = figure_where_matches(&drawn->series[series].where, maker->points, index)
                        ? add_point(maker, panel, series, index)
                        : 0;
            if (r < 0)
                return r;
        }
        const char *unset = figure_where_unset(&drawn->series[series].where, maker->points);
        if (maker->data.count == before)
            return base_fail(BASE_E_SCENARIO, "panels[%zu]: series[%zu] \"%s\" has no point%s%s",
                             panel, series, drawn->series[series].label,
                             unset ? ": results.csv has no set." : "", unset ? unset : "");
    }
    struct figure_value *values = &maker->data.values[first];
    size_t count = maker->data.count - first;
    if (drawn->kind == FIGURE_KIND_BARS)
        place_bars(values, count);
    qsort(values, count, sizeof *values, by_x);
    for (size_t i = 1; i < count; i++)
        if (by_x(&values[i - 1], &values[i]) == 0)
            return base_fail(BASE_E_SCENARIO,
                             "panels[%zu]: series[%zu] \"%s\" has two points at %g%s", panel,
                             values[i].series, drawn->series[values[i].series].label, values[i].x,
                             values[i].cell);
    return 0;
}

static size_t most_runs(const struct analysis_points *points, size_t most)
{
    for (size_t i = 0; i < points->count; i++)
        most = analysis_points_runs(points, i) > most ? analysis_points_runs(points, i) : most;
    return most;
}

int figure_data_make(const struct figure_spec *spec, const struct analysis_points *points,
                     const struct analysis_points *effort, struct figure_data *ret_data)
{
    struct maker maker = {.spec = spec};
    maker.samples = calloc(most_runs(effort, most_runs(points, 0)) + 1, sizeof *maker.samples);
    int r = maker.samples ? 0 : base_fail(BASE_E_NOMEM, "no memory for a figure");
    for (size_t panel = 0; r == 0 && panel < spec->panel_count; panel++) {
        maker.points = spec->panels[panel].is_measured ? effort : points;
        r = add_panel(&maker, panel);
    }
    free(maker.samples);
    if (r == 0)
        *ret_data = maker.data;
    else
        figure_data_deinit(&maker.data);
    return r;
}

void figure_data_deinit(struct figure_data *data)
{
    free(data->values);
    *data = (struct figure_data){0};
}

/* A number that is not finite is an empty cell. */
static void append_number(struct base_buffer *out, double value)
{
    base_buffer_printf(out, isfinite(value) ? ",%.10g" : ",", value);
}

bool figure_has_measured(const struct figure_spec *spec)
{
    for (size_t i = 0; i < spec->panel_count; i++)
        if (spec->panels[i].is_measured)
            return true;
    return false;
}

void figure_data_write(const struct figure_spec *spec, const struct figure_data *data,
                       bool is_measured, struct base_buffer *out)
{
    base_buffer_printf(out, "panel,series,x,cell,runs,n,mean,low,high\n");
    for (size_t i = 0; i < data->count; i++) {
        const struct figure_value *value = &data->values[i];
        if (spec->panels[value->panel].is_measured != is_measured)
            continue;
        base_buffer_printf(out, "%zu,", value->panel + 1);
        analysis_table_append_cell(out, spec->panels[value->panel].series[value->series].label);
        append_number(out, value->x);
        base_buffer_printf(out, ",");
        analysis_table_append_cell(out, value->cell);
        base_buffer_printf(out, ",%zu,%zu", value->runs, value->y.n);
        append_number(out, value->y.n > 0 ? value->y.value : (double)NAN);
        append_number(out, value->y.n > 0 ? value->y.low : (double)NAN);
        append_number(out, value->y.n > 0 ? value->y.high : (double)NAN);
        base_buffer_printf(out, "\n");
    }
}
