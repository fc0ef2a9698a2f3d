#ifndef CROWDPATCH_SIM_TRACE_H
#define CROWDPATCH_SIM_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/u256.h"
#include "sim/node.h"
#include "sim/time.h"

/** An event log: one JSON object a line, compressed with zstd. It is written as the run goes, so
 *  that its memory does not grow. Equal calls give equal bytes, by one version of zstd; the text is
 *  the same by all. docs/traces.md lists the events. Write errors are sticky and come out of
 *  sim_trace_close(). */
struct sim_trace;

/** Returns 0, BASE_E_IO or BASE_E_NOMEM. */
int sim_trace_open(const char *path, struct sim_trace **ret_trace);
/** Flushes, closes and frees; NULL is ignored. Returns 0 or BASE_E_IO. */
int sim_trace_close(struct sim_trace *trace);

/** Messages of this kind have this name (a literal) in the log; without one, their number.
 *  Returns 0 or BASE_E_NOMEM. */
int sim_trace_name_kind(struct sim_trace *trace, uint32_t kind, const char *name);

/* A line is begun, gets its members in order, and is ended (asserted). Events and keys are literals
 * without characters that JSON escapes. */
void sim_trace_begin(struct sim_trace *trace, sim_time date, const char *event);
/** UTF-8. */
void sim_trace_text(struct sim_trace *trace, const char *key, const char *value);
void sim_trace_u64(struct sim_trace *trace, const char *key, uint64_t value);
void sim_trace_date(struct sim_trace *trace, const char *key, sim_time value);
void sim_trace_bool(struct sim_trace *trace, const char *key, bool value);
/** As a text of decimal digits. */
void sim_trace_u256(struct sim_trace *trace, const char *key, u256 value);
/** By its name; NULL: the member is left out. */
void sim_trace_node(struct sim_trace *trace, const char *key, const struct sim_node *node);
void sim_trace_end(struct sim_trace *trace);

/** From now on the engine tells the log what messages, machines, lines, processors and sleeping
 *  devices do. The log is borrowed and outlives the run. NULL: it tells nobody. */
void sim_engine_set_trace(struct sim_engine *engine, struct sim_trace *trace);
/** NULL: there is none. */
struct sim_trace *sim_engine_trace(const struct sim_engine *engine);

/** What the calling actor does from now on is about that node, until it is told otherwise or ends;
 *  NULL: about nobody in particular. The log names it. Actors that are told nothing take it over
 *  from each message that they receive, and from who spawned them; those of devices are about
 *  themselves. From nobody's stack, it does nothing. */
void sim_actor_set_about(struct sim_engine *engine, const struct sim_node *about);
/** What the calling actor is about, or NULL. */
const struct sim_node *sim_actor_about(const struct sim_engine *engine);

#endif
