/* Devices on a hub's radio: 1 MB/s for both directions together, 2 ms one way. */
#include "tests/sim/world.h"

enum { DEVICES = 4 };

struct scene {
    struct sim_engine *engine;
    struct sim_node *hub, *other, *devices[DEVICES];
    struct sim_port *hub_port, *other_port, *ports[DEVICES];
    sim_time dates[16];
    enum sim_fate fates[16];
    size_t count;
};

static struct scene open_scene_with(double duty_cycle)
{
    struct scene s = {.engine = world_new()};
    const struct sim_link_spec radio = {1e6, 5e6, 0.002, 100, 0, duty_cycle};
    struct sim_node_spec spec = {
        .name = "hub", .cores = 1, .region = 0, .access = world_link, .radio = &radio};
    cr_assert_eq(sim_node_add(s.engine, &spec, &s.hub), 0);
    s.other = world_add(s.engine, "other", 0);
    for (int i = 0; i < DEVICES; i++) {
        char name[16];
        snprintf(name, sizeof name, "device%d", i);
        const struct sim_node_spec device = {.name = name, .cores = 1, .lan_of = s.hub};
        cr_assert_eq(sim_node_add(s.engine, &device, &s.devices[i]), 0);
    }
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    cr_assert_eq(sim_port_new(s.hub, &s.hub_port), 0);
    cr_assert_eq(sim_port_new(s.other, &s.other_port), 0);
    for (int i = 0; i < DEVICES; i++)
        cr_assert_eq(sim_port_new(s.devices[i], &s.ports[i]), 0);
    return s;
}

static struct scene open_scene(void)
{
    return open_scene_with(0);
}

static void close_scene(struct scene *s)
{
    sim_engine_free(s->engine); /* and all ports */
}

static void send(struct scene *s, struct sim_port *from, struct sim_port *to, uint64_t bytes)
{
    size_t i = s->count++;
    sim_port_send(from, sim_port_address(to), world_message(1, bytes), 100 * S, &s->fates[i]);
    s->dates[i] = sim_engine_now(s->engine);
}

static void device_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->ports[0], s->hub_port, 500000);
    send(s, s->ports[0], s->ports[1], 1);
    send(s, s->ports[0], s->other_port, 1);
}

Test(lan, device_reaches_its_hub_and_nobody_else)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.devices[0], "device", device_sends, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fates[0], SIM_DELIVERED);
    cr_expect_eq(s.dates[0], 502 * MS, "%ld", (long)s.dates[0]);
    cr_expect_eq(s.fates[1], SIM_PEER_LOST);
    cr_expect_eq(s.fates[2], SIM_PEER_LOST);
    cr_expect_eq(sim_node_traffic(s.devices[0])->lan_up_bytes, 500000);
    cr_expect_eq(sim_node_traffic(s.hub)->lan_down_bytes, 500000);
    cr_expect_eq(sim_node_traffic(s.hub)->wan_down_bytes, 0);
    cr_expect_eq(sim_engine_stats(s.engine)->lan_bytes, 500000);
    close_scene(&s);
}

static void other_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->other_port, s->ports[0], 1);
    send(s, s->other_port, s->hub_port, 1000000);
}

/* The radio does not slow the hub's own link down. */
Test(lan, hub_is_on_both_sides)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.other, "other", other_sends, &s, NULL);
    sim_actor_spawn(s.devices[0], "device", device_sends, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fates[0], SIM_PEER_LOST, "a device is not reached from outside");
    cr_expect_eq(s.fates[1], SIM_DELIVERED);
    cr_expect_eq(s.dates[1], 25 * MS + 1 * S, "%ld", (long)s.dates[1]);
    cr_expect_eq(s.dates[2], 502 * MS);
    close_scene(&s);
}

struct turn {
    struct scene *scene;
    int device;
    bool is_down;
};

static void take_turn(void *argument)
{
    struct turn *turn = argument;
    struct scene *s = turn->scene;
    if (turn->is_down)
        send(s, s->hub_port, s->ports[turn->device], 250000);
    else
        send(s, s->ports[turn->device], s->hub_port, 250000);
}

