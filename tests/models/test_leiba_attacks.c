#include <math.h>

#include "models/leiba/state.h"
#include "tests/models/attack.h"

/* Attacks on Leiba et al.'s system. Distributors that serve nobody, keep keys or change offers:
 * three of six, for sixteen devices. */

Test(leiba_attacks, free_riders_hold_what_nobody_else_can_get)
{
    struct run run;
    attack_set_up(&run, "leiba-free_riding", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "packages_held_unserved"), 3);
    cr_expect_eq(run.world.outcome.patched, 16);
    for (uint32_t i = 0; i < 6; i++)
        if (run.world.participants[WORLD_DISTRIBUTOR][i].is_marked)
            cr_expect_eq(run.world.outcome.distributors[i].deliveries, 0);
    run_tear_down(&run);
}

Test(leiba_attacks, nobody_is_served_by_free_riders_alone)
{
    const struct attack_result all = attack_play("leiba-free_riding", "adversary.share=1", NULL);
    cr_expect_eq(all.patched, 0);
    cr_expect_eq(all.delivered, 0);
}

Test(leiba_attacks, a_withheld_key_costs_an_attempt)
{
    const struct attack_result half = attack_play("leiba-key_withholding", NULL);
    cr_expect_gt(attack_figure(&half, "withheld_keys"), 0);
    cr_expect_eq(attack_figure(&half, "extra_attempts"), attack_figure(&half, "withheld_keys"));
    cr_expect_eq(half.patched, 16);
    cr_expect_eq(half.delivered, 16);
}

Test(leiba_attacks, devices_refuse_what_distributors_change)
{
    const struct attack_result half = attack_play("leiba-tamper_distributor", NULL);
    cr_expect_gt(attack_figure(&half, "tampered"), 0);
    cr_expect_eq(attack_figure(&half, "refused_offers"), attack_figure(&half, "tampered"));
    cr_expect_eq(half.patched, 16);
}

Test(leiba_attacks, nothing_is_refused_without_attackers)
{
    const struct attack_result none =
        attack_play("leiba-tamper_distributor", "adversary.share=0", NULL);
    cr_expect_eq(attack_figure(&none, "refused_offers"), 0);
    cr_expect_eq(attack_figure(&none, "extra_attempts"), 0);
}

/* Homes of one device, four of eight. A challenge is a signature of 129 ms on the device's class
 * and a proof of 64 KiB takes 1.3 s: a device is asked for a signature a proof, and no more. */
Test(leiba_attacks, a_griefing_device_costs_provers_many_times_its_own_work)
{
    const struct attack_result half = attack_play("leiba-prover_griefing", NULL);
    double proofs = attack_figure(&half, "proofs_wasted");
    cr_expect_gt(proofs, 4 * 10 * 3, "more than ten attempts at three distributors each");
    cr_expect_leq(proofs, attack_figure(&half, "requests"));
    cr_expect_gt(attack_figure(&half, "wasted_to_own"), 5);
    cr_expect_lt(attack_figure(&half, "attackers_compute_s"), 0.13 * proofs + 0.001);
    cr_expect_gt(attack_figure(&half, "attackers_radio_bytes"), 65536 * proofs);
    cr_expect_eq(half.patched, 4);
    cr_expect_eq(half.delivered, 4);
}

Test(leiba_attacks, honest_devices_waste_no_proof)
{
    const struct attack_result none =
        attack_play("leiba-prover_griefing", "adversary.share=0", NULL);
    cr_expect_eq(attack_figure(&none, "requests"), 0);
    cr_expect_eq(attack_figure(&none, "proofs_wasted"), 0);
    cr_expect(isnan(attack_figure(&none, "wasted_to_own")), "nothing of nothing");
    cr_expect_eq(none.patched, 8);
}

/* Section V-A1. The false contract stands at another address than that which follows from the
 * manufacturer's account. */
Test(leiba_attacks, a_release_of_another_is_not_looked_at)
{
    struct run run;
    attack_set_up(&run, "leiba-impersonate_manufacturer", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "tries"), 2);
    cr_expect_eq(attack_number(&run, "false_releases"), 1);
    cr_expect_eq(attack_number(&run, "refused_by_contract"), 1);
    cr_expect_eq(attack_number(&run, "successes"), 0);
    cr_expect_eq(run_gas(&run, "false_withdraw").reverted, 1);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(run.world.outcome.delivered, 8);
    run_tear_down(&run);
}

