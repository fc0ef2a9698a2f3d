#include "tests/models/run.h"

/* Whole runs of a small release: who gets the update, from whom, and what it costs. */

Test(release, all_are_patched_and_every_wei_is_accounted_for)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect(outcome->is_complete);
    cr_expect_eq(outcome->patched, 8);
    cr_expect_eq(outcome->delivered, 8);
    cr_expect_eq(outcome->first_hand, 2);
    cr_expect_eq(outcome->second_hand, 4);
    cr_expect_eq(outcome->warning_count, 0);
    run_expect_books(&run);
    run_expect_order(&run);
    uint64_t sales = 0;
    for (uint32_t i = 0; i < 6; i++) {
        sales += outcome->distributors[i].sales;
        cr_expect(u256_is_zero(outcome->distributors[i].locked_wei));
    }
    cr_expect_eq(sales, 4);
    for (uint32_t i = 0; i < 8; i++) {
        cr_expect_gt(outcome->devices[i].rewarded, 0);
        cr_expect_eq(outcome->devices[i].hub, i / 2);
    }
    /* N (a_d + a_h) was the deposit, and nothing is left of it. */
    cr_expect(u256_is_zero(run_state(&run)->refunded_wei));
    cr_expect_eq(run_gas(&run, "claim_delivery").count, 8);
    cr_expect_eq(run_gas(&run, "claim_delivery").reverted, 0);
    cr_expect_eq(run_gas(&run, "claim_installation").count, 8);
    cr_expect_eq(run_gas(&run, "exchange_open").count, 4);
    cr_expect_eq(run_gas(&run, "exchange_reveal").count, 4);
    cr_expect_eq(run_gas(&run, "exchange_refund").count, 0);
    cr_expect_eq(run_gas(&run, "withdraw").count, 1);
    run_tear_down(&run);
}

Test(release, time_series_ends_with_the_run_and_only_rises)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_assert_gt(outcome->sample_count, 2);
    cr_expect_eq(outcome->samples[0].time, 0);
    for (size_t i = 1; i < outcome->sample_count; i++) {
        const struct outcome_sample *before = &outcome->samples[i - 1], *row = before + 1;
        cr_expect_lt(before->time, row->time);
        cr_expect_leq(before->patched, row->patched);
        cr_expect_leq(before->delivered, row->delivered);
        cr_expect_leq(before->wan_bytes, row->wan_bytes);
        cr_expect_leq(before->block, row->block);
    }
    const struct outcome_sample *last = &outcome->samples[outcome->sample_count - 1];
    cr_expect_eq(last->time, outcome->ended);
    cr_expect_eq(last->patched, 8);
    run_tear_down(&run);
}

/* The update passes each radio once, and a first-hand copy carries the keys. */
Test(release, bytes_are_charged)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    const struct world *world = &run.world;
    for (uint32_t i = 0; i < 8; i++) {
        const struct sim_node_traffic *traffic =
            sim_node_traffic(world->participants[WORLD_DEVICE][i].node);
        cr_expect_gt(traffic->lan_down_bytes, 4096);
        cr_expect_lt(traffic->lan_down_bytes, 4096 + 400);
        cr_expect_gt(traffic->lan_up_bytes, 3 * 65);
        cr_expect_lt(traffic->lan_up_bytes, 400);
    }
    uint64_t copy = state->updates[0].seed.len + state->makers[0].delivery_pk_bytes +
                    state->makers[0].exchange_pk_bytes;
    uint64_t up = sim_node_traffic(world->participants[WORLD_MANUFACTURER][0].node)->wan_up_bytes;
    cr_expect_gt(up, 2 * copy);
    cr_expect_lt(up, 2 * copy + 2 * copy / 20);
    for (uint32_t i = 0; i < 6; i++) {
        const struct outcome_distributor *row = &world->outcome.distributors[i];
        const struct sim_node_traffic *traffic =
            sim_node_traffic(world->participants[WORLD_DISTRIBUTOR][i].node);
        cr_expect_gt(traffic->wan_down_bytes, copy);
        cr_expect_gt(traffic->wan_up_bytes, row->sales * copy + row->proofs * 4096);
        /* A proof of S_E costs the seller at least this. */
        cr_expect_geq(sim_node_busy(world->participants[WORLD_DISTRIBUTOR][i].node),
                      (sim_time)row->sales * zk_cost_prove_ns(state->scheme.cost, NULL,
                                                              state->updates[0].seed.len) +
                          (sim_time)row->proofs * zk_cost_prove_ns(state->scheme.cost, NULL, 4096));
    }
    run_tear_down(&run);
}

static void expect_all_patched(const struct run *run)
{
    cr_expect_eq(run->world.outcome.patched, run->world.outcome.device_count);
    cr_expect(run->world.outcome.is_complete);
    run_expect_books(run);
    run_expect_order(run);
}

