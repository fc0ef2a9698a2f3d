#include "cli/table.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "cli/terminal.h"

#define GAP 2
/** Bytes of a cell, beyond which it is cut. */
#define CELL_MAX 1024

void cli_table_begin(struct cli_table *table, size_t indent)
{
    *table = (struct cli_table){.indent = indent};
}

static size_t text_len(const char *text)
{
    return cli_terminal_len(text, strlen(text));
}

static struct cli_table_column *column_at(const struct cli_table *table, size_t index)
{
    return (struct cli_table_column *)table->columns.data + index;
}

static void append(struct cli_table *table, const char *text)
{
    base_buffer_append(&table->cells, text, strlen(text) + 1);
    if (!base_buffer_failed(&table->columns)) {
        struct cli_table_column *column = column_at(table, table->cell_count % table->column_count);
        column->width = text_len(text) > column->width ? text_len(text) : column->width;
    }
    table->cell_count++;
}

void cli_table_column(struct cli_table *table, const char *head, struct cli_table_column column)
{
    assert(table->cell_count == table->column_count);
    base_buffer_append(&table->columns, &column, sizeof column);
    table->column_count++;
    append(table, head);
}

void cli_table_cell(struct cli_table *table, const char *format, ...)
{
    char text[CELL_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    append(table, text);
}

static const char *next(const char *cell)
{
    return cell + strlen(cell) + 1;
}

/** A row's keys and its columns from first to before end. */
static void print_row(const struct cli_table *table, const char *cell, size_t first, size_t end,
                      FILE *stream)
{
    size_t pending = table->indent; /* blanks that stand before the next text, if one comes */
    bool is_first = true;
    for (size_t i = 0; i < table->column_count; i++, cell = next(cell)) {
        const struct cli_table_column *column = column_at(table, i);
        size_t rest = column->width - text_len(cell);
        if (!column->is_key && (i < first || i >= end))
            continue;
        pending += (is_first ? 0 : GAP) + (column->is_left ? 0 : rest);
        is_first = false;
        if (*cell) {
            fprintf(stream, "%*s%s", (int)pending, "", cell);
            pending = 0;
        }
        pending += column->is_left ? rest : 0;
    }
    fputc('\n', stream);
}

static const char *row_after(const struct cli_table *table, const char *row)
{
    for (size_t i = 0; i < table->column_count; i++)
        row = next(row);
    return row;
}

static void print_block(const struct cli_table *table, size_t first, size_t end, FILE *stream)
{
    const char *row = (const char *)table->cells.data;
    for (size_t i = 0; i < table->cell_count; i += table->column_count) {
        print_row(table, row, first, end, stream);
        row = row_after(table, row);
    }
}

/** Where a block ends that begins with the column `first`: it has one column that is no key at
 *  least. */
static size_t block_end(const struct cli_table *table, size_t first, size_t room)
{
    size_t width = 0, end = first;
    for (; end < table->column_count; end++) {
        if (column_at(table, end)->is_key)
            continue;
        width += GAP + column_at(table, end)->width;
        if (width > room && width > GAP + column_at(table, end)->width)
            break;
    }
    return end;
}

/** A row's keys, and below it each of its values with the column's head. */
static void print_records(const struct cli_table *table, FILE *stream, size_t columns)
{
    const char *heads = (const char *)table->cells.data, *row = row_after(table, heads);
    size_t width = 0;
    const char *head = heads;
    for (size_t i = 0; i < table->column_count; i++, head = next(head))
        if (!column_at(table, i)->is_key && text_len(head) > width)
            width = text_len(head);
    for (size_t r = 1; r < table->cell_count / table->column_count; r++) {
        const char *cell = row;
        for (size_t i = 0; i < table->column_count; i++, cell = next(cell)) {
            if (!column_at(table, i)->is_key || !*cell)
                continue;
            cli_terminal_wrap(cell + strspn(cell, " "), columns, 4, stream);
            fputc('\n', stream);
        }
        cell = row;
        head = heads;
        for (size_t i = 0; i < table->column_count; i++, cell = next(cell), head = next(head))
            if (!column_at(table, i)->is_key)
                fprintf(stream, "  %s%*s  %s\n", head, (int)(width - text_len(head)), "", cell);
        row = cell;
    }
}

static void print_blocks(const struct cli_table *table, FILE *stream, size_t columns)
{
    size_t keys = table->indent, widest = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        if (column_at(table, i)->is_key)
            keys += column_at(table, i)->width + (keys > table->indent ? GAP : 0);
        else
            widest = column_at(table, i)->width > widest ? column_at(table, i)->width : widest;
    }
    if (columns > 0 && keys + GAP + widest > columns) {
        print_records(table, stream, columns);
        return;
    }
    size_t first = 0;
    do {
        size_t end = columns > 0 ? block_end(table, first, columns - keys) : table->column_count;
        if (first > 0)
            fputc('\n', stream);
        print_block(table, first, end, stream);
        first = end;
    } while (first < table->column_count);
}

void cli_table_print(struct cli_table *table, FILE *stream, size_t columns)
{
    assert(table->column_count > 0 && table->cell_count % table->column_count == 0);
    if (base_buffer_failed(&table->cells) || base_buffer_failed(&table->columns))
        fprintf(stderr, "crowdpatch: memory is exhausted\n");
    else
        print_blocks(table, stream, columns);
    base_buffer_deinit(&table->columns);
    base_buffer_deinit(&table->cells);
}
