/* One home on a private chain without fees: one hub, two devices, a firmware of 4096 bytes. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"system\": \"refai_wu\", \"seed\": 2, \"duration\": \"3h\","           \
    " \"world\": {\"distributors\": 0, \"hubs\": 1, \"devices\": 2},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"chain\": {\"background_load\": 0, \"initial_base_fee\": \"0wei\","                         \
    " \"priority_fee\": \"0wei\"},"                                                                \
    " \"p2p\": {\"lookup_median\": \"1ms\", \"lookup_p80\": \"1ms\"},"                             \
    " \"refai_wu\": {\"update_size\": \"4096B\", \"gateway_poll\": \"1min\", \"miners\": 1,"       \
    " \"audit\": false}}"

#include "base/portable_math.h"
#include "models/refai_wu/state.h"
#include "models/shared/costs.h"
#include "tests/models/run.h"

#define US INT64_C(1000)
#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

/* A time is latency + bytes / rate, to the nearest nanosecond. The hub is in North America, 5 + 32
 * ms from its chain node and 5 + 124 + 5 ms from the manufacturer in Europe. Bytes on a line carry
 * 40 bytes of headers for each 1460 of payload; on the radio none.
 *
 *   home up 19.2 Mbit/s     2.4 MB/s           416.67 ns a byte
 *   home down 52 Mbit/s     6.5 MB/s           153.85 ns
 *   radio 10.24 kbit/s      1,280 B/s          781,250 ns
 *
 * The manufacturer's four transactions (contract, gateways, announcement, one chunk) stand in the
 * blocks of 12, 24, 36 and 48 s, each known a second later. The hub polls at 14.7 s, is not on the
 * whitelist yet and refused, and again a minute after the refusal.
 *
 * A Raspberry Pi recovers a sender in 4 * 54.7 us, checks a signature in 4 * 47.5 us and hashes
 * 4096 bytes at 4 * 2.91 ns in 47,677 ns. A Cortex-M4 hashes them at 2.11 MB/s in 1,941,232 ns and
 * writes them at 400 kbit/s in 81.92 ms. */
#define UP(bytes) ((sim_time)((double)(bytes) / 2.4e6 * 1e9 + 0.5))
#define DOWN(bytes) ((sim_time)((double)(bytes) / 6.5e6 * 1e9 + 0.5))
#define RADIO(bytes) (10 * MS + (bytes)*INT64_C(781250))
#define NODE (37 * MS)
#define FIRST_POLL INT64_C(14700612720)
#define REFUSED (NODE + UP(28 + 40) + NODE + DOWN(40))
#define SECOND_POLL (FIRST_POLL + REFUSED + 60 * S)
#define RELEASED (49 * S)
#define RECOVER 218800
#define VERIFY (190 * US)
#define HASH 47677
#define FLASH (81920 * US)
#define DEVICE_HASH 1941232
/* What does it run? Version and hash. The manifest and U, the flash memory; version and hash. */
#define ASK (RADIO(0) + DEVICE_HASH + RADIO(40))
#define ANSWER (DEVICE_HASH + RADIO(40))
#define UPDATE (RADIO(112 + 4096) + FLASH)

static struct refai_wu *state_of(const struct run *run)
{
    return run->world.model_state;
}

static const char *region(const struct run *run, enum world_role role)
{
    return run->world.topology.names[run->world.participants[role][0].region];
}

static const struct sim_node_traffic *hub_traffic(const struct run *run)
{
    return sim_node_traffic(run->world.participants[WORLD_HUB][0].node);
}

static double extra(const struct run *run, const char *key)
{
    for (size_t i = 0; i < run->world.outcome.extra_count; i++)
        if (strcmp(run->world.outcome.extra[i].key, key) == 0)
            return run->world.outcome.extra[i].value;
    return -1;
}

static uint64_t wire(uint64_t payload)
{
    return payload + (payload + 1459) / 1460 * 40;
}

