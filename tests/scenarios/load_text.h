#ifndef CROWDPATCH_TESTS_SCENARIOS_LOAD_TEXT_H
#define CROWDPATCH_TESTS_SCENARIOS_LOAD_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "scenarios/scenario.h"
#include "tests/scenarios/test_catalogue.h"

/* What scenario_report_print() prints; the caller frees. */
static inline char *test_report_text(const struct scenario_report *report)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);

    cr_assert_not_null(stream);
    scenario_report_print(report, stream);
    fclose(stream);
    return text;
}

/* Loads data[len] as "f"; NULL when it has errors, which ret_errors then holds ("" otherwise). */
static inline struct scenario *test_load_bytes(const char *data, size_t len,
                                               const char *const options[], size_t option_count,
                                               char **ret_errors)
{
    struct scenario_report *report = NULL;
    struct scenario *scenario = NULL;

    cr_assert_eq(scenario_report_new(&report), 0);
    int r = scenario_load_text(&test_catalogue, "f", data, len, options, option_count, report,
                               &scenario);
    cr_assert_eq(r == 0, scenario != NULL);
    cr_assert_eq(r == 0, scenario_report_count(report) == 0);
    *ret_errors = test_report_text(report);
    scenario_report_free(report);
    return scenario;
}

/* Expects exactly these errors, excerpts included, for a file's text. */
static inline void test_expect(const char *text, const char *expected)
{
    char *errors;
    struct scenario *scenario = test_load_bytes(text, strlen(text), NULL, 0, &errors);

    cr_expect_str_eq(errors, expected, "for <%s>\nfound:\n%s\nexpected:\n%s", text, errors,
                     expected);
    scenario_free(scenario);
    free(errors);
}

/* Expects exactly these errors for one option over an empty scenario. */
static inline void test_expect_option(const char *option, const char *expected)
{
    char *errors;
    struct scenario *scenario = test_load_bytes("{}", 2, &option, 1, &errors);

    cr_expect_str_eq(errors, expected, "for --set %s\nfound:\n%s\nexpected:\n%s", option, errors,
                     expected);
    scenario_free(scenario);
    free(errors);
}

/* Loads a text that has no errors. */
static inline struct scenario *test_load(const char *text)
{
    char *errors;
    struct scenario *scenario = test_load_bytes(text, strlen(text), NULL, 0, &errors);

    cr_assert_str_eq(errors, "");
    free(errors);
    return scenario;
}

#endif
