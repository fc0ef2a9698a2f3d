#ifndef CROWDPATCH_MODELS_BOUDGUIGA_BOUDGUIGA_H
#define CROWDPATCH_MODELS_BOUDGUIGA_BOUDGUIGA_H

#include "models/model.h"

/** Updates on a blockchain, checking nodes that approve them, acknowledgements. Source: Boudguiga
 * et al. 2017. See README.md beside this file. */
extern const struct model_ops boudguiga_ops;

#endif
