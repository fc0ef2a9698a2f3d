#include <criterion/criterion.h>

#include "base/error.h"
#include "scenarios/experiment.h"
#include "tests/scenarios/load_text.h"

static int refuse_big_chains(const struct scenario *scenario, struct scenario_report *report)
{
    const struct test_world *world = scenario_section_values(scenario, "world");

    if (world->devices != 13)
        return 0;
    scenario_report_error(report, scenario, "world.devices", "13 devices bring bad luck");
    return BASE_E_SCENARIO;
}

/* Rows along the diagonal, the first and the last at its ends. */
static int place(const struct experiment_design *design, double ret_units[])
{
    for (size_t row = 0; row < design->row_count; row++)
        for (size_t i = 0; i < design->axis_count; i++)
            *ret_units++ = (double)row / (double)(design->row_count - 1);
    return 0;
}

static const struct experiment_hooks hooks = {.check = refuse_big_chains, .place = place};

static struct experiment *load(const char *text, const char *const options[], size_t count,
                               char **ret_errors)
{
    struct scenario_report *report = NULL;
    struct experiment *experiment = NULL;

    cr_assert_eq(scenario_report_new(&report), 0);
    int r = experiment_load_text(&test_catalogue, &hooks, "f", text, strlen(text), options, count,
                                 report, &experiment);
    cr_assert_eq(r == 0, experiment != NULL);
    cr_assert_eq(r == 0, scenario_report_count(report) == 0);
    *ret_errors = test_report_text(report);
    scenario_report_free(report);
    return experiment;
}

/* The points, a line each: "a=1 b=2\n". */
static char *points_of(const char *text)
{
    char *errors, *lines = NULL;
    struct experiment *experiment = load(text, NULL, 0, &errors);
    size_t len, count;

    cr_assert_str_eq(errors, "", "%s", errors);
    FILE *stream = open_memstream(&lines, &len);
    for (size_t i = 0; i < experiment_point_count(experiment); i++) {
        const char *const *settings = experiment_point_settings(experiment, i, &count);
        for (size_t j = 0; j < count; j++)
            fprintf(stream, "%s%s", j > 0 ? " " : "", settings[j]);
        fputs("\n", stream);
    }
    fclose(stream);
    experiment_free(experiment);
    free(errors);
    return lines;
}

static void expect_points(const char *text, const char *expected)
{
    char *found = points_of(text);

    cr_expect_str_eq(found, expected, "for <%s>\nfound:\n%s\nexpected:\n%s", text, found, expected);
    free(found);
}

static void expect_errors(const char *text, const char *expected)
{
    char *errors;
    struct experiment *experiment = load(text, NULL, 0, &errors);

    cr_expect_str_eq(errors, expected, "for <%s>\nfound:\n%s\nexpected:\n%s", text, errors,
                     expected);
    experiment_free(experiment);
    free(errors);
}

Test(experiment, a_scenario_is_one_point)
{
    expect_points("{}", "\n");
    expect_points("{\"replications\": 7}", "\n");
}

Test(experiment, the_last_of_a_grid_changes_first)
{
    expect_points("{\"sweep\": {\"grid\": {\"world.devices\": [1, 2], "
                  "\"chain.fork\": [\"london\", \"osaka\"]}}}",
                  "world.devices=1 chain.fork=\"london\"\nworld.devices=1 chain.fork=\"osaka\"\n"
                  "world.devices=2 chain.fork=\"london\"\nworld.devices=2 chain.fork=\"osaka\"\n");
}

Test(experiment, values_of_a_zip_go_together_and_multiply_with_the_rest)
{
    expect_points("{\"sweep\": {\"zip\": {\"world.devices\": [1, 2], \"chain.gas_limit\": [30000, "
                  "40000]}, \"grid\": {\"world.churn\": [true, false]}}}",
                  "world.devices=1 chain.gas_limit=30000 world.churn=true\n"
                  "world.devices=1 chain.gas_limit=30000 world.churn=false\n"
                  "world.devices=2 chain.gas_limit=40000 world.churn=true\n"
                  "world.devices=2 chain.gas_limit=40000 world.churn=false\n");
}

