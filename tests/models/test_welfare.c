/* Twelve homes of two devices, two first-hand distributors and others who buy. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"welfare\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                   \
    " \"world\": {\"distributors\": 5, \"hubs\": 12, \"devices\": 24},"                            \
    " \"prices\": {\"upload_usd_per_gb\": 1, \"capital_interest\": 0.05},"                         \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"seeding_slots\": 2}}"

#include "models/shared/costs.h"
#include "models/shared/run_welfare.h"
#include "tests/models/run.h"

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    cr_assert(json_is_number(value), "%s", key);
    return json_number_value(value);
}

/** All profits together. */
static double profits_usd(const struct world *world)
{
    double sum = -costs_of_manufacturer(world).total_usd;
    for (uint32_t i = 0; i < world->counts[WORLD_DISTRIBUTOR]; i++)
        sum += costs_of_distributor(world, i).profit_usd;
    for (uint32_t i = 0; i < world->counts[WORLD_HUB]; i++)
        sum += costs_usd(world, costs_profit_of_hub_wei(world, i));
    return sum;
}

/* What is paid to somebody is somebody's: where a patched device is worth nothing, welfare is the
 * sum of all profits. */
Test(welfare, transfers_cancel)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    json_t *welfare = run_welfare_json(&run.world);
    cr_assert_eq(run.world.outcome.patched, 24);
    cr_assert_gt(run.world.outcome.second_hand, 0);
    cr_expect_lt(number(welfare, "welfare_usd"), -1);
    cr_expect_float_eq(number(welfare, "welfare_usd"), profits_usd(&run.world), 1e-9);
    cr_expect_eq(number(welfare, "value_usd"), 0);
    cr_expect_float_eq(number(welfare, "resources_a_patched_device_usd"),
                       -number(welfare, "welfare_usd") / 24, 1e-12);
    json_decref(welfare);
    run_tear_down(&run);
}

Test(welfare, patched_devices_are_worth_what_is_said)
{
    struct run run;
    run_set_up(&run, "prices.patched_device_value_usd=3.5", NULL);
    run_play(&run);
    json_t *welfare = run_welfare_json(&run.world);
    cr_expect_eq(number(welfare, "value_usd"), 24 * 3.5);
    cr_expect_float_eq(number(welfare, "welfare_usd"),
                       24 * 3.5 - number(welfare, "fees_usd") -
                           number(welfare, "distributors_usd") -
                           number(welfare, "manufacturer_usd"),
                       1e-9);
    json_decref(welfare);
    run_tear_down(&run);
}

/* Whatever it is worth, only what was patched is worth it. */
Test(welfare, nobody_patched_is_worth_nothing)
{
    struct run run;
    run_set_up(&run, "world.devices=0", "world.hubs=0", "prices.patched_device_value_usd=9", NULL);
    run_play(&run);
    json_t *welfare = run_welfare_json(&run.world);
    cr_expect_eq(number(welfare, "value_usd"), 0);
    cr_expect(json_is_null(json_object_get(welfare, "resources_a_patched_device_usd")));
    json_decref(welfare);
    run_tear_down(&run);
}
