#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"system\": \"client_server\", \"seed\": 2, \"duration\": \"3h\","      \
    " \"world\": {\"distributors\": 0, \"hubs\": 1, \"devices\": 2},"                              \
    " \"network\": {\"topology\": \"simblock_2019\"},"                                             \
    " \"client_server\": {\"update_size\": \"4096B\", \"hub_poll\": \"1min\"}}"

#include "models/client_server/state.h"
#include "tests/models/run.h"

#define US INT64_C(1000)
#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

/* The steps of a small case by hand. Bytes on the internet carry 40 bytes of headers for each 1460
 * of payload; on the radio none. A time is latency + bytes / rate, to the nearest nanosecond.
 *
 *   poll, fetch request    8 + 40 = 48 bytes       up 19.2 Mbit/s = 2.4 MB/s          20,000 ns
 *   manifest             112 + 40 = 152 bytes      down 52 Mbit/s = 6.5 MB/s          23,385 ns
 *   update      4096 + 3 * 40 = 4,216 bytes        the same                          648,615 ns
 *   over the radio    112 + 4096 = 4,208 bytes     1,280 B/s                   3,287,500,000 ns
 *   the answer                      8 bytes        1,280 B/s                       6,250,000 ns
 *
 * A Raspberry Pi checks a signature in 4 * 47.5 us and hashes 4096 bytes at 4 * 2.91 ns in
 * 47,677 ns. A Cortex-M4 takes 175.49 ms and, at 2.11 MB/s, 1,941,232 ns; it writes 4096 bytes at
 * 400 kbit/s in 81.92 ms. */
#define SMALL_UP (20 * US)
#define MANIFEST_DOWN 23385
#define UPDATE_DOWN 648615
#define HUB_VERIFY (190 * US)
#define HUB_HASH 47677
#define DEVICE (10 * MS + 3287500 * US + 175490 * US + 1941232 + 81920 * US)
#define ANSWER (10 * MS + 6250 * US)

static const struct client_server *state_of(const struct run *run)
{
    return run->world.model_state;
}

static sim_time first_poll(const struct run *run, uint32_t hub)
{
    struct base_random random;
    participant_random(&run->world.participants[WORLD_HUB][hub], "poll", &random);
    return (sim_time)base_random_below(&random, 60 * (uint64_t)S);
}

static const char *region(const struct run *run, enum world_role role, uint32_t index)
{
    return run->world.topology.names[run->world.participants[role][index].region];
}

static double extra(const struct run *run, const char *key)
{
    for (size_t i = 0; i < run->world.outcome.extra_count; i++)
        if (strcmp(run->world.outcome.extra[i].key, key) == 0)
            return run->world.outcome.extra[i].value;
    return -1;
}

static uint64_t server_up_bytes(const struct run *run)
{
    return sim_node_traffic(run->world.participants[WORLD_MANUFACTURER][0].node)->wan_up_bytes;
}

/* A hub in North America, 5 + 124 + 5 ms from the server in Europe. */
Test(client_server, one_home_by_hand)
{
    struct run run;
    run_set_up(&run, NULL);
    cr_assert_str_eq(region(&run, WORLD_MANUFACTURER, 0), "EUROPE");
    cr_assert_str_eq(region(&run, WORLD_HUB, 0), "NORTH_AMERICA");
    cr_assert_eq(first_poll(&run, 0), INT64_C(14700612720));
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    sim_time discovered =
        INT64_C(14700612720) + 134 * MS + SMALL_UP + 134 * MS + MANIFEST_DOWN + HUB_VERIFY;
    sim_time fetched = discovered + 134 * MS + SMALL_UP + 134 * MS + UPDATE_DOWN + HUB_HASH;
    sim_time first = fetched + DEVICE;
    sim_time second = first + ANSWER + DEVICE;
    cr_expect_eq(outcome->devices[0].discovered, discovered);
    cr_expect_eq(outcome->devices[0].requested, discovered);
    cr_expect_eq(outcome->devices[0].patched, first);
    cr_expect_eq(outcome->devices[1].requested, first + ANSWER);
    cr_expect_eq(outcome->devices[1].patched, second);
    cr_expect(outcome->is_complete);
    cr_expect_eq(outcome->ended, second + ANSWER);
    cr_expect_eq(server_up_bytes(&run), 152 + 4216);
    cr_expect_eq(sim_engine_stats(run.world.engine)->wan_bytes, 48 + 152 + 48 + 4216);
    cr_expect_eq(sim_engine_stats(run.world.engine)->lan_bytes, 2 * (4208 + 8));
    run_tear_down(&run);
}

