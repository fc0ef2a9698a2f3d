#ifndef CROWDPATCH_CHAIN_CHAIN_INTERNAL_H
#define CROWDPATCH_CHAIN_CHAIN_INTERNAL_H

/* Known to chain.c and block.c only. */

#include "base/arena.h"
#include "base/map.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/chain/mempool.h"

/* Source: Yellow Paper, BLOCKHASH. */
#define CHAIN_BLOCK_HASHES 256

struct chain_receipts {
    struct base_arena arena; /* receipts, and what they own */
    struct base_map by_hash; /* transaction hash -> const struct chain_receipt * */
};

void chain_receipts_init(struct chain_receipts *receipts);
void chain_receipts_deinit(struct chain_receipts *receipts);

struct chain {
    struct chain_config config;
    struct evm_state *state;
    struct chain_mempool mempool;
    /* The present generation and the one before: the older is forgotten as a whole. */
    struct chain_receipts receipts[2];
    uint64_t generation_block; /* the first block of receipts[0] */

    uint64_t head_number;
    uint64_t head_timestamp_s;
    u256 next_base_fee_wei; /* before london: the least gas price, which never changes */
    crypto_digest hashes[CHAIN_BLOCK_HASHES]; /* of block n at n % CHAIN_BLOCK_HASHES */

    u256 supply_wei; /* given at genesis */
    u256 burnt_wei;
    u256 destroyed_wei;
    bool supply_is_checked; /* the balances summed up and nothing was executed since */

    struct chain_block block; /* the last one produced */
    const struct chain_receipt **block_receipts;
    size_t block_receipt_capacity;
    struct chain_observer observer;
};

/** What the next block's transactions see. */
struct evm_environment chain_next_environment(struct chain *chain, uint64_t timestamp_s);

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
