#include "sim/table.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/error.h"

enum { COMPRESSION_LEVEL = 6, BUFFER_BYTES = 64 * 1024 };

struct sim_table {
    FILE *file;
    char *path;
    bool failed; /* the first failure is recorded */
    bool is_compressed;
    z_stream zlib; /* when compressed */
    size_t column_count;
    size_t column; /* of the next cell */
    size_t used;
    unsigned char text[BUFFER_BYTES];
    unsigned char out[BUFFER_BYTES];
};

static void fail(struct sim_table *table, const char *what)
{
    if (!table->failed)
        base_fail(BASE_E_IO, "cannot write %s: %s", table->path, what);
    table->failed = true;
}

static void write_out(struct sim_table *table, const unsigned char *bytes, size_t len)
{
    if (!table->failed && fwrite(bytes, 1, len, table->file) != len)
        fail(table, strerror(errno));
}

static void flush(struct sim_table *table, int zlib_flush)
{
    if (!table->is_compressed) {
        write_out(table, table->text, table->used);
    } else {
        table->zlib.next_in = table->text;
        table->zlib.avail_in = (uInt)table->used;
        do {
            table->zlib.next_out = table->out;
            table->zlib.avail_out = BUFFER_BYTES;
            if (deflate(&table->zlib, zlib_flush) == Z_STREAM_ERROR)
                fail(table, "zlib refuses");
            write_out(table, table->out, BUFFER_BYTES - table->zlib.avail_out);
        } while (table->zlib.avail_out == 0 && !table->failed);
    }
    table->used = 0;
}

static void append(struct sim_table *table, const char *text, size_t len)
{
    while (len > 0) {
        size_t room = BUFFER_BYTES - table->used;
        size_t part = len < room ? len : room;
        memcpy(table->text + table->used, text, part);
        table->used += part;
        text += part;
        len -= part;
        if (table->used == BUFFER_BYTES)
            flush(table, Z_NO_FLUSH);
    }
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

/* A gzip member without name and date, from an "unknown" system (RFC 1952), so that the bytes
   depend on the rows alone. */
static bool begin_compression(struct sim_table *table)
{
    static gz_header header = {.os = 255};
    return deflateInit2(&table->zlib, COMPRESSION_LEVEL, Z_DEFLATED, MAX_WBITS + 16, 8,
                        Z_DEFAULT_STRATEGY) == Z_OK &&
           deflateSetHeader(&table->zlib, &header) == Z_OK;
}

static void free_table(struct sim_table *table)
{
    if (table->is_compressed)
        deflateEnd(&table->zlib);
    free(table->path);
    free(table);
}

int sim_table_open(const char *path, const char *const columns[], struct sim_table **ret_table)
{
    struct sim_table *table = calloc(1, sizeof(*table));
    if (table == NULL || (table->path = strdup(path)) == NULL) {
        free(table);
        return base_fail(BASE_E_IO, "cannot write %s: no memory", path);
    }
    table->is_compressed = has_suffix(path, ".gz");
    if (table->is_compressed && !begin_compression(table)) {
        free_table(table);
        return base_fail(BASE_E_IO, "cannot write %s: zlib refuses", path);
    }
    table->file = fopen(path, "wb");
    if (table->file == NULL) {
        int error = errno;
        free_table(table);
        return base_fail(BASE_E_IO, "cannot write %s: %s", path, strerror(error));
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
    flush(table, Z_FINISH);
    if (fclose(table->file) != 0)
        fail(table, strerror(errno));
    int result = table->failed ? BASE_E_IO : 0;
    free_table(table);
    return result;
}
