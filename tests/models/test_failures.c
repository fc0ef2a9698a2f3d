#include <math.h>

#include "tests/models/run.h"

/* Distributors whose machines fail every few minutes, and participants who do not wait. */

static void play_failing(struct run *run, const char *seed)
{
    run_set_up(run, seed, "world.distributors=20", "world.hubs=10", "world.devices=40",
               "faults.distributor_mean_uptime=5min", "faults.distributor_mean_downtime=2min",
               "crowdpatching.key_timeout=2min", NULL);
    run_play(run);
    const struct outcome *outcome = &run->world.outcome;
    uint64_t failures = 0, attempts = 0, proofs = 0, sales = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        failures += outcome->distributors[i].failures;
        proofs += outcome->distributors[i].proofs;
        sales += outcome->distributors[i].sales;
        cr_expect(u256_is_zero(outcome->distributors[i].locked_wei));
    }
    for (uint32_t i = 0; i < outcome->device_count; i++)
        attempts += outcome->devices[i].attempts;
    cr_expect_gt(failures, 200);
    cr_expect_gt(attempts, outcome->device_count, "nobody tried again");
    cr_expect_geq(proofs, outcome->delivered);
    cr_expect_geq(outcome->patched, 36);
    /* Who paid has got the package, also when its machine failed in between; and nobody who signed
       a PoD waits in vain for its key, as claims outlive failures. */
    cr_expect_eq(sales, outcome->second_hand);
    cr_expect_eq(outcome->delivered, outcome->patched);
    cr_expect(outcome->is_complete);
    run_expect_books(run);
    run_expect_order(run);
    run_tear_down(run);
}

Test(failures, most_are_patched_by_failing_distributors)
{
    struct run run;
    play_failing(&run, "seed=4");
}

Test(failures, most_are_patched_by_failing_distributors_2)
{
    struct run run;
    play_failing(&run, "seed=2");
}

Test(failures, most_are_patched_by_failing_distributors_3)
{
    struct run run;
    play_failing(&run, "seed=3");
}

#define OF_SLOW_BLOCKS                                                                             \
    "world.distributors=20", "world.hubs=20", "world.devices=60", "chain.block_interval=60s"

