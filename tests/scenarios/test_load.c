#include "base/error.h"
#include "tests/scenarios/load_text.h"

#define ONE_LINE(text, column, message)                                                            \
    do {                                                                                           \
        char expected_[2048];                                                                      \
        snprintf(expected_, sizeof(expected_), "f:1:%d: error: %s\n%s\n%*s\n", (column), message,  \
                 text, (column), "^");                                                             \
        test_expect(text, expected_);                                                              \
    } while (0)

Test(load, defaults)
{
    struct scenario *scenario = test_load("{}");
    const struct test_top *top = scenario_section_values(scenario, "");
    const struct test_chain *chain = scenario_section_values(scenario, "chain");
    const struct test_world *world = scenario_section_values(scenario, "world");
    const struct test_crowdpatching *cp = scenario_section_values(scenario, "crowdpatching");
    const struct test_leiba *leiba = scenario_section_values(scenario, "leiba");

    cr_expect_str_eq(top->name, "unnamed");
    cr_expect_eq(top->seed, 1);
    cr_expect_eq(top->system, 0);
    cr_expect_eq(top->duration_ns, INT64_C(604800000000000));
    cr_expect_eq(chain->fork, 2);
    cr_expect_eq(chain->block_interval_ns, INT64_C(12000000000));
    cr_expect_eq(chain->gas_limit, 60000000);
    cr_expect(u256_equal(chain->priority_fee_wei, u256_from_u64(1000000000)));
    cr_expect_eq(world->devices, 100);
    cr_expect_eq(world->online_share, 0.9);
    cr_expect_eq(world->uplink_bps, 10000000);
    cr_expect(world->churn);
    cr_expect_eq(cp->update_size_bytes, 1048576);
    cr_expect_eq(leiba->seeders, 3);
    scenario_free(scenario);
}

Test(load, values_of_every_type)
{
    struct scenario *scenario = test_load(
        "{\"$schema\": \"x\", \"name\": \"\\u00e4\\n\", \"seed\": 18446744073709551615,\n"
        "\"chain\": {\"fork\": \"london\", \"block_interval\": \"1500ms\", \"gas_limit\": 3e7,\n"
        "\"priority_fee\": \"0.5ETH\"}, \"world\": {\"online_share\": 1, \"uplink\": \"1MBps\",\n"
        "\"churn\": false}, \"system\": \"leiba\", \"leiba\": {\"seeders\": 7}}");
    const struct test_top *top = scenario_section_values(scenario, "");
    const struct test_chain *chain = scenario_section_values(scenario, "chain");
    const struct test_world *world = scenario_section_values(scenario, "world");
    const struct test_leiba *leiba = scenario_section_values(scenario, "leiba");

    cr_expect_str_eq(top->name, "\xc3\xa4\n");
    cr_expect_eq(top->seed, UINT64_MAX);
    cr_expect_eq(top->system, 1);
    cr_expect_eq(chain->fork, 1);
    cr_expect_eq(chain->block_interval_ns, INT64_C(1500000000));
    cr_expect_eq(chain->gas_limit, 30000000);
    cr_expect(u256_equal(chain->priority_fee_wei, u256_from_u64(UINT64_C(500000000000000000))));
    cr_expect_eq(world->online_share, 1.0);
    cr_expect_eq(world->uplink_bps, 8000000);
    cr_expect_not(world->churn);
    cr_expect_eq(leiba->seeders, 7);
    scenario_free(scenario);
}

Test(load, wrong_types)
{
    ONE_LINE("{\"chain\": {\"block_interval\": 12}}", 30,
             "expected a duration such as \"12s\", found the number 12");
    ONE_LINE("{\"chain\": {\"block_interval\": \"soon\"}}", 30,
             "expected a duration such as \"12s\", found the text \"soon\"");
    ONE_LINE("{\"chain\": {\"fork\": 5}}", 20,
             "expected one of the choices constantinople, london, osaka, found the number 5");
    ONE_LINE("{\"world\": {\"churn\": \"yes\"}}", 21,
             "expected true or false, found the text \"yes\"");
    ONE_LINE("{\"world\": {\"churn\": null}}", 21, "expected true or false, found null");
    ONE_LINE("{\"world\": {\"devices\": \"100\"}}", 23,
             "expected a whole number, found the text \"100\"");
    ONE_LINE("{\"world\": {\"devices\": true}}", 23, "expected a whole number, found true");
    ONE_LINE("{\"world\": {\"uplink\": {}}}", 22,
             "expected a data rate such as \"10Mbps\", found an object { ... }");
    ONE_LINE("{\"world\": {\"online_share\": [1]}}", 28,
             "expected a number, found an array [ ... ]");
    ONE_LINE("{\"name\": 5}", 10, "expected a text, found the number 5");
    ONE_LINE("{\"name\": \"a\\u0000b\"}", 10, "\"a?b\" holds the NUL character");
    ONE_LINE("{\"chain\": 5}", 11, "\"chain\" is a section; expected an object { ... }");
}

