/* One home by hand: one checking node, one hub with one device, an update of 4096 bytes. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"one\", \"system\": \"boudguiga\", \"seed\": 2, \"duration\": \"2h\","            \
    " \"world\": {\"distributors\": 1, \"hubs\": 1, \"devices\": 1},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"p2p\": {\"lookup_median\": \"1ms\", \"lookup_p80\": \"1ms\"},"                             \
    " \"boudguiga\": {\"update_size\": \"4096B\", \"device_poll\": \"1min\", \"checkers\": 1,"     \
    "  \"node_choice\": \"nearest\"}}"

#include "base/portable_math.h"
#include "models/boudguiga/state.h"
#include "tests/models/run.h"

#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

/* A time is latency + bytes / rate, to the nearest nanosecond; dates may be off by as many
 * nanoseconds as there were steps. Home and device are in Europe, the checking node in North
 * America: 5 + 11 ms from the home to its chain node, 5 + 32 ms from the checking node to its own,
 * 10 ms for the radio. Bytes on a line carry 40 bytes of headers for each 1460 of payload; on the
 * radio none.
 *
 *   radio 10.24 kbit/s      1,280 B/s          781,250 ns a byte
 *   home up 19.2 Mbit/s     2.4 MB/s           416.67 ns
 *   home down 52 Mbit/s     6.5 MB/s           153.85 ns
 *   checker up 50           6.25 MB/s          160 ns
 *   checker down 200        25 MB/s            40 ns
 */
#define RADIO(bytes) (10 * MS + (bytes)*INT64_C(781250))
#define WIRE(bytes) ((bytes) + 40 * (((bytes) + 1459) / 1460))
#define HOME_UP(bytes) ((sim_time)((double)WIRE(bytes) / 2.4e6 * 1e9 + 0.5))
#define HOME_DOWN(bytes) ((sim_time)((double)WIRE(bytes) / 6.5e6 * 1e9 + 0.5))
#define CHECKER_UP(bytes) (WIRE(bytes) * INT64_C(160))
#define CHECKER_DOWN(bytes) (WIRE(bytes) * INT64_C(40))
#define HOME_NODE (16 * MS)
#define CHECKER_NODE (37 * MS)
#define NEAR(found, expected)                                                                      \
    cr_expect(llabs((long long)((found) - (expected))) <= 20, #found ": off by %lld ns",           \
              (long long)((found) - (expected)))

/* A log request of 61 bytes and its answer, through the home's hub. */
#define LOGS(answer)                                                                               \
    (RADIO(61) + HOME_NODE + HOME_UP(61) + HOME_NODE + HOME_DOWN(answer) + RADIO(answer))
/* An answer: block and count, 12 bytes; a log: 8 + 1 + topics of 32 + 4 + words of 32. T has 176
 * bytes of fields, 6 words behind offset and length; the binary 128 words. */
#define NOTHING INT64_C(12)
#define POSTED INT64_C(12 + 8 + 1 + 2 * 32 + 4 + (2 + 6) * 32)
#define PART INT64_C(12 + 8 + 1 + 2 * 32 + 4 + (2 + 128) * 32)
#define VOTED INT64_C(12 + 8 + 1 + 3 * 32 + 4 + 4 * 32)
/* 4096 bytes at 400 kbit/s. */
#define FLASH (4096 * 8 * S / 400000)

static sim_time cost(const struct participant *who, enum crypto_operation operation, uint64_t count)
{
    return crypto_cost_ns(who->device_class, operation, count);
}

static sim_time first_poll(const struct participant *who)
{
    struct base_random random;
    participant_random(who, "poll", &random);
    return (sim_time)base_random_below(&random, 60 * (uint64_t)S);
}

/* What it takes to check T. */
static sim_time check_post(const struct participant *who)
{
    return cost(who, CRYPTO_OP_SHA256, 176) + cost(who, CRYPTO_OP_ED25519_VERIFY, 1);
}

static sim_time core(const struct run *run, const struct participant *a,
                     const struct participant *b)
{
    const struct topology *topology = &run->world.topology;
    double s = (double)topology_latency(topology, a->region, b->region) / 1e9;
    return (sim_time)(s * 1e9 + 0.5) + 10 * MS; /* and both access links */
}

static void expect_places(const struct run *run)
{
    const struct world *world = &run->world;
    size_t distributor = world->participants[WORLD_DISTRIBUTOR][0].region;
    size_t device = world->participants[WORLD_DEVICE][0].region;
    cr_assert_str_eq(world->topology.names[distributor], "NORTH_AMERICA");
    cr_assert_str_eq(world->topology.names[device], "EUROPE");
}

/* When the device learns of T, which is known at 25 s: the contract takes the block of 12 s and T
 * that of 24 s. A poll before that finds nothing. */
static sim_time discovery(const struct participant *device, int64_t *ret_empty_polls)
{
    sim_time poll = first_poll(device);
    *ret_empty_polls = 0;
    for (; poll + RADIO(61) + HOME_NODE < 25 * S; ++*ret_empty_polls)
        poll += LOGS(NOTHING) + 60 * S;
    return poll + LOGS(POSTED) + check_post(device);
}

