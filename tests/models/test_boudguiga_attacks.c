/* Each of scenarios/attacks/boudguiga-*.json, and what the same attack does where the defence is
 * missing. */

#include "models/boudguiga/state.h"
#include "tests/models/attack.h"

static struct run run;

static const struct boudguiga *state_of(void)
{
    return run.world.model_state;
}

static uint32_t patched(void)
{
    return run.world.outcome.patched;
}

/* Two of eight homes have a path that is the attackers': four devices. */
Test(boudguiga_attacks, an_isolated_home_sees_no_update)
{
    attack_set_up(&run, "boudguiga-isolation", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "attacked_devices"), 4);
    cr_expect_eq(attack_number(&run, "attacked_devices_patched"), 0);
    cr_expect_eq(patched(), 12);
    cr_expect_not(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(boudguiga_attacks, a_second_path_ends_the_isolation)
{
    attack_set_up(&run, "boudguiga-isolation", "boudguiga.paths=2", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "attacked_devices_patched"), 4);
    cr_expect_eq(attack_number(&run, "attacked_devices_acknowledged"), 4);
    cr_expect_eq(patched(), 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(boudguiga_attacks, a_second_path_serves_hubs_too)
{
    attack_set_up(&run, "boudguiga-isolation", "boudguiga.paths=2",
                  "boudguiga.variant=innocuousness", NULL);
    run_play(&run);
    cr_expect_eq(patched(), 16);
    cr_expect_eq(attack_number(&run, "attacked_devices_acknowledged"), 4);
    run_tear_down(&run);
}

/* It begins when all know T and nobody has voted: the old state has T and no votes. */
Test(boudguiga_attacks, the_old_state_stays_as_it_was)
{
    attack_set_up(&run, "boudguiga-isolation", "boudguiga.variant=innocuousness",
                  "adversary.start=5min", "boudguiga.device_poll=1min", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "attacked_devices_patched"), 0);
    for (uint32_t i = 0; i < 16; i++) {
        cr_expect_geq(run.world.outcome.devices[i].discovered, 0);
        cr_expect_lt(run.world.outcome.devices[i].discovered, 300 * SIM_TIME_SECOND);
    }
    cr_expect_eq(patched(), 12);
    run_tear_down(&run);
}

Test(boudguiga_attacks, two_of_five_checking_nodes_cannot_pass_malware)
{
    attack_set_up(&run, "boudguiga-false_votes", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "false_votes"), 2);
    cr_expect_eq(attack_number(&run, "harmed_devices"), 0);
    cr_expect_eq(attack_number(&run, "rejecting_devices"), 16);
    run_tear_down(&run);
}

Test(boudguiga_attacks, three_of_five_can)
{
    attack_set_up(&run, "boudguiga-false_votes", "adversary.share=0.6", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "harmed_devices"), 16);
    run_tear_down(&run);
}

Test(boudguiga_attacks, two_of_five_checking_nodes_cannot_keep_an_update_back)
{
    attack_set_up(&run, "boudguiga-false_votes", "boudguiga.malicious_update=false", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "false_votes"), 2);
    cr_expect_eq(state_of()->votes[false], 2);
    cr_expect_eq(patched(), 16);
    run_tear_down(&run);
}

Test(boudguiga_attacks, three_of_five_can_do_that_too)
{
    attack_set_up(&run, "boudguiga-false_votes", "boudguiga.malicious_update=false",
                  "adversary.share=0.6", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "rejecting_devices"), 16);
    cr_expect_eq(patched(), 0);
    run_tear_down(&run);
}

Test(boudguiga_attacks, a_malicious_manufacturer_is_found_out)
{
    attack_set_up(&run, "boudguiga-malicious_manufacturer", NULL);
    run_play(&run);
    cr_expect_geq(attack_number(&run, "negative_votes"), 3);
    cr_expect_eq(attack_number(&run, "harmed_devices"), 0);
    cr_expect_eq(patched(), 0);
    run_tear_down(&run);
}

Test(boudguiga_attacks, without_checking_nodes_it_is_not)
{
    attack_set_up(&run, "boudguiga-malicious_manufacturer", "boudguiga.variant=availability", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "harmed_devices"), 16);
    run_tear_down(&run);
}

