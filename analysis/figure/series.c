#include "analysis/figure/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/growth.h"

#define CONFIDENCE 0.95
/* The early phase ends at this share of the largest value. */
#define EARLY 0.2

bool figure_series_is_column(const struct analysis_table *table, size_t column, const char *name,
                             long long *ret_time_s)
{
    int end = 0;
    long long time_s;
    const char *text = analysis_table_name(table, column);
    if (sscanf(text, "series.%llds.%n", &time_s, &end) != 1 || end == 0 ||
        strcmp(text + end, name) != 0)
        return false;
    *ret_time_s = time_s;
    return true;
}

static int find_model(const char *name)
{
    for (int model = 0; model < ANALYSIS_GROWTH_COUNT; model++) {
        const char *own = analysis_growth_name((enum analysis_growth_model)model);
        if (strcasecmp(own, name) == 0)
            return model;
    }
    return -1;
}

bool figure_series_has_model(const char *model)
{
    return find_model(model) >= 0;
}

bool figure_series_aic(const struct analysis_table *table, size_t row, const char *model,
                       const char *name, double *ret_aic)
{
    struct analysis_growth growth = {0};
    double *t = calloc(2 * table->column_count, sizeof *t), population = 1;
    size_t n = 0, total = analysis_table_find(table, "distributors.total");
    if (!t)
        return false;
    double *y = t + table->column_count;
    for (size_t column = 0; column < table->column_count; column++) {
        long long time_s;
        if (figure_series_is_column(table, column, name, &time_s) &&
            analysis_table_number(table, row, column, &y[n]))
            t[n++] = (double)time_s / 3600;
    }
    bool has_population = total != ANALYSIS_TABLE_NO_COLUMN &&
                          analysis_table_number(table, row, total, &population) && population > 0;
    bool is_fitted = n > ANALYSIS_GROWTH_PARAMETERS_MAX + 1 &&
                     (has_population || strcasecmp(model, "si") != 0) &&
                     analysis_growth_fit((enum analysis_growth_model)find_model(model), n, t, y,
                                         population, CONFIDENCE, &growth) == 0 &&
                     growth.is_fitted && isfinite(growth.aic);
    free(t);
    if (is_fitted)
        *ret_aic = growth.aic;
    return is_fitted;
}

int figure_series_fit(const char *curve, size_t n, const double t_h[], double population,
                      double y[])
{
    bool is_early = strcmp(curve, "early") == 0;
    int model = is_early ? ANALYSIS_GROWTH_EXPONENTIAL : find_model(curve);
    struct analysis_growth growth = {0};
    double largest = 0, parameters[ANALYSIS_GROWTH_PARAMETERS_MAX] = {0};
    size_t used = 0;
    int r = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, y[i]);
    while (used < n && (!is_early || y[used] <= EARLY * largest))
        used++;
    if (used > ANALYSIS_GROWTH_PARAMETERS_MAX + 1 &&
        (population > 0 || model != ANALYSIS_GROWTH_SI))
        r = analysis_growth_fit((enum analysis_growth_model)model, used, t_h, y, population,
                                CONFIDENCE, &growth);
    for (size_t i = 0; i < growth.parameter_count; i++)
        parameters[i] = growth.parameters[i].value;
    for (size_t i = 0; i < n; i++) {
        y[i] = growth.is_fitted ? analysis_growth_at((enum analysis_growth_model)model, parameters,
                                                     population, t_h[i])
                                : (double)NAN;
        if (is_early && y[i] > largest)
            y[i] = (double)NAN;
    }
    return r;
}
