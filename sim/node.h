#ifndef CROWDPATCH_SIM_NODE_H
#define CROWDPATCH_SIM_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "sim/engine.h"
#include "sim/time.h"

/** A machine: its links, its processors, and whether it is up. */
struct sim_node;

/** A link and the headers that each segment on it carries. */
struct sim_link_spec {
    double up_Bps;                  /* from the node; > 0 */
    double down_Bps;                /* to the node; > 0 */
    double latency_s;               /* one-way, of this link alone; >= 0 */
    uint32_t segment_payload_bytes; /* most payload a segment; > 0 */
    uint32_t segment_header_bytes;
    /* A radio: the share of time in which it may send; 0 or 1: always. Below 1 messages pass one
       after the other, in the order of their coming: after each segment, of airtime t, the radio is
       silent for t / duty_cycle - t. What is broken off while it waits keeps its turn.
       Source: LoRaWAN 1.0.x, "duty-cycle": Toff = TimeOnAir / DutyCycle - TimeOnAir. */
    double duty_cycle;
};

/** IPv4 and TCP over Ethernet: 1460 bytes of payload behind 40 bytes of headers.
 *  Source: RFC 791, RFC 9293, an MTU of 1500 bytes. */
#define SIM_LINK_TCP_PAYLOAD_BYTES 1460
#define SIM_LINK_TCP_HEADER_BYTES 40

struct sim_node_spec {
    const char *name;            /* unique; copied */
    unsigned cores;              /* >= 1 */
    size_t region;               /* of the platform; ignored when lan_of is set */
    struct sim_link_spec access; /* its link to the core; ignored when lan_of is set */
    struct sim_node *lan_of;     /* not NULL: a device on this hub's radio; it reaches only the hub,
                                    unless the hub routes */
    const struct sim_link_spec *radio; /* a hub: its radio, shared by all its devices, up_Bps is
                                          shared by both directions; NULL: no LAN */
    /* A hub: passes messages on between its devices and everybody else. A message waits there until
       it is whole, then takes the next link; the hub's actors see nothing of it. */
    bool routes;
};

/** Bytes on the wire, headers included, by link class and direction. Counted when a transfer ends;
 *  of one that is broken off, the part that had passed. A message to oneself costs nothing. */
struct sim_node_traffic {
    uint64_t wan_up_bytes;
    uint64_t wan_down_bytes;
    uint64_t lan_up_bytes;   /* sent by this node on its LAN */
    uint64_t lan_down_bytes; /* received by this node on its LAN */
    /* What of these bytes is not headers, and the messages of which they are. */
    uint64_t lan_up_payload_bytes;
    uint64_t lan_down_payload_bytes;
    uint32_t lan_up_messages;
    uint32_t lan_down_messages;
};

/** Adds a node; the engine owns it. Before sim_engine_seal().
 *  Returns 0, or BASE_E_NOMEM (which a second node of the same name gets too). */
int sim_node_add(struct sim_engine *engine, const struct sim_node_spec *spec,
                 struct sim_node **ret_node);

/** All nodes, in the order of their addition. Requires: index < count (asserted). */
size_t sim_node_count(const struct sim_engine *engine);
struct sim_node *sim_node_at(const struct sim_engine *engine, size_t index);

const char *sim_node_name(const struct sim_node *node);
/** Nodes are numbered from 0 in the order of their addition. */
uint32_t sim_node_index(const struct sim_node *node);
/** On whose radio it is; NULL: on the WAN. */
const struct sim_node *sim_node_hub(const struct sim_node *node);
/** Of the platform; of no meaning on a radio. */
size_t sim_node_region(const struct sim_node *node);
const struct sim_node_traffic *sim_node_traffic(const struct sim_node *node);

/** What a message of payload_bytes weighs on this link, headers included. An empty message is one
 *  segment. */
uint64_t sim_link_wire_bytes(const struct sim_link_spec *link, uint64_t payload_bytes);

bool sim_node_is_up(const struct sim_node *node);
/** The machine stops: its actors die where they stand (cleanup attributes run), its ports vanish
 *  with what waits in them, transfers to and from it break off. May be called from one of the
 *  node's own actors, which then does not return. Does nothing when it is down already. */
void sim_node_fail(struct sim_node *node);
/** It is up again, empty; the caller spawns its actors anew. */
void sim_node_restore(struct sim_node *node);

