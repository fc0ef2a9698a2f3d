#ifndef CROWDPATCH_ANALYSIS_TABLE_H
#define CROWDPATCH_ANALYSIS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/** A table of text: comma-separated values with a header.
 *  Source: RFC 4180; lines may end by "\n" alone, and a byte order mark may stand before them. */
struct analysis_table {
    size_t column_count, row_count; /* rows without the header */
    char *text;                     /* what the cells point into */
    char **cells;                   /* (row_count + 1) * column_count; the header first */
};

/** Reads a file. Returns 0; BASE_E_SCENARIO when it is no table, with file, line and column in the
 *  text of the failure; BASE_E_IO; or BASE_E_NOMEM. */
int analysis_table_read(const char *path, struct analysis_table *ret_table);
/** The same from memory: takes `text`, malloc'd, in every case. Requires: text[len] == 0. `name`
 *  stands for the file in messages. */
int analysis_table_parse(const char *name, char *text, size_t len,
                         struct analysis_table *ret_table);
void analysis_table_deinit(struct analysis_table *table);

#define ANALYSIS_TABLE_NO_COLUMN ((size_t)-1)
/** The column of this name, or ANALYSIS_TABLE_NO_COLUMN. */
size_t analysis_table_find(const struct analysis_table *table, const char *name);
const char *analysis_table_name(const struct analysis_table *table, size_t column);
const char *analysis_table_cell(const struct analysis_table *table, size_t row, size_t column);
/** The cell as a number; "true" is 1 and "false" 0. False when it is empty or none. */
bool analysis_table_number(const struct analysis_table *table, size_t row, size_t column,
                           double *ret_value);

/** Appends a cell as such a table has it: in quotes where its text asks for them. */
void analysis_table_append_cell(struct base_buffer *out, const char *text);

#endif