Test(load, wrong_units)
{
    ONE_LINE("{\"duration\": \"12MB\"}", 14,
             "\"12MB\" is a size; expected a duration (ns, us, ms, s, min, h, d, w)");
    ONE_LINE("{\"duration\": \"12\"}", 14,
             "\"12\" has no unit; expected a duration (ns, us, ms, s, min, h, d, w)");
    ONE_LINE("{\"duration\": \"12sec\"}", 14,
             "\"12sec\" has an unknown unit; expected a duration (ns, us, ms, s, min, h, d, w)");
    ONE_LINE("{\"crowdpatching\": {\"reward\": \"1Mbps\"}}", 30,
             "\"1Mbps\" is a data rate; expected an amount of money (wei, gwei, ETH)");
    ONE_LINE("{\"crowdpatching\": {\"reward\": \"1kJ\"}}", 30,
             "\"1kJ\" is an energy; expected an amount of money (wei, gwei, ETH)");
    ONE_LINE("{\"duration\": \"1,5h\"}", 14,
             "\"1,5h\" has a comma; decimals stand behind a point, as in 0.5");
    ONE_LINE("{\"world\": {\"online_share\": \"0,5\"}}", 28,
             "\"0,5\" has a comma; decimals stand behind a point, as in 0.5");
    ONE_LINE("{\"duration\": \"1,\"}", 14,
             "\"1,\" has an unknown unit; expected a duration (ns, us, ms, s, min, h, d, w)");
    ONE_LINE("{\"duration\": \"0.5ns\"}", 14, "\"0.5ns\" is not a whole number of nanoseconds");
}

Test(load, ranges)
{
    ONE_LINE("{\"chain\": {\"block_interval\": \"2h\"}}", 30,
             "\"2h\" is out of range; expected a duration from 1s to 1h");
    ONE_LINE("{\"chain\": {\"block_interval\": \"-12s\"}}", 30,
             "\"-12s\" is negative; expected a duration from 1s to 1h");
    ONE_LINE("{\"chain\": {\"priority_fee\": \"2ETH\"}}", 28,
             "\"2ETH\" is out of range; expected an amount of money of at most 1ETH");
    ONE_LINE("{\"world\": {\"uplink\": \"1bps\"}}", 22,
             "\"1bps\" is out of range; expected a data rate from 1kbps to "
             "18446744073709551615bps");
    ONE_LINE("{\"world\": {\"devices\": 1000001}}", 23,
             "1000001 is out of range; expected a whole number from 0 to 1000000");
    ONE_LINE("{\"world\": {\"devices\": -1}}", 23,
             "-1 is negative; expected a whole number from 0 to 1000000");
    ONE_LINE("{\"world\": {\"devices\": 2.5}}", 23,
             "2.5 is not a whole number; expected a whole number from 0 to 1000000");
    ONE_LINE("{\"world\": {\"online_share\": -0.1}}", 28,
             "-0.1 is out of range; expected a number from 0 to 1");
    ONE_LINE("{\"duration\": \"0\"}", 14,
             "\"0\" is out of range; expected a duration from 1s to 106751d");
}

Test(load, the_bounds_are_allowed)
{
    scenario_free(test_load("{\"chain\": {\"block_interval\": \"1h\", \"priority_fee\": \"1ETH\"},"
                            "\"world\": {\"devices\": 0, \"online_share\": 0}}"));
    scenario_free(test_load("{\"chain\": {\"block_interval\": \"1s\", \"priority_fee\": \"0\"},"
                            "\"world\": {\"devices\": 1000000, \"online_share\": 1.0}}"));
}

