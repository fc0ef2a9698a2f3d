#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"duration\": \"3h\", \"sample_interval\": \"5min\","                   \
    " \"world\": {\"distributors\": 6, \"hubs\": 4, \"devices\": 8}}"

#include "models/leiba/state.h"
#include "models/shared/chain_rpc.h"
#include "models/shared/chain_service_private.h"
#include "models/shared/faults.h"
#include "tests/models/run.h"

/* Chains that replace their last blocks. */

#define CROWDPATCHING                                                                              \
    "system=crowdpatching", "crowdpatching.update_size=4KiB", "crowdpatching.expiry=2h",           \
        "crowdpatching.seeding_slots=2"
#define LEIBA                                                                                      \
    "system=leiba", "leiba.update_size=4KiB", "leiba.expiry=2h", "leiba.seeding_slots=2",          \
        "leiba.device_poll=1min"

/* More confirmations than a reorganisation replaces blocks; and fewer. */
#define FIRM "chain.confirmations=5", "faults.reorg_mean_interval=3min", "faults.reorg_depth=4"
#define SOFT                                                                                       \
    "chain.confirmations=1", "faults.reorg_mean_interval=90s", "faults.reorg_depth=3",             \
        "faults.reorg_omitted_share=0.5"

static void expect_reorganised(const struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    uint64_t depth = run->world.faults->reorg_depth, booked = 0;
    cr_expect(outcome->is_complete);
    cr_expect_gt(outcome->reorganisations, 20);
    cr_expect_leq(outcome->orphaned_blocks, outcome->reorganisations * depth);
    cr_expect_gt(outcome->orphaned_blocks, (outcome->reorganisations - 1) * depth);
    cr_expect_gt(outcome->orphaned_transactions, 0);
    cr_expect_eq(chain_check_supply(run_chain(run)), 0);
    /* Height is time: every branch has a block for every slot. */
    cr_expect_eq((sim_time)chain_head_number(run_chain(run)),
                 (outcome->ended - run->world.chain_config->gossip_delay_ns) /
                     run->world.chain_config->block_interval_ns);
    for (size_t i = 0; i < outcome->gas_count; i++)
        booked += outcome->gas[i].count;
    cr_expect_gt(booked, outcome->device_count);
}

static void expect_all_patched(const struct run *run)
{
    const struct outcome *outcome = &run->world.outcome;
    cr_expect_eq(outcome->patched, outcome->device_count);
    cr_expect_eq(outcome->delivered, outcome->device_count);
    cr_expect_not(run_has_warning(run, "may be undone"));
}

static void play_crowdpatching(struct run *run, const char *const options[])
{
    run_set_up_with(run, options);
    run_play(run);
    expect_reorganised(run);
    run_expect_books(run);
    run_expect_order(run);
}

Test(reorg, crowdpatching_is_never_misled_when_it_waits)
{
    struct run run;
    play_crowdpatching(&run, (const char *const[]){CROWDPATCHING, FIRM, NULL});
    expect_all_patched(&run);
    cr_expect_eq(crowdpatching_lemmas_unpaid(&run_state(&run)->lemmas), 0);
    for (uint32_t i = 0; i < run.world.outcome.device_count; i++)
        cr_expect_gt(run.world.outcome.devices[i].rewarded, 0);
    run_tear_down(&run);
}

static void play_soft_crowdpatching(const char *seed)
{
    struct run run;
    play_crowdpatching(&run, (const char *const[]){seed, CROWDPATCHING, SOFT, NULL});
    cr_expect(run_has_warning(&run, "may be undone"));
    cr_expect_geq(run.world.outcome.patched, 6);
    run_tear_down(&run);
}

Test(reorg, crowdpatching_survives_when_it_is_misled)
{
    play_soft_crowdpatching("seed=1");
}

Test(reorg, crowdpatching_survives_when_it_is_misled_2)
{
    play_soft_crowdpatching("seed=2");
}

Test(reorg, crowdpatching_survives_when_it_is_misled_3)
{
    play_soft_crowdpatching("seed=3");
}

/* By the authors' code, a PoFD that a branch takes before its PoD has the hub paid for both: who
 * read the key in a block that was undone has the update, and its distributor nothing. The books
 * agree. */
Test(reorg, distributors_go_unpaid_by_the_reference_code)
{
    struct run run;
    play_crowdpatching(&run, (const char *const[]){CROWDPATCHING, SOFT,
                                                   "crowdpatching.semantics=reference-code", NULL});
    uint32_t unpaid = crowdpatching_lemmas_unpaid(&run_state(&run)->lemmas);
    cr_expect_gt(unpaid, 0);
    cr_expect_eq(unpaid + run.world.outcome.delivered, run.world.outcome.patched);
    run_tear_down(&run);
}

