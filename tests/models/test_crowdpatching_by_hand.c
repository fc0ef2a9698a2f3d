/* One home by hand: one manufacturer, one distributor, one hub with one device, an update of 4096
 * bytes; then the same home with a device that is its own hub. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"one\", \"system\": \"crowdpatching\", \"seed\": 2, \"duration\": \"2h\","        \
    " \"world\": {\"distributors\": 1, \"hubs\": 1, \"devices\": 1},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"p2p\": {\"lookup_median\": \"1ms\", \"lookup_p80\": \"1ms\"},"                             \
    " \"crowdpatching\": {\"update_size\": \"4096B\", \"expiry\": \"1h\","                         \
    " \"distributor_poll\": \"10s\", \"hub_poll\": \"5min\"}}"

#include "base/portable_math.h"
#include "tests/models/run.h"

#define US INT64_C(1000)
#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

/* A time is latency + bytes / rate, to the nearest nanosecond. The home is in Europe, the
 * distributor in North America: 5 + 124 + 5 ms between them, 5 + 11 ms from the home to its chain
 * node, 5 + 32 ms from the distributor to its own, 10 ms for the radio. Bytes on
 * a line carry 40 bytes of headers for each 1460 of payload; on the radio none.
 *
 *   radio 10.24 kbit/s      1,280 B/s          781,250 ns a byte
 *   home up 19.2 Mbit/s     2.4 MB/s           416.67 ns
 *   home down 52 Mbit/s     6.5 MB/s           153.85 ns
 *   distributor up 50       6.25 MB/s          160 ns
 *   distributor down 200    25 MB/s            40 ns
 */
#define RADIO(bytes) (10 * MS + (bytes)*INT64_C(781250))
#define HOME_UP(bytes) ((sim_time)((double)(bytes) / 2.4e6 * 1e9 + 0.5))
#define HOME_DOWN(bytes) ((sim_time)((double)(bytes) / 6.5e6 * 1e9 + 0.5))
#define PEER (134 * MS)
#define HOME_NODE (16 * MS)
#define DISTRIBUTOR_NODE (37 * MS)

/* Requests to the chain node: a log request by topic of 61 bytes; a view of 20 + 4
 * bytes, of 20 + 36 with an argument, and 1 + 32 back. */
#define HUB_ASKS(request, answer)                                                                  \
    (HOME_NODE + HOME_UP((request) + 40) + HOME_NODE + HOME_DOWN((answer) + 40))
#define DEVICE_ASKS(request, answer) (RADIO(request) + HUB_ASKS(request, answer) + RADIO(answer))
#define DISTRIBUTOR_ASKS (DISTRIBUTOR_NODE + 96 * 160 + DISTRIBUTOR_NODE + 73 * 40)
/* An answer: block and count, 12 bytes; a log: 8 + 1 + topics of 32 + 4 + words of 32. */
#define RELEASED (12 + 8 + 1 + 3 * 32 + 4 + 2 * 32)
#define DELIVERED (12 + 8 + 1 + 3 * 32 + 4 + 3 * 32)
#define NOTHING 12
/* A subscription's request, and the notice that comes when a block is known: an answer after the
 * request's id. */
#define SUBSCRIPTION (61 + 8)
#define NOTICE (8 + DELIVERED)

static const char *region(const struct run *run, enum world_role role)
{
    return run->world.topology.names[run->world.participants[role][0].region];
}

static sim_time slower(sim_time reference, double slowdown)
{
    return (sim_time)((double)reference * slowdown + 0.5);
}

static sim_time lookup(void)
{
    return (sim_time)(base_math_exp(base_math_log(1e-3)) * 1e9);
}

/** The time of one operation on a server or a hub. */
static sim_time one(const struct participant *who, enum crypto_operation operation)
{
    return crypto_cost_ns(who->device_class, operation, 1);
}

static sim_time verification(const struct run *run, const struct participant *who)
{
    const struct crypto_device_class *server = crypto_device_class_find("x86_server");
    return slower(zk_cost_verify_ns(run_state(run)->scheme.cost, NULL, 4096),
                  who->device_class->op_ns[CRYPTO_OP_GROTH16_VERIFY] /
                      server->op_ns[CRYPTO_OP_GROTH16_VERIFY]);
}

static sim_time decryption(const struct run *run, const struct participant *who)
{
    const struct zk_cost_model *cost = run_state(run)->scheme.cost;
    double slowdown = who->device_class->prover_slowdown;
    return slower(zk_cost_cipher_ns(cost, NULL, 4096), slowdown) +
           slower(zk_cost_hash_ns(cost, NULL, 4096), slowdown);
}

/** When who first asks for the release. */
static sim_time first_poll(const struct participant *who)
{
    struct base_random random;
    participant_random(who, "poll", &random);
    return (sim_time)base_random_below(&random, 300 * (uint64_t)S);
}

/** From the request's arrival at the distributor to the end of its answer's making. */
static sim_time introduction(const struct participant *distributor)
{
    return one(distributor, CRYPTO_OP_SECP256K1_SIGN) + one(distributor, CRYPTO_OP_ED25519_SIGN);
}

