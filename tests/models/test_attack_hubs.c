#include "tests/models/attack.h"

/* Hubs that keep U for their other devices: six homes of four devices. a_d is 0.002 ETH, a_h
 * 0.0005. */

#define SEMANTICS "crowdpatching.semantics="
#define FINNEY UINT64_C(1000000000000000)

static void play(struct run *run, const char *name, const char *semantics)
{
    attack_set_up(run, name, semantics, NULL);
    run_play(run);
    cr_expect_eq(run->world.outcome.patched, 24);
    run_expect_books(run);
}

static void expect_money(const struct run *run, const char *key, uint64_t wei)
{
    RUN_EXPECT_WEI(attack_measure(run, key)->value_wei, u256_from_u64(wei), "%s", key);
}

/* Three hubs attack: 3 x 3 devices have no delivery. */
static void expect_pofd_first(const char *semantics, double rewarded, double diverted)
{
    struct run run;
    play(&run, "crowdpatching-pofd_first", semantics);
    cr_expect_eq(attack_number(&run, "cached_devices"), 9);
    cr_expect_eq(attack_number(&run, "deliveries_a_device"), 0.25);
    cr_expect_eq(attack_number(&run, "cached_and_rewarded_devices"), rewarded);
    cr_expect_eq(attack_number(&run, "diverted_devices"), diverted);
    expect_money(&run, "diverted_wei", (uint64_t)diverted * 2 * FINNEY);
    /* 3 + 12 deliveries */
    expect_money(&run, "distributors_income_wei", 30 * FINNEY);
    run_tear_down(&run);
}

Test(attack_hubs, by_the_reference_code_a_pofd_before_the_pod_takes_the_distributors_reward)
{
    expect_pofd_first(SEMANTICS "reference-code", 9, 9);
}

Test(attack_hubs, by_the_paper_it_takes_the_hubs_reward_alone)
{
    expect_pofd_first(SEMANTICS "paper", 9, 0);
}

Test(attack_hubs, hardened_contracts_refuse_it)
{
    expect_pofd_first(SEMANTICS "hardened", 0, 0);
}

/* Every hub has one delivery for its four devices. */
static void expect_cache(const char *semantics, double rewarded)
{
    struct run run;
    play(&run, "crowdpatching-hub_cache", semantics);
    cr_expect_eq(run.world.outcome.delivered, 6);
    cr_expect_eq(attack_number(&run, "deliveries_a_device"), 0.25);
    cr_expect_eq(attack_number(&run, "cached_and_rewarded_devices"), rewarded);
    expect_money(&run, "distributors_income_wei", 12 * FINNEY);
    cr_expect_eq(run_gas(&run, "claim_installation").reverted, 0);
    run_tear_down(&run);
}

Test(attack_hubs, a_cache_divides_the_distributors_income)
{
    expect_cache(SEMANTICS "paper", 18);
}

Test(attack_hubs, a_cache_that_is_not_paid_claims_nothing)
{
    expect_cache(SEMANTICS "hardened", 0);
}

Test(attack_hubs, without_it_every_device_is_delivered_to)
{
    const struct attack_result honest =
        attack_play("crowdpatching-hub_cache", "adversary.kind=none", NULL);
    cr_expect_eq(honest.delivered, 24);
}

/* Nine deliveries to oneself: 9 x 0.0025 ETH, and 3 x 0.0005 for the first devices, less gas. */
static void expect_self_delivery(const char *semantics)
{
    struct run run;
    play(&run, "crowdpatching-self_delivery", semantics);
    double gain_finney = attack_number(&run, "net_gain_wei") / (double)FINNEY;
    cr_expect_eq(attack_number(&run, "self_deliveries"), 9);
    cr_expect_eq(attack_number(&run, "score_gained"), 9);
    cr_expect_eq(attack_number(&run, "payments_without_proof"), 9);
    cr_expect_eq(attack_number(&run, "cached_and_rewarded_devices"), 9);
    cr_expect_eq(run.world.outcome.delivered, 15);
    cr_expect_lt(gain_finney, 24);
    cr_expect_gt(gain_finney, 20);
    cr_expect_gt(attack_number(&run, "score_a_dollar"), 1);
    cr_expect_lt(attack_number(&run, "gas_a_score"), 120000);
    run_tear_down(&run);
}

Test(attack_hubs, a_hub_delivers_to_itself_by_the_paper)
{
    expect_self_delivery(SEMANTICS "paper");
}

Test(attack_hubs, a_hub_delivers_to_itself_by_the_reference_code)
{
    expect_self_delivery(SEMANTICS "reference-code");
}

Test(attack_hubs, a_hub_delivers_to_itself_when_hardened)
{
    expect_self_delivery(SEMANTICS "hardened");
}

/* The account that has delivered to itself has the score of a distributor. */
Test(attack_hubs, the_score_is_not_sybil_proof)
{
    struct run run;
    uint64_t sum = 0;
    attack_set_up(&run, "crowdpatching-self_delivery", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < run.world.counts[WORLD_HUB]; i++) {
        const struct participant *hub = &run.world.participants[WORLD_HUB][i];
        struct base_buffer query = {0};
        struct evm_result result;
        uint64_t score = 0;
        contracts_super_encode_score(&query, &hub->address);
        cr_assert_eq(chain_call(run_chain(&run), &hub->address,
                                &run_state(&run)->makers[0].super_contract, query.data, query.len,
                                chain_head_timestamp_s(run_chain(&run)) + 12, &result),
                     0);
        cr_assert(contracts_super_decode_score(result.output, result.output_len, &score));
        cr_expect_eq(score, hub->is_marked ? 3 : 0);
        sum += score;
        evm_result_deinit(&result);
        base_buffer_deinit(&query);
    }
    cr_expect_eq(sum, 9);
    run_tear_down(&run);
}

Test(attack_hubs, a_hub_delivers_to_itself_by_root)
{
    struct run run;
    attack_set_up(&run, "crowdpatching-self_delivery", "crowdpatching.device_list=merkle_root",
                  NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "self_deliveries"), 9);
    run_expect_books(&run);
    run_tear_down(&run);
}
