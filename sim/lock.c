#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

struct sim_lock {
    struct sim_engine *engine;
    bool is_held;
    struct sim_list turns;
};

/* One actor that waits; stands on its stack. */
struct turn {
    struct sim_lock *lock;
    struct sim_actor *actor;
    struct sim_list link;
};

int sim_lock_new(struct sim_engine *engine, struct sim_lock **ret_lock)
{
    struct sim_lock *lock = malloc(sizeof(*lock));
    if (lock == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a lock");
    *lock = (struct sim_lock){.engine = engine};
    sim_list_init(&lock->turns);
    *ret_lock = lock;
    return 0;
}

void sim_lock_free(struct sim_lock *lock)
{
    assert(lock == NULL || sim_list_is_empty(&lock->turns));
    free(lock);
}

/* The first keeps its place until it has the lock: another may be quicker at the same date. */
static void wake_first(struct sim_lock *lock)
{
    if (!lock->is_held && !sim_list_is_empty(&lock->turns))
        sim_actor_wake(SIM_CONTAINER_OF(lock->turns.next, struct turn, link)->actor);
}

static void leave(struct turn *turn)
{
    sim_list_remove(&turn->link);
    wake_first(turn->lock);
}

void sim_lock_take(struct sim_lock *lock)
{
    struct sim_actor *actor = sim_actor_current(lock->engine);
    __attribute__((cleanup(leave))) struct turn turn = {lock, actor, {0}};
    sim_list_append(&lock->turns, &turn.link);
    while (lock->is_held)
        sim_actor_park(lock->engine, SIM_TIME_FOREVER);
    lock->is_held = true;
}

void sim_lock_release(struct sim_lock *lock)
{
    lock->is_held = false;
    wake_first(lock);
}

bool sim_lock_is_held(const struct sim_lock *lock)
{
    return lock->is_held;
}
