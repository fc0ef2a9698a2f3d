/* One home by hand: one distributor, one hub with one device, an update of 4096 bytes. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"one\", \"system\": \"leiba\", \"seed\": 2, \"duration\": \"2h\","                \
    " \"world\": {\"distributors\": 1, \"hubs\": 1, \"devices\": 1},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"p2p\": {\"lookup_median\": \"1ms\", \"lookup_p80\": \"1ms\"},"                             \
    " \"leiba\": {\"update_size\": \"4096B\", \"expiry\": \"1h\", \"device_poll\": \"1min\"}}"

#include "base/portable_math.h"
#include "models/leiba/state.h"
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

/* A log request of 61 bytes and its answer: 61 + 40 = 101 bytes up, answer + 40 down. */
#define LOGS(answer)                                                                               \
    (RADIO(61) + HOME_NODE + HOME_UP(101) + HOME_NODE + HOME_DOWN((answer) + 40) + RADIO(answer))
/* An answer: block and count, 12 bytes; a log: 8 + 1 + topics of 32 + 4 + words of 32. */
#define ANNOUNCED (12 + 8 + 1 + 1 * 32 + 4 + 6 * 32)
#define COMMITTED (12 + 8 + 1 + 3 * 32 + 4 + 1 * 32)
#define REVEALED (12 + 8 + 1 + 3 * 32 + 4 + 3 * 32)
#define NOTHING 12

static const char *region(const struct run *run, enum world_role role)
{
    return run->world.topology.names[run->world.participants[role][0].region];
}

static sim_time slower(sim_time reference, double slowdown)
{
    return (sim_time)((double)reference * slowdown + 0.5);
}

