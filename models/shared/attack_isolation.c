#include "models/shared/attack_private.h"

/* isolation: whoever holds a home's line lets nothing through. Source: Boudguiga et al. 2017,
 * section III-A, "network isolation"; with several paths out of a home, models/boudguiga. */

static void for_each(struct world *world, void (*act)(struct participant *home))
{
    for (uint32_t i = 0; i < world->counts[WORLD_HUB]; i++)
        if (world->participants[WORLD_HUB][i].is_marked)
            act(&world->participants[WORLD_HUB][i]);
}

/** On the monitor: it happens to machines that are down, too, and once. */
void attack_isolation_main(void *argument)
{
    struct attack *attack = argument;
    struct world *world = attack->world;
    sim_actor_sleep_until(world->engine, world->adversary->start_ns);
    for_each(world, participant_disconnect);
    attack_await_end(attack);
    for_each(world, participant_reconnect);
}

void attack_isolation_report(const struct attack *attack)
{
    const struct world *world = attack->world;
    struct outcome *outcome = &attack->world->outcome;
    double isolated = 0, patched[2] = {0};
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        bool is_isolated = world->participants[WORLD_HUB][outcome->devices[i].hub].is_marked;
        isolated += is_isolated;
        patched[is_isolated] += outcome->devices[i].state == OUTCOME_PATCHED;
    }
    outcome_measure_number(outcome, "isolated_devices", isolated);
    outcome_measure_number(outcome, "isolated_devices_patched", patched[true]);
    outcome_measure_number(outcome, "other_devices_patched", patched[false]);
}