Test(experiment, a_list_gives_points_as_they_stand)
{
    expect_points("{\"sweep\": {\"list\": [{\"world.devices\": 1}, {\"duration\": \"1d\", "
                  "\"world.devices\": 2}]}}",
                  "world.devices=1\nduration=\"1d\" world.devices=2\n");
}

Test(experiment, ranges_reach_both_ends)
{
    expect_points("{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 1, \"to\": 8, "
                  "\"step\": 3}}}}}",
                  "world.devices=1\nworld.devices=4\nworld.devices=7\n");
    expect_points("{\"sweep\": {\"grid\": {\"world.online_share\": {\"range\": {\"from\": 0.1, "
                  "\"to\": 0.4, \"step\": 0.1}}}}}",
                  "world.online_share=0.1\nworld.online_share=0.2\n"
                  "world.online_share=0.3\nworld.online_share=0.4\n");
    expect_points("{\"sweep\": {\"grid\": {\"chain.block_interval\": {\"range\": {\"from\": "
                  "\"1s\", \"to\": \"4s\", \"count\": 3}}}}}",
                  "chain.block_interval=\"1s\"\nchain.block_interval=\"2.5s\"\n"
                  "chain.block_interval=\"4s\"\n");
    expect_points("{\"sweep\": {\"grid\": {\"chain.priority_fee\": {\"log\": {\"from\": \"1wei\", "
                  "\"to\": \"1ETH\", \"count\": 3}}}}}",
                  "chain.priority_fee=\"1wei\"\nchain.priority_fee=\"1gwei\"\n"
                  "chain.priority_fee=\"1ETH\"\n");
    expect_points("{\"sweep\": {\"grid\": {\"chain.priority_fee\": {\"log\": {\"from\": "
                  "\"0.00005ETH\", \"to\": \"0.0008ETH\", \"count\": 3}}}}}",
                  "chain.priority_fee=\"50000gwei\"\nchain.priority_fee=\"0.0002ETH\"\n"
                  "chain.priority_fee=\"0.0008ETH\"\n");
}

Test(experiment, points_that_mean_the_same_are_one)
{
    expect_points("{\"sweep\": {\"grid\": {\"duration\": [\"24h\", \"1d\", \"2d\"]}}}",
                  "duration=\"1d\"\nduration=\"2d\"\n");
    /* Leiba's seeders mean nothing to the other system. */
    expect_points("{\"crowdpatching\": {\"reward\": \"1ETH\"}, \"sweep\": {\"grid\": {\"system\": "
                  "[\"crowdpatching\", \"leiba\"], \"leiba.seeders\": [1, 2]}}}",
                  "system=\"crowdpatching\" leiba.seeders=1\nsystem=\"leiba\" leiba.seeders=1\n"
                  "system=\"leiba\" leiba.seeders=2\n");
}

Test(experiment, constraints_leave_points_out_before_they_are_checked)
{
    expect_points("{\"sweep\": {\"grid\": {\"world.devices\": [12, 13, 14]}, \"constraints\": "
                  "[\"world.devices != 13\"]}}",
                  "world.devices=12\nworld.devices=14\n");
    expect_points(
        "{\"chain\": {\"block_interval\": \"1min\"}, \"sweep\": {\"grid\": {\"duration\": "
        "[\"1s\", \"60s\", \"2min\"]}, \"constraints\": [\"chain.block_interval <= "
        "duration\", \"duration < 120s\"]}}",
        "duration=\"60s\"\n");
}

