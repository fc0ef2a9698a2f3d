#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"system\": \"leiba\", \"duration\": \"3h\","                           \
    " \"world\": {\"distributors\": 6, \"hubs\": 4, \"devices\": 8},"                              \
    " \"leiba\": {\"update_size\": \"4KiB\", \"expiry\": \"2h\", \"seeding_slots\": 2,"            \
    " \"device_poll\": \"1min\"}}"

#include "models/leiba/state.h"
#include "tests/models/run.h"

static const struct leiba *state_of(const struct run *run)
{
    return run->world.model_state;
}

/** Every account agrees with what the outcome says of it, and all wei is somewhere. */
static void expect_books(const struct run *run)
{
    const struct world *world = &run->world;
    const struct outcome *outcome = &world->outcome;
    const struct leiba *state = state_of(run);
    struct chain *chain = run_chain(run);
    u256 paid = {{0}}, deposit = leiba_deposit(state->config, outcome->device_count);
    uint64_t deliveries = 0, paid_devices = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        u256 balance = chain_balance(chain, &world->participants[WORLD_DISTRIBUTOR][i].address);
        RUN_EXPECT_WEI(RUN_SUM(balance, row->fees_wei),
                       RUN_SUM(world->config->distributor_funds_wei, row->rewards_wei),
                       "distributor %u", i);
        paid = u256_add(paid, row->rewards_wei);
        deliveries += row->deliveries;
    }
    for (uint32_t i = 0; i < outcome->device_count; i++)
        paid_devices += state->devices[i].paid_to != OUTCOME_NOBODY;
    u256 balance = chain_balance(chain, &world->participants[WORLD_MANUFACTURER][0].address);
    RUN_EXPECT_WEI(RUN_SUM(balance, outcome->manufacturer.fees_wei, deposit),
                   RUN_SUM(world->config->manufacturer_funds_wei, state->refunded_wei),
                   "manufacturer");
    if (outcome->is_complete)
        RUN_EXPECT_WEI(RUN_SUM(paid, state->refunded_wei), deposit, "deposit");
    cr_expect_eq(deliveries, outcome->delivered);
    cr_expect_eq(paid_devices, outcome->delivered, "one payment a device");
    cr_expect_eq(state->payments_without_proof, 0);
    cr_expect_eq(outcome->blocks_checked, chain_head_number(chain));
    cr_expect_eq(outcome->patched, outcome_count_state(outcome, OUTCOME_PATCHED));
    cr_expect_leq(outcome->patched, outcome->delivered, "no update without a payment");
}

static void expect_all_patched(const struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    cr_expect(outcome->is_complete);
    cr_expect_eq(outcome->patched, outcome->device_count);
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        cr_expect_leq(row->discovered, row->requested);
        cr_expect_lt(row->requested, row->proved);
        cr_expect_lt(row->proved, row->authorised);
        cr_expect_lt(row->authorised, row->key);
        cr_expect_lt(row->key, row->patched);
        cr_assert_lt(row->distributor, outcome->distributor_count);
        cr_expect_eq(state_of(run)->devices[i].paid_to, row->distributor);
        cr_expect_eq(outcome->distributors[row->distributor].source, OUTCOME_SOURCE_FIRST_HAND);
    }
    expect_books(run);
}

Test(leiba, too_large_an_update_to_prove_is_told)
{
    struct run run;
    run_set_up(&run, "leiba.update_size=63MiB", NULL);
    cr_expect(run_has_warning(&run, "infeasible: S_D over an update of 66060288 bytes has "
                                    "159175599 constraints with groth16_poseidon, more than"));
    run_tear_down(&run);
}

