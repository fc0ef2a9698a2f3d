#ifndef CROWDPATCH_MODELS_CROWDPATCHING_CROWDPATCHING_H
#define CROWDPATCH_MODELS_CROWDPATCHING_CROWDPATCHING_H

#include "models/model.h"

/** CrowdPatching. Source: Puggioni et al. 2020. */
extern const struct model_ops crowdpatching_ops;

#endif