Test(experiment, a_hypercube_has_one_point_in_each_part_of_each_axis)
{
    char *errors;
    struct experiment *experiment = load(
        "{\"sweep\": {\"latin_hypercube\": {\"points\": 20, \"axes\": {\"world.online_share\": "
        "{\"range\": {\"from\": 0, \"to\": 1}}, \"chain.fork\": [\"london\", \"osaka\"], "
        "\"chain.gas_limit\": {\"log\": {\"from\": 100000, \"to\": 10000000}}}}}}",
        NULL, 0, &errors);
    unsigned parts = 0, decades = 0, london = 0;

    cr_assert_str_eq(errors, "");
    cr_assert_eq(experiment_point_count(experiment), 20);
    for (size_t i = 0; i < 20; i++) {
        size_t count;
        const char *const *settings = experiment_point_settings(experiment, i, &count);
        cr_assert_eq(count, 3);
        double share = atof(strchr(settings[0], '=') + 1);
        parts |= 1u << (unsigned)(share * 20);
        london += strcmp(settings[1], "chain.fork=\"london\"") == 0;
        decades += atof(strchr(settings[2], '=') + 1) < 1000000;
    }
    cr_expect_eq(parts, (1u << 20) - 1);
    cr_expect_eq(london, 10);
    cr_expect_eq(decades, 10);
    experiment_free(experiment);
    free(errors);
}

Test(experiment, a_design_has_a_row_for_each_place_and_a_point_for_each_meaning)
{
    /* 2 trajectories of 3 points; the list is cut into thirds, of which two mean the same. */
    static const size_t points[] = {0, 0, 0, 1, 2, 2};
    char *errors;
    struct experiment *experiment = load(
        "{\"sweep\": {\"morris\": {\"trajectories\": 2, \"levels\": 6, \"seed\": 9, \"axes\": "
        "{\"duration\": [\"1d\", \"24h\", \"2d\"], \"world.devices\": {\"range\": {\"from\": 1, "
        "\"to\": 2}}}}}}",
        NULL, 0, &errors);

    cr_assert_str_eq(errors, "");
    const struct experiment_design *design = experiment_design(experiment);
    cr_expect_eq(design->kind, EXPERIMENT_DESIGN_MORRIS);
    cr_expect_eq(design->axis_count, 2);
    cr_expect_eq(design->trajectories, 2);
    cr_expect_eq(design->levels, 6);
    cr_expect_eq(design->seed, 9);
    cr_assert_eq(design->row_count, 6);
    cr_expect_eq(design->choices[0], 3);
    cr_expect_eq(design->choices[1], 0);
    cr_expect_eq(experiment_point_count(experiment), 3);
    for (size_t row = 0; row < 6; row++)
        cr_expect_eq(experiment_design_point(experiment, row), points[row], "row %zu", row);
    free(errors);
    experiment_free(experiment);
}

Test(experiment, one_more_axis_leaves_the_others_where_they_are)
{
    char *one = points_of("{\"sweep\": {\"latin_hypercube\": {\"points\": 3, \"axes\": "
                          "{\"world.devices\": {\"range\": {\"from\": 100, \"to\": 900}}}}}}");
    char *two = points_of("{\"sweep\": {\"latin_hypercube\": {\"points\": 3, \"axes\": "
                          "{\"world.churn\": [true], \"world.devices\": {\"range\": {\"from\": "
                          "100, \"to\": 900}}}}}}");
    char *line_one = strtok(one, "\n");
    char *first = strdup(line_one);
    cr_expect_not_null(strstr(two, first));
    free(first);
    free(one);
    free(two);
}

Test(experiment, seeds_are_common_or_each_its_own)
{
    char *errors;
    struct experiment *common =
        load("{\"seed\": 5, \"replications\": 3, \"sweep\": {\"grid\": {\"world.devices\": [1, "
             "2]}}}",
             NULL, 0, &errors);
    free(errors);
    struct experiment *own = load("{\"seed\": 5, \"replications\": {\"count\": 3, \"seeds\": "
                                  "\"independent\"}, \"sweep\": {\"grid\": {\"world.devices\": [1, "
                                  "2]}}}",
                                  NULL, 0, &errors);
    free(errors);
    for (uint64_t i = 0; i < 3; i++) {
        cr_expect_eq(experiment_point_seed(common, 0, i), 5 + i);
        cr_expect_eq(experiment_point_seed(common, 1, i), 5 + i);
        cr_expect_neq(experiment_point_seed(own, 0, i), experiment_point_seed(own, 1, i));
        cr_expect_lt(experiment_point_seed(own, 0, i), UINT64_C(1) << 53);
    }
    cr_expect_eq(experiment_replications(own)->count, 3);
    experiment_free(common);
    experiment_free(own);
}

