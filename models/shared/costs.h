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

/** What a distributor has earned and spent, so far. */
struct costs_distributor {
    double compute_usd; /* its processor's time at prices.compute_usd_per_core_hour */
    /* What it sent at prices.upload_usd_per_gb; 0 where the manufacturer pays for it. Both times
     * its own factor. */
    double upload_usd;
    double capital_usd; /* interest on its funds while it was in; 0 where the system has no chain */
    double choice_usd;  /* set-up and running costs of who has a choice */
    /* Rewards and sales less purchases and fees; negative as in two's complement. What is locked in
     * offers comes back or buys something, and is not in it. */
    u256 profit_wei;
    double profit_usd; /* profit_wei at prices.eth_usd, less the costs above */
};
struct costs_distributor costs_of_distributor(const struct world *world, uint32_t index);

/** A hub's rewards less its fees; negative as in two's complement. */
u256 costs_profit_of_hub_wei(const struct world *world, uint32_t index);
/** Decimal, with a minus sign before a loss. */
void costs_format_wei(u256 signed_wei, char ret_text[U256_DECIMAL_MAX + 1]);
/** Of signed wei. */
double costs_usd(const struct world *world, u256 signed_wei);

#endif
