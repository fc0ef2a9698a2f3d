/* Twenty-four homes of two devices and six distributors, all of whom are asked. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"selection\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                 \
    " \"world\": {\"distributors\": 6, \"hubs\": 24, \"devices\": 48},"                            \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"seeding_slots\": 6, \"candidates\": 6}}"

#include "tests/models/run.h"

/** What the busiest distributor delivers of the 48 updates. */
static uint64_t play(const char *rule, const char *option)
{
    struct run run;
    uint64_t most = 0;
    run_set_up(&run, rule, option, NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 48);
    for (uint32_t i = 0; i < run.world.outcome.distributor_count; i++)
        if (run.world.outcome.distributors[i].deliveries > most)
            most = run.world.outcome.distributors[i].deliveries;
    run_expect_books(&run);
    run_tear_down(&run);
    return most;
}

#define RULE "crowdpatching.selection="

/* Who has once delivered is taken again: the paper's rule makes a monopoly. */
Test(selection_runs, highest_score_makes_a_monopoly)
{
    cr_expect_geq(play(RULE "highest_score", NULL), 36);
}

/* By equal chances the busiest of six has eight of 48, and more than 16 once in a thousand. */
Test(selection_runs, anybody_shares)
{
    cr_expect_leq(play(RULE "epsilon_greedy", "crowdpatching.selection_epsilon=1"), 16);
}

Test(selection_runs, a_hot_softmax_is_anybody)
{
    cr_expect_leq(play(RULE "softmax", "crowdpatching.selection_temperature=1000000"), 16);
}

Test(selection_runs, a_cold_softmax_is_the_highest_score)
{
    cr_expect_geq(play(RULE "softmax", "crowdpatching.selection_temperature=0.001"), 36);
}

Test(selection_runs, a_threshold_nobody_has_is_the_highest_score)
{
    cr_expect_geq(play(RULE "threshold", "crowdpatching.selection_threshold=1000"), 36);
}

Test(selection_runs, proportional_is_between)
{
    uint64_t most = play(RULE "proportional", NULL);
    cr_expect(most > 8 && most < 36, "%llu", (unsigned long long)most);
}

/* The nearest distributors are many: homes stand in 33 regions. */
Test(selection_runs, the_first_responder_is_near)
{
    cr_expect_leq(play(RULE "first_responder", NULL), 24);
}

Test(selection_runs, measured_rates_count)
{
    cr_expect_geq(play(RULE "score_and_rate", NULL), 9);
}