/* Three of six homes of four devices: nine deliveries to oneself, 9 x 0.002 ETH less gas; and
 * fifteen by distributors. */
Test(leiba_attacks, a_home_delivers_to_itself_without_a_proof)
{
    struct run run;
    attack_set_up(&run, "leiba-self_delivery", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    const struct leiba *state = run.world.model_state;
    u256 paid = {{0}};
    cr_expect_eq(attack_number(&run, "self_deliveries"), 9);
    cr_expect_eq(state->payments_without_proof, 9);
    cr_expect_eq(outcome->delivered, 15);
    cr_expect_eq(outcome->patched, 24);
    RUN_EXPECT_WEI(attack_measure(&run, "distributors_income_wei")->value_wei,
                   u256_mul(state->config->reward_wei, u256_from_u64(15)), "fifteen rewards");
    cr_expect_lt(attack_number(&run, "net_gain_wei"), 18e15);
    cr_expect_gt(attack_number(&run, "net_gain_wei"), 16e15);
    cr_expect_gt(attack_number(&run, "self_deliveries_a_dollar"), 1);
    cr_expect_lt(attack_number(&run, "gas_a_self_delivery"), 150000);
    for (uint32_t i = 0; i < outcome->hub_count; i++) {
        const struct participant *hub = &run.world.participants[WORLD_HUB][i];
        const struct outcome_hub *row = &outcome->hubs[i];
        RUN_EXPECT_WEI(row->rewards_wei,
                       u256_mul(state->config->reward_wei, u256_from_u64(hub->is_marked ? 3 : 0)),
                       "hub %u", i);
        RUN_EXPECT_WEI(RUN_SUM(participant_balance(hub), row->fees_wei),
                       RUN_SUM(run.world.config->hub_funds_wei, row->rewards_wei), "hub %u", i);
        paid = u256_add(paid, row->rewards_wei);
    }
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        paid = u256_add(paid, outcome->distributors[i].rewards_wei);
    RUN_EXPECT_WEI(RUN_SUM(paid, state->refunded_wei),
                   leiba_deposit(state->config, outcome->device_count), "deposit");
    run_tear_down(&run);
}

/* A home's machines come and go: what its hub has, and the claims that it has begun, survive. */
Test(leiba_attacks, a_home_that_fails_delivers_to_itself_all_the_same)
{
    const struct attack_result failing =
        attack_play("leiba-self_delivery", "adversary.share=1", "faults.hub_mean_uptime=5min",
                    "faults.hub_mean_downtime=20s", NULL);
    cr_expect_gt(attack_figure(&failing, "self_deliveries"), 12);
    cr_expect_eq(failing.patched, 24);
}

Test(leiba_attacks, honest_homes_deliver_nothing_to_themselves)
{
    const struct attack_result none = attack_play("leiba-self_delivery", "adversary.share=0", NULL);
    cr_expect_eq(attack_figure(&none, "self_deliveries"), 0);
    cr_expect_eq(attack_figure(&none, "net_gain_wei"), 0);
    cr_expect_eq(none.delivered, 24);
    cr_expect_eq(none.patched, 24);
}

/* Sixteen devices at 0.002 ETH each. */
#define SECOND "leiba-second_release"
#define SUBVERSION "leiba-crs_subversion"

static void expect_all_paid_twice(const char *option)
{
    struct run run;
    attack_set_up(&run, SECOND, option, NULL);
    run_play(&run);
    const struct leiba *state = run.world.model_state;
    cr_expect(run.world.outcome.is_complete);
    cr_expect_eq(attack_number(&run, "replays"), 16);
    cr_expect_eq(attack_number(&run, "refused_replays"), 0);
    cr_expect_eq(attack_number(&run, "double_payments"), 16);
    RUN_EXPECT_WEI(attack_measure(&run, "double_wei")->value_wei,
                   u256_from_u64(UINT64_C(32000000000000000)), "16 x 0.002 ETH");
    cr_expect(u256_is_zero(state->refunded_wei));
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect_eq(run.world.outcome.delivered, 32);
    run_tear_down(&run);
}

/* A PoD is over U_h and s alone, and s over t, the device and the distributor. */
Test(leiba_attacks, a_second_contract_of_the_same_update_pays_again)
{
    expect_all_paid_twice("adversary.start=0s");
}

Test(leiba_attacks, old_proofs_are_paid_when_the_second_release_comes)
{
    expect_all_paid_twice("adversary.start=1h");
}

Test(leiba_attacks, the_honest_are_paid_once)
{
    struct run run;
    double delivered = 0;
    attack_set_up(&run, SECOND, "adversary.share=0.5", NULL);
    run_play(&run);
    const struct leiba *state = run.world.model_state;
    for (uint32_t i = 0; i < 16; i++)
        delivered += run.world.participants[WORLD_DISTRIBUTOR][state->devices[i].paid_to].is_marked;
    cr_expect(delivered > 0 && delivered < 16);
    cr_expect_eq(attack_number(&run, "double_payments"), delivered);
    RUN_EXPECT_WEI(RUN_SUM(state->refunded_wei, attack_measure(&run, "double_wei")->value_wei),
                   leiba_deposit(state->config, 16),
                   "what is left of the second deposit comes back");
    run_tear_down(&run);
}

/* PoDs that are over outlive the machine, as those that are not do. */
Test(leiba_attacks, replays_survive_failures)
{
    const struct attack_result failing =
        attack_play(SECOND, "adversary.start=1h", "faults.distributor_mean_uptime=10min",
                    "faults.distributor_mean_downtime=20s", NULL);
    cr_expect_gt(attack_figure(&failing, "double_payments"), 8);
}

Test(leiba_attacks, whoever_knows_the_trapdoor_is_paid_for_nothing)
{
    struct run run;
    attack_set_up(&run, SUBVERSION, NULL);
    run_play(&run);
    double forged = attack_number(&run, "payments_without_delivery");
    cr_expect_gt(forged, 0);
    cr_expect_eq(attack_number(&run, "forged_proofs"), forged);
    cr_expect_eq(attack_number(&run, "refused_offers"), 0);
    cr_expect_eq(attack_number(&run, "paid_and_unpatched_devices"), forged);
    cr_expect_eq(run.world.outcome.patched, 16 - forged);
    cr_expect_eq(((const struct leiba *)run.world.model_state)->refused_keys, 0);
    run_tear_down(&run);
}

Test(leiba_attacks, without_the_trapdoor_every_forgery_is_refused)
{
    const struct attack_result honest = attack_play(SUBVERSION, "leiba.setup=honest", NULL);
    cr_expect_gt(attack_figure(&honest, "forged_proofs"), 0);
    cr_expect_eq(attack_figure(&honest, "refused_offers"), attack_figure(&honest, "forged_proofs"));
    cr_expect_eq(attack_figure(&honest, "payments_without_delivery"), 0);
    cr_expect_eq(honest.patched, 16);
}

#define ONE_REAL                                                                                   \
    "fidelity.proof=real", "leiba.update_size=20B", "world.distributors=1", "world.hubs=1",        \
        "world.devices=1", "adversary.share=1"

Test(leiba_attacks, real_proofs_are_forged_too)
{
    const struct attack_result subverted = attack_play(SUBVERSION, ONE_REAL, NULL);
    cr_expect_eq(attack_figure(&subverted, "payments_without_delivery"), 1);
    cr_expect_eq(subverted.patched, 0);
}

Test(leiba_attacks, real_proofs_forged_by_a_guess_are_refused)
{
    const struct attack_result honest =
        attack_play(SUBVERSION, ONE_REAL, "leiba.setup=honest", NULL);
    cr_expect_gt(attack_figure(&honest, "refused_offers"), 0);
    cr_expect_eq(attack_figure(&honest, "payments_without_delivery"), 0);
}

/* Section V-A1. */
Test(leiba_attacks, distributors_prove_for_devices_of_the_release_alone)
{
    struct run run;
    attack_set_up(&run, "leiba-impersonate_device", NULL);
    run_play(&run);
    double tries = attack_number(&run, "tries");
    cr_expect_gt(tries, 100);
    cr_expect_eq(attack_number(&run, "refused_signatures") + attack_number(&run, "refused_targets"),
                 tries);
    cr_expect_gt(attack_number(&run, "refused_signatures"), 0);
    cr_expect_gt(attack_number(&run, "refused_targets"), 0);
    cr_expect_eq(attack_number(&run, "successes"), 0);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(run.world.outcome.delivered, 8);
    run_tear_down(&run);
}
