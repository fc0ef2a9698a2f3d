#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

/* The part of an actor that needs no kernel. */
static void actor_end(struct sim_actor *actor)
{
    struct sim_engine *engine = actor->engine;
    if (actor->free_argument != NULL)
        actor->free_argument(actor->argument);
    actor->argument = NULL;
    sim_agenda_remove(&engine->agenda, &actor->step);
    sim_agenda_remove(&engine->agenda, &actor->timeout);
    sim_engine_promise(engine, -2);
    sim_list_remove(&actor->in_node);
    engine->actor_count--;
    engine->active_count--;
    sim_engine_check_idle(engine);
    sim_engine_set_alarm(engine);
}

/* It has a stack of SimGrid's that is of no use any more, or none. */
static void die(struct sim_actor *actor)
{
    actor_end(actor);
    sim_list_append(&actor->engine->zombies, &actor->in_zombies);
}

void sim_actor_reap(struct sim_engine *engine)
{
    while (!sim_list_is_empty(&engine->zombies)) {
        struct sim_actor *actor =
            SIM_CONTAINER_OF(engine->zombies.next, struct sim_actor, in_zombies);
        sim_list_remove(&actor->in_zombies);
        if (actor->kernel != NULL)
            sim_kernel_actor_release(actor->kernel);
        free(actor);
    }
}

static void leave_main(struct sim_actor **actor)
{
    struct sim_engine *engine = (*actor)->engine;
    engine->current = *actor;
    (*actor)->doomed = true; /* free_argument may not block */
    if ((*actor)->has_returned) {
        actor_end(*actor);
        free(*actor);
    } else {
        die(*actor);
    }
    engine->current = NULL;
}

/* SimGrid runs it when the alarm is over. */
static void expect(struct sim_actor *actor)
{
    if (!actor->is_due)
        actor->engine->due_count++;
    actor->is_due = true;
}

/* Whatever way an actor comes to its own stack. */
static void resume(struct sim_actor **actor)
{
    (*actor)->engine->current = *actor;
    if ((*actor)->is_due)
        (*actor)->engine->due_count--;
    (*actor)->is_due = false;
}

static void actor_main(void *argument)
{
    __attribute__((cleanup(leave_main))) struct sim_actor *actor = argument;
    actor->entered = true;
    resume(&actor);
    if (!actor->doomed)
        actor->main(actor->argument);
    actor->has_returned = true;
}

static void start(struct sim_actor *actor)
{
    struct sim_engine *engine = actor->engine;
    engine->resumed_count++;
    actor->kernel = sim_kernel_actor_start(actor_main, actor);
    if (actor->kernel != NULL) {
        expect(actor);
        return;
    }
    die(actor);
    sim_engine_fail(engine, base_fail(BASE_E_NOMEM, "no memory for an actor"));
}

static void go_on(struct sim_actor *actor)
{
    actor->engine->resumed_count++;
    expect(actor);
    sim_kernel_unpark(actor->kernel);
}

static void fire_step(struct sim_agenda_entry *entry)
{
    struct sim_actor *actor = SIM_CONTAINER_OF(entry, struct sim_actor, step);
    if (actor->kernel == NULL) {
        start(actor);
        return;
    }
    go_on(actor);
}

/* It waits no longer: it goes on, or dies. False: it was not parked. */
static bool end_wait(struct sim_actor *actor)
{
    if (!actor->parked)
        return false;
    actor->parked = false;
    actor->engine->active_count++;
    sim_agenda_remove(&actor->engine->agenda, &actor->timeout);
    return true;
}

void sim_actor_unpark(struct sim_actor *actor)
{
    if (!end_wait(actor))
        return;
    go_on(actor);
}

static void fire_timeout(struct sim_agenda_entry *entry)
{
    sim_actor_unpark(SIM_CONTAINER_OF(entry, struct sim_actor, timeout));
}

/* A node's actors stand in the order of their births, which is the order in which they are killed.
 */
static void join_node(struct sim_actor *actor)
{
    struct sim_list *after = actor->node->actors.previous;
    while (after != &actor->node->actors &&
           SIM_CONTAINER_OF(after, struct sim_actor, in_node)->birth > actor->birth)
        after = after->previous;
    sim_list_prepend(after, &actor->in_node);
}

/* NULL: no memory; the argument is freed then. */
static struct sim_actor *make(struct sim_node *node, uint64_t birth, sim_actor_main *main,
                              void *argument, void (*free_argument)(void *))
{
    struct sim_engine *engine = node->engine;
    struct sim_actor *actor = malloc(sizeof(*actor));
    if (actor == NULL || sim_engine_promise(engine, 2) < 0) {
        free(actor);
        if (free_argument != NULL)
            free_argument(argument);
        return NULL;
    }
    *actor = (struct sim_actor){
        .engine = engine,
        .node = node,
        .birth = birth,
        .about = engine->current != NULL ? engine->current->about : NULL,
        .main = main,
        .argument = argument,
        .free_argument = free_argument,
        .step = {.fire = fire_step},
        .timeout = {.fire = fire_timeout},
    };
    sim_list_init(&actor->in_zombies);
    join_node(actor);
    engine->actor_count++;
    engine->active_count++;
    return actor;
}

