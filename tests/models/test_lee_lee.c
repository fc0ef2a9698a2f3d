#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"system\": \"lee_lee\", \"seed\": 4, \"duration\": \"12h\","           \
    " \"world\": {\"distributors\": 2, \"hubs\": 4, \"devices\": 8},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"lee_lee\": {\"update_size\": \"4KiB\", \"piece_size\": \"512B\", \"reach\": 100,"          \
    " \"pow_tries\": 20000}}"

#include "models/lee_lee/state.h"
#include "models/model.h"
#include "models/shared/run_welfare.h"
#include "tests/models/run.h"

static struct run run;

static struct lee_lee *state_of(void)
{
    return run.world.model_state;
}

static double extra(const char *key)
{
    for (size_t i = 0; i < run.world.outcome.extra_count; i++)
        if (strcmp(run.world.outcome.extra[i].key, key) == 0)
            return run.world.outcome.extra[i].value;
    return -1;
}

static uint64_t pieces_received(void)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < state_of()->device_count; i++)
        sum += state_of()->swarm.peers[i].pieces_received;
    return sum;
}

/** Blocks are counted where they stand. */
static void expect_chains(void)
{
    const struct lee_lee *state = state_of();
    uint64_t blocks = 0;
    for (uint32_t i = 0; i < state->device_count + state->verification_count; i++) {
        blocks += state->nodes[i].chain.length;
        if (i >= state->device_count)
            cr_expect_eq(state->nodes[i].chain.counter, 0, "a verification node counts nothing");
        else
            cr_expect_eq(state->nodes[i].chain.counter, state->nodes[i].chain.length);
    }
    cr_expect_eq(blocks, state->blocks);
    cr_expect_eq(run.world.outcome.chain_bytes, blocks * LEE_LEE_BLOCK_BYTES);
}

/* All have the latest, and only verification nodes are asked: nothing is downloaded. */
Test(lee_lee, c1_1)
{
    run_set_up(&run, "lee_lee.holders=1", "lee_lee.reach=0", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->cases[LEE_LEE_C1_1], 8);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(pieces_received(), 0);
    cr_expect_eq(state_of()->checks, 8);
    cr_expect_eq(state_of()->listed_count, 8, "the trackers know who has it");
    cr_expect_eq(state_of()->worked_blocks, 0);
    cr_expect_eq(state_of()->blocks, 8, "each has published its log");
    cr_expect(run.world.outcome.is_complete);
    expect_chains();
    run_tear_down(&run);
}

/* Their files were changed: the verifiers differ, and they download what they had. */
Test(lee_lee, c1_1_with_altered_files)
{
    run_set_up(&run, "lee_lee.holders=1", "lee_lee.altered=1", "lee_lee.reach=0", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->cases[LEE_LEE_C1_1], 8);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(pieces_received(), 8 * 8);
    for (uint32_t i = 0; i < 8; i++)
        cr_expect_not(state_of()->nodes[i].is_altered);
    run_tear_down(&run);
}

Test(lee_lee, c1_2)
{
    run_set_up(&run, "lee_lee.reach=0", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->cases[LEE_LEE_C1_2], 8);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(pieces_received(), 8 * 8);
    for (uint32_t i = 0; i < 8; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        cr_expect(row->discovered > 0 && row->discovered <= row->requested);
        cr_expect(row->requested < row->proved && row->proved < row->patched);
        cr_expect_eq(state_of()->nodes[i].version, LEE_LEE_NEW);
    }
    expect_chains();
    run_tear_down(&run);
}

/* More are listed than a tracker walks over. */
Test(lee_lee, a_long_list_of_peers)
{
    run_set_up(&run, "world.devices=1200", "world.hubs=100", "lee_lee.holders=0.95",
               "lee_lee.reach=0", "lee_lee.verification_reach=1", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->listed_count, 1200);
    cr_expect_eq(run.world.outcome.patched, 1200);
    cr_expect_gt(state_of()->cases[LEE_LEE_C1_2], 30);
    run_tear_down(&run);
}

/* One has the latest, and nobody hears from verification nodes by a broadcast: those that it asks
 * learn of it (C2-1), those that ask it do (C2-3). */
