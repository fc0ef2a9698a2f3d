/* Locks: one holder, turns in the order of coming, and the dead hold nothing. */
#include "tests/sim/world.h"

struct scene {
    struct sim_engine *engine;
    struct sim_node *nodes[2];
    struct sim_lock *lock;
    int holders;
    int order[16];
    size_t count;
    unsigned wrong;
};

struct taker {
    struct scene *scene;
    int number;
    sim_time ask; /* its date of asking */
    sim_time hold;
};

static void open_scene(struct scene *s)
{
    *s = (struct scene){.engine = world_new()};
    const char *const names[] = {"a", "b"};
    for (int i = 0; i < 2; i++) {
        const struct sim_node_spec spec = {.name = names[i], .cores = 1, .access = world_link};
        cr_assert_eq(sim_node_add(s->engine, &spec, &s->nodes[i]), 0);
    }
    cr_assert_eq(sim_engine_seal(s->engine), 0);
    cr_assert_eq(sim_lock_new(s->engine, &s->lock), 0);
}

static void close_scene(struct scene *s)
{
    cr_expect_not(sim_lock_is_held(s->lock));
    sim_lock_free(s->lock);
    sim_engine_free(s->engine);
}

static void release(struct scene **s)
{
    (*s)->holders--;
    sim_lock_release((*s)->lock);
}

static void hold(struct taker *taker)
{
    sim_lock_take(taker->scene->lock);
    __attribute__((cleanup(release))) struct scene *s = taker->scene;
    s->wrong += ++s->holders != 1 || !sim_lock_is_held(s->lock);
    s->order[s->count++] = taker->number;
    sim_actor_sleep(s->engine, taker->hold);
}

static void take_once(void *argument)
{
    struct taker *taker = argument;
    sim_actor_sleep_until(taker->scene->engine, taker->ask);
    hold(taker);
}

static void take_twice(void *argument)
{
    take_once(argument);
    hold(argument);
}

static void expect_order(const struct scene *s, size_t count, const int order[])
{
    cr_expect_eq(s->wrong, 0);
    cr_assert_eq(s->count, count, "%zu", s->count);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(s->order[i], order[i], "%zu: %d", i, s->order[i]);
}

Test(lock, turns_come_in_the_order_of_asking)
{
    struct scene s;
    open_scene(&s);
    struct taker takers[] = {{&s, 0, 5, 100}, {&s, 1, 0, 100}, {&s, 2, 7, 0}, {&s, 3, 6, 100}};
    for (size_t i = 0; i < 4; i++)
        sim_actor_spawn(s.nodes[i % 2], "taker", take_once, &takers[i], NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    expect_order(&s, 4, (const int[]){1, 0, 3, 2});
    cr_expect_eq(sim_engine_now(s.engine), 300);
    close_scene(&s);
}

/* The one that lets go and asks again at once is quicker than the one it woke, which keeps its
   place before those that came later. */
Test(lock, who_was_passed_keeps_its_turn)
{
    struct scene s;
    open_scene(&s);
    struct taker takers[] = {{&s, 0, 0, 100}, {&s, 1, 1, 100}, {&s, 2, 2, 100}};
    sim_actor_spawn(s.nodes[0], "twice", take_twice, &takers[0], NULL);
    sim_actor_spawn(s.nodes[0], "taker", take_once, &takers[1], NULL);
    sim_actor_spawn(s.nodes[1], "taker", take_once, &takers[2], NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    expect_order(&s, 4, (const int[]){0, 0, 1, 2});
    close_scene(&s);
}

static void fail_node_a(void *argument)
{
    struct scene *s = argument;
    sim_actor_sleep(s->engine, 50);
    sim_node_fail(s->nodes[0]);
}

/* The holder and the first in the queue die at one date. */
Test(lock, the_dead_hold_nothing)
{
    struct scene s;
    open_scene(&s);
    struct taker takers[] = {{&s, 0, 0, 1000}, {&s, 1, 1, 1000}, {&s, 2, 2, 100}};
    for (size_t i = 0; i < 3; i++)
        sim_actor_spawn(s.nodes[i / 2], "taker", take_once, &takers[i], NULL);
    sim_actor_spawn(s.nodes[1], "fate", fail_node_a, &s, NULL);
    cr_assert_eq(sim_engine_run(s.engine, SIM_TIME_FOREVER), 0);
    expect_order(&s, 2, (const int[]){0, 2});
    cr_expect_eq(sim_engine_now(s.engine), 150);
    close_scene(&s);
}

Test(lock, the_run_ends_amid_it)
{
    struct scene s;
    open_scene(&s);
    struct taker takers[] = {{&s, 0, 0, 1000}, {&s, 1, 1, 1000}};
    for (size_t i = 0; i < 2; i++)
        sim_actor_spawn(s.nodes[i], "taker", take_once, &takers[i], NULL);
    cr_assert_eq(sim_engine_run(s.engine, 500), 0);
    expect_order(&s, 1, (const int[]){0});
    close_scene(&s);
}