Test(load, huge_numbers)
{
    ONE_LINE("{\"world\": {\"devices\": 99999999999999999999}}", 23,
             "99999999999999999999 is out of range; expected a whole number from 0 to 1000000");
    ONE_LINE("{\"world\": {\"devices\": 1e999}}", 23,
             "1e999 is out of range; expected a whole number from 0 to 1000000");
    ONE_LINE("{\"world\": {\"online_share\": 1e999}}", 28,
             "1e999 is out of range; expected a number from 0 to 1");
    ONE_LINE("{\"world\": {\"online_share\": -1e999}}", 28,
             "-1e999 is out of range; expected a number from 0 to 1");
    ONE_LINE("{\"seed\": 18446744073709551616}", 10,
             "18446744073709551616 is out of range; expected a whole number of at most "
             "18446744073709551615");
    ONE_LINE("{\"duration\": \"1e999w\"}", 14,
             "\"1e999w\" is out of range; expected a duration from 1s to 106751d");
    ONE_LINE("{\"duration\": \"9223372036854775808ns\"}", 14,
             "\"9223372036854775808ns\" is out of range; expected a duration from 1s to 106751d");
    scenario_free(test_load("{\"duration\": \"9223372036854775807ns\"}"));
}

Test(load, choices)
{
    ONE_LINE("{\"chain\": {\"fork\": \"oska\"}}", 20,
             "\"oska\" is none of constantinople, london, osaka; did you mean \"osaka\"?");
    ONE_LINE("{\"chain\": {\"fork\": \"Osaka\"}}", 20,
             "\"Osaka\" is none of constantinople, london, osaka; did you mean \"osaka\"?");
    ONE_LINE("{\"chain\": {\"fork\": \"frontier\"}}", 20,
             "\"frontier\" is none of constantinople, london, osaka");
}

Test(load, unknown_keys)
{
    ONE_LINE("{\"crowdpatching\": {\"rewrad\": 1}}", 20,
             "unknown key \"rewrad\"; did you mean \"reward\"?");
    ONE_LINE("{\"wrold\": {}}", 2, "unknown section \"wrold\"; did you mean \"world\"?");
    ONE_LINE("{\"fork\": 1}", 2, "unknown key \"fork\"; did you mean chain.fork?");
    ONE_LINE("{\"world\": {\"fork\": 1}}", 12, "unknown key \"fork\"; did you mean chain.fork?");
    ONE_LINE("{\"world\": {\"seed\": 1}}", 12,
             "unknown key \"seed\"; did you mean \"seed\" at the top?");
    ONE_LINE("{\"world\": {\"chain\": {}}}", 12,
             "unknown key \"chain\"; did you mean the section \"chain\" at the top?");
    ONE_LINE("{\"world\": {\"gas_limt\": 1}}", 12,
             "unknown key \"gas_limt\"; did you mean chain.gas_limit?");
    ONE_LINE("{\"chain.fork\": \"osaka\"}", 2,
             "unknown key \"chain.fork\"; in a file, write \"chain\": {\"fork\": ...}");
    ONE_LINE("{\"zzzzzz\": 1}", 2, "unknown key \"zzzzzz\"");
    ONE_LINE("{\"\": 1}", 2, "unknown key \"\"");
    /* Keys of a system that is not run are no help. */
    ONE_LINE("{\"seeders\": 1}", 2, "unknown key \"seeders\"");
}

Test(load, duplicate_keys)
{
    test_expect("{\"seed\": 1,\n \"chain\": {\"fork\": \"osaka\", \"fork\": \"london\"},\n"
                " \"s\\u0065ed\": 2,\n \"seed\": 3}",
                "f:2:29: error: duplicate key \"fork\"; line 2 has it already\n"
                " \"chain\": {\"fork\": \"osaka\", \"fork\": \"london\"},\n"
                "                            ^\n"
                "f:3:2: error: duplicate key \"seed\"; line 1 has it already\n"
                " \"s\\u0065ed\": 2,\n"
                " ^\n"
                "f:4:2: error: duplicate key \"seed\"; line 1 has it already\n"
                " \"seed\": 3}\n"
                " ^\n");
}

Test(load, sections_of_another_system)
{
    ONE_LINE("{\"leiba\": {\"x\": 1}}", 2,
             "section \"leiba\" is for system leiba; this scenario's system is crowdpatching");
    ONE_LINE("{\"crowdpatching\": {}, \"system\": \"leiba\"}", 2,
             "section \"crowdpatching\" is for system crowdpatching; this scenario's system is "
             "leiba");
    /* Which sections are wrong is unknown while the system is. */
    ONE_LINE("{\"leiba\": {}, \"system\": \"liba\"}", 25,
             "\"liba\" is none of crowdpatching, leiba; did you mean \"leiba\"?");
    test_expect_option("leiba.seeders=4",
                       "--set leiba.seeders=4: error: section \"leiba\" is for system leiba; this "
                       "scenario's system is crowdpatching\n");
    static const char *const options[] = {"leiba.seeders=4", "system=\"leiba\""};
    char *errors;
    struct scenario *scenario = test_load_bytes("{}", 2, options, 2, &errors);
    cr_expect_str_eq(errors, "");
    free(errors);
    scenario_free(scenario);
}

