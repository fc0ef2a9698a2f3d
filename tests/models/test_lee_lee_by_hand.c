/* One device and the manufacturer's verification node by hand: C1-2, then a swarm of two. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"one\", \"system\": \"lee_lee\", \"seed\": 2, \"duration\": \"2h\","              \
    " \"world\": {\"distributors\": 0, \"hubs\": 1, \"devices\": 1},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"lee_lee\": {\"update_size\": \"4096B\", \"piece_size\": \"1024B\", \"pipeline\": 1,"       \
    " \"check_interval\": \"1min\"}}"

#include "models/lee_lee/state.h"
#include "tests/models/run.h"

#define US INT64_C(1000)
#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

/* A time is latency + bytes / rate, to the nearest nanosecond. The home is in North America, the
 * manufacturer in Europe: 5 + 124 + 5 ms between them, 10 ms more for the radio. Bytes on a line
 * carry 40 bytes of headers for each 1460 of payload; on the radio none.
 *
 *   radio 10.24 kbit/s      1,280 B/s          781,250 ns a byte
 *   home up 19.2 Mbit/s     2.4 MB/s           416.67 ns
 *   home down 52 Mbit/s     6.5 MB/s           153.85 ns
 */
#define RADIO(bytes) (10 * MS + (bytes)*INT64_C(781250))
#define UP(bytes) (134 * MS + (sim_time)((double)((bytes) + 40) / 2.4e6 * 1e9 + 0.5))
#define DOWN(bytes) (134 * MS + (sim_time)((double)((bytes) + 40) / 6.5e6 * 1e9 + 0.5))
#define SEND(bytes) (RADIO(bytes) + UP(bytes))
#define GET(bytes) (DOWN(bytes) + RADIO(bytes))

/* Bytes: PU 32, ID 32, D 16, v 8, r 8; 48 that encryption adds, v 8, r 8, ID 32 and M, which is
 * 124 + 32 for each of 4 pieces; 48 + ID 32, H 32, r 8, v 8, Sig 64; 48 + ID 32, r 8, v 8,
 * H 32, count 4, one peer of 6, Sig 64. */
#define REQ_VERCHK 96
#define RES_VERCHK (96 + 124 + 4 * 32)
#define REQ_DOWNLOAD 192
#define RES_DOWNLOAD 202
/* A handshake of 68; with a bit field of 5 + 1; interested, unchoke 5; request 17; a piece
 * 13 + 1024; have 9. */
#define PIECE 1037

static const char *region(const struct run *run, enum world_role role)
{
    return run->world.topology.names[run->world.participants[role][0].region];
}

Test(lee_lee, one_device_by_hand)
{
    struct run run;
    run_set_up(&run, NULL);
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct crypto_device_class *server =
        run.world.participants[WORLD_MANUFACTURER][0].device_class;
    struct base_random random;
    cr_assert_str_eq(region(&run, WORLD_MANUFACTURER), "EUROPE");
    cr_assert_str_eq(region(&run, WORLD_HUB), "NORTH_AMERICA");
    participant_random(device, "poll", &random);
    sim_time poll = (sim_time)base_random_below(&random, 60 * (uint64_t)S);
    run_play(&run);
    const struct outcome_device *row = &run.world.outcome.devices[0];

    /* A Cortex-M4 signs in 77.36 ms and verifies in 175.49 ms; encryption is both, decryption is
       the latter. */
    const sim_time sign = 77360 * US, verify = 175490 * US;
    const sim_time seal = sign + verify, open = verify;
    sim_time server_sign = crypto_cost_ns(server, CRYPTO_OP_ED25519_SIGN, 1);
    sim_time server_verify = crypto_cost_ns(server, CRYPTO_OP_ED25519_VERIFY, 1);

    sim_time discovered = poll + SEND(REQ_VERCHK) + server_sign + server_verify /* seal */
                          + GET(RES_VERCHK) + open;
    cr_expect_eq(row->discovered, discovered);
    cr_expect_eq(row->requested, discovered);

    sim_time listed = discovered + seal + sign + SEND(REQ_DOWNLOAD) +
                      2 * server_verify                 /* verify, open */
                      + 2 * server_sign + server_verify /* seal, sign */
                      + GET(RES_DOWNLOAD) + verify + open;

    /* The seed has a free slot and unchokes at once. The second request and those after it share
       the radio with HAVE, which is posted first: 17 + 9 bytes pass until the request has. */
    sim_time hash = crypto_cost_ns(device->device_class, CRYPTO_OP_SHA256, 1024);
    sim_time unchoked = listed + SEND(68) + GET(68 + 6) + SEND(5) + GET(5);
    sim_time downloaded = unchoked + RADIO(17) + UP(17) + GET(PIECE) + hash +
                          3 * (RADIO(17 + 9) + UP(17) + GET(PIECE) + hash);
    sim_time proved = downloaded + crypto_cost_ns(device->device_class, CRYPTO_OP_SHA256, 4096);
    cr_expect_eq(row->proved, proved);
    /* Flash: 4096 bytes at 50 kB/s. Then it signs its log, and nobody is left. */
    cr_expect_eq(row->patched, proved + 81920 * US);
    cr_expect_eq(run.world.outcome.ended, row->patched + sign);
    cr_expect(run.world.outcome.is_complete);

    /* Each message passes the radio once and the line once; the last HAVE has a NOT_INTERESTED with
       it. The log was on its way. */
    uint64_t sent[] = {REQ_VERCHK, REQ_DOWNLOAD, 68, 5, 17, 17, 17, 17, 9, 9, 9, 9, 5};
    uint64_t got[] = {RES_VERCHK, RES_DOWNLOAD, 68 + 6, 5, PIECE, PIECE, PIECE, PIECE};
    uint64_t bytes = 0, messages = 0;
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++, messages++)
        bytes += sent[i];
    cr_expect_eq(sim_node_traffic(device->node)->lan_up_bytes, bytes);
    for (size_t i = 0; i < sizeof got / sizeof got[0]; i++, messages++)
        bytes += got[i];
    cr_expect_eq(sim_engine_stats(run.world.engine)->lan_bytes, bytes);
    cr_expect_eq(sim_engine_stats(run.world.engine)->wan_bytes, bytes + 40 * messages);
    cr_expect_eq(run.world.outcome.chain_bytes, LEE_LEE_BLOCK_BYTES);
    run_tear_down(&run);
}

/* With two verification nodes the copy for the second one leaves when that for the first, the
 * manufacturer's, has arrived: the latter comes as early as alone, and the former after it. */
Test(lee_lee, copies_leave_one_after_the_other)
{
    struct run run;
    run_set_up(&run, "seed=4", "world.distributors=1", NULL);
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct crypto_device_class *server =
        run.world.participants[WORLD_MANUFACTURER][0].device_class;
    struct base_random random;
    cr_assert_str_eq(region(&run, WORLD_MANUFACTURER), "EUROPE");
    cr_assert_str_eq(region(&run, WORLD_HUB), "NORTH_AMERICA");
    participant_random(device, "poll", &random);
    sim_time poll = (sim_time)base_random_below(&random, 60 * (uint64_t)S);
    run_play(&run);
    const sim_time open = 175490 * US;
    cr_expect_eq(run.world.outcome.devices[0].discovered,
                 poll + SEND(REQ_VERCHK) + crypto_cost_ns(server, CRYPTO_OP_ED25519_SIGN, 1) +
                     crypto_cost_ns(server, CRYPTO_OP_ED25519_VERIFY, 1) + GET(RES_VERCHK) + open);
    cr_expect_eq(run.world.outcome.patched, 1);
    run_tear_down(&run);
}