Test(leiba, all_are_patched_by_those_who_were_seeded)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    uint32_t shut_out = 0;
    expect_all_patched(&run);
    cr_expect_eq(outcome->first_hand, 2);
    cr_expect_eq(outcome->second_hand, 0);
    cr_expect_eq(outcome->warning_count, 0);
    for (uint32_t i = 0; i < 6; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        shut_out += state_of(&run)->distributors[i].was_refused_seed;
        cr_expect_eq(row->source == OUTCOME_SOURCE_NONE,
                     state_of(&run)->distributors[i].was_refused_seed);
        cr_expect(row->source != OUTCOME_SOURCE_NONE || row->sessions == 0);
    }
    cr_expect_eq(shut_out, 4);
    cr_expect_eq(run_gas(&run, "create").count, 1);
    cr_expect_eq(run_gas(&run, "commit").count, 8);
    cr_expect_eq(run_gas(&run, "reveal").count, 8);
    cr_expect_eq(run_gas(&run, "withdraw").count, 1);
    /* N rewards were the deposit. */
    cr_expect(u256_is_zero(state_of(&run)->refunded_wei));
    run_tear_down(&run);
}

Test(leiba, tagged_challenges_deliver_the_same)
{
    struct run run;
    run_set_up(&run, "leiba.challenge=tagged", NULL);
    run_play(&run);
    expect_all_patched(&run);
    run_tear_down(&run);
}

/* 0.016 ETH and a pot that eight devices do not divide: the last one's share takes what is left. */
Test(leiba, a_shared_balance_is_spent_whole)
{
    struct run run;
    run_set_up(&run, "leiba.reward_rule=share", "leiba.deposit=1000003wei", NULL);
    run_play(&run);
    expect_all_patched(&run);
    cr_expect(u256_is_zero(state_of(&run)->refunded_wei));
    for (uint32_t i = 0; i < 6; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        /* 1000003 / 8 = 125000, and three devices get one more. */
        uint64_t least = row->deliveries * 125000;
        cr_expect_geq(u256_compare(row->rewards_wei, u256_from_u64(least)), 0);
        cr_expect_leq(u256_compare(row->rewards_wei, u256_from_u64(least + 3)), 0);
    }
    run_tear_down(&run);
}

Test(leiba, nobody_joins_after_the_seeding_phase)
{
    struct run run;
    run_set_up(&run, "leiba.seeding_window=0s", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->first_hand, 0);
    cr_expect_eq(outcome_count_state(outcome, OUTCOME_NO_DISTRIBUTOR), 8);
    cr_expect(outcome->is_complete);
    expect_books(&run);
    /* 8 * 0.002 ETH */
    RUN_EXPECT_WEI(state_of(&run)->refunded_wei, u256_from_u64(UINT64_C(16000000000000000)),
                   "refund");
    run_tear_down(&run);
}

Test(leiba, no_limit_of_slots_seeds_all_that_ask_in_time)
{
    struct run run;
    run_set_up(&run, "leiba.seeding_slots=0", "leiba.concurrent_uploads=1", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.first_hand, 6);
    expect_all_patched(&run);
    run_tear_down(&run);
}

/* As if the first distributor's check had found it bad: both have the update and neither proves. */
Test(leiba, nobody_proves_with_a_key_that_is_refused)
{
    struct run run;
    run_set_up(&run, NULL);
    struct leiba *state = run.world.model_state;
    state->key_check = (struct key_check){.is_done = true, .outcome = 1};
    run_play(&run);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    cr_expect_eq(state->refused_keys, 2);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_NO_DISTRIBUTOR), 8);
    expect_books(&run);
    run_tear_down(&run);
}

Test(leiba, real_proofs)
{
    struct run run;
    run_set_up(&run, "fidelity.proof=real", "leiba.update_size=300B", "world.devices=2",
               "world.hubs=2", NULL);
    run_play(&run);
    expect_all_patched(&run);
    run_tear_down(&run);
}

