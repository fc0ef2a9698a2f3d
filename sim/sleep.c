#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

/* A device on a radio that listens at intervals: it is awake in [since, until], and as long as a
 * message passes to or from it. `since` lies ahead when its hub holds a message for that date. */
struct sim_sleep {
    struct sim_sleep_spec spec;
    sim_time since, until;
    sim_time before; /* awake before `since`, all together */
    unsigned active; /* messages that pass now */
};

int sim_node_set_sleep(struct sim_node *device, const struct sim_sleep_spec *spec)
{
    assert(device->hub != NULL && device->sleep == NULL);
    assert(spec->interval > 0 && spec->phase >= 0 && spec->window >= 0 && spec->patience >= 0);
    struct sim_sleep *sleep = calloc(1, sizeof(*sleep));
    if (sleep == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a device that sleeps");
    sleep->spec = *spec;
    sleep->since = sleep->until = -1;
    device->sleep = sleep;
    return 0;
}

sim_time sim_node_awake(const struct sim_node *device)
{
    const struct sim_sleep *sleep = device->sleep;
    sim_time now = sim_engine_now(device->engine);
    if (sleep == NULL)
        return now;
    sim_time end = sleep->active > 0 || sleep->until > now ? now : sleep->until;
    return sleep->before + (end > sleep->since ? end - sleep->since : 0);
}

static bool is_awake(const struct sim_sleep *sleep, sim_time date)
{
    return sleep->active > 0 || (sleep->since <= date && date <= sleep->until);
}

/* Awake from `date` on, which is no earlier than now. */
static void wake_at(struct sim_sleep *sleep, sim_time date)
{
    if (sleep->until > sleep->since)
        sleep->before += sleep->until - sleep->since;
    sleep->since = date;
    sleep->until = date;
}

static void stay_until(struct sim_sleep *sleep, sim_time date)
{
    if (sleep->until < date)
        sleep->until = date;
}

sim_time sim_sleep_wait(struct sim_node *device, sim_time latency)
{
    struct sim_sleep *sleep = device->sleep;
    struct sim_engine *engine = device->engine;
    sim_time now = sim_engine_now(engine), interval = sleep->spec.interval;
    if (is_awake(sleep, now))
        return 0;
    sim_time wake = sleep->since;
    if (wake < now) {
        wake = sleep->spec.phase;
        if (wake < now)
            wake += (now - wake + interval - 1) / interval * interval;
    }
    sim_time wait = wake - now;
    if (sleep->spec.patience > 0 && wait > sleep->spec.patience)
        return -1;
    if (sleep->since != wake)
        wake_at(sleep, wake);
    stay_until(sleep, wake + latency + sleep->spec.window);
    engine->stats.sleeper_messages_held++;
    engine->stats.sleeper_wait += wait;
    return wait;
}

bool sim_sleep_begin(struct sim_node *device)
{
    struct sim_sleep *sleep = device->sleep;
    sim_time now = sim_engine_now(device->engine);
    bool was_asleep = !is_awake(sleep, now);
    if (sleep->since > now)
        sleep->since = now;
    else if (was_asleep)
        wake_at(sleep, now);
    sleep->active++;
    if (was_asleep && device->engine->trace != NULL)
        sim_trace_wake(device);
    return was_asleep;
}

void sim_sleep_end(struct sim_node *device)
{
    struct sim_sleep *sleep = device->sleep;
    assert(sleep->active > 0);
    sleep->active--;
    stay_until(sleep, sim_engine_now(device->engine) + sleep->spec.window);
    if (sleep->active == 0 && device->engine->trace != NULL)
        sim_trace_rest(device, sleep->until);
}

sim_time sim_sleep_patience(const struct sim_node *device)
{
    return device->sleep->spec.patience;
}
