#ifndef CROWDPATCH_MODELS_SHARED_RUN_VALUES_H
#define CROWDPATCH_MODELS_SHARED_RUN_VALUES_H

#include <jansson.h>

#include "models/model.h"
#include "models/shared/world.h"

/** Values of result.json and manifest.json, for the files that write their parts. */

json_t *run_values_money(u256 wei);
/** null before 0. */
json_t *run_values_seconds(sim_time time);
json_t *run_values_digest(const crypto_digest *digest);
/** What the system has not is null. */
json_t *run_values_if_has(const struct world *world, enum model_part part, json_t *value);

/** Either file as text; the caller frees. NULL: no memory. */
char *run_values_dump(const json_t *value);

/** Of both files; rises when a reader must know. */
#define RUN_VALUES_FORMAT_VERSION 1

#endif