Test(leiba, claims_outlive_failures)
{
    struct run run;
    run_set_up(&run, "faults.distributor_mean_uptime=1min", "faults.distributor_mean_downtime=20s",
               "leiba.key_timeout=2min", "leiba.reveal_window=1min", "leiba.attempts=100",
               "leiba.retry_pause=10s", "leiba.device_timeout=1min", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect(outcome->is_complete);
    cr_expect_gt(outcome->patched, 0);
    expect_books(&run);
    run_tear_down(&run);
}

/* A machine that is back before the next block finds in the mempool what it has signed. */
Test(leiba, claims_that_wait_for_a_block_are_not_sent_again)
{
    struct run run;
    run_set_up(&run, "world.distributors=20", "world.hubs=20", "world.devices=60",
               "chain.block_interval=60s", "faults.distributor_mean_uptime=5min",
               "faults.distributor_mean_downtime=10s", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 60);
    cr_expect_eq(run_gas(&run, "commit").count, 60);
    cr_expect_eq(run_gas(&run, "reveal").count, 60);
    expect_books(&run);
    run_tear_down(&run);
}

/* Every byte of a device passes its home's radio, and none of a hub's own. */
Test(leiba, the_radio_carries_all_of_a_device)
{
    struct run run;
    run_set_up(&run, NULL);
    run_play(&run);
    const struct world *world = &run.world;
    for (uint32_t i = 0; i < 4; i++) {
        const struct participant *hub = &world->participants[WORLD_HUB][i];
        const struct sim_node_traffic *home = sim_node_traffic(hub->node);
        uint64_t up = 0, down = 0;
        for (uint32_t k = 0; k < hub->device_count; k++) {
            const struct sim_node_traffic *device =
                sim_node_traffic(world->participants[WORLD_DEVICE][hub->first_device + k].node);
            up += device->lan_up_bytes;
            down += device->lan_down_bytes;
            cr_expect_eq(device->wan_up_bytes + device->wan_down_bytes, 0);
        }
        cr_expect_eq(home->lan_down_bytes, up);
        cr_expect_eq(home->lan_up_bytes, down);
        /* The look-ups end at the hub; all else goes on with headers. */
        cr_expect_gt(home->wan_down_bytes, down - 2 * 4500);
        cr_expect_eq(sim_node_busy(hub->node), 0, "a hub computes nothing");
    }
    run_tear_down(&run);
}

static void expect_refused(const char *option, const char *other, const char *expected)
{
    char *errors;
    const char *options[] = {option, other, NULL};
    struct scenario *scenario = run_load(options, &errors);
    cr_expect_null(scenario, "%s", option);
    cr_expect(strstr(errors, expected), "%s: %s", option, errors);
    scenario_free(scenario);
    free(errors);
}

Test(leiba, scenarios_that_cannot_be)
{
    expect_refused("leiba.deposit=1wei", NULL, "the deposit of 1wei is too small: 8 devices");
    expect_refused("world.manufacturer_funds=0.01ETH", NULL, "must pay a deposit");
    expect_refused("chain.gas_limit=2000000", NULL, "a release may take 1600000 gas");
    expect_refused("fidelity.proof=real", "leiba.update_size=4MiB",
                   "a real proof over an update of 4194304 bytes");
    expect_refused("fidelity.proof=real", "leiba.proof_system=jsnark_2020", "no real prover");
}

/* Three blocks of 12 s after its commitment a reveal is there. */
Test(leiba, a_window_too_short_for_reveals_is_told)
{
    struct run run;
    run_set_up(&run, "chain.confirmations=3", "leiba.reveal_window=35s", NULL);
    cr_expect(run_has_warning(&run, "its reveal comes 36 s after it at the earliest"));
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    run_tear_down(&run);
}

Test(leiba, a_window_that_just_suffices_is_not)
{
    struct run run;
    run_set_up(&run, "chain.confirmations=3", "leiba.reveal_window=36s", NULL);
    cr_expect_not(run_has_warning(&run, "leiba.reveal_window"));
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_tear_down(&run);
}