Test(experiment, cells_are_in_base_units)
{
    static const char text[] =
        "{\"sweep\": {\"list\": [{\"duration\": \"1500ms\", \"system\": \"leiba\", "
        "\"chain.priority_fee\": \"1ETH\", \"crowdpatching.reward\": \"1wei\", \"world.uplink\": "
        "\"1MBps\", \"world.churn\": true, \"world.online_share\": 0.25, \"name\": \"a\"}]}}";
    static const char *const expected[] = {"duration s number 1.5",
                                           "system  string leiba",
                                           "chain.priority_fee wei integer 1000000000000000000",
                                           "crowdpatching.reward wei integer ",
                                           "world.uplink bps integer 8000000",
                                           "world.churn  boolean true",
                                           "world.online_share  number 0.25",
                                           "name  string a"};
    char *errors;
    struct experiment *experiment = load(text, NULL, 0, &errors);
    struct scenario_report *report;
    struct scenario *point = NULL;
    size_t count, len;

    cr_assert_str_eq(errors, "");
    const char *const *settings = experiment_point_settings(experiment, 0, &count);
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(experiment_load_point(&test_catalogue, "f", experiment_text(experiment, &len),
                                       sizeof text - 1, settings, count, report, &point),
                 0);
    cr_assert_eq(experiment_column_count(experiment), 8);
    for (size_t i = 0; i < 8; i++) {
        const struct experiment_column *column = experiment_column(experiment, i);
        struct base_buffer out = {0};
        base_buffer_printf(&out, "%s %s %s ", column->key, experiment_column_unit(column),
                           experiment_column_type(column));
        experiment_append_cell(point, column, &out);
        base_buffer_append_u8(&out, 0);
        cr_expect_str_eq((char *)out.data, expected[i]);
        base_buffer_deinit(&out);
    }
    scenario_free(point);
    scenario_report_free(report);
    experiment_free(experiment);
    free(errors);
}

Test(experiment, errors_stand_where_they_are)
{
    expect_errors("{\"sweep\": {\"gird\": {}}}",
                  "f:1:12: error: unknown key \"gird\"; did you mean \"grid\"?\n"
                  "{\"sweep\": {\"gird\": {}}}\n           ^\n");
    expect_errors("{\"sweep\": {\"grid\": {\"world.devcies\": [1]}}}",
                  "f:1:21: error: unknown key \"world.devcies\"; did you mean world.devices?\n"
                  "{\"sweep\": {\"grid\": {\"world.devcies\": [1]}}}\n"
                  "                    ^\n");
    expect_errors(
        "{\"sweep\": {\"grid\": {\"duration\": [\"1d\", \"7\"]}}}",
        "f:1:40: error: \"7\" has no unit; expected a duration (ns, us, ms, s, min, h, d, "
        "w)\n{\"sweep\": {\"grid\": {\"duration\": [\"1d\", \"7\"]}}}\n"
        "                                       ^\n");
    expect_errors("{\"sweep\": {\"grid\": {\"seed\": [1, 2]}}}",
                  "f:1:21: error: the seed is what \"replications\" change\n"
                  "{\"sweep\": {\"grid\": {\"seed\": [1, 2]}}}\n                    ^\n");
}

/* The first line of what is wrong. */
static void expect_first(const char *text, const char *expected)
{
    char *errors;
    struct experiment *experiment = load(text, NULL, 0, &errors);

    cr_assert_null(experiment, "%s", text);
    errors[strcspn(errors, "\n")] = '\0';
    cr_expect_str_eq(errors, expected);
    free(errors);
}

