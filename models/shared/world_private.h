#ifndef CROWDPATCH_MODELS_SHARED_WORLD_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_WORLD_PRIVATE_H

#include "models/shared/world.h"

/** The class of device that the reference core is. */
#define WORLD_REFERENCE_CLASS "x86_server"

/** A line to the internet of these rates, bits a second. */
struct sim_link_spec world_access_link(const struct world *world, uint64_t up_bps,
                                       uint64_t down_bps);
/** Reads the files of world->class_files, behind the calibration. Returns 0 or an error. */
int world_read_classes(struct world *world);
/** The class of a role's machines. */
const struct crypto_device_class *world_class_of(const struct world *world, enum world_role role);
/** Adds all participants, each with its place, line, keys and machine. Once, with an engine that is
 *  not sealed. Returns 0 or an error. */
int world_populate(struct world *world);
/** Gives them their money at genesis. Returns 0 or an error. */
int world_fund(struct world *world);

#endif