Test(lee_lee, c2_1_and_c2_3)
{
    run_set_up(&run, "lee_lee.verification_reach=0", NULL);
    state_of()->nodes[0].version = LEE_LEE_NEW;
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(state_of()->cases[LEE_LEE_C1_1] + state_of()->cases[LEE_LEE_C1_2], 0);
    cr_expect_geq(state_of()->cases[LEE_LEE_C2_1], 1);
    cr_expect_geq(state_of()->cases[LEE_LEE_C2_3], 1);
    cr_expect_eq(state_of()->cases[LEE_LEE_C2_1] + state_of()->cases[LEE_LEE_C2_3], 7);
    expect_chains();
    run_tear_down(&run);
}

/* Eight have the latest: two are n_i and n_j, and the six others confirm, all of them. */
Test(lee_lee, c2_2_needs_six)
{
    run_set_up(&run, "lee_lee.verification_reach=0", "lee_lee.holders=1", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->cases[LEE_LEE_C2_2], 8);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_geq(state_of()->confirmed, 8);
    cr_expect_geq(state_of()->worked_blocks, 6 * state_of()->confirmed);
    cr_expect_eq(pieces_received(), 0);
    cr_expect_gt(extra("mean_confirmation_s"), 1);
    expect_chains();
    run_tear_down(&run);
}

/* With seven there are five. */
Test(lee_lee, c2_2_with_five)
{
    run_set_up(&run, "lee_lee.verification_reach=0", "lee_lee.holders=1", "world.devices=7",
               "lee_lee.attempts=2", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->confirmed, 0);
    cr_expect_gt(state_of()->unconfirmed, 0);
    cr_expect_eq(state_of()->cases[LEE_LEE_C2_2], 0);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* Verification nodes are "other nodes", too: they have all verifiers. */
Test(lee_lee, verification_nodes_confirm)
{
    run_set_up(&run, "lee_lee.verification_reach=3", "lee_lee.holders=1", "world.devices=6", NULL);
    run_play(&run);
    const struct lee_lee *state = state_of();
    uint64_t theirs = 0;
    for (uint32_t i = 0; i < 3; i++)
        theirs += state->nodes[6 + i].chain.length;
    cr_expect_gt(theirs, 0);
    expect_chains();
    run_tear_down(&run);
}

/* One of nine has an altered file: nobody confirms its verifier, its own check finds it out. */
Test(lee_lee, c2_2_with_an_altered_file)
{
    run_set_up(&run, "lee_lee.verification_reach=0", "lee_lee.holders=1", "world.devices=9", NULL);
    state_of()->nodes[4].is_altered = true;
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 9);
    cr_expect_not(state_of()->nodes[4].is_altered);
    cr_expect_eq(state_of()->swarm.peers[4].pieces_received, 8);
    cr_expect_eq(pieces_received(), 8);
    run_tear_down(&run);
}

/* Devices that hear only one another find their old firmware in order. */
Test(lee_lee, old_and_in_order)
{
    run_set_up(&run, "lee_lee.verification_reach=0", "lee_lee.attempts=2", NULL);
    run_play(&run);
    cr_expect_gt(state_of()->verified_old, 0);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_WAITING), 8);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(lee_lee, nobody_answers)
{
    run_set_up(&run, "lee_lee.verification_reach=0", "lee_lee.reach=0", "lee_lee.attempts=3", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->checks, 3 * 8);
    cr_expect_eq(state_of()->broadcast_messages, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_WAITING), 8);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* A peer list that does not come in time, and a download that does not. */