Test(experiment, everything_that_can_be_wrong_has_a_message)
{
    expect_first("{\"sweep\": 3}", "f:1:11: error: \"sweep\" is an object { ... }");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": []}}}",
                 "f:1:38: error: the list of world.devices has no values");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": 4}}}",
                 "f:1:38: error: expected the values of world.devices: [ ... ], {\"range\": { ... "
                 "}} or {\"log\": { ... }}");
    expect_first("{\"sweep\": {\"grid\": {\"chain.fork\": {\"range\": {}}}}}",
                 "f:1:35: error: chain.fork has no order; expected a list of values: [ ... ]");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 1}}}}}",
                 "f:1:48: error: \"range\" needs \"from\" and \"to\"");
    expect_first(
        "{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 1, \"to\": 5}}}}}",
        "f:1:48: error: expected either \"step\" or \"count\"");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": {\"log\": {\"from\": 0, \"to\": 5, "
                 "\"count\": 2}}}}}",
                 "f:1:46: error: a logarithmic range begins above 0");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 6, \"to\": 5, "
                 "\"count\": 2}}}}}",
                 "f:1:48: error: \"from\" is above \"to\"");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 1, \"to\": 5, "
                 "\"setp\": 2}}}}}",
                 "f:1:69: error: unknown key \"setp\"; did you mean \"step\"?");
    expect_first("{\"sweep\": {\"zip\": {\"world.devices\": [1, 2], \"duration\": [\"1d\"]}}}",
                 "f:1:57: error: 1 values of \"duration\" do not pair with 2 of \"world.devices\"");
    expect_first(
        "{\"sweep\": {\"grid\": {\"world.devices\": [1]}, \"zip\": {\"world.devices\": [1]}}}",
        "f:1:52: error: line 1 sweeps \"world.devices\" already");
    expect_first("{\"sweep\": {\"constraints\": [\"world.devices\"]}}",
                 "f:1:28: error: expected a comparison by <, <=, >, >=, == or !=, such as "
                 "\"world.hubs <= world.devices\"");
    expect_first("{\"sweep\": {\"constraints\": [\"world.devices < duration\"]}}",
                 "f:1:28: error: a whole number and a duration do not compare");
    expect_first("{\"sweep\": {\"constraints\": [\"world.devcies < 3\"]}}",
                 "f:1:28: error: unknown key \"world.devcies\"; did you mean world.devices?");
    expect_first("{\"sweep\": {\"constraints\": [\"chain.fork < osaka\"]}}",
                 "f:1:28: error: chain.fork has no order; compare by == or !=");
    expect_first("{\"sweep\": {\"constraints\": [\"world.devices > 1000\"]}}",
                 "f:1:2: error: the constraints leave no point");
    expect_first("{\"replications\": {\"cuont\": 3}}",
                 "f:1:19: error: unknown key \"cuont\"; did you mean \"count\"?");
    expect_first(
        "{\"replications\": {\"metric\": \"x\", \"count\": 3}}",
        "f:1:34: error: \"metric\" decides how often a point is run; \"maximum\" limits it");
    expect_first("{\"replications\": {\"batch\": 3}}",
                 "f:1:19: error: \"batch\" goes with a \"metric\"");
    expect_first("{\"replications\": {\"metric\": \"x\", \"batch\": 30, \"maximum\": 20}}",
                 "f:1:29: error: a \"batch\" of 30 is more than the \"maximum\" of 20");
    expect_first("{\"replications\": 0}",
                 "f:1:18: error: 0 is out of range; expected a whole number from 1 to 100000");
    expect_first("{\"replications\": \"many\"}",
                 "f:1:18: error: \"replications\" is a number, or an object with \"count\" or "
                 "\"metric\"");
    expect_first("{\"sweep\": {\"morris\": {\"axes\": {\"world.devices\": [1]}}, \"grid\": {}}}",
                 "f:1:56: error: \"morris\" is a whole design; \"grid\" cannot stand beside it");
    expect_first(
        "{\"sweep\": {\"constraints\": [], \"sobol\": {\"axes\": {\"world.devices\": [1]}}}}",
        "f:1:12: error: \"sobol\" is a whole design; \"constraints\" cannot stand beside it");
    expect_first("{\"sweep\": {\"morris\": {\"levels\": 3, \"axes\": {\"world.devices\": [1]}}}}",
                 "f:1:22: error: \"levels\" is an even number");
    expect_first("{\"sweep\": {\"sobol\": {\"axes\": {\"world.devices\": [1]}}}}",
                 "f:1:48: error: an axis of one value moves nothing");
    expect_first("{\"sweep\": {\"sobol\": {}}}", "f:1:21: error: \"sobol\" needs \"axes\"");
    expect_first("{\"sweep\": {\"sobol\": {\"axes\": []}}}",
                 "f:1:30: error: \"axes\" is an object of parameters: {\"world.hubs\": [1, 2]}");
    expect_first("{\"sweep\": {\"sobol\": {\"rows\": 1, \"axes\": {\"world.devices\": [1]}}}}",
                 "f:1:30: error: 1 is out of range; expected a whole number from 2 to 30000");
    expect_first("{\"sweep\": {\"morris\": {\"trajectories\": 40000, \"axes\": {\"world.devices\": "
                 "[1], \"world.churn\": [true]}}}}",
                 "f:1:22: error: more than 100000 points");
    expect_first(
        "{\"sweep\": {\"morris\": {\"axes\": {\"world.devices\": {\"range\": {\"from\": 1, "
        "\"to\": 5, \"count\": 2}}}}}}",
        "f:1:59: error: the points are spread over the range: only \"from\" and \"to\" stand "
        "here");
    expect_first("{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 0, \"to\": "
                 "1000000, \"step\": 1}}}}}",
                 "f:1:38: error: more than 100000 values");
}

