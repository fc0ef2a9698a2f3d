#ifndef CROWDPATCH_MODELS_SHARED_CHAIN_WAITS_H
#define CROWDPATCH_MODELS_SHARED_CHAIN_WAITS_H

#include "models/shared/chain_service.h"
#include "sim/node.h"
#include "sim/port.h"

/** Who waits at the chain for something, so that a block wakes those alone for whom it has what
 * they wait for: subscriptions to logs, and transactions that become confirmed. */

/** What a chain node will be asked about again with each block. */
struct chain_subscription {
    size_t gateway; /* number of the chain node */
    struct sim_address from;
    uint64_t id; /* the subscriber's request */
    crypto_address contract;
    bool has_filter;
    struct chain_log_filter filter;
    uint64_t cursor; /* chain_reorg_cursor() of what the subscriber has seen */
    sim_time until;  /* it is forgotten then */
    /* This file's own. */
    struct chain_subscription *next_in_bucket;
    struct chain_subscription *next, **link; /* of all, the oldest first */
};

enum { CHAIN_WAITS_BUCKETS = 4096 }; /* a power of two */

struct chain_waits {
    struct sim_signal **confirmed; /* by a transaction hash's bucket: its block is confirmed */
    struct chain_subscription *by_key[CHAIN_WAITS_BUCKETS]; /* the oldest first */
    struct chain_subscription *first, **end;
    size_t count;
};

/** Returns 0 or BASE_E_NOMEM; deinit is called in each case. */
int chain_waits_init(struct chain_waits *waits, struct sim_engine *engine);
void chain_waits_deinit(struct chain_waits *waits);

/** Where to wait for a transaction; it is raised for others as well. */
struct sim_signal *chain_waits_of_transaction(struct chain_waits *waits, const crypto_digest *hash);

/** Copies the subscription. Returns 0 or BASE_E_NOMEM. */
int chain_waits_subscribe(struct chain_waits *waits, const struct chain_subscription *subscription);

/** Whether a subscriber was told what it waits for: its subscription is then over. Negative: an
 *  error, which ends the walk. */
typedef int chain_waits_tell(void *context, const struct chain_subscription *subscription);
/** Asks `tell` for each subscription that this log may concern, the oldest of each kind first.
 *  Returns 0 or its error. */
int chain_waits_of_log(struct chain_waits *waits, const struct evm_log *log, chain_waits_tell *tell,
                       void *context);
/** The same for all, the oldest first. */
int chain_waits_of_all(struct chain_waits *waits, chain_waits_tell *tell, void *context);
/** Forgets those whose time is up. */
void chain_waits_expire(struct chain_waits *waits, sim_time now);

#endif