/* What the books say of Leiba's devices and deposit is what the contract did on the final chain. */
static void play_leiba(struct run *run, const char *const options[])
{
    run_set_up_with(run, options);
    run_play(run);
    expect_reorganised(run);
    const struct world *world = &run->world;
    const struct outcome *outcome = &world->outcome;
    const struct leiba *state = world->model_state;
    u256 paid = {{0}};
    uint32_t paid_devices = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        u256 balance =
            chain_balance(run_chain(run), &world->participants[WORLD_DISTRIBUTOR][i].address);
        RUN_EXPECT_WEI(RUN_SUM(balance, row->fees_wei),
                       RUN_SUM(world->config->distributor_funds_wei, row->rewards_wei),
                       "distributor %u", i);
        paid = u256_add(paid, row->rewards_wei);
    }
    for (uint32_t i = 0; i < outcome->device_count; i++)
        paid_devices += state->devices[i].paid_to != OUTCOME_NOBODY;
    cr_expect_eq(paid_devices, outcome->delivered, "one payment a device");
    cr_expect_eq(state->payments_without_proof, 0);
    RUN_EXPECT_WEI(RUN_SUM(paid, state->refunded_wei),
                   leiba_deposit(state->config, outcome->device_count), "deposit");
    cr_expect(u256_is_zero(chain_balance(run_chain(run), &state->contract)));
}

Test(reorg, leiba_is_never_misled_when_it_waits)
{
    struct run run;
    play_leiba(&run, (const char *const[]){LEIBA, FIRM, NULL});
    expect_all_patched(&run);
    run_tear_down(&run);
}

static void play_soft_leiba(const char *seed)
{
    struct run run;
    play_leiba(&run, (const char *const[]){seed, LEIBA, SOFT, NULL});
    cr_expect_geq(run.world.outcome.patched, 6);
    run_tear_down(&run);
}

Test(reorg, leiba_survives_when_it_is_misled)
{
    play_soft_leiba("seed=1");
}

Test(reorg, leiba_survives_when_it_is_misled_2)
{
    play_soft_leiba("seed=2");
}

/* Reads logs as participants do, all the time. */
struct reader {
    struct world *world;
    crypto_address contracts[2]; /* Super, Delivery */
    struct base_map seen;        /* crypto_digest of a log -> bool */
    size_t read;
};

static crypto_digest digest_of(const struct evm_log *log)
{
    struct base_buffer buffer = {0};
    base_buffer_append(&buffer, log->address.bytes, sizeof log->address.bytes);
    for (unsigned i = 0; i < log->topic_count; i++)
        base_buffer_append(&buffer, log->topics[i].bytes, sizeof log->topics[i].bytes);
    base_buffer_append(&buffer, log->data, log->data_len);
    crypto_digest digest = crypto_sha256(buffer.data, buffer.len);
    base_buffer_deinit(&buffer);
    return digest;
}

static void reader_main(void *argument)
{
    struct reader *reader = argument;
    struct chain_service *chain = reader->world->chain;
    struct participant *hub = reader->world->participants[WORLD_HUB];
    uint64_t blocks[2] = {0, 0};
    CONVERSE_PORT port = NULL;
    if (sim_port_new(hub->node, &port) < 0)
        return;
    for (;;) {
        for (size_t i = 0; i < 2; i++) {
            struct chain_log_page page;
            if (!chain_service_logs(chain, hub, port, &reader->contracts[i], &blocks[i], &page))
                continue;
            for (size_t l = 0; l < page.count; l++, reader->read++) {
                crypto_digest digest = digest_of(&page.logs[l]);
                base_map_put(&reader->seen, &digest, NULL);
            }
            chain_log_page_deinit(&page);
        }
        chain_service_wait_block(chain, SIM_TIME_FOREVER);
    }
}

Test(reorg, readers_of_logs_miss_nothing)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, SOFT, NULL);
    struct reader reader = {.world = &run.world};
    reader.contracts[0] = run_state(&run)->makers[0].super_contract;
    reader.contracts[1] = evm_create_address(&reader.contracts[0], 1);
    base_map_init(&reader.seen, sizeof(crypto_digest), sizeof(bool));
    struct sim_node *node = run.world.participants[WORLD_HUB]->node;
    cr_assert_eq(sim_actor_spawn(node, "reader", reader_main, &reader, NULL), 0);
    run_play(&run);
    cr_expect_gt(reader.read, reader.seen.count, "some came twice");
    size_t checked = 0;
    for (size_t i = 0; i < 2; i++) {
        struct chain_rpc_log *found;
        size_t count;
        cr_assert_eq(chain_logs_find(&run.world.chain->logs, &reader.contracts[i], NULL, 0,
                                     UINT64_MAX, &found, &count),
                     0);
        for (size_t l = 0; l < count; l++) {
            crypto_digest digest = digest_of(found[l].log);
            if (found[l].block + 2 > chain_head_number(run_chain(&run)))
                continue;
            cr_expect_not_null(base_map_get(&reader.seen, &digest), "contract %zu, log %zu", i, l);
            checked++;
        }
        free(found);
    }
    cr_expect_gt(checked, 20);
    base_map_deinit(&reader.seen);
    run_tear_down(&run);
}

