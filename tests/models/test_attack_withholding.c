#include <math.h>

#include "tests/models/attack.h"

/* Distributors that prove and then keep the key: of a delivery, of a sale. */

#define WITHHOLDING "crowdpatching-key_withholding"
#define GRIEFING "crowdpatching-exchange_griefing"

Test(attack_withholding, hubs_that_got_no_key_try_again)
{
    const struct attack_result none = attack_play(WITHHOLDING, "adversary.share=0", NULL);
    const struct attack_result half = attack_play(WITHHOLDING, NULL);
    cr_expect_eq(attack_figure(&none, "withheld_keys"), 0);
    cr_expect_gt(attack_figure(&half, "withheld_keys"), 0);
    cr_expect_eq(attack_figure(&half, "extra_attempts"), attack_figure(&half, "withheld_keys"));
    cr_expect_gt(attack_figure(&half, "mean_time_to_patch_s"),
                 attack_figure(&none, "mean_time_to_patch_s"));
    cr_expect_eq(half.patched, 16);
}

/* Nobody begins with a score: a threshold that all hubs hold to keeps everybody out. */
Test(attack_withholding, a_threshold_for_all_lets_nobody_begin)
{
    const struct attack_result strict =
        attack_play(WITHHOLDING, "crowdpatching.minimum_score=1", NULL);
    cr_expect_eq(attack_figure(&strict, "withheld_keys"), 0);
    cr_expect_eq(strict.patched, 0);
    cr_expect(isnan(attack_figure(&strict, "mean_time_to_patch_s")));
    cr_expect(isnan(attack_figure(&strict, "first_patch_s")));
    cr_expect_gt(attack_figure(&strict, "honest_turned_down"), 0);
}

/* One that hubs give up after some attempts bounds the harm and slows the first deliveries. */
Test(attack_withholding, a_threshold_for_a_time_bounds_it_and_slows_newcomers)
{
    const struct attack_result open = attack_play(WITHHOLDING, NULL);
    const struct attack_result wary = attack_play(WITHHOLDING, "crowdpatching.minimum_score=1",
                                                  "crowdpatching.minimum_score_attempts=3", NULL);
    cr_expect_lt(attack_figure(&wary, "withheld_keys"), attack_figure(&open, "withheld_keys"));
    cr_expect_gt(attack_figure(&wary, "first_patch_s"), attack_figure(&open, "first_patch_s"));
    cr_expect_gt(attack_figure(&wary, "honest_turned_down"), 0);
    cr_expect_eq(wary.patched, 16);
}

/* Three candidates, and all attack: a hub that shuns asks each of them once. */
Test(attack_withholding, hubs_that_shun_are_fooled_once_by_each)
{
#define ALL "adversary.share=1", "world.hubs=4", "world.devices=4", "world.distributors=3"
    const struct attack_result open = attack_play(WITHHOLDING, ALL, NULL);
    const struct attack_result shunning =
        attack_play(WITHHOLDING, ALL, "crowdpatching.shun_withholders=true", NULL);
    cr_expect_eq(attack_figure(&shunning, "withheld_keys"), 4 * 3);
    cr_expect_gt(attack_figure(&open, "withheld_keys"), 4 * 3);
}

Test(attack_withholding, books_and_order_hold)
{
    struct run run;
    attack_set_up(&run, WITHHOLDING, NULL);
    run_play(&run);
    run_expect_books(&run);
    run_expect_order(&run);
    run_tear_down(&run);
}

/* An offer of 0.01 ETH is locked for the exchange's hour, and some blocks more. */
Test(attack_withholding, a_griefed_sale_costs_a_proof_and_locks_an_hour)
{
    struct run run;
    attack_set_up(&run, GRIEFING, NULL);
    run_play(&run);
    double sales = attack_number(&run, "griefed_sales");
    double locked = attack_number(&run, "locked_wei_seconds") / sales;
    cr_expect_gt(sales, 0);
    cr_expect_lt(attack_number(&run, "attackers_sale_proofs"), 1.5 * sales);
    cr_expect_geq(attack_number(&run, "attackers_sale_proofs"), sales);
    cr_expect_geq(locked, 1e16 * 3550);
    cr_expect_leq(locked, 1e16 * 3900);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(attack_withholding, nobody_griefs_without_attackers)
{
    const struct attack_result none = attack_play(GRIEFING, "adversary.share=0", NULL);
    cr_expect_eq(attack_figure(&none, "griefed_sales"), 0);
    cr_expect_eq(attack_figure(&none, "locked_wei_seconds"), 0);
}
