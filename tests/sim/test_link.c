/* Lines that fail while their machines run, and radios that lose messages. */
#include "tests/sim/world.h"

enum { SENDS = 4096 };

/* A hub with its radio (1 MB/s, 2 ms) and two devices, and a machine on the WAN. One way from the
 * hub to the other: 10 + 5 + 10 ms. */
struct scene {
    struct sim_engine *engine;
    struct sim_node *hub, *other, *device, *second;
    struct sim_port *hub_port, *other_port, *device_port, *second_port;
    enum sim_fate fates[SENDS];
    sim_time dates[SENDS];
    size_t count;
    uint64_t bytes;
    unsigned received;
    uint64_t seed;
};

static struct scene *open_scene(bool routes)
{
    struct scene *s = calloc(1, sizeof *s);
    const struct sim_link_spec radio = {1e6, 5e6, 0.002, 100, 0};
    s->engine = world_new();
    const struct sim_node_spec hub = {.name = "hub",
                                      .cores = 1,
                                      .region = 0,
                                      .access = world_link,
                                      .radio = &radio,
                                      .routes = routes};
    cr_assert_eq(sim_node_add(s->engine, &hub, &s->hub), 0);
    s->other = world_add(s->engine, "other", 0);
    const struct sim_node_spec device = {.name = "device", .cores = 1, .lan_of = s->hub};
    const struct sim_node_spec second = {.name = "second", .cores = 1, .lan_of = s->hub};
    cr_assert_eq(sim_node_add(s->engine, &device, &s->device), 0);
    cr_assert_eq(sim_node_add(s->engine, &second, &s->second), 0);
    cr_assert_eq(sim_engine_seal(s->engine), 0);
    cr_assert_eq(sim_port_new(s->hub, &s->hub_port), 0);
    cr_assert_eq(sim_port_new(s->other, &s->other_port), 0);
    cr_assert_eq(sim_port_new(s->device, &s->device_port), 0);
    cr_assert_eq(sim_port_new(s->second, &s->second_port), 0);
    return s;
}

static void close_scene(struct scene *s)
{
    const struct sim_engine_stats *stats = sim_engine_stats(s->engine);
    cr_expect_eq(stats->messages_sent, stats->messages_delivered + stats->messages_lost);
    sim_engine_free(s->engine); /* and all ports */
    free(s);
}

static void send(struct scene *s, struct sim_port *from, struct sim_port *to, uint64_t bytes,
                 sim_time timeout)
{
    size_t i = s->count++;
    sim_port_send(from, sim_port_address(to), world_message(1, bytes), timeout, &s->fates[i]);
    s->dates[i] = sim_engine_now(s->engine);
}

static void play(struct scene *s)
{
    cr_assert_eq(sim_engine_run(s->engine, SIM_TIME_FOREVER), 0);
}

static void hub_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->hub_port, s->other_port, s->bytes, 100 * S);
    send(s, s->hub_port, s->other_port, 1000, 100 * S);
    send(s, s->hub_port, s->device_port, 1000, 100 * S);
    send(s, s->hub_port, s->hub_port, 1000, 100 * S);
    sim_node_reconnect(s->hub);
    send(s, s->hub_port, s->other_port, 1000, 100 * S);
}

static void line_fails(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 525 * MS);
    sim_node_disconnect(s->hub);
    sim_node_disconnect(s->hub); /* it is already */
}

/* 525 - 25 ms at 1 MB/s: half of a megabyte is through. The radio works on. */
Test(link, a_line_that_fails_breaks_off_and_the_radio_works_on)
{
    struct scene *s = open_scene(false);
    s->bytes = 1000000;
    sim_actor_spawn(s->hub, "hub", hub_sends, s, NULL);
    sim_actor_spawn(s->other, "line", line_fails, s, NULL);
    play(s);
    cr_assert_eq(s->count, 5);
    cr_expect_eq(s->fates[0], SIM_PEER_LOST);
    cr_expect_eq(s->dates[0], 525 * MS, "%ld", (long)s->dates[0]);
    /* Nobody is found, after there and back. */
    cr_expect_eq(s->fates[1], SIM_PEER_LOST);
    cr_expect_eq(s->dates[1] - s->dates[0], 50 * MS);
    cr_expect_eq(s->fates[2], SIM_DELIVERED);
    cr_expect_eq(s->dates[2] - s->dates[1], 3 * MS);
    cr_expect_eq(s->fates[3], SIM_DELIVERED);
    cr_expect_eq(s->dates[3], s->dates[2]);
    cr_expect_eq(s->fates[4], SIM_DELIVERED);
    cr_expect_eq(s->dates[4] - s->dates[3], 26 * MS);
    cr_expect_eq(sim_node_traffic(s->hub)->wan_up_bytes, 501000);
    cr_expect_eq(sim_node_traffic(s->other)->wan_down_bytes, 501000);
    cr_expect(sim_node_is_up(s->hub) && sim_node_is_connected(s->hub));
    close_scene(s);
}

