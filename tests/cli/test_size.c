#include "cli/size_private.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/config.h"
#include "models/crowdpatching/entry_config.h"
#include "models/shared/config.h"
#include "models/shared/faults.h"
#include "tests/analysis/near.h"

/** A release of 1000 devices, two a home, on a private chain whose coin is worth a dollar. */
static const char text[] =
    "{\"release\": \"2024-02-28\", \"deadline\": \"2024-03-01T12:00\","
    " \"fleet\": {\"devices\": 1000, \"online\": 0.9, \"offline_spell\": \"1h\"},"
    " \"update\": {\"size\": \"1KiB\"},"
    " \"chain\": {\"profile\": \"private\", \"eth_usd_low\": 1},"
    " \"distributors\": {\"available\": 20, \"outlay\": 10, \"lost_claims\": 0},"
    " \"alternatives\": {\"outage_after\": \"20min\"}}";

static struct size_release release;
static struct size_study study;

static void read_release(const char *const set[], size_t count)
{
    struct scenario_report *report;
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(size_release_load("test", text, set, count, report, &release), 0);
    scenario_report_free(report);
    study = (struct size_study){.release = &release, .devices = 100, .workers = 1};
    cr_assert_eq(size_market_init(&release, &study.market), 0);
    cr_assert_eq(size_bounds_init(&release, &study.market, &study.bounds), 0);
}

static struct scenario *translate(enum size_system system, bool has_outage, double reward)
{
    struct scenario *scenario;
    struct size_inputs inputs = size_inputs_middle(&release, &study.market);
    struct size_case what = size_case_of(&study, system, &inputs, reward, 7);
    cr_assert_eq(size_case_enter(&study, &what), 0);
    what.has_outage = has_outage;
    cr_assert_eq(size_scenario_load(&release, &what, &scenario), 0);
    return scenario;
}

/* From 28 February to 1 March of a leap year, noon: two days and a half. */
Test(size, dates)
{
    read_release(NULL, 0);
    cr_expect_eq(release.window_ns, INT64_C(60) * 3600 * 1000000000);
    size_release_deinit(&release);
}

Test(size, a_release_becomes_a_scenario)
{
    read_release(NULL, 0);
    struct scenario *scenario = translate(SIZE_CROWDPATCHING, true, 0.25);
    const struct config_run *run = scenario_section_values(scenario, "");
    const struct config_world *world = scenario_section_values(scenario, "world");
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    const struct config_faults *faults = scenario_section_values(scenario, "faults");
    const struct crowdpatching_config *own = scenario_section_values(scenario, "crowdpatching");
    const struct crowdpatching_entry_config *entry = scenario_section_values(scenario, "entry");
    cr_expect_eq(run->seed, 7);
    cr_expect_eq(world->devices, 100);
    cr_expect_eq(world->hubs, 50);
    cr_expect_eq(world->distributors, 20);
    cr_expect(u256_is_zero(chain->initial_base_fee_wei));
    /* Offline for a tenth of the time, an hour each. */
    cr_expect_eq(faults->home_line.mean_uptime_ns, INT64_C(9) * 3600 * 1000000000);
    cr_expect_eq(faults->manufacturer_outage_start_ns, INT64_C(20) * 60 * 1000000000);
    cr_expect_eq(own->expiry_ns, release.window_ns);
    cr_expect_eq(own->update_bytes, 1024);
    cr_expect(u256_equal(own->distributor_reward_wei, u256_from_u64(250000000000000000)));
    cr_expect_eq(entry->shares[ENTRY_ALWAYS], 0);
    cr_expect_eq(entry->shares[ENTRY_EXPECTED_PROFIT], 1);
    /* A tenth of the fleet has a tenth of the outlay. */
    expect_near(entry->setup_usd, 1, 1e-9);
    scenario_free(scenario);
    size_release_deinit(&release);
}

Test(size, so_do_its_alternatives)
{
    read_release(NULL, 0);
    for (int system = SIZE_SERVER; system < SIZE_SYSTEM_COUNT; system++) {
        struct scenario *scenario = translate((enum size_system)system, false, 0.25);
        const struct config_world *world = scenario_section_values(scenario, "world");
        const struct config_faults *faults = scenario_section_values(scenario, "faults");
        cr_expect_eq(faults->manufacturer_outage_length_ns, 0);
        cr_expect_eq(world->devices, 100);
        /* 0.25 x 1000 gained pay for 20 outlays of 10 in the median. */
        cr_expect_eq(world->distributors > 0, system == SIZE_STATIC_SEEDING);
        scenario_free(scenario);
    }
    size_release_deinit(&release);
}

