/* Twenty-four who may deliver, and forty-eight homes that ask over ten hours, so that demand is
 * still there when all have heard of it. All hubs choose by chance: holders of the package are
 * equal. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"entry\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                     \
    " \"world\": {\"distributors\": 24, \"hubs\": 48, \"devices\": 48},"                           \
    " \"entry\": {\"always\": 0, \"advertising_mean\": \"10min\", \"interval\": \"5min\"},"        \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"expiry\": \"12h\","                         \
    " \"seeding_slots\": 0, \"seeding_window\": \"1d\", \"hub_poll\": \"10h\","                    \
    " \"selection\": \"epsilon_greedy\", \"selection_epsilon\": 1, \"candidates\": 8}}"

#include <math.h>

#include "models/shared/costs.h"
#include "tests/models/run.h"

static uint32_t entrants(const struct run *run)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->world.outcome.distributor_count; i++)
        count += run->world.outcome.distributors[i].entries > 0;
    return count;
}

/** How many enter. */
static uint32_t play(const char *first, const char *second, const char *third)
{
    struct run run;
    run_set_up(&run, first, second, third, NULL);
    run_play(&run);
    uint32_t count = entrants(&run);
    cr_expect_eq(run.world.outcome.patched, count > 0 ? 48 : 0);
    run_expect_books(&run);
    run_tear_down(&run);
    return count;
}

/* A claim takes 58,246 gas at 1.1 gwei and pays 0.00006 ETH. */
#define BELOW_COST "crowdpatching.distributor_reward=0.00006ETH"

Test(entry_runs, below_cost_nobody_enters_who_reckons)
{
    cr_expect_eq(play(BELOW_COST, "entry.expected_profit=1", "entry.naive=1"), 0);
}

Test(entry_runs, below_cost_no_hurdle_is_taken)
{
    cr_expect_eq(play(BELOW_COST, "entry.threshold=1", "entry.committed=1"), 0);
}

Test(entry_runs, below_cost_only_those_enter_who_always_do)
{
    struct run run;
    run_set_up(&run, BELOW_COST, "entry.expected_profit=1", "entry.always=0.5", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        bool is_always = strcmp(row->strategy, "always") == 0;
        cr_expect_eq(row->entries, is_always, "%u", i);
        cr_expect_eq(row->proofs > 0 ? is_always : true, true, "%u", i);
        /* Aware from the release on; out for ever, or in from then to the end. */
        cr_expect_gt(row->aware, 0);
        cr_expect_eq(row->outside, is_always ? row->aware : run.world.outcome.ended, "%u", i);
    }
    cr_expect_eq(run.world.outcome.patched, 48);
    run_tear_down(&run);
}

Test(entry_runs, high_rewards_are_worth_it_for_all_who_hear_of_them)
{
    cr_expect_eq(play("crowdpatching.distributor_reward=0.01ETH", "entry.expected_profit=1",
                      "entry.setup_usd=5"),
                 24);
}

/* 48 devices earn 5.81 dollars each, and n entrants of 40 dollars pay for themselves up to 6.97; of
 * 100 up to 2.79, of 300 none. All hear of it while most of the demand is still to come. */
Test(entry_runs, free_entry_ends_where_profit_does)
{
    uint32_t count = play("entry.expected_profit=1", "entry.setup_usd=40", NULL);
    cr_expect(count == 5 || count == 6, "%u", count);
}

Test(entry_runs, higher_costs_leave_room_for_fewer)
{
    cr_expect_eq(play("entry.expected_profit=1", "entry.setup_usd=100", NULL), 2);
}

/* Of 34 that 8 dollars leave room for one look-up shows 20. Who asks once thinks that there is room
 * for all. */
Test(entry_runs, rivals_beyond_one_look_up_count)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.setup_usd=8", "entry.advertising_mean=1h",
               "world.distributors=72", NULL);
    run_play(&run);
    cr_expect_geq(entrants(&run), 30);
    cr_expect_leq(entrants(&run), 38);
    run_tear_down(&run);
}

Test(entry_runs, costs_above_all_rewards_leave_nobody)
{
    cr_expect_eq(play("entry.expected_profit=1", "entry.setup_usd=300", NULL), 0);
}

/* Twelve hours of 3.50 dollars are 42: room for six at a time. Whoever leaves when little is left
 * makes room for others; just before the expiry a single device that is left looks worth it to all.
 */
Test(entry_runs, running_costs_count_to_the_expiry)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.running_usd_per_hour=3.5", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    for (size_t i = 1; i < outcome->sample_count; i++)
        if (outcome->samples[i].time <= 10 * 3600 * SIM_TIME_SECOND)
            cr_expect_leq(outcome->samples[i].active, 7, "%zu", i);
    cr_expect_geq(outcome->samples[1].active, 5);
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        double inside_h = (double)(run.world.outcome.ended - row->outside) / 3600e9;
        cr_expect_float_eq(row->running_usd, 3.5 * inside_h, 1e-6, "%u", i);
    }
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(entry_runs, imitators_wait_for_somebody_to_look_at)
{
    cr_expect_eq(play("entry.imitator=1", NULL, NULL), 0);
}

