#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "models/registry.h"

/* Every scenario that is shipped, also those that are too large to run here, can be read. */

/** Whether a file of this name is one. */
static bool is_scenario(const char *name)
{
    size_t len = strlen(name);
    return len > 5 && strcmp(name + len - 5, ".json") == 0;
}

static void expect_readable(const char *path)
{
    struct scenario_report *report;
    struct scenario *scenario = NULL;
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = scenario_load(models_catalogue(), path, NULL, 0, report, &scenario);
    if (r == 0)
        r = models_check(scenario, report);
    if (r < 0)
        scenario_report_print(report, stderr);
    cr_expect_eq(r, 0, "%s", path);
    scenario_report_free(report);
    scenario_free(scenario);
}

static size_t read_directory(const char *name)
{
    char path[1024];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/%s", SCENARIOS, name);
    DIR *directory = opendir(path);
    cr_assert_not_null(directory, "%s", path);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (!is_scenario(entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s/%s", SCENARIOS, name, entry->d_name);
        expect_readable(path);
        count++;
    }
    closedir(directory);
    return count;
}

Test(shipped_scenarios, can_be_read)
{
    static const char *const directories[] = {".",      "attacks", "devices", "p2p",
                                              "radios", "scale",   "smoke",   "topologies"};
    for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++)
        cr_expect_gt(read_directory(directories[i]), 0, "%s", directories[i]);
}
