#ifndef CROWDPATCH_ANALYSIS_TRACE_EXPORT_H
#define CROWDPATCH_ANALYSIS_TRACE_EXPORT_H

#include <stdio.h>

#include "analysis/trace/read.h"

/** Writes a log in another tool's format. Memory: by the nodes, and what is under way at a time.
 *  Return 0; BASE_E_SCENARIO where the log does not hold together, with its line in the text;
 *  BASE_E_IO or BASE_E_NOMEM. Errors of `out` are the caller's to look for. */

/** The lines as they are. */
int trace_export_text(struct trace_reader *reader, FILE *out);

/** Paje, as SimGrid's tools read it: a container a node, states WORK (what it computes; a stack, so
 *  that of computations side by side the last shows), MACHINE and, of a device, UPDATE; a link a
 *  message from its sending to its end, and an event LOST when that is no arrival.
 *  Source: Paje trace file, Schnorr, Stein, Chassin de Kergommeaux, 2013. */
int trace_export_paje(struct trace_reader *reader, FILE *out);

/** JSON of Chrome's trace viewer, which Perfetto reads: a process a role, a thread a node and each
 *  lane that it needs beside that, a slice for each computation, message, attempt and failure, a
 *  flow from each message's sending to its arrival, an async slice a transaction.
 *  Source: Trace Event Format, Google, 2016. */
int trace_export_chrome(struct trace_reader *reader, FILE *out);

#endif
