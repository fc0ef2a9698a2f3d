#ifndef CROWDPATCH_MODELS_PATIENCE_H
#define CROWDPATCH_MODELS_PATIENCE_H

#include "models/shared/world.h"

/** Warns where devices sleep, or an update is on a home's radio, for longer than anybody of this
 * system waits for a device: for its parameter `device_timeout`. A system without it has no
 * warning. */
void models_patience_warn(struct world *world);

#endif
