#include "analysis/figure/expression.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/series.h"

/* Deepest nesting that is read. Assumption: nobody writes more. */
#define DEPTH_MAX 50
#define NAME_MAX_LEN 120

struct walker {
    const char *at;
    const struct analysis_table *table; /* NULL: the syntax is checked, and nothing has a value */
    size_t row;
    long long time_s;
    unsigned depth;
    bool is_wrong;
    char *lacking; /* FIGURE_NAME_MAX bytes: the first column that is not there; NULL: not asked */
};

/* NaN: no value. */
static double read_sum(struct walker *walker);

static void skip_space(struct walker *walker)
{
    while (isspace((unsigned char)*walker->at))
        walker->at++;
}

static bool take(struct walker *walker, char c)
{
    skip_space(walker);
    if (*walker->at != c)
        return false;
    walker->at++;
    return true;
}

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static double column_value(const struct walker *walker, const char *name)
{
    double value;
    size_t column = analysis_table_find(walker->table, name);
    if (column == ANALYSIS_TABLE_NO_COLUMN && walker->lacking && walker->lacking[0] == '\0')
        snprintf(walker->lacking, FIGURE_NAME_MAX, "%s", name);
    return column != ANALYSIS_TABLE_NO_COLUMN &&
                   analysis_table_number(walker->table, walker->row, column, &value)
               ? value
               : (double)NAN;
}

/* "or(a, b)", of which "or" is read. */
static double read_or(struct walker *walker)
{
    double first = read_sum(walker);
    walker->is_wrong |= !take(walker, ',');
    double second = read_sum(walker);
    walker->is_wrong |= !take(walker, ')');
    return isnan(first) ? second : first;
}

/* False: there is none, and the text is wrong. */
static bool take_name(struct walker *walker, char ret_name[NAME_MAX_LEN + 1])
{
    size_t len = 0;
    skip_space(walker);
    while (is_of_name(walker->at[len]))
        len++;
    walker->is_wrong |= !isalpha((unsigned char)walker->at[0]) || len > NAME_MAX_LEN;
    if (walker->is_wrong)
        return false;
    snprintf(ret_name, NAME_MAX_LEN + 1, "%.*s", (int)len, walker->at);
    walker->at += len;
    return true;
}

/* "aic(model, series)", of which "aic" is read. */
static double read_aic(struct walker *walker)
{
    char model[NAME_MAX_LEN + 1], series[NAME_MAX_LEN + 1];
    double value;
    bool is_right = take_name(walker, model) && take(walker, ',') && take_name(walker, series) &&
                    take(walker, ')') && figure_series_has_model(model);
    walker->is_wrong |= !is_right;
    return is_right && walker->table &&
                   figure_series_aic(walker->table, walker->row, model, series, &value)
               ? value
               : (double)NAN;
}

static double read_name(struct walker *walker, bool is_series)
{
    char name[NAME_MAX_LEN + 1], column[NAME_MAX_LEN + 40];
    if (!take_name(walker, name))
        return (double)NAN;
    if (!is_series && strcmp(name, "or") == 0 && take(walker, '('))
        return read_or(walker);
    if (!is_series && strcmp(name, "aic") == 0 && take(walker, '('))
        return read_aic(walker);
    if (!walker->table)
        return (double)NAN;
    if (!is_series)
        return column_value(walker, name);
    if (walker->lacking)
        return (double)NAN;
    snprintf(column, sizeof column, "series.%llds.%s", walker->time_s, name);
    return column_value(walker, column);
}

static double read_factor(struct walker *walker)
{
    double value = (double)NAN;
    if (++walker->depth > DEPTH_MAX)
        walker->is_wrong = true;
    if (walker->is_wrong)
        return value;
    if (take(walker, '-')) {
        value = -read_factor(walker);
    } else if (take(walker, '(')) {
        value = read_sum(walker);
        walker->is_wrong |= !take(walker, ')');
    } else if (take(walker, '@')) {
        value = read_name(walker, true);
    } else if (isdigit((unsigned char)*walker->at)) {
        char *end;
        value = strtod(walker->at, &end);
        walker->is_wrong |= is_of_name(*end);
        walker->at = end;
    } else {
        value = read_name(walker, false);
    }
    walker->depth--;
    return value;
}

static double read_product(struct walker *walker)
{
    double value = read_factor(walker);
    while (!walker->is_wrong) {
        if (take(walker, '*')) {
            value *= read_factor(walker);
        } else if (take(walker, '/')) {
            double below = read_factor(walker);
            value = below == 0 ? (double)NAN : value / below;
        } else {
            break;
        }
    }
    return value;
}

static double read_sum(struct walker *walker)
{
    double value = read_product(walker);
    while (!walker->is_wrong) {
        if (take(walker, '+'))
            value += read_product(walker);
        else if (take(walker, '-'))
            value -= read_product(walker);
        else
            break;
    }
    return value;
}

bool figure_expression_check(const char *text, size_t *ret_at)
{
    struct walker walker = {.at = text};
    read_sum(&walker);
    skip_space(&walker);
    *ret_at = (size_t)(walker.at - text);
    return !walker.is_wrong && *walker.at == '\0';
}

bool figure_expression_has_time(const char *text)
{
    return strchr(text, '@') != NULL;
}

bool figure_expression_value(const char *text, const struct analysis_table *table, size_t row,
                             long long time_s, double *ret_value)
{
    struct walker walker = {.at = text, .table = table, .row = row, .time_s = time_s};
    double value = read_sum(&walker);
    if (walker.is_wrong || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

bool figure_expression_lacks(const char *text, const struct analysis_table *table,
                             char ret_name[FIGURE_NAME_MAX])
{
    struct walker walker = {.at = text, .table = table, .lacking = ret_name};
    ret_name[0] = '\0';
    if (table->row_count > 0)
        read_sum(&walker);
    return ret_name[0] != '\0';
}