Test(release, merkle_root_serves_the_same_devices)
{
    struct run run;
    run_set_up(&run, "crowdpatching.device_list=merkle_root", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    cr_expect_eq(run.world.outcome.second_hand, 4);
    cr_expect_eq(run_gas(&run, "claim_delivery").reverted, 0);
    cr_expect_eq(run_gas(&run, "claim_installation").reverted, 0);
    run_tear_down(&run);
}

Test(release, merkle_root_of_an_odd_number)
{
    struct run run;
    run_set_up(&run, "crowdpatching.device_list=merkle_root", "world.devices=7", NULL);
    run_play(&run);
    expect_all_patched(&run);
    run_tear_down(&run);
}

Test(release, merkle_root_of_one_device)
{
    struct run run;
    run_set_up(&run, "crowdpatching.device_list=merkle_root", "world.devices=1", "world.hubs=1",
               NULL);
    run_play(&run);
    expect_all_patched(&run);
    run_tear_down(&run);
}

/* Hubs that look between two parts of the list find their devices on it later. */
Test(release, list_over_several_transactions)
{
    struct run run;
    run_set_up(&run, "crowdpatching.devices_per_transaction=1", "crowdpatching.hub_poll=5s", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect_eq(run_gas(&run, "add_devices").count, 7);
    run_tear_down(&run);
}

Test(release, before_london)
{
    struct run run;
    run_set_up(&run, "chain.fork=istanbul", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect(u256_is_zero(chain_burnt_wei(run_chain(&run))));
    run_tear_down(&run);
}

Test(release, several_confirmations)
{
    struct run run;
    run_set_up(&run, "chain.confirmations=5", NULL);
    run_play(&run);
    expect_all_patched(&run);
    for (uint32_t i = 0; i < 8; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        cr_expect_geq(row->key - row->authorised, 4 * 12 * SIM_TIME_SECOND);
    }
    run_tear_down(&run);
}

Test(release, too_large_a_deposit_comes_back)
{
    struct run run;
    run_set_up(&run, "crowdpatching.deposit=1ETH", NULL);
    run_play(&run);
    expect_all_patched(&run);
    /* 1 ETH - 8 * 0.0025 ETH */
    RUN_EXPECT_WEI(run_state(&run)->refunded_wei,
                   u256_sub(u256_from_u64(UINT64_C(1000000000000000000)),
                            u256_from_u64(UINT64_C(20000000000000000))),
                   "refund");
    run_tear_down(&run);
}

Test(release, without_distributors_all_is_refunded)
{
    struct run run;
    run_set_up(&run, "world.distributors=0", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_NO_DISTRIBUTOR), 8);
    cr_expect(run.world.outcome.is_complete);
    cr_expect_eq(outcome_time_to_share(&run.world.outcome, 0.5), -1);
    run_expect_books(&run);
    RUN_EXPECT_WEI(run_state(&run)->refunded_wei, u256_from_u64(UINT64_C(20000000000000000)),
                   "refund");
    run_tear_down(&run);
}

Test(release, without_devices)
{
    struct run run;
    run_set_up(&run, "world.devices=0", "world.hubs=0", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    cr_expect_eq(run.world.outcome.first_hand + run.world.outcome.second_hand, 6);
    cr_expect_eq(outcome_time_to_share(&run.world.outcome, 0.5), -1);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(release, without_devices_by_root)
{
    struct run run;
    run_set_up(&run, "world.devices=0", "world.hubs=0", "crowdpatching.device_list=merkle_root",
               NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(release, one_device)
{
    struct run run;
    run_set_up(&run, "world.devices=1", "world.hubs=1", "world.distributors=1", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect_eq(run.world.outcome.distributors[0].deliveries, 1);
    run_tear_down(&run);
}

Test(release, a_window_of_no_time_seeds_nobody)
{
    struct run run;
    run_set_up(&run, "crowdpatching.seeding_window=0s", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.first_hand, 0);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_NO_DISTRIBUTOR), 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(release, no_limit_of_slots_seeds_everybody)
{
    struct run run;
    run_set_up(&run, "crowdpatching.seeding_slots=0", "crowdpatching.concurrent_uploads=1", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect_eq(run.world.outcome.first_hand, 6);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    run_tear_down(&run);
}

/* A score of one that nobody has yet: no hub ever begins. */
Test(release, a_minimum_score_of_one_stops_everybody)
{
    struct run run;
    run_set_up(&run, "crowdpatching.minimum_score=1", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_NO_DISTRIBUTOR), 8);
    for (uint32_t i = 0; i < 6; i++)
        cr_expect_eq(run.world.outcome.distributors[i].proofs, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(release, a_minimum_buyer_score_of_one_stops_sales)
{
    struct run run;
    run_set_up(&run, "crowdpatching.minimum_buyer_score=1", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A reserve price above the buyers' offer is refused when the scenario is loaded; here the offer is
   as low as it may be. */
Test(release, an_offer_at_the_reserve_price_is_taken)
{
    struct run run;
    run_set_up(&run, "crowdpatching.offer=0.005ETH", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect_eq(run.world.outcome.second_hand, 4);
    run_tear_down(&run);
}

/* Half of all transactions take longer than anybody waits for them. Buyers get their offers back
   all the same, and who was rewarded and has not seen it was rewarded. */
Test(release, late_transactions_are_not_forgotten)
{
    struct run run;
    run_set_up(&run, "chain.block_interval=60s", "crowdpatching.transaction_timeout=30s",
               "crowdpatching.exchange_expiry=10min", "crowdpatching.hub_poll=1h", NULL);
    run_play(&run);
    cr_expect_gt(run_gas(&run, "exchange_refund").count, 0);
    for (uint32_t i = 0; i < 6; i++)
        cr_expect(u256_is_zero(run.world.outcome.distributors[i].locked_wei), "distributor %u", i);
    cr_expect_eq(run.world.outcome.releases[0].installations, 8);
    for (uint32_t i = 0; i < 8; i++)
        cr_expect_geq(run.world.outcome.devices[i].rewarded, 0, "device %u", i);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(release, a_buyer_without_money_buys_nothing)
{
    struct run run;
    run_set_up(&run, "world.distributor_funds=0.009ETH", NULL);
    run_play(&run);
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}
