#ifndef CROWDPATCH_SCENARIOS_DESCRIBE_H
#define CROWDPATCH_SCENARIOS_DESCRIBE_H

#include <stdio.h>

#include "scenarios/param.h"

/** What the parameter tables say, for people and programs. Each returns 0 or BASE_E_NOMEM. */

/** JSON Schema (draft 2020-12) of a scenario file. */
int scenario_write_schema(const struct scenario_catalogue *catalogue, FILE *stream);
/** A table: key, type, default, range, what it is. */
int scenario_write_params(const struct scenario_catalogue *catalogue, FILE *stream);
int scenario_write_params_json(const struct scenario_catalogue *catalogue, FILE *stream);
/** The parameter reference in Markdown (docs/parameters.md). */
int scenario_write_reference(const struct scenario_catalogue *catalogue, FILE *stream);
/** Everything about one key, or about a section. Returns 1 when there is none, after saying so and
 *  naming the nearest on `stream`. */
int scenario_write_explanation(const struct scenario_catalogue *catalogue, const char *key,
                               FILE *stream);

#endif
