#ifndef CROWDPATCH_CHAIN_CHAIN_H
#define CROWDPATCH_CHAIN_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"
#include "contracts-model/chain/transaction.h"
#include "contracts-model/evm/evm.h"

/** One chain: state, mempool, fee market, blocks, receipts. It knows nothing of simulated time but
 *  what its caller says when it produces a block. */
struct chain;

struct chain_config {
    enum evm_fork fork;
    bool has_ed25519_verify; /* as in struct evm_environment */
    /* Whose tokens stand for signatures, of transactions too: crypto/token.h. Borrowed. NULL: there
     * are signatures alone, as on every chain but a simulation's. */
    const struct crypto_tokens *tokens;
    uint64_t chain_id;
    uint64_t genesis_timestamp_s;
    uint64_t gas_limit; /* a block */
    /* Gas of each block that transactions outside of the model use, unless
     * chain_set_background_gas() says otherwise: it counts for the fee market
     * and leaves gas_limit - background_gas to ours. At most gas_limit. */
    uint64_t background_gas;
    /* The receipts of at least that many latest blocks are kept, and of less than twice as many, so
     * that the memory of a long run is bounded by its state. 0: all are kept. */
    uint64_t receipts_kept_blocks;
    /* That many of the latest blocks can be undone (chain_rewind()); their transactions and what
     * undoes their writes stay in memory. 0: none, at no cost. At most receipts_kept_blocks where
     * that is set. */
    uint64_t reorg_blocks_kept;
    u256 initial_base_fee_wei; /* a gas; from london on (before: the least gas price a miner takes);
                                  0: it stays 0, as on private chains (Besu's zeroBaseFee) */
    /* What a transaction pays beside its gas for each byte of its encoding, into a fund outside of
     * the state: it is burnt. 0: nothing, as on Ethereum. Source: rollups, as the OP Stack's L1 fee
     * (specs.optimism.io). Assumption: a constant, which there follows Ethereum. */
    u256 data_fee_wei;
    crypto_address coinbase; /* receives priority fees (before london: whole fees) */
};

struct chain_receipt {
    crypto_digest transaction_hash;
    crypto_address sender;
    crypto_address to; /* the created contract's address for a creation */
    uint64_t block_number;
    uint64_t block_timestamp_s;
    uint32_t index; /* in its block */
    bool success;
    enum evm_status status;
    uint64_t gas_used;
    u256 gas_price_wei; /* effective, a gas */
    u256 fee_wei;       /* gas_used * gas_price_wei + the data fee */
    struct evm_log *logs;
    size_t log_count;
    uint8_t *output; /* return data or revert data */
    size_t output_len;
};

struct chain_block {
    uint64_t number;
    uint64_t timestamp_s;
    crypto_digest hash;
    uint64_t gas_used;
    u256 base_fee_wei;                           /* a gas; 0 before london */
    const struct chain_receipt *const *receipts; /* in order; live as chain_receipt_find() says */
    size_t receipt_count;
};

/** Returns 0, BASE_E_NOMEM, or BASE_E_RANGE when gas_limit is below 5000 (Source: Yellow Paper,
 *  the least gas limit) or above 2^62, initial_base_fee_wei is 2^128 or more, or more blocks can be
 *  undone than receipts are kept. */
int chain_new(const struct chain_config *config, struct chain **ret_chain);
void chain_free(struct chain *chain);

/** Gives wei to an account at genesis; counts as supply. Before the first block (asserted).
 *  Returns 0, BASE_E_NOMEM, or BASE_E_RANGE when the supply is no u256 any more. */
int chain_fund(struct chain *chain, const crypto_address *address, u256 wei);

enum chain_submit_outcome {
    CHAIN_ACCEPTED = 0,
    CHAIN_REJECT_MALFORMED = 1,
    CHAIN_REJECT_NONCE_TOO_LOW,
    CHAIN_REJECT_KNOWN,
    CHAIN_REJECT_UNDERPRICED, /* a replacement that does not raise both fees by 10 %; before
                                 london, a gas price below the least one */
    CHAIN_REJECT_INTRINSIC_GAS,
    CHAIN_REJECT_GAS_LIMIT, /* above chain_most_gas() */
    CHAIN_REJECT_FUNDS,     /* for this transaction alone: gas_limit * max_fee + value + data fee */
    CHAIN_REJECT_INIT_CODE,
};
/** Takes an encoded transaction into the mempool. Returns an outcome, or BASE_E_NOMEM.
 *  *ret_hash is set when the bytes could be decoded. */
int chain_submit(struct chain *chain, const uint8_t *encoded, size_t len, crypto_digest *ret_hash);
const char *chain_submit_outcome_name(int outcome);
size_t chain_mempool_count(const struct chain *chain);

/** Gas that the mempool lets one transaction ask for at the most: gas_limit - background_gas of the
 *  configuration, or EIP-7825's cap. */
uint64_t chain_most_gas(const struct chain *chain);