Test(entry_runs, imitators_follow_those_who_earn)
{
    struct run run;
    run_set_up(&run, "entry.imitator=1", "entry.always=0.2", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    sim_time first = SIM_TIME_FOREVER;
    for (uint32_t i = 0; i < 24; i++)
        if (outcome->distributors[i].first_delivery >= 0 &&
            outcome->distributors[i].first_delivery < first)
            first = outcome->distributors[i].first_delivery;
    cr_expect_eq(entrants(&run), 24);
    for (uint32_t i = 0; i < 24; i++)
        if (strcmp(outcome->distributors[i].strategy, "imitator") == 0)
            cr_expect_gt(outcome->distributors[i].entered, first, "%u", i);
    run_tear_down(&run);
}

/** Mean profit of all who follow a strategy, those who stay out too. */
static double mean_profit_usd(const struct run *run, const char *strategy)
{
    double sum_usd = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->world.outcome.distributor_count; i++) {
        if (strcmp(run->world.outcome.distributors[i].strategy, strategy) != 0)
            continue;
        sum_usd += costs_of_distributor(&run->world, i).profit_usd;
        count++;
    }
    return sum_usd / count;
}

/* Twelve naive ones crowd in where there is room for six. */
static void expect_naive_dominated(const char *seed)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.naive=1", "entry.setup_usd=40", seed, NULL);
    run_play(&run);
    double naive_usd = mean_profit_usd(&run, "naive");
    cr_expect_lt(naive_usd, 0);
    cr_expect_lt(naive_usd, mean_profit_usd(&run, "expected_profit") - 5);
    for (uint32_t i = 0; i < 24; i++)
        if (strcmp(run.world.outcome.distributors[i].strategy, "naive") == 0)
            cr_expect_eq(run.world.outcome.distributors[i].entries, 1);
    cr_expect_gt(entrants(&run), 8);
    run_tear_down(&run);
}

Test(entry_runs, naive_entrants_earn_less_than_those_who_count_their_rivals)
{
    expect_naive_dominated("seed=1");
}

Test(entry_runs, naive_entrants_earn_less_by_another_seed)
{
    expect_naive_dominated("seed=2");
}

/* All six in one world: what is out is out, what is in is in, and all of it adds up. */
Test(entry_runs, time_series_adds_up)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.committed=1", "entry.threshold=1",
               "entry.naive=0.5", "entry.imitator=1", "entry.always=0.5", "entry.setup_usd=10",
               "entry.cost_sigma=0.5", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    for (size_t i = 0; i < outcome->sample_count; i++) {
        const struct outcome_sample *row = &outcome->samples[i];
        cr_expect_eq(row->unaware + row->aware + row->active + row->left, 24);
        cr_expect(i == 0 || row->unaware <= row[-1].unaware);
    }
    cr_expect_eq(outcome->samples[0].unaware, 24);
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        cr_expect_eq(row->setup_usd, row->source == OUTCOME_SOURCE_NONE ? 0 : 10 * row->cost_factor,
                     "%u", i);
        cr_expect(row->entered < 0 || row->entered >= row->aware);
        cr_expect(row->left < 0 || row->left > row->entered);
        cr_expect(row->cost_factor > 0 && row->cost_factor != 1);
    }
    run_expect_books(&run);
    run_expect_order(&run);
    run_tear_down(&run);
}

/* Nobody is served by who has left: the hash table does not name it, and it says no. */
Test(entry_runs, who_left_delivers_no_more)
{
    struct run run;
    run_set_up(&run, "entry.threshold=1", "entry.always=0.2", "entry.margin=0",
               "entry.running_usd_per_hour=2", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    uint32_t left = 0;
    for (uint32_t i = 0; i < 24; i++)
        left += outcome->distributors[i].left >= 0;
    cr_expect_gt(left, 0);
    for (uint32_t i = 0; i < 48; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        cr_assert_eq(row->state, OUTCOME_PATCHED);
        sim_time gone = outcome->distributors[row->distributor].left;
        cr_expect(gone < 0 || row->requested < gone, "%u", i);
    }
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Others crowd the chain: a claim costs more than it pays, all leave, and come back when it is
 * over. */
Test(entry_runs, dear_gas_drives_them_out_and_they_come_back)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "crowdpatching.distributor_reward=0.0002ETH",
               "faults.congestion_start=90min", "faults.congestion_length=10min",
               "entry.interval=2min", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    uint64_t entries = 0;
    for (uint32_t i = 0; i < 24; i++)
        entries += outcome->distributors[i].entries;
    cr_expect_gt(entries, entrants(&run));
    cr_expect_eq(outcome->patched, 48);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* The second release is a new start: who had left comes in again, and pays for its set-up again. */
Test(entry_runs, a_later_release_is_decided_anew)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.setup_usd=20", "crowdpatching.releases=2",
               "crowdpatching.release_interval=8h", "crowdpatching.expiry=7h",
               "crowdpatching.hub_poll=5h", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    uint32_t again = 0;
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        again += row->entries > 1;
        cr_expect_leq(row->setup_usd, 20.0 * (double)row->entries);
        cr_expect_leq(row->entries, 3);
    }
    cr_expect_gt(again, 3);
    cr_expect_gt(outcome->delivered, 90);
    run_tear_down(&run);
}