/** From the device's identity to the offer: two views, encryption, a hash and the proof. */
static sim_time offer_making(const struct run *run, const struct participant *distributor)
{
    const struct zk_scheme *scheme = &run_state(run)->scheme;
    size_t ciphertext = zk_scheme_ciphertext_len(scheme, 4096);
    return one(distributor, CRYPTO_OP_SECP256K1_VERIFY) + 2 * DISTRIBUTOR_ASKS +
           zk_cost_cipher_ns(scheme->cost, NULL, 4096) +
           crypto_cost_ns(distributor->device_class, CRYPTO_OP_SHA256, ciphertext) +
           zk_cost_prove_ns(scheme->cost, NULL, 4096);
}

/** s, sig_m, SHA-256(U), proof, vk^D, U_e, and place and path of a tree that is none. */
static int64_t offer_bytes(const struct run *run)
{
    const struct zk_scheme *scheme = &run_state(run)->scheme;
    return (int64_t)(32 + 64 + (4 + 32) + (4 + scheme->cost->proof_bytes) +
                     (4 + zk_cost_verifying_key_bytes(scheme->cost, 4096)) +
                     (4 + zk_scheme_ciphertext_len(scheme, 4096)) + 8 + 4);
}

static sim_time offer_hash(const struct run *run, const struct participant *who)
{
    const struct zk_scheme *scheme = &run_state(run)->scheme;
    return crypto_cost_ns(who->device_class, CRYPTO_OP_SHA256,
                          zk_cost_verifying_key_bytes(scheme->cost, 4096) +
                              zk_scheme_ciphertext_len(scheme, 4096));
}

/** A block that is known a second after its slot. */
static sim_time known(int64_t number)
{
    return number * 12 * S + 1 * S;
}

