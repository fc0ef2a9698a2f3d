#include "tests/models/attack.h"

/* Exit scams in score windows of an hour, by four of eight distributors, while 75 homes come over
 * five hours. */

#define NAME "crowdpatching-whitewash"

static double in_quarters(const struct attack_result *result, int ret_used[1])
{
    static const char *const keys[] = {"victims_in_quarter_1", "victims_in_quarter_2",
                                       "victims_in_quarter_3", "victims_in_quarter_4"};
    double sum = 0;
    *ret_used = 0;
    for (size_t i = 0; i < 4; i++) {
        sum += attack_figure(result, keys[i]);
        *ret_used += attack_figure(result, keys[i]) > 0;
    }
    return sum;
}

/* All scores end together, so that all exits come together, and nobody gives a score up. */
Test(attack_whitewash, by_the_paper_it_peaks_at_the_edge_and_costs_no_score)
{
    const struct attack_result edge = attack_play(NAME, NULL);
    int used;
    cr_expect_gt(attack_figure(&edge, "victims"), 0);
    cr_expect_eq(attack_figure(&edge, "victims_in_quarter_4"), attack_figure(&edge, "victims"));
    cr_expect_eq(in_quarters(&edge, &used), attack_figure(&edge, "victims"));
    cr_expect_eq(attack_figure(&edge, "left_score"), 0);
    cr_expect_gt(attack_figure(&edge, "left_accounts"), 4);
    cr_expect_eq(edge.patched, 150);
}

Test(attack_whitewash, earlier_in_the_window_it_costs_the_score)
{
    const struct attack_result early = attack_play(NAME, "crowdpatching.exit_phase=0.5", NULL);
    cr_expect_gt(attack_figure(&early, "victims"), 0);
    cr_expect_eq(attack_figure(&early, "victims_in_quarter_3"), attack_figure(&early, "victims"));
    cr_expect_gt(attack_figure(&early, "left_score"), attack_figure(&early, "left_accounts"));
}

Test(attack_whitewash, scores_that_fade_are_lost_at_the_edge_too)
{
    const struct attack_result faded = attack_play(NAME, "crowdpatching.semantics=hardened", NULL);
    cr_expect_gt(attack_figure(&faded, "left_score"), 0);
}

Test(attack_whitewash, windows_of_each_distributor_stagger_it)
{
    const struct attack_result lazy =
        attack_play(NAME, "crowdpatching.semantics=reference-code", NULL);
    int used;
    cr_expect_eq(in_quarters(&lazy, &used), attack_figure(&lazy, "victims"));
    cr_expect_geq(used, 3);
    cr_expect_lt(attack_figure(&lazy, "victims_in_quarter_4"),
                 0.6 * attack_figure(&lazy, "victims"));
}

Test(attack_whitewash, nobody_is_harmed_without_attackers)
{
    const struct attack_result none = attack_play(NAME, "adversary.share=0", NULL);
    cr_expect_eq(attack_figure(&none, "victims"), 0);
    cr_expect_eq(attack_figure(&none, "left_accounts"), 0);
}

/* Rewards and fees of all accounts are one participant's, and its money follows it. */
static void expect_books_over_accounts(const char *semantics)
{
    struct run run;
    double exits = 0;
    attack_set_up(&run, NAME, semantics, NULL);
    run_play(&run);
    run_expect_books(&run);
    run_expect_order(&run);
    for (uint32_t i = 0; i < run.world.counts[WORLD_DISTRIBUTOR]; i++) {
        const struct participant *self = &run.world.participants[WORLD_DISTRIBUTOR][i];
        exits += (double)self->former_count;
        cr_expect(self->is_marked || self->former_count == 0);
        for (size_t former = 0; former < self->former_count; former++) {
            u256 left = chain_balance(run_chain(&run), &self->former_addresses[former]);
            cr_expect_eq(world_find_by_address(&run.world, &self->former_addresses[former]), self);
            cr_expect_lt(u256_to_double(left), 0.01e18, "a fee's worth");
        }
    }
    cr_expect_gt(exits, 0);
    cr_expect_eq(attack_number(&run, "left_accounts"), exits);
    run_tear_down(&run);
}

/* A machine that fails forgets what it has sent: its chain node tells where the account stands.
 * That is the present account, so that nobody waits behind a gap. */
Test(attack_whitewash, accounts_go_on_over_failures)
{
    struct run run;
    uint64_t exits = 0;
    attack_set_up(&run, NAME, "seed=3", "faults.distributor_mean_uptime=1min",
                  "faults.distributor_mean_downtime=10s", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < run.world.counts[WORLD_DISTRIBUTOR]; i++) {
        const struct participant *self = &run.world.participants[WORLD_DISTRIBUTOR][i];
        uint64_t known = chain_nonce(run_chain(&run), &self->address);
        exits += self->former_count;
        cr_expect_leq(self->next_nonce, known + 1, "distributor %u: %llu, the chain %llu", i,
                      (unsigned long long)self->next_nonce, (unsigned long long)known);
    }
    cr_expect_gt(exits, 0);
    run_tear_down(&run);
}

Test(attack_whitewash, books_hold_over_accounts)
{
    expect_books_over_accounts("crowdpatching.semantics=paper");
}

Test(attack_whitewash, books_hold_over_accounts_by_the_reference_code)
{
    expect_books_over_accounts("crowdpatching.semantics=reference-code");
}

Test(attack_whitewash, books_hold_over_accounts_when_hardened)
{
    expect_books_over_accounts("crowdpatching.semantics=hardened");
}

/* What a transfer costs is left behind, however dear gas and bytes are: 21,000 gas at 10^15 wei and
 * more pass 2^64 wei. */
Test(attack_whitewash, dear_fees_keep_nobody_from_the_next_account)
{
    const struct attack_result dear =
        attack_play(NAME, "chain.priority_fee=0.001ETH", "chain.data_fee=1000gwei",
                    "world.manufacturer_funds=1000000ETH", "world.distributor_funds=10000ETH",
                    "world.hub_funds=10000ETH", NULL);
    cr_expect_gt(attack_figure(&dear, "left_accounts"), 4);
}
