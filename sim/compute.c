#include <assert.h>
#include <math.h>

#include "sim/internal.h"

/* A node's cores. n actors that compute get min(1, cores / n) of a core each. */

/* An actor that dies while it computes leaves the rest undone. */
struct computation {
    struct sim_actor *actor;
    sim_time work;
    uint64_t number; /* in the log */
    bool is_over;
    struct sim_sharing_job job;
};

static void arm(struct sim_node *node)
{
    struct sim_engine *engine = node->engine;
    sim_time date = sim_sharing_next(&node->cores);
    if (node->computed.place != 0 && node->computed.date == date)
        return;
    sim_agenda_remove(&engine->agenda, &node->computed);
    if (node->cores.count > 0 || node->cores.over != NULL)
        sim_engine_schedule(engine, &node->computed, date);
}

void sim_compute_fire(struct sim_agenda_entry *entry)
{
    struct sim_node *node = SIM_CONTAINER_OF(entry, struct sim_node, computed);
    struct sim_sharing_job *job;
    while ((job = sim_sharing_take(&node->cores, sim_engine_now(node->engine))) != NULL) {
        struct computation *computation = SIM_CONTAINER_OF(job, struct computation, job);
        computation->is_over = true;
        sim_actor_unpark(computation->actor);
    }
    arm(node);
}

static void end_computation(struct computation *computation)
{
    struct sim_actor *actor = computation->actor;
    struct sim_node *node = actor->node;
    sim_time left = 0;
    if (!computation->is_over) {
        left = llround(
            sim_sharing_leave(&node->cores, &computation->job, sim_engine_now(actor->engine)));
        arm(node);
    }
    if (actor->engine->trace != NULL)
        sim_trace_computed(node, computation->number);
    node->busy += computation->work - left;
}

void sim_node_compute(struct sim_node *node, sim_time work, const char *what)
{
    struct sim_engine *engine = node->engine;
    struct sim_actor *actor = sim_actor_current(engine);
    assert(actor->node == node && "an actor computes on its own node");
    if (work <= 0)
        return;
    __attribute__((cleanup(end_computation))) struct computation computation = {.actor = actor,
                                                                                .work = work};
    if (engine->trace != NULL)
        computation.number = sim_trace_compute(node, what);
    sim_sharing_join(&node->cores, &computation.job, (double)work, sim_engine_now(engine));
    if (node->cores.count == 1 && sim_actor_leap(engine, sim_sharing_next(&node->cores)))
        computation.is_over = sim_sharing_take(&node->cores, engine->now) != NULL;
    else
        arm(node);
    while (!computation.is_over)
        sim_actor_park(engine, SIM_TIME_FOREVER);
}
