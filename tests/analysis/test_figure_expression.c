#include "analysis/figure/expression.h"

#include "tests/analysis/figure.h"

static void expect(const struct figure_case *test, const char *text, double expected)
{
    double value = -12345;
    size_t at;
    cr_assert(figure_expression_check(text, &at), "%s at %zu", text, at);
    cr_expect(figure_expression_value(text, &test->table, 0, 3600, &value), "%s", text);
    cr_expect_float_eq(value, expected, 1e-12, "%s is %g", text, value);
}

Test(figure_expression, values)
{
    struct figure_case test;
    figure_test_set_up(&test);
    expect(&test, "sent", 11);
    expect(&test, "1 + 2 * 3 - 4 / 8", 6.5);
    expect(&test, "10 - 3 - 2", 5);
    expect(&test, "-(sent - 1) / -2e1", 0.5);
    expect(&test, "100 * @patched / dev", 50);
    expect(&test, "series.0s.patched", 0);
    expect(&test, "or(missing, 7) + or(sent, 7)", 18);
    figure_test_tear_down(&test);
}

Test(figure_expression, no_value)
{
    struct figure_case test;
    double value = 5;
    figure_test_set_up(&test);
    cr_expect_not(figure_expression_value("missing + 1", &test.table, 0, 0, &value));
    cr_expect_not(figure_expression_value("sent / (dev - 10)", &test.table, 0, 0, &value));
    cr_expect_not(figure_expression_value("sent", &test.table, 11, 0, &value));
    cr_expect_not(figure_expression_value("@patched", &test.table, 0, 60, &value));
    cr_expect_not(figure_expression_value("set.system", &test.table, 0, 0, &value));
    cr_expect_eq(value, 5);
    figure_test_tear_down(&test);
}

/* 100 / (1 + exp(-(t - 6))) at every hour of twelve, as whole numbers. */
Test(figure_expression, growth)
{
    static const int logistic[] = {0, 1, 2, 5, 12, 27, 50, 73, 88, 95, 98, 99, 100};
    struct analysis_table table;
    struct base_buffer header = {0}, row = {0};
    double apart;
    for (int hour = 0; hour <= 12; hour++) {
        base_buffer_printf(&header, "series.%ds.distributors,", 3600 * hour);
        base_buffer_printf(&row, "%d,", logistic[hour]);
    }
    base_buffer_printf(&header, "distributors.total\n%.*s100\n", (int)row.len, row.data);
    base_buffer_append_u8(&header, 0);
    base_buffer_deinit(&row);
    size_t len;
    char *text = (char *)base_buffer_steal(&header, &len);
    cr_assert_eq(analysis_table_parse("results.csv", text, len - 1, &table), 0);
    cr_assert(figure_expression_value(
        "aic(logistic, distributors) - aic(exponential, distributors)", &table, 0, 0, &apart));
    cr_expect_lt(apart, -20);
    cr_expect(figure_expression_value("aic(si, distributors)", &table, 0, 0, &apart));
    cr_expect_not(figure_expression_value("aic(bass, patched)", &table, 0, 0, &apart));
    analysis_table_deinit(&table);
}

Test(figure_expression, errors)
{
    static const char *const wrong[] = {
        "",   "1 +", "(1",     "1)",        "a b",           "or(1)",  "or(1, 2", "2x",       "@",
        "@1", "*",   "1 // 2", "aic(bass)", "aic(gauss, a)", "a.b-+c", "a & b",   "((((((((("};
    size_t at;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_not(figure_expression_check(wrong[i], &at), "\"%s\"", wrong[i]);
    char deep[2001];
    memset(deep, '(', 2000);
    deep[2000] = '\0';
    cr_expect_not(figure_expression_check(deep, &at));
    memset(deep, '-', 2000);
    cr_expect_not(figure_expression_check(deep, &at));
    cr_expect(figure_expression_has_time("1 + @a"));
    cr_expect_not(figure_expression_has_time("1 + a"));
}

Test(figure_expression, names_the_first_column_that_is_not_there)
{
    struct figure_case test;
    char name[FIGURE_NAME_MAX];
    figure_test_set_up(&test);
    cr_expect(figure_expression_lacks("sent + gone / away", &test.table, name));
    cr_expect_str_eq(name, "gone");
    cr_expect_not(figure_expression_lacks("sent / (dev - 10) + @nothing", &test.table, name));
    cr_expect_str_eq(name, "");
    figure_test_tear_down(&test);
}