static char *append(char *text, const char *format, size_t times)
{
    while (times-- > 0)
        text += sprintf(text, format, times);
    return text;
}

/* Kilobytes whose points times keys would fill gigabytes: they are refused before memory is asked
 * for them. */
Test(experiment, more_values_than_can_be_are_refused_first)
{
    static char text[1 << 18];
    char *end = append(text, "{\"sweep\": {\"list\": [{", 1);

    end = append(end, "\"k%zu\":1,", 10000);
    end = append(end - 1, "}", 1);
    end = append(end, ",{}", 1000);
    append(end, "]}}", 1);
    expect_first(text, "f:1:20: error: 1001 points with 10000 keys each; expected at most 6400000 "
                       "values");
    end = append(text, "{\"sweep\": {\"morris\": {\"trajectories\": 9, \"axes\": {", 1);
    end = append(end, "\"k%zu\":1,", 10000);
    append(end - 1, "}}}}", 1);
    expect_first(text, "f:1:22: error: 90009 points with 10000 keys each; expected at most 6400000 "
                       "values");
    /* What follows is not read: it may be a hundred axes as long. */
    expect_first(
        "{\"sweep\": {\"grid\": {\"world.devices\": {\"range\": {\"from\": 1, \"to\": 50000, "
        "\"step\": 1}}, \"leiba.seeders\": [1, 2, 3], \"nothing\": [1]}}}",
        "f:1:2: error: more than 100000 points");
}

Test(experiment, points_are_checked_and_what_is_wrong_is_told_once)
{
    expect_errors(
        "{\"sweep\": {\"grid\": {\"world.devices\": [12, 13], \"world.churn\": [true, false]}}}",
        "f:1:2: error: 2 of 4 points are no valid scenarios; a constraint can leave points out\n"
        "{\"sweep\": {\"grid\": {\"world.devices\": [12, 13], \"world.churn\": [true, "
        "false]}}}\n ^\n"
        "f:1:43: error: 13 devices bring bad luck\n"
        "{\"sweep\": {\"grid\": {\"world.devices\": [12, 13], \"world.churn\": [true, "
        "false]}}}\n                                          ^\n");
}

