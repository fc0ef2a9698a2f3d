/* Each of scenarios/attacks/client_server-*.json. Eight homes of two devices each. */

#include "tests/models/attack.h"

#define HOUR INT64_C(3600000000000)

static struct run run;

static void expect(const char *key, double value)
{
    double found = attack_number(&run, key);
    cr_expect_eq(found, value, "%s is %g", key, found);
}

/* Two hubs, four devices, ten attempts each. */
Test(client_server_attacks, devices_refuse_tampered_updates)
{
    attack_set_up(&run, "client_server-tamper_hub", NULL);
    run_play(&run);
    expect("attacked_devices", 4);
    expect("attacked_devices_patched", 0);
    expect("tampered_sent", 40);
    expect("tampered_refused", 40);
    cr_expect_eq(run.world.outcome.patched, 12);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(client_server_attacks, a_cdn_changes_nothing_at_home)
{
    attack_set_up(&run, "client_server-tamper_hub", "client_server.variant=cdn", NULL);
    run_play(&run);
    expect("attacked_devices_patched", 0);
    cr_expect_eq(run.world.outcome.patched, 12);
    run_tear_down(&run);
}

Test(client_server_attacks, an_impostor_is_not_believed)
{
    attack_set_up(&run, "client_server-impersonate_manufacturer", NULL);
    run_play(&run);
    cr_expect_geq(attack_number(&run, "forged_releases"), 8);
    expect("forged_releases_accepted", 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_WAITING), 16);
    cr_expect_not(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(client_server_attacks, an_impostor_who_comes_too_late)
{
    attack_set_up(&run, "client_server-impersonate_manufacturer", "adversary.start=1h", NULL);
    run_play(&run);
    expect("forged_releases", 0);
    cr_expect_eq(run.world.outcome.patched, 16);
    run_tear_down(&run);
}

Test(client_server_attacks, nobody_is_patched_in_an_outage)
{
    attack_set_up(&run, "client_server-outage", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < run.world.outcome.device_count; i++)
        cr_expect_gt(run.world.outcome.devices[i].patched, HOUR);
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}