#define EXPECT_DATE(found, expected)                                                               \
    cr_expect_eq((found), (expected), #found " is off by %ld ns", (long)((found) - (expected)))

Test(crowdpatching, one_home_by_hand)
{
    struct run run;
    run_set_up(&run, NULL);
    const struct participant *hub = &run.world.participants[WORLD_HUB][0];
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct participant *distributor = &run.world.participants[WORLD_DISTRIBUTOR][0];
    cr_assert_str_eq(region(&run, WORLD_DISTRIBUTOR), "NORTH_AMERICA");
    cr_assert_str_eq(region(&run, WORLD_HUB), "EUROPE");
    sim_time poll = first_poll(hub);
    run_play(&run);
    const struct outcome_device *row = &run.world.outcome.devices[0];
    cr_assert_gt(poll, run.world.outcome.distributors[0].package + 5 * S);

    /* The event, two hashes of keys, and whether the device is on the list. */
    sim_time discovered = poll + HUB_ASKS(61, RELEASED) + 2 * HUB_ASKS(24, 33);
    EXPECT_DATE(row->discovered, discovered);
    sim_time requested = discovered + HUB_ASKS(56, 33);
    EXPECT_DATE(row->requested, requested);

    /* Look-up, request of 64 bytes, introduction of 213, two signatures checked, the score. */
    sim_time picked = requested + lookup() + PEER + HOME_UP(104) + introduction(distributor);
    picked += PEER + 253 * 160;
    picked += one(hub, CRYPTO_OP_SECP256K1_VERIFY) + one(hub, CRYPTO_OP_ED25519_VERIFY);
    picked += HUB_ASKS(56, 33);

    /* c of 32 bytes to the device, pub, n2 and sig^ID of 117 back and on. */
    sim_time offered = picked + RADIO(32) + 129110 * US + RADIO(117) + PEER + HOME_UP(157);
    offered += offer_making(&run, distributor);
    int64_t offer = offer_bytes(&run);
    cr_assert(offer > 3 * 1460 && offer <= 4 * 1460);
    sim_time proved = offered + PEER + (offer + 4 * 40) * 160;
    proved += offer_hash(&run, hub) + verification(&run, hub);
    EXPECT_DATE(row->proved, proved);

    /* 160 bytes to the device, which checks sig_m and signs; 65 back. */
    sim_time authorised =
        proved + RADIO(160) + one(device, CRYPTO_OP_ED25519_VERIFY) + 129110 * US + RADIO(65);
    EXPECT_DATE(row->authorised, authorised);

    /* The claim is in the next block but for what the distributor needs to send it. */
    sim_time given = authorised + PEER + HOME_UP(105);
    int64_t number = given / (12 * S) + 1;
    cr_assert_lt(given, number * 12 * S - 2 * S);
    sim_time key = known(number) + HOME_NODE + HOME_DOWN(NOTICE + 40);
    EXPECT_DATE(row->key, key);

    /* 20 + 4 + 4096 bytes over the radio, SHA-256 at 2.11 MB/s, 4096 bytes at 400 kbit/s. */
    sim_time patched = key + decryption(&run, hub) + RADIO(4120) +
                       (sim_time)(4096 / 2.11e6 * 1e9 + 0.5) + 81920 * US;
    EXPECT_DATE(row->patched, patched);

    const struct sim_node_traffic *radio = sim_node_traffic(device->node);
    cr_expect_eq(radio->lan_up_bytes, 117 + 65 + 65);
    cr_expect_eq(radio->lan_down_bytes, 32 + 160 + 4120);
    cr_expect_eq(run_gas(&run, "claim_delivery").count, 1);
    cr_expect_eq(run_gas(&run, "claim_installation").count, 1);
    RUN_EXPECT_WEI(run.world.outcome.distributors[0].rewards_wei,
                   u256_from_u64(UINT64_C(2000000000000000)), "0.002 ETH");
    RUN_EXPECT_WEI(run.world.outcome.hubs[0].rewards_wei, u256_from_u64(UINT64_C(500000000000000)),
                   "0.0005 ETH");
    run_expect_books(&run);
    run_tear_down(&run);
}

/* The hub is the router alone, and each byte passes radio and line. What the device tells itself
 * costs nothing. */
Test(crowdpatching, one_device_that_is_its_own_hub_by_hand)
{
    struct run run;
    run_set_up(&run, "crowdpatching.own_hubs=1", NULL);
    const struct participant *hub = &run.world.participants[WORLD_HUB][0];
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct participant *distributor = &run.world.participants[WORLD_DISTRIBUTOR][0];
    sim_time poll = first_poll(device);
    run_play(&run);
    const struct outcome_device *row = &run.world.outcome.devices[0];
    cr_assert_gt(poll, run.world.outcome.distributors[0].package + 5 * S);

    sim_time discovered = poll + DEVICE_ASKS(61, RELEASED) + 2 * DEVICE_ASKS(24, 33);
    EXPECT_DATE(row->discovered, discovered);
    sim_time requested = discovered + DEVICE_ASKS(56, 33);
    EXPECT_DATE(row->requested, requested);

    sim_time picked = requested + RADIO(1425) + RADIO(4500) + lookup();
    picked += RADIO(64) + PEER + HOME_UP(104);
    picked += introduction(distributor) + PEER + 253 * 160 + RADIO(213);
    picked += one(device, CRYPTO_OP_SECP256K1_VERIFY) + one(device, CRYPTO_OP_ED25519_VERIFY);
    picked += DEVICE_ASKS(56, 33);

    sim_time offered = picked + 129110 * US + RADIO(117) + PEER + HOME_UP(157);
    offered += offer_making(&run, distributor);
    int64_t offer = offer_bytes(&run);
    sim_time proved = offered + PEER + (offer + 4 * 40) * 160 + RADIO(offer);
    proved += offer_hash(&run, device) + verification(&run, device);
    EXPECT_DATE(row->proved, proved);
    sim_time authorised = proved + one(device, CRYPTO_OP_ED25519_VERIFY) + 129110 * US;
    EXPECT_DATE(row->authorised, authorised);

    sim_time given = authorised + RADIO(65) + PEER + HOME_UP(105);
    int64_t number = given / (12 * S) + 1;
    cr_assert_lt(given, number * 12 * S - 2 * S);
    sim_time key = known(number) + HOME_NODE + HOME_DOWN(NOTICE + 40) + RADIO(NOTICE);
    EXPECT_DATE(row->key, key);
    sim_time patched =
        key + decryption(&run, device) + (sim_time)(4096 / 2.11e6 * 1e9 + 0.5) + 81920 * US;
    EXPECT_DATE(row->patched, patched);

    /* Bytes: a log request for the release, two hashes, listed?, the look-up, n1, the score,
     * identity, PoD, the subscription to the key; and the transaction, of 228 bytes of data and
     * less than 130 around them. */
    cr_assert_gt(given, known(number - 1));
    const struct sim_node_traffic *radio = sim_node_traffic(device->node);
    uint64_t up = 61 + 2 * 24 + 56 + 1425 + 64 + 56 + 117 + 65 + SUBSCRIPTION;
    cr_expect_gt(radio->lan_up_bytes, up + 228);
    cr_expect_lt(radio->lan_up_bytes, up + 228 + 130);
    cr_expect_eq(radio->lan_down_bytes, (uint64_t)(RELEASED + 2 * 33 + 33 + 4500 + 213 + 33 +
                                                   offer + NOTHING + NOTICE + 44));

    /* Its account has signed one transaction, and holds a_h. */
    cr_expect_eq(run_gas(&run, "claim_installation").count, 1);
    const struct crowdpatching *state = run_state(&run);
    RUN_EXPECT_WEI(run.world.outcome.own_hubs_rewards_wei, u256_from_u64(UINT64_C(500000000000000)),
                   "0.0005 ETH");
    RUN_EXPECT_WEI(
        RUN_SUM(chain_balance(run_chain(&run), &device->address), state->own_hub_fees_wei),
        RUN_SUM(run.world.config->hub_funds_wei, run.world.outcome.own_hubs_rewards_wei), "device");
    cr_expect(u256_is_zero(run.world.outcome.hubs[0].rewards_wei));
    cr_expect(u256_is_zero(run.world.outcome.hubs[0].fees_wei));
    cr_expect_eq(sim_node_busy(hub->node), 0);
    run_tear_down(&run);
}
