#include "scenarios/number.h"

#include <float.h>
#include <string.h>

#include <criterion/criterion.h>

static void expect_whole(const char *text, uint64_t expected)
{
    uint64_t value = 0;

    cr_expect_eq(scenario_number_whole(text, strlen(text), &value), 0, "%s", text);
    cr_expect_eq(value, expected, "%s", text);
}

static void expect_error(const char *text, int expected)
{
    uint64_t value = 77;

    cr_expect_eq(scenario_number_whole(text, strlen(text), &value), expected, "%s", text);
    cr_expect_eq(value, 77, "%s", text);
}

Test(number, whole_numbers_are_exact)
{
    expect_whole("0", 0);
    expect_whole("-0", 0);
    expect_whole("0.000e99999999999999999999", 0);
    expect_whole("400", 400);
    expect_whole("4e2", 400);
    expect_whole("4E+2", 400);
    expect_whole("400.0", 400);
    expect_whole("4000e-1", 400);
    expect_whole("0.0004e6", 400);
    expect_whole("10203.00", 10203);
    expect_whole("9007199254740993", UINT64_C(9007199254740993));
    expect_whole("18446744073709551615", UINT64_MAX);
    expect_whole("1844674407370955161.5e1", UINT64_MAX);
    expect_whole("1000000000000000000000000e-24", 1);
}

Test(number, whole_number_errors)
{
    expect_error("18446744073709551616", SCENARIO_NUMBER_TOO_LARGE);
    expect_error("99999999999999999999", SCENARIO_NUMBER_TOO_LARGE);
    expect_error("1e999", SCENARIO_NUMBER_TOO_LARGE);
    expect_error("1e99999999999999999999999", SCENARIO_NUMBER_TOO_LARGE);
    expect_error("0.5", SCENARIO_NUMBER_FRACTION);
    expect_error("1e-1", SCENARIO_NUMBER_FRACTION);
    expect_error("1e-99999999999999999999999", SCENARIO_NUMBER_FRACTION);
    expect_error("-1", SCENARIO_NUMBER_NEGATIVE);
    expect_error("-1e999", SCENARIO_NUMBER_NEGATIVE);
}

Test(number, reals)
{
    double value = 0;

    cr_expect_eq(scenario_number_real("0.1", 3, &value), 0);
    cr_expect_eq(value, 0.1);
    cr_expect_eq(scenario_number_real("12345678901234567890", 20, &value), 0);
    cr_expect_eq(value, 12345678901234567890.0);
    cr_expect_eq(scenario_number_real("1e999", 5, &value), SCENARIO_NUMBER_TOO_LARGE);
    cr_expect_eq(scenario_number_real("-1e999", 6, &value), SCENARIO_NUMBER_TOO_LARGE);
    cr_expect_eq(value, 12345678901234567890.0);
}

Test(number, the_text_of_a_real_reads_back)
{
    static const double values[] = {0,   -0.0, 1,       0.1,         1.0 / 3, 100000,
                                    1e6, -2.5, DBL_MAX, DBL_MIN / 3, 1e22,    123456789.123456789};
    static const char *const texts[] = {"0", "0", "1", "0.1", NULL, "100000", "1000000", "-2.5"};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char text[40];
        double again;

        scenario_number_format(values[i], text);
        cr_expect_eq(scenario_number_real(text, strlen(text), &again), 0, "%s", text);
        cr_expect_eq(again, values[i], "%s", text);
        if (i < sizeof(texts) / sizeof(texts[0]) && texts[i] != NULL)
            cr_expect_str_eq(text, texts[i]);
    }
}
