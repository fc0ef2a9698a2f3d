#include "tests/models/attack.h"

/* Attacks on proofs and provers. */

#define GRIEFING "crowdpatching-prover_griefing"

Test(attack_proving, a_griefer_costs_provers_many_times_its_own_work)
{
    struct run run;
    attack_set_up(&run, GRIEFING, NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "proofs_wasted"), 100);
    cr_expect_gt(attack_number(&run, "wasted_to_own"), 5);
    cr_expect_eq(attack_number(&run, "refused_over_limit"), 0);
    cr_expect_eq(run.world.outcome.patched, 4);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Three proofs for each of four devices by each of four distributors, and no more. */
Test(attack_proving, a_limit_a_device_bounds_it)
{
    const struct attack_result limited =
        attack_play(GRIEFING, "crowdpatching.deliveries_per_device=3", NULL);
    cr_expect_eq(attack_figure(&limited, "proofs_wasted"), 4 * 4 * 3);
    cr_expect_lt(attack_figure(&limited, "wasted_to_own"), 1);
    cr_expect_gt(attack_figure(&limited, "refused_over_limit"), 0);
    cr_expect_eq(limited.patched, 4);
}

#define SUBVERSION "crowdpatching-crs_subversion"

Test(attack_proving, whoever_knows_the_trapdoor_is_paid_for_nothing)
{
    struct run run;
    attack_set_up(&run, SUBVERSION, NULL);
    run_play(&run);
    uint32_t devices = run.world.outcome.device_count;
    cr_expect_gt(attack_number(&run, "forged_sales"), 0);
    RUN_EXPECT_WEI(attack_measure(&run, "paid_for_nothing_wei")->value_wei,
                   u256_mul(run_state(&run)->config->offer_wei,
                            u256_from_u64((uint64_t)attack_number(&run, "forged_sales"))),
                   "all sales at one offer");
    cr_expect_gt(attack_number(&run, "forged_deliveries"), 0);
    cr_expect_eq(attack_number(&run, "refused_offers"), 0);
    cr_expect_eq(attack_number(&run, "wrong_installs"), 0);
    /* The contract pays for a device once: nobody else may serve it then. */
    cr_expect_eq(run.world.outcome.patched + attack_number(&run, "forged_deliveries"), devices);
    cr_expect_eq(run_state(&run)->refused_keys, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(attack_proving, without_the_trapdoor_every_forgery_is_refused)
{
    struct run run;
    attack_set_up(&run, SUBVERSION, "crowdpatching.setup=honest", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "forged_proofs"), 0);
    cr_expect_eq(attack_number(&run, "refused_offers"), attack_number(&run, "forged_proofs"));
    cr_expect_eq(attack_number(&run, "forged_sales"), 0);
    cr_expect_eq(attack_number(&run, "forged_deliveries"), 0);
    cr_expect_eq(run.world.outcome.patched, run.world.outcome.device_count);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Real proofs: the forger's keys pass the check by pairings, its proofs every verification. */
Test(attack_proving, no_check_of_the_key_finds_a_trapdoor)
{
    struct run run;
    attack_set_up(&run, SUBVERSION, "fidelity.proof=real", "crowdpatching.update_size=20B",
                  "world.distributors=1", "world.hubs=1", "world.devices=1", NULL);
    run_play(&run);
    cr_expect_eq(run_state(&run)->refused_keys, 0);
    cr_expect_eq(attack_number(&run, "forged_deliveries"), 1);
    cr_expect_eq(attack_number(&run, "refused_offers"), 0);
    cr_expect_eq(run.world.outcome.patched, 0);
    run_tear_down(&run);
}

Test(attack_proving, real_proofs_forged_by_a_guess_are_refused)
{
    struct run run;
    attack_set_up(&run, SUBVERSION, "fidelity.proof=real", "crowdpatching.update_size=20B",
                  "world.distributors=1", "world.hubs=1", "world.devices=1",
                  "crowdpatching.setup=honest", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "refused_offers"), 0);
    cr_expect_eq(attack_number(&run, "forged_deliveries"), 0);
    run_tear_down(&run);
}
