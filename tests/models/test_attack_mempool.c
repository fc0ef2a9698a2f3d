#include "tests/models/attack.h"

/* Copies of others' claims, in front of them. */

#define CROWD "crowdpatching-mempool_replay"
#define LEIBA "leiba-mempool_replay"

/** No copy is paid for, all reward those who delivered, and copies cost what they burnt. */
static void expect_nothing_stolen(const struct attack_result *result)
{
    cr_expect_gt(attack_figure(result, "copies_first"), 0.8 * attack_figure(result, "copies"));
    cr_expect_gt(attack_figure(result, "attack_cost_wei"), 0);
    cr_expect_eq(attack_figure(result, "stolen_wei"), 0);
    cr_expect_float_eq(attack_figure(result, "funds_before_wei") -
                           attack_figure(result, "funds_after_wei"),
                       attack_figure(result, "attack_cost_wei"), 1e6);
}

/* A PoD and a PoFD for each of 16 devices: the sender is bound in r, and signed in the PoFD. */
Test(attack_mempool, copied_claims_fail_and_cost_the_attackers_their_gas)
{
    const struct attack_result result = attack_play(CROWD, NULL);
    expect_nothing_stolen(&result);
    cr_expect_eq(attack_figure(&result, "claims_seen"), 32);
    cr_expect_eq(attack_figure(&result, "copies"), 32);
    cr_expect_eq(attack_figure(&result, "copies_reverted"), 32);
    cr_expect_eq(attack_figure(&result, "originals_reverted"), 0);
    cr_expect_eq(attack_figure(&result, "unpaid_pods"), 0);
    cr_expect_eq(result.patched, 16);
    cr_expect_eq(result.delivered, 16);
}

/* The authors' code returns a text where ours reverts: a copy succeeds and is not paid. */
Test(attack_mempool, nor_do_they_pay_by_the_authors_code)
{
    const struct attack_result result =
        attack_play(CROWD, "crowdpatching.semantics=reference-code", NULL);
    expect_nothing_stolen(&result);
    cr_expect_eq(attack_figure(&result, "copies_reverted"), 0);
    cr_expect_eq(result.patched, 16);
    cr_expect_eq(result.delivered, 16);
}

Test(attack_mempool, nor_hardened)
{
    const struct attack_result result =
        attack_play(CROWD, "crowdpatching.semantics=hardened", NULL);
    expect_nothing_stolen(&result);
    cr_expect_eq(attack_figure(&result, "copies_reverted"), attack_figure(&result, "copies"));
    cr_expect_eq(result.delivered, 16);
}

/* Sales among distributors: a revealed key pays its seller, whoever sends it. */
Test(attack_mempool, nor_for_a_sale)
{
    struct run run;
    attack_set_up(&run, CROWD, "crowdpatching.seeding_slots=2", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "claims_seen"), 32);
    cr_expect(u256_is_zero(attack_measure(&run, "stolen_wei")->value_wei));
    cr_expect_gt(run.world.outcome.second_hand, 0);
    cr_expect_eq(run.world.outcome.patched, 16);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A PoD names no distributor: who copies the commit holds the device, and cannot reveal. */
Test(attack_mempool, a_copied_commit_steals_nothing_and_shuts_the_distributor_out)
{
    const struct attack_result none = attack_play(LEIBA, "adversary.outsiders=0", NULL);
    const struct attack_result result = attack_play(LEIBA, NULL);
    expect_nothing_stolen(&result);
    cr_expect_eq(none.patched, 16);
    cr_expect_leq(result.patched, 8);
    cr_expect_eq(attack_figure(&none, "unpaid_pods"), 0);
    cr_expect_geq(attack_figure(&result, "unpaid_pods"), 8);
    cr_expect_gt(attack_figure(&result, "originals_reverted"),
                 0.8 * attack_figure(&result, "claims_seen"));
    cr_expect_eq(attack_figure(&result, "refund_wei"),
                 2e15 * attack_figure(&result, "unpaid_pods"));
}

/* Half an hour of it: whoever was shut out is served afterwards. */
Test(attack_mempool, it_lasts_as_long_as_they_pay)
{
    const struct attack_result half_hour = attack_play(LEIBA, "adversary.length=30min", NULL);
    const struct attack_result result = attack_play(LEIBA, NULL);
    cr_expect_gt(half_hour.patched, result.patched);
    cr_expect_lt(attack_figure(&half_hour, "attack_cost_wei"),
                 attack_figure(&result, "attack_cost_wei"));
}

/* Who votes and who acknowledges is who sends it: copies are nobody's. */
Test(attack_mempool, copied_votes_count_for_nothing)
{
    struct run run;
    attack_set_up(&run, "boudguiga-mempool_replay", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "copies"), 5 + 16);
    cr_expect(u256_is_zero(attack_measure(&run, "stolen_wei")->value_wei));
    cr_expect_eq(run.world.outcome.patched, 16);
    run_tear_down(&run);
}
