#ifndef CROWDPATCH_TESTS_MODELS_ATTACK_H
#define CROWDPATCH_TESTS_MODELS_ATTACK_H

#include <sys/wait.h>
#include <unistd.h>

#include "tests/models/run.h"

__attribute__((unused)) static void attack_set_up_with(struct run *run, const char *name,
                                                       const char *const options[], size_t count)
{
    struct scenario_report *report;
    char path[400];
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

/** Collects `--set` options up to NULL. */
__attribute__((unused)) static size_t attack_options(va_list arguments,
                                                     const char *ret_options[RUN_OPTIONS_MAX + 1])
{
    size_t count = 0;
    while ((ret_options[count] = va_arg(arguments, const char *)))
        cr_assert_lt(++count, RUN_OPTIONS_MAX);
    return count;
}

/** One scenario of scenarios/attacks, by name without ".json", with `--set` options up to NULL. */
__attribute__((unused)) static void attack_set_up(struct run *run, const char *name, ...)
{
    const char *options[RUN_OPTIONS_MAX + 1];
    va_list arguments;
    va_start(arguments, name);
    size_t count = attack_options(arguments, options);
    va_end(arguments);
    attack_set_up_with(run, name, options, count);
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

/** What is kept of a run that was played for comparison. */
struct attack_result {
    uint32_t patched, delivered;
    size_t count;
    struct attack_figure {
        char key[48];
        double value; /* of money, in wei */
    } figures[OUTCOME_EXTRA_MAX];
};

__attribute__((unused)) static double attack_figure(const struct attack_result *result,
                                                    const char *key)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->figures[i].key, key) == 0)
            return result->figures[i].value;
    cr_assert_fail("there is no measure %s", key);
    return 0;
}

/** Plays a scenario as attack_set_up() takes it in a process of its own, since SimGrid allows one
 *  world a process. */
__attribute__((unused)) static struct attack_result attack_play(const char *name, ...)
{
    const char *options[RUN_OPTIONS_MAX + 1];
    struct attack_result result = {0};
    int ends[2], status;
    va_list arguments;
    va_start(arguments, name);
    size_t count = attack_options(arguments, options);
    va_end(arguments);
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct run run;
        attack_set_up_with(&run, name, options, count);
        if (world_run(&run.world) != 0)
            _exit(2);
        const struct outcome *outcome = &run.world.outcome;
        result.patched = outcome->patched;
        result.delivered = outcome->delivered;
        for (size_t i = 0; i < outcome->measure_count; i++) {
            const struct outcome_extra *measure = &outcome->measures[i];
            struct attack_figure *figure = &result.figures[result.count++];
            snprintf(figure->key, sizeof figure->key, "%s", measure->key);
            figure->value = measure->is_money ? u256_to_double(measure->value_wei) : measure->value;
        }
        _exit(write(ends[1], &result, sizeof result) == (ssize_t)sizeof result ? 0 : 3);
    }
    close(ends[1]);
    ssize_t len = read(ends[0], &result, sizeof result);
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: status %d", name, status);
    cr_assert_eq(len, (ssize_t)sizeof result);
    return result;
}

#endif