static void other_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->other_port, s->hub_port, s->bytes, 100 * S);
    send(s, s->other_port, s->hub_port, 1000, 100 * S);
}

/* In the first 25 ms nothing is through; the other side notices at once too. */
Test(link, both_sides_notice)
{
    struct scene *s = open_scene(false);
    s->bytes = 1000000;
    sim_actor_spawn(s->other, "other", other_sends, s, NULL);
    sim_actor_spawn(s->device, "line", line_fails, s, NULL);
    play(s);
    cr_expect_eq(s->fates[0], SIM_PEER_LOST);
    cr_expect_eq(s->dates[0], 525 * MS);
    cr_expect_eq(s->fates[1], SIM_PEER_LOST);
    cr_expect_eq(s->dates[1], 575 * MS);
    cr_expect_not(sim_node_is_connected(s->hub));
    cr_expect_eq(sim_node_traffic(s->other)->wan_up_bytes, 500000);
    close_scene(s);
}

static void both_send(void *argument)
{
    struct scene *s = argument;
    send(s, s->hub_port, s->other_port, s->bytes, 100 * S);
}

/* Two flows share the line: each has 250 kB through, as SimGrid says. */
Test(link, flows_that_share_the_line_break_off)
{
    struct scene *s = open_scene(false);
    s->bytes = 1000000;
    sim_actor_spawn(s->hub, "first", both_send, s, NULL);
    sim_actor_spawn(s->hub, "second", both_send, s, NULL);
    sim_actor_spawn(s->other, "line", line_fails, s, NULL);
    play(s);
    cr_expect_eq(s->fates[0], SIM_PEER_LOST);
    cr_expect_eq(s->fates[1], SIM_PEER_LOST);
    cr_expect_eq(s->dates[0], 525 * MS);
    cr_expect_eq(s->dates[1], 525 * MS);
    cr_expect_eq(sim_node_traffic(s->hub)->wan_up_bytes, 500000);
    close_scene(s);
}

static void device_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->device_port, s->other_port, s->bytes, 100 * S);
    send(s, s->device_port, s->other_port, 1000, 100 * S);
    send(s, s->device_port, s->second_port, 1000, 100 * S);
}

/* On the radio when the line fails: it is lost where it would go on, 2 + 1000 ms after the start.
 */
Test(link, a_hub_passes_nothing_on_over_a_dead_line)
{
    struct scene *s = open_scene(true);
    s->bytes = 1000000;
    sim_actor_spawn(s->device, "device", device_sends, s, NULL);
    sim_actor_spawn(s->other, "line", line_fails, s, NULL);
    play(s);
    cr_expect_eq(s->fates[0], SIM_PEER_LOST);
    cr_expect_eq(s->dates[0], 1002 * MS, "%ld", (long)s->dates[0]);
    cr_expect_eq(sim_node_traffic(s->device)->lan_up_bytes, 1000000 + 1000);
    cr_expect_eq(sim_node_traffic(s->hub)->wan_up_bytes, 0);
    cr_expect_eq(s->fates[1], SIM_PEER_LOST);
    cr_expect_eq(s->dates[1] - s->dates[0], 2 * (2 + 25) * MS);
    /* Neighbours hear each other by the hub's radio. */
    cr_expect_eq(s->fates[2], SIM_DELIVERED);
    cr_expect_eq(s->dates[2] - s->dates[1], 2 * 3 * MS);
    close_scene(s);
}

/* On the line when it fails: 525 - 502 - 25 < 0 ms of the second hop; its latency is not over. */
Test(link, what_a_hub_passes_on_breaks_off_with_its_line)
{
    struct scene *s = open_scene(true);
    s->bytes = 500000;
    sim_actor_spawn(s->device, "device", device_sends, s, NULL);
    sim_actor_spawn(s->other, "line", line_fails, s, NULL);
    play(s);
    cr_expect_eq(s->fates[0], SIM_PEER_LOST);
    cr_expect_eq(s->dates[0], 525 * MS, "%ld", (long)s->dates[0]);
    cr_expect_eq(sim_node_traffic(s->hub)->wan_up_bytes, 0);
    close_scene(s);
}

static void set_loss(struct scene *s, double probability)
{
    struct base_random random;
    base_random_init(&random, s->seed, 7, "test.radio");
    sim_node_set_radio_loss(s->hub, probability, &random);
}

