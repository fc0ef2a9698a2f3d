#ifndef CROWDPATCH_MODELS_SHARED_RUN_FILES_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_RUN_FILES_PRIVATE_H

#include <jansson.h>

#include "models/model.h"
#include "models/shared/world.h"

/** Values of result.json, for the files that write its parts. */

json_t *run_files_money(u256 wei);
/** null before 0. */
json_t *run_files_seconds(sim_time time);
/** What the system has not is null. */
json_t *run_files_if_has(const struct world *world, enum model_part part, json_t *value);

#endif
