#include "scenarios/describe.h"

#include <regex.h>

#include <jansson.h>

#include "scenarios/check.h"
#include "tests/scenarios/load_text.h"

static char *written(int (*write)(const struct scenario_catalogue *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);

    cr_assert_not_null(stream);
    cr_assert_eq(write(&test_catalogue, stream), 0);
    fclose(stream);
    return text;
}

static json_t *parsed(int (*write)(const struct scenario_catalogue *, FILE *))
{
    char *text = written(write);
    json_error_t error;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);

    cr_assert_not_null(json, "%s at %d: %s", error.text, error.position, text);
    free(text);
    return json;
}

static json_t *at(json_t *json, const char *a, const char *b, const char *c)
{
    json = json_object_get(json, a);
    if (b != NULL)
        json = json_object_get(json, b);
    if (c != NULL)
        json = json_object_get(json, c);
    cr_assert_not_null(json, "%s %s %s", a, b, c);
    return json;
}

Test(describe, schema_has_every_key_and_no_other)
{
    json_t *schema = parsed(scenario_write_schema);
    json_t *top = at(schema, "properties", NULL, NULL);

    cr_expect_str_eq(json_string_value(at(schema, "$schema", NULL, NULL)),
                     "https://json-schema.org/draft/2020-12/schema");
    cr_expect(json_is_false(at(schema, "additionalProperties", NULL, NULL)));
    cr_expect_eq(json_object_size(top),
                 3 + test_top_section.param_count + test_catalogue.section_count - 1);
    for (size_t i = 1; i < test_catalogue.section_count; i++) {
        const struct scenario_section *section = test_catalogue.sections[i];
        json_t *object = at(top, section->name, NULL, NULL);

        cr_expect(json_is_false(at(object, "additionalProperties", NULL, NULL)));
        cr_expect_eq(json_object_size(at(object, "properties", NULL, NULL)), section->param_count);
        for (size_t j = 0; j < section->param_count; j++) {
            json_t *param = at(object, "properties", section->params[j].key, NULL);

            at(param, "default", NULL, NULL);
            cr_expect_not_null(strstr(json_string_value(at(param, "description", NULL, NULL)),
                                      section->params[j].source));
        }
    }
    json_decref(schema);
}

Test(describe, schema_of_each_type)
{
    json_t *schema = parsed(scenario_write_schema);
    json_t *chain = at(schema, "properties", "chain", "properties");
    json_t *world = at(schema, "properties", "world", "properties");

    cr_expect_str_eq(json_string_value(at(chain, "gas_limit", "type", NULL)), "integer");
    cr_expect_eq(json_real_value(at(chain, "gas_limit", "minimum", NULL)), 21000);
    cr_expect_eq(json_real_value(at(chain, "gas_limit", "maximum", NULL)), 1000000000);
    cr_expect_str_eq(json_string_value(at(world, "online_share", "type", NULL)), "number");
    cr_expect_eq(json_real_value(at(world, "online_share", "default", NULL)), 0.9);
    cr_expect_str_eq(json_string_value(at(world, "churn", "type", NULL)), "boolean");
    cr_expect(json_is_true(at(world, "churn", "default", NULL)));
    cr_expect_eq(json_array_size(at(chain, "fork", "enum", NULL)), 3);
    cr_expect_str_eq(json_string_value(at(chain, "block_interval", "default", NULL)), "12s");
    cr_expect_not_null(strstr(json_string_value(at(chain, "block_interval", "description", NULL)),
                              "Range: 1s to 1h. Source: mainnet"));
    json_decref(schema);
}

/* The schema's pattern and the loader agree on what a quantity looks like. */
Test(describe, schema_patterns_match_what_the_loader_reads)
{
    static const char *const texts[] = {
        "12s", "1.5s", "1.5e3ms", "12 s", "60min", "1w",  "0",    "12",    "s",
        "12S", "1.s",  ".5s",     "-1s",  "12sx",  "",    "12MB", "1e1s",  "0s",
        "1.5", "00.0", "1E+1s",   "1e+s", "12s ",  " 1s", "1,5s", "1e-3w", "0x1s",
    };
    json_t *schema = parsed(scenario_write_schema);
    json_t *duration = at(at(schema, "properties", NULL, NULL), "duration", "pattern", NULL);
    regex_t pattern;

    cr_assert_eq(regcomp(&pattern, json_string_value(duration), REG_EXTENDED | REG_NOSUB), 0);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char text[64];
        char *errors;

        snprintf(text, sizeof(text), "{\"duration\": \"%s\"}", texts[i]);
        scenario_free(test_load_bytes(text, strlen(text), NULL, 0, &errors));
        bool read = errors[0] == '\0' || strstr(errors, "is out of range") != NULL;
        cr_expect_eq(regexec(&pattern, texts[i], 0, NULL, 0) == 0, read, "<%s> %s", texts[i],
                     errors);
        free(errors);
    }
    regfree(&pattern);
    json_decref(schema);
}