Test(experiment, an_option_that_the_sweep_would_hide_is_refused)
{
    const char *options[] = {"duration=2d", "world.devices=5"};
    char *errors;
    struct experiment *experiment =
        load("{\"sweep\": {\"grid\": {\"world.devices\": [1]}}}", options, 2, &errors);

    cr_expect_null(experiment);
    cr_expect_str_eq(errors, "--set world.devices=5: error: the sweep sets world.devices\n");
    free(errors);
    experiment = load("{\"sweep\": {\"grid\": {\"world.devices\": [1]}}}", options, 1, &errors);
    size_t count;
    cr_expect_str_eq(experiment_point_settings(experiment, 0, &count)[0], "duration=2d");
    cr_expect_eq(count, 2);
    experiment_free(experiment);
    free(errors);
}

Test(experiment, a_run_of_one_scenario_takes_no_experiment)
{
    test_expect("{\"sweep\": {}}",
                "f:1:2: error: \"sweep\" makes this an experiment of many runs; try: crowdpatch "
                "sweep\n{\"sweep\": {}}\n ^\n");
}

Test(experiment, an_unknown_metric_names_the_nearest)
{
    static const char *const metrics[] = {"devices.total", "chain.blocks", NULL};
    struct scenario_report *report;
    char *errors;
    struct experiment *experiment =
        load("{\"replications\": {\"metric\": \"devices.totla\"}}", NULL, 0, &errors);

    free(errors);
    cr_assert_eq(scenario_report_new(&report), 0);
    experiment_report_metric(experiment, metrics, report);
    errors = test_report_text(report);
    errors[strcspn(errors, "\n")] = '\0';
    cr_expect_str_eq(errors, "f:1:29: error: \"devices.totla\" is no number of a result; did you "
                             "mean \"devices.total\"?");
    free(errors);
    scenario_report_free(report);
    experiment_free(experiment);
}

/* Broken copies of a good file: each loads or is refused with errors, which load() asserts, and
 * none is read out of bounds, which the sanitizers see to. */
Test(experiment, every_byte_left_out_or_replaced)
{
    static const char good[] =
        "{\"seed\": 2, \"sweep\": {\"grid\": {\"chain.fork\": [\"london\", \"osaka\"]}, \"zip\": "
        "{\"world.online_share\": {\"range\": {\"from\": 0.1, \"to\": 0.3, \"step\": 0.2}}, "
        "\"duration\": {\"log\": {\"from\": \"1d\", \"to\": \"9d\", \"count\": 2}}}, \"list\": "
        "[{\"world.churn\": true}], \"latin_hypercube\": {\"points\": 2, \"axes\": "
        "{\"chain.priority_fee\": {\"range\": {\"from\": \"1wei\", \"to\": \"1ETH\"}}}}, "
        "\"constraints\": [\"world.devices <= chain.gas_limit\", \"duration > 1h\"]}, "
        "\"replications\": {\"metric\": \"a.b\", \"batch\": 2, \"maximum\": 4}}";
    static const char replacements[] = "\"{}[,-9 ";
    size_t len = sizeof good - 1, loaded = 0;
    char text[sizeof good];

    for (size_t i = 0; i < len; i++) {
        for (size_t j = 0; j < sizeof replacements; j++) {
            char *errors;
            memcpy(text, good, sizeof good);
            if (j == sizeof replacements - 1)
                memmove(text + i, text + i + 1, len - i);
            else
                text[i] = replacements[j];
            struct experiment *experiment = load(text, NULL, 0, &errors);
            cr_expect_eq(experiment == NULL, strstr(errors, "error: ") != NULL);
            loaded += experiment != NULL;
            experiment_free(experiment);
            free(errors);
        }
    }
    cr_expect_gt(loaded, 50);
    cr_expect_lt(loaded, len * sizeof replacements / 2);
}
