/* A radio of 1 MB/s beside a line of 1 MB/s: what passes the first is computed by sim/radio.c, and
   what passes the second by SimGrid. */
#include "base/random.h"
#include "tests/sim/world.h"

enum { SENDERS = 60 };

struct sender {
    struct sim_engine *engine;
    struct sim_port *from, *to;
    sim_time begin, end, timeout;
    uint64_t bytes;
    enum sim_fate fate;
};

static void send_one(void *argument)
{
    struct sender *s = argument;
    sim_actor_sleep_until(s->engine, s->begin);
    sim_port_send(s->from, sim_port_address(s->to), world_message(1, s->bytes), s->timeout,
                  &s->fate);
    s->end = sim_engine_now(s->engine);
}

static struct sim_port *add(struct sim_engine *engine, const struct sim_node_spec *spec)
{
    struct sim_node *node;
    struct sim_port *port;
    cr_assert_eq(sim_node_add(engine, spec, &node), 0);
    cr_assert_eq(sim_port_new(node, &port), 0);
    return port;
}

static sim_time one_ms(const void *context, size_t from, size_t to)
{
    return 1 * MS;
}

/* All latencies are 3 ms. Half of the senders give up at random dates, if they
   are not through by then. */
Test(radio, agrees_with_flows_of_simgrid)
{
    const struct sim_platform_spec platform = {1, one_ms, NULL};
    const struct sim_link_spec radio = {1e6, 1e6, 0.003, 1000, 0};
    struct sim_engine *engine;
    struct base_random random;
    static struct sender air[SENDERS], line[SENDERS];
    cr_assert_eq(sim_engine_new(&platform, &engine), 0);
    const struct sim_node_spec hub_spec = {
        .name = "hub", .cores = 1, .access = {1e9, 1e6, 0.001, 1000, 0}, .radio = &radio};
    struct sim_port *hub = add(engine, &hub_spec);
    base_random_init(&random, 1, 0, "test.radio");
    for (int i = 0; i < SENDERS; i++) {
        char name[32];
        snprintf(name, sizeof name, "device%d", i);
        const struct sim_node_spec device = {
            .name = name, .cores = 1, .lan_of = sim_port_node(hub)};
        air[i] = (struct sender){
            .engine = engine,
            .from = add(engine, &device),
            .to = hub,
            .begin = (sim_time)base_random_below(&random, (uint64_t)(5 * S)),
            .bytes = 1 + base_random_below(&random, 200000),
            .timeout = i % 2 == 0 ? 1000 * S : (sim_time)base_random_below(&random, (uint64_t)S),
        };
        if (i % 3 == 0) { /* the other way */
            air[i].to = air[i].from;
            air[i].from = hub;
        }
        snprintf(name, sizeof name, "server%d", i);
        const struct sim_node_spec server = {
            .name = name, .cores = 1, .access = {1e9, 1e9, 0.001, 1000, 0}};
        line[i] = air[i];
        line[i].from = add(engine, &server);
        line[i].to = hub;
    }
    cr_assert_eq(sim_engine_seal(engine), 0);
    for (int i = 0; i < SENDERS; i++) {
        sim_actor_spawn(sim_port_node(air[i].from), "air", send_one, &air[i], NULL);
        sim_actor_spawn(sim_port_node(line[i].from), "line", send_one, &line[i], NULL);
    }
    cr_assert_eq(sim_engine_run(engine, SIM_TIME_FOREVER), 0);
    sim_time last = 0;
    int given_up = 0;
    for (int i = 0; i < SENDERS; i++) {
        given_up += air[i].fate == SIM_TIMED_OUT;
        last = air[i].end > last ? air[i].end : last;
        cr_expect_eq(air[i].fate, line[i].fate);
        cr_expect(llabs(air[i].end - line[i].end) <= 3, "%d: %ld, not %ld", i, (long)air[i].end,
                  (long)line[i].end);
    }
    cr_expect(given_up > 5 && given_up < 25, "%d", given_up);
    cr_expect_gt(last, 5 * S);
    /* Whoever sends half a message has sent half its bytes. */
    const struct sim_node_traffic *traffic = sim_node_traffic(sim_port_node(hub));
    uint64_t on_air = traffic->lan_down_bytes + traffic->lan_up_bytes;
    cr_expect(llabs((long long)(on_air - traffic->wan_down_bytes)) <= SENDERS);
    sim_engine_free(engine);
}

/* 1, 2, .. n bytes begin together, 1 us a byte: the i-th is over when the shorter ones have passed
   and i bytes of each longer one have: i (i + 1) / 2 + i (n - i). */
Test(radio, many_at_once_are_closed_forms)
{
    enum { MANY = 1000 };
    static struct sender all[MANY];
    struct sim_engine *engine = world_new();
    const struct sim_link_spec radio = {1e6, 1e6, 0, 1000, 0};
    const struct sim_node_spec hub_spec = {
        .name = "hub", .cores = 1, .access = world_link, .radio = &radio};
    struct sim_port *hub = add(engine, &hub_spec);
    const struct sim_node_spec device_spec = {
        .name = "device", .cores = 1, .lan_of = sim_port_node(hub)};
    struct sim_port *device = add(engine, &device_spec);
    cr_assert_eq(sim_engine_seal(engine), 0);
    for (int i = 0; i < MANY; i++) {
        all[i] = (struct sender){engine, device, hub, 0, 0, 1000 * S, (uint64_t)i + 1, 0};
        sim_actor_spawn(sim_port_node(device), "sender", send_one, &all[i], NULL);
    }
    cr_assert_eq(sim_engine_run(engine, SIM_TIME_FOREVER), 0);
    for (int64_t i = 1; i <= MANY; i++) {
        int64_t us = i * (i + 1) / 2 + i * (MANY - i);
        cr_expect_eq(all[i - 1].end, us * 1000, "%ld: %ld", (long)i, (long)all[i - 1].end);
    }
    sim_engine_free(engine);
}
