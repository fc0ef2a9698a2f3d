#include "models/shared/run_series.h"
#include "tests/models/run.h"

static json_t *series_of(const char *a, const char *b, const char *c, uint32_t *ret_patched)
{
    struct run run;
    run_set_up(&run, "seed=1", a, b, c, NULL);
    cr_assert_eq(world_run(&run.world), 0);
    json_t *series = run_series_json(&run.world);
    *ret_patched = run.world.outcome.patched;
    world_deinit(&run.world);
    scenario_free(run.scenario);
    return series;
}

static long long value(const json_t *series, const char *time, const char *name)
{
    const json_t *number = json_object_get(json_object_get(series, time), name);
    cr_assert(json_is_integer(number), "%s %s", time, name);
    return json_integer_value(number);
}

/* The run ends by its work after two hours of its three: the rest is as it was at the end. */
Test(run_series, holds_what_samples_say_to_the_end)
{
    uint32_t patched;
    json_t *series =
        series_of("sample_interval=10min", "series_interval=30min", "seed=1", &patched);
    cr_assert_eq(patched, 8);
    cr_expect_eq(json_object_size(series), 7);
    cr_expect_eq(value(series, "0s", "patched"), 0);
    cr_expect_eq(value(series, "0s", "distributors"), 0);
    cr_expect_eq(value(series, "10800s", "patched"), 8);
    cr_expect_eq(value(series, "10800s", "distributors"), 6);
    cr_expect_null(json_object_get(series, "600s"));
    json_decref(series);
}

Test(run_series, is_null_unless_it_is_asked_for)
{
    uint32_t patched;
    json_t *series = series_of("sample_interval=10min", "series_interval=0s", "seed=1", &patched);
    cr_expect(json_is_null(series));
    json_decref(series);
}