Test(boudguiga, a_binary_on_the_chain_by_hand)
{
    struct run run;
    run_set_up(&run, NULL);
    const struct boudguiga *state = run.world.model_state;
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct participant *hub = &run.world.participants[WORLD_HUB][0];
    expect_places(&run);
    run_play(&run);
    const struct outcome_device *row = &run.world.outcome.devices[0];

    NEAR(state->released, 25 * S);
    int64_t empty;
    sim_time discovered = discovery(device, &empty);
    NEAR(row->discovered, discovered);
    NEAR(row->requested, discovered);
    /* The part's hash is U_id: no second one. */
    sim_time patched = discovered + LOGS(PART) + cost(device, CRYPTO_OP_SHA256, 4096) + FLASH;
    NEAR(row->patched, patched);

    /* The acknowledgement is signed, arrives, and is known 13 s after the block before it at the
     * most; the device hears of it and the run is over. */
    const struct sim_node_traffic *radio = sim_node_traffic(device->node);
    int64_t transaction = (int64_t)radio->lan_up_bytes - (empty + 2) * 61;
    cr_assert(transaction > 200 && transaction < 240, "%ld", (long)transaction);
    sim_time arrived = patched + cost(device, CRYPTO_OP_SECP256K1_SIGN, 1) + RADIO(transaction) +
                       HOME_NODE + HOME_UP(transaction) + 1 * S; /* gossip */
    sim_time slot = (arrived + 12 * S - 1) / (12 * S) * (12 * S);
    NEAR(run.world.outcome.ended, slot + 1 * S);
    cr_expect_eq(state->acknowledged, 1);

    /* The answer to a submitted transaction has 44 bytes. */
    const struct sim_node_traffic *home = sim_node_traffic(hub->node);
    cr_expect_eq((int64_t)radio->lan_down_bytes, empty * NOTHING + POSTED + PART + 44);
    cr_expect_eq((int64_t)home->wan_up_bytes, (empty + 2) * WIRE(61) + WIRE(transaction));
    cr_expect_eq((int64_t)home->wan_down_bytes,
                 empty * WIRE(NOTHING) + WIRE(POSTED) + WIRE(PART) + WIRE(44));
    run_tear_down(&run);
}

Test(boudguiga, a_vote_and_peers_by_hand)
{
    struct run run;
    run_set_up(&run, "boudguiga.variant=innocuousness", NULL);
    const struct boudguiga *state = run.world.model_state;
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct participant *hub = &run.world.participants[WORLD_HUB][0];
    const struct participant *checker = &run.world.participants[WORLD_DISTRIBUTOR][0];
    const struct participant *manufacturer = &run.world.participants[WORLD_MANUFACTURER][0];
    expect_places(&run);
    sim_time lookup = (sim_time)(base_math_exp(base_math_log(1e-3)) * 1e9);
    run_play(&run);
    const struct outcome_device *row = &run.world.outcome.devices[0];

    /* The checking node polls every minute, reads T, asks the manufacturer with 32 bytes, and gets
     * 4096 by its own downlink. */
    sim_time t = first_poll(checker);
    while (t + CHECKER_NODE < 25 * S)
        t += CHECKER_NODE + CHECKER_UP(61) + CHECKER_NODE + CHECKER_DOWN(NOTHING) + 60 * S;
    t += CHECKER_NODE + CHECKER_UP(61) + CHECKER_NODE + CHECKER_DOWN(POSTED) + check_post(checker);
    t += core(&run, checker, manufacturer) + CHECKER_UP(32);
    t += core(&run, manufacturer, checker) + CHECKER_DOWN(4096);
    t += cost(checker, CRYPTO_OP_SHA256, 4096);
    NEAR(run.world.outcome.distributors[0].package, t);
    /* It tests for ten minutes, signs twice, and its vote is known a second after its block. */
    t += 600 * S + cost(checker, CRYPTO_OP_ED25519_SIGN, 1) +
         cost(checker, CRYPTO_OP_SECP256K1_SIGN, 1) + CHECKER_NODE + 1 * S;
    sim_time known = (t + 12 * S - 1) / (12 * S) * (12 * S) + 1 * S;

    /* The device asks for votes every minute. */
    int64_t empty;
    t = discovery(device, &empty);
    NEAR(row->discovered, t);
    while (t + RADIO(61) + HOME_NODE + HOME_UP(61) < known)
        t += LOGS(NOTHING) + 60 * S;
    t += LOGS(VOTED) + cost(device, CRYPTO_OP_ED25519_VERIFY, 1);
    NEAR(row->proved, t);
    NEAR(row->requested, t);

    /* It asks its hub, which looks the hash up, asks the one or the other, checks, and sends it on.
     */
    bool from_checker = state->peers[WORLD_DISTRIBUTOR][0].served == 1;
    const struct participant *peer = from_checker ? checker : manufacturer;
    cr_expect_eq(state->peers[WORLD_MANUFACTURER][0].served, from_checker ? 1 : 2);
    t += RADIO(32) + lookup;
    t += core(&run, hub, peer) + HOME_UP(32);
    t += core(&run, peer, hub) + (from_checker ? CHECKER_UP(4096) : HOME_DOWN(4096));
    t += cost(hub, CRYPTO_OP_SHA256, 4096) + RADIO(4096);
    t += cost(device, CRYPTO_OP_SHA256, 4096) + FLASH;
    NEAR(row->patched, t);
    run_tear_down(&run);
}
