#ifndef CROWDPATCH_SCENARIOS_TEXT_H
#define CROWDPATCH_SCENARIOS_TEXT_H

#include <stddef.h>

#include "base/bytes.h"
#include "scenarios/scenario.h"

/** Largest scenario file. Assumption: a thousand times what a person writes. */
#define SCENARIO_TEXT_MAX_BYTES ((size_t)16 << 20)

/** A scenario file's text. A place in it is a byte offset, the same in both copies. */
struct scenario_text {
    char *name;     /* as messages name it */
    char *original; /* len bytes and a NUL */
    char *plain;    /* the same with comments made blank */
    size_t len;
};

/** Copies a text, checks that it is UTF-8 without NUL, and blanks its comments. A byte order mark
 *  at the start is dropped.
 *  Returns 0, BASE_E_SCENARIO with one line in the report, or BASE_E_NOMEM. In every case
 *  scenario_text_deinit() releases it. */
int scenario_text_init(struct scenario_text *text, const char *name, const char *data, size_t len,
                       struct scenario_report *report);
/** The same from a file. */
int scenario_text_read(struct scenario_text *text, const char *path,
                       struct scenario_report *report);
void scenario_text_deinit(struct scenario_text *text);

/** Line and column of an offset, from 1. Columns count characters, whatever their width. */
void scenario_text_place(const struct scenario_text *text, size_t offset, size_t *ret_line,
                         size_t *ret_column);

/** Appends the line that holds `offset` and, on a second line, a caret below its character; each
 *  ends with a newline. Long lines are cut around the place; control characters show as '?'. */
void scenario_text_excerpt(const struct scenario_text *text, size_t offset,
                           struct base_buffer *out);

/** Appends `"data"` for a message: control characters and broken UTF-8 show as '?', and what is
 *  beyond 60 characters as "...". */
void scenario_text_quote(struct base_buffer *out, const char *data, size_t len);

/** Bytes of the UTF-8 character at data[0], 1..4; 0 when it is none. Requires: len > 0. */
size_t scenario_utf8_len(const char *data, size_t len);
/** Cells of a terminal that such a character of `bytes` takes: 0, 1 or 2; a byte that is none, 1.
 *  Source: Unicode 15 East Asian Width and general category Mn, their large blocks. */
unsigned scenario_utf8_width(const char *data, size_t bytes);

#endif
