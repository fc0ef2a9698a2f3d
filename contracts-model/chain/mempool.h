#ifndef CROWDPATCH_CHAIN_MEMPOOL_H
#define CROWDPATCH_CHAIN_MEMPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/u256.h"
#include "contracts-model/chain/transaction.h"
#include "contracts-model/evm/state.h"

/** A transaction that waits for a block. */
struct chain_pending {
    struct chain_signed_transaction transaction;
    struct base_arena arena; /* holds what the transaction borrows, and encoded */
    const uint8_t *encoded;
    size_t encoded_len;
    uint64_t arrival; /* set by the mempool: counts from 0 */
};

/** Decodes; tokens as in struct chain_config. Returns 0, BASE_E_NOMEM, or 1 when the bytes are no
 * transaction of this chain. */
int chain_pending_new(const struct crypto_tokens *tokens, const uint8_t *encoded, size_t len,
                      uint64_t chain_id, struct chain_pending **ret_pending);
void chain_pending_free(struct chain_pending *pending);

/** The waiting transactions: of each sender in nonce order, gaps allowed; while a block is built,
 *  a heap of the senders' next ones, the best-paying first. Everything is ordered by priority fee
 *  and arrival alone, so that equal submissions give equal blocks.
 *  Costs: adding in ascending nonce order and taking are O(log n); starting a block is
 *  O(senders that wait). */
struct chain_mempool {
    struct base_map senders; /* address -> uint32_t index into queues */
    struct chain_queue *queues;
    size_t queue_count, queue_capacity;
    uint32_t *waiting; /* indices of the queues that are not empty, in no meaningful order */
    size_t waiting_count, waiting_capacity;
    struct chain_candidate *heap;
    size_t heap_count, heap_capacity;
    u256 base_fee_wei; /* of the block being built */
    size_t count;
    uint64_t arrivals;
};

void chain_mempool_init(struct chain_mempool *pool);
void chain_mempool_deinit(struct chain_mempool *pool);

/** Takes a transaction in; it replaces one of the same sender and nonce when it raises both fees
 *  by 10 %. Source: geth's txpool.pricebump.
 *  Returns CHAIN_ACCEPTED, CHAIN_REJECT_KNOWN, CHAIN_REJECT_UNDERPRICED or BASE_E_NOMEM; takes
 *  ownership of `pending` with CHAIN_ACCEPTED only. Not while a block is built. */
int chain_mempool_add(struct chain_mempool *pool, struct chain_pending *pending);

/** Takes back what chain_mempool_take() gave, at its old date of arrival; and frees it when another
 *  one of its sender and nonce stands in its place. Returns 0 or BASE_E_NOMEM (it is freed). */
int chain_mempool_return(struct chain_mempool *pool, struct chain_pending *pending);

/** Starts a block: forgets transactions whose nonce is used, and gathers the senders whose next
 *  one can pay the base fee. Returns 0 or BASE_E_NOMEM. */
int chain_mempool_begin(struct chain_mempool *pool, const struct evm_state *state,
                        u256 base_fee_wei);
/** The best-paying candidate, or NULL. Borrowed until one of the next two. */
const struct chain_pending *chain_mempool_best(const struct chain_mempool *pool);
/** Removes the best candidate, and its sender's next nonce becomes one. The caller frees it. */
struct chain_pending *chain_mempool_take(struct chain_mempool *pool);
/** Leaves the best candidate and its sender's later ones for another block. */
void chain_mempool_pass(struct chain_mempool *pool);
/** Ends the block: the candidates that are left wait. */
void chain_mempool_end(struct chain_mempool *pool);

#endif