/* The second device's update is fetched again. */
Test(client_server, once_a_device)
{
    struct run run;
    run_set_up(&run, "client_server.fetch=once_a_device", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->devices[1].patched - outcome->devices[0].patched,
                 ANSWER + 134 * MS + SMALL_UP + 134 * MS + UPDATE_DOWN + HUB_HASH + DEVICE);
    cr_expect_eq(server_up_bytes(&run), 152 + 2 * 4216);
    run_tear_down(&run);
}

/* Two hubs in Europe; the server is in North America. Their edge is 5 + 11 + 1 ms from them and
 * 1 + 124 + 5 ms from the server, whose line of 1 Gbit/s passes 48 bytes in 384 ns and 4,216 in
 * 33,728 ns. It pulls for the first of them. */
Test(client_server, an_edge_by_hand)
{
    struct run run;
    run_set_up(&run, "client_server.variant=cdn", "seed=22", "world.hubs=2", NULL);
    cr_assert_str_eq(region(&run, WORLD_MANUFACTURER, 0), "NORTH_AMERICA");
    cr_assert_str_eq(region(&run, WORLD_HUB, 0), "EUROPE");
    cr_assert_str_eq(region(&run, WORLD_HUB, 1), "EUROPE");
    cr_assert_eq(first_poll(&run, 0), INT64_C(1790784353));
    cr_assert_eq(first_poll(&run, 1), INT64_C(30642367590));
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    sim_time found = 134 * MS + SMALL_UP + 134 * MS + MANIFEST_DOWN + HUB_VERIFY;
    sim_time pull = 130 * MS + 384 + 130 * MS + 33728;
    sim_time fetch = 17 * MS + SMALL_UP + 17 * MS + UPDATE_DOWN + HUB_HASH;
    cr_expect_eq(outcome->devices[0].patched, INT64_C(1790784353) + found + fetch + pull + DEVICE);
    cr_expect_eq(outcome->devices[1].patched, INT64_C(30642367590) + found + fetch + DEVICE);
    cr_expect_eq(server_up_bytes(&run), 2 * 152 + 4216);
    cr_expect_eq(extra(&run, "edge_up_bytes"), 48 + 2 * 4216);
    cr_expect_eq(extra(&run, "edge_uploads"), 2);
    cr_expect_eq(extra(&run, "edges_with_update"), 1);
    cr_expect_eq(extra(&run, "server_uploads"), 1);
    cr_expect_float_eq(outcome->manufacturer.services_usd, 8480e-9 * 0.085, 1e-15);
    run_tear_down(&run);
}

/* network.servers says how many edges there are: it has an effect. */
Test(client_server, edges_stand_where_servers_are)
{
    struct run run;
    run_set_up(&run, "client_server.variant=cdn", "network.servers=2",
               "network.server_placement=uniform", NULL);
    cr_expect_eq(state_of(&run)->edge_count, 2);
    cr_expect_not(run_has_warning(&run, "has no effect"));
    run_tear_down(&run);
}

/* One upload at a time over 1 Mbit/s: 64 KiB are 65,536 + 45 * 40 = 67,336 bytes, 538.688 ms. Each
 * manifest that passes meanwhile takes 152 bytes, 1.216 ms, of it. The uploads follow one another,
 * each after its latency. */
