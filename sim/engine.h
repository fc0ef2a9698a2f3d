#ifndef CROWDPATCH_SIM_ENGINE_H
#define CROWDPATCH_SIM_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/** One simulation: its platform, its nodes, its actors. SimGrid allows one a process; a second
 *  sim_engine_new() in the same process asserts. */
struct sim_engine;

/** The core of the network: one-way latencies between regions, exact, without shared links. */
struct sim_platform_spec {
    size_t region_count;
    /* region_count * region_count, row = from, column = to, seconds one-way; not NULL. */
    const double *latency_s;
};

struct sim_engine_stats {
    uint64_t messages_sent;
    uint64_t messages_delivered;
    uint64_t messages_lost;
    uint64_t actors_spawned;
    uint64_t wan_bytes;
    uint64_t lan_bytes;
};

/** Returns 0, or BASE_E_SIM / BASE_E_NOMEM. The specification is copied. */
int sim_engine_new(const struct sim_platform_spec *platform, struct sim_engine **ret_engine);
void sim_engine_free(struct sim_engine *engine);

/** Closes the platform. All nodes are added before, all actors are spawned after. */
int sim_engine_seal(struct sim_engine *engine);

/** Runs until sim_engine_stop(), until no actor can go on, or until the date `until`.
 *  Returns 0, or BASE_E_SIM after sim_engine_fail(). */
int sim_engine_run(struct sim_engine *engine, sim_time until);

/** Ends the run at the present date; from any actor. All actors are killed. */
void sim_engine_stop(struct sim_engine *engine);
/** The same, and sim_engine_run() returns `code`: an invariant broke. */
void sim_engine_fail(struct sim_engine *engine, int code);

sim_time sim_engine_now(const struct sim_engine *engine);
const struct sim_engine_stats *sim_engine_stats(const struct sim_engine *engine);

/** "SimGrid 3.32.0": the version that is linked. */
const char *sim_engine_version(void);

#endif
