#ifndef CROWDPATCH_MODELS_SHARED_CHAIN_SERVICE_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_CHAIN_SERVICE_PRIVATE_H

#include "base/map.h"
#include "models/shared/chain_logs.h"
#include "models/shared/chain_service.h"
#include "models/shared/chain_waits.h"

/** A chain node: answers the participants that it is nearest to. */
struct chain_gateway {
    struct chain_service *service;
    struct sim_node *node;
    struct sim_port *port;
};

/** Who sent a transaction, and as what. */
struct chain_sent {
    const char *operation;
    struct participant *who;
    size_t account; /* of those that it has had, from 0 */
    uint64_t nonce;
    size_t len;      /* signed */
    uint64_t number; /* in the event log: from 1, in the order of signing */
};

/** What the mempool lacks of the account that a participant has now. */
struct chain_next_nonce {
    size_t account; /* as above */
    uint64_t nonce;
};

/** What a participant has signed, over failures of its machine. */
struct chain_kept {
    struct base_buffer raw; /* owned; empty: its end is known */
    uint64_t nonce;
    uint64_t life; /* of the participant that has signed or recalled it */
};

/** A block that may be undone; receipts is its own copy. */
struct chain_unsettled {
    struct chain_block block;
    const struct chain_receipt **receipts;
    uint64_t background_gas;
};

/** Reorganisations (chain_reorg.c). */
struct chain_reorg {
    uint64_t depth; /* 0: there are none */
    sim_time next;  /* date from which on the next one comes */
    struct base_random random;
    struct chain_unsettled *unsettled; /* in order; without reorganisations none */
    size_t unsettled_count, unsettled_capacity;
    uint64_t *forks; /* the last block that each reorganisation left */
    size_t fork_count, fork_capacity;
};

/** Of all blocks up to one. */
struct chain_weight {
    uint64_t bytes;
    uint64_t transactions;
};

struct chain_service {
    struct world *world;
    struct chain *chain;
    struct chain_gateway *gateways; /* one in each of world.servers */
    size_t gateway_count;
    struct sim_signal *head; /* raised when a block is known everywhere */
    bool is_spreading;       /* a block's content is closed and not yet known everywhere */
    struct chain_next_nonce *next_nonces; /* by participant number */
    struct base_map sent;                 /* transaction hash -> struct chain_sent */
    struct base_map kept;                 /* digest of an intent -> struct chain_kept */
    struct chain_logs logs;
    struct chain_waits waits;
    sim_time waits_looked_over; /* when subscriptions whose time is up were last forgotten */
    const struct chain_receipt **unconfirmed; /* in order, from unconfirmed_first on */
    size_t unconfirmed_first, unconfirmed_count, unconfirmed_capacity;
    uint64_t congested_blocks;
    bool has_been_calm;
    u256 calm_base_fee_wei; /* before anybody crowded the chain; where has_been_calm */
    struct chain_reorg reorg;
    struct chain_weight *weights; /* by block number; NULL: there are no blocks yet */
    size_t weight_count;
    size_t weight_capacity;
    bool (*is_admitted)(void *context, const struct sim_node *node); /* NULL: everybody is */
    void *is_admitted_context;
    int (*on_block)(void *context, const struct chain_block *block);
    void *on_block_context;
    uint64_t views;     /* view calls so far */
    double processor_s; /* chain_service_processor_s() */
};

/** Gas that others use in the block of a slot (section "faults", congestion_*). Once a block. */
uint64_t chain_congestion_gas(struct chain_service *service, sim_time slot);
/** Produces a block, and settles what is final then. Returns 0 or an error. */
int chain_service_produce(struct chain_service *service, uint64_t timestamp_s);
/** Books a final block and calls the watcher. */
int chain_service_finalise(struct chain_service *service, const struct chain_block *block);

/* Before the chain is made. */
void chain_reorg_init(struct chain_service *service);
void chain_reorg_deinit(struct chain_reorg *reorg);
/** Takes notice of a new block. Returns 0 or an error. */
int chain_reorg_settle(struct chain_service *service, const struct chain_block *block);
/** Produces the block of a slot, or replaces the last ones too when it is time. */
int chain_reorg_produce(struct chain_service *service, sim_time slot);
/** The block after which a cursor's reader has seen nothing that stands; and the reverse. */
uint64_t chain_reorg_block(const struct chain_service *service, uint64_t cursor);
uint64_t chain_reorg_cursor(const struct chain_service *service, uint64_t block);

/** The base fee has not fallen yet to what it was before others crowded the chain. */
bool chain_congestion_is_dear(const struct chain_service *service);

/* For the event log: a participant has signed a transaction, the mempool has judged it, the
 * participant knows its end; a block with its transactions; blocks after `fork` were replaced. */
void chain_trace_sign(const struct chain_service *service, const struct chain_sent *sent,
                      uint64_t gas_limit);
void chain_trace_submit(const struct chain_service *service, const crypto_digest *hash,
                        int outcome);
void chain_trace_fate(const struct chain_service *service, const crypto_digest *hash,
                      enum chain_fate fate);
void chain_trace_block(const struct chain_service *service, const struct chain_block *block);
void chain_trace_reorganisation(const struct chain_service *service, uint64_t fork,
                                uint64_t blocks);

void chain_kept_deinit(struct chain_service *service);

/** What the blocks after one weigh, up to another. */
struct chain_weight chain_service_weight(const struct chain_service *service, uint64_t after,
                                         uint64_t up_to);
/** Of the view calls: runs one at the head, or at what eclipsed participants take for it. Returns
 *  0 or an error. */
int chain_service_view(struct chain_service *service, bool is_eclipsed, const crypto_address *to,
                       const uint8_t *data, size_t len, struct evm_result *ret_result);

/** The chain nodes' side: what a gateway's actor does. */
void chain_gateway_main(void *argument);
/** A block has become known: those learn of it who wait for what it confirms. Returns 0 or an
 *  error. */
int chain_gateway_tell(struct chain_service *service);
/** Everybody knows the same chain, and none of its blocks is ever undone: what a transaction or a
 *  subscription waits for comes with one block, and is told then. */
bool chain_service_is_plain(const struct chain_service *service);

#endif