/* Interest runs while a distributor is in, and its own factor weighs computing and upload. */
Test(entry_runs, the_ledger_knows_who_was_in)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.setup_usd=30", "entry.cost_sigma=0.7",
               "entry.running_usd_per_hour=0.1", "prices.capital_interest=0.05",
               "prices.upload_usd_per_gb=1e3", NULL);
    run_play(&run);
    uint32_t out = 0;
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        const struct sim_node *node = run.world.participants[WORLD_DISTRIBUTOR][i].node;
        struct costs_distributor costs = costs_of_distributor(&run.world, i);
        double inside_h = (double)(run.world.outcome.ended - row->outside) / 3600e9;
        /* 1 ETH of 3000 USD at 5 % a year. */
        cr_expect_float_eq(costs.capital_usd, 150 * inside_h / (365 * 24), 1e-9);
        cr_expect_float_eq(costs.upload_usd,
                           (double)sim_node_traffic(node)->wan_up_bytes / 1e6 * row->cost_factor,
                           1e-9);
        cr_expect_float_eq(costs.choice_usd, row->setup_usd + 0.1 * inside_h * row->cost_factor,
                           1e-9);
        cr_expect_float_eq(costs.profit_usd,
                           costs_usd(&run.world, costs.profit_wei) - costs.compute_usd -
                               costs.upload_usd - costs.capital_usd - costs.choice_usd,
                           1e-9);
        out += row->entries == 0;
        cr_expect(row->entries > 0 || inside_h == 0);
    }
    cr_expect(out > 0 && out < 24);
    run_tear_down(&run);
}

/* Records of a table of messages outlive exits; nobody is served by who has left all the same. */
Test(entry_runs, leaves_a_table_of_messages)
{
    struct run run;
    run_set_up(&run, "entry.threshold=1", "entry.always=0.2", "entry.margin=0",
               "entry.running_usd_per_hour=2", "p2p.lookup=kademlia", "p2p.dht_peers=50", NULL);
    run_play(&run);
    uint32_t left = 0;
    for (uint32_t i = 0; i < 24; i++)
        left += run.world.outcome.distributors[i].left >= 0;
    cr_expect_gt(left, 0);
    cr_expect_geq(run.world.outcome.patched, 46);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Two get the package for nothing. The others came for that, are told what it costs, and go before
 * they have paid for anything. */
Test(entry_runs, who_would_have_to_pay_too_much_goes_without)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.setup_usd=5",
               "crowdpatching.seeding_slots=2", "crowdpatching.offer=0.1ETH",
               "crowdpatching.reserve_price=0.1ETH", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->first_hand, 2);
    cr_expect_eq(outcome->second_hand, 0);
    cr_expect_eq(run_gas(&run, "exchange_open").count, 0);
    cr_expect_gt(entrants(&run), 2);
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        if (row->source != OUTCOME_SOURCE_NONE)
            continue;
        cr_expect_eq(row->setup_usd, 0, "%u", i);
        cr_expect(u256_is_zero(row->fees_wei), "%u", i);
        cr_expect(row->entries == 0 || row->left >= 0, "%u", i);
    }
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Who hears of it too late for the manufacturer has to buy. */
Test(entry_runs, latecomers_buy_second_hand)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "crowdpatching.seeding_window=5min", NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    const struct outcome *outcome = &run.world.outcome;
    sim_time window_end = state->updates[0].released + 5 * 60 * SIM_TIME_SECOND;
    uint32_t second_hand = 0;
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        if (row->entered > window_end)
            cr_expect_neq(row->source, OUTCOME_SOURCE_FIRST_HAND, "%u", i);
        if (row->source == OUTCOME_SOURCE_FIRST_HAND)
            cr_expect_lt(row->entered, window_end, "%u", i);
        second_hand += row->source == OUTCOME_SOURCE_SECOND_HAND;
    }
    cr_expect_gt(outcome->first_hand, 0);
    cr_expect_gt(second_hand, 0);
    run_expect_books(&run);
    run_expect_order(&run);
    run_tear_down(&run);
}

