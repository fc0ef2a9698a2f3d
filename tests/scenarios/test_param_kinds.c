#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/check.h"
#include "scenarios/describe.h"
#include "scenarios/scenario.h"

/* Choices beside which a file may stand, and parameters without a default. */

struct thing {
    const char *name, *note;
    const char *machine;
    int shape;
    double width;
    uint64_t parts;
};

static const char *const machines[] = {"small", "large", NULL};
static const char *const shapes[] = {"round", "square", NULL};

static const struct scenario_param thing_params[] = {
    {"name", SCENARIO_TEXT, offsetof(struct thing, name), NULL, NULL, NULL, NULL, "Its name.",
     "Assumption: none."},
    {"note", SCENARIO_TEXT, offsetof(struct thing, note), "", NULL, NULL, NULL, "A note.",
     "Assumption: none."},
    {"machine", SCENARIO_CHOICE_OR_FILE, offsetof(struct thing, machine), "small", NULL, NULL,
     machines, "Its machine.", "Assumption: none."},
    {"shape", SCENARIO_CHOICE, offsetof(struct thing, shape), NULL, NULL, NULL, shapes,
     "Its shape.", "Assumption: none."},
    {"width", SCENARIO_REAL, offsetof(struct thing, width), NULL, "1", "9", NULL, "Its width.",
     "Assumption: none."},
    {"parts", SCENARIO_INTEGER, offsetof(struct thing, parts), NULL, NULL, "9", NULL, "Its parts.",
     "Assumption: none."},
};
static const struct scenario_section thing_section = {
    "",  "A thing.", thing_params, sizeof thing_params / sizeof *thing_params, sizeof(struct thing),
    NULL};
static const struct scenario_section *const sections[] = {&thing_section};
static const struct scenario_catalogue catalogue = {sections, 1, NULL, "thing"};

/* The first line of what is wrong with a text, with an option or NULL; "" when nothing is. */
static char *load(const char *text, const char *option, struct scenario **ret_scenario)
{
    struct scenario_report *report;
    char *errors;
    size_t len;
    *ret_scenario = NULL;
    cr_assert_eq(scenario_report_new(&report), 0);
    scenario_load_text(&catalogue, "f", text, strlen(text), &option, option ? 1 : 0, report,
                       ret_scenario);
    FILE *stream = open_memstream(&errors, &len);
    scenario_report_print(report, stream);
    fclose(stream);
    scenario_report_free(report);
    errors[strcspn(errors, "\n")] = '\0';
    return errors;
}

static void expect_error(const char *text, const char *option, const char *expected)
{
    struct scenario *scenario;
    char *errors = load(text, option, &scenario);
    cr_expect_str_eq(errors, expected);
    cr_expect_null(scenario);
    scenario_free(scenario);
    free(errors);
}

static void expect_machine(const char *value, const char *option, const char *expected)
{
    char text[128];
    struct scenario *scenario;
    snprintf(text, sizeof text, "{\"name\": \"n\", \"shape\": \"round\"%s%s%s}",
             value ? ", \"machine\": \"" : "", value ? value : "", value ? "\"" : "");
    char *errors = load(text, option, &scenario);
    cr_assert_str_eq(errors, "");
    const struct thing *thing = scenario_section_values(scenario, "");
    cr_expect_str_eq(thing->machine, expected);
    scenario_free(scenario);
    free(errors);
}

static char *written(int (*write)(const struct scenario_catalogue *, FILE *))
{
    char *text;
    size_t len;
    FILE *stream = open_memstream(&text, &len);
    cr_assert_eq(write(&catalogue, stream), 0);
    fclose(stream);
    return text;
}

Test(param_kinds, a_name_or_a_file)
{
    expect_machine(NULL, NULL, "small");
    expect_machine("large", NULL, "large");
    expect_machine("a/my.json", NULL, "a/my.json");
    expect_machine("large", "machine=../my.json", "../my.json");
    expect_machine("large", "machine=\"my.json\"", "my.json");
    expect_machine("my.json", "machine=small", "small");
}