/* A machine that is back before the next block finds in the mempool what it has signed. */
Test(failures, claims_that_wait_for_a_block_are_not_sent_again)
{
    struct run run;
    run_set_up(&run, OF_SLOW_BLOCKS, "faults.distributor_mean_uptime=5min",
               "faults.distributor_mean_downtime=10s", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        cr_expect_eq(outcome->distributors[i].lost_claims, 0);
    cr_expect_eq(outcome->patched, 60);
    cr_expect_eq(run_gas(&run, "claim_delivery").count, 60);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(failures, rewards_that_wait_for_a_block_are_not_claimed_again)
{
    struct run run;
    run_set_up(&run, OF_SLOW_BLOCKS, "faults.hub_mean_uptime=3min", "faults.hub_mean_downtime=50s",
               NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 60);
    cr_expect_eq(run_gas(&run, "claim_installation").count, 60);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* What a buyer has signed may wait for many blocks, over several failures: no money stays locked
   unseen, and each offer ends once. */
Test(failures, purchases_that_wait_for_long_are_not_forgotten)
{
    struct run run;
    run_set_up(&run, "world.distributors=20", "faults.distributor_mean_uptime=3min",
               "faults.distributor_mean_downtime=30s", "crowdpatching.exchange_expiry=10min",
               "adversary.kind=transaction_drop", "adversary.share=1", "adversary.censors=0.9",
               "adversary.start=1s", "adversary.length=30min", "adversary.victims=distributors",
               NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        cr_expect(u256_is_zero(outcome->distributors[i].locked_wei), "distributor %u", i);
    cr_expect_gt(run_gas(&run, "exchange_refund").count, 0);
    cr_expect_eq(run_gas(&run, "exchange_open").count,
                 run_gas(&run, "exchange_reveal").count + run_gas(&run, "exchange_refund").count);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Machines that fail within seconds get nothing done, and the run ends all the same. */
Test(failures, machines_that_hardly_run)
{
    struct run run;
    run_set_up(&run, "faults.distributor_mean_uptime=3s", "faults.distributor_mean_downtime=1s",
               NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    run_expect_books(&run);
    run_expect_order(&run);
    run_tear_down(&run);
}

/* A hub that waits a tenth of a second for distributors at a median of 75 ms finds few or none. */
Test(failures, too_short_an_answer_timeout)
{
    struct run run;
    run_set_up(&run, "crowdpatching.answer_timeout=100ms", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    run_expect_books(&run);
    run_expect_order(&run);
    run_tear_down(&run);
}

/* A device whose radio takes longer than its hub waits is never patched. */
Test(failures, too_short_a_device_timeout)
{
    struct run run;
    run_set_up(&run, "crowdpatching.device_timeout=200ms", "network.lan_goodput=1kbps", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 8);
    cr_expect_eq(run.world.outcome.delivered, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A hub that gives up before the key is published finds it in its next attempt, and does not fetch
 * the update again. */
Test(failures, too_short_a_key_timeout)
{
    struct run run;
    run_set_up(&run, "crowdpatching.key_timeout=1s", "crowdpatching.attempts=2", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->patched, 8);
    cr_expect_eq(outcome->delivered, 8);
    uint64_t attempts = 0, proofs = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++)
        attempts += outcome->devices[i].attempts;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        proofs += outcome->distributors[i].proofs;
    cr_expect_gt(attempts, 8);
    cr_expect_eq(proofs, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A proof takes longer than anybody waits: said before, and nothing is sold or delivered. */
Test(failures, too_short_a_proof_timeout)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proof_timeout=1s", "crowdpatching.update_size=64KiB", NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "infeasible: a proof of S_D takes "));
    cr_expect(run_has_warning(&run, "no package can be sold, and distributors do not grow"));
    cr_expect(run_has_warning(&run, "at most 2 of 6, within 3600 s"));
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* 63 MiB: no domain of BN254 has room for the circuit, and the run goes on as if it had. */
Test(failures, too_large_an_update_to_prove)
{
    struct run run;
    run_set_up(&run, "crowdpatching.update_size=63MiB", NULL);
    cr_expect(run_has_warning(&run, "infeasible: S_D over an update of 66060288 bytes has "
                                    "159175599 constraints with groth16_poseidon, more than"));
    run_tear_down(&run);
}

/* The authors' own measurements: 10 KB take half an hour to prove, and a package for sale hours. */
Test(failures, jsnark)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proof_system=jsnark_2020", "crowdpatching.update_size=10KB",
               "crowdpatching.expiry=2d", "crowdpatching.seeding_window=1d", "duration=3d",
               "crowdpatching.proof_timeout=1h", "crowdpatching.transaction_timeout=6h", NULL);
    run_play(&run);
    cr_expect_not(run_has_warning(&run, "a proof of S_D"));
    cr_expect(run_has_warning(&run, "infeasible: a proof of S_E over a package of "));
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Whoever waits for days can sell a package, and every buyer fetches gigabytes of keys. */
Test(failures, jsnark_with_patience)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proof_system=jsnark_2020", "crowdpatching.update_size=10KB",
               "crowdpatching.proof_timeout=30d", "crowdpatching.transaction_timeout=7d",
               "duration=1h", NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "heavy: a package of "));
    cr_expect_not(run_has_warning(&run, "infeasible: a proof of S_E"));
    run_tear_down(&run);
}

/* 10 KiB take 23 s longer than hubs wait by default. */
Test(failures, jsnark_with_default_patience)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proof_system=jsnark_2020", "crowdpatching.update_size=10KiB",
               NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "infeasible: a proof of S_D takes 1823 s with jsnark_2020, "
                                    "hubs wait 1800 s"));
    cr_expect(run_has_warning(&run, "infeasible: a proof of S_E"));
    cr_expect_eq(run.world.outcome.patched, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* One proof fits the patience of hubs, but eight on four cores do not fit the release. */
Test(failures, proofs_that_outlast_the_release)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proof_system=jsnark_2020", "crowdpatching.update_size=10KiB",
               "crowdpatching.proof_timeout=1h", "crowdpatching.expiry=59min",
               "crowdpatching.seeding_window=10min", "world.distributors=1", NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "infeasible: the proofs of S_D for 8 devices keep all cores of "
                                    "1 distributor busy for 3646 s with jsnark_2020, the release "
                                    "expires after 3540 s"));
    cr_expect_not(run_has_warning(&run, "infeasible: a proof of S_D"));
    cr_expect_lt(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(failures, proving_keys_in_the_package)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proving_keys=in_package", "crowdpatching.update_size=64KiB",
               NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "infeasible: S_E over a package of "));
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* P_h is of U, of pk^D, of all that P holds. */
Test(failures, proving_keys_in_the_package_are_hashed_with_it)
{
    struct run run;
    run_set_up(&run, "crowdpatching.proving_keys=in_package", "crowdpatching.update_size=64KiB",
               "world.devices=0", "world.hubs=0", NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    const struct zk_cost_model *cost = state->scheme.cost;
    sim_time least = zk_cost_hash_ns(cost, NULL, state->makers->delivery_pk_bytes) +
                     zk_cost_check_ns(cost, NULL, 64 * 1024);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    for (uint32_t i = 0; i < 6; i++)
        if (run.world.outcome.distributors[i].source == OUTCOME_SOURCE_FIRST_HAND)
            cr_expect_geq(sim_node_busy(run.world.participants[WORLD_DISTRIBUTOR][i].node), least);
    run_tear_down(&run);
}

/* Every proof is quick enough, and a key takes longer to fetch than anybody waits. */
Test(failures, a_proving_key_too_large_for_the_line)
{
    struct run run;
    run_set_up(&run, "crowdpatching.update_size=64KiB", "network.distributor_down=1Mbps",
               "crowdpatching.transaction_timeout=15min", NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "infeasible: the proving keys of S_D and S_E have "));
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Devices sit behind a radio so slow that the release expires first. */
Test(failures, expiry_before_all_are_patched)
{
    struct run run;
    run_set_up(&run, "crowdpatching.expiry=20min", "network.lan_goodput=64bps", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect(outcome->is_complete);
    cr_expect_lt(outcome->patched, 8);
    cr_expect_gt(outcome_count_state(outcome, OUTCOME_EXPIRED), 0);
    cr_expect_not(u256_is_zero(run_state(&run)->refunded_wei));
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(failures, a_duration_shorter_than_the_expiry)
{
    struct run run;
    run_set_up(&run, "duration=1h", NULL);
    run_play(&run);
    cr_expect_not(run.world.outcome.is_complete);
    cr_expect_eq(run.world.outcome.ended, 3600 * SIM_TIME_SECOND);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Cut off in the middle of everything: nothing is lost or leaks. */
Test(failures, a_duration_of_minutes)
{
    struct run run;
    run_set_up(&run, "duration=3min", "crowdpatching.hub_poll=10s", NULL);
    run_play(&run);
    cr_expect_not(run.world.outcome.is_complete);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A block that has no room for a release: said, and over. */
Test(failures, a_release_that_fits_no_block)
{
    struct run run;
    run_set_up(&run, "chain.gas_limit=9000000", NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "the release failed"));
    cr_expect_eq(run.world.outcome.patched, 0);
    const struct outcome_extra *released = run_extra(&run, "released_at_s");
    cr_expect(isnan(released->value));
    cr_expect(u256_is_zero(run_extra(&run, "deposit_wei")->value_wei));
    run_tear_down(&run);
}
