/* Machines that stop: fates, ports, stacks and arguments. */
#include "tests/sim/world.h"

enum { NODES = 3 };

struct scene {
    struct sim_engine *engine;
    struct sim_node *nodes[NODES];
    struct sim_port *port; /* of node 0, the sender */
    struct sim_address to;
    enum sim_fate fate;
    sim_time fate_date;
    uint64_t bytes;
    sim_time fail_date;
    size_t victim;
    unsigned cleaned;
    unsigned freed;
    unsigned reached;
    struct sim_retry retry;
};

static struct scene *open_scene(void)
{
    struct scene *s = calloc(1, sizeof(*s));
    s->engine = world_new();
    for (size_t i = 0; i < NODES; i++) {
        char name[8];
        snprintf(name, sizeof name, "n%zu", i);
        s->nodes[i] = world_add(s->engine, name, 0);
    }
    cr_assert_eq(sim_engine_seal(s->engine), 0);
    cr_assert_eq(sim_port_new(s->nodes[0], &s->port), 0);
    return s;
}

static void close_scene(struct scene *s)
{
    sim_port_free(s->port);
    sim_engine_free(s->engine);
    free(s);
}

static void count_freed(void *argument)
{
    ((struct scene *)argument)->freed++;
}

static void count_cleaned(struct scene **s)
{
    (*s)->cleaned++;
}

/* Opens a port of its own and receives for ever. */
static void serve(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    __attribute__((cleanup(sim_port_freep))) struct sim_port *port = NULL;
    sim_port_new(s->nodes[1], &port);
    s->to = sim_port_address(port);
    for (;;) {
        struct sim_message *message;
        sim_port_receive(port, SIM_TIME_FOREVER, &message);
        s->reached++;
        sim_message_free(message);
    }
}

static void send_one(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    sim_actor_sleep(s->engine, 1);
    sim_port_send(s->port, s->to, world_message(1, s->bytes), 100 * S, &s->fate);
    s->fate_date = sim_engine_now(s->engine);
}

static void fail_victim(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep_until(s->engine, s->fail_date);
    sim_node_fail(s->nodes[s->victim]);
}

static void run_send(struct scene *s)
{
    sim_actor_spawn(s->nodes[1], "server", serve, s, count_freed);
    sim_actor_spawn(s->nodes[0], "sender", send_one, s, count_freed);
    sim_actor_spawn(s->nodes[2], "fate", fail_victim, s, count_freed);
    cr_assert_eq(sim_engine_run(s->engine, 1000 * S), 0);
    cr_expect_eq(s->cleaned, 2);
    cr_expect_eq(s->freed, 3);
}

Test(failure, peer_dies_in_mid_transfer)
{
    struct scene *s = open_scene();
    s->bytes = 10000000;
    s->fail_date = 5 * S + 25 * MS + 1;
    s->victim = 1;
    run_send(s);
    cr_expect_eq(s->fate, SIM_PEER_LOST);
    cr_expect_eq(s->fate_date, s->fail_date, "%ld", (long)s->fate_date);
    cr_expect_eq(s->reached, 0);
    cr_expect_eq(sim_node_traffic(s->nodes[0])->wan_up_bytes, 5000000);
    cr_expect_eq(sim_node_traffic(s->nodes[1])->wan_down_bytes, 5000000);
    cr_expect_eq(sim_engine_now(s->engine), s->fail_date, "nothing happens after that");
    close_scene(s);
}

Test(failure, peer_dies_while_the_first_bit_travels)
{
    struct scene *s = open_scene();
    s->bytes = 10000000;
    s->fail_date = 7 * MS;
    s->victim = 1;
    run_send(s);
    cr_expect_eq(s->fate, SIM_PEER_LOST);
    cr_expect_eq(s->fate_date, s->fail_date);
    cr_expect_eq(sim_node_traffic(s->nodes[0])->wan_up_bytes, 0);
    close_scene(s);
}

Test(failure, sender_dies_in_mid_transfer)
{
    struct scene *s = open_scene();
    s->bytes = 10000000;
    s->fail_date = 2 * S + 25 * MS + 1;
    s->victim = 0;
    s->fate_date = -1;
    run_send(s);
    cr_expect_eq(s->fate_date, -1, "the sender never learns anything");
    cr_expect_eq(s->reached, 0);
    cr_expect_eq(sim_node_traffic(s->nodes[1])->wan_down_bytes, 2000000);
    cr_expect_eq(sim_engine_stats(s->engine)->messages_lost, 1);
    close_scene(s);
}

/* At the very nanosecond of the arrival: delivered or lost, and both sides agree. */
Test(failure, peer_dies_as_the_message_arrives)
{
    struct scene *s = open_scene();
    s->bytes = 1000000;
    s->fail_date = 1 * S + 25 * MS + 1;
    s->victim = 1;
    run_send(s);
    cr_expect_eq(s->fate_date, s->fail_date);
    cr_expect_eq(s->fate == SIM_DELIVERED, sim_engine_stats(s->engine)->messages_delivered == 1);
    close_scene(s);
}

