#ifndef CROWDPATCH_MODELS_SHARED_CHAIN_SERVICE_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_CHAIN_SERVICE_PRIVATE_H

#include "base/map.h"
#include "models/shared/chain_service.h"

/** A chain node: answers the participants of its region. */
struct chain_gateway {
    struct chain_service *service;
    struct sim_node *node;
    struct sim_port *port;
};

/** Who sent a transaction, and as what. */
struct chain_sent {
    const char *operation;
    struct participant *who;
    uint64_t nonce;
    size_t len; /* signed */
};

/** The logs of one contract, in order. */
struct chain_contract_logs {
    struct chain_rpc_log *items;
    size_t count;
    size_t capacity;
};

struct chain_service {
    struct world *world;
    struct chain *chain;
    struct chain_gateway *gateways; /* one a region */
    size_t gateway_count;
    struct sim_signal *head; /* raised when a block is known everywhere */
    bool is_spreading;       /* a block's content is closed and not yet known everywhere */
    uint64_t *pending_nonce; /* by participant number: the next one that the mempool lacks */
    struct base_map sent;    /* transaction hash -> struct chain_sent */
    struct base_map logs;    /* contract -> struct chain_contract_logs */
    uint64_t congested_blocks;
    u256 calm_base_fee_wei; /* before the first of them */
    int (*on_block)(void *context, const struct chain_block *block);
    void *on_block_context;
};

/** Gas that others use in the block of a slot (section "faults", congestion_*). Once a block. */
uint64_t chain_congestion_gas(struct chain_service *service, sim_time slot);

/** The chain nodes' side: what a gateway's actor does. */
void chain_gateway_main(void *argument);

#endif
