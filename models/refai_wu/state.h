#ifndef CROWDPATCH_MODELS_REFAI_WU_STATE_H
#define CROWDPATCH_MODELS_REFAI_WU_STATE_H

#include "models/refai_wu/config.h"
#include "models/refai_wu/messages.h"
#include "models/shared/chain_service.h"
#include "models/shared/converse.h"
#include "models/shared/dht.h"
#include "models/shared/seeding.h"
#include "models/shared/world.h"

/** A miner of a home: its hub, or its second machine, which does not fail. What stands here
 *  outlives a failure. */
struct refai_wu_gateway {
    struct refai_wu *state;
    struct participant *self; /* the hub; or `second` */
    struct participant second;
    struct participant *hub;
    bool is_outsider; /* the manufacturer does not add it to the contract */
    bool is_listed;   /* in the contract's record, so that the chain's nodes serve it */
    uint64_t block;   /* how far it has followed the chain */
    bool has_release;
    struct contracts_firmware release;
    sim_time discovered;
    bool has_firmware; /* it has received U and checked it; state->firmware is read for it */
    uint64_t rounds;   /* begun */
    bool is_reported;
    struct contracts_reported reported; /* the last one that is on chain */
    bool is_done;                       /* it tries nothing more */
    struct seeding seeding;
    struct seeding_file file; /* the firmware */
};

struct refai_wu_device {
    struct refai_wu_running running; /* its flash memory */
    bool is_known[2];                /* its hub, its second gateway, has seen it run the release */
};

struct refai_wu {
    struct world *world;
    const struct refai_wu_config *config;
    uint8_t *firmware; /* U: config->update_bytes; owned */
    uint8_t *tampered; /* what attackers send in its place, as long; owned */
    struct contracts_firmware release;
    /* The contract's address: it follows from the manufacturer's account. Nothing is there until it
       is created. */
    crypto_address contract;
    sim_time released; /* -1: not yet */
    bool seconds_started;
    struct refai_wu_gateway *gateways; /* hubs, and then their seconds */
    size_t gateway_count;
    size_t gateways_left;         /* that are no outsiders and not done */
    struct base_map gateway_at;   /* index of a node, uint32_t -> size_t */
    struct base_map gateway_with; /* crypto_address -> size_t */
    struct refai_wu_device *devices;
    struct seeding seeding;   /* the manufacturer's, among peers */
    struct seeding_file file; /* the firmware */
    uint64_t looks;           /* at the chain, by gateways, that were answered */
    uint64_t wrong_firmwares; /* that gateways refused */
    /* Of attacks (attack.c). */
    uint64_t tampered_sent, tampered_installed;
    uint64_t forged_sent, forged_accepted; /* to the chain */
};

/* The roles' lives. */
void refai_wu_manufacturer_play(struct refai_wu *state, struct participant *self);
void refai_wu_gateway_play(struct refai_wu_gateway *own);
sim_time refai_wu_device_act(void *state, struct participant *self, bool is_first);

/** Starts the actors of the second gateways. Returns 0 or an error. */
int refai_wu_seconds_start(struct refai_wu *state);

/** Gets the firmware of own->release and checks it; time passes. */
bool refai_wu_fetch(struct refai_wu_gateway *own, struct sim_port *port);
/** Gives the firmware to peers who ask for its hash, from the participant's actor, for ever. */
void refai_wu_serve(struct refai_wu *state, struct participant *self, struct seeding *seeding,
                    struct seeding_file *file, uint64_t concurrent_uploads);

/** Checks the manufacturer's signature; costs the time. */
bool refai_wu_check_release(struct refai_wu *state, struct participant *self,
                            const struct contracts_firmware *firmware);
/** Checks a firmware's bytes; costs the time. */
bool refai_wu_check_firmware(struct participant *self, const struct contracts_firmware *release,
                             const uint8_t *firmware, size_t len);

#endif
