/* Every topology has a scenario, and each of them runs to its end: all devices are patched. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/registry.h"
#include "models/shared/world.h"

#define NAME_MAX_BYTES 64

static size_t list(char names[][NAME_MAX_BYTES], size_t most)
{
    DIR *directory = opendir(TOPOLOGY_SCENARIOS);
    size_t count = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot && strcmp(dot, ".json") == 0 && count < most)
            snprintf(names[count++], NAME_MAX_BYTES, "%.*s", (int)(dot - entry->d_name),
                     entry->d_name);
    }
    if (directory)
        closedir(directory);
    return count;
}

ParameterizedTestParameters(topologies, run)
{
    static char names[64][NAME_MAX_BYTES];
    size_t count = list(names, 64);
    return cr_make_param_array(char[NAME_MAX_BYTES], names, count);
}

ParameterizedTest(char name[NAME_MAX_BYTES], topologies, run)
{
    char path[1024];
    struct scenario_report *report;
    struct scenario *scenario;
    struct world world;
    snprintf(path, sizeof path, "%s/%s.json", TOPOLOGY_SCENARIOS, name);
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(scenario_load(models_catalogue(), path, NULL, 0, report, &scenario), 0, "%s",
                 path);
    cr_assert_eq(models_check(scenario, report), 0, "%s", path);
    scenario_report_free(report);
    const struct config_run *run = scenario_section_values(scenario, "");
    cr_assert_eq(world_init(&world, scenario, models_at(run->system)), 0);
    cr_assert_eq(world_run(&world), 0, "%s: %s", name, base_fail_text());
    cr_expect(world.outcome.is_complete, "%s", name);
    cr_expect_eq(world.outcome.patched, world.config->devices, "%s", name);
    world_deinit(&world);
    scenario_free(scenario);
}

Test(topologies, each_has_a_scenario)
{
    char names[64][NAME_MAX_BYTES];
    size_t count = list(names, 64);
    for (size_t i = 0; config_topology_names[i]; i++) {
        bool is_there = false;
        for (size_t k = 0; k < count; k++)
            is_there |= strcmp(names[k], config_topology_names[i]) == 0;
        cr_expect(is_there, "%s", config_topology_names[i]);
    }
}
