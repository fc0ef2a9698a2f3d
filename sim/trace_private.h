#ifndef CROWDPATCH_SIM_TRACE_PRIVATE_H
#define CROWDPATCH_SIM_TRACE_PRIVATE_H

#include "sim/trace.h"

/** The engine's own events, for the log of an engine that has one (asserted). Inside sim/ only. */
struct sim_transfer;

/** The member "kind" of a line. */
void sim_trace_kind(struct sim_trace *trace, uint32_t kind);

/** A message is on its way, over its first link. `from` sends it to the node of `address`. */
void sim_trace_send(const struct sim_transfer *transfer, const struct sim_node *from);
/** A hub passes it on over the next link. */
void sim_trace_hop(const struct sim_transfer *transfer);
/** A hub holds it for a device that sleeps: until then, or until the device wakes by itself. */
void sim_trace_hold(const struct sim_transfer *transfer, sim_time until);
/** It is gone and its sender does not know: "radio" has lost it, or "hub" dropped it. */
void sim_trace_vanish(const struct sim_transfer *transfer, const char *by);
void sim_trace_fate(const struct sim_transfer *transfer);
/** A device wakes for a message. */
void sim_trace_wake(const struct sim_node *device);
/** Nothing passes to or from it any more; it sleeps from that date on unless something does. */
void sim_trace_rest(const struct sim_node *device, sim_time awake_until);
/** "down", "up", "disconnect", "reconnect". */
void sim_trace_machine(const struct sim_node *node, const char *event);
/** Returns the computation's number in the log. */
uint64_t sim_trace_compute(struct sim_node *node, const char *what);
void sim_trace_computed(const struct sim_node *node, uint64_t number);

#endif
