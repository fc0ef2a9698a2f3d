#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/chain/chain_internal.h"
#include "contracts-model/chain/execute.h"
#include "contracts-model/chain/fee_market.h"
#include "contracts-model/chain/rlp.h"
#include "contracts-model/evm/rules.h"

static crypto_digest block_hash(void *context, uint64_t number)
{
    const struct chain *chain = context;
    /* A snapshot may ask for others. */
    bool is_kept = number <= chain->head_number && chain->head_number - number < CHAIN_BLOCK_HASHES;
    return is_kept ? chain->hashes[number % CHAIN_BLOCK_HASHES] : (crypto_digest){{0}};
}

/* The beacon of the real chain is a signature that nobody foresees; here it is the hash of the
 * parent's hash, which nobody chooses and everybody can compute again. */
static u256 derive_prev_randao(const crypto_digest *parent_hash)
{
    uint8_t input[11 + sizeof(parent_hash->bytes)];
    memcpy(input, "prev_randao", 11);
    memcpy(input + 11, parent_hash->bytes, sizeof(parent_hash->bytes));
    crypto_digest digest = crypto_keccak256(input, sizeof(input));
    return u256_from_be(digest.bytes);
}

struct evm_environment chain_next_environment(struct chain *chain, uint64_t timestamp_s)
{
    const struct chain_config *config = &chain->config;
    return (struct evm_environment){
        .fork = config->fork,
        .has_ed25519_verify = config->has_ed25519_verify,
        .tokens = config->tokens,
        .chain_id = config->chain_id,
        .block_number = chain->head_number + 1,
        .timestamp_s = timestamp_s,
        .gas_limit = config->gas_limit,
        .coinbase = config->coinbase,
        .base_fee_wei =
            config->fork >= EVM_FORK_LONDON ? chain->next_base_fee_wei : u256_from_u64(0),
        .prev_randao = derive_prev_randao(&chain->hashes[chain->head_number % CHAIN_BLOCK_HASHES]),
        .block_hash = block_hash,
        .block_hash_context = chain,
    };
}

int chain_header_hash(const struct chain_header *header, crypto_digest *ret_hash)
{
    struct base_buffer buffer = {0};
    size_t list = chain_rlp_list_begin(&buffer);
    chain_rlp_append_bytes(&buffer, header->parent_hash.bytes, sizeof(header->parent_hash.bytes));
    chain_rlp_append_bytes(&buffer, header->transactions_hash.bytes,
                           sizeof(header->transactions_hash.bytes));
    chain_rlp_append_bytes(&buffer, header->coinbase.bytes, sizeof(header->coinbase.bytes));
    chain_rlp_append_u64(&buffer, header->number);
    chain_rlp_append_u64(&buffer, header->timestamp_s);
    chain_rlp_append_u64(&buffer, header->gas_limit);
    chain_rlp_append_u64(&buffer, header->gas_used);
    chain_rlp_append_u256(&buffer, header->base_fee_wei);
    chain_rlp_append_u256(&buffer, header->prev_randao);
    chain_rlp_list_end(&buffer, list);
    bool failed = base_buffer_failed(&buffer);
    if (!failed)
        *ret_hash = crypto_keccak256(buffer.data, buffer.len);
    base_buffer_deinit(&buffer);
    return failed ? base_fail(BASE_E_NOMEM, "no memory for a block's header") : 0;
}

/* Before a block: forgets the older generation of receipts once the present one is long enough. */
static void forget_receipts(struct chain *chain)
{
    uint64_t kept_blocks = chain->config.receipts_kept_blocks;
    if (kept_blocks == 0 || chain->head_number + 1 < chain->generation_block + kept_blocks)
        return;
    chain_receipts_deinit(&chain->receipts[1]);
    chain->receipts[1] = chain->receipts[0];
    chain_receipts_init(&chain->receipts[0]);
    chain->generation_block = chain->head_number + 1;
}