Test(failure, peer_down_at_the_start_costs_a_round_trip)
{
    struct scene *s = open_scene();
    s->victim = 1;
    s->fail_date = 1;
    s->bytes = 10000000;
    sim_actor_spawn(s->nodes[1], "server", serve, s, count_freed);
    sim_actor_spawn(s->nodes[2], "fate", fail_victim, s, count_freed);
    sim_actor_spawn(s->nodes[0], "sender", send_one, s, count_freed);
    cr_assert_eq(sim_engine_run(s->engine, 1000 * S), 0);
    cr_expect_eq(s->fate, SIM_PEER_LOST);
    cr_expect_eq(s->fate_date, 1 + 50 * MS);
    cr_expect_eq(sim_node_traffic(s->nodes[0])->wan_up_bytes, 0);
    close_scene(s);
}

static void send_with_little_time(void *argument)
{
    struct scene *s = argument;
    sim_port_send(s->port, (struct sim_address){2, 999}, world_message(1, 1), 7 * MS, &s->fate);
    s->fate_date = sim_engine_now(s->engine);
    s->reached = sim_node_is_up(s->nodes[1]);
    sim_port_send(s->port, (struct sim_address){0}, world_message(1, 1), 7 * MS, &s->fate);
    s->cleaned = s->fate == SIM_PEER_LOST && sim_engine_now(s->engine) == s->fate_date;
    sim_port_send(s->port, (struct sim_address){77, 1}, world_message(1, 1), 7 * MS, &s->fate);
    s->freed = s->fate == SIM_PEER_LOST && sim_engine_now(s->engine) == s->fate_date;
}

Test(failure, time_out_comes_before_the_round_trip)
{
    struct scene *s = open_scene();
    s->fate = 99;
    sim_actor_spawn(s->nodes[0], "sender", send_with_little_time, s, NULL);
    cr_assert_eq(sim_engine_run(s->engine, 1000 * S), 0);
    cr_expect_eq(s->fate_date, 7 * MS);
    cr_expect_eq(s->reached, 1);
    cr_expect_eq(s->cleaned, 1, "no address");
    cr_expect_eq(s->freed, 1, "no such node");
    close_scene(s);
}

static void open_and_free(void *argument)
{
    struct scene *s = argument;
    struct sim_port *port;
    sim_port_new(s->nodes[1], &port);
    s->to = sim_port_address(port);
    sim_actor_sleep(s->engine, 500 * MS);
    sim_port_free(port);
    sim_port_new(s->nodes[1], &port); /* gets nothing */
    struct sim_message *message;
    s->reached = sim_port_receive(port, 10 * S, &message);
    sim_port_free(port);
}

Test(failure, port_is_freed_while_a_message_flies)
{
    struct scene *s = open_scene();
    s->bytes = 1000000;
    sim_actor_spawn(s->nodes[1], "server", open_and_free, s, NULL);
    sim_actor_spawn(s->nodes[0], "sender", send_one, s, NULL);
    cr_assert_eq(sim_engine_run(s->engine, 1000 * S), 0);
    cr_expect_eq(s->fate, SIM_PEER_LOST);
    cr_expect_eq(s->fate_date, 1 + 25 * MS + 1 * S);
    cr_expect_eq(s->reached, SIM_TIMED_OUT);
    close_scene(s);
}

static void fail_oneself(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    __attribute__((cleanup(sim_port_freep))) struct sim_port *port = NULL;
    sim_port_new(s->nodes[1], &port);
    sim_actor_sleep(s->engine, 2 * S);
    sim_node_fail(s->nodes[1]);
    s->reached += 100;
}

static void sleep_long(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    sim_actor_sleep(s->engine, 100 * S);
    s->reached += 100;
}

static void compute_long(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    sim_node_compute(s->nodes[1], 100 * S, "work");
    s->reached += 100;
}

Test(failure, node_fails_itself)
{
    struct scene *s = open_scene();
    sim_actor_spawn(s->nodes[1], "one", sleep_long, s, count_freed);
    sim_actor_spawn(s->nodes[1], "self", fail_oneself, s, count_freed);
    sim_actor_spawn(s->nodes[1], "two", serve, s, count_freed);
    sim_actor_spawn(s->nodes[1], "three", compute_long, s, count_freed);
    cr_assert_eq(sim_engine_run(s->engine, 1000 * S), 0);
    cr_expect_eq(s->reached, 0);
    cr_expect_eq(s->cleaned, 4);
    cr_expect_eq(s->freed, 4);
    cr_expect_not(sim_node_is_up(s->nodes[1]));
    cr_expect_eq(sim_engine_now(s->engine), 2 * S);
    cr_expect_eq(sim_node_busy(s->nodes[1]), 2 * S, "the work that was done");
    close_scene(s);
}

static void count_reached(void *argument)
{
    ((struct scene *)argument)->reached++;
}

