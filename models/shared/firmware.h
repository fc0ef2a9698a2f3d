#ifndef CROWDPATCH_MODELS_SHARED_FIRMWARE_H
#define CROWDPATCH_MODELS_SHARED_FIRMWARE_H

#include <stdint.h>

#include "base/random.h"

/** How large updates are: log-uniform between two bounds. A run has one update; a sweep over seeds
 *  has the distribution, and all systems draw the same size from the same seed. */
struct firmware_sizes {
    uint64_t least_bytes;
    uint64_t most_bytes;
};
/** NULL-terminated; starts with "fixed": the system's own update_size. */
extern const char *const firmware_size_names[];
/** The index-th of firmware_size_names; NULL for "fixed". */
const struct firmware_sizes *firmware_sizes_at(int index);

/** Within its bounds. */
uint64_t firmware_draw_bytes(const struct firmware_sizes *sizes, struct base_random *random);

#endif
