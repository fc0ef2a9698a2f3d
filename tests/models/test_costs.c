/* Twelve homes of two devices, two first-hand distributors and others who buy. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"costs\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                     \
    " \"world\": {\"distributors\": 5, \"hubs\": 12, \"devices\": 24},"                            \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"seeding_slots\": 2}}"

#include "models/shared/costs.h"
#include "models/shared/run_agents.h"
#include "tests/models/run.h"

/* Funds + profit = balance + what is locked. */
Test(costs, the_ledger_closes)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 5; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        struct costs_distributor costs = costs_of_distributor(&run.world, i);
        u256 balance = participant_balance(&run.world.participants[WORLD_DISTRIBUTOR][i]);
        RUN_EXPECT_WEI(u256_add(world_funds(&run.world, WORLD_DISTRIBUTOR), costs.profit_wei),
                       u256_add(balance, row->locked_wei), "distributor %u", i);
        cr_expect_eq(row->deliveries > 0, row->first_delivery >= 0);
        cr_expect_eq(row->score, row->deliveries, "one for each in the first score window");
    }
    cr_expect(run.world.outcome.has_scores);
    run_tear_down(&run);
}

/* Each price adds its own cost, and nothing else moves. */
Test(costs, prices_are_paid)
{
    struct run run;
    run_set_up(&run, "prices.compute_usd_per_core_hour=360", "prices.upload_usd_per_gb=1e3",
               "prices.capital_interest=0.05", "prices.eth_usd=2000", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 5; i++) {
        const struct sim_node *node = run.world.participants[WORLD_DISTRIBUTOR][i].node;
        struct costs_distributor costs = costs_of_distributor(&run.world, i);
        cr_expect_float_eq(costs.compute_usd, (double)sim_node_busy(node) / 1e10, 1e-6);
        cr_expect_float_eq(costs.upload_usd, (double)sim_node_traffic(node)->wan_up_bytes / 1e6,
                           1e-9);
        /* 1 ETH of 2000 USD at 5 % a year. */
        cr_expect_float_eq(costs.capital_usd,
                           100.0 * (double)run.world.outcome.ended / (365 * 86400e9), 1e-9);
        cr_expect_float_eq(costs.profit_usd,
                           costs_usd(&run.world, costs.profit_wei) - costs.compute_usd -
                               costs.upload_usd - costs.capital_usd,
                           1e-9);
    }
    run_tear_down(&run);
}

Test(costs, losses_have_a_sign)
{
    char text[U256_DECIMAL_MAX + 1];
    struct config_prices prices = {.eth_usd = 2000};
    struct world world = {.prices = &prices};
    u256 loss = u256_sub(u256_from_u64(0), u256_from_u64(500000000000000000));
    costs_format_wei(loss, text);
    cr_expect_str_eq(text, "-500000000000000000");
    cr_expect_eq(costs_usd(&world, loss), -1000);
    costs_format_wei(u256_from_u64(7), text);
    cr_expect_str_eq(text, "7");
    costs_format_wei(u256_from_u64(0), text);
    cr_expect_str_eq(text, "0");
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    cr_assert(json_is_number(value), "%s", key);
    return json_number_value(value);
}

/* Of five, two deliver: 6 first-hand, 2 second-hand. A third one waits for the last 100 s of 200.
 */
Test(costs, measures_by_hand)
{
    struct run run;
    run_set_up(&run, "prices.compute_usd_per_core_hour=0", "prices.eth_usd=1e9", NULL);
    struct outcome *outcome = &run.world.outcome;
    outcome->distributors[1].source = OUTCOME_SOURCE_FIRST_HAND;
    outcome->distributors[1].package = 10 * SIM_TIME_SECOND;
    outcome->distributors[3].source = OUTCOME_SOURCE_SECOND_HAND;
    outcome->distributors[3].package = 50 * SIM_TIME_SECOND;
    outcome->distributors[3].fees_wei = u256_from_u64(30);
    outcome->distributors[4].source = OUTCOME_SOURCE_SECOND_HAND;
    outcome->distributors[4].package = 100 * SIM_TIME_SECOND;
    outcome->ended = 200 * SIM_TIME_SECOND;
    for (int i = 0; i < 6; i++)
        outcome_book_delivery(outcome, 1, (20 + i) * SIM_TIME_SECOND, u256_from_u64(5));
    for (int i = 0; i < 2; i++)
        outcome_book_delivery(outcome, 3, (80 + i) * SIM_TIME_SECOND, u256_from_u64(5));
    /* Reliability 3/4, 1/2 and 0 in the order of the scores. */
    static const struct {
        uint32_t index;
        uint64_t begun, score;
    } known[] = {{1, 8, 6}, {3, 4, 2}, {4, 1, 0}};
    outcome->has_scores = true;
    for (size_t i = 0; i < 3; i++) {
        outcome->distributors[known[i].index].begun = known[i].begun;
        outcome->distributors[known[i].index].score = known[i].score;
    }
    json_t *object = run_agents_distributors(&run.world);
    cr_expect_float_eq(number(object, "score_reliability_tau_b"), 1, 1e-15);
    const json_t *concentration = json_object_get(object, "concentration");
    const json_t *deliveries = json_object_get(concentration, "deliveries");
    cr_expect_eq(number(object, "participation"), 0.4);
    cr_expect_eq(number(object, "newcomers_share_of_deliveries"), 0.25);
    cr_expect_eq(number(object, "wait_for_first_delivery_s"), (10 + 30 + 100) / 3.0);
    cr_expect_float_eq(number(deliveries, "hhi"), (36 + 4) / 64.0, 1e-15);
    /* 0 0 0 2 6: (2 * 2 + 4 * 6) / (5 * 8). */
    cr_expect_float_eq(number(deliveries, "gini"), 0.7, 1e-15);
    /* 30 and -20 wei, at 10^-9 dollars each. */
    cr_expect_str_eq(json_string_value(json_object_get(object, "profit_min_wei")), "-20");
    cr_expect_str_eq(json_string_value(json_object_get(object, "profit_max_wei")), "30");
    cr_expect_str_eq(json_string_value(json_object_get(object, "profit_mean_wei")), "2");
    cr_expect_float_eq(number(object, "profit_mean_usd"), 2e-9, 1e-18);
    /* -20 0 0 0 30: (4 * 20 + 4 * 30) / (5 * 50); of what was gained one has all. */
    const json_t *profit = json_object_get(concentration, "profit");
    cr_expect_float_eq(number(profit, "gini"), 0.8, 1e-12);
    cr_expect_float_eq(number(profit, "hhi"), 1, 1e-12);
    cr_expect_eq(number(object, "newcomers_wait_for_first_delivery_s"), (30 + 100) / 2.0);
    cr_expect_float_eq(number(object, "rent_dissipation"), 30.0 / 40, 1e-12);
    cr_expect_float_eq(number(object, "first_hand_profit_mean_usd"), 30e-9, 1e-17);
    cr_expect_float_eq(number(object, "second_hand_profit_mean_usd"), -20e-9 / 2, 1e-17);
    json_decref(object);
    run_tear_down(&run);
}