/* Without fees a delivery costs a proof: its seconds at 0.085 dollars an hour. m distributors then
 * ask for m x 10 / 1000 more. */
Test(size, closed_forms_without_fees)
{
    read_release(NULL, 0);
    const struct size_bounds *bounds = &study.bounds;
    struct size_inputs middle = size_inputs_middle(&release, &study.market);
    double proof = bounds->proof_s / 3600 * 0.085;
    cr_expect_gt(proof, 0);
    expect_near(bounds->delivery, proof, 1e-12);
    expect_near(bounds->delivery_worst, proof, 1e-12);
    expect_near(bounds->floor, proof + 0.01, 1e-12);
    expect_near(size_break_even(&release, &study.market, bounds, &middle, 20), proof + 0.2, 1e-12);
    cr_expect(u256_is_zero(bounds->hub_reward_wei));
    cr_expect_eq(bounds->release_transactions, 4);
    expect_near(size_deposit_eth(&study, 0.25), 250, 1e-9);
    size_release_deinit(&release);
}

/* Half of a coin's price makes work twice as dear in coins, and gas as dear as before. */
Test(size, closed_forms_with_fees)
{
    const char *const set[] = {"chain.profile=l1_2025", "chain.eth_usd_low=2000",
                               "chain.eth_usd_high=2000", "distributors.compute_per_core_hour=0"};
    read_release(set, 4);
    const struct size_bounds *bounds = &study.bounds;
    struct size_inputs inputs = size_inputs_middle(&release, &study.market);
    /* 2.7 and 0.27 gwei. */
    inputs.fee = 1;
    double gas = bounds->claim_gas * 2.97e-9 * 2000;
    expect_near(size_delivery_cost(&release, &study.market, bounds, &inputs), gas, 1e-9);
    inputs.fee = 3;
    inputs.eth_usd = 1000;
    expect_near(size_delivery_cost(&release, &study.market, bounds, &inputs), 3 * gas, 1e-9);
    expect_near(size_break_even(&release, &study.market, bounds, &inputs, 1), 3 * gas + 0.02, 1e-9);
    size_release_deinit(&release);
}

/* scenarios/releases/tiny.json with a pencil. The chain's 0.005 and 0.001 gwei a gas and 2.5e6 wei
 * a byte are four times that at most, and ether is worth 2240 to 4480 dollars, sqrt(2240 x 4480) =
 * 3167.84 in the middle. a_h: 1.1 x 4 x (42,003 x 6e6 + 450 x 2.5e6) wei = 1,114 gwei, in whole
 * gwei a claim: 4 x (59,334 x 6e6 + 500 x 2.5e6) wei = 1.42902e12 wei, and 2 of 98 that lose 28,2xx
 * gas a proof: 2.462 s at 0.085 dollars an hour, 1 / 0.98 times, is worth most when ether is
 * least: 8.39e-5 the fleet's: 500 x (4,360 + 1,114) gwei = 0.002737 ETH */
Test(size, a_shipped_release_by_hand)
{
    const char *const set[] = {"chain.profile=l2",        "chain.eth_usd_low=2240",
                               "chain.eth_usd_high=4480", "fleet.devices=500",
                               "update.size=128KiB",      "distributors.lost_claims=0.02"};
    read_release(set, 6);
    const struct size_bounds *bounds = &study.bounds;
    expect_near(study.market.eth_usd, 3167.838, 1e-3);
    cr_expect(u256_equal(bounds->hub_reward_wei, u256_from_u64(1114000000000)));
    double duplicate_wei = 4 * (bounds->duplicate_gas * 6e6 + 500 * 2.5e6);
    double claim_usd = (1.42902e12 + 2 / 98.0 * duplicate_wei) / 1e18 * 3167.838;
    double proof_usd = 2.462 / 3600 * 0.085 / 0.98 * 3167.838 / 2240;
    expect_near(bounds->delivery_worst, claim_usd + proof_usd, 1e-7);
    expect_near(size_deposit_eth(&study, 4360e-9 * 3167.838), 0.002737, 1e-8);
    size_release_deinit(&release);
}