/* The first one has a date, before which there are fewer blocks than it could replace. */
Test(reorg, one_at_a_date)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, "faults.reorg_first=100s", "faults.reorg_depth=64", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.reorganisations, 1);
    cr_expect_eq(run.world.outcome.orphaned_blocks, 8); /* those of 12 s to 96 s */
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Block 8 is that of 96 s: it strikes at that date, and replaces the seven before it. */
Test(reorg, one_at_the_date_of_a_block)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, "faults.reorg_first=96s", "faults.reorg_depth=64", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.orphaned_blocks, 7);
    run_tear_down(&run);
}

/* A block has as many behind it as are replaced, one fewer than the confirmations that protect. */
Test(reorg, as_many_confirmations_as_replaced_blocks_are_too_few)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, "chain.confirmations=4", "faults.reorg_mean_interval=3min",
               "faults.reorg_depth=4", NULL);
    cr_expect_not(chain_service_is_firm(run.world.chain));
    cr_expect(run_has_warning(&run, "may be undone"));
    run_tear_down(&run);
}

/* How many blocks wait, as blocks become known. */
struct waiting_reader {
    struct world *world;
    size_t most, blocks;
};

static void waiting_reader_main(void *argument)
{
    struct waiting_reader *reader = argument;
    const struct chain_service *chain = reader->world->chain;
    for (;; reader->blocks++) {
        chain_service_wait_block(reader->world->chain, SIM_TIME_FOREVER);
        size_t waiting = chain->reorg.unsettled_count;
        reader->most = waiting > reader->most ? waiting : reader->most;
    }
}

/* The last four may be replaced, and no more wait for it. */
Test(reorg, blocks_are_final_when_none_can_undo_them)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, FIRM, NULL);
    struct waiting_reader reader = {.world = &run.world};
    struct sim_node *node = run.world.participants[WORLD_HUB]->node;
    cr_assert_eq(sim_actor_spawn(node, "reader", waiting_reader_main, &reader, NULL), 0);
    run_play(&run);
    cr_expect_gt(reader.blocks, 100);
    cr_expect_eq(reader.most, 4);
    run_tear_down(&run);
}

/* What a block leaves as the next one's base fee, as blocks become known. */
struct fee_reader {
    struct world *world;
    double fees_wei[64];
    size_t count;
};

static void fee_reader_main(void *argument)
{
    struct fee_reader *reader = argument;
    const struct chain_service *chain = reader->world->chain;
    while (reader->count < sizeof reader->fees_wei / sizeof reader->fees_wei[0]) {
        chain_service_wait_block(reader->world->chain, SIM_TIME_FOREVER);
        reader->fees_wei[reader->count++] = u256_to_double(chain_base_fee(chain->chain));
    }
}

/* Others fill the slots of the first ten minutes on every branch: the fee rises from block to
 * block, over the one at 108 s that comes with eight new ones before it. */
Test(reorg, replaced_blocks_are_as_crowded_as_they_were)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, "faults.reorg_first=100s", "faults.reorg_depth=64",
               "faults.congestion_start=0s", "faults.congestion_length=10min",
               "faults.congestion_load=1", NULL);
    struct fee_reader reader = {.world = &run.world};
    struct sim_node *node = run.world.participants[WORLD_HUB]->node;
    cr_assert_eq(sim_actor_spawn(node, "reader", fee_reader_main, &reader, NULL), 0);
    run_play(&run);
    cr_expect_eq(run.world.outcome.orphaned_blocks, 8);
    for (size_t i = 1; i < 48; i++)
        cr_expect_gt(reader.fees_wei[i], 1.12 * reader.fees_wei[i - 1], "block %zu", i + 1);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(reorg, none_without_a_key_that_asks_for_them)
{
    struct run run;
    run_set_up(&run, CROWDPATCHING, "faults.reorg_depth=5", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.reorganisations, 0);
    cr_expect_eq(run.world.outcome.orphaned_blocks, 0);
    cr_expect_eq(chain_config(run_chain(&run))->reorg_blocks_kept, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A cursor goes back to the lowest fork since. */
Test(reorg, cursors_know_their_branch)
{
    uint64_t forks[3] = {20, 10, 30};
    struct chain_service service = {.reorg = {.forks = forks, .fork_count = 0}};
    cr_expect_eq(chain_reorg_cursor(&service, 25), 25);
    cr_expect_eq(chain_reorg_block(&service, 25), 25);
    service.reorg.fork_count = 1;
    uint64_t after_one = chain_reorg_cursor(&service, 25);
    cr_expect_eq(chain_reorg_block(&service, 25), 20);
    cr_expect_eq(chain_reorg_block(&service, 7), 7);
    cr_expect_eq(chain_reorg_block(&service, after_one), 25);
    service.reorg.fork_count = 3;
    cr_expect_eq(chain_reorg_block(&service, 25), 10);
    cr_expect_eq(chain_reorg_block(&service, after_one), 10);
    cr_expect_eq(chain_reorg_block(&service, chain_reorg_cursor(&service, 40)), 40);
    cr_expect_eq(chain_reorg_block(&service, UINT64_MAX), (UINT64_C(1) << 48) - 1);
}
