/* Each of scenarios/attacks/refai_wu-*.json, and what the same attack does where the defence is
 * another. Eight homes of two devices each. */

#include "crypto/power.h"
#include "tests/models/attack.h"

static struct run run;

static void expect(const char *key, double value)
{
    double found = attack_number(&run, key);
    cr_expect_eq(found, value, "%s is %g", key, found);
}

/* Two hubs, four devices. Peers of these hubs may get the bytes too, and refuse them. */
Test(refai_wu_attacks, a_second_gateway_undoes_what_a_hub_has_done)
{
    attack_set_up(&run, "refai_wu-tamper_hub", NULL);
    run_play(&run);
    expect("attacked_devices", 4);
    expect("tampered_installed", 4);
    expect("tampered_at_the_end", 0);
    expect("attacked_devices_patched", 4);
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* What an attacker has a device write takes the flash memory's time and energy, as the repair does;
 * with flash_write 0bps by the chip's data sheet. */
Test(refai_wu_attacks, tampered_bytes_are_written_too)
{
    double written_ns = 0;
    attack_set_up(&run, "refai_wu-tamper_hub", "world.flash_write=0bps", NULL);
    run_play(&run);
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    double once_ns = crypto_power_flash_ns(crypto_power_find(device->device_class->name), 4096);
    for (int i = 0; i < 16; i++)
        written_ns += run.world.outcome.devices[i].flash_ns;
    cr_expect_float_eq(written_ns, (16 + 4) * once_ns, 1);
    cr_expect_eq(run.world.outcome.patched, 16);
    run_tear_down(&run);
}

Test(refai_wu_attacks, a_hub_alone_harms_its_home_and_no_other)
{
    attack_set_up(&run, "refai_wu-tamper_hub", "refai_wu.miners=1", NULL);
    run_play(&run);
    expect("tampered_installed", 4);
    expect("tampered_at_the_end", 4);
    expect("attacked_devices_patched", 0);
    cr_expect_eq(run.world.outcome.patched, 12);
    run_tear_down(&run);
}

/* One hub gets it from the manufacturer; those it serves refuse it and find it nowhere else. */
Test(refai_wu_attacks, peers_refuse_tampered_bytes)
{
    attack_set_up(&run, "refai_wu-tamper_hub", "refai_wu.miners=1", "adversary.share=1", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "tampered_refused_by_gateways"), 0);
    cr_expect_eq(run.world.outcome.patched, 0);
    run_tear_down(&run);
}

Test(refai_wu_attacks, on_chain_there_are_no_peers_to_harm)
{
    attack_set_up(&run, "refai_wu-tamper_hub", "refai_wu.miners=1", "refai_wu.variant=on_chain",
                  NULL);
    run_play(&run);
    expect("tampered_refused_by_gateways", 0);
    expect("tampered_at_the_end", 4);
    cr_expect_eq(run.world.outcome.patched, 12);
    run_tear_down(&run);
}

Test(refai_wu_attacks, a_device_that_checks_refuses_tampered_bytes)
{
    attack_set_up(&run, "refai_wu-tamper_hub", "refai_wu.device_check=signature", NULL);
    run_play(&run);
    expect("tampered_installed", 0);
    expect("attacked_devices_patched", 4);
    cr_expect_eq(run.world.outcome.patched, 16);
    run_tear_down(&run);
}

Test(refai_wu_attacks, nobody_else_announces_a_firmware)
{
    attack_set_up(&run, "refai_wu-impersonate_manufacturer", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "forged_requests"), 1);
    expect("forged_requests_accepted", 0);
    expect("tampered_installed", 0);
    cr_expect_gt(run_gas(&run, "forge").count, 1);
    cr_expect_eq(run_gas(&run, "forge").reverted, run_gas(&run, "forge").count);
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(refai_wu_attacks, nobody_answers_a_gateway_that_is_none)
{
    attack_set_up(&run, "refai_wu-impersonate_hub", NULL);
    run_play(&run);
    cr_expect_geq(attack_number(&run, "forged_requests"), 1);
    expect("forged_requests_accepted", 0);
    expect("tampered_sent", 16);
    expect("tampered_installed", 0);
    cr_expect_eq(run_gas(&run, "forge").count, 0);
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(refai_wu_attacks, an_isolated_home_stays_as_it_is)
{
    attack_set_up(&run, "refai_wu-isolation", NULL);
    run_play(&run);
    expect("isolated_devices", 4);
    expect("isolated_devices_patched", 0);
    cr_expect_eq(run.world.outcome.patched, 12);
    cr_expect_not(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* After two hours everybody is patched. */
Test(refai_wu_attacks, an_isolation_that_comes_too_late)
{
    attack_set_up(&run, "refai_wu-isolation", "adversary.start=2h", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}
