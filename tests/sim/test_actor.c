/* Time that passes: sleep, computation, signals. */
#include "tests/sim/world.h"

struct scene {
    struct sim_engine *engine;
    struct sim_node *node;
    struct sim_signal *signal;
    sim_time dates[16];
    bool raised[16];
    size_t count;
    unsigned wrong;
};

static struct scene open_scene(unsigned cores)
{
    struct scene s = {.engine = world_new()};
    const struct sim_node_spec spec = {.name = "n", .cores = cores, .access = world_link};
    cr_assert_eq(sim_node_add(s.engine, &spec, &s.node), 0);
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    cr_assert_eq(sim_signal_new(s.engine, &s.signal), 0);
    return s;
}

static void close_scene(struct scene *s)
{
    sim_signal_free(s->signal);
    sim_engine_free(s->engine);
}

static void note(struct scene *s)
{
    s->dates[s->count++] = sim_engine_now(s->engine);
}

static void sleep_odd_durations(void *argument)
{
    struct scene *s = argument;
    sim_time date = 0, step = 1;
    for (int i = 0; i < 52; i++, step = step * 2 + i % 3) {
        sim_actor_sleep(s->engine, step);
        date += step;
        s->wrong += sim_engine_now(s->engine) != date;
        sim_actor_sleep(s->engine, 0);
        sim_actor_sleep(s->engine, -7);
        sim_actor_sleep_until(s->engine, date - 1);
        s->wrong += sim_engine_now(s->engine) != date;
    }
    note(s);
}

static void run_sleepers(size_t count)
{
    struct scene s = open_scene(1);
    for (size_t i = 0; i < count; i++)
        sim_actor_spawn(s.node, "sleeper", sleep_odd_durations, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.wrong, 0);
    cr_assert_eq(s.count, count);
    for (size_t i = 0; i < count; i++)
        cr_expect_gt(s.dates[i], (sim_time)1 << 52);
    close_scene(&s);
}

/* From one nanosecond to 97 days: the last date is above 2^53 ns. One alone leaps to its dates. */
Test(actor, alone_it_leaps_to_its_nanosecond)
{
    run_sleepers(1);
}

/* Two of the same dates wait for SimGrid's clock. */
Test(actor, wakes_on_its_nanosecond)
{
    run_sleepers(2);
}

struct walker {
    struct scene *scene;
    struct sim_node *node;
    uint32_t state;
    sim_time *last; /* of all walkers */
};

/* Steps of 0 to 1023 ns, by turns asleep and at work: now and then two have the same date. */
static void walk(void *argument)
{
    struct walker *walker = argument;
    struct sim_engine *engine = walker->scene->engine;
    sim_time date = 0;
    for (int i = 0; i < 3000; i++) {
        walker->state = walker->state * 1664525 + 1013904223;
        sim_time step = walker->state >> 22;
        if (i % 2 == 0)
            sim_actor_sleep(engine, step);
        else
            sim_node_compute(walker->node, step, "work");
        date += step;
        walker->scene->wrong += sim_engine_now(engine) != date || date < *walker->last;
        *walker->last = date;
    }
    note(walker->scene);
}

/* Who leaps passes nobody by. */
Test(actor, walkers_keep_the_order_of_their_dates)
{
    struct scene s = {.engine = world_new()};
    struct walker walkers[4];
    sim_time last = 0;
    for (uint32_t i = 0; i < 4; i++) {
        walkers[i] = (struct walker){.scene = &s, .state = i, .last = &last};
        const char *const names[] = {"a", "b", "c", "d"};
        const struct sim_node_spec spec = {.name = names[i], .cores = 1, .access = world_link};
        cr_assert_eq(sim_node_add(s.engine, &spec, &walkers[i].node), 0);
    }
    cr_assert_eq(sim_engine_seal(s.engine), 0);
    for (size_t i = 0; i < 4; i++)
        sim_actor_spawn(walkers[i].node, "walker", walk, &walkers[i], NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.wrong, 0);
    cr_expect_eq(s.count, 4);
    sim_engine_free(s.engine);
}

static void sleep_three_nanoseconds_more(void *argument)
{
    struct scene *s = argument;
    sim_time last = -1;
    for (int i = 0; i < 500; i++) {
        sim_time date = 3600 * S * 24 * 30 + i * 3;
        sim_actor_sleep_until(s->engine, date);
        s->wrong += sim_engine_now(s->engine) != date;
        sim_node_compute(s->node, 1 + i % 2, "work");
        sim_time now = sim_engine_now(s->engine);
        s->wrong += now < date || now > date + 2 || now <= last;
        last = now;
    }
}

Test(actor, clock_never_goes_back)
{
    struct scene s = open_scene(8);
    for (int i = 0; i < 5; i++)
        sim_actor_spawn(s.node, "sleeper", sleep_three_nanoseconds_more, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.wrong, 0);
    close_scene(&s);
}

