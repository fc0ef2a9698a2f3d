#ifndef CROWDPATCH_MODELS_SHARED_COSTS_H
#define CROWDPATCH_MODELS_SHARED_COSTS_H

#include "models/shared/world.h"

/** What a release cost the manufacturers, so far. */
struct costs_manufacturer {
    uint64_t up_bytes; /* on the wire, headers included */
    uint64_t down_bytes;
    double egress_usd;   /* up_bytes at prices.egress_usd_per_gb */
    double services_usd; /* bills of others */
    u256 fees_wei;
    u256 rewards_wei; /* paid to distributors and hubs */
    double total_usd; /* the wei at prices.eth_usd */
};
struct costs_manufacturer costs_of_manufacturer(const struct world *world);

/** What a release cost the devices, so far. */
struct costs_devices {
    sim_time compute;
    uint64_t energy_uJ; /* of the update: computing, radio, flash memory */
    uint64_t total_uJ;  /* with listening and sleep */
};
struct costs_devices costs_of_devices(const struct world *world);

#endif
