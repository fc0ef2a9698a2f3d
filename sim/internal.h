#ifndef CROWDPATCH_SIM_INTERNAL_H
#define CROWDPATCH_SIM_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "sim/agenda.h"
#include "sim/engine.h"
#include "sim/kernel.h"
#include "sim/list.h"
#include "sim/node.h"
#include "sim/port.h"
#include "sim/sharing.h"
#include "sim/time.h"
#include "sim/trace_private.h"

/** The records behind the headers of sim/, and the rules that keep them whole when actors die:
 *
 *  - One thing runs at a time. Only sim_actor_park() lets others run; every other function is
 *    atomic.
 *  - What needs SimGrid's kernel (starting and ending flows, starting, waking and killing actors)
 *    is put on the agenda for the present date and done from there, in the order of asking. So
 *    every function but that one may be called by an actor that is being unwound.
 *  - Who waits is found in lists whose links stand on the waiting stack and are removed by cleanup
 *    attributes. SimGrid's own objects are never asked what happened: the records here decide. */

struct sim_actor {
    struct sim_engine *engine;
    struct sim_node *node;
    struct sim_kernel_actor *kernel; /* NULL before it started */
    sim_actor_main *main;
    void *argument;
    void (*free_argument)(void *);
    bool entered;      /* its main runs */
    bool has_returned; /* its main has, without being unwound */
    bool parked;
    bool is_due;    /* it goes on before anything else happens */
    bool doomed;    /* it dies at its next step */
    bool killed;    /* SimGrid unwinds it */
    uint64_t birth; /* its own, or that of the duty that it runs */
    /* What it is about, for the log; is_told: by sim_actor_set_about(). */
    const struct sim_node *about;
    bool is_told;
    struct sim_list in_zombies;
    struct sim_list in_node;
    struct sim_agenda_entry step; /* its start, and each wake-up */
    struct sim_agenda_entry timeout;
};

struct sim_engine {
    struct sim_agenda agenda;
    size_t agenda_promised; /* entries that exist and may be added */
    sim_time now;
    double clock_seen_s; /* SimGrid's clock when now was set */
    bool is_clock_seen;  /* it has not moved since */
    sim_time alarm_date; /* SIM_TIME_FOREVER: none is set */
    bool sealed;
    bool running;
    bool in_alarm;
    bool stopping; /* asked for */
    bool stopped;  /* done: nothing is scheduled any more */
    int code;
    struct sim_agenda_entry until; /* ends the run at its date */
    struct sim_agenda_entry halt;  /* ends the run now */

    struct sim_platform_spec platform;
    struct sim_node **nodes;
    size_t node_count;
    size_t node_capacity;
    void *node_names; /* a tree, see tsearch(3) */

    struct sim_actor *current; /* whose stack this is; NULL in the kernel */
    size_t actor_count;
    uint64_t last_birth;        /* of an actor or a duty */
    struct sim_list zombies;    /* ended, SimGrid's part not yet released */
    size_t active_count;        /* actors that are not parked */
    size_t resumed_count;       /* in this alarm: actors that go on when it is over */
    size_t due_count;           /* of them, and of those that are killed: who have not yet */
    struct sim_list transfers;  /* under way */
    size_t flow_count;          /* of SimGrid's flows */
    struct sim_port **port_map; /* open ports by number, chained */
    size_t port_map_size;       /* a power of two */
    size_t port_count;
    struct sim_list closed_ports; /* not yet freed by their owner */
    uint64_t last_port;
    uint64_t last_message;
    struct sim_trace *trace;   /* borrowed; NULL: there is none */
    uint64_t last_computation; /* in the log */
    struct sim_engine_stats stats;
};

struct sim_duty;
struct sim_transfer;

/** Who uses a link. */
struct sim_link_use {
    size_t count;               /* transfers whose bytes pass it */
    struct sim_transfer *alone; /* the one of them, when it has all its links for itself */
};

struct sim_radio {
    struct sim_engine *engine;
    struct sim_link_spec link;
    sim_time latency;
    struct sim_sharing air;       /* in bytes */
    struct sim_agenda_entry next; /* when the next transfer has passed */
    uint32_t on_air;              /* messages that pass now */
    sim_time silent_until;        /* by its duty cycle, after all that has a turn */
    double loss;                  /* the chance that a message is lost */
    struct base_random random;
};

