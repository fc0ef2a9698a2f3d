#ifndef CROWDPATCH_CHAIN_CHAIN_INTERNAL_H
#define CROWDPATCH_CHAIN_CHAIN_INTERNAL_H

/* Known to chain.c, block.c, rewind.c and snapshot.c only. */

#include "base/arena.h"
#include "base/map.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/chain/mempool.h"

/* Source: Yellow Paper, BLOCKHASH. */
#define CHAIN_BLOCK_HASHES 256

struct chain_receipts {
    struct base_arena arena; /* receipts, and what they own */
    struct base_map by_hash; /* transaction hash -> const struct chain_receipt *; NULL: undone */
};

void chain_receipts_init(struct chain_receipts *receipts);
void chain_receipts_deinit(struct chain_receipts *receipts);

/** What stands before a block, and the transactions that it took. */
struct chain_undo {
    uint64_t history_mark;
    uint64_t head_timestamp_s;
    u256 next_base_fee_wei, burnt_wei, destroyed_wei;
    crypto_digest forgotten_hash;   /* which the block's own replaces */
    struct chain_pending **pending; /* in the block's order; owned */
    size_t pending_count, pending_capacity;
};

struct chain {
    struct chain_config config;
    struct evm_state *state;
    struct chain_mempool mempool;
    /* The present generation and the one before: the older is forgotten as a whole. */
    struct chain_receipts receipts[2];
    uint64_t generation_block; /* the first block of receipts[0] */

    uint64_t head_number;
    uint64_t head_timestamp_s;
    uint64_t background_gas; /* of the next block */
    u256 next_base_fee_wei;  /* before london: the least gas price, which never changes */
    crypto_digest hashes[CHAIN_BLOCK_HASHES]; /* of block n at n % CHAIN_BLOCK_HASHES */

    u256 supply_wei; /* given at genesis */
    u256 burnt_wei;
    u256 destroyed_wei;
    bool supply_is_checked; /* and nothing was executed since */
    uint64_t unsummed;      /* transactions since the balances were summed one by one */

    struct chain_block block; /* the last one produced */
    const struct chain_receipt **block_receipts;
    size_t block_receipt_capacity;

    struct chain_undo *undo; /* of block n at n % config.reorg_blocks_kept; NULL: no rewinding */
    uint64_t undo_count;     /* of the latest blocks */
    struct chain_pending **held;
    size_t held_count, held_capacity;
    struct chain_observer observer;
    bool (*leaves_out)(void *context, const crypto_address *sender); /* NULL: nobody */
    void *leaves_out_context;
};

/* rewind.c. While nothing is to be undone the first two do nothing but free. */

/** Before block head_number + 1. */
void chain_undo_begin(struct chain *chain);
/** Takes a transaction that the block has taken. Returns 0 or BASE_E_NOMEM (it is freed). */
int chain_undo_keep(struct chain *chain, struct chain_pending *pending);
int chain_undo_init(struct chain *chain);
void chain_undo_deinit(struct chain *chain);

/** What the next block's transactions see. */
struct evm_environment chain_next_environment(struct chain *chain, uint64_t timestamp_s);
/** chain_call() against any state; sets the environment's origin. */
int chain_call_state(struct evm_state *state, struct evm_environment *environment,
                     const crypto_address *from, const crypto_address *to, const uint8_t *data,
                     size_t len, struct evm_result *ret_result);

/** Our own header's hash: Keccak-256 of an RLP list. It is no mainnet header: there is no state
 *  root, and the transactions are hashed one after the other instead of in a trie. Returns 0 or
 *  BASE_E_NOMEM. */
struct chain_header {
    crypto_digest parent_hash;
    crypto_digest transactions_hash; /* of each hash, success and gas used */
    crypto_address coinbase;
    uint64_t number, timestamp_s, gas_limit, gas_used;
    u256 base_fee_wei, prev_randao;
};
int chain_header_hash(const struct chain_header *header, crypto_digest *ret_hash);

#endif