static void device_sends_to_hub(void *argument)
{
    struct scene *s = argument;
    send(s, s->device_port, s->hub_port, 1000, 50 * MS);
    send(s, s->device_port, s->hub_port, 1000, 1 * MS);
    struct sim_message *reply;
    const struct sim_retry retry = {.timeout = 100 * MS, .attempts = 2, .pause = 10 * MS};
    sim_port_request(s->device_port, sim_port_address(s->hub_port), 1, NULL, 0, &retry,
                     &s->fates[2], &reply);
    s->dates[2] = sim_engine_now(s->engine);
    sim_port_post(s->device_port, sim_port_address(s->hub_port), world_message(1, 1000));
    s->count = 3;
}

/* The airtime is spent, and the sender that waits times out. */
Test(link, a_radio_that_loses_all)
{
    struct scene *s = open_scene(false);
    set_loss(s, 1);
    sim_actor_spawn(s->device, "device", device_sends_to_hub, s, NULL);
    play(s);
    cr_expect_eq(s->fates[0], SIM_TIMED_OUT);
    cr_expect_eq(s->dates[0], 50 * MS, "%ld", (long)s->dates[0]);
    cr_expect_eq(s->fates[1], SIM_TIMED_OUT);
    cr_expect_eq(s->dates[1], 51 * MS);
    cr_expect_eq(s->fates[2], SIM_TIMED_OUT);
    cr_expect_eq(s->dates[2], 51 * MS + (100 + 10 + 100) * MS);
    /* The second broke off before its first byte; a request of no bytes has none. */
    cr_expect_eq(sim_node_traffic(s->device)->lan_up_bytes, 1000 + 0 + 0 + 1000);
    cr_expect_eq(sim_engine_stats(s->engine)->radio_messages_lost, 4);
    cr_expect_eq(sim_engine_stats(s->engine)->messages_lost, 5);
    cr_expect_eq(sim_engine_stats(s->engine)->messages_delivered, 0);
    close_scene(s);
}

static void wait_for_ever(void *argument)
{
    struct scene *s = argument;
    send(s, s->device_port, s->hub_port, 1000, SIM_TIME_FOREVER);
    s->received++;
}

/* Nothing can happen any more: the run ends, and the sender with it. */
Test(link, who_waits_for_ever_for_a_lost_message_does_not_hold_the_run)
{
    struct scene *s = open_scene(false);
    set_loss(s, 1);
    sim_actor_spawn(s->device, "device", wait_for_ever, s, NULL);
    play(s);
    cr_expect_eq(sim_engine_now(s->engine), 3 * MS, "%ld", (long)sim_engine_now(s->engine));
    cr_expect_eq(s->received, 0);
    close_scene(s);
}

static void line_sends(void *argument)
{
    struct scene *s = argument;
    send(s, s->hub_port, s->other_port, 1000, 100 * S);
    send(s, s->hub_port, s->hub_port, 1000, 100 * S);
}

Test(link, loss_is_the_radios_alone)
{
    struct scene *s = open_scene(false);
    set_loss(s, 1);
    sim_actor_spawn(s->hub, "hub", line_sends, s, NULL);
    play(s);
    cr_expect_eq(s->fates[0], SIM_DELIVERED);
    cr_expect_eq(s->fates[1], SIM_DELIVERED);
    cr_expect_eq(sim_engine_stats(s->engine)->radio_messages_lost, 0);
    close_scene(s);
}

static void send_many(void *argument)
{
    struct scene *s = argument;
    for (size_t i = 0; i < SENDS; i++)
        send(s, s->device_port, s->hub_port, 10, 10 * MS);
}

/* Binomial of 4096 and 0.25: mean 1024, standard deviation 27.7; six of them either way. The stream
 * says which, message by message. */
Test(link, the_stream_says_which_are_lost)
{
    struct scene *s = open_scene(false);
    struct base_random random;
    unsigned lost = 0;
    s->seed = 11;
    set_loss(s, 0.25);
    sim_actor_spawn(s->device, "device", send_many, s, NULL);
    play(s);
    base_random_init(&random, s->seed, 7, "test.radio");
    for (size_t i = 0; i < SENDS; i++) {
        bool is_lost = base_random_uniform(&random) < 0.25;
        cr_assert_eq(s->fates[i], is_lost ? SIM_TIMED_OUT : SIM_DELIVERED, "message %zu", i);
        lost += is_lost;
    }
    cr_expect(lost > 1024 - 167 && lost < 1024 + 167, "%u", lost);
    cr_expect_eq(sim_engine_stats(s->engine)->radio_messages_lost, lost);
    cr_expect_eq(sim_engine_stats(s->engine)->messages_delivered, SENDS - lost);
    cr_expect_eq(sim_engine_stats(s->engine)->lan_bytes, 10 * SENDS);
    close_scene(s);
}
