#ifndef CROWDPATCH_TESTS_MODELS_ATTACK_H
#define CROWDPATCH_TESTS_MODELS_ATTACK_H

#include "tests/models/run.h"

/** One scenario of scenarios/attacks, by name without ".json", with `--set` options up to NULL. */
__attribute__((unused)) static void attack_set_up(struct run *run, const char *name, ...)
{
    const char *options[RUN_OPTIONS_MAX + 1];
    struct scenario_report *report;
    size_t count = 0;
    char path[400];
    va_list arguments;
    va_start(arguments, name);
    while ((options[count] = va_arg(arguments, const char *)))
        cr_assert_lt(++count, RUN_OPTIONS_MAX);
    va_end(arguments);
    snprintf(path, sizeof path, "%s/%s.json", ATTACKS, name);
    cr_assert_eq(scenario_report_new(&report), 0);
    int r = scenario_load(models_catalogue(), path, options, count, report, &run->scenario);
    if (r == 0)
        r = models_check(run->scenario, report);
    scenario_report_print(report, stderr);
    scenario_report_free(report);
    cr_assert_eq(r, 0, "%s", path);
    const struct config_run *settings = scenario_section_values(run->scenario, "");
    cr_assert_str_eq(settings->name, name);
    cr_assert_eq(world_init(&run->world, run->scenario, models_at(settings->system)), 0);
}

/** What the attack achieved under this key; fails when there is no such measure. */
__attribute__((unused)) static const struct outcome_extra *attack_measure(const struct run *run,
                                                                          const char *key)
{
    const struct outcome *outcome = &run->world.outcome;
    for (size_t i = 0; i < outcome->measure_count; i++)
        if (strcmp(outcome->measures[i].key, key) == 0)
            return &outcome->measures[i];
    cr_assert_fail("there is no measure %s", key);
    return NULL;
}

__attribute__((unused)) static double attack_number(const struct run *run, const char *key)
{
    return attack_measure(run, key)->value;
}

#endif
