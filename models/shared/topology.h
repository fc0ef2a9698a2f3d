#ifndef CROWDPATCH_MODELS_SHARED_TOPOLOGY_H
#define CROWDPATCH_MODELS_SHARED_TOPOLOGY_H

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "models/shared/config.h"

/** Regions, the one-way latencies between them, and how participants spread over them. */
struct topology {
    size_t region_count;
    char **names;
    double *latency_s; /* region_count^2, row = from */
    double *share;     /* region_count, sums to 1 */
};

/** Reads the measured table that comes with the program (models/shared/data).
 *  Returns 0, BASE_E_NOMEM, or BASE_E_IO when the table is damaged. */
int topology_init(struct topology *topology, enum config_topology choice);
void topology_deinit(struct topology *topology);
/** A region, drawn by share. */
size_t topology_draw_region(const struct topology *topology, struct base_random *random);

#endif
