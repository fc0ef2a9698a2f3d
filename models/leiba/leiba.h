#ifndef CROWDPATCH_MODELS_LEIBA_LEIBA_H
#define CROWDPATCH_MODELS_LEIBA_LEIBA_H

#include "models/model.h"

/** Static seeding, commit and reveal. Source: Leiba et al. 2018, as Puggioni et al. 2020 describe
 * it in section III-A. */
extern const struct model_ops leiba_ops;

#endif