/* Puts a receipt into the block and the index. */
static int keep_receipt(struct chain *chain, const struct chain_receipt *receipt)
{
    struct chain_block *block = &chain->block;
    if (block->receipt_count == chain->block_receipt_capacity) {
        size_t wanted = block->receipt_count == 0 ? 64 : 2 * block->receipt_count;
        const struct chain_receipt **grown =
            realloc(chain->block_receipts, wanted * sizeof(*grown));
        if (grown == NULL)
            return base_fail(BASE_E_NOMEM, "no memory for a block's receipts");
        chain->block_receipts = grown;
        chain->block_receipt_capacity = wanted;
    }
    bool is_new;
    const struct chain_receipt **slot =
        base_map_put(&chain->receipts[0].by_hash, &receipt->transaction_hash, &is_new);
    if (slot == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for the index of receipts");
    assert(is_new || *slot == NULL);
    *slot = receipt;
    chain->block_receipts[block->receipt_count++] = receipt;
    block->receipts = chain->block_receipts;
    block->gas_used += receipt->gas_used;
    return 0;
}

/* Executes the best candidate. Returns 0 (it was taken), one of enum chain_invalid (nothing
 * happened), or BASE_E_NOMEM. */
static int execute_one(struct chain *chain, const struct evm_environment *environment,
                       const struct chain_pending *pending)
{
    struct base_arena *arena = &chain->receipts[0].arena;
    struct base_arena_mark mark = base_arena_mark(arena);
    struct chain_receipt *receipt = base_arena_calloc(arena, 1, sizeof(*receipt));
    if (receipt == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a receipt");
    struct chain_sinks sinks;
    int r = chain_execute_transaction(chain->state, environment, &pending->transaction, arena,
                                      receipt, &sinks);
    if (r != 0) {
        base_arena_restore(arena, mark);
        return r;
    }
    receipt->index = (uint32_t)chain->block.receipt_count;
    chain->burnt_wei = u256_add(chain->burnt_wei, sinks.burnt_wei);
    chain->destroyed_wei = u256_add(chain->destroyed_wei, sinks.destroyed_wei);
    chain->supply_is_checked = false;
    chain->unsummed++;
    r = keep_receipt(chain, receipt);
    if (r == 0 && chain->observer.transaction != NULL)
        chain->observer.transaction(chain->observer.context, pending->encoded, pending->encoded_len,
                                    receipt);
    return r;
}

/* Fills the block. A transaction that does not fit, or cannot pay for itself at the moment, waits
 * with all of its sender's later ones. */
static int fill(struct chain *chain, const struct evm_environment *environment)
{
    int r = chain_mempool_begin(&chain->mempool, chain->state, chain->next_base_fee_wei);
    const struct chain_pending *best;
    while (r == 0 && (best = chain_mempool_best(&chain->mempool)) != NULL) {
        uint64_t room = environment->gas_limit - chain->background_gas - chain->block.gas_used;
        if (room < EVM_GAS_TRANSACTION)
            break; /* nothing fits */
        if (chain->leaves_out &&
            chain->leaves_out(chain->leaves_out_context, &best->transaction.sender)) {
            chain_mempool_pass(&chain->mempool);
            continue;
        }
        int outcome = best->transaction.body.gas_limit <= room
                          ? execute_one(chain, environment, best)
                          : CHAIN_INVALID_GAS_ABOVE_BLOCK;
        if (outcome == 0)
            r = chain_undo_keep(chain, chain_mempool_take(&chain->mempool));
        else if (outcome > 0)
            chain_mempool_pass(&chain->mempool);
        else
            r = outcome;
    }
    chain_mempool_end(&chain->mempool);
    return r;
}

static int hash_transactions(const struct chain_block *block, crypto_digest *ret_hash)
{
    struct base_buffer buffer = {0};
    for (size_t i = 0; i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        base_buffer_append(&buffer, receipt->transaction_hash.bytes,
                           sizeof(receipt->transaction_hash.bytes));
        base_buffer_append_u8(&buffer, receipt->success);
        base_buffer_append_be64(&buffer, receipt->gas_used);
    }
    bool failed = base_buffer_failed(&buffer);
    if (!failed)
        *ret_hash = crypto_keccak256(buffer.data, buffer.len);
    base_buffer_deinit(&buffer);
    return failed ? base_fail(BASE_E_NOMEM, "no memory to hash a block") : 0;
}

/* Names the block and makes it the head. */
static int seal(struct chain *chain, const struct evm_environment *environment)
{
    struct chain_block *block = &chain->block;
    struct chain_header header = {
        .parent_hash = chain->hashes[chain->head_number % CHAIN_BLOCK_HASHES],
        .coinbase = environment->coinbase,
        .number = block->number,
        .timestamp_s = block->timestamp_s,
        .gas_limit = environment->gas_limit,
        .gas_used = block->gas_used,
        .base_fee_wei = block->base_fee_wei,
        .prev_randao = environment->prev_randao,
    };
    int r = hash_transactions(block, &header.transactions_hash);
    if (r == 0)
        r = chain_header_hash(&header, &block->hash);
    if (r < 0)
        return r;
    chain->head_number = block->number;
    chain->head_timestamp_s = block->timestamp_s;
    chain->hashes[block->number % CHAIN_BLOCK_HASHES] = block->hash;
    if (chain->config.fork >= EVM_FORK_LONDON) {
        /* Source: EIP-1559, ELASTICITY_MULTIPLIER. */
        uint64_t target_gas = environment->gas_limit / 2;
        uint64_t used_gas = block->gas_used + chain->background_gas;
        if (!u256_is_zero(chain->next_base_fee_wei))
            chain->next_base_fee_wei =
                chain_fee_market_next(chain->next_base_fee_wei, used_gas, target_gas);
    }
    return 0;
}

void chain_set_background_gas(struct chain *chain, uint64_t gas)
{
    assert(gas <= chain->config.gas_limit);
    chain->background_gas = gas;
}

uint64_t chain_background_gas(const struct chain *chain)
{
    return chain->background_gas;
}

void chain_set_censor(struct chain *chain,
                      bool (*leaves_out)(void *context, const crypto_address *sender),
                      void *context)
{
    chain->leaves_out = leaves_out;
    chain->leaves_out_context = context;
}

int chain_produce_block(struct chain *chain, uint64_t timestamp_s,
                        const struct chain_block **ret_block)
{
    assert(timestamp_s > chain->head_timestamp_s);
    struct evm_environment environment = chain_next_environment(chain, timestamp_s);
    chain->block = (struct chain_block){
        .number = environment.block_number,
        .timestamp_s = timestamp_s,
        .base_fee_wei = environment.base_fee_wei,
        .receipts = chain->block_receipts,
    };
    forget_receipts(chain);
    chain_undo_begin(chain);
    if (chain->observer.begin_block != NULL)
        chain->observer.begin_block(chain->observer.context, &environment);
    int r = fill(chain, &environment);
    if (r == 0)
        r = seal(chain, &environment);
    if (r < 0)
        return base_fail_context(r, "block %llu", (unsigned long long)environment.block_number);
    if (chain->observer.end_block != NULL)
        chain->observer.end_block(chain->observer.context, &chain->block);
    *ret_block = &chain->block;
    return 0;
}

/* So many balances at the most are summed for each transaction, so that checking grows with the
 * work and not with blocks times accounts; between two such sums the one is checked that follows
 * every write. Small worlds are summed after every block. */
enum { ACCOUNTS_A_TRANSACTION = 16 };

/* The journal is empty between transactions, so that a mark other than its first one shows that
 * somebody wrote to the state behind the chain's back. */
int chain_check_supply(const struct chain *chain)
{
    if (chain->supply_is_checked && evm_state_mark(chain->state) == 0)
        return 0;
    bool is_due = chain->unsummed >= evm_state_account_count(chain->state) / ACCOUNTS_A_TRANSACTION;
    u256 balances_wei =
        is_due ? evm_state_total_balance(chain->state) : evm_state_followed_balance(chain->state);
    u256 sum_wei = u256_add(u256_add(balances_wei, chain->burnt_wei), chain->destroyed_wei);
    if (!u256_equal(sum_wei, chain->supply_wei)) {
        char sum[U256_DECIMAL_MAX], supply[U256_DECIMAL_MAX];
        u256_format(sum_wei, sum);
        u256_format(chain->supply_wei, supply);
        return base_fail(BASE_E_SIM,
                         "wei is not conserved after block %llu: balances, burnt and destroyed "
                         "make %s, the genesis supply is %s",
                         (unsigned long long)chain->head_number, sum, supply);
    }
    /* A cache, not a part of what the caller sees. */
    ((struct chain *)chain)->supply_is_checked = true;
    if (is_due)
        ((struct chain *)chain)->unsummed = 0;
    return 0;
}
