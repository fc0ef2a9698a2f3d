#include "sim/duty.h"
#include "tests/sim/world.h"

struct scene {
    struct sim_engine *engine;
    struct sim_node *node, *other;
    struct sim_port *port, *other_port;
    enum sim_duty_stack stack;
    sim_time dates[16];
    uint32_t kinds[16];
    size_t count, left, ended;
    sim_time end;
};

static struct scene open_scene(enum sim_duty_stack stack)
{
    struct scene s = {.engine = world_new(), .stack = stack};
    s.node = world_add(s.engine, "node", 0);
    s.other = world_add(s.engine, "other", 0);
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    cr_assert_eq(sim_port_new(s.node, &s.port), 0);
    cr_assert_eq(sim_port_new(s.other, &s.other_port), 0);
    return s;
}

static void leave(struct scene **s)
{
    (*s)->left++;
}

static void end(void *argument)
{
    struct scene *s = argument;
    s->ended++;
}

/* Takes 100 ms of a core for each message, and wants to be called every second. */
static sim_time serve(void *argument)
{
    __attribute__((cleanup(leave))) struct scene *s = argument;
    struct sim_message *message;
    size_t i = s->count++;
    s->dates[i] = sim_engine_now(s->engine);
    if (sim_port_receive(s->port, 0, &message) == SIM_DELIVERED) {
        s->kinds[i] = message->kind;
        sim_message_free(message);
        sim_node_compute(s->node, 100 * MS, "work");
    }
    return s->end > 0 ? sim_engine_now(s->engine) + S : SIM_TIME_FOREVER;
}

/* Two at 25 ms, one at 525 ms. */
static void send(void *argument)
{
    struct scene *s = argument;
    for (uint32_t kind = 1; kind <= 3; kind++) {
        if (kind == 3)
            sim_actor_sleep(s->engine, 500 * MS);
        sim_port_post(s->other_port, sim_port_address(s->port), world_message(kind, 0));
    }
}

static void serve_and_poll(enum sim_duty_stack stack)
{
    struct scene s = open_scene(stack);
    static const sim_time dates[] = {0, 25 * MS, 125 * MS, 525 * MS, 1625 * MS, 2625 * MS};
    static const uint32_t kinds[] = {0, 1, 2, 3, 0, 0};
    s.end = 3 * S;
    cr_assert_eq(sim_duty_start(s.node, s.port, stack, serve, &s, end), 0);
    sim_actor_spawn(s.other, "other", send, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, s.end), 0);
    cr_assert_eq(s.count, 6, "%zu", s.count);
    for (size_t i = 0; i < 6; i++) {
        cr_expect_eq(s.dates[i], dates[i], "%zu: %ld", i, (long)s.dates[i]);
        cr_expect_eq(s.kinds[i], kinds[i]);
    }
    cr_expect_eq(s.left, 6);
    cr_expect_eq(s.ended, 1);
    sim_engine_free(s.engine);
}

Test(duty, is_called_for_messages_and_at_dates_in_an_actor_of_its_own)
{
    serve_and_poll(SIM_DUTY_KEEPS_STACK);
}

Test(duty, is_called_for_messages_and_at_dates_in_borrowed_actors)
{
    serve_and_poll(SIM_DUTY_BORROWS_STACK);
}

static void fail_and_come_back(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep_until(s->engine, 75 * MS); /* amid the first message */
    sim_node_fail(s->node);
    sim_node_restore(s->node);
    sim_port_free(s->port);
    sim_port_new(s->node, &s->port);
    sim_duty_start(s->node, s->port, s->stack, serve, s, end);
    sim_actor_sleep_until(s->engine, 2 * S);
    sim_node_fail(s->node); /* while it waits */
    sim_duty_start(s->node, s->port, s->stack, serve, s, end);
}

static void fail_and_restore(enum sim_duty_stack stack)
{
    struct scene s = open_scene(stack);
    cr_assert_eq(sim_duty_start(s.node, s.port, stack, serve, &s, end), 0);
    sim_actor_spawn(s.other, "other", send, &s, NULL);
    sim_actor_spawn(s.other, "fate", fail_and_come_back, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.count, 4, "%zu", s.count);
    cr_expect_eq(s.dates[2], 75 * MS);
    cr_expect_eq(s.dates[3], 525 * MS);
    cr_expect_eq(s.left, 4);
    cr_expect_eq(s.ended, 3, "twice by failures, once because the node was down");
    cr_expect_eq(sim_node_busy(s.node), 150 * MS);
    cr_expect_eq(sim_engine_now(s.engine), 2 * S, "nothing is left to come");
    sim_engine_free(s.engine);
}

Test(duty, is_unwound_when_its_node_fails_amid_a_call)
{
    fail_and_restore(SIM_DUTY_KEEPS_STACK);
}

Test(duty, is_unwound_when_its_node_fails_amid_a_borrowed_call)
{
    fail_and_restore(SIM_DUTY_BORROWS_STACK);
}

/* Returns dates that have passed, then no more: it ends. */
static sim_time three_times(void *argument)
{
    struct scene *s = argument;
    s->dates[s->count++] = sim_engine_now(s->engine);
    return s->count < 3 ? 0 : SIM_TIME_FOREVER;
}

Test(duty, without_a_port_ends_when_it_wants_no_date)
{
    struct scene s = open_scene(SIM_DUTY_BORROWS_STACK);
    cr_assert_eq(sim_duty_start(s.node, NULL, SIM_DUTY_BORROWS_STACK, three_times, &s, end), 0);
    cr_assert_eq(sim_duty_start(s.node, NULL, SIM_DUTY_KEEPS_STACK, three_times, &s, end), 0);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.count, 4, "three and one: they count together");
    cr_expect_eq(s.ended, 2);
    cr_expect_eq(sim_engine_now(s.engine), 0);
    sim_engine_free(s.engine);
}

static sim_time stop(void *argument)
{
    struct scene *s = argument;
    s->count++;
    sim_engine_stop(s->engine);
    return 0;
}

Test(duty, is_not_called_again_when_the_run_ends)
{
    struct scene s = open_scene(SIM_DUTY_BORROWS_STACK);
    cr_assert_eq(sim_duty_start(s.node, s.port, s.stack, stop, &s, end), 0);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.count, 1);
    cr_expect_eq(s.ended, 1);
    cr_expect_eq(sim_duty_start(s.node, NULL, s.stack, stop, &s, end), 0);
    cr_expect_eq(s.ended, 2);
    sim_engine_free(s.engine);
}
