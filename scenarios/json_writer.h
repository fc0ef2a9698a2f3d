#ifndef CROWDPATCH_SCENARIOS_JSON_WRITER_H
#define CROWDPATCH_SCENARIOS_JSON_WRITER_H

#include <stdbool.h>

#include "base/bytes.h"

/** Writes indented JSON. Numbers are given as text, so that 0.05 stays 0.05 and a bound of 64 bits
 *  keeps its digits, which jansson's numbers would lose. {0} is ready for use. */
struct scenario_json_writer {
    struct base_buffer out;
    unsigned depth;
    bool filled; /* the innermost bracket holds something */
};

/** key: NULL inside of an array and for the outermost value. mark: '{' or '['. */
void scenario_json_open(struct scenario_json_writer *writer, const char *key, char mark);
/** mark: '}' or ']'. */
void scenario_json_close(struct scenario_json_writer *writer, char mark);
void scenario_json_text(struct scenario_json_writer *writer, const char *key, const char *value);
/** A value that is JSON already: 12, true. */
void scenario_json_raw(struct scenario_json_writer *writer, const char *key, const char *value);

#endif