Test(client_server, uploads_wait_in_order)
{
    struct run run;
    run_set_up(&run, "client_server.concurrent_uploads=1", "client_server.update_size=64KiB",
               "client_server.hub_poll=1s", "network.manufacturer_up=1Mbps", "world.hubs=8",
               "world.devices=8", NULL);
    run_play(&run);
    const struct world *world = &run.world;
    sim_time ends[8], free_at = 0;
    uint32_t order[8];
    for (uint32_t i = 0; i < 8; i++) {
        uint32_t place = i;
        for (; place > 0; place--) {
            sim_time here = world->outcome.devices[i].patched;
            if (world->outcome.devices[order[place - 1]].patched < here)
                break;
            order[place] = order[place - 1];
        }
        order[place] = i;
    }
    sim_time device = 10 * MS + (112 + 65536) * S / 1280 + 175490 * US +
                      (sim_time)(65536 * 1e3 / 2.11) + (sim_time)65536 * 20 * US;
    for (uint32_t i = 0; i < 8; i++) {
        const struct outcome_device *row = &world->outcome.devices[order[i]];
        size_t from = world->participants[WORLD_HUB][row->hub].region;
        size_t to = world->participants[WORLD_MANUFACTURER][0].region;
        double core_s = (double)topology_latency(&world->topology, from, to) / 1e9;
        sim_time latency = 10 * MS + (sim_time)(core_s * 1e9 + 0.5);
        sim_time asked = row->discovered + latency + SMALL_UP;
        ends[i] = (asked > free_at ? asked : free_at) + latency + 538688 * US;
        free_at = ends[i];
        sim_time hash = (sim_time)(65536 * 4 * 2.91);
        sim_time late = row->patched - (ends[i] + hash + device);
        cr_expect(late >= -10 && late <= 8 * 1216 * US, "upload %u is %lld ns late", i,
                  (long long)late);
    }
    cr_expect_geq(extra(&run, "most_waiting"), 5);
    cr_expect_eq(extra(&run, "server_uploads"), 8);
    run_tear_down(&run);
}

static struct run run;

static void tamper(void *argument)
{
    (void)argument;
    sim_actor_sleep(run.world.engine, S);
    state_of(&run)->update[0] ^= 1;
}

/* An update that is not the one that was signed is installed by nobody. */
Test(client_server, a_tampered_update)
{
    run_set_up(&run, "client_server.attempts=3", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "villain", tamper, NULL, NULL), 0);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 2);
    cr_expect_eq(run.world.outcome.devices[1].attempts, 3);
    cr_expect_eq(extra(&run, "server_uploads"), 6);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

static void tamper_later(void *argument)
{
    (void)argument;
    while (!state_of(&run)->hubs[0].has_update)
        sim_actor_sleep(run.world.engine, 10 * US);
    state_of(&run)->update[0] ^= 1;
}

/* A hub that changes it after its own check is noticed by its devices. */
Test(client_server, a_hub_that_tampers)
{
    run_set_up(&run, "client_server.attempts=2", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "villain", tamper_later, NULL, NULL), 0);
    run_play(&run);
    cr_expect_leq(run.world.outcome.patched, 1);
    cr_expect_geq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 1);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* A queue longer than anybody's patience: each gives up, comes again, and the run ends. */
Test(client_server, too_short_a_fetch_timeout)
{
    run_set_up(&run, "client_server.fetch_timeout=1s", "network.manufacturer_up=8kbps",
               "client_server.attempts=3", "world.hubs=2", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_FAILED), 2);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

/* A hub knows what its devices tell it: it sends the update again to who runs it and was not heard,
 * and who runs it answers in 8 bytes. */
Test(client_server, an_answer_that_is_lost)
{
    uint64_t answers = 0, attempts = 0;
    run_set_up(&run, "faults.radio_message_loss=0.3", "world.devices=16", "duration=2d", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->patched, 16);
    cr_expect(outcome->is_complete);
    for (uint32_t i = 0; i < 16; i++) {
        const struct sim_node *device = run.world.participants[WORLD_DEVICE][i].node;
        cr_expect(state_of(&run)->is_known[i]);
        answers += sim_node_traffic(device)->lan_up_messages;
        attempts += outcome->devices[i].attempts;
    }
    cr_expect_gt(answers, 16);
    cr_expect_gt(attempts, answers);
    run_tear_down(&run);
}

Test(client_server, too_slow_a_radio)
{
    run_set_up(&run, "client_server.device_timeout=1s", "client_server.attempts=2", NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(extra(&run, "server_uploads"), 1);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}