Test(size, a_rollout_is_judged_for_the_fleet)
{
    const char *const set[] = {"target.coverage=0.9"};
    read_release(set, 1);
    struct size_inputs inputs = size_inputs_middle(&release, &study.market);
    struct size_job job = {
        .what = size_case_of(&study, SIZE_CROWDPATCHING, &inputs, 0.25, 1),
        .rollout = {.devices = 100, .patched = 92, .holders = 4, .up_bytes = 2e9},
    };
    struct size_verdict verdict = size_judge(&study, &job);
    expect_near(verdict.coverage, 0.92, 1e-12);
    cr_expect(verdict.is_hit);
    /* 1000 x 0.25 are deposited, 0.92 of them paid; 2 GB at 0.09. */
    expect_near(verdict.rewards_eth, 230, 1e-9);
    expect_near(verdict.refund_eth, 20, 1e-9);
    expect_near(verdict.total_usd, 230.18, 1e-9);
    job.rollout.patched = 89;
    cr_expect_not(size_judge(&study, &job).is_hit);
    /* 920 proofs by four provers, who have 60 h. */
    expect_near(verdict.busy, 920 * study.bounds.proof_s / (4 * 60 * 3600), 1e-12);
    job.rollout.patched = 100;
    study.bounds.proof_s = 4 * 60 * 3600 / 1000.0 * 0.51;
    cr_expect_not(size_judge(&study, &job).is_hit);
    study.bounds.proof_s = 4 * 60 * 3600 / 1000.0 * 0.49;
    cr_expect(size_judge(&study, &job).is_hit);
    size_release_deinit(&release);
}

Test(size, nobody_takes_part_at_a_sure_loss)
{
    const char *const set[] = {"chain.profile=l1_2025"};
    read_release(set, 1);
    struct size_inputs inputs = size_inputs_middle(&release, &study.market);
    double cost = size_delivery_cost(&release, &study.market, &study.bounds, &inputs);
    struct size_job jobs[3];
    jobs[0].what = size_case_of(&study, SIZE_CROWDPATCHING, &inputs, 0.99 * cost, 1);
    jobs[1].what = size_case_of(&study, SIZE_STATIC_SEEDING, &inputs, 0.99 * cost, 1);
    jobs[2].what = size_case_of(&study, SIZE_CROWDPATCHING, &inputs, 1.01 * cost, 1);
    cr_assert_eq(size_case_enter(&study, &jobs[2].what), 0);
    cr_expect_eq(jobs[2].what.distributors, 20);
    cr_assert_eq(size_run(&study, "test", 2, jobs), 0);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(jobs[i].what.distributors, 0);
        cr_expect_eq(jobs[i].rollout.patched, 0);
        cr_expect_eq(jobs[i].rollout.devices, 100);
    }
    cr_expect_eq(study.spent, 2);
    size_release_deinit(&release);
}

/* What is expected of a side that patches all and costs so much without, and with an outage. */
static void set_sides(struct size_side sides[2], double up_usd, double down_usd)
{
    sides[0] = (struct size_side){.mean_usd = up_usd, .mean_coverage = 1};
    sides[1] = (struct size_side){.mean_usd = down_usd, .mean_coverage = 1};
}

/* 10 against 7 + 6 p, 12 + 6 p, 12 - 8 p and 11: cheaper from 1/2 on, everywhere, up to 1/4. */
Test(size, probabilities_at_which_it_is_cheaper)
{
    struct size_side own[2], other[2];
    read_release(NULL, 0);
    set_sides(own, 10, 10);
    set_sides(other, 7, 13);
    struct size_range range = size_cheaper_in(&study, own, other);
    expect_near(range.from, 0.5, 1e-12);
    cr_expect_eq(range.to, 1);
    set_sides(other, 12, 18);
    range = size_cheaper_in(&study, own, other);
    cr_expect(range.from <= 0 && range.to >= 1);
    set_sides(other, 12, 4);
    range = size_cheaper_in(&study, own, other);
    cr_expect(range.from <= 0);
    expect_near(range.to, 0.25, 1e-12);
    set_sides(other, 9, 9.5);
    range = size_cheaper_in(&study, own, other);
    cr_expect_gt(range.from, range.to);
    /* 1000 devices at 20 dollars each, of which a hundredth stays unpatched: 200 dollars. */
    other[1].mean_coverage = 0.99;
    expect_near(size_expected_usd(&study, &other[1]), 209.5, 1e-9);
    size_release_deinit(&release);
}

/* A level is a hash of 32 bytes more: 512 gas of calldata and some 1,120 of executing, beyond the
 * largest tree that is executed as below it. From 2^19 to 2^22 they are three. */
Test(size, trees_that_are_too_large_to_execute)
{
    const char *const below[] = {"fleet.devices=524288", "update.device_list=merkle_root"};
    const char *const above[] = {"fleet.devices=4194304", "update.device_list=merkle_root"};
    read_release(below, 2);
    struct size_bounds bounds = study.bounds;
    size_release_deinit(&release);
    read_release(above, 2);
    expect_near(study.bounds.claim_gas - bounds.claim_gas, 3 * 1632, 30);
    expect_near(study.bounds.installation_gas - bounds.installation_gas, 3 * 1632, 30);
    cr_expect_eq(study.bounds.claim_bytes - bounds.claim_bytes, 96);
    size_release_deinit(&release);
}

