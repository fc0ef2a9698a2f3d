#include "sim/duty.h"

#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

struct sim_duty {
    struct sim_node *node;
    struct sim_port *port; /* NULL: none */
    enum sim_duty_stack stack;
    sim_duty_call *call;
    void *argument;
    uint64_t birth;
    struct sim_actor *actor; /* NULL: none runs it now */
    bool is_called;          /* a call is under way */
    bool is_over;            /* it will not be called again, and its end was told */
    void (*on_end)(void *);
    struct sim_list in_node;
    struct sim_agenda_entry next; /* its next call */
};

static void retire(struct sim_duty *duty)
{
    if (duty->is_over)
        return;
    duty->is_over = true;
    sim_agenda_remove(&duty->node->engine->agenda, &duty->next);
    if (duty->port != NULL)
        sim_port_serve(duty->port, NULL);
    duty->port = NULL;
    if (duty->on_end != NULL)
        duty->on_end(duty->argument);
}

static void free_duty(struct sim_duty *duty)
{
    retire(duty);
    sim_engine_promise(duty->node->engine, -1);
    sim_list_remove(&duty->in_node);
    free(duty);
}

/* Calls until there is nothing to do now. Returns the date of the next one. */
static sim_time call_all(struct sim_duty *duty)
{
    struct sim_engine *engine = duty->node->engine;
    for (;;) {
        sim_actor_current(engine);
        sim_actor_set_about(engine, NULL);
        sim_time date = duty->call(duty->argument);
        sim_actor_current(engine);
        bool has_message = duty->port != NULL && !sim_port_is_empty(duty->port);
        if (!has_message && date > sim_engine_now(engine))
            return date;
    }
}

/* A message that comes before the date of the next call brings it forward. */
static void end_call(struct sim_duty *duty, sim_time date)
{
    duty->is_called = false;
    if (date < SIM_TIME_FOREVER)
        sim_engine_schedule(duty->node->engine, &duty->next, date);
    else if (duty->port == NULL)
        retire(duty);
}

static void main_of_duty(void *argument)
{
    struct sim_duty *duty = argument;
    do {
        end_call(duty, call_all(duty));
        while (duty->stack == SIM_DUTY_KEEPS_STACK && !duty->is_over && !duty->is_called)
            sim_actor_park(duty->node->engine, SIM_TIME_FOREVER);
    } while (duty->is_called);
}

/* In whatever way the actor ends. One that was killed amid a call, or that keeps its stack, will
   not be called again. */
static void leave_duty(void *argument)
{
    struct sim_duty *duty = argument;
    duty->actor = NULL;
    if (duty->is_over || duty->is_called || duty->stack == SIM_DUTY_KEEPS_STACK)
        free_duty(duty);
}

static void fire_next(struct sim_agenda_entry *entry)
{
    struct sim_duty *duty = SIM_CONTAINER_OF(entry, struct sim_duty, next);
    duty->is_called = true;
    if (duty->actor != NULL) {
        sim_actor_unpark(duty->actor);
        return;
    }
    duty->actor = sim_actor_begin(duty->node, duty->birth, main_of_duty, duty, leave_duty);
}

void sim_duty_on_message(struct sim_duty *duty)
{
    struct sim_engine *engine = duty->node->engine;
    if (duty->is_called || (duty->next.place != 0 && duty->next.date <= sim_engine_now(engine)))
        return;
    sim_agenda_remove(&engine->agenda, &duty->next);
    sim_engine_schedule(engine, &duty->next, 0);
}

int sim_duty_start(struct sim_node *node, struct sim_port *port, enum sim_duty_stack stack,
                   sim_duty_call *call, void *argument, void (*on_end)(void *argument))
{
    struct sim_engine *engine = node->engine;
    assert(engine->sealed);
    struct sim_duty *duty = NULL;
    bool is_vain = !node->is_up || engine->stopping;
    if (!is_vain)
        duty = malloc(sizeof(*duty));
    if (duty == NULL || sim_engine_promise(engine, 1) < 0) {
        free(duty);
        if (on_end != NULL)
            on_end(argument);
        return is_vain ? 0 : base_fail(BASE_E_NOMEM, "no memory for a duty");
    }
    *duty = (struct sim_duty){
        .node = node,
        .port = port,
        .stack = stack,
        .call = call,
        .birth = ++engine->last_birth,
        .argument = argument,
        .on_end = on_end,
        .next = {.fire = fire_next},
    };
    sim_list_append(&node->duties, &duty->in_node);
    if (port != NULL)
        sim_port_serve(port, duty);
    sim_engine_schedule(engine, &duty->next, 0);
    return 0;
}

void sim_duty_end_all(struct sim_node *node)
{
    for (struct sim_list *link = node->duties.next, *next; link != &node->duties; link = next) {
        next = link->next;
        struct sim_duty *duty = SIM_CONTAINER_OF(link, struct sim_duty, in_node);
        if (!duty->is_called)
            retire(duty);
        if (duty->actor == NULL)
            free_duty(duty);
    }
}

void sim_duty_forget_port(struct sim_duty *duty)
{
    duty->port = NULL;
}
