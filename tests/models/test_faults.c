#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>

#include "sim/node.h"
#include "tests/models/run.h"

/* Every fault of section "faults" has its effect, and no run hangs or loses a wei by it. */

enum { DRAWS = 200000 };

/* Weibull of mean m and shape k: P(X > m) = exp(-gamma(1 + 1/k)^k), whatever m; variance
 * m^2 (gamma(1 + 2/k) / gamma(1 + 1/k)^2 - 1). Bounds are six standard errors. */
static void expect_sessions(double shape)
{
    const double mean = 1e12;
    struct base_random random;
    double sum = 0, above = 0;
    double first = tgamma(1 + 1 / shape), second = tgamma(1 + 2 / shape);
    double deviation = mean * sqrt(second / (first * first) - 1);
    double share = exp(-pow(first, shape));
    base_random_init(&random, 5, 6, "test.sessions");
    for (int i = 0; i < DRAWS; i++) {
        double time = (double)faults_draw_uptime(&random, (int64_t)mean, shape);
        cr_assert(time >= 0);
        sum += time;
        above += time > mean;
    }
    cr_expect_lt(fabs(sum / DRAWS - mean), 6 * deviation / sqrt(DRAWS), "shape %g: mean %g", shape,
                 sum / DRAWS);
    cr_expect_lt(fabs(above / DRAWS - share), 6 * sqrt(share * (1 - share) / DRAWS),
                 "shape %g: %g above the mean", shape, above / DRAWS);
}

Test(faults, sessions_have_their_mean_and_shape)
{
    expect_sessions(1);
    expect_sessions(0.48); /* T2'05 */
    expect_sessions(0.82); /* T5'05 */
    expect_sessions(3);
}

Test(faults, a_shape_of_1_is_exponential)
{
    struct base_random a, b;
    base_random_init(&a, 5, 6, "test.sessions");
    base_random_init(&b, 5, 6, "test.sessions");
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(faults_draw_uptime(&a, 3600 * SIM_TIME_SECOND, 1),
                     (sim_time)base_random_exponential(&b, 3600e9));
    /* Beyond any run, and no overflow. */
    cr_expect_gt(faults_draw_uptime(&a, INT64_MAX, 0.1), 0);
}

Test(faults, what_several_causes_hold_down_comes_up_after_the_last)
{
    struct faults_record record = {0};
    cr_expect(faults_record_begin(&record, 10));
    cr_expect_not(faults_record_begin(&record, 15));
    cr_expect_eq(faults_record_lasted(&record, 18), 8);
    cr_expect_not(faults_record_end(&record, 20));
    cr_expect(faults_record_end(&record, 30));
    cr_expect_eq(record.failures, 1);
    cr_expect_eq(faults_record_lasted(&record, 100), 20);
    cr_expect(faults_record_begin(&record, 100));
    cr_expect_eq(faults_record_lasted(&record, 101), 21);
}

static uint64_t failures_of(const struct run *run, enum world_role role, bool of_line)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < run->world.counts[role]; i++) {
        const struct participant *who = &run->world.participants[role][i];
        sum += of_line ? who->line.failures : who->machine.failures;
    }
    return sum;
}

static void expect_whole(const struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    const struct sim_engine_stats *stats = sim_engine_stats(run->world.engine);
    cr_expect(outcome->is_complete || outcome->ended == run->world.run->duration_ns);
    cr_expect_eq(stats->messages_sent, stats->messages_delivered + stats->messages_lost);
    if (run->world.chain)
        cr_expect_eq(chain_check_supply(run_chain(run)), 0);
}

/* A home whose line is dead is not reached, though its hub runs; the radio carries nothing then,
 * for there is nothing to carry. */
