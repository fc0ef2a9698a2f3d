/* One device on a hub's radio: 1 MB/s, 2 ms one way. It wakes at 3 s, 13 s, ... and stays awake for
 * 100 ms after a message. */
#include "tests/sim/world.h"

static struct {
    struct sim_engine *engine;
    struct sim_node *hub, *device;
    struct sim_port *hub_port, *port;
    sim_time dates[8];
    enum sim_fate fates[8];
} s;

static const struct sim_sleep_spec ten_seconds = {
    .interval = 10 * S, .phase = 3 * S, .window = 100 * MS};

static void open_scene(const struct sim_sleep_spec *spec)
{
    const struct sim_link_spec radio = {1e6, 1e6, 0.002, 100, 0};
    s.engine = world_new();
    struct sim_node_spec hub = {
        .name = "hub", .cores = 1, .region = 0, .access = world_link, .radio = &radio};
    cr_assert_eq(sim_node_add(s.engine, &hub, &s.hub), 0);
    const struct sim_node_spec device = {.name = "device", .cores = 1, .lan_of = s.hub};
    cr_assert_eq(sim_node_add(s.engine, &device, &s.device), 0);
    if (spec)
        cr_assert_eq(sim_node_set_sleep(s.device, spec), 0);
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    cr_assert_eq(sim_port_new(s.hub, &s.hub_port), 0);
    cr_assert_eq(sim_port_new(s.device, &s.port), 0);
}

static void send(int i, struct sim_port *from, struct sim_port *to, uint64_t bytes,
                 sim_time timeout)
{
    sim_port_send(from, sim_port_address(to), world_message(1, bytes), timeout, &s.fates[i]);
    s.dates[i] = sim_engine_now(s.engine);
}

static void hub_sends(void *argument)
{
    (void)argument;
    sim_actor_sleep(s.engine, 1 * S);
    send(0, s.hub_port, s.port, 8000, 100 * S); /* waits for 3 s */
    send(1, s.hub_port, s.port, 8000, 100 * S); /* it is awake */
    sim_actor_sleep(s.engine, 200 * MS);
    send(2, s.hub_port, s.port, 8000, 100 * S); /* it sleeps again, until 13 s */
}

Test(sleep, a_message_waits_until_the_device_wakes)
{
    open_scene(&ten_seconds);
    sim_actor_spawn(s.hub, "hub", hub_sends, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 20 * S), 0);
    cr_expect_eq(s.dates[0], 3010 * MS, "%ld", (long)s.dates[0]);
    cr_expect_eq(s.dates[1], 3020 * MS, "%ld", (long)s.dates[1]);
    cr_expect_eq(s.dates[2], 13010 * MS, "%ld", (long)s.dates[2]);
    for (int i = 0; i < 3; i++)
        cr_expect_eq(s.fates[i], SIM_DELIVERED);
    const struct sim_engine_stats *stats = sim_engine_stats(s.engine);
    cr_expect_eq(stats->sleeper_messages_held, 2);
    cr_expect_eq(stats->sleeper_messages_dropped, 0);
    cr_expect_eq(stats->sleeper_wait, 2 * S + 9780 * MS, "%ld", (long)stats->sleeper_wait);
    /* From 3 s to 3.12 s, and from 13 s to the end of the run. */
    cr_expect_eq(sim_node_awake(s.device), 130 * MS, "%ld", (long)sim_node_awake(s.device));
    sim_engine_free(s.engine);
}

static void device_sends(void *argument)
{
    (void)argument;
    sim_actor_sleep(s.engine, 5 * S);
    send(3, s.port, s.hub_port, 8000, 100 * S);
}

static void hub_sends_late(void *argument)
{
    (void)argument;
    sim_actor_sleep(s.engine, 4 * S);
    send(0, s.hub_port, s.port, 8000, 100 * S);
}

/* The device sends at 5 s and is awake: what was held for 13 s comes then, after 2 ms, and both
 * share the radio for 16 ms. */
Test(sleep, a_device_that_sends_gets_what_was_held)
{
    open_scene(&ten_seconds);
    sim_actor_spawn(s.hub, "hub", hub_sends_late, NULL, NULL);
    sim_actor_spawn(s.device, "device", device_sends, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 20 * S), 0);
    cr_expect_eq(s.dates[3], 5018 * MS, "%ld", (long)s.dates[3]);
    cr_expect_eq(s.dates[0], 5018 * MS, "%ld", (long)s.dates[0]);
    cr_expect_eq(sim_node_awake(s.device), 18 * MS, "%ld", (long)sim_node_awake(s.device));
    cr_expect_eq(sim_engine_stats(s.engine)->radio_most_at_once, 2);
    cr_expect_eq(sim_engine_stats(s.engine)->radio_messages_shared, 1);
    sim_engine_free(s.engine);
}

