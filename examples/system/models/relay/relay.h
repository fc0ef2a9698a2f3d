#ifndef CROWDPATCH_MODELS_RELAY_RELAY_H
#define CROWDPATCH_MODELS_RELAY_RELAY_H

#include "models/model.h"

/** Hubs that pass the update on to other hubs. See README.md beside this file. */
extern const struct model_ops relay_ops;

#endif
