#include "analysis/table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/file.h"
#include "base/array.h"
#include "base/error.h"

/** Where the reader stands. A cell's text is written back to where it was read from, without its
 *  quotes, so that it never outruns the reader. */
struct cursor {
    const char *name;
    char *at, *end;
    char *line_start;
    size_t line;
};

static int complain(const struct cursor *cursor, const char *at, const char *what)
{
    return base_fail(BASE_E_SCENARIO, "%s:%zu:%zu: error: %s", cursor->name, cursor->line,
                     (size_t)(at - cursor->line_start) + 1, what);
}

static bool is_end_of_line(const struct cursor *cursor)
{
    return cursor->at == cursor->end || *cursor->at == '\n' ||
           (*cursor->at == '\r' && cursor->at + 1 < cursor->end && cursor->at[1] == '\n');
}

/** A cell in quotes; the cursor stands on the first one. */
static int take_quoted(struct cursor *cursor, char **ret_cell)
{
    const struct cursor opening = *cursor;
    char *out = ++cursor->at;
    *ret_cell = out;
    for (;; cursor->at++) {
        if (cursor->at == cursor->end)
            return complain(&opening, opening.at, "a quote that is not closed");
        if (*cursor->at == '"' && (++cursor->at == cursor->end || *cursor->at != '"'))
            break;
        *out++ = *cursor->at;
        if (*cursor->at == '\n') {
            cursor->line++;
            cursor->line_start = cursor->at + 1;
        }
    }
    if (!is_end_of_line(cursor) && *cursor->at != ',')
        return complain(cursor, cursor->at, "text behind a closing quote; expected a comma");
    *out = '\0';
    return 0;
}

static void take_plain(struct cursor *cursor, char **ret_cell)
{
    *ret_cell = cursor->at;
    while (!is_end_of_line(cursor) && *cursor->at != ',')
        cursor->at++;
}

struct builder {
    char **cells;
    size_t count, capacity;
};

static int add(struct builder *builder, char *cell)
{
    char **grown =
        base_array_grow(builder->cells, sizeof *grown, builder->count, &builder->capacity);
    if (!grown)
        return base_fail(BASE_E_NOMEM, "no memory for a table");
    builder->cells = grown;
    builder->cells[builder->count++] = cell;
    return 0;
}

/** A line's cells. The mark behind each becomes its end once it has been looked at. */
static int take_line(struct cursor *cursor, struct builder *builder, size_t *ret_count)
{
    size_t count = 0;
    for (bool is_last = false; !is_last; count++) {
        char *cell;
        int r = 0;
        if (cursor->at < cursor->end && *cursor->at == '"')
            r = take_quoted(cursor, &cell);
        else
            take_plain(cursor, &cell);
        if (r == 0)
            r = add(builder, cell);
        if (r < 0)
            return r;
        is_last = is_end_of_line(cursor);
        char mark = cursor->at == cursor->end ? '\0' : *cursor->at;
        *cursor->at = '\0';
        cursor->at += (cursor->at < cursor->end) + (mark == '\r');
    }
    *ret_count = count;
    return 0;
}

static int take_lines(struct cursor *cursor, struct builder *builder, size_t *ret_columns)
{
    size_t columns = 0, count;
    while (cursor->at < cursor->end) {
        char *start = cursor->at;
        cursor->line++;
        cursor->line_start = start;
        int r = take_line(cursor, builder, &count);
        if (r < 0)
            return r;
        if (columns == 0)
            columns = count;
        if (count != columns)
            return base_fail(BASE_E_SCENARIO,
                             "%s:%zu:1: error: %zu cells; expected %zu, as the header has",
                             cursor->name, cursor->line, count, columns);
    }
    if (columns == 0)
        return base_fail(BASE_E_SCENARIO, "%s:1:1: error: nothing; expected a header",
                         cursor->name);
    *ret_columns = columns;
    return 0;
}

int analysis_table_parse(const char *name, char *text, size_t len, struct analysis_table *ret_table)
{
    struct cursor cursor = {.name = name, .at = text, .end = text + len, .line_start = text};
    struct builder builder = {0};
    size_t columns = 0;

    assert(text[len] == '\0');
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        cursor.at += 3;
    int r = memchr(text, '\0', len) ? base_fail(BASE_E_SCENARIO, "%s: error: a zero byte", name)
                                    : take_lines(&cursor, &builder, &columns);
    if (r < 0) {
        free(builder.cells);
        free(text);
        return r;
    }
    *ret_table = (struct analysis_table){
        .column_count = columns,
        .row_count = builder.count / columns - 1,
        .text = text,
        .cells = builder.cells,
    };
    return 0;
}

int analysis_table_read(const char *path, struct analysis_table *ret_table)
{
    char *text;
    size_t len;
    int r = analysis_file_read(path, &text, &len);
    return r < 0 ? r : analysis_table_parse(path, text, len, ret_table);
}

void analysis_table_deinit(struct analysis_table *table)
{
    free(table->cells);
    free(table->text);
    *table = (struct analysis_table){0};
}

const char *analysis_table_name(const struct analysis_table *table, size_t column)
{
    assert(column < table->column_count);
    return table->cells[column];
}

size_t analysis_table_find(const struct analysis_table *table, const char *name)
{
    for (size_t column = 0; column < table->column_count; column++)
        if (strcmp(table->cells[column], name) == 0)
            return column;
    return ANALYSIS_TABLE_NO_COLUMN;
}

const char *analysis_table_cell(const struct analysis_table *table, size_t row, size_t column)
{
    assert(row < table->row_count && column < table->column_count);
    return table->cells[(row + 1) * table->column_count + column];
}

bool analysis_table_number(const struct analysis_table *table, size_t row, size_t column,
                           double *ret_value)
{
    const char *cell = analysis_table_cell(table, row, column);
    if (strcmp(cell, "true") == 0 || strcmp(cell, "false") == 0) {
        *ret_value = cell[0] == 't';
        return true;
    }
    char *stop;
    double value = strtod(cell, &stop);
    if (stop == cell || *stop != '\0' || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

void analysis_table_append_cell(struct base_buffer *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        base_buffer_append(out, text, strlen(text));
        return;
    }
    base_buffer_append(out, "\"", 1);
    for (; *text; text++)
        base_buffer_append(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    base_buffer_append(out, "\"", 1);
}