struct sim_node {
    struct sim_engine *engine;
    struct sim_kernel_host *host; /* NULL: on a hub's radio */
    char *name;
    uint32_t index;
    size_t region;
    struct sim_link_spec access;
    struct sim_radio *radio; /* of a hub; NULL: it has none */
    bool routes;
    struct sim_link_use up_use;
    struct sim_link_use down_use;
    struct sim_node *hub;    /* NULL: on the WAN */
    struct sim_sleep *sleep; /* of a device; NULL: it is always awake */
    bool is_up;
    bool is_connected;                /* its own link carries messages */
    sim_time latency;                 /* of its own link */
    struct sim_sharing cores;         /* in nanoseconds of a core */
    struct sim_agenda_entry computed; /* when the next computation is over */
    sim_time busy;
    struct sim_node_traffic traffic;
    struct sim_list actors;
    struct sim_list duties;
    struct sim_list ports;
    struct sim_list outgoing;     /* transfers under way */
    struct sim_list incoming;     /* transfers under way */
    struct sim_list routed[2];    /* transfers that it passes on, as the first or the second hub */
    struct sim_agenda_entry fail; /* kills the doomed actors */
};

/* Engine */

/** Counts `count` more entries (fewer when negative) that may stand on the agenda at once.
 *  Returns 0 or BASE_E_NOMEM. */
int sim_engine_promise(struct sim_engine *engine, int count);
/** Puts the entry on the agenda. A date that has passed is now. */
void sim_engine_schedule(struct sim_engine *engine, struct sim_agenda_entry *entry, sim_time date);
/** The same for an entry that keeps its place in the order of asking. */
void sim_engine_schedule_again(struct sim_engine *engine, struct sim_agenda_entry *entry,
                               sim_time date);
/** now + duration without overflow: SIM_TIME_FOREVER at the most, now at the least. */
sim_time sim_engine_date_in(const struct sim_engine *engine, sim_time duration);
/** Sets SimGrid's alarm for what is due first. Does nothing amid an alarm, which sets the next one
 *  at its end, or leaves that to the first of its actors that waits or ends. */
void sim_engine_set_alarm(struct sim_engine *engine);
/** Ends the run when nothing can happen any more. */
void sim_engine_check_idle(struct sim_engine *engine);

/* Nodes */

void sim_node_free(struct sim_node *node);

/* Processors */

void sim_compute_fire(struct sim_agenda_entry *entry);

/* Radios */

/** Returns 0 or BASE_E_NOMEM. Freed with free(). */
int sim_radio_new(struct sim_engine *engine, const struct sim_link_spec *link,
                  struct sim_radio **ret_radio);
/** The first of `bytes` > 0 enters; sim_transfer_radio_passed() is called when the last is there.
 */
void sim_radio_join(struct sim_radio *radio, struct sim_sharing_job *job, double bytes);
/** For a radio whose duty cycle is limited: the next turn, for so many bytes. */
void sim_radio_take_turn(struct sim_radio *radio, uint64_t bytes, sim_time *ret_begin,
                         sim_time *ret_end);
bool sim_radio_is_limited(const struct sim_radio *radio);
/** It is broken off. Returns the bytes that had not passed yet. */
double sim_radio_leave(struct sim_radio *radio, struct sim_sharing_job *job);

/* Actors */

/** Marks all actors of the node: each dies at its next step. Its stack is unwound by the next. */
void sim_actor_doom_all(struct sim_node *node);
/** In the kernel: unwinds those of the node that are doomed, in the order of their births. */
void sim_actor_kill_doomed(struct sim_node *node);
/** The calling actor has received a message about this, or about nobody. */
void sim_actor_hear_about(struct sim_engine *engine, const struct sim_node *about);
/** In the kernel: an actor that runs at once. free_argument is called when it ends, also when there
 * is no memory for it, which fails the run. Returns NULL then. The node is up (asserted). */
struct sim_actor *sim_actor_begin(struct sim_node *node, uint64_t birth, sim_actor_main *main,
                                  void *argument, void (*free_argument)(void *));
/** The calling actor, for functions that may wait. Does not return when it is doomed: an actor of a
 *  dead machine that still runs at the date of the failure gets no further than this. */
struct sim_actor *sim_actor_current(struct sim_engine *engine);
/** Lets others run until sim_actor_wake() or the date. Does not return when the actor is killed.
 *  May return for no reason: the caller looks again at what it waits for. */
void sim_actor_park(struct sim_engine *engine, sim_time date);
/** True when nothing happens until after the date: it is that date now, and nobody had to wait.
 *  SimGrid's clock follows with its next alarm. */
