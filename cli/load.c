#include <stdio.h>

#include "base/error.h"
#include "cli/command.h"
#include "models/registry.h"
#include "scenarios/scenario.h"

int cli_load(const char *path, const char *const set[], size_t set_count,
             struct scenario **ret_scenario)
{
    struct scenario_report *report;
    struct scenario *scenario = NULL;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = scenario_load(models_catalogue(), path, set, set_count, report, &scenario);
    if (r == 0)
        r = models_check(scenario, report);
    if (r == BASE_E_SCENARIO)
        scenario_report_print(report, stderr);
    scenario_report_free(report);
    if (r < 0) {
        scenario_free(scenario);
        return r;
    }
    *ret_scenario = scenario;
    return 0;
}