/* Two up and two down: 1 MB over 1 MB/s. */
Test(lan, radio_is_shared_by_all_in_both_directions)
{
    struct scene s = open_scene();
    struct turn turns[DEVICES];
    for (int i = 0; i < DEVICES; i++) {
        turns[i] = (struct turn){&s, i, i % 2 == 0};
        sim_actor_spawn(i % 2 == 0 ? s.hub : s.devices[i], "turn", take_turn, &turns[i], NULL);
    }
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.count, DEVICES);
    for (int i = 0; i < DEVICES; i++) {
        cr_expect_eq(s.fates[i], SIM_DELIVERED);
        cr_expect_eq(s.dates[i], 2 * MS + 1 * S, "%ld", (long)s.dates[i]);
    }
    cr_expect_eq(sim_engine_stats(s.engine)->lan_bytes, 1000000);
    close_scene(&s);
}

/* A hub that routes: the radio and then the hub's line, each with its own headers. */

static struct scene open_routed(void)
{
    struct scene s = {.engine = world_new()};
    const struct sim_link_spec radio = {1e6, 5e6, 0.002, 100, 0};
    struct sim_node_spec spec = {.name = "hub",
                                 .cores = 1,
                                 .region = 0,
                                 .access = world_link,
                                 .radio = &radio,
                                 .routes = true};
    cr_assert_eq(sim_node_add(s.engine, &spec, &s.hub), 0);
    spec.name = "second hub";
    spec.region = 1;
    cr_assert_eq(sim_node_add(s.engine, &spec, &s.other), 0);
    for (int i = 0; i < DEVICES; i++) {
        char name[16];
        snprintf(name, sizeof name, "device%d", i);
        const struct sim_node_spec device = {
            .name = name, .cores = 1, .lan_of = i < 2 ? s.hub : s.other};
        cr_assert_eq(sim_node_add(s.engine, &device, &s.devices[i]), 0);
    }
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    cr_assert_eq(sim_port_new(s.hub, &s.hub_port), 0);
    cr_assert_eq(sim_port_new(s.other, &s.other_port), 0);
    for (int i = 0; i < DEVICES; i++)
        cr_assert_eq(sim_port_new(s.devices[i], &s.ports[i]), 0);
    return s;
}

static void routed_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->ports[0], s->other_port, 500000);
    send(s, s->ports[0], s->ports[1], 1000);
    send(s, s->ports[0], s->ports[2], 1000);
}

Test(lan, a_hub_that_routes_passes_messages_on)
{
    struct scene s = open_routed();
    sim_actor_spawn(s.devices[0], "device", routed_sends, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    for (int i = 0; i < 3; i++)
        cr_expect_eq(s.fates[i], SIM_DELIVERED);
    /* 2 ms + 0.5 MB / 1 MB/s; 10 + 50 + 10 ms + 0.5 MB / 1 MB/s */
    cr_expect_eq(s.dates[0], 502 * MS + 570 * MS, "%ld", (long)s.dates[0]);
    /* Twice over the same radio. */
    cr_expect_eq(s.dates[1] - s.dates[0], 2 * 3 * MS, "%ld", (long)s.dates[1]);
    /* Radio, line, radio. */
    cr_expect_eq(s.dates[2] - s.dates[1], 3 * MS + 71 * MS + 3 * MS, "%ld", (long)s.dates[2]);
    const struct sim_node_traffic *hub = sim_node_traffic(s.hub);
    cr_expect_eq(sim_node_traffic(s.devices[0])->lan_up_bytes, 502000);
    cr_expect_eq(hub->lan_down_bytes, 502000);
    cr_expect_eq(hub->lan_up_bytes, 1000);
    cr_expect_eq(hub->wan_up_bytes, 501000);
    cr_expect_eq(sim_node_traffic(s.other)->wan_down_bytes, 501000);
    cr_expect_eq(sim_node_traffic(s.devices[2])->lan_down_bytes, 1000);
    cr_expect_eq(sim_engine_stats(s.engine)->messages_delivered, 3);
    close_scene(&s);
}

static void hub_fails(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 800 * MS);
    sim_node_fail(s->hub);
    sim_actor_sleep(s->engine, 200 * MS);
    send(s, s->ports[2], s->ports[0], 1000);
}

static void first_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->ports[0], s->ports[3], 500000);
}