Test(describe, schema_binds_sections_to_systems)
{
    json_t *schema = parsed(scenario_write_schema);
    json_t *rules = at(schema, "allOf", NULL, NULL);

    cr_assert_eq(json_array_size(rules), 2);
    json_t *first = json_array_get(rules, 0);
    json_t *second = json_array_get(rules, 1);
    cr_expect(json_is_false(at(first, "then", "properties", "crowdpatching")));
    cr_expect(json_is_false(at(second, "then", "properties", "leiba")));
    /* Without "system" the default system's section is allowed and the other is not. */
    cr_expect_not_null(json_object_get(at(first, "if", NULL, NULL), "required"));
    cr_expect_null(json_object_get(at(second, "if", NULL, NULL), "required"));
    json_decref(schema);
}

Test(describe, params_as_json)
{
    json_t *params = parsed(scenario_write_params_json);
    size_t count = 0;

    for (size_t i = 0; i < test_catalogue.section_count; i++)
        count += test_catalogue.sections[i]->param_count;
    cr_expect_eq(json_array_size(params), count);
    cr_expect_str_eq(json_string_value(at(json_array_get(params, 0), "key", NULL, NULL)), "name");
    cr_expect_str_eq(json_string_value(at(json_array_get(params, 5), "key", NULL, NULL)),
                     "chain.block_interval");
    cr_expect_str_eq(json_string_value(at(json_array_get(params, 5), "max", NULL, NULL)), "1h");
    json_decref(params);
}

Test(describe, params_as_a_table)
{
    char *text = written(scenario_write_params);

    cr_expect_eq(strncmp(text,
                         "KEY                        TYPE      DEFAULT        MEANING [RANGE]\n"
                         "name                       text      unnamed        What the scenario is "
                         "called.\n",
                         130),
                 0, "%s", text);
    cr_expect_not_null(strstr(text, "chain.fork                 choice    osaka          Rules of "
                                    "the chain. [constantinople, london, osaka]\n"));
    cr_expect_not_null(strstr(text, "Time between blocks. [1s to 1h]\n"));
    cr_expect_not_null(strstr(text, "A hub's uplink. [at least 1kbps]\n"));
    cr_expect_not_null(strstr(text, "Tip for each unit of gas. [at most 1ETH]\n"));
    free(text);
}

Test(describe, reference_in_markdown)
{
    char *text = written(scenario_write_reference);

    cr_expect_eq(strncmp(text, "# Parameters of a scenario\n\n", 28), 0);
    cr_expect_not_null(strstr(text, "\n## Keys at the top\n\nThe scenario as a whole.\n\n| key |"));
    cr_expect_not_null(strstr(text, "\n## Section `leiba`\n\nStatic seeding. Only for the system "
                                    "`leiba`.\n"));
    cr_expect_not_null(strstr(text, "| `block_interval` | duration | `12s` | 1s to 1h | Time "
                                    "between blocks. | Source: mainnet since the Merge. |\n"));
    free(text);
}

static void expect_explanation(const char *key, int expected_return, const char *expected)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);

    cr_assert_not_null(stream);
    cr_expect_eq(scenario_write_explanation(&test_catalogue, key, stream), expected_return);
    fclose(stream);
    cr_expect_str_eq(text, expected);
    free(text);
}

Test(describe, explanations)
{
    static const char block_interval[] = "chain.block_interval\n"
                                         "  Time between blocks.\n"
                                         "\n"
                                         "  type     duration\n"
                                         "  units    ns, us, ms, s, min, h, d, w\n"
                                         "  default  \"12s\"\n"
                                         "  range    1s to 1h\n"
                                         "  Source: mainnet since the Merge.\n"
                                         "\n"
                                         "  In a file:  \"chain\": {\"block_interval\": \"12s\"}\n"
                                         "  As option:  --set chain.block_interval=12s\n";

    expect_explanation("chain.block_interval", 0, block_interval);
    expect_explanation("block_interval", 0, block_interval);
    expect_explanation("leiba.seeders", 0,
                       "leiba.seeders\n"
                       "  Static seeders.\n"
                       "\n"
                       "  type     integer\n"
                       "  default  3\n"
                       "  range    1 to 1000\n"
                       "  system   only leiba\n"
                       "  Assumption: a few.\n"
                       "\n"
                       "  In a file:  \"leiba\": {\"seeders\": 3}\n"
                       "  As option:  --set leiba.seeders=3\n");
    expect_explanation("crowdpatching", 0,
                       "crowdpatching: a section\n"
                       "  The system CrowdPatching.\n"
                       "  Only for the system crowdpatching.\n"
                       "\n"
                       "  update_size  Bytes of one update.\n"
                       "  reward       For one delivery.\n");
}