/** From the discovery on: both devices, one after the other; the firmware comes meanwhile. */
static void expect_updates(const struct run *run, sim_time discovered, sim_time fetch)
{
    const struct outcome *outcome = &run->world.outcome;
    sim_time first = discovered + ASK + fetch + UPDATE;
    sim_time second = first + ANSWER + ASK + UPDATE;
    cr_expect_eq(outcome->devices[0].discovered, discovered, "%lld",
                 (long long)(outcome->devices[0].discovered - discovered));
    cr_expect_eq(outcome->devices[0].requested, discovered);
    cr_expect_eq(outcome->devices[0].patched, first, "%lld",
                 (long long)(outcome->devices[0].patched - first));
    cr_expect_eq(outcome->devices[1].patched, second);
    cr_expect_eq(outcome->ended, second + ANSWER);
    cr_expect(outcome->is_complete);
    cr_expect_eq(sim_engine_stats(run->world.engine)->lan_bytes, 2 * (40 + 112 + 4096 + 40));
    for (int i = 0; i < 2; i++)
        cr_expect_eq(sim_node_busy(run->world.participants[WORLD_DEVICE][i].node), 2 * DEVICE_HASH);
}

/* At 74.8 s six blocks are known, of which four hold a transaction: 549 bytes each and these. */
Test(refai_wu, one_home_by_hand)
{
    struct run run;
    run_set_up(&run, NULL);
    cr_assert_str_eq(region(&run, WORLD_MANUFACTURER), "EUROPE");
    cr_assert_str_eq(region(&run, WORLD_HUB), "NORTH_AMERICA");
    run_play(&run);
    uint64_t chain_bytes = run.world.outcome.chain_bytes;
    /* The chunk's call: selector, three words, length, 4096 bytes. */
    cr_assert_gt(chain_bytes, 4 + 4 * 32 + 4096 + contracts_firmware_contract.creation_code_len);
    cr_assert_lt(chain_bytes, 4 + 4 * 32 + 4096 + contracts_firmware_contract.creation_code_len +
                                  (4 + 3 * 32) + (4 + 6 * 32) + 4 * 130);
    uint64_t blocks = 6 * 549 + chain_bytes;
    cr_expect_eq(state_of(&run)->released, RELEASED);
    sim_time discovered =
        SECOND_POLL + NODE + UP(28 + 40) + NODE + DOWN(wire(blocks)) + 4 * RECOVER + VERIFY;
    expect_updates(&run, discovered, HASH);
    cr_expect_eq(hub_traffic(&run)->wan_up_bytes, 2 * (28 + 40));
    cr_expect_eq(hub_traffic(&run)->wan_down_bytes, 40 + wire(blocks));
    cr_expect_eq(extra(&run, "looks"), 1);
    cr_expect_eq(run_gas(&run, "push_chunk").count, 1);
    cr_expect(u256_is_zero(run.world.outcome.manufacturer.fees_wei));
    cr_expect_eq(run.world.outcome.warning_count, 0);
    run_tear_down(&run);
}

/* It asks for logs of releases: a contract, a block and a topic of 1 + 32 bytes. One comes behind
 * 12 bytes, of 8 + 1 + 32 + 4 + 6 * 32, and none of gateways that were added; then the chunk: a
 * call of 20 + 4 + 32 bytes, an answer of 1 + 2 * 32 + 4096.
 */
Test(refai_wu, a_remote_node_by_hand)
{
    struct run run;
    run_set_up(&run, "refai_wu.node=remote", NULL);
    run_play(&run);
    sim_time discovered = FIRST_POLL + NODE + UP(61 + 40) + NODE + DOWN(40) + 60 * S + NODE +
                          UP(61 + 40) + NODE + DOWN(12 + 237 + 40) + VERIFY;
    expect_updates(&run, discovered, NODE + UP(56 + 40) + NODE + DOWN(4161 + 3 * 40) + HASH);
    cr_expect_eq(hub_traffic(&run)->wan_up_bytes, 2 * (61 + 40) + 56 + 40);
    cr_expect_eq(hub_traffic(&run)->wan_down_bytes, 40 + (12 + 237 + 40) + 4161 + 3 * 40);
    uint64_t to_manufacturer =
        sim_node_traffic(run.world.participants[WORLD_MANUFACTURER][0].node)->wan_down_bytes;
    cr_expect_eq(extra(&run, "chain_nodes_up_bytes"),
                 hub_traffic(&run)->wan_down_bytes + to_manufacturer);
    run_tear_down(&run);
}

