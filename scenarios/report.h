#ifndef CROWDPATCH_SCENARIOS_REPORT_H
#define CROWDPATCH_SCENARIOS_REPORT_H

#include <stddef.h>

#include "scenarios/scenario.h"

struct scenario_text;

/** Errors that are kept and printed; more are counted. Assumption: nobody reads further. */
#define SCENARIO_REPORT_MAX 100

/** Adding to a report. Memory failures are sticky: scenario_report_failed() tells. */

/** Where "file:3:7" is known already, or line 0: the file as a whole. No excerpt is shown. */
void scenario_report_plain(struct scenario_report *report, const char *name, size_t line,
                           size_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/** At a byte of the text, with its line and a caret. */
void scenario_report_at(struct scenario_report *report, const struct scenario_text *text,
                        size_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/** At the option with this index; `option` is its text, "chain.fork=oska". */
void scenario_report_option(struct scenario_report *report, size_t index, const char *option,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
bool scenario_report_failed(const struct scenario_report *report);
/** True when further errors are only counted: composing their text is wasted. */
bool scenario_report_full(const struct scenario_report *report);

#endif
