#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"system\": \"boudguiga\", \"duration\": \"6h\","                       \
    " \"world\": {\"distributors\": 6, \"hubs\": 4, \"devices\": 8},"                              \
    " \"boudguiga\": {\"update_size\": \"4KiB\", \"device_poll\": \"1min\"}}"
#define INNOCUOUSNESS "boudguiga.variant=innocuousness"

#include "contracts-model/contracts/update_log_contract.h"
#include "models/boudguiga/state.h"
#include "models/shared/costs.h"
#include "tests/models/run.h"

#define S INT64_C(1000000000)

static struct run run;

static struct boudguiga *state_of(void)
{
    return run.world.model_state;
}

/* So many are patched, the others in this state. */
static void expect_states(uint32_t patched, enum outcome_state others)
{
    const struct outcome *outcome = &run.world.outcome;
    uint32_t other = outcome->device_count - patched;
    cr_expect(outcome->is_complete);
    cr_expect_eq(outcome->patched, patched);
    cr_expect_eq(outcome_count_state(outcome, OUTCOME_PATCHED), patched);
    if (others != OUTCOME_PATCHED)
        cr_expect_eq(outcome_count_state(outcome, others), other);
    else
        cr_expect_eq(other, 0);
}

/* What anybody reads of a device in the chain's blocks: its acknowledgements of the update. */
struct history {
    uint32_t positive, negative;
};

static struct history histories[8];

static void note_receipt(void *context, const uint8_t *encoded, size_t len,
                         const struct chain_receipt *receipt)
{
    struct contracts_acknowledged acknowledged;
    (void)context;
    (void)encoded;
    (void)len;
    for (size_t i = 0; i < receipt->log_count; i++) {
        if (!contracts_update_log_decode_acknowledged(&receipt->logs[i], &acknowledged) ||
            !crypto_digest_equal(&acknowledged.update_id, &state_of()->update_id))
            continue;
        struct history *history =
            &histories[world_find_by_address(&run.world, &acknowledged.device)->index];
        acknowledged.is_positive ? history->positive++ : history->negative++;
    }
}

static void play_and_read_history(void)
{
    const struct chain_observer observer = {.transaction = note_receipt};
    chain_observe(run_chain(&run), &observer);
    run_play(&run);
    cr_expect_eq(state_of()->acknowledged, run.world.outcome.patched);
    for (uint32_t i = 0; i < run.world.counts[WORLD_DEVICE]; i++)
        cr_expect_eq(histories[i].positive, run.world.outcome.devices[i].patched >= 0);
}

/* ---- section III-C ---- */

Test(boudguiga, all_read_the_binary_from_the_chain)
{
    run_set_up(&run, NULL);
    play_and_read_history();
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(run_gas(&run, "create").count, 1);
    cr_expect_eq(run_gas(&run, "post").count, 1);
    cr_expect_eq(run_gas(&run, "acknowledge").count, 8);
    /* EIP-7623: 40 gas a byte of calldata that is not zero, 4096 random ones among them. */
    cr_expect_gt(run_gas(&run, "post").gas, 21000 + 4096 * 39);
    cr_expect_lt(run_gas(&run, "post").gas, boudguiga_post_gas(4096 + BOUDGUIGA_POST_BYTES));
    cr_expect_eq(run.world.outcome.first_hand, 0, "no checking node is needed");
    for (uint32_t i = 0; i < 4; i++)
        cr_expect_eq(sim_node_busy(run.world.participants[WORLD_HUB][i].node), 0);
    run_tear_down(&run);
}

/* A device that is back before the next block finds its acknowledgement in the mempool. */
Test(boudguiga, acknowledgements_that_wait_for_a_block_are_not_sent_again)
{
    run_set_up(&run, "chain.block_interval=5min", "faults.device_mean_uptime=2min",
               "faults.device_mean_downtime=10s", NULL);
    play_and_read_history();
    expect_states(8, OUTCOME_PATCHED);
    run_tear_down(&run);
}

