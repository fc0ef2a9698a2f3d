#ifndef CROWDPATCH_MODELS_SHARED_RUN_AGENTS_H
#define CROWDPATCH_MODELS_SHARED_RUN_AGENTS_H

#include <jansson.h>

#include "models/shared/world.h"

/** result.json's part of those who deliver for money. What is not defined, for nobody has anything
 *  of it, or what the system has not, is null. */

/** "distributors": sums, costs, profits, and how evenly deliveries, profits, scores and bytes sent
 *  lie with them. null where the system has none; NULL: no memory. */
json_t *run_agents_distributors(const struct world *world);
/** "hubs". */
json_t *run_agents_hubs(const struct world *world);

#endif