Test(load, all_errors_in_the_order_of_the_file)
{
    static const char text[] = "{\n\"world\": {\"churn\": 1},\n\"fork\": 1,\n\"seed\": -1,\n"
                               "\"seed\": 2}";
    static const char *const options[] = {"chain.fork=oska", "x"};
    char *errors;

    cr_expect_null(test_load_bytes(text, strlen(text), options, 2, &errors));
    cr_expect_str_eq(errors,
                     "f:2:20: error: expected true or false, found the number 1\n"
                     "\"world\": {\"churn\": 1},\n"
                     "                   ^\n"
                     "f:3:1: error: unknown key \"fork\"; did you mean chain.fork?\n"
                     "\"fork\": 1,\n"
                     "^\n"
                     "f:4:9: error: -1 is negative; expected a whole number\n"
                     "\"seed\": -1,\n"
                     "        ^\n"
                     "f:5:1: error: duplicate key \"seed\"; line 4 has it already\n"
                     "\"seed\": 2}\n"
                     "^\n"
                     "--set chain.fork=oska: error: \"oska\" is none of constantinople, london, "
                     "osaka; did you mean \"osaka\"?\n"
                     "--set x: error: expected SECTION.KEY=VALUE\n");
    free(errors);
}

Test(load, thousands_of_errors_are_counted)
{
    char *text = malloc(100000);
    char *errors;
    size_t len = 1;

    cr_assert_not_null(text);
    text[0] = '{';
    for (int i = 0; i < 5000; i++)
        len += (size_t)sprintf(text + len, "\"k%d\": 1%c", i, i == 4999 ? '}' : ',');
    cr_expect_null(test_load_bytes(text, len, NULL, 0, &errors));
    const char *last = strstr(errors, "error: 4900 more errors are not shown\n");
    cr_assert_not_null(last);
    cr_expect_str_eq(last, "error: 4900 more errors are not shown\n");
    free(errors);
    free(text);
}

Test(load, options_replace_what_the_file_says)
{
    static const char text[] = "{\"name\": \"a\", \"chain\": {\"fork\": \"london\"}}";
    static const char *const options[] = {
        "name=2024",
        "chain.fork=osaka",
        "chain.fork=constantinople",
        "world.devices= 7 ",
        "seed=1e3",
        "world.churn=false",
        "chain.priority_fee=3gwei",
        "duration=\"1d\"",
        "world.online_share=0.25",
    };
    char *errors;
    struct scenario *scenario = test_load_bytes(text, strlen(text), options, 9, &errors);

    cr_assert_str_eq(errors, "");
    const struct test_top *top = scenario_section_values(scenario, "");
    const struct test_chain *chain = scenario_section_values(scenario, "chain");
    const struct test_world *world = scenario_section_values(scenario, "world");
    cr_expect_str_eq(top->name, "2024");
    cr_expect_eq(top->seed, 1000);
    cr_expect_eq(top->duration_ns, INT64_C(86400000000000));
    cr_expect_eq(chain->fork, 0);
    cr_expect(u256_equal(chain->priority_fee_wei, u256_from_u64(3000000000)));
    cr_expect_eq(world->devices, 7);
    cr_expect_eq(world->online_share, 0.25);
    cr_expect_not(world->churn);
    free(errors);
    scenario_free(scenario);
}

Test(load, a_text_option_is_taken_as_it_stands)
{
    static const char *const values[] = {"name=",      "name={\"a\": 1}", "name=[",
                                         "name=\"x",   "name=a=b",        "name=null",
                                         "name=\"q\"", "name=\"\\u00e4\""};
    static const char *const expected[] = {"",    "{\"a\": 1}", "[", "\"x",
                                           "a=b", "null",       "q", "\u00e4"};

    for (size_t i = 0; i < 8; i++) {
        char *errors;
        struct scenario *scenario = test_load_bytes("{}", 2, &values[i], 1, &errors);

        cr_assert_str_eq(errors, "");
        const struct test_top *top = scenario_section_values(scenario, "");
        cr_expect_str_eq(top->name, expected[i]);
        free(errors);
        scenario_free(scenario);
    }
}

