#include "sim/engine.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sim/internal.h"

/* SimGrid's clock is in double seconds: each nanosecond has a double of its own until 2^23 s
   (97 days); after a year it resolves 4 ns. */
static double seconds_of(sim_time date)
{
    return (double)date / 1e9;
}

static sim_time date_of(double seconds)
{
    return (sim_time)llround(seconds * 1e9);
}

/* Sets now from SimGrid's clock, once for each of its ticks. It never goes back, and never passes
   a date that is still on the agenda. The clock moves before an alarm or the end of a flow, and
   whatever runs does so because of one. */
static void look_at_clock(struct sim_engine *engine)
{
    double clock_s = sim_kernel_clock_s();
    engine->is_clock_seen = true;
    if (engine->stopped || clock_s <= engine->clock_seen_s)
        return;
    engine->clock_seen_s = clock_s;
    sim_time date = date_of(clock_s);
    const struct sim_agenda_entry *first = sim_agenda_first(&engine->agenda);
    if (first != NULL && date > first->date)
        date = first->date;
    if (date > engine->now)
        engine->now = date;
}

sim_time sim_engine_now(const struct sim_engine *engine)
{
    if (engine->running && !engine->is_clock_seen)
        look_at_clock((struct sim_engine *)engine);
    return engine->now;
}

sim_time sim_engine_date_in(const struct sim_engine *engine, sim_time duration)
{
    sim_time now = sim_engine_now(engine), date;
    if (duration <= 0)
        return now;
    return __builtin_add_overflow(now, duration, &date) ? SIM_TIME_FOREVER : date;
}

void sim_engine_set_alarm(struct sim_engine *engine)
{
    const struct sim_agenda_entry *first = sim_agenda_first(&engine->agenda);
    if (!engine->running || engine->in_alarm || engine->stopped || first == NULL ||
        first->date >= engine->alarm_date)
        return;
    engine->alarm_date = first->date;
    sim_kernel_alarm_set(seconds_of(first->date));
}

int sim_engine_promise(struct sim_engine *engine, int count)
{
    size_t promised = engine->agenda_promised + (size_t)count;
    if (count > 0) {
        int error = sim_agenda_reserve(&engine->agenda, promised + 1);
        if (error < 0)
            return error;
    }
    engine->agenda_promised = promised;
    return 0;
}

void sim_engine_schedule(struct sim_engine *engine, struct sim_agenda_entry *entry, sim_time date)
{
    sim_time now = sim_engine_now(engine);
    sim_agenda_add(&engine->agenda, entry, date > now ? date : now);
    sim_engine_set_alarm(engine);
}

void sim_engine_schedule_again(struct sim_engine *engine, struct sim_agenda_entry *entry,
                               sim_time date)
{
    sim_time now = sim_engine_now(engine);
    sim_agenda_add_again(&engine->agenda, entry, date > now ? date : now);
    sim_engine_set_alarm(engine);
}

/* In the kernel: all that lives is killed; sim_kernel_run() returns when it is unwound. */
static void end_run(struct sim_engine *engine)
{
    engine->stopping = engine->stopped = true;
    sim_kernel_alarm_clear();
    sim_transfer_drop_all(engine);
    for (size_t i = 0; i < engine->node_count; i++) {
        sim_duty_end_all(engine->nodes[i]);
        sim_actor_doom_all(engine->nodes[i]);
    }
    for (size_t i = 0; i < engine->node_count; i++)
        sim_actor_kill_doomed(engine->nodes[i]);
    sim_kernel_stacks_end();
}

static void fire_until(struct sim_agenda_entry *entry)
{
    struct sim_engine *engine = SIM_CONTAINER_OF(entry, struct sim_engine, until);
    engine->now = entry->date - 1;
    end_run(engine);
}

static bool is_idle(const struct sim_engine *engine)
{
    size_t own = (engine->until.place != 0) + (engine->halt.place != 0);
    return engine->active_count == 0 && engine->flow_count == 0 && engine->agenda.count == own;
}

static void fire_halt(struct sim_agenda_entry *entry)
{
    struct sim_engine *engine = SIM_CONTAINER_OF(entry, struct sim_engine, halt);
    if (engine->stopping || is_idle(engine))
        end_run(engine);
}

void sim_engine_check_idle(struct sim_engine *engine)
{
    if (engine->running && !engine->stopped && engine->halt.place == 0 && is_idle(engine))
        sim_engine_schedule(engine, &engine->halt, 0);
}

static int no_memory(const struct sim_engine *engine)
{
    return base_fail(BASE_E_NOMEM, "no memory for a simulation of %zu nodes", engine->node_count);
}

/* Actors that go on in one alarm: when more are due at a date, those have their turn before the
   next, so that calls of duties borrow no more stacks at a time. */
#define RESUMED_MAX 1024

