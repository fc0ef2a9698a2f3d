#ifndef CROWDPATCH_MODELS_SHARED_RUN_NETWORK_H
#define CROWDPATCH_MODELS_SHARED_RUN_NETWORK_H

#include <jansson.h>

#include "models/shared/world.h"

/** What passed over lines and radios, and what failed, as sections "network" and "faults" of
 *  result.json. The caller owns them. */

json_t *run_network_json(const struct world *world);
json_t *run_network_faults(const struct world *world);

#endif
