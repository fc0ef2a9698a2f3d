#ifndef CROWDPATCH_MODELS_LACKS_H
#define CROWDPATCH_MODELS_LACKS_H

#include "models/model.h"

/** What the system has not, so that a shared parameter "section.key" ("key" at the top) has no
 * effect on it: "no chain". NULL: it has one. Static text. */
const char *models_lacks(const struct model_ops *model, const char *name);

/** Warns of each parameter of that kind that the scenario sets to another value than the default;
 *  beyond ten, of how many more there are, so that other warnings have room.
 *  world.distributors is not among them: it makes worlds of different systems equal.
 *  Warns, too, of an attack by or on those who have no part in what is attacked. */
void models_lacks_warn(struct world *world);

#endif