Test(boudguiga_attacks, devices_accuse_hubs_that_tamper)
{
    attack_set_up(&run, "boudguiga-tamper_hub", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "attacked_devices"), 4);
    cr_expect_eq(attack_number(&run, "attacked_devices_patched"), 0);
    cr_expect_eq(attack_number(&run, "accusations"), 4);
    cr_expect_eq(attack_number(&run, "tampered_installed"), 0);
    /* Ten attempts of each device, and perhaps other hubs. */
    cr_expect_geq(attack_number(&run, "tampered_sent"), 40);
    cr_expect_eq(patched(), 12);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(boudguiga_attacks, what_a_hub_changes_on_the_way_from_the_chain_is_noticed)
{
    attack_set_up(&run, "boudguiga-tamper_hub", "boudguiga.variant=availability", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "tampered_sent"), 40);
    cr_expect_eq(attack_number(&run, "attacked_devices_patched"), 0);
    cr_expect_eq(patched(), 12);
    run_tear_down(&run);
}

Test(boudguiga_attacks, hubs_ask_another_peer_than_one_that_tampers)
{
    attack_set_up(&run, "boudguiga-tamper_distributor", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "tampered_sent"), 0);
    cr_expect_eq(attack_number(&run, "tampered_installed"), 0);
    cr_expect_eq(attack_number(&run, "accusations"), 0);
    cr_expect_eq(patched(), 16);
    run_tear_down(&run);
}

Test(boudguiga_attacks, what_checking_nodes_do_not_send_others_do)
{
    const struct attack_result none =
        attack_play("boudguiga-free_riding", "adversary.share=0", NULL);
    attack_set_up(&run, "boudguiga-free_riding", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "binaries_held_unserved"), 5);
    cr_expect_eq(attack_number(&run, "served_by_checkers"), 0);
    cr_expect_gt(attack_figure(&none, "served_by_checkers"), 0);
    cr_expect_gt(attack_number(&run, "served_by_manufacturer"),
                 attack_figure(&none, "served_by_manufacturer"));
    cr_expect_eq(patched(), 16);
    cr_expect_eq(none.patched, 16);
    run_tear_down(&run);
}

Test(boudguiga_attacks, nobody_signs_for_the_manufacturer)
{
    attack_set_up(&run, "boudguiga-impersonate_manufacturer", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "forged_transactions"), 10);
    cr_expect_gt(attack_number(&run, "refused_signatures"), 0);
    cr_expect_eq(attack_number(&run, "forged_installed"), 0);
    cr_expect_eq(patched(), 16);
    run_tear_down(&run);
}

/* It costs the devices time all the same: each forgery that they read is a signature to check. */
Test(boudguiga_attacks, a_flood_takes_the_devices_time)
{
    attack_set_up(&run, "boudguiga-impersonate_manufacturer", NULL);
    run_play(&run);
    sim_time busy = 0;
    uint64_t refused = state_of()->bad_posts;
    const struct participant *devices = run.world.participants[WORLD_DEVICE];
    for (uint32_t i = 0; i < 16; i++)
        busy += sim_node_busy(devices[i].node);
    cr_expect_geq(busy, (sim_time)(16 + refused) *
                            crypto_cost_ns(devices[0].device_class, CRYPTO_OP_ED25519_VERIFY, 1));
    run_tear_down(&run);
}

Test(boudguiga_attacks, nobody_acknowledges_for_a_device)
{
    attack_set_up(&run, "boudguiga-impersonate_device", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "forged_transactions"), 10);
    cr_expect_eq(attack_number(&run, "unpatched_acknowledged"), 0);
    cr_expect_eq(state_of()->acknowledged, 16);
    run_tear_down(&run);
}

/* An attacker's money ends, and with it the flood. */
Test(boudguiga_attacks, forging_costs_money)
{
    attack_set_up(&run, "boudguiga-impersonate_manufacturer", "adversary.funds=0.0002ETH", NULL);
    run_play(&run);
    cr_expect_leq(attack_number(&run, "forged_transactions"), 10);
    cr_expect_eq(patched(), 16);
    run_tear_down(&run);
}