Test(boudguiga, a_binary_of_several_transactions)
{
    run_set_up(&run, "boudguiga.update_size=5000B", "boudguiga.part_size=1KiB", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(run_gas(&run, "post").count, 5);
    run_tear_down(&run);
}

/* A megabyte at 40 gas a byte is 42 M gas, more than a block has room for. */
Test(boudguiga, a_binary_of_many_blocks)
{
    run_set_up(&run, "boudguiga.update_size=1MiB", "boudguiga.part_size=128KiB", "world.devices=1",
               "world.hubs=1", "network.lan_goodput=10Mbps", NULL);
    run_play(&run);
    expect_states(1, OUTCOME_PATCHED);
    cr_expect_eq(run_gas(&run, "post").count, 8);
    cr_expect_gt(run_gas(&run, "post").gas, 40 * UINT64_C(1048576));
    cr_expect_leq(run_gas(&run, "post").most_gas, UINT64_C(1) << 24);
    run_tear_down(&run);
}

/* Each poll goes to another node; with "nearest" all go to the region's own. */
Test(boudguiga, any_node_serves)
{
    run_set_up(&run, "world.devices=1", "world.hubs=1", "boudguiga.device_poll=1s", NULL);
    run_play(&run);
    expect_states(1, OUTCOME_PATCHED);
    cr_expect_gt(state_of()->devices[0].node_draws, 20);
    run_tear_down(&run);
}

Test(boudguiga, nobody_checks_what_is_on_the_chain)
{
    run_set_up(&run, "boudguiga.malicious_update=true", "boudguiga.detection_probability=1", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(state_of()->harmed, 8);
    run_tear_down(&run);
}

/* ---- section III-D ---- */

Test(boudguiga, three_of_five_approve)
{
    run_set_up(&run, INNOCUOUSNESS, NULL);
    play_and_read_history();
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(run.world.outcome.first_hand, 5);
    cr_expect_eq(state_of()->votes[true], 5);
    cr_expect_eq(state_of()->votes[false], 0);
    cr_expect_eq(run_gas(&run, "vote").count, 5);
    cr_expect_lt(run_gas(&run, "post").gas, 40000, "a hash costs the same for every size");
    for (uint32_t i = 0; i < 8; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        cr_expect_lt(row->discovered, row->proved);
        cr_expect_leq(row->proved, row->requested);
        cr_expect_geq(__builtin_popcountll(state_of()->devices[i].positive), 3);
    }
    /* Once a home over the line, once a device over the radio. */
    for (uint32_t i = 0; i < 4; i++)
        cr_expect_eq(state_of()->peers[WORLD_HUB][i].has_binary, true);
    run_tear_down(&run);
}

Test(boudguiga, malware_that_is_found_harms_nobody)
{
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.malicious_update=true",
               "boudguiga.detection_probability=1", NULL);
    run_play(&run);
    expect_states(0, OUTCOME_FAILED);
    cr_expect_eq(state_of()->rejections, 8);
    cr_expect_eq(state_of()->harmed, 0);
    cr_expect_eq(state_of()->votes[false], 5);
    run_tear_down(&run);
}

Test(boudguiga, malware_that_nobody_finds)
{
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.malicious_update=true",
               "boudguiga.detection_probability=0", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(state_of()->harmed, 8);
    run_tear_down(&run);
}

Test(boudguiga, false_alarms_keep_a_good_update_back)
{
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.false_alarm_probability=1", NULL);
    run_play(&run);
    expect_states(0, OUTCOME_FAILED);
    cr_expect_eq(state_of()->rejections, 8);
    cr_expect_eq(state_of()->harmed, 0);
    run_tear_down(&run);
}

Test(boudguiga, too_few_checking_nodes)
{
    run_set_up(&run, INNOCUOUSNESS, "world.distributors=2", "boudguiga.vote_timeout=1h", NULL);
    run_play(&run);
    expect_states(0, OUTCOME_FAILED);
    cr_expect_eq(state_of()->undecided, 8);
    cr_expect_eq(state_of()->votes[true], 2);
    cr_expect(run_has_warning(&run, "2 of 5 checking nodes exist"));
    run_tear_down(&run);
}

/* A majority of k exactly: 2 of 3, 3 of 4. */
Test(boudguiga, majorities)
{
    for (uint64_t k = 1; k <= 64; k++) {
        const struct boudguiga_config config = {.checkers = k};
        uint64_t threshold = boudguiga_threshold(&config);
        cr_expect_eq(threshold, k / 2 + 1);
        for (uint64_t n = 0; n <= k; n++) {
            uint64_t set = n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
            cr_expect_eq(boudguiga_verdict_of(&config, set, 0) == BOUDGUIGA_APPROVED,
                         n >= threshold);
            /* As many against it that the others are too few. */
            cr_expect_eq(boudguiga_verdict_of(&config, 0, set) == BOUDGUIGA_REJECTED,
                         k - n < threshold);
        }
    }
}

/* Votes of the sixth distributor, which is no checking node, and one of the manufacturer's. */
static void vote_main(void *argument)
{
    struct participant *who = argument;
    struct boudguiga *state = who->world->model_state;
    const crypto_address nobody = {{0}};
    CONVERSE_BUFFER data = {0};
    CONVERSE_PORT port = NULL;
    crypto_ed25519_signature signature;
    sim_actor_sleep(who->world->engine, 30 * S);
    if (sim_port_new(who->node, &port) < 0)
        return;
    crypto_digest digest = boudguiga_vote_digest(&state->update_id, &who->address, true, &nobody);
    crypto_ed25519_sign(&who->identity_secret, digest.bytes, 32, &signature);
    contracts_update_log_encode_vote(&data, &state->update_id, true, &nobody, signature.bytes);
    const struct chain_intent intent = {.operation = "vote",
                                        .to = &state->log,
                                        .data = data.data,
                                        .data_len = data.len,
                                        .gas_limit = 80000};
    boudguiga_place(state, who, port, &intent);
}

Test(boudguiga, votes_of_others_do_not_count)
{
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.checkers=1", "boudguiga.malicious_update=true",
               "boudguiga.detection_probability=1", NULL);
    for (uint32_t i = 1; i < 6; i++) {
        struct participant *who = &run.world.participants[WORLD_DISTRIBUTOR][i];
        cr_assert_eq(sim_actor_spawn(who->node, "villain", vote_main, who, NULL), 0);
    }
    run_play(&run);
    expect_states(0, OUTCOME_FAILED);
    cr_expect_eq(state_of()->votes[true], 5);
    cr_expect_eq(state_of()->votes[false], 1);
    cr_expect_eq(state_of()->harmed, 0);
    run_tear_down(&run);
}

