/* Every topology and every radio has a scenario, and each of them runs to its end: all devices are
 * patched, and the bytes by role and technology are all that there are. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "models/registry.h"
#include "models/shared/run_files.h"
#include "models/shared/world.h"

#define PATH_MAX_BYTES 512
#define SCENARIOS_MAX 64

/** Paths of the scenarios in a directory. */
static size_t list(const char *path, char paths[][PATH_MAX_BYTES], size_t count)
{
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot && strcmp(dot, ".json") == 0 && count < SCENARIOS_MAX)
            snprintf(paths[count++], PATH_MAX_BYTES, "%s/%.100s", path, entry->d_name);
    }
    if (directory)
        closedir(directory);
    return count;
}

ParameterizedTestParameters(topologies, run)
{
    static char paths[SCENARIOS_MAX][PATH_MAX_BYTES];
    size_t count = list(RADIO_SCENARIOS, paths, list(TOPOLOGY_SCENARIOS, paths, 0));
    return cr_make_param_array(char[PATH_MAX_BYTES], paths, count);
}

static double sum_of(const json_t *object)
{
    const char *key;
    json_t *value;
    double sum = 0;
    json_object_foreach((json_t *)object, key, value) sum += json_number_value(value);
    return sum;
}

static void expect_bytes_add_up(const struct world *world)
{
    char directory[] = "/tmp/topologies-XXXXXX", path[256];
    cr_assert_not_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/out", directory);
    const struct run_files_context context = {.version = "test", .scenario_path = "test"};
    cr_assert_eq(run_files_write(world, &context, path), 0, "%s", base_fail_text());
    snprintf(path, sizeof path, "%s/out/result.json", directory);
    json_t *result = json_load_file(path, 0, NULL);
    const json_t *network = json_object_get(result, "network");
    double wan = json_number_value(json_object_get(network, "wan_bytes"));
    double lan = json_number_value(json_object_get(network, "lan_bytes"));
    cr_expect_gt(wan, 0);
    cr_expect_eq(sum_of(json_object_get(network, "wan_up_bytes_by_role")), wan);
    cr_expect_gt(sum_of(json_object_get(network, "wan_down_bytes_by_role")), 0);
    cr_expect_eq(sum_of(json_object_get(network, "lan_bytes_by_technology")), lan);
    json_decref(result);
    snprintf(path, sizeof path, "rm -r '%s'", directory);
    cr_expect_eq(system(path), 0);
}

ParameterizedTest(char path[PATH_MAX_BYTES], topologies, run)
{
    struct scenario_report *report;
    struct scenario *scenario;
    struct world world;
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(scenario_load(models_catalogue(), path, NULL, 0, report, &scenario), 0, "%s",
                 path);
    cr_assert_eq(models_check(scenario, report), 0, "%s", path);
    scenario_report_free(report);
    const struct config_run *run = scenario_section_values(scenario, "");
    cr_assert_eq(world_init(&world, scenario, models_at(run->system)), 0);
    cr_assert_eq(world_run(&world), 0, "%s: %s", path, base_fail_text());
    cr_expect(world.outcome.is_complete, "%s", path);
    cr_expect_eq(world.outcome.patched, world.config->devices, "%s", path);
    expect_bytes_add_up(&world);
    world_deinit(&world);
    scenario_free(scenario);
}

static void expect_scenarios(const char *directory, const char *const names[])
{
    for (size_t i = 0; names[i]; i++) {
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s/%s.json", directory, names[i]);
        cr_expect_eq(access(path, R_OK), 0, "%s", path);
    }
}

Test(topologies, each_has_a_scenario)
{
    expect_scenarios(TOPOLOGY_SCENARIOS, config_topology_names);
    expect_scenarios(RADIO_SCENARIOS, config_lan_names);
}
