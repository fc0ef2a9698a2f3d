#include "base/portable_math.h"
#include "tests/models/attack.h"

/* All blocks are bought, for as long as the money lasts. */

#define CROWD "crowdpatching-block_stuffing"
#define LEIBA "leiba-block_stuffing"

/* Others who give way leave room that has to be bought, too: at fee_0 r they use 30 M / r of 60 M,
 * so that a block costs 0.06 r - 0.03 ETH and the tip. r is 1.125^i: 40 ETH are spent after n
 * blocks, 0.06 * (1.125^n - 1) / 0.125 - 0.03 n = 40, n = 37. */
Test(attack_stuffing, who_gives_way_has_to_be_replaced)
{
    struct run run;
    attack_set_up(&run, CROWD, NULL);
    run_play(&run);
    double first = attack_number(&run, "first_base_fee_gwei");
    double last = attack_number(&run, "last_base_fee_gwei"), rise = 1, cost_wei = 0;
    for (int i = 0; i < 37; i++, rise *= 1.125)
        cost_wei += (60e6 - 30e6 / rise) * (first * rise + 0.2) * 1e9;
    cr_expect_eq(attack_number(&run, "stuffed_blocks"), 37);
    cr_expect_float_eq(last / first, rise / 1.125, 1e-3 * rise);
    double booked_wei = u256_to_double(attack_measure(&run, "attack_cost_wei")->value_wei);
    cr_expect_float_eq(booked_wei, cost_wei, 2e-3 * cost_wei);
    /* 7 of 48 deliveries of 0.0025 ETH are lost for two thousand times that. */
    cr_expect_eq(attack_number(&run, "unpaid_pods"), 7);
    cr_expect_eq(attack_number(&run, "signed_pods"), 48);
    cr_expect_float_eq(booked_wei / (7 * 0.0025e18), 2000, 100);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* 30 M gas are left of a block of 60 M. The first one costs 0.03 ETH and the tip, each further one
 * an eighth more: 20 ETH are spent after n blocks, 0.03 * (1.125^n - 1) / 0.125 = 20, n = 37. */
Test(attack_stuffing, where_others_stay_each_block_costs_an_eighth_more)
{
    struct run run;
    attack_set_up(&run, CROWD, "chain.background_elasticity=0", "adversary.funds=20ETH", NULL);
    run_play(&run);
    double first = attack_number(&run, "first_base_fee_gwei");
    double last = attack_number(&run, "last_base_fee_gwei"), rise = 1;
    for (int i = 1; i < 37; i++)
        rise *= 1.125;
    cr_expect_eq(attack_number(&run, "stuffed_blocks"), 37);
    cr_expect_float_eq(last / first, rise, 1e-3 * rise);
    /* 30 M * (first * (1.125^37 - 1) / 0.125 + 37 * 0.2 gwei) */
    double cost_wei = 30e6 * 1e9 * (first * (rise * 1.125 - 1) / 0.125 + 37 * 0.2);
    double booked_wei = u256_to_double(attack_measure(&run, "attack_cost_wei")->value_wei);
    cr_expect_float_eq(booked_wei, cost_wei, 1e-3 * cost_wei);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Blocks below twice EIP-7825's cap: what others leave becomes more than one transaction may ask
 * for. A block costs 0.0125 r - 0.00625 ETH and the tip: 0.0125 * (1.125^n - 1) / 0.125 - 0.00625 n
 * is 40 between n = 50 and 51. */
Test(attack_stuffing, small_blocks_are_bought_too)
{
    const struct attack_result small = attack_play(CROWD, "chain.gas_limit=12500000", NULL);
    cr_expect_eq(attack_figure(&small, "stuffed_blocks"), 50);
}

/* What others leave of the first one, 6.25 M gas, has room for the least part of 104 outsiders: 150
 * take turns, and the same 40 ETH buy as many blocks. */
Test(attack_stuffing, more_outsiders_than_a_block_has_room_for)
{
    const struct attack_result crowd =
        attack_play(CROWD, "chain.gas_limit=12500000", "adversary.outsiders=150",
                    "adversary.funds=0.26667ETH", NULL);
    cr_expect_eq(attack_figure(&crowd, "stuffed_blocks"), 50);
}

/** The same money from different dates on; the release expires after an hour. */
static void expect_late_is_worse(const char *name)
{
    const struct attack_result none = attack_play(name, "adversary.outsiders=0", NULL);
    const struct attack_result early = attack_play(name, "adversary.start=10min", NULL);
    const struct attack_result middle = attack_play(name, "adversary.start=40min", NULL);
    const struct attack_result late = attack_play(name, NULL);
    cr_expect_eq(attack_figure(&none, "unpaid_pods"), 0);
    cr_expect_eq(attack_figure(&early, "unpaid_pods"), 0);
    cr_expect_eq(attack_figure(&middle, "unpaid_pods"), 0);
    cr_expect_gt(attack_figure(&late, "unpaid_pods"), 0);
    cr_expect_eq(attack_figure(&middle, "refund_wei"), attack_figure(&none, "refund_wei"));
    cr_expect_gt(attack_figure(&late, "refund_wei"), attack_figure(&none, "refund_wei"));
    cr_expect_gt(attack_figure(&early, "mean_claim_delay_s"),
                 2 * attack_figure(&none, "mean_claim_delay_s"));
    cr_expect_eq(early.patched, 48);
    cr_expect_lt(late.patched, 48);
}

Test(attack_stuffing, claims_are_late_near_the_expiry_and_delayed_before)
{
    expect_late_is_worse(CROWD);
}

Test(attack_stuffing, so_are_commits_and_reveals)
{
    expect_late_is_worse(LEIBA);
}

/* Five outsiders with 8 ETH each buy what one with 40 ETH buys. */
Test(attack_stuffing, outsiders_share_the_work)
{
    const struct attack_result one = attack_play(CROWD, NULL);
    const struct attack_result five =
        attack_play(CROWD, "adversary.outsiders=5", "adversary.funds=8ETH", NULL);
    cr_expect_float_eq(attack_figure(&five, "stuffed_blocks"),
                       attack_figure(&one, "stuffed_blocks"), 1);
}

/* Half of the money buys ln 2 / ln 1.125 = 6 blocks less, or five: others leave more for it. */
Test(attack_stuffing, money_buys_blocks_by_its_logarithm)
{
    const struct attack_result half = attack_play(CROWD, "adversary.funds=20ETH", NULL);
    cr_expect_eq(attack_figure(&half, "stuffed_blocks"), 32);
}

Test(attack_stuffing, a_release_waits_for_its_end)
{
    const struct attack_result none =
        attack_play("boudguiga-block_stuffing", "adversary.outsiders=0", NULL);
    const struct attack_result stuffed = attack_play("boudguiga-block_stuffing", NULL);
    cr_expect_gt(attack_figure(&stuffed, "mean_patched_s"),
                 attack_figure(&none, "mean_patched_s") + 37 * 12);
    cr_expect_eq(stuffed.patched, 16);
}
