#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "analysis/report/private.h"
#include "base/error.h"

/** Of an unpacked table. A report of more would be none to open. */
#define TABLE_BYTES_MAX ((size_t)256 << 20)

int report_read_json(const char *directory, const char *name, json_t **ret_object)
{
    char path[PATH_MAX];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    json_t *object = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!object && json_error_code(&error) == json_error_cannot_open_file)
        return base_fail(BASE_E_IO, "cannot read %s: %s", path, strerror(errno));
    if (!object && json_error_code(&error) == json_error_out_of_memory)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (!json_is_object(object)) {
        json_decref(object);
        return base_fail(BASE_E_SCENARIO, "%s:%d: %s", path, error.line,
                         object ? "this is no object" : error.text);
    }
    *ret_object = object;
    return 0;
}

/** All of a file, with a NUL behind it. */
static int unpack(gzFile file, const char *path, struct base_buffer *ret_text)
{
    char chunk[64 * 1024];
    int got;
    while ((got = gzread(file, chunk, sizeof chunk)) > 0) {
        base_buffer_append(ret_text, chunk, (size_t)got);
        if (ret_text->len > TABLE_BYTES_MAX)
            return base_fail(BASE_E_SCENARIO, "%s is too large for a report", path);
    }
    int error;
    const char *what = gzerror(file, &error);
    if (error == Z_MEM_ERROR)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (got < 0 || error == Z_BUF_ERROR)
        return base_fail(BASE_E_SCENARIO, "%s is damaged: %s", path, what);
    base_buffer_append_u8(ret_text, '\0');
    return base_buffer_failed(ret_text) ? base_fail(BASE_E_NOMEM, "memory is exhausted") : 0;
}

int report_read_table(const char *directory, const char *name, struct analysis_table *ret_table)
{
    char path[PATH_MAX];
    struct base_buffer text = {0};
    size_t len;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (access(path, R_OK) < 0)
        return errno == ENOENT ? 1
                               : base_fail(BASE_E_IO, "cannot read %s: %s", path, strerror(errno));
    errno = 0;
    gzFile file = gzopen(path, "rb");
    if (!file)
        return base_fail(errno ? BASE_E_IO : BASE_E_NOMEM, "cannot read %s: %s", path,
                         errno ? strerror(errno) : "memory is exhausted");
    int r = unpack(file, path, &text);
    gzclose(file);
    if (r < 0) {
        base_buffer_deinit(&text);
        return r;
    }
    char *bytes = (char *)base_buffer_steal(&text, &len);
    return analysis_table_parse(path, bytes, len - 1, ret_table);
}

static bool is_money(const char *column)
{
    size_t len = strlen(column);
    return len >= 4 && strcmp(column + len - 4, "_wei") == 0;
}

static json_t *cell(const struct analysis_table *table, size_t row, size_t column)
{
    const char *text = analysis_table_cell(table, row, column);
    double number;
    if (text[0] == '\0')
        return json_null();
    if (!is_money(analysis_table_name(table, column)) &&
        analysis_table_number(table, row, column, &number))
        return json_real(number);
    return json_string(text);
}

json_t *report_table_json(const struct analysis_table *table, size_t row_max)
{
    size_t step = table->row_count > row_max ? (table->row_count + row_max - 1) / row_max : 1;
    json_t *object = json_object(), *columns = json_array(), *rows = json_array();
    for (size_t i = 0; i < table->column_count; i++)
        json_array_append_new(columns, json_string(analysis_table_name(table, i)));
    for (size_t row = 0; row < table->row_count; row++) {
        if (row % step != 0 && row + 1 < table->row_count)
            continue;
        json_t *cells = json_array();
        for (size_t i = 0; i < table->column_count; i++)
            json_array_append_new(cells, cell(table, row, i));
        json_array_append_new(rows, cells);
    }
    json_object_set_new(object, "columns", columns);
    json_object_set_new(object, "rows", rows);
    return object;
}
