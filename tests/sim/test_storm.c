/* 200 nodes that talk at random, fail at random and come back: the same run twice, whether duties
   keep their stacks or borrow them, nothing lost from the books, nothing left in memory. SimGrid
   allows one engine a process, hence the children. */
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"
#include "sim/duty.h"
#include "tests/sim/world.h"

enum { HUBS = 40, DEVICES = 3, OTHERS = 40, NODES = HUBS * (1 + DEVICES) + OTHERS };

/* What two runs must have in common. */
struct outcome {
    uint64_t trace; /* FNV-1a over all events */
    uint64_t events;
    uint64_t freed;
    uint64_t begun, unwound; /* calls of duties: begun, and left in any way */
    uint64_t refused;        /* spawned on a node that was down */
    uint64_t delivered_by_fate;
    uint64_t fates[3];
    uint64_t wan_up, wan_down, lan_up, lan_down;
    struct sim_engine_stats stats;
    sim_time end;
};

struct storm_node {
    struct sim_node *node;
    struct sim_port *port; /* of its server */
    struct sim_address address;
    struct sim_port *talk_port;
    bool has_talked;
    struct base_random random;
    struct base_random life;
    uint32_t index;
};

static struct sim_engine *engine;
static struct storm_node nodes[NODES];
static struct sim_node *heaven;
static struct outcome outcome;

static void note(uint32_t who, uint32_t what, uint64_t detail)
{
    uint64_t words[3] = {(uint64_t)sim_engine_now(engine), ((uint64_t)who << 32) | what, detail};
    const unsigned char *bytes = (const unsigned char *)words;
    for (size_t i = 0; i < sizeof words; i++)
        outcome.trace = (outcome.trace ^ bytes[i]) * UINT64_C(1099511628211);
    outcome.events++;
}

static void count_freed(void *argument)
{
    outcome.freed++;
}

static void free_message(struct sim_message **message)
{
    sim_message_free(*message);
}

static void leave_call(struct storm_node **self)
{
    outcome.unwound++;
    note((*self)->index, 6, 0);
}

static sim_time serve(void *argument)
{
    __attribute__((cleanup(leave_call))) struct storm_node *self = argument;
    __attribute__((cleanup(free_message))) struct sim_message *message = NULL;
    outcome.begun++;
    if (sim_port_receive(self->port, 0, &message) != SIM_DELIVERED)
        return SIM_TIME_FOREVER;
    note(self->index, 1, message->id);
    if (message->kind != 1)
        return SIM_TIME_FOREVER;
    sim_node_compute(self->node, (sim_time)base_random_below(&self->random, 300 * MS), "work");
    struct sim_message *reply = world_message(2, base_random_below(&self->random, 20000));
    reply->reply_to = message->id;
    sim_port_post(self->port, message->from, reply);
    return SIM_TIME_FOREVER;
}

/* Mostly somebody whom there is a way to: the hub, a device of one's own, another on the WAN. */
static const struct storm_node *choose_peer(struct storm_node *self)
{
    uint32_t any = (uint32_t)base_random_below(&self->random, NODES);
    uint32_t hubs_end = HUBS * (1 + DEVICES);
    if (any % 8 == 0)
        return &nodes[any];
    if (self->index < hubs_end && (self->index % (1 + DEVICES) != 0 || any % 2 == 0))
        return &nodes[self->index / (1 + DEVICES) * (1 + DEVICES) +
                      (self->index % (1 + DEVICES) == 0 ? 1 + any % DEVICES : 0)];
    return &nodes[any < hubs_end ? any / (1 + DEVICES) * (1 + DEVICES) : any];
}

