#include "contracts-model/evm/state.h"
#include "tests/models/run.h"

/* A run that breaks one of its invariants fails, and says which. */

static struct run run;
static uint32_t victim;

/** Waits for the first delivery and claims that somebody was paid who made no proof. */
static void pay_without_proof(void *argument)
{
    struct crowdpatching *state = argument;
    while (run.world.outcome.delivered == 0)
        sim_actor_sleep(run.world.engine, SIM_TIME_SECOND);
    victim = 0;
    while (state->lemmas.paid_to[victim] == OUTCOME_NOBODY)
        victim++;
    crowdpatching_record(state, CROWDPATCHING_PAYMENT_TO_D, 0, 5, victim);
}

static void spawn(sim_actor_main *main)
{
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "villain", main, run.world.model_state, NULL),
                 0);
}

Test(invariants, a_payment_without_a_proof_ends_the_run)
{
    char lemma[80], proof[80], payment[80];
    run_set_up(&run, NULL);
    spawn(pay_without_proof);
    cr_expect_eq(world_run(&run.world), BASE_E_SIM);
    const char *text = base_fail_text();
    snprintf(lemma, sizeof lemma, "lemma PaymentOnlyIfGenerateProof is broken for device-%u; ",
             victim);
    snprintf(proof, sizeof proof, " s GenProof(distributor-%u, device-%u); ",
             run_state(&run)->lemmas.paid_to[victim], victim);
    snprintf(payment, sizeof payment, " s PaymentToD(distributor-5, device-%u)", victim);
    cr_expect_neq(run_state(&run)->lemmas.paid_to[victim], 5, "choose another distributor");
    cr_expect_not_null(strstr(text, lemma), "%s", text);
    cr_expect_not_null(strstr(text, proof), "%s", text);
    cr_expect_not_null(strstr(text, payment), "%s", text);
    cr_expect_not(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/** One wei less in the manufacturer's account, past the chain's back. */
static void steal(void *argument)
{
    (void)argument;
    sim_actor_sleep(run.world.engine, 600 * SIM_TIME_SECOND + 1);
    const crypto_address *address = &run.world.participants[WORLD_MANUFACTURER][0].address;
    struct evm_state *state = (struct evm_state *)chain_state(run_chain(&run));
    u256 balance = evm_state_balance(state, address);
    evm_state_set_balance(state, address, u256_sub(balance, u256_from_u64(1)));
}

Test(invariants, a_stolen_wei_ends_the_run)
{
    run_set_up(&run, NULL);
    spawn(steal);
    cr_expect_eq(world_run(&run.world), BASE_E_SIM);
    cr_expect_not(run.world.outcome.is_complete);
    cr_expect_lt(run.world.outcome.ended, 700 * SIM_TIME_SECOND);
    /* Block 50 closes at 600 s and is executed a second later. */
    cr_expect_eq(run.world.outcome.blocks_checked, 49);
    run_tear_down(&run);
}

/** Gives one wei more. */
static void forge(void *argument)
{
    (void)argument;
    sim_actor_sleep(run.world.engine, 600 * SIM_TIME_SECOND + 1);
    const crypto_address *address = &run.world.participants[WORLD_DEVICE][0].address;
    struct evm_state *state = (struct evm_state *)chain_state(run_chain(&run));
    evm_state_set_balance(state, address, u256_from_u64(1));
}

Test(invariants, a_forged_wei_ends_the_run)
{
    run_set_up(&run, NULL);
    spawn(forge);
    cr_expect_eq(world_run(&run.world), BASE_E_SIM);
    run_tear_down(&run);
}
