/* The run: where it ends, what it returns, and that it is the same twice. */
#include "tests/sim/world.h"

struct scene {
    struct sim_engine *engine;
    struct sim_node *node;
    struct sim_port *port;
    unsigned steps;
    unsigned cleaned;
    unsigned freed;
    sim_time last;
};

static struct scene open_scene(void)
{
    struct scene s = {.engine = world_new()};
    s.node = world_add(s.engine, "n", 0);
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    cr_assert_eq(sim_port_new(s.node, &s.port), 0);
    return s;
}

static void close_scene(struct scene *s)
{
    sim_port_free(s->port);
    sim_engine_free(s->engine);
}

static void count_freed(void *argument)
{
    ((struct scene *)argument)->freed++;
}

static void count_cleaned(struct scene **s)
{
    (*s)->cleaned++;
}

static void tick(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    for (;;) {
        sim_actor_sleep(s->engine, 1 * S);
        s->steps++;
        s->last = sim_engine_now(s->engine);
    }
}

static void wait_for_ever(void *argument)
{
    __attribute__((cleanup(count_cleaned))) struct scene *s = argument;
    struct sim_message *message;
    sim_port_receive(s->port, SIM_TIME_FOREVER, &message);
    s->steps += 1000;
}

/* What is due at that very date still happens. */
Test(engine, ends_at_its_date)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.node, "ticker", tick, &s, count_freed);
    sim_actor_spawn(s.node, "waiter", wait_for_ever, &s, count_freed);
    cr_assert_eq(sim_engine_run(s.engine, 10 * S), 0);
    cr_expect_eq(s.steps, 10);
    cr_expect_eq(s.last, 10 * S);
    cr_expect_eq(sim_engine_now(s.engine), 10 * S);
    cr_expect_eq(s.cleaned, 2);
    cr_expect_eq(s.freed, 2);
    close_scene(&s);
}

static void tick_three_times(void *argument)
{
    struct scene *s = argument;
    for (int i = 0; i < 3; i++)
        sim_actor_sleep(s->engine, 1 * S);
}

/* Whoever waits for ever when nothing can happen any more is killed quietly. */
Test(engine, ends_when_nobody_can_go_on)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.node, "ticker", tick_three_times, &s, count_freed);
    sim_actor_spawn(s.node, "waiter", wait_for_ever, &s, count_freed);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(sim_engine_now(s.engine), 3 * S);
    cr_expect_eq(s.cleaned, 1);
    cr_expect_eq(s.freed, 2);
    cr_expect_eq(s.steps, 0);
    close_scene(&s);
}

Test(engine, ends_at_once_without_actors)
{
    struct scene s = open_scene();
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(sim_engine_now(s.engine), 0);
    close_scene(&s);
}

Test(engine, may_be_freed_without_a_run)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.node, "ticker", tick, &s, count_freed);
    sim_port_post(s.port, sim_port_address(s.port), world_message(1, 1));
    close_scene(&s);
    cr_expect_eq(s.freed, 1);
    cr_expect_eq(s.cleaned, 0);
}

static void stop_at_five(void *argument)
{
    struct scene *s = argument;
    sim_port_post(s->port, sim_port_address(s->port), world_message(1, 1));
    sim_actor_sleep(s->engine, 5 * S + 1);
    sim_engine_stop(s->engine);
    sim_engine_stop(s->engine);
    s->steps += 100;
    sim_actor_sleep(s->engine, 0);
    s->steps += 1000;
}

Test(engine, stops_at_once)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.node, "ticker", tick, &s, count_freed);
    sim_actor_spawn(s.node, "stopper", stop_at_five, &s, count_freed);
    cr_assert_eq(sim_engine_run(s.engine, 1000 * S), 0);
    cr_expect_eq(s.steps, 105);
    cr_expect_eq(sim_engine_now(s.engine), 5 * S + 1);
    cr_expect_eq(s.cleaned, 1);
    cr_expect_eq(s.freed, 2);
    close_scene(&s);
}

static void fail_at_two(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 2 * S);
    sim_engine_fail(s->engine, base_fail(BASE_E_SIM, "wei were lost"));
    sim_engine_fail(s->engine, BASE_E_NOMEM);
}

Test(engine, fails_with_the_first_code)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.node, "ticker", tick, &s, count_freed);
    sim_actor_spawn(s.node, "failer", fail_at_two, &s, count_freed);
    cr_expect_eq(sim_engine_run(s.engine, 1000 * S), BASE_E_SIM);
    cr_expect_str_eq(base_fail_text(), "wei were lost");
    cr_expect_eq(sim_engine_now(s.engine), 2 * S);
    cr_expect_eq(s.freed, 2);
    close_scene(&s);
}

static void spawn_when_dying(struct scene **s)
{
    sim_actor_spawn((*s)->node, "orphan", tick, *s, count_freed);
    sim_port_post((*s)->port, sim_port_address((*s)->port), world_message(1, 1));
    (*s)->cleaned++;
}

static void live_long(void *argument)
{
    __attribute__((cleanup(spawn_when_dying))) struct scene *s = argument;
    sim_actor_sleep(s->engine, 1000 * S);
}

/* What an actor asks for while it is unwound is not granted, and not leaked. */
Test(engine, grants_nothing_to_the_dying)
{
    struct scene s = open_scene();
    sim_actor_spawn(s.node, "actor", live_long, &s, count_freed);
    cr_assert_eq(sim_engine_run(s.engine, 10 * S), 0);
    cr_expect_eq(s.cleaned, 1);
    cr_expect_eq(s.freed, 2);
    cr_expect_eq(s.steps, 0);
    cr_expect_eq(sim_engine_stats(s.engine)->messages_lost, 1);
    close_scene(&s);
}

Test(engine, names_simgrid)
{
    cr_expect_eq(strncmp(sim_engine_version(), "SimGrid ", 8), 0);
}

Test(engine, refuses_two_nodes_of_one_name)
{
    struct sim_engine *engine = world_new();
    struct sim_node *node = world_add(engine, "twin", 0), *other = NULL;
    const struct sim_node_spec spec = {.name = "twin", .cores = 1, .access = world_link};
    cr_expect_lt(sim_node_add(engine, &spec, &other), 0);
    cr_expect_null(other);
    cr_expect_eq(sim_node_index(node), 0);
    cr_expect_str_eq(sim_node_name(node), "twin");
    cr_assert_eq(sim_engine_seal(engine), 0);
    sim_engine_free(engine);
    sim_engine_free(NULL);
}
