#ifndef CROWDPATCH_MODELS_SHARED_FINGERPRINT_H
#define CROWDPATCH_MODELS_SHARED_FINGERPRINT_H

#include "models/shared/world.h"

/** What must be equal for two runs to differ by their systems alone: common random numbers are
 * drawn by equal participants under one seed, and travel over equal links. */
struct fingerprint {
    uint64_t seed;
    crypto_digest participants; /* roles, places, machines as calibrated, keys, failures */
    crypto_digest network;      /* latencies and rates */
};

struct fingerprint fingerprint_of_world(const struct world *world);

#endif
