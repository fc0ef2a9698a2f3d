#ifndef CROWDPATCH_MODELS_SHARED_SITES_H
#define CROWDPATCH_MODELS_SHARED_SITES_H

#include "models/shared/topology.h"

/** Regions in which something stands that everybody uses, and the nearest of them to each region.
 */
struct sites {
    size_t count;
    size_t *regions; /* count, rising; each once */
    size_t *nearest; /* by region of the topology: an index in regions */
};

/** network.servers regions, drawn without repetition by network.server_placement; all of them when
 *  that is 0 or not less than there are. The nearest is that of the shortest round trip, the first
 *  of several; a region that has one uses its own. Returns 0 or BASE_E_NOMEM. */
int sites_init(struct sites *sites, const struct topology *topology,
               const struct config_network *network, uint64_t seed);
void sites_deinit(struct sites *sites);

#endif