static void hub_tries(void *argument)
{
    (void)argument;
    sim_actor_sleep(s.engine, 4 * S);
    send(0, s.hub_port, s.port, 8000, 5 * S);   /* gives up before 13 s */
    send(1, s.hub_port, s.port, 8000, 100 * S); /* from 9 s on: 4 s are within its patience */
}

/* A hub that keeps messages for 7.68 s drops one that would wait for 9 s; the sender times out. */
Test(sleep, an_impatient_hub_drops)
{
    struct sim_sleep_spec spec = ten_seconds;
    spec.patience = 7680 * MS;
    open_scene(&spec);
    sim_actor_spawn(s.hub, "hub", hub_tries, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 20 * S), 0);
    cr_expect_eq(s.fates[0], SIM_TIMED_OUT);
    cr_expect_eq(s.dates[0], 9 * S);
    cr_expect_eq(s.fates[1], SIM_DELIVERED);
    cr_expect_eq(s.dates[1], 13010 * MS, "%ld", (long)s.dates[1]);
    const struct sim_engine_stats *stats = sim_engine_stats(s.engine);
    cr_expect_eq(stats->sleeper_messages_held, 1);
    cr_expect_eq(stats->messages_sent, stats->messages_delivered + stats->messages_lost);
    sim_engine_free(s.engine);
}

static void hub_waits_long(void *argument)
{
    (void)argument;
    sim_actor_sleep(s.engine, 4 * S);
    send(0, s.hub_port, s.port, 8000, 100 * S);
}

Test(sleep, a_dropped_message_is_counted_and_nobody_is_told)
{
    struct sim_sleep_spec spec = ten_seconds;
    spec.patience = 7680 * MS;
    open_scene(&spec);
    s.fates[0] = SIM_DELIVERED;
    sim_actor_spawn(s.hub, "hub", hub_waits_long, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 200 * S), 0);
    cr_expect_eq(s.fates[0], SIM_TIMED_OUT);
    cr_expect_eq(s.dates[0], 104 * S);
    cr_expect_eq(sim_engine_stats(s.engine)->sleeper_messages_dropped, 1);
    cr_expect_eq(sim_node_traffic(s.device)->lan_down_bytes, 0);
    sim_engine_free(s.engine);
}

static void hub_dies(void *argument)
{
    (void)argument;
    sim_port_post(s.hub_port, sim_port_address(s.port), world_message(1, 8000));
    sim_actor_sleep(s.engine, 1 * S);
    sim_node_fail(s.hub);
}

/* What a hub holds is gone with it; the device sleeps on. */
Test(sleep, a_hub_that_fails_loses_what_it_holds)
{
    open_scene(&ten_seconds);
    sim_actor_spawn(s.hub, "hub", hub_dies, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 20 * S), 0);
    const struct sim_engine_stats *stats = sim_engine_stats(s.engine);
    cr_expect_eq(stats->messages_lost, 1);
    cr_expect_eq(stats->messages_broken, 1);
    cr_expect_eq(stats->messages_delivered, 0);
    sim_engine_free(s.engine);
}

static void hub_in_mid_transfer(void *argument)
{
    (void)argument;
    sim_port_post(s.hub_port, sim_port_address(s.port), world_message(1, 800000));
    sim_actor_sleep(s.engine, 402 * MS);
    sim_node_fail(s.hub);
}

/* Half of it has passed, and it is counted as broken. Nobody sleeps. */
Test(sleep, a_hub_that_fails_breaks_off_what_passes)
{
    open_scene(NULL);
    sim_actor_spawn(s.hub, "hub", hub_in_mid_transfer, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 20 * S), 0);
    cr_expect_eq(sim_engine_stats(s.engine)->messages_broken, 1);
    cr_expect_eq(sim_node_traffic(s.device)->lan_down_bytes, 400000);
    cr_expect_eq(sim_node_awake(s.device), sim_engine_now(s.engine));
    sim_engine_free(s.engine);
}

static void hub_sends_once(void *argument)
{
    (void)argument;
    send(0, s.hub_port, s.port, 1, 10 * S);
}

static void device_sends_once(void *argument)
{
    (void)argument;
    send(1, s.port, s.hub_port, 1, 10 * S);
}

Test(sleep, a_device_without_a_place_on_the_radio_finds_nobody)
{
    open_scene(NULL);
    sim_node_leave_radio(s.device);
    sim_actor_spawn(s.hub, "hub", hub_sends_once, NULL, NULL);
    sim_actor_spawn(s.device, "device", device_sends_once, NULL, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 20 * S), 0);
    cr_expect_eq(s.fates[0], SIM_PEER_LOST);
    cr_expect_eq(s.fates[1], SIM_PEER_LOST);
    cr_expect_eq(sim_engine_stats(s.engine)->lan_bytes, 0);
    sim_engine_free(s.engine);
}