int sim_actor_spawn(struct sim_node *node, const char *name, sim_actor_main *main, void *argument,
                    void (*free_argument)(void *))
{
    struct sim_engine *engine = node->engine;
    assert(engine->sealed);
    if (!node->is_up || engine->stopping) {
        if (free_argument != NULL)
            free_argument(argument);
        return 0;
    }
    struct sim_actor *actor = make(node, ++engine->last_birth, main, argument, free_argument);
    if (actor == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for actor %s", name);
    engine->stats.actors_spawned++;
    sim_engine_schedule(engine, &actor->step, 0);
    return 0;
}

struct sim_actor *sim_actor_begin(struct sim_node *node, uint64_t birth, sim_actor_main *main,
                                  void *argument, void (*free_argument)(void *))
{
    assert(node->is_up);
    struct sim_actor *actor = make(node, birth, main, argument, free_argument);
    if (actor != NULL)
        start(actor);
    else
        sim_engine_fail(node->engine, base_fail(BASE_E_NOMEM, "no memory for an actor"));
    return actor;
}

static void doom(struct sim_actor *actor)
{
    actor->doomed = true;
    end_wait(actor);
}

static void kill_actor(struct sim_actor *actor)
{
    assert(actor->doomed);
    if (actor->kernel == NULL) {
        die(actor);
    } else if (actor->entered && !actor->killed) {
        actor->killed = true;
        expect(actor);
        sim_kernel_actor_kill(actor->kernel);
    }
    /* One that was started and has not run yet looks at `doomed` first. */
}

void sim_actor_doom_all(struct sim_node *node)
{
    for (struct sim_list *link = node->actors.next; link != &node->actors; link = link->next)
        doom(SIM_CONTAINER_OF(link, struct sim_actor, in_node));
}

void sim_actor_kill_doomed(struct sim_node *node)
{
    for (struct sim_list *link = node->actors.next, *next; link != &node->actors; link = next) {
        next = link->next;
        struct sim_actor *actor = SIM_CONTAINER_OF(link, struct sim_actor, in_node);
        if (actor->doomed)
            kill_actor(actor);
    }
}

struct sim_actor *sim_actor_current(struct sim_engine *engine)
{
    struct sim_actor *actor = engine->current;
    assert(actor != NULL && "only actors can wait");
    if (actor->doomed || engine->stopping) {
        actor->doomed = true;
        sim_kernel_exit();
    }
    return actor;
}

bool sim_actor_leap(struct sim_engine *engine, sim_time date)
{
    const struct sim_agenda_entry *first = sim_agenda_first(&engine->agenda);
    sim_time now = sim_engine_now(engine);
    if (date < now)
        date = now;
    if (engine->due_count > 0 || engine->flow_count > 0 || (first != NULL && first->date <= date))
        return false;
    engine->now = date;
    engine->stats.events++;
    return true;
}

void sim_actor_park(struct sim_engine *engine, sim_time date)
{
    __attribute__((cleanup(resume))) struct sim_actor *actor = sim_actor_current(engine);
    if (date < SIM_TIME_FOREVER && sim_actor_leap(engine, date))
        return;
    actor->parked = true;
    engine->active_count--;
    if (date < SIM_TIME_FOREVER)
        sim_engine_schedule(engine, &actor->timeout, date);
    else
        sim_engine_check_idle(engine);
    sim_engine_set_alarm(engine);
    sim_kernel_park(actor->kernel);
}

void sim_actor_wake(struct sim_actor *actor)
{
    if (end_wait(actor))
        sim_engine_schedule(actor->engine, &actor->step, 0);
}

void sim_actor_sleep(struct sim_engine *engine, sim_time duration)
{
    sim_actor_sleep_until(engine, sim_engine_date_in(engine, duration));
}

void sim_actor_sleep_until(struct sim_engine *engine, sim_time date)
{
    sim_actor_current(engine);
    while (sim_engine_now(engine) < date)
        sim_actor_park(engine, date);
}

const struct sim_node *sim_actor_about(const struct sim_engine *engine)
{
    const struct sim_actor *actor = engine->current;
    if (actor == NULL)
        return NULL;
    return actor->node->hub != NULL ? actor->node : actor->about;
}

void sim_actor_set_about(struct sim_engine *engine, const struct sim_node *about)
{
    if (engine->current == NULL)
        return;
    engine->current->about = about;
    engine->current->is_told = about != NULL;
}

void sim_actor_hear_about(struct sim_engine *engine, const struct sim_node *about)
{
    if (!engine->current->is_told)
        engine->current->about = about;
}

void sim_waiter_join(struct sim_waiter *waiter, struct sim_engine *engine, struct sim_list *list)
{
    *waiter = (struct sim_waiter){.actor = engine->current};
    sim_list_append(list, &waiter->link);
}

void sim_waiter_leave(struct sim_waiter *waiter)
{
    sim_list_remove(&waiter->link);
}

void sim_waiters_wake(struct sim_list *list)
{
    while (!sim_list_is_empty(list)) {
        struct sim_waiter *waiter = SIM_CONTAINER_OF(list->next, struct sim_waiter, link);
        sim_list_remove(&waiter->link);
        waiter->is_woken = true;
        sim_actor_wake(waiter->actor);
    }
}
