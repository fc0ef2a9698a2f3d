#ifndef CROWDPATCH_MODELS_SHARED_RUN_SERIES_H
#define CROWDPATCH_MODELS_SHARED_RUN_SERIES_H

#include <jansson.h>

#include "models/shared/world.h"

/** Values of one series. Assumption: more than a figure shows. */
#define RUN_SERIES_VALUES_MAX 1000

/** result.json's "series": {"0s": {"patched": 0, "distributors": 0, "seeds": null}, "3600s": ...},
 *  at every series_interval up to the scenario's duration; what has ended stays as it was. Without
 *  a series_interval null; distributors that hold the update are null where a system has none, and
 *  so are seeds where it has no swarm. */
json_t *run_series_json(const struct world *world);

#endif
