#ifndef CROWDPATCH_MODELS_SHARED_ENERGY_H
#define CROWDPATCH_MODELS_SHARED_ENERGY_H

#include <stddef.h>
#include <stdint.h>

#include "models/shared/world.h"

/** What a device has drawn so far, in microjoules, by what it did. Computed from work, bytes and
 *  dates by crypto/power.h; never from links of the simulation. */
enum energy_part {
    ENERGY_COMPUTE,  /* its processor, busy */
    ENERGY_RADIO_TX, /* frames that it sent, on the air */
    ENERGY_RADIO_RX, /* frames that it received */
    ENERGY_FLASH,    /* erasing and writing updates; one that broke off counts whole */
    ENERGY_LISTEN,   /* its receiver on, with nothing for it: while it is awake, and at each poll */
    ENERGY_SLEEP,    /* the rest of the time in which its machine is up */
    ENERGY_PART_COUNT,
};
struct energy {
    uint64_t uJ[ENERGY_PART_COUNT];
};
/** "compute", ... */
extern const char *const energy_part_names[ENERGY_PART_COUNT];

struct energy energy_of_device(const struct participant *device);
/** What the update and its protocol cost: computing, frames and flash memory. */
uint64_t energy_of_update_uJ(const struct energy *energy);
/** That, and what it draws by being there, listening and sleeping. */
uint64_t energy_total_uJ(const struct energy *energy);

/** Mean and quantiles (nearest rank) over devices. */
struct energy_spread {
    double mean_uJ;
    uint64_t p50_uJ, p90_uJ, p99_uJ, max_uJ;
};
/** Sorts values[count]. All is 0 without values. */
struct energy_spread energy_spread_of(uint64_t values[], size_t count);

#endif
