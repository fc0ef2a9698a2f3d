/* Twelve distributors, two of whom get the package from the manufacturer: the others buy. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"market\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                    \
    " \"world\": {\"distributors\": 12, \"hubs\": 24, \"devices\": 48},"                           \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"expiry\": \"12h\","                         \
    " \"seeding_slots\": 2, \"hub_poll\": \"10h\", \"retry_pause\": \"30min\","                    \
    " \"selection\": \"epsilon_greedy\", \"selection_epsilon\": 1, \"candidates\": 8}}"

#include "tests/models/run.h"

/* Deliveries earn 0.002 ETH less 0.000064 of gas; all numbers below are in ETH. */

static u256 milli(uint64_t thousandths)
{
    return u256_mul(u256_from_u64(thousandths), u256_from_u64(UINT64_C(1000000000000000)));
}

/** Every purchase is at least and at most so dear, and sellers have what buyers paid. */
static void expect_prices(const struct run *run, u256 least, u256 most)
{
    const struct outcome *outcome = &run->world.outcome;
    u256 paid = {{0}}, got = {{0}};
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        paid = u256_add(paid, row->purchases_wei);
        got = u256_add(got, row->sales_wei);
        cr_expect(u256_is_zero(row->locked_wei));
        if (row->source != OUTCOME_SOURCE_SECOND_HAND)
            continue;
        cr_expect(u256_compare(row->purchases_wei, least) >= 0, "%u", i);
        cr_expect(u256_compare(row->purchases_wei, most) <= 0, "%u", i);
        /* Whole gwei. */
        cr_expect(u256_is_zero(u256_mod(row->purchases_wei, u256_from_u64(UINT64_C(1000000000)))));
    }
    RUN_EXPECT_WEI(paid, got, "turnover");
    run_expect_books(run);
    run_expect_order(run);
}

Test(market_runs, fixed_on_both_sides_pays_the_offer_unasked)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    expect_prices(&run, milli(10), milli(10));
    cr_expect_eq(run.world.outcome.second_hand, 10);
    cr_expect_eq(run_state(&run)->entry.bids, 0);
    run_tear_down(&run);
}

/* The buyer hears of the reserve price, and pays no more. */
Test(market_runs, a_buyer_who_asks_pays_the_reserve_price)
{
    struct run run;
    run_set_up(&run, "market.offering=reservation", NULL);
    run_play(&run);
    expect_prices(&run, milli(5), milli(5));
    cr_expect_eq(run.world.outcome.second_hand, 10);
    run_tear_down(&run);
}

/* A reveal costs about 0.00006 ETH, and half of it again; a proof next to nothing. */
Test(market_runs, cost_plus_is_cheap)
{
    struct run run;
    run_set_up(&run, "market.pricing=cost_plus", "market.weigh_competitor=false", NULL);
    run_play(&run);
    expect_prices(&run, u256_div(milli(1), u256_from_u64(20)),
                  u256_div(milli(1), u256_from_u64(5)));
    cr_expect_eq(run.world.outcome.second_hand, 10);
    cr_expect_eq(run_state(&run)->entry.bids, 10);
    run_tear_down(&run);
}

/* The first buyer gains up to a third of 48 deliveries, of which a quarter is 0.0078. */
Test(market_runs, a_share_of_rewards)
{
    struct run run;
    run_set_up(&run, "market.pricing=share_of_rewards", "market.offering=reservation",
               "market.weigh_competitor=false", NULL);
    run_play(&run);
    expect_prices(&run, u256_div(milli(1), u256_from_u64(20)), milli(8));
    cr_expect_gt(run.world.outcome.second_hand, 5);
    run_tear_down(&run);
}

/* Sellers who count what a competitor takes away ask half of its gain at the least. */
Test(market_runs, bargaining_is_between_loss_and_gain)
{
    struct run run;
    run_set_up(&run, "market.pricing=bargaining", "market.offering=reservation", NULL);
    run_play(&run);
    expect_prices(&run, u256_div(milli(1), u256_from_u64(20)), milli(31));
    cr_expect_gt(run.world.outcome.second_hand, 5);
    u256 most = {{0}};
    for (uint32_t i = 0; i < 12; i++)
        if (u256_compare(run.world.outcome.distributors[i].purchases_wei, most) > 0)
            most = run.world.outcome.distributors[i].purchases_wei;
    /* 48 / 3 deliveries are worth 0.031, their loss to one of two 0.0155; the middle is 0.023. */
    cr_expect(u256_compare(most, milli(19)) > 0);
    cr_expect(u256_compare(most, milli(25)) < 0);
    run_tear_down(&run);
}

/* The buyer names less than what the reveal costs. */
Test(market_runs, a_seller_refuses_a_bid_below_its_cost)
{
    struct run run;
    run_set_up(&run, "market.pricing=bargaining", "market.offering=fixed",
               "crowdpatching.offer=0.00005ETH", NULL);
    run_play(&run);
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_gt(run_state(&run)->entry.refused_by_sellers, 0);
    cr_expect_eq(run_state(&run)->entry.refused_by_buyers, 0);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(market_runs, a_buyer_refuses_what_is_too_dear)
{
    struct run run;
    run_set_up(&run, "market.pricing=cost_plus", "market.markup=1000",
               "market.offering=share_of_rewards", "market.buyer_share=0.1", NULL);
    run_play(&run);
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_gt(run_state(&run)->entry.refused_by_buyers, 0);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A buyer bids no more than it owns beside the gas. */
Test(market_runs, nobody_bids_more_than_it_owns)
{
    struct run run;
    run_set_up(&run, "market.pricing=bargaining", "market.offering=reservation",
               "market.weigh_competitor=false", "world.distributor_funds=0.006ETH", NULL);
    run_play(&run);
    expect_prices(&run, u256_div(milli(1), u256_from_u64(20)), milli(6));
    cr_expect_gt(run.world.outcome.second_hand, 5);
    cr_expect_eq(run_gas(&run, "exchange_open").reverted, 0);
    run_tear_down(&run);
}

/* A fixed offer of 0.01 ETH is made by nobody who owns less: no seller proves anything in vain. */
Test(market_runs, who_does_not_own_the_offer_asks_nobody)
{
    struct run run;
    run_set_up(&run, "world.distributor_funds=0.006ETH", "crowdpatching.distributor_reward=0ETH",
               NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 12; i++)
        cr_expect_eq(run_state(&run)->distributors[i].sales_begun, 0, "%u", i);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Prices that are agreed upon are what griefers' contracts lock, too. */
Test(market_runs, griefers_lock_the_price)
{
    struct run run;
    run_set_up(&run, "market.pricing=bargaining", "market.offering=reservation",
               "market.weigh_competitor=false", "adversary.kind=exchange_griefing",
               "adversary.share=0.5", "crowdpatching.seeding_slots=6", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_gt(run_gas(&run, "exchange_refund").count, 0);
    cr_expect_gt(outcome->second_hand, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* An ether that is worth nothing prices nothing, and divides by nothing. */
Test(market_runs, worthless_money_buys_nothing)
{
    struct run run;
    run_set_up(&run, "market.pricing=bargaining", "market.offering=reservation", "prices.eth_usd=0",
               NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    cr_expect_eq(run_state(&run)->entry.bids, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}
