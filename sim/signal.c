#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

struct sim_signal {
    struct sim_engine *engine;
    struct sim_list waiters;
};

int sim_signal_new(struct sim_engine *engine, struct sim_signal **ret_signal)
{
    struct sim_signal *signal = malloc(sizeof(*signal));
    if (signal == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a signal");
    signal->engine = engine;
    sim_list_init(&signal->waiters);
    *ret_signal = signal;
    return 0;
}

void sim_signal_free(struct sim_signal *signal)
{
    assert(signal == NULL || sim_list_is_empty(&signal->waiters));
    free(signal);
}

void sim_signal_raise(struct sim_signal *signal)
{
    sim_waiters_wake(&signal->waiters);
}

bool sim_signal_wait(struct sim_signal *signal, sim_time timeout)
{
    struct sim_engine *engine = signal->engine;
    sim_actor_current(engine);
    sim_time deadline = sim_engine_date_in(engine, timeout);
    SIM_WAITER waiter;
    sim_waiter_join(&waiter, engine, &signal->waiters);
    while (!waiter.is_woken && sim_engine_now(engine) < deadline)
        sim_actor_park(engine, deadline);
    return waiter.is_woken;
}
