#ifndef CROWDPATCH_MODELS_SHARED_WORLD_TRACE_H
#define CROWDPATCH_MODELS_SHARED_WORLD_TRACE_H

#include "models/shared/world.h"
#include "sim/trace.h"

/** The event log of a run (docs/traces.md). Without one, all that tells it costs a comparison. */
#define WORLD_TRACE_FILE "trace.jsonl.zst"

/** Opens the log, writes its head, and has everything told to it. After world_init(), before
 *  world_run(). `version`: of crowdpatch. Returns 0, BASE_E_IO or BASE_E_NOMEM. */
int world_trace_begin(struct world *world, const char *path, const char *version);
/** Writes how each device is left, and closes the log. After world_run(), whatever it returned;
 * does nothing without a log. Returns 0 or BASE_E_IO. */
int world_trace_end(struct world *world);

/** Begins a line at the present date; the caller adds members and ends it. NULL: there is no log.
 */
struct sim_trace *world_trace_event(const struct world *world, const char *event);

#endif