bool sim_actor_leap(struct sim_engine *engine, sim_time date);
/** It goes on when what is due at this date, and asked for before, has happened. Does nothing when
 *  the actor is not parked. */
void sim_actor_wake(struct sim_actor *actor);
/** In the kernel: it goes on now. Does nothing when the actor is not parked. */
void sim_actor_unpark(struct sim_actor *actor);
/** In the kernel: releases what ended actors left. */
void sim_actor_reap(struct sim_engine *engine);

/** One actor that waits for something; stands on its stack, with the cleanup attribute. */
struct sim_waiter {
    struct sim_actor *actor;
    bool is_woken; /* by sim_waiters_wake() */
    struct sim_list link;
};
#define SIM_WAITER __attribute__((cleanup(sim_waiter_leave))) struct sim_waiter
void sim_waiter_join(struct sim_waiter *waiter, struct sim_engine *engine, struct sim_list *list);
void sim_waiter_leave(struct sim_waiter *waiter);
/** Wakes all in the list, in the order of their coming; the list is empty then. */
void sim_waiters_wake(struct sim_list *list);

/* Transfers */

/** Starts to carry the message (taken in every case). `is_watched`: the calling actor learns the
 *  fate and is woken by it; *ret_transfer is then not NULL and ended by sim_transfer_leave().
 *  Returns 0 or BASE_E_NOMEM. */
int sim_transfer_start(struct sim_node *from, struct sim_address to, struct sim_message *message,
                       bool is_watched, struct sim_transfer **ret_transfer);
/** True when the fate is known. */
bool sim_transfer_is_decided(const struct sim_transfer *transfer, enum sim_fate *ret_fate);
/** The watcher goes; a transfer that is still under way is broken off. For cleanup attributes. */
void sim_transfer_leave(struct sim_transfer **transfer);
/** Breaks off all from and to this node. */
void sim_transfer_fail_node(struct sim_node *node);
/** Breaks off those whose bytes pass this node's own link now. */
void sim_transfer_fail_link(struct sim_node *node);
/** In the kernel: breaks off all; nobody will look at their fate. */
void sim_transfer_drop_all(struct sim_engine *engine);
/** A flow's last byte is there. */
void sim_transfer_flow_ended(struct sim_transfer *transfer);
/** In the kernel: a radio's last byte of it is there. */
void sim_transfer_radio_passed(struct sim_sharing_job *job);

/* Ways */

/** The nodes after `from` on the way to `to`; returns how many, 0: there is no way. */
size_t sim_way_find(struct sim_node *from, struct sim_node *to, struct sim_node *ret_way[3]);
/** Both ends' own links carry messages, where it needs them: a hub's own one not, on its radio. */
bool sim_way_is_connected(const struct sim_node *from, const struct sim_node *to);
/** All of them are up, and connected one after the other. */
bool sim_way_is_passable(const struct sim_node *from, struct sim_node *const way[], size_t count);

/* Devices that sleep; `device` is one of them */

/** How long a message must wait for it, now; it will be awake then, and for `latency` and its
 *  window. Negative: longer than the hub's patience. */
sim_time sim_sleep_wait(struct sim_node *device, sim_time latency);
/** A message begins to pass; true: it was asleep, and its hub may hold messages for it. */
bool sim_sleep_begin(struct sim_node *device);
/** It has passed, or broken off. */
void sim_sleep_end(struct sim_node *device);
sim_time sim_sleep_patience(const struct sim_node *device);

/* Duties */

/** A message has come to its port. */
void sim_duty_on_message(struct sim_duty *duty);
/** Its port is freed. */
void sim_duty_forget_port(struct sim_duty *duty);
/** The node fails, or the run is over. Duties with an actor are freed when it is unwound. */
void sim_duty_end_all(struct sim_node *node);

/* Ports */

/** From now on the duty is told of messages; NULL: none is. */
void sim_port_serve(struct sim_port *port, struct sim_duty *duty);
bool sim_port_is_empty(const struct sim_port *port);

/** Puts the message into the queue of the port; false when there is no such open port (the message
 *  is still the caller's). */
bool sim_port_deliver(struct sim_engine *engine, struct sim_address to,
                      struct sim_message *message);
bool sim_port_is_open(const struct sim_engine *engine, struct sim_address address);
/** The node fails: all its ports close. */
void sim_port_close_all(struct sim_node *node);
void sim_port_drop_all(struct sim_engine *engine);

#endif
