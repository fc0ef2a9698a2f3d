#ifndef CROWDPATCH_CLI_TABLE_H
#define CROWDPATCH_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"

/** A table for people: cells are aligned whatever their lengths. On a terminal too narrow for a row
 *  the columns are printed in blocks, the keys in each; where not even that fits, row by row. */

struct cli_table_column {
    size_t width; /* of a terminal: at least so many */
    bool is_left; /* numbers stand on the right */
    bool is_key;  /* tells whose row it is */
};

struct cli_table {
    size_t indent; /* blanks before a row */
    size_t column_count;
    size_t cell_count;
    struct base_buffer columns; /* struct cli_table_column, whose widths grow with the cells */
    struct base_buffer cells;   /* texts with their NULs, row by row; the first row are the heads */
};

/** Starts a table of no columns; to be ended by cli_table_print. */
void cli_table_begin(struct cli_table *table, size_t indent);
/** A column more, before the first cell; the table copies the head. */
void cli_table_column(struct cli_table *table, const char *head, struct cli_table_column column);
/** The next cell: the first of a row after the last of another. */
void cli_table_cell(struct cli_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** Prints to a stream of a terminal of so many columns (cli_terminal_columns), 0: of any, and frees
 *  the cells. Requires: whole rows (asserted). */
void cli_table_print(struct cli_table *table, FILE *stream, size_t columns);

#endif