static void on_alarm(void *context)
{
    struct sim_engine *engine = context;
    engine->alarm_date = SIM_TIME_FOREVER;
    engine->is_clock_seen = false;
    if (engine->stopped)
        return;
    engine->in_alarm = true;
    engine->current = NULL;
    engine->resumed_count = 0;
    sim_actor_reap(engine);
    double clock_s = sim_kernel_clock_s();
    struct sim_agenda_entry *entry;
    while ((entry = sim_agenda_first(&engine->agenda)) != NULL && !engine->stopped &&
           engine->resumed_count < RESUMED_MAX && seconds_of(entry->date) <= clock_s) {
        sim_agenda_remove(&engine->agenda, entry);
        if (entry->date > engine->now)
            engine->now = entry->date;
        engine->clock_seen_s = clock_s;
        engine->stats.events++;
        entry->fire(entry);
    }
    if (sim_kernel_memory_is_short() && engine->code == 0)
        sim_engine_fail(engine, no_memory(engine));
    sim_engine_check_idle(engine);
    engine->in_alarm = false;
    /* SimGrid would ring again before they go on: the first of them sets the alarm then. */
    if (engine->resumed_count < RESUMED_MAX)
        sim_engine_set_alarm(engine);
}

static void on_flow_end(void *context, void *flow_data)
{
    struct sim_engine *engine = context;
    engine->is_clock_seen = false;
    sim_transfer_flow_ended(flow_data);
}

int sim_engine_new(const struct sim_platform_spec *platform, struct sim_engine **ret_engine)
{
    assert(platform->region_count > 0 && platform->latency != NULL);
    struct sim_engine *engine = calloc(1, sizeof(*engine));
    if (engine == NULL)
        goto no_memory;
    engine->platform = *platform;
    engine->alarm_date = SIM_TIME_FOREVER;
    engine->until.fire = fire_until;
    engine->halt.fire = fire_halt;
    sim_list_init(&engine->zombies);
    sim_list_init(&engine->transfers);
    sim_list_init(&engine->closed_ports);
    engine->port_map_size = 256;
    engine->port_map = calloc(engine->port_map_size, sizeof(*engine->port_map));
    if (engine->port_map == NULL || sim_engine_promise(engine, 2) < 0)
        goto no_memory;

    /* Every actor's stack is a mapping of its own, so that the pages which it never touches stay
       unused: 13 KiB an actor rather than the whole stack. */
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_MMAP_MAX, 100000000);
    const struct sim_kernel_callbacks callbacks = {on_alarm, on_flow_end, engine};
    if (!sim_kernel_open(&callbacks))
        goto no_memory;
    *ret_engine = engine;
    return 0;

no_memory:
    if (engine != NULL) {
        sim_agenda_deinit(&engine->agenda);
        free(engine->port_map);
    }
    free(engine);
    return base_fail(BASE_E_NOMEM, "no memory for a simulation of %zu regions",
                     platform->region_count);
}

void sim_engine_free(struct sim_engine *engine)
{
    if (engine == NULL)
        return;
    assert(!engine->running);
    if (!engine->stopped)
        end_run(engine);
    sim_actor_reap(engine);
    for (size_t i = 0; i < engine->node_count; i++) {
        sim_duty_end_all(engine->nodes[i]);
        sim_port_close_all(engine->nodes[i]);
    }
    sim_port_drop_all(engine);
    assert(sim_list_is_empty(&engine->transfers) && engine->actor_count == 0);
    sim_kernel_close();
    for (size_t i = 0; i < engine->node_count; i++)
        sim_node_free(engine->nodes[i]);
    sim_agenda_deinit(&engine->agenda);
    free(engine->nodes);
    free(engine->port_map);
    free(engine);
}

int sim_engine_seal(struct sim_engine *engine)
{
    assert(!engine->sealed);
    if (!sim_kernel_seal())
        return errno == ENOMEM
                   ? no_memory(engine)
                   : base_fail(BASE_E_IO,
                               "cannot give SimGrid a platform of %zu nodes by /proc: %s",
                               engine->node_count, strerror(errno));
    engine->sealed = true;
    return sim_kernel_memory_is_short() ? no_memory(engine) : 0;
}

int sim_engine_run(struct sim_engine *engine, sim_time until)
{
    assert(engine->sealed && !engine->running && !engine->stopped);
    engine->running = true;
    if (until < SIM_TIME_FOREVER)
        sim_engine_schedule(engine, &engine->until, until + 1);
    sim_engine_check_idle(engine);
    sim_engine_set_alarm(engine);
    sim_kernel_run();
    engine->current = NULL;
    engine->running = false;
    engine->stopped = true;
    sim_actor_reap(engine);
    return engine->code;
}

void sim_engine_stop(struct sim_engine *engine)
{
    engine->stopping = true;
    if (!engine->stopped && engine->halt.place == 0)
        sim_engine_schedule(engine, &engine->halt, 0);
}

void sim_engine_fail(struct sim_engine *engine, int code)
{
    if (engine->code == 0)
        engine->code = code;
    sim_engine_stop(engine);
}

const struct sim_engine_stats *sim_engine_stats(const struct sim_engine *engine)
{
    return &engine->stats;
}

const char *sim_engine_version(void)
{
    return sim_kernel_version();
}