static void compute_two_seconds(void *argument)
{
    struct scene *s = argument;
    sim_node_compute(s->node, 2 * S, "work");
    note(s);
}

/* Four actors, two cores: each has half a core. */
Test(actor, cores_are_shared)
{
    struct scene s = open_scene(2);
    for (int i = 0; i < 4; i++)
        sim_actor_spawn(s.node, "worker", compute_two_seconds, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.count, 4);
    for (int i = 0; i < 4; i++)
        cr_expect_eq(s.dates[i], 4 * S, "%ld", (long)s.dates[i]);
    cr_expect_eq(sim_node_busy(s.node), 8 * S);
    close_scene(&s);
}

/* After one second two cores have worked for two, whoever was on them. */
Test(actor, work_that_breaks_off_is_what_the_cores_had_done)
{
    struct scene s = open_scene(2);
    for (int i = 0; i < 4; i++)
        sim_actor_spawn(s.node, "worker", compute_two_seconds, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 1 * S), 0);
    cr_expect_eq(s.count, 0);
    cr_expect_eq(sim_node_busy(s.node), 2 * S, "%ld", (long)sim_node_busy(s.node));
    close_scene(&s);
}

Test(actor, idle_cores_do_not_help)
{
    struct scene s = open_scene(4);
    sim_actor_spawn(s.node, "worker", compute_two_seconds, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.dates[0], 2 * S);
    close_scene(&s);
}

static void spawn_children(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 3 * S);
    for (int i = 0; i < 3; i++)
        sim_actor_spawn(s->node, "child", compute_two_seconds, s, NULL);
    note(s);
}

Test(actor, spawns_others_at_the_same_date)
{
    struct scene s = open_scene(8);
    sim_actor_spawn(s.node, "parent", spawn_children, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.count, 4);
    cr_expect_eq(s.dates[0], 3 * S);
    cr_expect_eq(s.dates[3], 5 * S);
    cr_expect_eq(sim_engine_stats(s.engine)->actors_spawned, 4);
    close_scene(&s);
}

static void wait_a_second_twice(void *argument)
{
    struct scene *s = argument;
    for (int i = 0; i < 2; i++) {
        bool raised = sim_signal_wait(s->signal, 1 * S);
        s->raised[s->count] = raised;
        note(s);
    }
}

static void raise_now_and_then(void *argument)
{
    struct scene *s = argument;
    sim_signal_raise(s->signal); /* nobody waits: not remembered */
    sim_actor_sleep(s->engine, 400 * MS);
    sim_signal_raise(s->signal);
    sim_signal_raise(s->signal);
}

Test(actor, signal_wakes_who_waits_now)
{
    struct scene s = open_scene(1);
    sim_actor_spawn(s.node, "raiser", raise_now_and_then, &s, NULL);
    sim_actor_spawn(s.node, "one", wait_a_second_twice, &s, NULL);
    sim_actor_spawn(s.node, "two", wait_a_second_twice, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_assert_eq(s.count, 4);
    for (int i = 0; i < 4; i++) {
        cr_expect_eq(s.raised[i], i < 2);
        cr_expect_eq(s.dates[i], i < 2 ? 400 * MS : 1400 * MS);
    }
    close_scene(&s);
}

static void wait_for_ever(void *argument)
{
    struct scene *s = argument;
    sim_signal_wait(s->signal, SIM_TIME_FOREVER);
    note(s);
}

static void fail_then_raise(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 1 * S);
    sim_signal_raise(s->signal); /* and yet the waiter dies before it can go on */
    sim_node_fail(s->node);
}

Test(actor, dies_although_it_was_woken)
{
    struct scene s = open_scene(1);
    sim_actor_spawn(s.node, "waiter", wait_for_ever, &s, NULL);
    sim_actor_spawn(s.node, "fate", fail_then_raise, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    cr_expect_eq(s.count, 0);
    close_scene(&s);
}

/* Recursion with a frame of 1 KiB, and an exception's worth of unwinding through all of it. */
static int descend(struct scene *s, int depth)
{
    volatile char frame[1024];
    frame[0] = (char)depth;
    if (depth == 0)
        sim_actor_sleep(s->engine, 100 * S);
    return depth > 0 ? descend(s, depth - 1) + frame[0] : 0;
}

static void use_the_stack(void *argument)
{
    struct scene *s = argument;
    s->count += (size_t)descend(s, 150) * 0 + 1;
}

Test(actor, has_a_stack_of_more_than_150_kib)
{
    struct scene s = open_scene(1);
    for (int i = 0; i < 20; i++)
        sim_actor_spawn(s.node, "deep", use_the_stack, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, 10 * S), 0);
    cr_expect_eq(s.count, 0);
    close_scene(&s);
}