/* A distributor that decides goes on after a failure of its machine where it was. */
Test(entry_runs, decisions_outlive_machines)
{
    struct run run;
    run_set_up(&run, "entry.expected_profit=1", "entry.setup_usd=10",
               "faults.distributor_mean_uptime=2h", "faults.distributor_mean_downtime=5min", NULL);
    run_play(&run);
    uint64_t failures = 0;
    for (uint32_t i = 0; i < 24; i++)
        failures += run.world.outcome.distributors[i].failures;
    cr_expect_gt(failures, 24);
    cr_expect_gt(entrants(&run), 8);
    cr_expect_geq(run.world.outcome.patched, 44);
    run_expect_books(&run);
    run_tear_down(&run);
}

/** Dates of awareness are those of the hazards that were drawn: p + q n / N, n of N talking. */
static void expect_bass(const struct run *run, double mean_ns, double contact_ns)
{
    const struct crowdpatching *state = run_state(run);
    const struct outcome *outcome = &run->world.outcome;
    double date = (double)state->updates[0].released, hazard = 0;
    for (uint32_t n = 0; n < 24; n++) {
        uint32_t next = 24;
        double rate = 1 / mean_ns + (contact_ns > 0 ? n / 24.0 / contact_ns : 0);
        for (uint32_t i = 0; i < 24; i++)
            if (state->entry.entrants[i].deafness > hazard &&
                (next == 24 ||
                 state->entry.entrants[i].deafness < state->entry.entrants[next].deafness))
                next = i;
        cr_assert_lt(next, 24);
        date += (state->entry.entrants[next].deafness - hazard) / rate;
        hazard = state->entry.entrants[next].deafness;
        cr_expect_lt(fabs((double)outcome->distributors[next].aware - date), 100, "%u", n);
    }
}

Test(entry_runs, advertising_is_heard_exponentially)
{
    struct run run;
    run_set_up(&run, "entry.always=1", NULL);
    run_play(&run);
    expect_bass(&run, 600e9, 0);
    run_tear_down(&run);
}

Test(entry_runs, word_of_mouth_is_bass)
{
    struct run run;
    run_set_up(&run, "entry.always=1", "entry.contact_interval=3min", "entry.talkers=aware", NULL);
    run_play(&run);
    expect_bass(&run, 600e9, 180e9);
    run_tear_down(&run);
}

/* Nobody talks about those whom nobody sees: before the first delivery advertising is alone. */
Test(entry_runs, success_on_chain_is_talked_about)
{
    struct run run;
    run_set_up(&run, "entry.always=1", "entry.advertising_mean=5h", "entry.contact_interval=10min",
               NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    const struct outcome *outcome = &run.world.outcome;
    sim_time first = SIM_TIME_FOREVER;
    uint32_t sooner = 0;
    for (uint32_t i = 0; i < 24; i++) {
        sim_time delivery = outcome->distributors[i].first_delivery;
        first = delivery >= 0 && delivery < first ? delivery : first;
    }
    for (uint32_t i = 0; i < 24; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        double alone =
            (double)state->updates[0].released + state->entry.entrants[i].deafness * 5 * 3600e9;
        if (row->aware >= 0 && row->aware <= first)
            cr_expect_lt(fabs((double)row->aware - alone), 100);
        else if (row->aware >= 0)
            cr_expect_lt((double)row->aware, alone);
        sooner += row->aware > first;
    }
    cr_expect_gt(sooner, 10);
    cr_expect_gt(state->entry.talkers, 5);
    run_tear_down(&run);
}

Test(entry_runs, a_population_of_nobody_is_refused)
{
    char *errors;
    cr_expect_null(run_load((const char *const[]){NULL}, &errors));
    cr_expect_not_null(strstr(errors, "no strategy has a share"), "%s", errors);
    free(errors);
    cr_expect_null(run_load((const char *const[]){"entry.always=1", "entry.advertising_mean=0s",
                                                  "entry.contact_interval=1h", NULL},
                            &errors));
    cr_expect_not_null(strstr(errors, "nobody has to be told"), "%s", errors);
    free(errors);
}

/* Set up only: they are told before the first event. */
Test(entry_runs, shares_that_are_no_whole_are_told)
{
    struct run run;
    run_set_up(&run, "entry.always=1", "entry.expected_profit=0.6", NULL);
    cr_expect(run_has_warning(&run, "add up to 1.6 and are taken in proportion: 62.5 %"));
    run_tear_down(&run);
}

Test(entry_runs, tenths_make_a_whole)
{
    struct run run;
    run_set_up(&run, "entry.always=0.1", "entry.expected_profit=0.2", "entry.committed=0.7", NULL);
    cr_expect_not(run_has_warning(&run, "taken in proportion"));
    run_tear_down(&run);
}
