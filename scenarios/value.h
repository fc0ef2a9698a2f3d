#ifndef CROWDPATCH_SCENARIOS_VALUE_H
#define CROWDPATCH_SCENARIOS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "base/units.h"
#include "scenarios/param.h"
#include "scenarios/tree.h"

/** One parameter's value: between its text and the member of its section's struct. */

union scenario_value {
    uint64_t integer; /* INTEGER, SIZE (bytes), RATE (bit/s) */
    double real;
    bool boolean;
    int64_t duration_ns;
    u256 money_wei;
    int choice;
    const char *text;
};

/** Reads a node as the parameter's type and checks its range.
 *  Returns 0, or 1 after appending to `message` what is wrong: "expected a duration such as
 *  "12s", found the number 12". A TEXT value points into the node. */
int scenario_value_read(const struct scenario_param *param, const struct scenario_node *node,
                        struct base_buffer *message, union scenario_value *ret_value);

/** Reads a text with a unit, for DURATION, SIZE, RATE and MONEY.
 *  Returns 0 or one of enum base_quantity_error. */
int scenario_value_quantity(const struct scenario_param *param, const char *text,
                            union scenario_value *ret_value);

/** The index of a name among the choices; -1 when it is none. */
int scenario_choice_index(const struct scenario_param *param, const char *name);

/** Reads a text of the table: param->default_text, min_text or max_text. Range is not checked.
 *  Returns 0, or 1 when the table is wrong. */
int scenario_value_of_table(const struct scenario_param *param, const char *text,
                            union scenario_value *ret_value);

/** True when the value is within the table's bounds. */
bool scenario_value_in_range(const struct scenario_param *param, const union scenario_value *value);

void scenario_value_store(const struct scenario_param *param, const union scenario_value *value,
                          void *section);
union scenario_value scenario_value_load(const struct scenario_param *param, const void *section);

/** Appends the value as it would stand in a file, in its one canonical form: 12, "12s", true. */
void scenario_value_write(const struct scenario_param *param, const union scenario_value *value,
                          struct base_buffer *out);

/** Appends a text as JSON, in quotes. */
void scenario_json_string(struct base_buffer *out, const char *text, size_t len);

/** Is the type written as a text with a unit? Then its dimension is handed out. */
bool scenario_type_dimension(enum scenario_type type, enum base_dimension *ret_dimension);
/** Is one value of the type less than another? */
bool scenario_type_has_order(enum scenario_type type);
/** Does the type's table have choices? */
bool scenario_type_has_choices(enum scenario_type type);
/** What may stand for one of the choices beside them: "a file NAME.json"; NULL: nothing. */
const char *scenario_type_beside_choices(enum scenario_type type);
/** "a whole number", "a duration". */
const char *scenario_type_name(enum scenario_type type);
/** The largest value of the type, for messages: "106751d"; NULL when it has none. */
const char *scenario_type_max(enum scenario_type type);
/** Appends the bounds, if there are any: " from 1s to 7d", " of 1s or more", " of at most 7d".
 *  max_text stands in where the table has no upper bound; NULL: nothing does. */
void scenario_param_append_range(const struct scenario_param *param, const char *max_text,
                                 struct base_buffer *out);

#endif