bool sim_node_is_connected(const struct sim_node *node);
/** The node's own link stops, not its radio: what passes it breaks off, and who sends over it finds
 *  nobody, from either side. Actors, ports and what waits in them stay. Requires: a node that is on
 *  no hub's radio (asserted). Does nothing when it is disconnected already. */
void sim_node_disconnect(struct sim_node *node);
void sim_node_reconnect(struct sim_node *node);

/** From now on, each message over this hub's radio is lost with this probability when its last byte
 *  has been sent: its airtime is spent, and nobody is told. The sender that waits times out; a post
 *  just vanishes. A message is lost as a whole, whatever its length.
 *  Assumption: the link layer's own repetitions are over by then; their time is in the goodput.
 *  The stream is copied, and drawn from once for each such message, in the order of arrival.
 *  Requires: a node with a radio, and 0 <= probability <= 1 (asserted). */
void sim_node_set_radio_loss(struct sim_node *hub, double probability,
                             const struct base_random *random);

/** A device that sleeps and asks its hub at intervals whether there is anything for it, as sleepy
 *  end devices of IEEE 802.15.4 do. It sends when it likes. A message to it waits at the hub until
 *  the device asks, or sends something itself. */
struct sim_sleep_spec {
    sim_time interval; /* between two wake-ups; > 0 */
    sim_time phase;    /* the first wake-up; >= 0 */
    sim_time window;   /* stays awake so long after each message to or from it; >= 0 */
    sim_time patience; /* a message that would wait longer is dropped by the hub after this time,
                          and nobody is told; 0: it waits as long as it takes */
};
/** Requires: a node on a hub's radio, once (asserted). Returns 0 or BASE_E_NOMEM. */
int sim_node_set_sleep(struct sim_node *device, const struct sim_sleep_spec *spec);
/** How long it has been awake for messages so far, its empty wake-ups not counted; all the time for
 *  one that does not sleep. */
sim_time sim_node_awake(const struct sim_node *device);

/** The device is not on its hub's radio, which has no room for it: who sends to or from it finds
 *  nobody. Requires: a node on a hub's radio (asserted). */
void sim_node_leave_radio(struct sim_node *device);

/* Actors */

/** An actor is a function that runs on a node and may block in the calls of sim/. */
typedef void sim_actor_main(void *argument);

/** Starts an actor, at the present date, when the caller waits next. free_argument (or NULL) is
 *  called once with the argument when the actor ends, however it ends; also when it does not start,
 *  because the node is down or the run ends (0 is returned) or because of BASE_E_NOMEM. From an
 * actor or before the run. Its stack is 256 KiB, of which only what it touches costs memory.
 *
 *  In cleanup attributes and free_argument, anything may be called that does not wait. */
int sim_actor_spawn(struct sim_node *node, const char *name, sim_actor_main *main, void *argument,
                    void (*free_argument)(void *));

/** For the calling actor: passes time. */
void sim_actor_sleep(struct sim_engine *engine, sim_time duration);
/** Does nothing when the date has passed. */
void sim_actor_sleep_until(struct sim_engine *engine, sim_time date);
/** The calling actor, which lives on this node, occupies one core for `work` of an otherwise idle
 *  core's time; takes longer when more actors compute than there are cores. `what`: for the event
 *  log (sim/trace.h), a literal. */
void sim_node_compute(struct sim_node *node, sim_time work, const char *what);
/** Work charged to the node so far, in core time: when a computation ends; of one whose actor dies,
 *  what it had got until then. */
sim_time sim_node_busy(const struct sim_node *node);

/* Signals */

/** Something that actors wait for. A raise wakes all who wait now, and is not remembered. */
struct sim_signal;
int sim_signal_new(struct sim_engine *engine, struct sim_signal **ret_signal);
/** Nobody may wait (asserted). NULL is ignored. */
void sim_signal_free(struct sim_signal *signal);
void sim_signal_raise(struct sim_signal *signal);
/** Waits for a raise. False when `timeout` passed first. */
bool sim_signal_wait(struct sim_signal *signal, sim_time timeout);

/* Locks */

/** What one actor holds at a time. Those who wait get it in the order of their coming; one that
 * asks when it is free has it at once. */
struct sim_lock;
int sim_lock_new(struct sim_engine *engine, struct sim_lock **ret_lock);
/** Nobody may wait (asserted). NULL is ignored. */
void sim_lock_free(struct sim_lock *lock);
void sim_lock_take(struct sim_lock *lock);
/** By its holder, in a cleanup attribute where that may be killed. */
void sim_lock_release(struct sim_lock *lock);
bool sim_lock_is_held(const struct sim_lock *lock);

#endif