/* Three transactions, the last one at 36 s. The manufacturer, 134 ms away, is the only peer. */
Test(refai_wu, a_peer_by_hand)
{
    struct run run;
    run_set_up(&run, "refai_wu.variant=peer_to_peer", NULL);
    sim_time lookup = (sim_time)(base_math_exp(base_math_log(1e-3)) * 1e9);
    run_play(&run);
    uint64_t blocks = 6 * 549 + run.world.outcome.chain_bytes;
    cr_expect_eq(state_of(&run)->released, 37 * S);
    sim_time discovered =
        SECOND_POLL + NODE + UP(28 + 40) + NODE + DOWN(wire(blocks)) + 3 * RECOVER + VERIFY;
    expect_updates(&run, discovered,
                   lookup + 134 * MS + UP(32 + 40) + 134 * MS + DOWN(4096 + 3 * 40) + HASH);
    cr_expect_eq(hub_traffic(&run)->wan_up_bytes, 2 * (28 + 40) + 32 + 40);
    cr_expect_eq(hub_traffic(&run)->wan_down_bytes, 40 + wire(blocks) + 4096 + 3 * 40);
    cr_expect_eq(extra(&run, "served_by_manufacturer"), 1);
    run_tear_down(&run);
}

/* A Cortex-M4 checks a signature in 175.49 ms; what it has hashed it does not hash again. */
Test(refai_wu, devices_that_check_take_their_time)
{
    sim_time patched[2];
    struct run run;
    run_set_up(&run, "refai_wu.device_check=signature", NULL);
    run_play(&run);
    for (int i = 0; i < 2; i++)
        patched[i] = run.world.outcome.devices[i].patched;
    cr_expect_eq(patched[1] - patched[0], RADIO(40) + ASK + UPDATE + 175490 * US + DEVICE_HASH);
    run_tear_down(&run);
}

/* Contract, gateways, announcement, 4096 / 1000 chunks: eight blocks. */
Test(refai_wu, a_firmware_in_chunks)
{
    struct run run;
    run_set_up(&run, "refai_wu.chunk_size=1000B", NULL);
    run_play(&run);
    cr_expect_eq(state_of(&run)->released, 8 * 12 * S + S);
    cr_expect_eq(run_gas(&run, "push_chunk").count, 5);
    cr_expect_eq(run_gas(&run, "push_chunk").reverted, 0);
    cr_expect_eq(run.world.outcome.patched, 2);
    run_tear_down(&run);
}

/* 60 gateways are on the list with one transaction, as one is. */
Test(refai_wu, many_gateways)
{
    struct run run;
    run_set_up(&run, "world.hubs=30", "world.devices=30", "refai_wu.miners=2", NULL);
    run_play(&run);
    cr_expect_eq(state_of(&run)->released, RELEASED);
    cr_expect_eq(run_gas(&run, "add_nodes").count, 1);
    cr_expect_lt(run_gas(&run, "add_nodes").gas, refai_wu_nodes_gas(60));
    cr_expect_eq(run.world.outcome.patched, 30);
    run_tear_down(&run);
}

/* (2,000,000 - 60,000) / 30,000: 64; and 300 where there is room for 559. */
Test(refai_wu, gateways_that_a_transaction_adds)
{
    struct config_chain chain = {.gas_limit = 2000000, .fork = EVM_FORK_ISTANBUL};
    cr_expect_eq(refai_wu_nodes_at_once(&chain), 64);
    chain.gas_limit = 60000000;
    cr_expect_eq(refai_wu_nodes_at_once(&chain), 300);
    cr_expect_eq(refai_wu_nodes_gas(300), 9060000);
}

/* The price of a byte in storage: 22,100 gas for 32 bytes and 16 gas a byte of calldata, 706.6, and
 * little more for all else. Before osaka, which charges 40 a byte at the least, the
 * same: execution costs more than the floor. */
Test(refai_wu, gas_of_a_byte)
{
    struct run run;
    run_set_up(&run, "refai_wu.update_size=64KiB", NULL);
    run_play(&run);
    double gas = extra(&run, "storage_gas_per_byte");
    cr_expect_float_eq(gas, 713, 0.5, "%g", gas);
    cr_expect_eq(run_gas(&run, "push_chunk").count, 4);
    cr_expect_lt(run_gas(&run, "push_chunk").most_gas, refai_wu_chunk_gas(16384));
    run_tear_down(&run);
}

