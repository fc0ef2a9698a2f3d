#include <criterion/criterion.h>
#include <stdio.h>

#include "base/error.h"
#include "models/registry.h"
#include "models/shared/costs.h"
#include "models/shared/dht.h"

/* What the comments of scenarios/devices and scenarios/p2p expect. */

static struct world world;

static const struct sim_engine_stats *play(const char *name)
{
    char path[1024];
    struct scenario_report *report;
    struct scenario *scenario;
    snprintf(path, sizeof path, "%s/%s.json", SCENARIOS, name);
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(scenario_load(models_catalogue(), path, NULL, 0, report, &scenario), 0, "%s",
                 path);
    cr_assert_eq(models_check(scenario, report), 0, "%s", path);
    scenario_report_free(report);
    const struct config_run *run = scenario_section_values(scenario, "");
    cr_assert_eq(world_init(&world, scenario, models_at(run->system)), 0);
    cr_assert_eq(world_run(&world), 0, "%s: %s", name, base_fail_text());
    cr_expect(world.outcome.is_complete, "%s", name);
    return sim_engine_stats(world.engine);
}

/* 40 waits, each uniform up to 7 s: 140 s with a standard error of 13 s. */
Test(device_scenarios, sleepy)
{
    const struct sim_engine_stats *stats = play("devices/sleepy");
    cr_expect_eq(world.outcome.patched, 40);
    cr_expect_eq(stats->sleeper_messages_held, 40);
    cr_expect_float_eq((double)stats->sleeper_wait / 1e9, 140, 3 * 13);
    double listening_J = (double)world.outcome.ended / 1e9 * 40 * 6.53e-3 * 3;
    double drawn_J = (double)costs_of_devices(&world).total_uJ / 1e6;
    cr_expect_lt(drawn_J, listening_J / 20);
}

Test(device_scenarios, crowded)
{
    play("devices/crowded");
    cr_expect_eq(world.outcome.devices_without_radio, 10);
    cr_expect_eq(world.outcome.patched, 25);
    cr_expect_eq(outcome_count_state(&world.outcome, OUTCOME_FAILED), 10);
}

Test(device_scenarios, rebooting)
{
    const struct sim_engine_stats *stats = play("devices/rebooting");
    cr_expect_eq(world.outcome.patched, 40);
    cr_expect_gt(stats->messages_broken, 0);
}

/* One signature of 60 ms, and 50 ns for each byte of 32 KiB. */
Test(device_scenarios, own_chip)
{
    play("devices/own_chip");
    cr_expect_eq(world.outcome.patched, 40);
    for (uint32_t i = 0; i < 40; i++)
        cr_expect_eq(sim_node_busy(world.participants[WORLD_DEVICE][i].node),
                     60000000 + 32768 * 50);
}

Test(device_scenarios, kademlia)
{
    struct dht_stats lookups;
    play("p2p/kademlia");
    cr_expect_eq(world.outcome.patched, 20);
    cr_assert_eq(dht_measure(world.dht, &lookups), 0);
    cr_expect_gt(lookups.timeouts, 0);
    cr_expect_gt(lookups.lookups, 0);
}
