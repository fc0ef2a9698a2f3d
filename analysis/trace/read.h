#ifndef CROWDPATCH_ANALYSIS_TRACE_READ_H
#define CROWDPATCH_ANALYSIS_TRACE_READ_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** Reads the event log of a run (docs/traces.md), line by line: the memory does not depend on its
 *  length. The file is foreign: whatever it holds is checked or told. */

#define TRACE_FILE "trace.jsonl.zst"
/** Of a line, in bytes. */
#define TRACE_LINE_MAX (1 << 20)

struct trace_reader;

struct trace_event {
    int64_t t_ns; /* >= 0, and never before that of the line before */
    const char *name;
    json_t *line; /* the object; lives until the next call */
};

/** Opens a log: a file, or the one in a run's directory. Its first line is a log's head.
 *  Returns 0; BASE_E_SCENARIO when it is no log; BASE_E_IO, whose text tells of --trace where a run
 *  has no log; or BASE_E_NOMEM. */
int trace_open(const char *path, struct trace_reader **ret_reader);
/** The same from a stream, which is taken in every case. `name` stands for it in messages. */
int trace_open_stream(FILE *stream, const char *name, struct trace_reader **ret_reader);
void trace_close(struct trace_reader *reader);

/** The head: the members "system", "devices" and others. */
const struct trace_event *trace_head(const struct trace_reader *reader);
/** The next line. 1: *ret_event is it; 0: there is none; BASE_E_SCENARIO, with file and line in the
 *  text; BASE_E_IO or BASE_E_NOMEM. */
int trace_next(struct trace_reader *reader, struct trace_event *ret_event);
/** The line that was read last, from 1. */
uint64_t trace_line(const struct trace_reader *reader);

bool trace_is(const struct trace_event *event, const char *name);
/** A member that is a text; NULL: there is none. */
const char *trace_text(const struct trace_event *event, const char *key);
/** A member that is a whole number >= 0; -1: there is none. */
int64_t trace_number(const struct trace_event *event, const char *key);

#endif
