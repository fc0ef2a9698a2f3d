#ifndef CROWDPATCH_SCENARIOS_DESCRIBE_PRIVATE_H
#define CROWDPATCH_SCENARIOS_DESCRIBE_PRIVATE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/bytes.h"
#include "scenarios/json_writer.h"
#include "scenarios/param.h"

/** What the writers of describe.h share. Inside of scenarios/ only. */

/** One word: "integer", "duration". */
const char *scenario_type_word(enum scenario_type type);
/** Are values of this type quoted in a file? */
bool scenario_type_quoted(enum scenario_type type);
/** Appends "chain.fork", or "seed" for a key at the top. */
void scenario_append_dotted(const struct scenario_section *section,
                            const struct scenario_param *param, struct base_buffer *out);
/** Appends the bounds or choices: "1s to 1h", "at least 1s", "a, b, c"; nothing without. */
void scenario_append_bounds(const struct scenario_param *param, struct base_buffer *out);
/** Appends the value of the table as it stands in a file, quoted where it must be. */
void scenario_append_table_value(const struct scenario_param *param, const char *text,
                                 struct base_buffer *out);
/** Writes the buffer and releases it. Returns 0, or BASE_E_NOMEM when the buffer had failed. */
int scenario_flush(struct base_buffer *out, FILE *stream);
/** Writes the schema of each parameter of a table, as members. */
void scenario_write_params_schema(struct scenario_json_writer *writer,
                                  const struct scenario_section *section);
/** Writes the schema of the keys "sweep" and "replications", as members. */
void scenario_write_experiment_schema(struct scenario_json_writer *writer);
/** Writes "$defs", to which that refers. */
void scenario_write_experiment_definitions(struct scenario_json_writer *writer,
                                           const struct scenario_catalogue *catalogue);

#endif