static void tamper_main(void *argument)
{
    struct boudguiga *state = run.world.model_state;
    sim_actor_sleep(run.world.engine, *(const sim_time *)argument);
    state->carried[0] ^= 1;
}

/* No peer has the binary that the chain speaks of: checking nodes never get to vote. */
Test(boudguiga, nobody_has_the_binary)
{
    static sim_time at = 1 * S;
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.vote_timeout=1h", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "villain", tamper_main, &at, NULL), 0);
    run_play(&run);
    expect_states(0, OUTCOME_FAILED);
    cr_expect_eq(state_of()->undecided, 8);
    cr_expect_eq(run.world.outcome.first_hand, 0);
    run_tear_down(&run);
}

/* After the votes all peers send something else: hubs notice and pass nothing on. */
Test(boudguiga, hubs_check_what_peers_send)
{
    static sim_time at = 640 * S;
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.attempts=2", "boudguiga.device_poll=20min", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "villain", tamper_main, &at, NULL), 0);
    run_play(&run);
    cr_expect_lt(run.world.outcome.patched, 8);
    expect_states(run.world.outcome.patched, OUTCOME_FAILED);
    cr_expect_eq(state_of()->negative_acknowledgements, 0);
    run_tear_down(&run);
}

/* ---- encryption ---- */

Test(boudguiga, an_encrypted_update_is_not_for_all)
{
    run_set_up(&run, "boudguiga.encryption=broadcast", "boudguiga.revoked_devices=3",
               "boudguiga.part_size=1KiB", NULL);
    cr_expect_neq(memcmp(state_of()->carried, state_of()->update, 4096), 0);
    play_and_read_history();
    expect_states(5, OUTCOME_NOT_LISTED);
    run_tear_down(&run);
}