/** From the next block on, others use `gas` of each; at most the gas limit (asserted). What the
 *  mempool takes in depends upon the configuration alone, so that it waits for better times. */
void chain_set_background_gas(struct chain *chain, uint64_t gas);
/** What others use of a block at present. */
uint64_t chain_background_gas(const struct chain *chain);

/** From the next block on, transactions of the senders for whom leaves_out (NULL: for none) is true
 *  stay in the mempool. It is asked while a block is built. */
void chain_set_censor(struct chain *chain,
                      bool (*leaves_out)(void *context, const crypto_address *sender),
                      void *context);

/** Produces the next block: of each sender's transactions in nonce order the best-paying first
 *  (priority fee, then order of arrival), while they fit, can pay the base fee and have the next
 *  nonce. Requires: timestamp_s is later than the last block's (asserted). The block is borrowed
 * and valid until the next call. Returns 0 or BASE_E_NOMEM. */
int chain_produce_block(struct chain *chain, uint64_t timestamp_s,
                        const struct chain_block **ret_block);

/** Blocks that chain_rewind() can undo now: at most reorg_blocks_kept. */
uint64_t chain_rewindable(const struct chain *chain);

/** Undoes the last blocks: state, base fee, hashes, burnt wei, the head. Their transactions go back
 *  to the mempool with their old dates of arrival, so that equal blocks can follow; those for which
 *  holds_back (NULL: for none) is true wait outside of it for chain_release_held(). One that cannot
 *  pay for itself now waits, as in any block; none is invalid for good, for its nonce is unused
 *  again. Receipts of undone blocks live on and are not found any more.
 *  Returns 0, BASE_E_RANGE when blocks > chain_rewindable(), or BASE_E_NOMEM (chain undefined). */
int chain_rewind(struct chain *chain, uint64_t blocks,
                 bool (*holds_back)(void *context, const struct chain_receipt *receipt),
                 void *context);
/** Lets held transactions into the mempool, at their old dates of arrival, unless their nonces were
 *  used or taken meanwhile. Returns 0 or BASE_E_NOMEM. */
int chain_release_held(struct chain *chain);

/** NULL while it is not in a block, and once it is forgotten. Lives as long as the chain, or for
 *  receipts_kept_blocks. */
const struct chain_receipt *chain_receipt_find(const struct chain *chain,
                                               const crypto_digest *hash);

/** Runs a call against the head's state and throws its effects away (eth_call), as if it stood in
 *  the next block, produced at timestamp_s, at a gas price of 0 and with 50 million gas (Source:
 *  geth's default of rpc.gascap). The caller deinits *ret_result. Returns 0 or BASE_E_NOMEM. */
int chain_call(struct chain *chain, const crypto_address *from, const crypto_address *to,
               const uint8_t *data, size_t len, uint64_t timestamp_s,
               struct evm_result *ret_result);

/** The head's state, for calls against it when the chain has gone on. Costs a copy of it all. */
struct chain_snapshot;
/** Between blocks. Returns 0 or BASE_E_NOMEM. */
int chain_snapshot_new(const struct chain *chain, struct chain_snapshot **ret_snapshot);
void chain_snapshot_free(struct chain_snapshot *snapshot);
/** Which block's state it is. */
uint64_t chain_snapshot_block(const struct chain_snapshot *snapshot);
/** chain_call() against it, as if it stood in the block after the snapshot's; base fee and hashes
 *  are the present ones, of the last 256 blocks of the chain. */
int chain_snapshot_call(struct chain *chain, const struct chain_snapshot *snapshot,
                        const crypto_address *from, const crypto_address *to, const uint8_t *data,
                        size_t len, uint64_t timestamp_s, struct evm_result *ret_result);

uint64_t chain_head_number(const struct chain *chain);
uint64_t chain_head_timestamp_s(const struct chain *chain);
/** Of the next block, a gas. */
u256 chain_base_fee(const struct chain *chain);
u256 chain_balance(const struct chain *chain, const crypto_address *address);
uint64_t chain_nonce(const struct chain *chain, const crypto_address *address);
const struct evm_state *chain_state(const struct chain *chain);
const struct chain_config *chain_config(const struct chain *chain);

/** Wei is conserved: balances + burnt + destroyed = genesis supply. Returns 0, or BASE_E_SIM with
 *  both sums in the text. */
int chain_check_supply(const struct chain *chain);
u256 chain_burnt_wei(const struct chain *chain);

/** Told of all that blocks do, in order, also of blocks that are undone later, and of nothing when
 *  they are, so that another EVM can do it again (tests/oracles); each member may be NULL. Must not
 *  touch the chain but to read it. What is handed over is borrowed. */
struct chain_observer {
    void *context;
    void (*begin_block)(void *context, const struct evm_environment *environment);
    void (*transaction)(void *context, const uint8_t *encoded, size_t len,
                        const struct chain_receipt *receipt);
    void (*end_block)(void *context, const struct chain_block *block);
};
/** One observer at a time; copied. NULL: nobody. */
void chain_observe(struct chain *chain, const struct chain_observer *observer);

#endif
