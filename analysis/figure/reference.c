/* The data of a figure against data that were kept. */
#include <math.h>
#include <string.h>

#include "analysis/figure/figure.h"
#include "base/error.h"

enum { PANEL, SERIES, X, CELL, RUNS, N, MEAN, LOW, HIGH, COLUMN_COUNT };
static const char *const names[COLUMN_COUNT] = {"panel", "series", "x",   "cell", "runs",
                                                "n",     "mean",   "low", "high"};

static const char *cell(const struct analysis_table *table, size_t row, int column)
{
    return analysis_table_cell(table, row, (size_t)column);
}

static int check(const char *name, const struct analysis_table *table)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (i >= table->column_count || strcmp(analysis_table_name(table, i), names[i]) != 0)
            return base_fail(BASE_E_SCENARIO, "%s:1: error: expected the column \"%s\"", name,
                             names[i]);
    return 0;
}

/* The row of the same place, or row_count. Both are sorted alike: it is near `from`. */
static size_t find(const struct analysis_table *a, size_t row, const struct analysis_table *b,
                   size_t from)
{
    for (size_t step = 0; step < b->row_count; step++) {
        size_t other = (from + step) % b->row_count;
        bool is_same = true;
        for (int column = PANEL; column <= CELL; column++)
            is_same = is_same && strcmp(cell(a, row, column), cell(b, other, column)) == 0;
        if (is_same)
            return other;
    }
    return b->row_count;
}

static double number(const struct analysis_table *table, size_t row, int column, double other)
{
    double value;
    return analysis_table_number(table, row, (size_t)column, &value) ? value : other;
}

static void compare_row(const struct analysis_table *a, size_t row, const struct analysis_table *b,
                        size_t other, double tolerance, struct figure_agreement *agreement)
{
    bool is_equal = true;
    for (int column = RUNS; column < COLUMN_COUNT; column++)
        is_equal = is_equal && strcmp(cell(a, row, column), cell(b, other, column)) == 0;
    agreement->equal += is_equal;
    if (is_equal)
        return;
    double mean = number(a, row, MEAN, (double)NAN), kept = number(b, other, MEAN, (double)NAN);
    if (isnan(mean) || isnan(kept)) {
        agreement->apart += isnan(mean) != isnan(kept);
        return;
    }
    double larger = fmax(fabs(mean), fabs(kept));
    double relative = larger > 0 ? fabs(mean - kept) / larger : 0;
    bool meets = number(a, row, LOW, -INFINITY) <= number(b, other, HIGH, INFINITY) &&
                 number(b, other, LOW, -INFINITY) <= number(a, row, HIGH, INFINITY);
    agreement->largest = relative > agreement->largest ? relative : agreement->largest;
    agreement->apart += !meets && relative > tolerance;
}

int figure_data_compare(const struct figure_spec *spec, const struct figure_data *data,
                        const char *name, const struct analysis_table *kept,
                        struct figure_agreement *ret_agreement)
{
    struct figure_agreement agreement = {0};
    struct base_buffer text = {0};
    struct analysis_table table;
    size_t len, found = 0;
    int r = check(name, kept);
    if (r < 0)
        return r;
    /* Both as they are written: what the digits do not tell is no difference. */
    figure_data_write(spec, data, false, &text);
    base_buffer_append_u8(&text, 0);
    char *own = (char *)base_buffer_steal(&text, &len);
    if (!own)
        return base_fail(BASE_E_NOMEM, "no memory for a figure");
    r = analysis_table_parse("data", own, len - 1, &table);
    if (r < 0)
        return r;
    for (size_t row = 0; row < table.row_count; row++) {
        size_t other = find(&table, row, kept, row);
        if (other == kept->row_count)
            continue;
        found++;
        compare_row(&table, row, kept, other, spec->reference_tolerance, &agreement);
    }
    agreement.unknown = table.row_count - found + kept->row_count - found;
    agreement.count = table.row_count + kept->row_count - found;
    analysis_table_deinit(&table);
    *ret_agreement = agreement;
    return 0;
}
