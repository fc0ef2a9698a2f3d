/* Two hours, in which eight devices are patched within ten minutes. */
#include "tests/models/run.h"

static void play(struct run *run, const char *reset, const char *semantics)
{
    run_set_up(run, reset, semantics, "crowdpatching.score_period=10min", NULL);
    run_play(run);
    cr_assert_eq(run->world.outcome.patched, 8);
    run_expect_books(run);
}

/** Scores that outlast the run are the deliveries. */
static void expect_lasting(const char *semantics)
{
    struct run run;
    play(&run, "crowdpatching.score_reset=none", semantics);
    for (uint32_t i = 0; i < run.world.outcome.distributor_count; i++)
        cr_expect_eq(run.world.outcome.distributors[i].score,
                     run.world.outcome.distributors[i].deliveries, "%s: %u", semantics, i);
    run_tear_down(&run);
}

Test(score_resets, none_keeps_what_was_delivered)
{
    expect_lasting("crowdpatching.semantics=paper");
}

Test(score_resets, none_keeps_what_was_delivered_by_the_authors_code)
{
    expect_lasting("crowdpatching.semantics=reference-code");
}

Test(score_resets, none_keeps_what_was_delivered_by_hardened_contracts)
{
    expect_lasting("crowdpatching.semantics=hardened");
}

/* Four windows after the last of eight deliveries nothing is left. */
Test(score_resets, decay_ends_at_nothing)
{
    struct run run;
    play(&run, "crowdpatching.score_reset=decay", "crowdpatching.semantics=paper");
    for (uint32_t i = 0; i < run.world.outcome.distributor_count; i++)
        cr_expect_eq(run.world.outcome.distributors[i].score, 0);
    run_tear_down(&run);
}

/* A period that ends once, long after all deliveries. */
static void expect_after_one_period(const char *reset, uint64_t divisor)
{
    struct run run;
    run_set_up(&run, reset, "crowdpatching.score_period=75min", NULL);
    run_play(&run);
    cr_assert_gt(run.world.outcome.ended, 4500 * SIM_TIME_SECOND);
    for (uint32_t i = 0; i < run.world.outcome.distributor_count; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        cr_expect(row->first_delivery < 1000 * SIM_TIME_SECOND);
        cr_expect_eq(row->score, divisor ? row->deliveries / divisor : 0, "%u", i);
    }
    run_tear_down(&run);
}

Test(score_resets, decay_halves)
{
    expect_after_one_period("crowdpatching.score_reset=decay", 2);
}

Test(score_resets, a_reset_leaves_nothing)
{
    expect_after_one_period("crowdpatching.score_reset=by_semantics", 0);
}

Test(score_resets, decay_is_for_the_papers_tagged_contracts)
{
    static const char *const refused[] = {"crowdpatching.semantics=reference-code",
                                          "crowdpatching.semantics=hardened",
                                          "crowdpatching.challenge=raw"};
    for (size_t i = 0; i < 3; i++) {
        const char *const options[] = {"crowdpatching.score_reset=decay", refused[i], NULL};
        char *errors;
        cr_expect_null(run_load(options, &errors));
        cr_expect(strstr(errors, "crowdpatching.score_reset"), "%s: %s", refused[i], errors);
        free(errors);
    }
}