Test(load, wrong_options)
{
    test_expect_option("seed", "--set seed: error: expected SECTION.KEY=VALUE\n");
    test_expect_option("=1", "--set =1: error: expected SECTION.KEY=VALUE\n");
    test_expect_option("seed=", "--set seed=: error: expected a whole number, found the text "
                                "\"\"\n");
    test_expect_option("seed=x", "--set seed=x: error: expected a whole number, found the text "
                                 "\"x\"\n");
    test_expect_option("chain=1",
                       "--set chain=1: error: \"chain\" is a section; expected chain.KEY=VALUE\n");
    test_expect_option("chian.fork=osaka", "--set chian.fork=osaka: error: unknown key "
                                           "\"chian.fork\"; did you mean chain.fork?\n");
    test_expect_option("chain.frok=osaka", "--set chain.frok=osaka: error: unknown key "
                                           "\"chain.frok\"; did you mean chain.fork?\n");
    test_expect_option("fork=osaka",
                       "--set fork=osaka: error: unknown key \"fork\"; did you mean chain.fork?\n");
    test_expect_option("zz.fork=osaka", "--set zz.fork=osaka: error: unknown key \"zz.fork\"; did "
                                        "you mean chain.fork?\n");
    test_expect_option("chain.block_interval=12",
                       "--set chain.block_interval=12: error: expected a duration such as "
                       "\"12s\", found the number 12\n");
    test_expect_option("world.devices=99999999999999999999",
                       "--set world.devices=99999999999999999999: error: 99999999999999999999 is "
                       "out of range; expected a whole number from 0 to 1000000\n");
    test_expect_option("name=\xff",
                       "--set name=\xff: error: expected SECTION.KEY=VALUE in UTF-8\n");
}

Test(load, cross_checks_name_the_place_of_the_value)
{
    static const char text[] = "{\n\"seed\": 5, \"chain\": {\"gas_limit\": 50000}\n}";
    static const char *const option = "world.devices=3";
    struct scenario_report *report = NULL;
    struct scenario *scenario = NULL;

    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(
        scenario_load_text(&test_catalogue, "f", text, strlen(text), &option, 1, report, &scenario),
        0);
    scenario_report_error(report, scenario, "world.devices", "too few: %d", 3);
    scenario_report_error(report, scenario, "world.uplink", "slow");
    scenario_report_error(report, scenario, "chain.gas_limit", "%s", "small");
    scenario_report_error(report, scenario, "chain", "odd");
    scenario_report_error(report, scenario, "seed", "five");
    cr_expect_eq(scenario_report_count(report), 5);
    char *errors = test_report_text(report);
    cr_expect_str_eq(errors, "f:2:9: error: five\n"
                             "\"seed\": 5, \"chain\": {\"gas_limit\": 50000}\n"
                             "        ^\n"
                             "f:2:12: error: odd\n"
                             "\"seed\": 5, \"chain\": {\"gas_limit\": 50000}\n"
                             "           ^\n"
                             "f:2:35: error: small\n"
                             "\"seed\": 5, \"chain\": {\"gas_limit\": 50000}\n"
                             "                                  ^\n"
                             "f: error: slow\n"
                             "--set world.devices=3: error: too few: 3\n");
    free(errors);
    scenario_free(scenario);
    scenario_report_free(report);
}

Test(load, freeing_nothing)
{
    scenario_free(NULL);
    scenario_report_free(NULL);
}

/* Where a value came from, and what the scenario was read from. */
Test(load, what_is_set)
{
    const char *text = "{\"seed\": 1, \"chain\": {\"fork\": \"osaka\"}}",
               *option = "world.devices=4";
    char *errors;
    struct scenario *scenario = test_load_bytes(text, strlen(text), &option, 1, &errors);

    cr_assert_not_null(scenario);
    cr_expect_str_eq(scenario_file(scenario), "f");
    cr_expect(scenario_is_set(scenario, "seed"));
    cr_expect(scenario_is_set(scenario, "chain.fork"));
    cr_expect(scenario_is_set(scenario, "world.devices"));
    cr_expect_not(scenario_is_set(scenario, "name"));
    cr_expect_not(scenario_is_set(scenario, "chain.gas_limit"));
    scenario_free(scenario);
    free(errors);
}
