#include "tests/models/run.h"

/* Whole runs under each semantics, and with devices that are their own hubs. */

static void play(struct run *run, const char *semantics, const char *option)
{
    char text[64];
    snprintf(text, sizeof text, "crowdpatching.semantics=%s", semantics);
    run_set_up(run, text, option, NULL);
    run_play(run);
    cr_expect(run->world.outcome.is_complete);
}

static void expect_all_patched(const struct run *run)
{
    cr_expect_eq(run->world.outcome.patched, 8);
    cr_expect_eq(run->world.outcome.delivered, 8);
    cr_expect_eq(run_gas(run, "claim_delivery").reverted, 0);
    cr_expect_eq(run_gas(run, "claim_installation").reverted, 0);
    run_expect_order(run);
}

Test(semantics, the_authors_code_patches_and_pays_everybody_once)
{
    struct run run;
    play(&run, "reference-code", "world.devices=8");
    expect_all_patched(&run);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* The device hears of the contract: 20 bytes more of each authorisation, and nothing else. */
Test(semantics, hardened_devices_are_told_for_which_contract_they_sign)
{
    struct run run;
    play(&run, "hardened", "world.devices=8");
    expect_all_patched(&run);
    run_expect_books(&run);
    for (uint32_t i = 0; i < 8; i++) {
        const struct sim_node_traffic *radio =
            sim_node_traffic(run.world.participants[WORLD_DEVICE][i].node);
        /* c; U_h, sig_m, s, SHA-256(U), DSC; pub^h and U with its length. */
        cr_expect_eq(radio->lan_down_bytes, 32 + (160 + 20) + (20 + 4 + 4096));
        cr_expect_eq(radio->lan_up_bytes, 117 + 65 + 65);
    }
    run_tear_down(&run);
}

Test(semantics, raw_challenges_have_the_length_of_a_proof_of_delivery)
{
    struct run run;
    run_set_up(&run, "crowdpatching.challenge=raw", "crowdpatching.nonce_bits=16", NULL);
    run_play(&run);
    expect_all_patched(&run);
    run_expect_books(&run);
    for (uint32_t i = 0; i < 8; i++) {
        const struct sim_node_traffic *radio =
            sim_node_traffic(run.world.participants[WORLD_DEVICE][i].node);
        cr_expect_eq(radio->lan_down_bytes, 62 + 160 + (20 + 4 + 4096));
        cr_expect_eq(radio->lan_up_bytes, (20 + 2 + 65) + 65 + 65);
    }
    run_tear_down(&run);
}

/** A release that expires before any claim can come: all are lost, whatever the receipts say. */
static uint64_t lose_all(const char *semantics, uint64_t *ret_reverted)
{
    struct run run;
    char text[64];
    snprintf(text, sizeof text, "crowdpatching.semantics=%s", semantics);
    run_set_up(&run, text, "chain.block_interval=2min", "crowdpatching.expiry=5min",
               "crowdpatching.distributor_poll=1s", "crowdpatching.hub_poll=1s",
               "crowdpatching.seeding_slots=6", NULL);
    run_play(&run);
    uint64_t lost = 0;
    for (uint32_t i = 0; i < 6; i++)
        lost += run.world.outcome.distributors[i].lost_claims;
    *ret_reverted = run_gas(&run, "claim_delivery").reverted;
    cr_expect_eq(lost + run.world.outcome.delivered, run_gas(&run, "claim_delivery").count);
    run_expect_books(&run);
    run_tear_down(&run);
    return lost;
}

Test(semantics, claims_that_fail_silently_are_lost_claims)
{
    uint64_t reverted;
    uint64_t lost = lose_all("reference-code", &reverted);
    cr_expect_gt(lost, 0U);
    cr_expect_eq(reverted, 0U);
}

Test(semantics, claims_that_revert_are_lost_claims)
{
    uint64_t reverted;
    uint64_t lost = lose_all("paper", &reverted);
    cr_expect_gt(lost, 0U);
    cr_expect_eq(reverted, lost);
}

/* Section IV-A: the hubs have nothing to do. */
Test(semantics, devices_that_are_their_own_hubs)
{
    struct run run;
    play(&run, "hardened", "crowdpatching.own_hubs=1");
    expect_all_patched(&run);
    u256 balances = {{0}};
    for (uint32_t i = 0; i < 8; i++)
        balances =
            u256_add(balances, chain_balance(run_chain(&run),
                                             &run.world.participants[WORLD_DEVICE][i].address));
    const struct crowdpatching *state = run_state(&run);
    RUN_EXPECT_WEI(RUN_SUM(balances, state->own_hub_fees_wei),
                   RUN_SUM(u256_mul(run.world.config->hub_funds_wei, u256_from_u64(8)),
                           run.world.outcome.own_hubs_rewards_wei),
                   "devices");
    RUN_EXPECT_WEI(run.world.outcome.own_hubs_rewards_wei,
                   u256_mul(state->config->hub_reward_wei, u256_from_u64(8)), "a_h");
    for (uint32_t i = 0; i < 4; i++) {
        cr_expect(u256_is_zero(run.world.outcome.hubs[i].fees_wei));
        cr_expect_eq(sim_node_busy(run.world.participants[WORLD_HUB][i].node), 0);
    }
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(semantics, some_devices_are_their_own_hubs)
{
    struct run run;
    play(&run, "paper", "crowdpatching.own_hubs=0.5");
    expect_all_patched(&run);
    const struct crowdpatching *state = run_state(&run);
    uint64_t own = 0;
    for (uint32_t i = 0; i < 8; i++)
        own += state->is_own_hub[i];
    cr_expect(own > 0 && own < 8);
    RUN_EXPECT_WEI(run.world.outcome.own_hubs_rewards_wei,
                   u256_mul(state->config->hub_reward_wei, u256_from_u64(own)), "a_h");
    run_expect_books(&run);
    run_tear_down(&run);
}

static void expect_error(const char *part, const char *first, const char *second)
{
    char *errors;
    struct scenario *scenario = run_load((const char *const[]){first, second, NULL}, &errors);
    cr_expect_null(scenario);
    cr_expect_not_null(strstr(errors, part), "%s", errors);
    free(errors);
    scenario_free(scenario);
}

Test(semantics, what_does_not_go_together)
{
    expect_error("hardened contracts take tagged signatures alone",
                 "crowdpatching.semantics=hardened", "crowdpatching.challenge=raw");
    expect_error("12 bits are no whole bytes", "crowdpatching.nonce_bits=12", NULL);
    expect_error("signature_scheme is p256", "crowdpatching.own_hubs=0.1",
                 "crowdpatching.signature_scheme=p256");
}