Test(faults, homes_without_a_line)
{
    struct run run;
    run_set_up(&run, "faults.home_line_mean_uptime=1ms", "faults.home_line_mean_downtime=3650d",
               NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(run.world.outcome.first_hand, 2);
    cr_expect_eq(failures_of(&run, WORLD_HUB, true), 4);
    cr_expect_eq(failures_of(&run, WORLD_HUB, false), 0);
    cr_expect_eq(sim_engine_stats(run.world.engine)->lan_bytes, 0);
    for (uint32_t i = 0; i < 4; i++) {
        const struct participant *hub = &run.world.participants[WORLD_HUB][i];
        cr_expect_not(sim_node_is_connected(hub->node));
        cr_expect(sim_node_is_up(hub->node));
        cr_expect_eq(sim_node_traffic(hub->node)->wan_up_bytes, 0);
    }
    run_expect_books(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* Down for a third of the time: what is under way breaks off, and claims outlive it, so that nobody
 * who signed a PoD waits in vain. */
Test(faults, distributors_lines_fail)
{
    struct run run;
    run_set_up(&run, "faults.distributor_line_mean_uptime=2min",
               "faults.distributor_line_mean_downtime=1min", "world.devices=32", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    uint64_t attempts = 0;
    sim_time lasted = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        lasted += faults_record_lasted(&run.world.participants[WORLD_DISTRIBUTOR][i].line,
                                       outcome->ended);
    }
    /* 6 lines for 2 h: 240 failures of 1 min in the mean; half of that at the least. */
    cr_expect_gt(failures_of(&run, WORLD_DISTRIBUTOR, true), 120);
    cr_expect_gt(lasted, 120 * 60 * SIM_TIME_SECOND);
    for (uint32_t i = 0; i < outcome->device_count; i++)
        attempts += outcome->devices[i].attempts;
    cr_expect_gt(attempts, outcome->device_count, "nothing broke off");
    cr_expect_eq(outcome->delivered, outcome->patched);
    cr_expect_geq(outcome->patched, 28);
    run_expect_books(&run);
    run_expect_order(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* A device that fails between its PoD and its update keeps what it has authorised. */
Test(faults, devices_fail)
{
    struct run run;
    run_set_up(&run, "faults.device_mean_uptime=2min", "faults.device_mean_downtime=30s", NULL);
    run_play(&run);
    cr_expect_gt(failures_of(&run, WORLD_DEVICE, false), 200);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_expect_order(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* Attackers are nobody's devices. */
Test(faults, outsiders_do_not_fail_with_devices)
{
    struct run run;
    run_set_up(&run, "faults.device_mean_uptime=2min", "faults.device_mean_downtime=30s",
               "adversary.kind=mempool_replay", "adversary.outsiders=3", NULL);
    run_play(&run);
    cr_expect_gt(failures_of(&run, WORLD_DEVICE, false), 200);
    cr_expect_eq(failures_of(&run, WORLD_OUTSIDER, false), 0);
    run_tear_down(&run);
}

/* A hub that fails resumes with its devices, their promises and its claims. */
Test(faults, hubs_fail)
{
    struct run run;
    run_set_up(&run, "faults.hub_mean_uptime=2min", "faults.hub_mean_downtime=30s",
               "crowdpatching.hub_poll=20s", "crowdpatching.attempts=20", NULL);
    run_play(&run);
    cr_expect_gt(failures_of(&run, WORLD_HUB, false), 100);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_expect_order(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* Sessions of the same mean and another shape. */
Test(faults, the_shape_of_sessions_matters)
{
    struct run run;
    run_set_up(&run, "faults.device_mean_uptime=10min", "faults.device_mean_downtime=1s",
               "faults.session_shape=0.5", "world.hubs=20", "world.devices=100", NULL);
    run_play(&run);
    /* 100 devices for 7250 s: 1200 times with exponential sessions. With k = 0.5 and a scale of
       5 min, early failures come in excess: the renewal function is above t/m by
       (1 + cv^2) / 2 - 1 = 2 a device for cv^2 = 5, so about 1400; bounds of 100 either way. */
    uint64_t failures = failures_of(&run, WORLD_DEVICE, false);
    cr_expect(failures > 1300 && failures < 1500, "%llu", (unsigned long long)failures);
    run_tear_down(&run);
}

/* T2'05 stays for 67 minutes on average: some of six distributors fail within the three hours. */
Test(faults, distributors_by_measured_sessions)
{
    struct run run;
    run_set_up(&run, "faults.distributor_sessions=t2_2005", NULL);
    cr_assert_eq(world_run(&run.world), 0);
    uint64_t failures = 0;
    for (uint32_t i = 0; i < run.world.counts[WORLD_DISTRIBUTOR]; i++)
        failures += run.world.participants[WORLD_DISTRIBUTOR][i].machine.failures;
    cr_expect_gt(failures, 0);
    cr_expect_eq(run.world.participants[WORLD_MANUFACTURER][0].machine.failures, 0);
    run_tear_down(&run);
}

/* Off from before its first step for ten minutes: the release comes later by that, and by the next
 * blocks. */
Test(faults, an_outage_of_the_manufacturer_delays_the_release)
{
    struct run run;
    run_set_up(&run, "faults.manufacturer_outage_length=10min", NULL);
    run_play(&run);
    sim_time released = run_state(&run)->updates[0].released;
    cr_expect(released > 600 * SIM_TIME_SECOND && released < 700 * SIM_TIME_SECOND, "%g s",
              (double)released / 1e9);
    cr_expect_eq(faults_record_lasted(&run.world.participants[WORLD_MANUFACTURER][0].machine,
                                      run.world.outcome.ended),
                 600 * SIM_TIME_SECOND);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Dates at which the manufacturer's machine stops for two minutes: before, in and after each of its
 * steps, which end with blocks known at 13, 25, 37, 49 s, and at the expiry. */
static const int outages[] = {0,  3,  12, 13, 14, 20, 24, 25,  26,  33,   36,   37,
                              38, 45, 48, 49, 50, 60, 90, 120, 600, 7200, 7250, 7262};

ParameterizedTestParameters(faults, the_manufacturer_resumes)
{
    return cr_make_param_array(const int, (void *)(uintptr_t)outages,
                               sizeof outages / sizeof outages[0]);
}

/** One of each on chain, whenever it stops. */
ParameterizedTest(const int *start_s, faults, the_manufacturer_resumes)
{
    struct run run;
    char start[80];
    snprintf(start, sizeof start, "faults.manufacturer_outage_start=%ds", *start_s);
    run_set_up(&run, start, "faults.manufacturer_outage_length=2min",
               "crowdpatching.devices_per_transaction=3", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect(outcome->is_complete, "%d s", *start_s);
    cr_expect_eq(run_gas(&run, "deploy_super_contract").count, 1, "%d s", *start_s);
    cr_expect_eq(run_gas(&run, "release").count, 1, "%d s", *start_s);
    cr_expect_eq(run_gas(&run, "add_devices").count, 2, "%d s", *start_s);
    cr_expect_eq(run_gas(&run, "withdraw").count, 1, "%d s", *start_s);
    cr_expect_eq(run_gas(&run, "add_devices").reverted, 0, "%d s", *start_s);
    cr_expect_eq(outcome->patched, 8, "%d s", *start_s);
    run_expect_books(&run);
    run_expect_order(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* It never runs for a minute on end, and fails in the middle of everything. */
Test(faults, a_manufacturer_that_hardly_runs)
{
    struct run run;
    run_set_up(&run, "faults.manufacturer_mean_uptime=15s", "faults.manufacturer_mean_downtime=30s",
               "faults.session_shape=0.6", NULL);
    run_play(&run);
    cr_expect_gt(failures_of(&run, WORLD_MANUFACTURER, false), 80);
    cr_expect(run.world.outcome.is_complete);
    cr_expect_eq(run_gas(&run, "deploy_super_contract").count, 1);
    cr_expect_eq(run_gas(&run, "release").count, 1);
    cr_expect_eq(run_gas(&run, "withdraw").count, 1);
    run_expect_books(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

static uint64_t base_fee_at(const struct run *run, size_t sample)
{
    uint64_t fee = 0;
    cr_assert_lt(sample, run->world.outcome.sample_count);
    cr_expect(u256_to_u64(run->world.outcome.samples[sample].base_fee_wei, &fee));
    return fee;
}

/* Full blocks at the slots 12 s to 108 s raise the base fee by an eighth each; nothing of ours has
 * room. Then others leave their blocks empty, so that it falls by an eighth each, until it is back;
 * from then on they are at the target again. EIP-1559, in whole wei. */
Test(faults, congestion_drives_the_base_fee)
{
    struct run run;
    run_set_up(&run, "faults.congestion_length=2min", "sample_interval=12s",
               "chain.initial_base_fee=1gwei", NULL);
    run_play(&run);
    uint64_t fee = 1000000000;
    for (size_t block = 0; block <= 9; block++) {
        /* At 12 s * n, the blocks of the slots before that are known. */
        cr_expect_eq(base_fee_at(&run, block + 1), fee, "after %zu blocks", block);
        fee += fee / 8;
    }
    cr_expect_eq(chain_service_congested_blocks(run.world.chain), 9);
    cr_expect_gt(run_state(&run)->updates[0].released, 120 * SIM_TIME_SECOND);
    /* The next block may hold our own transactions, of which others leave room for; it falls. */
    cr_expect_lt(base_fee_at(&run, 11), base_fee_at(&run, 10));
    cr_expect_lt(base_fee_at(&run, 40), 1100000000, "it is not back");
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* Three quarters are half of the target too much: a sixteenth a block, from the second slot on. */
Test(faults, congestion_of_another_load_and_time)
{
    struct run run;
    run_set_up(&run, "faults.congestion_start=13s", "faults.congestion_length=1min",
               "faults.congestion_load=0.75", "faults.manufacturer_outage_length=2min",
               "sample_interval=12s", NULL);
    run_play(&run);
    uint64_t fee = 1000000000;
    cr_expect_eq(base_fee_at(&run, 2), fee);
    for (size_t block = 2; block <= 6; block++) {
        fee += fee / 16;
        cr_expect_eq(base_fee_at(&run, block + 1), fee, "block %zu", block);
    }
    cr_expect_eq(chain_service_congested_blocks(run.world.chain), 5);
    run_tear_down(&run);
}

/* Dear for an hour: who cannot pay waits, and the release comes when it can. */
Test(faults, an_hour_of_congestion)
{
    struct run run;
    run_set_up(&run, "faults.congestion_length=1h", "duration=6h", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    cr_expect_gt(run_state(&run)->updates[0].released, 3600 * SIM_TIME_SECOND);
    cr_expect_eq(run_gas(&run, "release").count, 1);
    run_expect_books(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* Every message has its airtime and none arrives. */
Test(faults, a_radio_that_loses_all)
{
    struct run run;
    run_set_up(&run, "faults.radio_message_loss=1", NULL);
    run_play(&run);
    const struct sim_engine_stats *stats = sim_engine_stats(run.world.engine);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(run.world.outcome.delivered, 0);
    cr_expect_gt(stats->radio_messages_lost, 0);
    cr_expect_gt(stats->lan_bytes, 0);
    for (uint32_t i = 0; i < 8; i++)
        cr_expect_eq(sim_node_traffic(run.world.participants[WORLD_DEVICE][i].node)->lan_up_bytes,
                     0);
    run_expect_books(&run);
    expect_whole(&run);
    run_tear_down(&run);
}

/* Attempts repair what a fifth of losses breaks. */
Test(faults, a_radio_that_loses_some)
{
    struct run run;
    run_set_up(&run, "faults.radio_message_loss=0.2", "crowdpatching.attempts=20", NULL);
    run_play(&run);
    uint64_t attempts = 0;
    for (uint32_t i = 0; i < 8; i++)
        attempts += run.world.outcome.devices[i].attempts;
    cr_expect_gt(attempts, 8);
    cr_expect_gt(sim_engine_stats(run.world.engine)->radio_messages_lost, 0);
    cr_expect_eq(run.world.outcome.patched, 8);
    run_expect_books(&run);
    run_expect_order(&run);
    expect_whole(&run);
    run_tear_down(&run);
}
