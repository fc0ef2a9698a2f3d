#include "tests/models/attack.h"

/* A second DSC with an equal U_h: sixteen devices, 0.002 ETH a delivery, 0.0005 an installation. */

#define NAME "crowdpatching-second_release"
#define SEMANTICS "crowdpatching.semantics="
#define FINNEY UINT64_C(1000000000000000)

static void play(struct run *run, const char *option)
{
    attack_set_up(run, NAME, option, NULL);
    run_play(run);
    cr_expect(run->world.outcome.is_complete);
    cr_expect_eq(run->world.outcome.patched, 16);
    cr_expect_eq(run_state(run)->contracts.count, 2);
    run_expect_books(run);
    run_expect_order(run);
}

static void expect_all_paid_twice(const struct run *run)
{
    cr_expect_eq(attack_number(run, "double_payments"), 16);
    cr_expect_eq(attack_number(run, "double_installations"), 16);
    RUN_EXPECT_WEI(attack_measure(run, "double_wei")->value_wei, u256_from_u64(40 * FINNEY),
                   "16 x 0.0025 ETH");
    cr_expect(u256_is_zero(run_state(run)->refunded_wei));
}

/* Each to whom the first contract has paid it. */
static void expect_each_twice(const char *option)
{
    struct run run;
    play(&run, option);
    expect_all_paid_twice(&run);
    cr_expect_eq(attack_number(&run, "replays"), 32);
    cr_expect_eq(attack_number(&run, "refused_replays"), 0);
    cr_expect_eq(run.world.outcome.delivered, 32);
    run_tear_down(&run);
}

Test(attack_replay, by_the_paper_every_delivery_is_paid_twice)
{
    expect_each_twice(SEMANTICS "paper");
}

/* By who comes first: a PoFD before the PoD takes both rewards. */
Test(attack_replay, by_the_reference_code_too)
{
    struct run run;
    play(&run, SEMANTICS "reference-code");
    expect_all_paid_twice(&run);
    run_tear_down(&run);
}

Test(attack_replay, by_root_too)
{
    expect_each_twice("crowdpatching.device_list=merkle_root");
}

Test(attack_replay, a_signature_for_one_contract_is_worth_nothing_in_another)
{
    struct run run;
    play(&run, SEMANTICS "hardened");
    cr_expect_eq(attack_number(&run, "double_payments"), 0);
    cr_expect_eq(attack_number(&run, "double_installations"), 0);
    cr_expect_eq(attack_number(&run, "replays"), 32);
    cr_expect_eq(attack_number(&run, "refused_replays"), 32);
    cr_expect(u256_is_zero(attack_measure(&run, "double_wei")->value_wei));
    RUN_EXPECT_WEI(run_state(&run)->refunded_wei, u256_from_u64(40 * FINNEY), "a whole deposit");
    run_tear_down(&run);
}

/* What the attackers have delivered, and nothing of the others. */
Test(attack_replay, the_honest_are_paid_once)
{
    struct run run;
    uint64_t delivered = 0, installed = 0;
    play(&run, "adversary.share=0.5");
    const struct world *world = &run.world;
    for (uint32_t device = 0; device < 16; device++) {
        uint32_t paid_to = crowdpatching_lemmas_paid_to(&run_state(&run)->lemmas, 0, device);
        uint32_t hub = world->outcome.devices[device].hub;
        delivered += world->participants[WORLD_DISTRIBUTOR][paid_to].is_marked;
        installed += world->participants[WORLD_HUB][hub].is_marked;
    }
    cr_expect_gt(delivered, 0);
    cr_expect_lt(delivered, 16);
    cr_expect_eq(installed, 8);
    cr_expect_eq(attack_number(&run, "double_payments"), (double)delivered);
    cr_expect_eq(attack_number(&run, "double_installations"), (double)installed);
    run_tear_down(&run);
}

/* An hour after all was delivered: PoDs do not age. */
Test(attack_replay, old_proofs_are_paid_when_the_second_release_comes)
{
    expect_each_twice("adversary.start=1h");
}
