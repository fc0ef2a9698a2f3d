#ifndef CROWDPATCH_ANALYSIS_TRACE_NAMES_H
#define CROWDPATCH_ANALYSIS_TRACE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/trace/read.h"
#include "base/map.h"

/** Names of a log, numbered from 0 in the order of their coming. */
#define TRACE_NAME_MAX 64
struct trace_names {
    struct base_map map; /* char[TRACE_NAME_MAX] -> uint32_t */
};

#define TRACE_NOBODY UINT32_MAX

void trace_names_init(struct trace_names *names);
void trace_names_deinit(struct trace_names *names);
/** The number of the event's member `key`, a text. 0, or BASE_E_SCENARIO when there is none or it
 * is longer than a name, or BASE_E_NOMEM. */
int trace_names_add(struct trace_names *names, const struct trace_reader *reader,
                    const struct trace_event *event, const char *key, uint32_t *ret_number,
                    bool *ret_is_new);
/** The number of a name that is known; without the member TRACE_NOBODY. 0, or BASE_E_SCENARIO. */
int trace_names_find(const struct trace_names *names, const struct trace_reader *reader,
                     const struct trace_event *event, const char *key, uint32_t *ret_number);
const char *trace_names_at(const struct trace_names *names, uint32_t number);

/** What is under way, by number: entries come and go. */
struct trace_task {
    uint64_t number; /* from 1 */
    int64_t begin_ns;
    uint32_t node, peer;
    uint32_t what; /* a name */
    uint32_t lane;
};

struct trace_tasks {
    struct trace_task *slots; /* open addressing; number 0: empty */
    size_t count, capacity;   /* a power of two, or 0 */
};

void trace_tasks_deinit(struct trace_tasks *tasks);
/** The number of an event's task: its member `key`. 0, or BASE_E_SCENARIO. */
int trace_tasks_number(const struct trace_reader *reader, const struct trace_event *event,
                       const char *key, uint64_t *ret_number);
/** Replaces one of the same number. Returns 0 or BASE_E_NOMEM. */
int trace_tasks_begin(struct trace_tasks *tasks, const struct trace_task *task);
/** Takes it out. False: there is none. */
bool trace_tasks_end(struct trace_tasks *tasks, uint64_t number, struct trace_task *ret_task);

#endif