Test(describe, explanations_of_what_there_is_not)
{
    expect_explanation("frok", 1, "unknown key \"frok\"; did you mean chain.fork?\n");
    expect_explanation("chian.frok", 1, "unknown key \"chian.frok\"; did you mean chain.fork?\n");
    expect_explanation("chain.frok", 1, "unknown key \"chain.frok\"; did you mean chain.fork?\n");
    expect_explanation("chain.seeders", 1,
                       "unknown key \"chain.seeders\"; did you mean leiba.seeders?\n");
    expect_explanation("wrld", 1, "unknown key \"wrld\"; did you mean \"world\"?\n");
    expect_explanation("zzzzzzzz", 1, "unknown key \"zzzzzzzz\"\n");
}

Test(describe, the_test_catalogue_has_no_slips)
{
    cr_expect_eq(scenario_catalogue_check(&test_catalogue, stderr), 0);
}

Test(describe, slips_of_a_catalogue_are_found)
{
    static const char *const none[] = {NULL};
    static const struct scenario_param params[] = {
        {"a", SCENARIO_INTEGER, 0, "5", "6", NULL, NULL, "A.", "Assumption: x"},
        {"b", SCENARIO_INTEGER, 8, "x", NULL, NULL, NULL, "B.", "Assumption: x"},
        {"c", SCENARIO_DURATION, 16, "5", NULL, NULL, NULL, "C.", "Assumption: x"},
        {"d", SCENARIO_CHOICE, 24, "x", NULL, NULL, none, "D.", "Assumption: x"},
        {"e", SCENARIO_CHOICE, 28, "osaka", NULL, NULL, NULL, "E.", "Assumption: x"},
        {"f", SCENARIO_MONEY, 32, "1wei", "3wei", "2wei", NULL, "F.", "Assumption: x"},
        {"g", SCENARIO_INTEGER, 64, "1", NULL, NULL, NULL, "", "Assumption: x"},
        {"h", SCENARIO_INTEGER, 72, "1", NULL, NULL, NULL, "H.", "a guess"},
        {"i", SCENARIO_INTEGER, 80, "1", NULL, NULL, NULL, "I.", "Assumption: x"},
        {"i", SCENARIO_INTEGER, 88, "1", NULL, NULL, NULL, "I.", "Assumption: x"},
        {"j", SCENARIO_BOOL, 96, "true", NULL, NULL, NULL, "J.", "Assumption: x"},
        {"k", SCENARIO_BOOL, 96, "true", NULL, NULL, NULL, "K.", "Assumption: x"},
        {"l", SCENARIO_INTEGER, 97, "1", NULL, NULL, NULL, "L.", "Assumption: x"},
    };
    static const struct scenario_section section = {"s", "S.", params, 13, 104, "leiba"};
    static const struct scenario_section *const sections[] = {&section};
    static const struct scenario_catalogue catalogue = {sections, 1};
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);

    cr_assert_not_null(stream);
    cr_expect_eq(scenario_catalogue_check(&catalogue, stream), 14);
    fclose(stream);
    cr_expect_str_eq(text, "section \"s\" is for a system that is no choice of \"system\"\n"
                           "s.a has a default out of its range\n"
                           "s.b has a default that is none\n"
                           "s.c has a default that is none\n"
                           "s.d has no choice\n"
                           "s.e has choices and another type, or none and this one\n"
                           "s.f has a minimum above its maximum\n"
                           "s.g has no help\n"
                           "s.h has a source that begins neither with \"Source: \" nor with "
                           "\"Assumption: \"\n"
                           "s.i stands twice in its section\n"
                           "s.i stands twice in its section\n"
                           "s.j shares its member with another\n"
                           "s.k shares its member with another\n"
                           "s.l lies outside of its struct\n");
    free(text);
}