/* Halfway over the hub's line: 800 - 502 - 70 = 228 ms of its 500 are through. */
Test(lan, what_a_hub_passes_on_is_lost_with_it)
{
    struct scene s = open_routed();
    sim_actor_spawn(s.devices[0], "device", first_sends, &s, NULL);
    sim_actor_spawn(s.devices[2], "failure", hub_fails, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fates[0], SIM_PEER_LOST);
    cr_expect_eq(s.dates[0], 800 * MS, "%ld", (long)s.dates[0]);
    cr_expect_eq(sim_node_traffic(s.hub)->wan_up_bytes, 228000);
    cr_expect_eq(sim_node_traffic(s.devices[0])->lan_up_bytes, 500000);
    /* There and back: 2 * (2 + 80 + 2) ms. */
    cr_expect_eq(s.fates[1], SIM_PEER_LOST);
    cr_expect_eq(s.dates[1], 1000 * MS + 2 * (2 + 80 + 2) * MS, "%ld", (long)s.dates[1]);
    close_scene(&s);
}

static void second_sends(void *argument)
{
    struct scene *s = argument;
    sim_port_send(s->ports[1], sim_port_address(s->other_port), world_message(2, 500000), 600 * MS,
                  &s->fates[0]);
    s->dates[0] = sim_engine_now(s->engine);
}

/* The sender gives up while the hub passes it on. */
Test(lan, a_time_out_breaks_off_on_any_hop)
{
    struct scene s = open_routed();
    sim_actor_spawn(s.devices[1], "device", second_sends, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fates[0], SIM_TIMED_OUT);
    cr_expect_eq(s.dates[0], 600 * MS);
    cr_expect_eq(sim_node_traffic(s.hub)->wan_up_bytes, 28000);
    cr_expect_eq(sim_node_traffic(s.other)->wan_down_bytes, 28000);
    close_scene(&s);
}

/* 250 bytes are segments of 100, 100 and 50 us of air. */
static void sends_slowly(void *argument)
{
    struct scene *s = argument;
    for (int i = 0; i < 3; i++)
        send(s, s->ports[0], s->hub_port, 250);
}

static void sends_meanwhile(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 1 * MS);
    sim_port_send(s->ports[1], sim_port_address(s->hub_port), world_message(2, 100), 100 * S,
                  &s->fates[8]);
    s->dates[8] = sim_engine_now(s->engine);
}

/* A duty cycle of 1 %: 100 us and 9.9 ms of silence, the same, 50 us: 20.05 ms, and the next turn
 * 4.95 ms later. With 2 ms of latency each the first is there at 22.05 ms; the other device's turn
 * begins at 2 + 25 = 27 ms, and lasts 0.1 and 9.9 ms; the second one's at 37 ms, the third one's at
 * 62 ms. That is 850 us of air from 2 ms to the end of the last silence at 87 ms: 1 %. */
Test(lan, a_duty_cycle_limits_the_airtime)
{
    struct scene s = open_scene_with(0.01);
    sim_actor_spawn(s.devices[0], "device", sends_slowly, &s, NULL);
    sim_actor_spawn(s.devices[1], "other", sends_meanwhile, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.dates[0], 22050000, "%ld", (long)s.dates[0]);
    cr_expect_eq(s.dates[8], 27100000, "%ld", (long)s.dates[8]);
    cr_expect_eq(s.dates[1], 57050000, "%ld", (long)s.dates[1]);
    cr_expect_eq(s.dates[2], 82050000, "%ld", (long)s.dates[2]);
    cr_expect_eq(sim_node_traffic(s.hub)->lan_down_bytes, 850);
    close_scene(&s);
}

static void gives_up(void *argument)
{
    struct scene *s = argument;
    sim_port_send(s->ports[0], sim_port_address(s->hub_port), world_message(1, 200), 7 * MS,
                  &s->fates[0]);
    sim_port_send(s->ports[0], sim_port_address(s->hub_port), world_message(1, 200), 5 * MS,
                  &s->fates[1]);
    send(s, s->ports[0], s->hub_port, 100);
}

/* Segments of 100 us at 2 ms and 12 ms: after 7 ms, half of 10.1 ms are over. What waits for its
 * turn at 22 ms counts nothing when it is broken off, and its turn stays taken: the next is at 42
 * ms. */
Test(lan, turns_are_broken_off)
{
    struct scene s = open_scene_with(0.01);
    s.count = 3;
    sim_actor_spawn(s.devices[0], "device", gives_up, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.fates[0], SIM_TIMED_OUT);
    cr_expect_eq(s.fates[1], SIM_TIMED_OUT);
    cr_expect_eq(s.dates[3], 42100000, "%ld", (long)s.dates[3]);
    cr_expect_eq(sim_node_traffic(s.hub)->lan_down_bytes, 99 + 100);
    close_scene(&s);
}
