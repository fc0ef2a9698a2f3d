#include "tests/models/attack.h"

/* Some see an old chain; some are not let into blocks; some have no line. */

/** The same eclipse in the middle of the release and until after its end. */
static void expect_late_is_worse(const char *name)
{
    const struct attack_result none = attack_play(name, "adversary.share=0", NULL);
    const struct attack_result early = attack_play(name, "adversary.start=10min", NULL);
    const struct attack_result late = attack_play(name, NULL);
    cr_expect_eq(none.patched, 48);
    cr_expect_eq(early.patched, 48);
    cr_expect_lt(late.patched, 48);
    cr_expect_eq(attack_figure(&none, "unpaid_pods"), 0);
    cr_expect_eq(attack_figure(&early, "unpaid_pods"), 0);
    cr_expect_gt(attack_figure(&late, "unpaid_pods"), 0);
    cr_expect_eq(attack_figure(&early, "refund_wei"), attack_figure(&none, "refund_wei"));
    cr_expect_gt(attack_figure(&late, "refund_wei"), attack_figure(&none, "refund_wei"));
    cr_expect_gt(attack_figure(&late, "victims_unpaid_proofs"), 0);
    cr_expect_eq(attack_figure(&late, "others_unpaid_proofs"), 0);
    cr_expect_lt(attack_figure(&late, "victims_rewards"), attack_figure(&early, "victims_rewards"));
    cr_expect_gt(attack_figure(&early, "mean_claim_delay_s"),
                 2 * attack_figure(&none, "mean_claim_delay_s"));
}

Test(attack_censorship, the_eclipsed_lose_rewards_near_the_expiry)
{
    expect_late_is_worse("crowdpatching-eclipse");
}

Test(attack_censorship, so_they_do_by_commit_and_reveal)
{
    expect_late_is_worse("leiba-eclipse");
}

Test(attack_censorship, eclipsed_from_the_start_they_never_hear_of_the_release)
{
    struct run run;
    attack_set_up(&run, "crowdpatching-eclipse", "adversary.start=0s", "adversary.length=0s", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < run.world.outcome.distributor_count; i++)
        if (run.world.participants[WORLD_DISTRIBUTOR][i].is_marked)
            cr_expect_lt(run.world.outcome.distributors[i].package, 0);
    cr_expect_eq(attack_number(&run, "victims_rewards"), 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Hubs see the release an hour late. */
Test(attack_censorship, gateways_follow_when_it_is_over)
{
    struct run run;
    attack_set_up(&run, "refai_wu-eclipse", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 16; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        bool is_victim = run.world.participants[WORLD_HUB][row->hub].is_marked;
        cr_expect_eq(row->patched > 3600 * SIM_TIME_SECOND, is_victim);
    }
    cr_expect_eq(run.world.outcome.patched, 16);
    run_tear_down(&run);
}

Test(attack_censorship, devices_ask_again_when_it_is_over)
{
    struct run run;
    attack_set_up(&run, "boudguiga-eclipse", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 16; i++)
        cr_expect_eq(run.world.outcome.devices[i].patched > 3600 * SIM_TIME_SECOND,
                     run.world.participants[WORLD_DEVICE][i].is_marked);
    cr_expect_eq(run.world.outcome.patched, 16);
    run_tear_down(&run);
}

/* Of q censors, a transaction waits q / (1 - q) blocks on average: with 0.9 nine blocks of 12 s. */
Test(attack_censorship, dropped_claims_wait_for_an_honest_producer)
{
    const struct attack_result none =
        attack_play("crowdpatching-transaction_drop", "adversary.censors=0", NULL);
    const struct attack_result half = attack_play("crowdpatching-transaction_drop", NULL);
    const struct attack_result most = attack_play(
        "crowdpatching-transaction_drop", "adversary.share=1", "adversary.censors=0.9", NULL);
    double usual = attack_figure(&none, "mean_claim_delay_s");
    cr_expect_eq(attack_figure(&none, "left_out"), 0);
    cr_expect_gt(attack_figure(&half, "mean_claim_delay_s"), usual);
    cr_expect_eq(attack_figure(&half, "unpaid_pods"), 0);
    cr_expect_float_eq(attack_figure(&most, "mean_claim_delay_s") - usual, 108, 54);
    cr_expect_gt(attack_figure(&most, "mean_patched_s"), attack_figure(&none, "mean_patched_s"));
}

Test(attack_censorship, with_all_producers_none_comes_through)
{
    const struct attack_result crowd =
        attack_play("crowdpatching-transaction_drop", "adversary.censors=1", NULL);
    const struct attack_result leiba =
        attack_play("leiba-transaction_drop", "adversary.censors=1", NULL);
    cr_expect_eq(attack_figure(&crowd, "victims_rewards"), 0);
    cr_expect_eq(attack_figure(&leiba, "victims_rewards"), 0);
    cr_expect_eq(attack_figure(&leiba, "others_unpaid_proofs"), 0);
    /* Who is not paid earns no score, and hubs turn to others; devices of Leiba et al. know none.
     */
    cr_expect_gt(attack_figure(&leiba, "victims_unpaid_proofs"),
                 2 * attack_figure(&crowd, "victims_unpaid_proofs"));
}

/** A manufacturer's release waits, and comes unless all producers are against it. */
static void expect_release_waits(const char *name)
{
    const struct attack_result none = attack_play(name, "adversary.censors=0", NULL);
    const struct attack_result most = attack_play(name, NULL);
    const struct attack_result all = attack_play(name, "adversary.censors=1", NULL);
    cr_expect_gt(attack_figure(&most, "mean_patched_s"), attack_figure(&none, "mean_patched_s"));
    cr_expect_eq(most.patched, 16);
    cr_expect_eq(all.patched, 0);
}

Test(attack_censorship, a_dropped_release_waits)
{
    expect_release_waits("boudguiga-transaction_drop");
}

Test(attack_censorship, so_it_does_on_a_private_chain)
{
    expect_release_waits("refai_wu-transaction_drop");
}

/** A quarter of eight homes have no line. */
static void expect_isolated(const char *name)
{
    const struct attack_result cut = attack_play(name, NULL);
    const struct attack_result minutes = attack_play(name, "adversary.length=10min", NULL);
    cr_expect_eq(attack_figure(&cut, "isolated_devices"), 4);
    cr_expect_eq(attack_figure(&cut, "isolated_devices_patched"), 0);
    cr_expect_eq(attack_figure(&cut, "other_devices_patched"), 12);
    cr_expect_eq(minutes.patched, 16);
}

Test(attack_censorship, homes_without_a_line_stay_as_they_are)
{
    expect_isolated("crowdpatching-isolation");
    expect_isolated("leiba-isolation");
    expect_isolated("client_server-isolation");
}