Test(lee_lee, too_little_patience)
{
    run_set_up(&run, "lee_lee.answer_timeout=100ms", "lee_lee.attempts=2", "lee_lee.reach=0",
               "lee_lee.verification_reach=100", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 8);
    cr_expect_eq(pieces_received(), 0);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(lee_lee, too_slow_a_download)
{
    run_set_up(&run, "lee_lee.download_timeout=1s", "lee_lee.attempts=1", "lee_lee.reach=0",
               "lee_lee.verification_reach=1", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 8);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* 96 bytes over the radio and the line take 200 ms. */
Test(lee_lee, copies_that_take_too_long)
{
    run_set_up(&run, "lee_lee.copy_timeout=100ms", "lee_lee.attempts=2", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->cases[LEE_LEE_C1_2], 0);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_WAITING), 8);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* Nine copies of 96 bytes, of which a second sees some four leave. */
Test(lee_lee, copies_that_nobody_waits_for)
{
    run_set_up(&run, "lee_lee.response_window=1s", "lee_lee.attempts=1", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->checks, 8);
    cr_expect_gt(extra("broadcast_messages_dropped"), 8 * 2);
    cr_expect_lt(extra("broadcast_messages_dropped"), extra("broadcast_messages"));
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* Every machine fails once in a while, and starts again with what it has. */
static void trouble(void *argument)
{
    struct base_random random;
    (void)argument;
    base_random_init(&random, 9, 9, "trouble");
    for (;;) {
        static const enum world_role roles[] = {WORLD_MANUFACTURER, WORLD_DISTRIBUTOR, WORLD_HUB,
                                                WORLD_DEVICE};
        enum world_role role = roles[base_random_below(&random, 4)];
        struct participant *victim =
            &run.world.participants[role][base_random_below(&random, run.world.counts[role])];
        sim_actor_sleep(run.world.engine, 10 * SIM_TIME_SECOND);
        participant_fail(victim);
        sim_actor_sleep(run.world.engine, SIM_TIME_SECOND);
        participant_restore(victim);
    }
}

Test(lee_lee, machines_that_fail)
{
    run_set_up(&run, "lee_lee.holders=0.3", "lee_lee.attempts=100", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "trouble", trouble, NULL, NULL), 0);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect(run.world.outcome.is_complete);
    expect_chains();
    run_tear_down(&run);
}

/* A broadcast reaches so many nodes of each kind, never the sender. */
Test(lee_lee, reach)
{
    run_set_up(&run, "lee_lee.reach=3", "lee_lee.verification_reach=1", "lee_lee.holders=1", NULL);
    run_play(&run);
    cr_expect_eq(state_of()->broadcast_messages, 4 * state_of()->broadcasts);
    run_tear_down(&run);
}

/* What verification nodes send is the vendor's bill, and nobody else's cost. */
Test(lee_lee, uploads_are_paid_for_once)
{
    run_set_up(&run, "lee_lee.holders=0", "prices.upload_usd_per_gb=1000",
               "prices.egress_usd_per_gb=1000", "prices.compute_usd_per_core_hour=0", NULL);
    run_play(&run);
    double sent_gb = 0;
    for (uint32_t i = 0; i < run.world.counts[WORLD_DISTRIBUTOR]; i++) {
        const struct participant *who = &run.world.participants[WORLD_DISTRIBUTOR][i];
        sent_gb += (double)sim_node_traffic(who->node)->wan_up_bytes / 1e9;
        cr_expect_eq(costs_of_distributor(&run.world, i).upload_usd, 0);
    }
    cr_assert_gt(sent_gb, 0);
    struct costs_manufacturer vendor = costs_of_manufacturer(&run.world);
    cr_expect_float_eq(vendor.services_usd, sent_gb * 1000, 1e-9);
    json_t *welfare = run_welfare_json(&run.world);
    cr_expect_float_eq(json_number_value(json_object_get(welfare, "resources_usd")),
                       vendor.egress_usd + vendor.services_usd, 1e-9);
    json_decref(welfare);
    run_tear_down(&run);
}

/* Six of eight devices, for one asks and one answers, and two of three verification nodes. */
Test(lee_lee, more_confirmations_than_a_broadcast_reaches_are_told)
{
    run_set_up(&run, "lee_lee.confirmations=9", NULL);
    cr_expect(run_has_warning(&run, "infeasible: 9 nodes must prove work"));
    run_tear_down(&run);
}

Test(lee_lee, as_many_as_it_reaches_are_not)
{
    run_set_up(&run, "lee_lee.confirmations=8", NULL);
    cr_expect_not(run_has_warning(&run, "must prove work"));
    run_tear_down(&run);
}
