#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <sqlite3.h>

#include "analysis/campaign/database.h"
#include "base/error.h"

static char directory[64];

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static void make(const char *table)
{
    strcpy(directory, "/tmp/database-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
    FILE *file = fopen(path_of("results.csv"), "w");
    cr_assert_not_null(file);
    fputs(table, file);
    fclose(file);
}

static void clean(void)
{
    unlink(path_of("results.csv"));
    unlink(path_of("results.sqlite"));
    cr_expect_eq(rmdir(directory), 0, "something is left");
}

/* What a query gives: "type value" of each cell, with a line a row. */
static void ask(const char *query, char ret_text[256])
{
    static const char *const types[] = {"", "integer", "real", "text", "blob", "null"};
    sqlite3 *database;
    sqlite3_stmt *statement;
    size_t len = 0;
    cr_assert_eq(sqlite3_open_v2(path_of("results.sqlite"), &database, SQLITE_OPEN_READONLY, NULL),
                 SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(database, query, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(database));
    ret_text[0] = '\0';
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *type = types[sqlite3_column_type(statement, i)];
            const char *value = (const char *)sqlite3_column_text(statement, i);
            len += (size_t)snprintf(ret_text + len, 256 - len, "%s%s %s", i > 0 ? ", " : "", type,
                                    value ? value : "-");
        }
        len += (size_t)snprintf(ret_text + len, 256 - len, "\n");
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
}

Test(database, cells_have_the_type_of_their_column)
{
    char text[256];
    make("run_id,index,done,a.time_s,b_wei,\"odd \"\"name\"\"\",big\n"
         "0a,0,true,7,5,\"a,b\",18446744073709551615\n"
         "0b,1,false,,123456789012345678901,,-1\n"
         "0c,2,,0.25,,c,\n");
    cr_assert(campaign_database_is_there());
    cr_assert_eq(campaign_database_write(directory), 0);
    ask("SELECT run_id, \"index\", done FROM results", text);
    cr_expect_str_eq(text, "text 0a, integer 0, integer 1\ntext 0b, integer 1, integer 0\n"
                           "text 0c, integer 2, null -\n");
    ask("SELECT \"a.time_s\", b_wei FROM results", text);
    cr_expect_str_eq(text, "real 7.0, text 5\nnull -, text 123456789012345678901\n"
                           "real 0.25, null -\n");
    ask("SELECT \"odd \"\"name\"\"\", big FROM results", text);
    cr_expect_str_eq(text, "text a,b, text 18446744073709551615\nnull -, text -1\n"
                           "text c, null -\n");
    /* Again, in the place of the first. */
    cr_expect_eq(campaign_database_write(directory), 0);
    ask("SELECT count(*), sum(done) FROM results", text);
    cr_expect_str_eq(text, "integer 3, integer 1\n");
    /* A process of the same number, killed before the file had its name, is no hindrance. */
    char left[160];
    snprintf(left, sizeof left, "%s.partial-%ld", path_of("results.sqlite"), (long)getpid());
    cr_assert_eq(rename(path_of("results.sqlite"), left), 0);
    cr_expect_eq(campaign_database_write(directory), 0);
    ask("SELECT count(*) FROM results", text);
    cr_expect_str_eq(text, "integer 3\n");
    clean();
}

Test(database, what_cannot_be_written_leaves_nothing)
{
    make("a,b\n1\n");
    cr_expect_eq(campaign_database_write(directory), BASE_E_SCENARIO);
    clean();
    make("a,A\n1,2\n"); /* one name to SQLite */
    cr_expect_eq(campaign_database_write(directory), BASE_E_IO);
    cr_expect_not_null(strstr(base_fail_text(), "duplicate column name"));
    clean();
    cr_expect_eq(campaign_database_write("/nowhere"), BASE_E_IO);
}