static void say(struct storm_node *self, struct sim_port *port)
{
    struct base_random *random = &self->random;
    const struct storm_node *peer = choose_peer(self);
    uint64_t bytes = base_random_below(random, 300000);
    sim_time timeout = (sim_time)base_random_below(random, 3 * S);
    enum sim_fate fate = SIM_DELIVERED;
    switch (base_random_below(random, 4)) {
    case 0:
        sim_port_post(port, peer->address, world_message(0, bytes));
        break;
    case 1:
        sim_port_send(port, peer->address, world_message(0, bytes), timeout, &fate);
        outcome.delivered_by_fate += fate == SIM_DELIVERED;
        note(self->index, 2, fate);
        break;
    default: {
        __attribute__((cleanup(free_message))) struct sim_message *reply = NULL;
        const struct sim_retry retry = {timeout, 3, 500 * MS};
        sim_port_request(port, peer->address, 1, NULL, 0, &retry, &fate, &reply);
        note(self->index, 3, fate);
        if ((fate == SIM_DELIVERED) != (reply != NULL))
            abort();
    }
    }
    outcome.fates[fate]++;
    if (base_random_below(random, 200) == 0)
        sim_node_fail(self->node);
}

static void talk(void *argument)
{
    struct storm_node *self = argument;
    __attribute__((cleanup(sim_port_freep))) struct sim_port *port = NULL;
    sim_port_new(self->node, &port);
    for (;;) {
        sim_actor_sleep(engine, (sim_time)base_random_below(&self->random, 20 * S));
        say(self, port);
    }
}

static sim_time talk_now_and_then(void *argument)
{
    __attribute__((cleanup(leave_call))) struct storm_node *self = argument;
    outcome.begun++;
    if (self->has_talked)
        say(self, self->talk_port);
    self->has_talked = true;
    return sim_engine_now(engine) + (sim_time)base_random_below(&self->random, 20 * S);
}

static void populate(struct storm_node *self, enum sim_duty_stack stack)
{
    outcome.refused += sim_node_is_up(self->node) ? 0 : 1;
    sim_port_free(self->port);
    sim_port_free(self->talk_port);
    sim_port_new(self->node, &self->port);
    sim_port_new(self->node, &self->talk_port);
    self->address = sim_port_address(self->port);
    self->has_talked = false;
    sim_duty_start(self->node, self->port, stack, serve, self, NULL);
    sim_duty_start(self->node, NULL, stack, talk_now_and_then, self, NULL);
    sim_actor_spawn(self->node, "talker", talk, self, count_freed);
}

static enum sim_duty_stack stacks;

static void rule(void *argument)
{
    struct storm_node *self = argument;
    for (;;) {
        sim_actor_sleep(engine, (sim_time)base_random_below(&self->life, 200 * S));
        sim_node_fail(self->node);
        note(self->index, 4, 0);
        if (base_random_below(&self->life, 3) > 0)
            sim_actor_sleep(engine, (sim_time)base_random_below(&self->life, 50 * S));
        sim_node_restore(self->node);
        note(self->index, 5, 0);
        populate(self, stacks);
    }
}

static struct storm_node *add(const struct sim_node_spec *spec, uint32_t index)
{
    nodes[index].index = index;
    base_random_init(&nodes[index].random, 42, index, "test.talk");
    base_random_init(&nodes[index].life, 42, index, "test.life");
    if (sim_node_add(engine, spec, &nodes[index].node) != 0)
        abort();
    return &nodes[index];
}