Test(param_kinds, neither_a_name_nor_a_file)
{
#define THING "{\"name\": \"n\", \"shape\": \"round\", \"machine\": "
    expect_error(THING "\"larg\"}", NULL,
                 "f:1:44: error: \"larg\" is none of small, large, and not a file NAME.json; did "
                 "you mean \"large\"?");
    expect_error(THING "\"my.jso\"}", NULL,
                 "f:1:44: error: \"my.jso\" is none of small, large, and not a file NAME.json");
    expect_error(THING "\".json\"}", NULL,
                 "f:1:44: error: \".json\" is none of small, large, and not a file NAME.json");
    expect_error(THING "3}", NULL,
                 "f:1:44: error: expected one of the choices small, large, or a file NAME.json, "
                 "found the number 3");
    expect_error(THING "\"a\\u0000.json\"}", NULL,
                 "f:1:44: error: \"a?.json\" holds the NUL character");
}

Test(param_kinds, what_must_be_said)
{
    expect_error("\n {\"shape\": \"round\"}", NULL, "f:2:2: error: a thing needs \"name\"");
    expect_error("{\"name\": \"n\"}", NULL, "f:1:1: error: a thing needs \"shape\"");
    /* What is wrong comes first. */
    expect_error("{\"shape\": \"rund\"}", NULL,
                 "f:1:11: error: \"rund\" is none of round, square; did you mean \"round\"?");
    struct scenario *scenario;
    char *errors = load("{\"name\": \"n\"}", "shape=square", &scenario);
    cr_expect_str_eq(errors, "");
    scenario_free(scenario);
    free(errors);
}

/* Zero, and not in the resolved text; 0 that is said is there. */
Test(param_kinds, numbers_without_default)
{
    struct scenario *scenario;
    free(load("{\"name\": \"n\", \"shape\": \"square\", \"parts\": 0}", NULL, &scenario));
    const struct thing *thing = scenario_section_values(scenario, "");
    char *resolved = scenario_resolved_json(scenario);
    cr_expect_eq(thing->width, 0);
    cr_expect_not(scenario_is_set(scenario, "width"));
    cr_expect(scenario_is_set(scenario, "parts"));
    cr_expect_str_eq(resolved,
                     "{\n  \"name\": \"n\",\n  \"note\": \"\",\n  \"machine\": \"small\",\n"
                     "  \"shape\": \"square\",\n  \"parts\": 0\n}\n");
    free(resolved);
    scenario_free(scenario);
    expect_error("{\"name\": \"n\", \"shape\": \"round\", \"width\": 0}", NULL,
                 "f:1:42: error: 0 is out of range; expected a number from 1 to 9");
}

Test(param_kinds, are_described)
{
    cr_expect_eq(scenario_catalogue_check(&catalogue, stderr), 0);
    char *schema = written(scenario_write_schema), *page = written(scenario_write_reference),
         *table = written(scenario_write_params), *json = written(scenario_write_params_json);
    cr_expect_not_null(strstr(schema, "\"pattern\": \".[.]json$\""));
    cr_expect_not_null(strstr(schema, "\"required\": [\n    \"name\",\n    \"shape\"\n  ]"));
    cr_expect_null(strstr(schema, "\"default\": null"));
    cr_expect_not_null(strstr(page, "| `machine` | choice | `small` | small, large, or a file "
                                    "NAME.json | Its machine. |"));
    cr_expect_not_null(strstr(page, "| `width` | real |  | 1 to 9 | Its width. |"));
    cr_expect_not_null(strstr(table, "width    real               Its width. [1 to 9]\n"), "%s",
                       table);
    cr_expect_not_null(strstr(json, "\"or\": \"a file NAME.json\""));
    free(schema);
    free(page);
    free(table);
    free(json);
}

/* Units have an example in their errors: their default. */
Test(param_kinds, others_have_a_default)
{
    static const struct scenario_param params[] = {
        {"size", SCENARIO_SIZE, 0, NULL, NULL, NULL, NULL, "A size.", "Assumption: none."},
    };
    static const struct scenario_section section = {"", "A thing.", params, 1, 8, NULL};
    static const struct scenario_section *const list[] = {&section};
    static const struct scenario_catalogue slips = {list, 1, NULL, "thing"};
    FILE *sink = fopen("/dev/null", "w");
    cr_expect_eq(scenario_catalogue_check(&slips, sink), 1);
    fclose(sink);
}