/* Each transaction has its 21,000 gas. */
Test(refai_wu, gas_of_a_byte_in_small_chunks)
{
    struct run run;
    run_set_up(&run, "refai_wu.update_size=64KiB", "refai_wu.chunk_size=2KiB", NULL);
    run_play(&run);
    cr_expect_eq(run_gas(&run, "push_chunk").count, 32);
    cr_expect_float_eq(extra(&run, "storage_gas_per_byte"), 738, 0.5);
    run_tear_down(&run);
}

/* Berlin's cold slots are not yet there: 20,000 + 800 gas for 32 bytes. */
Test(refai_wu, gas_of_a_byte_in_the_papers_days)
{
    struct run run;
    run_set_up(&run, "refai_wu.update_size=64KiB", "chain.fork=istanbul", NULL);
    run_play(&run);
    double gas = extra(&run, "storage_gas_per_byte");
    cr_expect_float_eq(gas, 648, 0.5, "%g", gas);
    cr_expect_eq(run.world.outcome.patched, 2);
    cr_expect(u256_is_zero(run.world.outcome.manufacturer.fees_wei));
    run_tear_down(&run);
}

/* The hub is not on the whitelist; its second gateway does its work ten minutes after it has
 * learned of the release, and reaches the devices through the hub's line. */
Test(refai_wu, a_second_gateway_stands_in)
{
    struct run run;
    run_set_up(&run, "refai_wu.miners=2", NULL);
    struct refai_wu *state = state_of(&run);
    state->gateways[0].is_outsider = true;
    state->gateways_left--;
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->patched, 2);
    cr_expect_eq(outcome->devices[0].requested, outcome->devices[0].discovered + 600 * S);
    cr_expect_eq(state->gateways[1].discovered, outcome->devices[0].discovered);
    cr_expect(outcome->is_complete);
    cr_expect_not(state->gateways[0].is_listed);
    cr_expect(state->gateways[1].is_listed);
    run_tear_down(&run);
}

/* It asks, and leaves it at that: 40 bytes a device. */
Test(refai_wu, a_second_gateway_has_nothing_to_do)
{
    struct run run;
    run_set_up(&run, "refai_wu.miners=2", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 2);
    cr_expect_eq(run.world.outcome.devices[0].attempts, 1);
    cr_expect_not(state_of(&run)->gateways[1].has_firmware);
    cr_expect_eq(sim_engine_stats(run.world.engine)->lan_bytes, 2 * (40 + 112 + 4096 + 40 + 40));
    run_tear_down(&run);
}

/* One of its two devices has no place on the radio: the other is asked and updated in the first of
 * ten rounds, asked once by the second gateway, and left alone. */
Test(refai_wu, who_runs_it_is_asked_once_by_each_gateway)
{
    struct run run;
    run_set_up(&run, "refai_wu.miners=2", "world.hub_radio_devices=1", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->devices[0].state, OUTCOME_PATCHED);
    cr_expect_eq(outcome->devices[1].state, OUTCOME_FAILED);
    cr_expect_eq(outcome->devices[1].attempts, 20);
    cr_expect_eq(sim_engine_stats(run.world.engine)->lan_bytes, 40 + 112 + 4096 + 40 + 40);
    cr_expect(outcome->is_complete);
    run_tear_down(&run);
}

