#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table.h"

/* A name and three numbers; the last name has four characters in six bytes. */
static char *printed(size_t columns)
{
    char *out = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&out, &len);
    struct cli_table table;
    cli_table_begin(&table, 0);
    cli_table_column(&table, "", (struct cli_table_column){0, true, true});
    cli_table_column(&table, "mean", (struct cli_table_column){6});
    cli_table_column(&table, "low", (struct cli_table_column){6});
    cli_table_column(&table, "high", (struct cli_table_column){6});
    static const char *const names[] = {"gas", "\xc3\xa9t\xc3\xa9s"};
    for (int i = 0; i < 2; i++) {
        cli_table_cell(&table, "%s", names[i]);
        for (int j = 0; j < 3; j++)
            cli_table_cell(&table, "%.1f", 10.0 * i + j);
    }
    cli_table_print(&table, stream, columns);
    fclose(stream);
    return out;
}

static void expect(size_t columns, const char *expected)
{
    char *out = printed(columns);
    cr_expect_str_eq(out, expected, "on %zu columns:\n%s", columns, out);
    free(out);
}

Test(table, columns_are_aligned_by_characters)
{
    const char *whole = "        mean     low    high\n"
                        "gas      0.0     1.0     2.0\n"
                        "\xc3\xa9t\xc3\xa9s    10.0    11.0    12.0\n";
    expect(0, whole);
    expect(28, whole);
}

Test(table, on_few_columns_there_are_blocks_with_the_keys)
{
    expect(27, "        mean     low\n"
               "gas      0.0     1.0\n"
               "\xc3\xa9t\xc3\xa9s    10.0    11.0\n"
               "\n"
               "        high\n"
               "gas      2.0\n"
               "\xc3\xa9t\xc3\xa9s    12.0\n");
}

Test(table, on_fewer_there_are_rows_below_each_other)
{
    expect(11, "gas\n"
               "  mean  0.0\n"
               "  low   1.0\n"
               "  high  2.0\n"
               "\xc3\xa9t\xc3\xa9s\n"
               "  mean  10.0\n"
               "  low   11.0\n"
               "  high  12.0\n");
}

Test(table, a_key_may_stand_last_and_cells_may_be_empty)
{
    char *out = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&out, &len);
    struct cli_table table;
    cli_table_begin(&table, 2);
    cli_table_column(&table, "n", (struct cli_table_column){3});
    cli_table_column(&table, "mean", (struct cli_table_column){0});
    cli_table_column(&table, "", (struct cli_table_column){0, true, true});
    cli_table_cell(&table, "5");
    cli_table_cell(&table, "%s", "");
    cli_table_cell(&table, "point 0");
    cli_table_print(&table, stream, 0);
    fclose(stream);
    cr_assert_str_eq(out, "    n  mean\n    5        point 0\n");
    free(out);
}
