#ifndef CROWDPATCH_ANALYSIS_TRACE_WORDS_H
#define CROWDPATCH_ANALYSIS_TRACE_WORDS_H

#include <stdint.h>

/** A log's words as people say them. */

/** A date or a duration: "12.4 s", "3 min 12.4 s", "2 h 5 min 3.0 s", "1 d 2 h 5 min"; below a
 *  second "50.3 ms". Requires: t_ns >= 0 (asserted). */
#define TRACE_TIME_MAX 64
void trace_time_text(int64_t t_ns, char ret_text[TRACE_TIME_MAX]);

/** "0.002 ETH" of decimal digits of wei. */
void trace_ether_text(const char *wei, char ret_text[TRACE_TIME_MAX]);

/** What somebody did who computed `what`: "computed the proof". NULL: "computed". */
const char *trace_work_phrase(const char *what);
/** What a step of a device means. */
const char *trace_step_phrase(const char *step);
/** Why a device in this state is not patched. */
const char *trace_state_phrase(const char *state);

#endif
