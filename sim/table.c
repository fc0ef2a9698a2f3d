#include "sim/table.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sim/sink.h"

struct sim_table {
    struct sim_sink *sink;
    size_t column_count;
    size_t column; /* of the next cell */
};

static void append(struct sim_table *table, const char *text, size_t len)
{
    sim_sink_append(table->sink, text, len);
}

static void begin_cell(struct sim_table *table)
{
    assert(table->column < table->column_count && "more cells than columns");
    if (table->column++ > 0)
        append(table, ",", 1);
}

static void plain_cell(struct sim_table *table, const char *text)
{
    begin_cell(table);
    append(table, text, strlen(text));
}

/* Writes decimal digits before `end`, with zeros in front up to `least` of them. Returns where they
   begin. printf takes a third of a large table's time for the same. */
static char *put_digits(char *end, uint64_t value, int least)
{
    for (int digits = 0; value > 0 || digits < least; digits++, value /= 10)
        *--end = (char)('0' + value % 10);
    return end;
}

static uint64_t magnitude_of(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

void sim_table_text(struct sim_table *table, const char *value)
{
    if (strpbrk(value, "\",\r\n") == NULL) {
        plain_cell(table, value);
        return;
    }
    begin_cell(table);
    append(table, "\"", 1);
    for (; *value != '\0'; value++)
        append(table, *value == '"' ? "\"\"" : value, *value == '"' ? 2 : 1);
    append(table, "\"", 1);
}

void sim_table_u64(struct sim_table *table, uint64_t value)
{
    char text[32] = "";
    plain_cell(table, put_digits(text + sizeof text - 1, value, 1));
}

void sim_table_u256(struct sim_table *table, u256 value)
{
    char text[U256_DECIMAL_MAX];
    u256_format(value, text);
    plain_cell(table, text);
}

void sim_table_seconds(struct sim_table *table, int64_t value_ns)
{
    char text[40] = "";
    uint64_t magnitude = magnitude_of(value_ns);
    char *begin = put_digits(text + sizeof text - 1, magnitude % 1000000000, 9);
    *--begin = '.';
    begin = put_digits(begin, magnitude / 1000000000, 1);
    if (value_ns < 0)
        *--begin = '-';
    plain_cell(table, begin);
}

void sim_table_real(struct sim_table *table, double value)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    plain_cell(table, text);
}

void sim_table_empty(struct sim_table *table)
{
    plain_cell(table, "");
}

void sim_table_end_row(struct sim_table *table)
{
    assert(table->column == table->column_count && "a row is one cell a column");
    table->column = 0;
    append(table, "\n", 1);
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t text_len = strlen(text), suffix_len = strlen(suffix);
    return text_len >= suffix_len && strcmp(text + text_len - suffix_len, suffix) == 0;
}

int sim_table_open(const char *path, const char *const columns[], struct sim_table **ret_table)
{
    enum sim_sink_format format = has_suffix(path, ".gz") ? SIM_SINK_GZIP : SIM_SINK_PLAIN;
    struct sim_table *table = calloc(1, sizeof(*table));
    if (table == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %s", path);
    int r = sim_sink_open(path, format, &table->sink);
    if (r < 0) {
        free(table);
        return r;
    }
    while (columns[table->column_count] != NULL)
        table->column_count++;
    assert(table->column_count > 0);
    for (size_t i = 0; i < table->column_count; i++)
        sim_table_text(table, columns[i]);
    sim_table_end_row(table);
    *ret_table = table;
    return 0;
}

int sim_table_close(struct sim_table *table)
{
    if (table == NULL)
        return 0;
    assert(table->column == 0 && "the last row is not ended");
    int r = sim_sink_close(table->sink);
    free(table);
    return r;
}
