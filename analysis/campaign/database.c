/* results.sqlite from results.csv. */
#define _GNU_SOURCE
#include "analysis/campaign/database.h"

#include <assert.h>

#ifndef HAVE_SQLITE

bool campaign_database_is_there(void)
{
    return false;
}

int campaign_database_write(const char *directory)
{
    assert(false);
    return 0;
}

#else

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/table.h"
#include "base/error.h"

enum kind { KIND_INTEGER, KIND_REAL, KIND_TEXT };

bool campaign_database_is_there(void)
{
    return true;
}

static bool is_whole(const char *cell, sqlite3_int64 *ret_value)
{
    char *end;
    bool is_true = strcmp(cell, "true") == 0;
    errno = 0;
    *ret_value = is_true ? 1 : strtoll(cell, &end, 10);
    return is_true || strcmp(cell, "false") == 0 || (end != cell && *end == '\0' && errno == 0);
}

/** The narrowest kind that all cells of a column have; wei are texts in every file. */
static enum kind kind_of(const struct analysis_table *table, size_t column)
{
    const char *unit = strrchr(analysis_table_name(table, column), '_');
    if (unit && strcmp(unit, "_wei") == 0)
        return KIND_TEXT;
    enum kind kind = KIND_INTEGER;
    for (size_t row = 0; row < table->row_count; row++) {
        const char *cell = analysis_table_cell(table, row, column);
        sqlite3_int64 whole;
        double number;
        if (cell[0] == '\0' || is_whole(cell, &whole))
            continue;
        /* A whole number of more than 64 bits would lose its digits as REAL. */
        bool is_real = cell[strspn(cell, "-0123456789")] != '\0' &&
                       analysis_table_number(table, row, column, &number);
        if (!is_real)
            return KIND_TEXT;
        kind = KIND_REAL;
    }
    return kind;
}

static int bind(sqlite3_stmt *statement, int at, enum kind kind, const char *cell)
{
    sqlite3_int64 whole;
    if (cell[0] == '\0')
        return sqlite3_bind_null(statement, at);
    if (kind == KIND_TEXT)
        return sqlite3_bind_text(statement, at, cell, -1, SQLITE_STATIC);
    if (kind == KIND_INTEGER && is_whole(cell, &whole))
        return sqlite3_bind_int64(statement, at, whole);
    return sqlite3_bind_double(statement, at, strtod(cell, NULL));
}

/** Creates the table and prepares its INSERT. */
static int prepare(sqlite3 *database, const struct analysis_table *table, const enum kind kinds[],
                   sqlite3_stmt **ret_insert)
{
    static const char *const names[] = {"INTEGER", "REAL", "TEXT"};
    sqlite3_str *create = sqlite3_str_new(database), *insert = sqlite3_str_new(database);
    for (size_t i = 0; i < table->column_count; i++) {
        sqlite3_str_appendf(create, "%s\"%w\" %s", i > 0 ? ", " : "CREATE TABLE results (",
                            analysis_table_name(table, i), names[kinds[i]]);
        sqlite3_str_appendf(insert, "%s?", i > 0 ? ", " : "INSERT INTO results VALUES (");
    }
    sqlite3_str_appendall(create, ")");
    sqlite3_str_appendall(insert, ")");
    char *texts[] = {sqlite3_str_finish(create), sqlite3_str_finish(insert)};
    int status =
        texts[0] && texts[1] ? sqlite3_exec(database, texts[0], NULL, NULL, NULL) : SQLITE_NOMEM;
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(database, texts[1], -1, ret_insert, NULL);
    sqlite3_free(texts[0]);
    sqlite3_free(texts[1]);
    return status;
}

/** Returns a status of SQLite. */
static int fill(sqlite3 *database, const struct analysis_table *table, const enum kind kinds[])
{
    sqlite3_stmt *insert = NULL;
    int status = sqlite3_exec(database, "BEGIN", NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = prepare(database, table, kinds, &insert);
    for (size_t row = 0; status == SQLITE_OK && row < table->row_count; row++) {
        for (size_t i = 0; status == SQLITE_OK && i < table->column_count; i++)
            status = bind(insert, (int)i + 1, kinds[i], analysis_table_cell(table, row, i));
        if (status == SQLITE_OK)
            status = sqlite3_step(insert) == SQLITE_DONE ? sqlite3_reset(insert)
                                                         : sqlite3_errcode(database);
    }
    sqlite3_finalize(insert);
    return status == SQLITE_OK ? sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) : status;
}

static int write_file(const char *path, const struct analysis_table *table)
{
    sqlite3 *database = NULL;
    enum kind *kinds = calloc(table->column_count + 1, sizeof *kinds);
    if (!kinds)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < table->column_count; i++)
        kinds[i] = kind_of(table, i);
    unlink(path); /* of one that was killed under the same number */
    int status = sqlite3_open(path, &database);
    if (status == SQLITE_OK)
        status = fill(database, table, kinds);
    int r = status == SQLITE_OK
                ? 0
                : base_fail(BASE_E_IO, "cannot write %s: %s", path, sqlite3_errmsg(database));
    sqlite3_close(database);
    free(kinds);
    return r;
}

int campaign_database_write(const char *directory)
{
    struct analysis_table table = {0};
    char *source = NULL, *target = NULL, *temporary = NULL;
    if (asprintf(&source, "%s/results.csv", directory) < 0 ||
        asprintf(&target, "%s/results.sqlite", directory) < 0 ||
        asprintf(&temporary, "%s.partial-%ld", target, (long)getpid()) < 0)
        return BASE_E_NOMEM;
    int r = analysis_table_read(source, &table);
    if (r == 0)
        r = write_file(temporary, &table);
    if (r == 0 && rename(temporary, target) < 0)
        r = base_fail(BASE_E_IO, "cannot rename %s to %s: %s", temporary, target, strerror(errno));
    if (r < 0)
        unlink(temporary);
    analysis_table_deinit(&table);
    free(source);
    free(target);
    free(temporary);
    return r;
}

#endif