/* A device whose answer is lost listens again when its gateway asks again. */
Test(refai_wu, an_answer_that_is_lost)
{
    struct run run;
    run_set_up(&run, "faults.radio_message_loss=0.3", "world.devices=16", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* Nobody tells it anything: its devices stay as they are, and the run ends for the others. */
Test(refai_wu, a_gateway_that_is_not_on_the_whitelist)
{
    struct run run;
    run_set_up(&run, "world.hubs=2", NULL);
    struct refai_wu *state = state_of(&run);
    state->gateways[0].is_outsider = true;
    state->gateways_left--;
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->devices[0].state, OUTCOME_WAITING);
    cr_expect_eq(outcome->devices[1].state, OUTCOME_PATCHED);
    cr_expect(outcome->is_complete);
    run_tear_down(&run);
}

/* What is in storage is not what was signed: gateways keep it from their devices. */
Test(refai_wu, a_firmware_with_another_hash)
{
    struct run run;
    run_set_up(&run, "refai_wu.attempts=3", NULL);
    state_of(&run)->firmware[0] ^= 1;
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 2);
    cr_expect_eq(run.world.outcome.devices[1].attempts, 3);
    cr_expect_eq(extra(&run, "wrong_firmwares"), 6);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* Gateways wait for a release that the manufacturer has signed. */
Test(refai_wu, a_firmware_that_nobody_signed)
{
    struct run run;
    run_set_up(&run, NULL);
    state_of(&run)->release.signature.bytes[0] ^= 1;
    run_play(&run);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_WAITING), 2);
    cr_expect_not(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(refai_wu, too_slow_a_radio)
{
    struct run run;
    run_set_up(&run, "refai_wu.device_timeout=1s", "refai_wu.attempts=2", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 2);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* The manufacturer serves one of eight; the others have it from one another. */
Test(refai_wu, peers_have_it_from_one_another)
{
    struct run run;
    run_set_up(&run, "refai_wu.variant=peer_to_peer", "refai_wu.seed_requests=1", "world.hubs=8",
               "world.devices=8", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(extra(&run, "served_by_manufacturer"), 1);
    cr_expect_eq(extra(&run, "served_by_gateways"), 7);
    run_tear_down(&run);
}

/* A server's uploads do not wait for one another, whatever a gateway's do: eight of 4,216 bytes at
 * 1,000 bytes a second end together. */
Test(refai_wu, the_manufacturer_is_no_home)
{
    struct run run;
    run_set_up(&run, "refai_wu.variant=peer_to_peer", "refai_wu.concurrent_uploads=1",
               "refai_wu.gateway_poll=1s", "network.manufacturer_up=8kbps", "world.hubs=8",
               "world.devices=8", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 8);
    cr_expect_eq(extra(&run, "served_by_manufacturer"), 8);
    for (int i = 0; i < 8; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        cr_expect_gt(row->patched - row->discovered, 30 * S);
    }
    run_tear_down(&run);
}

/* Distributors stand there only so that worlds are equal, and bind no capital. */
Test(refai_wu, idle_distributors_cost_nothing)
{
    struct run run;
    run_set_up(&run, "world.distributors=3", "prices.capital_interest=0.05", NULL);
    run_play(&run);
    cr_assert_eq(run.world.outcome.distributor_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        cr_expect_eq(costs_of_distributor(&run.world, i).profit_usd, 0);
    run_tear_down(&run);
}

Test(refai_wu, hubs_report)
{
    struct run run;
    run_set_up(&run, "refai_wu.audit=true", NULL);
    run_play(&run);
    cr_expect_eq(extra(&run, "reported_updated"), 2);
    cr_expect_eq(extra(&run, "reported_failed"), 0);
    cr_expect_eq(run_gas(&run, "report").count, 1);
    run_tear_down(&run);
}

Test(refai_wu, hubs_report_failures)
{
    struct run run;
    run_set_up(&run, "refai_wu.audit=true", "refai_wu.device_timeout=1s", "refai_wu.attempts=1",
               NULL);
    run_play(&run);
    cr_expect_eq(extra(&run, "reported_updated"), 0);
    cr_expect_eq(extra(&run, "reported_failed"), 2);
    run_tear_down(&run);
}

/* A manufacturer without a wei on a chain that asks for some. */
Test(refai_wu, a_chain_that_refuses)
{
    struct run run;
    run_set_up(&run, "chain.initial_base_fee=1gwei", "world.manufacturer_funds=0wei", NULL);
    run_play(&run);
    cr_expect(run_has_warning(&run, "the release failed"));
    cr_expect(run_has_warning(&run, "gas costs wei"));
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(refai_wu, a_chain_that_is_not_private)
{
    struct run run;
    run_set_up(&run, "chain.background_load=0.5", NULL);
    cr_expect(run_has_warning(&run, "others use 50 % of each block"));
    run_tear_down(&run);
}

Test(refai_wu, a_chunk_that_no_transaction_can_store)
{
    char *errors;
    const char *const options[] = {"refai_wu.chunk_size=32KiB", "refai_wu.update_size=64KiB", NULL};
    cr_expect_null(run_load(options, &errors));
    /* 200,000 + 1,024 * 24,080; EIP-7825. */
    cr_expect(strstr(errors, "stores 32768 bytes may take 24857920 gas, and one gets 16777216"),
              "%s", errors);
    free(errors);
    const char *const before[] = {"refai_wu.chunk_size=32KiB", "refai_wu.update_size=64KiB",
                                  "chain.fork=istanbul", NULL};
    struct scenario *scenario = run_load(before, &errors);
    cr_expect_not_null(scenario, "%s", errors);
    scenario_free(scenario);
    free(errors);
}

static struct run run;

/** Each role's machines fail once while they work, and come back. */
static void fail_all(void *argument)
{
    (void)argument;
    struct world *world = &run.world;
    for (int round = 0; round < 12; round++) {
        static const enum world_role roles[] = {WORLD_MANUFACTURER, WORLD_HUB, WORLD_DEVICE};
        struct participant *one = &world->participants[roles[round % 3]][0];
        sim_actor_sleep(world->engine, 7 * S);
        participant_fail(one);
        sim_actor_sleep(world->engine, 2 * S);
        participant_restore(one);
    }
}

static void play_failures(const char *variant)
{
    run_set_up(&run, variant, "refai_wu.chunk_size=1000B", "refai_wu.audit=true",
               "refai_wu.miners=2", "refai_wu.gateway_poll=10s", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "failures", fail_all, NULL, NULL), 0);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 2);
    cr_expect(run.world.outcome.is_complete);
    cr_expect_eq(extra(&run, "reported_updated"), 2);
    run_tear_down(&run);
}

Test(refai_wu, machines_fail)
{
    play_failures("refai_wu.variant=on_chain");
}

Test(refai_wu, machines_fail_among_peers)
{
    play_failures("refai_wu.variant=peer_to_peer");
}

Test(refai_wu, manifest_travels)
{
    struct contracts_firmware firmware = {.version = 7, .size_bytes = 4096}, read;
    struct base_buffer buffer = {0};
    memset(firmware.hash.bytes, 3, 32);
    memset(firmware.signature.bytes, 4, 64);
    refai_wu_encode_manifest(&buffer, &firmware);
    cr_assert_eq(buffer.len, MANIFEST_BYTES);
    cr_assert(refai_wu_decode_manifest(buffer.data, buffer.len, &read));
    cr_expect_eq(read.version, 7);
    cr_expect_eq(read.size_bytes, 4096);
    cr_expect_arr_eq(read.hash.bytes, firmware.hash.bytes, 32);
    cr_expect_arr_eq(read.signature.bytes, firmware.signature.bytes, 64);
    for (size_t len = 0; len < buffer.len; len++)
        cr_expect_not(refai_wu_decode_manifest(buffer.data, len, &read));
    base_buffer_deinit(&buffer);
}

Test(refai_wu, running_travels)
{
    struct refai_wu_running running = {.version = 9}, read;
    struct base_buffer buffer = {0};
    memset(running.hash.bytes, 5, 32);
    refai_wu_encode_running(&buffer, &running);
    cr_assert_eq(buffer.len, REFAI_WU_RUNNING_BYTES);
    cr_assert(refai_wu_decode_running(buffer.data, buffer.len, &read));
    cr_expect_eq(read.version, 9);
    cr_expect_arr_eq(read.hash.bytes, running.hash.bytes, 32);
    cr_expect_not(refai_wu_decode_running(buffer.data, buffer.len - 1, &read));
    base_buffer_deinit(&buffer);
}

Test(refai_wu, every_field_is_signed)
{
    struct contracts_firmware firmware = {.version = 7, .size_bytes = 4096}, other;
    crypto_digest digest = refai_wu_firmware_digest(&firmware), changed;
    other = firmware;
    other.version++;
    changed = refai_wu_firmware_digest(&other);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
    other = firmware;
    other.size_bytes++;
    changed = refai_wu_firmware_digest(&other);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
    other = firmware;
    other.hash.bytes[31] ^= 1;
    changed = refai_wu_firmware_digest(&other);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
}