static void run_storm(sim_time until)
{
    const struct sim_link_spec radio = {50000, 50000, 0.003, 100, 20};
    struct sim_link_spec access = {125000, 500000, 0.010, SIM_LINK_TCP_PAYLOAD_BYTES,
                                   SIM_LINK_TCP_HEADER_BYTES};
    uint32_t index = 0;
    if (sim_engine_new(&world_platform, &engine) != 0)
        abort();
    heaven = world_add(engine, "heaven", 0);
    for (int i = 0; i < HUBS + OTHERS; i++) {
        char name[32];
        snprintf(name, sizeof name, "wan%d", i);
        access.latency_s = 0.001 * (i % 7);
        struct sim_node_spec spec = {.name = name,
                                     .cores = 1 + (unsigned)i % 3,
                                     .region = (size_t)i % 2,
                                     .access = access,
                                     .radio = i < HUBS ? &radio : NULL};
        struct sim_node *hub = add(&spec, index++)->node;
        for (int d = 0; i < HUBS && d < DEVICES; d++) {
            snprintf(name, sizeof name, "device%d.%d", i, d);
            struct sim_node_spec device = {.name = name, .cores = 1, .lan_of = hub};
            add(&device, index++);
        }
    }
    if (sim_engine_seal(engine) != 0)
        abort();
    for (uint32_t i = 0; i < NODES; i++) {
        populate(&nodes[i], stacks);
        sim_actor_spawn(heaven, "ruler", rule, &nodes[i], count_freed);
    }
    outcome.trace = UINT64_C(14695981039346656037);
    if (sim_engine_run(engine, until) != 0)
        abort();
    for (uint32_t i = 0; i < NODES; i++) {
        const struct sim_node_traffic *traffic = sim_node_traffic(nodes[i].node);
        outcome.wan_up += traffic->wan_up_bytes;
        outcome.wan_down += traffic->wan_down_bytes;
        outcome.lan_up += traffic->lan_up_bytes;
        outcome.lan_down += traffic->lan_down_bytes;
    }
    outcome.stats = *sim_engine_stats(engine);
    outcome.end = sim_engine_now(engine);
    sim_engine_free(engine);
}

static struct outcome run_in_child(sim_time until, enum sim_duty_stack stack)
{
    struct outcome result = {0};
    int ends[2], status;
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        stacks = stack;
        run_storm(until);
        ssize_t written = write(ends[1], &outcome, sizeof outcome);
        _exit(written == (ssize_t)sizeof outcome ? 0 : 1);
    }
    close(ends[1]);
    cr_assert_eq(read(ends[0], &result, sizeof result), (ssize_t)sizeof result);
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return result;
}

Test(storm, is_the_same_twice_and_its_books_balance)
{
    struct outcome a = run_in_child(600 * S, SIM_DUTY_KEEPS_STACK);
    struct outcome b = run_in_child(600 * S, SIM_DUTY_KEEPS_STACK);
    struct outcome c = run_in_child(600 * S, SIM_DUTY_BORROWS_STACK);
    cr_expect_eq(memcmp(&a, &b, sizeof a), 0);
    cr_expect_eq(memcmp(&a, &c, sizeof a), 0, "%lu and %lu events", (unsigned long)a.events,
                 (unsigned long)c.events);
    cr_expect_eq(a.begun, a.unwound);
    cr_expect_eq(a.end, 600 * S);
    cr_expect_gt(a.events, 10000);
    cr_expect_eq(a.freed, a.stats.actors_spawned + a.refused);
    cr_expect_eq(a.stats.messages_sent, a.stats.messages_delivered + a.stats.messages_lost);
    cr_expect_eq(a.wan_up, a.wan_down);
    cr_expect_eq(a.wan_up, a.stats.wan_bytes);
    cr_expect_eq(a.lan_up, a.lan_down);
    cr_expect_eq(a.lan_up, a.stats.lan_bytes);
    for (int fate = 0; fate < 3; fate++)
        cr_expect_gt(a.fates[fate], 100, "fate %d came %lu times", fate,
                     (unsigned long)a.fates[fate]);
    /* The events of SimGrid 3.32 and 4.0, gcc 12 and 14. Changes when the storm or the order of
       events is changed on purpose. */
    cr_expect_eq(a.trace, UINT64_C(0xad519a78b9db2156), "trace %016lx", (unsigned long)a.trace);
}

/* In the midst of many transfers and calls. */
Test(storm, ends_anywhere)
{
    for (sim_time until = 0; until < 3 * S; until += 197 * MS + 1) {
        struct outcome a = run_in_child(until, SIM_DUTY_KEEPS_STACK);
        struct outcome b = run_in_child(until, SIM_DUTY_BORROWS_STACK);
        cr_expect_eq(memcmp(&a, &b, sizeof a), 0);
        cr_expect_eq(a.end, until);
        cr_expect_eq(a.freed, a.stats.actors_spawned);
        cr_expect_eq(a.stats.messages_sent, a.stats.messages_delivered + a.stats.messages_lost);
    }
}