static void fail_restore_respawn(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 1 * S);
    sim_node_fail(s->nodes[1]);
    sim_node_fail(s->nodes[1]);
    sim_actor_spawn(s->nodes[1], "nobody", count_reached, s, count_freed);
    s->cleaned += 10 * (s->freed == 1); /* the argument is gone already */
    sim_node_restore(s->nodes[1]);
    sim_actor_spawn(s->nodes[1], "again", serve, s, count_freed);
    sim_actor_sleep(s->engine, 1 * S);
    s->bytes = 1000;
    send_one(s);
}

/* All at one date: the old server dies, the new one does not. */
Test(failure, node_is_restored_at_once)
{
    struct scene *s = open_scene();
    sim_actor_spawn(s->nodes[1], "server", serve, s, count_freed);
    sim_actor_spawn(s->nodes[0], "fate", fail_restore_respawn, s, NULL);
    cr_assert_eq(sim_engine_run(s->engine, 10 * S), 0);
    cr_expect_eq(s->fate, SIM_DELIVERED);
    cr_expect_eq(s->reached, 1);
    cr_expect_eq(s->cleaned, 10 + 2 + 1);
    cr_expect_eq(s->freed, 3);
    close_scene(s);
}

static void spawn_and_fail(void *argument)
{
    struct scene *s = argument;
    sim_actor_spawn(s->nodes[1], "child", count_reached, s, count_freed);
    sim_node_fail(s->nodes[1]);
    s->cleaned = s->freed;
}

Test(failure, actor_dies_before_it_starts)
{
    struct scene *s = open_scene();
    sim_actor_spawn(s->nodes[0], "parent", spawn_and_fail, s, NULL);
    cr_assert_eq(sim_engine_run(s->engine, 10 * S), 0);
    cr_expect_eq(s->reached, 0);
    cr_expect_eq(s->freed, 1);
    close_scene(s);
}

static void request_peer(void *argument)
{
    struct scene *s = argument;
    struct sim_message *reply;
    sim_actor_sleep(s->engine, 1);
    sim_port_request(s->port, s->to, 1, NULL, 0, &s->retry, &s->fate, &reply);
    s->fate_date = sim_engine_now(s->engine);
    s->cleaned += 10 * (reply == NULL);
}

/* The first attempt waits in vain, the peer dies at 5 s; the second attempt, at 12 s, finds nobody
   and says so after a round trip. */
Test(failure, request_finds_nobody)
{
    struct scene *s = open_scene();
    s->victim = 1;
    s->fail_date = 5 * S;
    s->retry = (struct sim_retry){10 * S, 2, 2 * S};
    sim_actor_spawn(s->nodes[1], "server", serve, s, count_freed);
    sim_actor_spawn(s->nodes[0], "client", request_peer, s, count_freed);
    sim_actor_spawn(s->nodes[2], "fate", fail_victim, s, count_freed);
    cr_assert_eq(sim_engine_run(s->engine, 1000 * S), 0);
    cr_expect_eq(s->fate, SIM_PEER_LOST);
    cr_expect_eq(s->fate_date, 12 * S + 50 * MS + 1);
    cr_expect_eq(s->cleaned, 10 + 1);
    close_scene(s);
}

static void request_for_ever(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    struct sim_message *reply;
    struct sim_retry retry = {1 * S, 1000, 0};
    sim_actor_sleep(s->engine, 1);
    sim_port_request(s->port, s->to, 1, NULL, 0, &retry, &s->fate, &reply);
    s->reached += 100;
}

static void own_the_port(void *argument)
{
    struct scene *s = argument;
    __attribute__((cleanup(count_cleaned))) struct scene *cleaned = s;
    __attribute__((cleanup(sim_port_freep))) struct sim_port *port = s->port;
    (void)cleaned;
    (void)port;
    sim_actor_sleep(s->engine, 1000 * S);
}

/* On a port that another actor of its node owns and frees first. */
Test(failure, client_dies_within_a_request)
{
    struct scene *s = open_scene();
    s->victim = 0;
    s->fail_date = 5 * S + 30 * MS;
    sim_actor_spawn(s->nodes[0], "owner", own_the_port, s, count_freed);
    sim_actor_spawn(s->nodes[1], "server", serve, s, count_freed);
    sim_actor_spawn(s->nodes[0], "client", request_for_ever, s, count_freed);
    sim_actor_spawn(s->nodes[2], "fate", fail_victim, s, count_freed);
    cr_assert_eq(sim_engine_run(s->engine, 20 * S), 0);
    s->port = NULL;
    cr_expect_eq(s->cleaned, 3);
    cr_expect_eq(s->freed, 4);
    close_scene(s);
}

Test(failure, stop_kills_who_waits_in_a_request)
{
    struct scene *s = open_scene();
    sim_actor_spawn(s->nodes[1], "server", serve, s, count_freed);
    sim_actor_spawn(s->nodes[0], "client", request_for_ever, s, count_freed);
    cr_assert_eq(sim_engine_run(s->engine, 20 * S + 5 * MS), 0);
    cr_expect_eq(s->cleaned, 2);
    cr_expect_eq(s->freed, 2);
    cr_expect_eq(s->reached, 20, "%u", s->reached);
    cr_expect_eq(sim_engine_now(s->engine), 20 * S + 5 * MS);
    close_scene(s);
}
