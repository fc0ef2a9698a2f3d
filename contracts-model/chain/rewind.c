#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/chain/chain_internal.h"

static struct chain_undo *undo_of(const struct chain *chain, uint64_t block)
{
    return &chain->undo[block % chain->config.reorg_blocks_kept];
}

static void free_pending(struct chain_pending **pending, size_t count)
{
    for (size_t i = 0; i < count; i++)
        chain_pending_free(pending[i]);
}

int chain_undo_init(struct chain *chain)
{
    uint64_t kept = chain->config.reorg_blocks_kept;
    if (kept == 0)
        return 0;
    chain->undo = calloc(kept, sizeof(*chain->undo));
    if (chain->undo == NULL)
        return base_fail(BASE_E_NOMEM, "no memory to undo %llu blocks", (unsigned long long)kept);
    evm_state_keep_history(chain->state);
    return 0;
}

void chain_undo_deinit(struct chain *chain)
{
    for (uint64_t i = 0; chain->undo != NULL && i < chain->config.reorg_blocks_kept; i++) {
        free_pending(chain->undo[i].pending, chain->undo[i].pending_count);
        free(chain->undo[i].pending);
    }
    free(chain->undo);
    free_pending(chain->held, chain->held_count);
    free(chain->held);
}

void chain_undo_begin(struct chain *chain)
{
    if (chain->undo == NULL)
        return;
    uint64_t block = chain->head_number + 1, kept = chain->config.reorg_blocks_kept;
    struct chain_undo *undo = undo_of(chain, block);
    free_pending(undo->pending, undo->pending_count);
    undo->pending_count = 0;
    undo->history_mark = evm_state_history_mark(chain->state);
    undo->head_timestamp_s = chain->head_timestamp_s;
    undo->next_base_fee_wei = chain->next_base_fee_wei;
    undo->burnt_wei = chain->burnt_wei;
    undo->destroyed_wei = chain->destroyed_wei;
    undo->forgotten_hash = chain->hashes[block % CHAIN_BLOCK_HASHES];
    if (chain->undo_count < kept)
        chain->undo_count++;
    evm_state_history_forget(chain->state,
                             undo_of(chain, block - chain->undo_count + 1)->history_mark);
}

/* Appends to an array of pending transactions, or frees it when memory is exhausted. */
static int append(struct chain_pending ***items, size_t *count, size_t *capacity,
                  struct chain_pending *pending)
{
    if (*count == *capacity) {
        size_t wanted = *capacity == 0 ? 16 : 2 * *capacity;
        struct chain_pending **grown = realloc(*items, wanted * sizeof(struct chain_pending *));
        if (grown == NULL) {
            chain_pending_free(pending);
            return base_fail(BASE_E_NOMEM, "no memory for a transaction that may be undone");
        }
        *items = grown;
        *capacity = wanted;
    }
    (*items)[(*count)++] = pending;
    return 0;
}

int chain_undo_keep(struct chain *chain, struct chain_pending *pending)
{
    if (chain->undo == NULL) {
        chain_pending_free(pending);
        return 0;
    }
    struct chain_undo *undo = undo_of(chain, chain->head_number + 1);
    return append(&undo->pending, &undo->pending_count, &undo->pending_capacity, pending);
}

uint64_t chain_rewindable(const struct chain *chain)
{
    return chain->undo_count;
}

/* Takes the receipt out of the index. */
static const struct chain_receipt *orphan_receipt(struct chain *chain, const crypto_digest *hash)
{
    for (int i = 0; i < 2; i++) {
        const struct chain_receipt **slot = base_map_get(&chain->receipts[i].by_hash, hash);
        if (slot != NULL && *slot != NULL) {
            const struct chain_receipt *receipt = *slot;
            *slot = NULL;
            return receipt;
        }
    }
    assert(false && "a block's receipts are kept as long as it can be undone");
    return NULL;
}

/* Undoes the head but for the state. */
static int undo_head(struct chain *chain,
                     bool (*holds_back)(void *context, const struct chain_receipt *receipt),
                     void *context)
{
    struct chain_undo *undo = undo_of(chain, chain->head_number);
    int r = 0;
    for (size_t i = 0; i < undo->pending_count; i++) {
        struct chain_pending *pending = undo->pending[i];
        const struct chain_receipt *receipt = orphan_receipt(chain, &pending->transaction.hash);
        if (r < 0)
            chain_pending_free(pending);
        else if (holds_back != NULL && holds_back(context, receipt))
            r = append(&chain->held, &chain->held_count, &chain->held_capacity, pending);
        else
            r = chain_mempool_return(&chain->mempool, pending);
    }
    undo->pending_count = 0;
    chain->hashes[chain->head_number % CHAIN_BLOCK_HASHES] = undo->forgotten_hash;
    chain->head_timestamp_s = undo->head_timestamp_s;
    chain->next_base_fee_wei = undo->next_base_fee_wei;
    chain->burnt_wei = undo->burnt_wei;
    chain->destroyed_wei = undo->destroyed_wei;
    chain->head_number--;
    chain->undo_count--;
    return r;
}

int chain_rewind(struct chain *chain, uint64_t blocks,
                 bool (*holds_back)(void *context, const struct chain_receipt *receipt),
                 void *context)
{
    if (blocks > chain->undo_count)
        return base_fail(BASE_E_RANGE, "%llu blocks are to be undone, %llu can be",
                         (unsigned long long)blocks, (unsigned long long)chain->undo_count);
    if (blocks == 0)
        return 0;
    uint64_t mark = undo_of(chain, chain->head_number - blocks + 1)->history_mark;
    int r = evm_state_history_undo(chain->state, mark);
    for (; r == 0 && blocks > 0; blocks--)
        r = undo_head(chain, holds_back, context);
    chain->supply_is_checked = false;
    chain->unsummed = UINT32_MAX;
    return r;
}

int chain_release_held(struct chain *chain)
{
    int r = 0;
    for (size_t i = 0; i < chain->held_count; i++) {
        struct chain_pending *pending = chain->held[i];
        const struct chain_transaction *body = &pending->transaction.body;
        if (r < 0 || body->nonce < evm_state_nonce(chain->state, &pending->transaction.sender))
            chain_pending_free(pending);
        else
            r = chain_mempool_return(&chain->mempool, pending);
    }
    chain->held_count = 0;
    return r;
}
