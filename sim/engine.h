#ifndef CROWDPATCH_SIM_ENGINE_H
#define CROWDPATCH_SIM_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/** One simulation: its platform, its nodes, its actors. SimGrid allows one a process; a second
 *  sim_engine_new() in the same process asserts. */
struct sim_engine;

/** The network: a message takes latency first and bandwidth then.
 *
 *  latency = access link + core (from region, to region) + access link, or that of a hub's radio;
 *  exact. Then its bytes, headers included, pass the sender's up link and the receiver's down link,
 *  or the radio. Who uses an access link at the same time shares it: max-min fair, as SimGrid's
 *  CM02 solves it, without a preference for short ways and without a TCP window (Assumption:
 *  windows scale, RFC 7323). Who uses a radio shares it equally (sim/sharing.h). The core has no
 *  capacity of its own. Not modelled: loss on the WAN, slow start, ACKs. */
struct sim_platform_spec {
    size_t region_count;
    /* One-way between two regions, asked at every hop; the same answer each time. Not NULL. */
    sim_time (*latency)(const void *context, size_t from, size_t to);
    const void *context; /* of latency(); outlives the engine */
};

struct sim_engine_stats {
    /* After the run: sent = delivered + lost. */
    uint64_t events; /* dates that came: starts, wake-ups, time-outs, steps of transfers */
    uint64_t messages_sent;
    uint64_t messages_delivered;
    uint64_t messages_lost;
    uint64_t radio_messages_lost;   /* of them, by sim_node_set_radio_loss(); counted at once */
    uint64_t messages_broken;       /* of them, under way when a machine or a line failed */
    uint64_t radio_messages_shared; /* entered a radio on which others were under way */
    uint64_t radio_most_at_once;    /* messages on one radio */
    /* Messages that waited at a hub for a sleeping device, how long all together, and those that
       the hub dropped instead. */
    uint64_t sleeper_messages_held;
    uint64_t sleeper_messages_dropped;
    sim_time sleeper_wait;
    uint64_t actors_spawned;
    /* The sums of the nodes' up bytes. */
    uint64_t wan_bytes;
    uint64_t lan_bytes;
};

/** Returns 0, or BASE_E_NOMEM. The specification is copied, its context is not. */
int sim_engine_new(const struct sim_platform_spec *platform, struct sim_engine **ret_engine);
/** Releases all that belongs to it, ports included that nobody freed. Not during the run. NULL is
 *  ignored. */
void sim_engine_free(struct sim_engine *engine);

/** Closes the platform. All nodes are added before, all actors are spawned after.
 *  Returns 0 or BASE_E_IO. */
int sim_engine_seal(struct sim_engine *engine);

/** Runs until sim_engine_stop(), until no actor can go on, or until the date `until` (what is due
 * at that date still happens). Actors that are left are then killed, cleanup attributes run, and
 * what travels is lost. Once in an engine's life. Returns 0, or the code of sim_engine_fail(). */
int sim_engine_run(struct sim_engine *engine, sim_time until);

/** Ends the run at the present date; from any actor. It returns; every actor, the caller too, dies
 *  in the next call in which it could wait. */
void sim_engine_stop(struct sim_engine *engine);
/** The same, and sim_engine_run() returns `code`, the first one: an invariant broke. */
void sim_engine_fail(struct sim_engine *engine, int code);

/** Dates are exact to the nanosecond in the first 97 days (2^23 s). After that SimGrid's clock, in
 *  double seconds, is coarser: 4 ns after a year. */
sim_time sim_engine_now(const struct sim_engine *engine);
const struct sim_engine_stats *sim_engine_stats(const struct sim_engine *engine);

/** "SimGrid 3.32.0": the version that is linked. */
const char *sim_engine_version(void);

#endif
