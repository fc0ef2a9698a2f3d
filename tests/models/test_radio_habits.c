#include "tests/models/conformance.h"

/* Homes whose devices sleep, whose radio has no room for all of them, or whose hub reboots while it
 * sends: every system on its smoke scenario. Nothing hangs, no byte or wei is lost, and it is
 * counted. */

static void play_sleeping(struct conformance_run *run)
{
    const struct sim_engine_stats *stats = sim_engine_stats(run->world.engine);
    conformance_play(run);
    CONFORMANCE_CHECK(run, run->world.outcome.patched == run->world.outcome.device_count);
    CONFORMANCE_CHECK(run, stats->sleeper_messages_held > 0);
    CONFORMANCE_CHECK(run, stats->sleeper_messages_dropped == 0);
    CONFORMANCE_CHECK(run, stats->sleeper_wait > 0);
}

static void sleeping(const char *label)
{
    conformance_in_child(label, (const char *const[]){"world.device_wake_interval=10s", NULL},
                         play_sleeping);
}

Test(radio_habits, devices_that_sleep_are_patched_when_they_wake)
{
    conformance_for_each(sleeping);
}

static void play_dropping(struct conformance_run *run)
{
    const struct sim_engine_stats *stats = sim_engine_stats(run->world.engine);
    conformance_play(run);
    CONFORMANCE_CHECK(run, stats->sleeper_messages_dropped > 0);
}

static void dropping(const char *label)
{
    conformance_in_child(label,
                         (const char *const[]){"world.device_wake_interval=2min",
                                               "world.device_message_patience=7.68s", NULL},
                         play_dropping);
}

Test(radio_habits, impatient_hubs_drop_messages)
{
    conformance_for_each(dropping);
}

/* Two devices a home, one place on its radio. */
static void play_crowded(struct conformance_run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    conformance_play(run);
    CONFORMANCE_CHECK(run, outcome->devices_without_radio == outcome->hub_count);
    CONFORMANCE_CHECK(run, outcome->patched <= outcome->hub_count);
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct participant *device = &run->world.participants[WORLD_DEVICE][i];
        bool has_place =
            i == run->world.participants[WORLD_HUB][outcome->devices[i].hub].first_device;
        CONFORMANCE_CHECK(run, has_place || outcome->devices[i].state != OUTCOME_PATCHED);
        CONFORMANCE_CHECK(run, has_place || sim_node_traffic(device->node)->lan_up_bytes == 0);
        CONFORMANCE_CHECK(run, !has_place || outcome->devices[i].state == OUTCOME_PATCHED);
    }
}

static void crowded(const char *label)
{
    conformance_in_child(label, (const char *const[]){"world.hub_radio_devices=1", NULL},
                         play_crowded);
}

Test(radio_habits, devices_outnumber_their_hubs_radio)
{
    conformance_for_each(crowded);
}

/* The radio is slow: the update of 4 KiB takes 16 s, and hubs fail after 30 s on average. */
static void play_rebooting(struct conformance_run *run)
{
    conformance_play(run);
    CONFORMANCE_CHECK(run, sim_engine_stats(run->world.engine)->messages_broken > 0);
}

static void rebooting(const char *label)
{
    conformance_in_child(label,
                         (const char *const[]){"network.lan_goodput=2kbps",
                                               "faults.hub_mean_uptime=30s",
                                               "faults.hub_mean_downtime=5s", "duration=1h", NULL},
                         play_rebooting);
}

Test(radio_habits, hubs_reboot_in_mid_transfer)
{
    conformance_for_each(rebooting);
}
