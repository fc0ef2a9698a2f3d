#include "scenarios/merge.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static char *merged(const char *text, const char *patch, int expected)
{
    char path[] = "/tmp/merge-XXXXXX", *result = NULL;
    struct scenario_report *report;
    int fd = mkstemp(path);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_expect_eq(scenario_merge(path, patch, report, &result), expected);
    cr_expect_eq(scenario_report_count(report) > 0, expected == BASE_E_SCENARIO);
    scenario_report_free(report);
    unlink(path);
    return result;
}

/* Source: RFC 7396, section 3, and its appendix A. */
Test(merge, replaces_and_removes)
{
    char *text = merged("{\"a\": 1, // one\n \"b\": {\"c\": 2, \"d\": [1, 2]}, \"e\": 3}",
                        "{\"b\": {\"d\": [3], \"f\": {\"g\": null}}, \"e\": null}", 0);
    cr_expect_str_eq(text, "{\n"
                           "  \"a\": 1,\n"
                           "  \"b\": {\n"
                           "    \"c\": 2,\n"
                           "    \"d\": [\n"
                           "      3\n"
                           "    ],\n"
                           "    \"f\": {}\n"
                           "  }\n"
                           "}");
    free(text);
}

Test(merge, without_a_patch)
{
    char *text = merged("{\"a\": 0.5} /* all */", NULL, 0);
    cr_expect_str_eq(text, "{\n  \"a\": 0.5\n}");
    free(text);
}

Test(merge, reports_what_is_no_JSON)
{
    cr_expect_null(merged("{\"a\": }", NULL, BASE_E_SCENARIO));
}