Test(boudguiga, checking_nodes_read_an_encrypted_update)
{
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.encryption=per_device", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(state_of()->votes[true], 5);
    run_tear_down(&run);
}

/* ---- the chain ---- */

Test(boudguiga, devices_without_funds_are_patched_and_no_history_says_so)
{
    run_set_up(&run, "boudguiga.device_funds=0wei", "boudguiga.attempts=2", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    cr_expect_eq(state_of()->acknowledged, 0);
    run_tear_down(&run);
}

Test(boudguiga, a_release_that_cannot_be_paid)
{
    run_set_up(&run, "world.manufacturer_funds=0.0001ETH", NULL);
    run_play(&run);
    expect_states(0, OUTCOME_WAITING);
    cr_expect(run_has_warning(&run, "the release failed"));
    run_tear_down(&run);
}

Test(boudguiga, every_fork_takes_it)
{
    run_set_up(&run, "chain.fork=istanbul", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    /* EIP-2028: 16 gas a byte, and 8 for a byte of a log. */
    cr_expect_lt(run_gas(&run, "post").gas, 21000 + 4500 * 26);
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

Test(boudguiga, scenarios_that_cannot_be)
{
    expect_refused("boudguiga.revoked_devices=9", "boudguiga.encryption=broadcast",
                   "there are 8 devices");
    expect_refused("boudguiga.revoked_devices=1", NULL, "only an encrypted update");
    expect_refused("boudguiga.encryption=per_device", "world.devices=20000",
                   "a transaction has room for 16777216");
    expect_refused("boudguiga.update_size=100KiB", "chain.gas_limit=5000000",
                   "a transaction has room for 2500000");
}

/** What participants have not sent over the internet. */
static uint64_t sent_by_others(void)
{
    uint64_t bytes = sim_engine_stats(run.world.engine)->wan_bytes;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; i < run.world.counts[role]; i++)
            bytes -= sim_node_traffic(run.world.participants[role][i].node)->wan_up_bytes;
    return bytes;
}

Test(boudguiga, chain_nodes_send_what_no_participant_does)
{
    run_set_up(&run, INNOCUOUSNESS, NULL);
    run_play(&run);
    cr_expect_gt(chain_service_nodes_up_bytes(run.world.chain), 0);
    cr_expect_eq(chain_service_nodes_up_bytes(run.world.chain), sent_by_others());
    run_tear_down(&run);
}

/* Peers of the hash table send too, and are no nodes of the chain. */
Test(boudguiga, the_hash_tables_peers_are_no_chain_nodes)
{
    run_set_up(&run, INNOCUOUSNESS, "p2p.lookup=kademlia", "p2p.dht_peers=20", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    double told = -1;
    for (size_t i = 0; i < outcome->extra_count; i++)
        if (strcmp(outcome->extra[i].key, "chain_nodes_up_bytes") == 0)
            told = outcome->extra[i].value;
    cr_expect_gt(told, 0);
    cr_expect_lt(told, (double)sent_by_others());
    run_tear_down(&run);
}

/** Distributors that bind capital; 1 ETH at 5 % a year. */
static uint32_t binding(const char *variant)
{
    uint32_t count = 0;
    run_set_up(&run, variant, "boudguiga.checkers=5", "prices.capital_interest=0.05", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 6; i++)
        count += costs_of_distributor(&run.world, i).capital_usd > 0;
    run_tear_down(&run);
    return count;
}

Test(boudguiga, checking_nodes_bind_capital)
{
    cr_expect_eq(binding(INNOCUOUSNESS), 5);
}

Test(boudguiga, idle_distributors_bind_none)
{
    cr_expect_eq(binding("boudguiga.variant=availability"), 0);
}

/* 4 KiB take 33 s on a line of 1 kbit/s, and no device's radio has a part in that. */
Test(boudguiga, checking_nodes_wait_for_the_binary_longer_than_devices)
{
    run_set_up(&run, INNOCUOUSNESS, "boudguiga.check_time=0s", "network.manufacturer_up=1kbps",
               "boudguiga.fetch_timeout=10min", "boudguiga.device_timeout=30s", NULL);
    run_play(&run);
    expect_states(8, OUTCOME_PATCHED);
    run_tear_down(&run);
}