Test(leiba, one_home_by_hand)
{
    struct run run;
    run_set_up(&run, NULL);
    const struct leiba *state = run.world.model_state;
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct crypto_device_class *chip = device->device_class;
    const struct zk_cost_model *cost = state->scheme.cost;
    struct base_random random;
    cr_assert_str_eq(region(&run, WORLD_DISTRIBUTOR), "NORTH_AMERICA");
    cr_assert_str_eq(region(&run, WORLD_HUB), "EUROPE");
    cr_assert_str_eq(region(&run, WORLD_DEVICE), "EUROPE");
    participant_random(device, "poll", &random);
    sim_time poll = (sim_time)base_random_below(&random, 60 * (uint64_t)S);
    sim_time lookup = (sim_time)(base_math_exp(base_math_log(1e-3)) * 1e9);
    run_play(&run);
    const struct outcome_device *row = &run.world.outcome.devices[0];

    /* The contract stands in the block of 12 s, which is known at 13 s; the device polls once. */
    cr_expect_eq(state->released, 13 * S);
    cr_assert_gt(poll, 13 * S);
    sim_time discovered = poll + LOGS(ANNOUNCED);
    cr_expect_eq(row->discovered, discovered);
    cr_expect_eq(row->requested, discovered);

    /* Look-up, request and challenge of 32 bytes, identity of 85. */
    sim_time identified = discovered + RADIO(1425) + RADIO(4500) + lookup;
    identified += RADIO(32) + PEER + HOME_UP(72);
    identified += PEER + 72 * 160 + RADIO(32);
    identified += 129110 * US; /* the signature */
    identified += RADIO(85) + PEER + HOME_UP(125);
    identified += 54700; /* a server checks it */

    /* The distributor asks whether the device is taken: 56 bytes and 33. It encrypts and proves. */
    size_t ciphertext = zk_scheme_ciphertext_len(&state->scheme, 4096);
    sim_time offered = identified + DISTRIBUTOR_NODE + 96 * 160 + DISTRIBUTOR_NODE + 73 * 40;
    offered += zk_cost_cipher_ns(cost, NULL, 4096);
    offered += (sim_time)((double)ciphertext * 2.91 + 0.5);
    offered += zk_cost_prove_ns(cost, NULL, 4096);

    /* The offer has four segments; the device hashes key and ciphertext at 2.11 MB/s and verifies.
     */
    size_t key = zk_cost_verifying_key_bytes(cost, 4096);
    int64_t offer = (int64_t)(32 + 3 * 4 + cost->proof_bytes + key + ciphertext);
    cr_assert(offer > 3 * 1460 && offer <= 4 * 1460);
    sim_time proved = offered + PEER + (offer + 4 * 40) * 160 + RADIO(offer);
    proved += (sim_time)((double)(key + ciphertext) / 2.11e6 * 1e9 + 0.5);
    proved += slower(zk_cost_verify_ns(cost, NULL, 4096),
                     chip->op_ns[CRYPTO_OP_GROTH16_VERIFY] /
                         crypto_device_class_find("x86_server")->op_ns[CRYPTO_OP_GROTH16_VERIFY]);
    cr_expect_eq(row->proved, proved, "%ld", (long)(row->proved - proved));
    cr_expect_eq(row->authorised, proved + 129110 * US);

    /* The PoD arrives at 32.5 s: commit in the block of 36 s, reveal in that of 48 s. The device
     * asks at once, 12 s after the answer, and again: nothing, the commitment, the key. */
    sim_time given = proved + 129110 * US + RADIO(65) + PEER + HOME_UP(105);
    cr_assert(given > 24 * S && given < 34 * S);
    sim_time opened = given + LOGS(NOTHING) + 12 * S + LOGS(COMMITTED) + 12 * S + LOGS(REVEALED);
    cr_expect_eq(row->key, opened, "%ld", (long)(row->key - opened));
    /* 4096 bytes at 400 kbit/s: 81.92 ms. */
    sim_time patched = opened + slower(zk_cost_cipher_ns(cost, NULL, 4096), chip->prover_slowdown) +
                       slower(zk_cost_hash_ns(cost, NULL, 4096), chip->prover_slowdown) +
                       81920 * US;
    cr_expect_eq(row->patched, patched, "%ld", (long)(row->patched - patched));

    /* Bytes. Four log requests, look-up, request, identity, PoD; and what came. */
    const struct sim_node_traffic *radio = sim_node_traffic(device->node);
    cr_expect_eq(radio->lan_up_bytes, 4 * 61 + 1425 + 32 + 85 + 65);
    cr_expect_eq(radio->lan_down_bytes,
                 (uint64_t)(ANNOUNCED + 4500 + 32 + offer + NOTHING + COMMITTED + REVEALED));
    const struct sim_node_traffic *home =
        sim_node_traffic(run.world.participants[WORLD_HUB][0].node);
    cr_expect_eq(home->wan_up_bytes, 4 * 101 + 72 + 125 + 105);
    cr_expect_eq(home->wan_down_bytes, (uint64_t)(ANNOUNCED + NOTHING + COMMITTED + REVEALED +
                                                  4 * 40 + 72 + offer + 4 * 40));
    cr_expect_eq(run_gas(&run, "commit").count, 1);
    cr_expect_eq(run_gas(&run, "reveal").count, 1);
    RUN_EXPECT_WEI(run.world.outcome.distributors[0].rewards_wei,
                   u256_from_u64(UINT64_C(2000000000000000)), "0.002 ETH");
    run_tear_down(&run);
}

/* Kademlia's request of 80 bytes takes the place of the fitted look-up's 1,425; its answer, of one
 * provider, has 170 instead of 4,500. */
Test(leiba, a_look_up_by_messages_is_charged_once)
{
    struct run run;
    run_set_up(&run, "p2p.lookup=kademlia", "p2p.dht_peers=10", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 1);
    const struct sim_node_traffic *radio =
        sim_node_traffic(run.world.participants[WORLD_DEVICE][0].node);
    cr_expect_eq(radio->lan_up_bytes % 61, (80 + 32 + 85 + 65) % 61);
    cr_expect_lt(radio->lan_up_bytes, 1425);
    run_tear_down(&run);
}
