#include "cli/compare.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/** The row of the devices that are patched, of two runs with these shares. */
static void print(double first, double second, char ret_row[200])
{
    static const char *const paths[] = {"a.json", "b.json"};
    static struct cli_compare_run runs[2];
    char *text = NULL;
    size_t len;
    FILE *stream = open_memstream(&text, &len);
    cr_assert_not_null(stream);
    for (int i = 0; i < 2; i++) {
        runs[i] = (struct cli_compare_run){.is_complete = true};
        runs[i].metrics[CLI_COMPARE_PATCHED] = i == 0 ? first : second;
        runs[i].has[CLI_COMPARE_PATCHED] = true;
    }
    cli_compare_print(paths, runs, 2, stream);
    fclose(stream);
    const char *row = strstr(text, "devices patched");
    cr_assert_not_null(row);
    snprintf(ret_row, 200, "%.*s", (int)strcspn(row, "\n"), row);
    free(text);
}

/* 4 of 100,000 devices are missing. */
Test(compare, not_all_is_never_told_as_all)
{
    char row[200];
    print(1, 0.99996, row);
    cr_expect_not_null(strstr(row, " 100.00 "), "%s", row);
    cr_expect_not_null(strstr(row, " 99.99 "), "%s", row);
    print(0.5, 0.25, row);
    cr_expect_not_null(strstr(row, " 50.00 "), "%s", row);
    cr_expect_not_null(strstr(row, " -25.00"), "%s", row);
}
