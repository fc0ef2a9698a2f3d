#include "analysis/table.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static int parse(const char *text, struct analysis_table *ret_table)
{
    return analysis_table_parse("t.csv", strdup(text), strlen(text), ret_table);
}

static void expect_cell(const struct analysis_table *table, size_t row, size_t column,
                        const char *expected)
{
    const char *found = analysis_table_cell(table, row, column);
    cr_expect_str_eq(found, expected, "%s is not %s", found, expected);
}

Test(table, cells)
{
    struct analysis_table table;
    double value;
    cr_assert_eq(parse("a,b,c\n1,,x\n-2.5e3,true,\"q, \"\"r\"\"\ns\"\n", &table), 0);
    cr_expect_eq(table.column_count, 3);
    cr_expect_eq(table.row_count, 2);
    cr_expect_eq(analysis_table_find(&table, "c"), 2);
    cr_expect_eq(analysis_table_find(&table, "d"), ANALYSIS_TABLE_NO_COLUMN);
    cr_expect_str_eq(analysis_table_name(&table, 1), "b");
    expect_cell(&table, 0, 1, "");
    expect_cell(&table, 0, 2, "x");
    expect_cell(&table, 1, 2, "q, \"r\"\ns");
    cr_expect(analysis_table_number(&table, 1, 0, &value));
    cr_expect_eq(value, -2500);
    cr_expect(analysis_table_number(&table, 1, 1, &value));
    cr_expect_eq(value, 1);
    cr_expect_not(analysis_table_number(&table, 0, 1, &value));
    cr_expect_not(analysis_table_number(&table, 0, 2, &value));
    analysis_table_deinit(&table);
}

Test(table, last_line_may_have_no_end_and_lines_may_end_by_two_bytes)
{
    struct analysis_table table;
    cr_assert_eq(parse("a,b\r\n1,\"2\"\r\n3,4", &table), 0);
    cr_expect_eq(table.row_count, 2);
    expect_cell(&table, 0, 1, "2");
    expect_cell(&table, 1, 1, "4");
    analysis_table_deinit(&table);
    cr_assert_eq(parse("a,\"b\"", &table), 0);
    cr_expect_eq(table.row_count, 0);
    cr_expect_str_eq(analysis_table_name(&table, 1), "b");
    analysis_table_deinit(&table);
    cr_assert_eq(parse("a,b\n1,", &table), 0);
    expect_cell(&table, 0, 1, "");
    analysis_table_deinit(&table);
}

static void expect_error(const char *text, const char *message)
{
    struct analysis_table table;
    cr_assert_eq(parse(text, &table), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), message);
}

Test(table, what_is_no_table)
{
    expect_error("", "t.csv:1:1: error: nothing; expected a header");
    expect_error("a,b\n1,2\n3\n", "t.csv:3:1: error: 1 cells; expected 2, as the header has");
    expect_error("a,b\n1,\"2\n", "t.csv:2:3: error: a quote that is not closed");
    expect_error("a\n\"x\"y\n", "t.csv:2:4: error: text behind a closing quote; expected a comma");
}

Test(table, files)
{
    struct analysis_table table;
    cr_expect_eq(analysis_table_read("/nonexistent.csv", &table), BASE_E_IO);
    cr_expect_eq(analysis_table_read("/", &table), BASE_E_IO);
}

Test(table, written_cells_are_read_as_they_were)
{
    static const char *const cells[] = {"", "plain", "a, b", "\"q\"", "two\nlines", "\r"};
    struct base_buffer out = {0};
    struct analysis_table table;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        base_buffer_append(&out, ",", i > 0);
        analysis_table_append_cell(&out, cells[i]);
    }
    base_buffer_append_u8(&out, '\0');
    cr_expect_str_eq((const char *)out.data, ",plain,\"a, b\",\"\"\"q\"\"\",\"two\nlines\",\"\r\"");
    cr_assert_eq(parse((const char *)out.data, &table), 0);
    cr_expect_eq(table.column_count, sizeof cells / sizeof cells[0]);
    for (size_t i = 0; i < table.column_count; i++)
        cr_expect_str_eq(analysis_table_name(&table, i), cells[i]);
    analysis_table_deinit(&table);
    base_buffer_deinit(&out);
}

/* As spreadsheets write them. */
Test(table, a_byte_order_mark_is_no_part_of_a_name)
{
    struct analysis_table table;
    cr_assert_eq(parse("\xef\xbb\xbfrun_id,x\na,1\n", &table), 0);
    cr_expect_str_eq(analysis_table_name(&table, 0), "run_id");
    analysis_table_deinit(&table);
    cr_expect_eq(parse("\xef\xbb\xbf", &table), BASE_E_SCENARIO);
}