Test(size, draws_are_in_their_ranges_and_of_the_seed)
{
    const char *const set[] = {"chain.profile=l2"};
    read_release(set, 1);
    double least = INFINITY, most = 0;
    for (uint64_t seed = 0; seed < 500; seed++) {
        struct size_inputs inputs = size_draw(&study, seed), again = size_draw(&study, seed);
        cr_expect_eq(memcmp(&inputs, &again, sizeof inputs), 0);
        cr_expect(inputs.fee >= 0.5 && inputs.fee <= 4);
        cr_expect(inputs.eth_usd >= study.market.eth_usd_low &&
                  inputs.eth_usd <= study.market.eth_usd_high);
        least = fmin(least, inputs.fee);
        most = fmax(most, inputs.fee);
    }
    cr_expect_lt(least, 0.51);
    cr_expect_gt(most, 3.9);
    size_release_deinit(&release);
}

Test(size, plans_stay_within_their_budget)
{
    read_release(NULL, 0);
    size_t least = size_plan_least(&release);
    for (size_t budget = least; budget < 3000; budget += 37) {
        struct size_plan plan = size_plan_of(&release, budget);
        size_t total = SIZE_COARSE_DOSES * plan.coarse + SIZE_FINE_DOSES * plan.fine +
                       plan.confirm + SIZE_HARD_SEEDS * SIZE_HARD_STEPS +
                       2 * SIZE_SYSTEM_COUNT * plan.side + (SIZE_FACTORS + 1) * plan.trajectories;
        cr_expect_leq(total, budget);
        cr_expect_eq(plan.confirm, 299);
    }
    size_release_deinit(&release);
}

/* Whoever has the least outlay enters alone where the reward covers it, and nobody where it does
 * not: the closed form by which draws are called hard is the simulation's own. */
Test(size, the_least_outlay_decides_whether_anybody_enters)
{
    read_release(NULL, 0);
    struct size_inputs middle = size_inputs_middle(&release, &study.market);
    struct size_job jobs[6];
    study.devices = 10;
    for (size_t i = 0; i < 6; i++) {
        uint64_t seed = 40 + i / 2;
        double least = size_least_outlay(&study, seed);
        double reward = size_break_even(&release, &study.market, &study.bounds, &middle, least);
        cr_expect(least > 0.05 && least < 1);
        jobs[i].what = size_case_of(&study, SIZE_CROWDPATCHING, &middle,
                                    reward * (i % 2 == 0 ? 0.98 : 1.02), seed);
    }
    cr_assert_eq(size_run(&study, "test", 6, jobs), 0);
    for (size_t i = 0; i < 6; i++) {
        cr_expect_eq(jobs[i].rollout.holders, i % 2, "%zu: %d", i, (int)jobs[i].rollout.holders);
        cr_expect_eq(jobs[i].rollout.patched, i % 2 == 0 ? 0 : 10);
    }
    size_release_deinit(&release);
}

/* Not all is never told as all. */
Test(size, shares_as_people_read_them)
{
    cr_expect_str_eq(size_text_percent(1).text, "100 %");
    cr_expect_str_eq(size_text_percent(0.95).text, "95 %");
    cr_expect_str_eq(size_text_percent(1.0 / 3).text, "33.33 %");
    cr_expect_str_eq(size_text_percent(0.99999).text, "99.999 %");
    cr_expect_str_eq(size_text_percent(1 - 1e-15).text, "100 %");
    cr_expect_str_eq(size_text_percent(1.5).text, "150 %");
}

/* A thousand devices at 4,360 and 1,114 gwei: 0.005474 ETH, which three digits would not pay. */
Test(size, what_is_paid_has_all_digits)
{
    char sentence[800];
    read_release(NULL, 0);
    struct size_answer answer = {.outcome = SIZE_RECOMMENDED,
                                 .reward = 4.36e-6 * study.market.eth_usd};
    study.bounds.hub_reward_wei = u256_from_u64(1114000000000);
    answer.deposit_eth = size_deposit_eth(&study, answer.reward);
    size_sentence(&study, &answer, sentence, sizeof sentence);
    cr_expect(strstr(sentence, "Deposit 0.005474 ETH ("), "%s", sentence);
    cr_expect(strstr(sentence, "a_d = 0.00000436 ETH ("), "%s", sentence);
    cr_expect(strstr(sentence, "a_h = 0.000001114 ETH a device"), "%s", sentence);
    size_release_deinit(&release);
}
