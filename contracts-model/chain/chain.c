#include "contracts-model/chain/chain.h"

#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "contracts-model/chain/chain_internal.h"
#include "contracts-model/chain/execute.h"
#include "contracts-model/chain/fee_market.h"

/* Of a block. Source: Yellow Paper, 4.3.4. */
#define GAS_LIMIT_LEAST 5000
/* Assumption: twice this much is still a uint64_t. */
#define GAS_LIMIT_MOST ((uint64_t)1 << 62)
/* Of a call that changes nothing. Source: go-ethereum, ethconfig, RPCGasCap. */
#define CALL_GAS 50000000
#define ARENA_BLOCK_BYTES 65536

void chain_receipts_init(struct chain_receipts *receipts)
{
    base_arena_init(&receipts->arena, ARENA_BLOCK_BYTES);
    base_map_init(&receipts->by_hash, sizeof(crypto_digest), sizeof(const struct chain_receipt *));
}

void chain_receipts_deinit(struct chain_receipts *receipts)
{
    base_map_deinit(&receipts->by_hash);
    base_arena_deinit(&receipts->arena);
}

static int init(struct chain *chain, const struct chain_config *config)
{
    chain->config = *config;
    chain->background_gas = config->background_gas;
    chain->head_timestamp_s = config->genesis_timestamp_s;
    chain->generation_block = 1;
    chain->next_base_fee_wei = config->initial_base_fee_wei;
    for (int i = 0; i < 2; i++)
        chain_receipts_init(&chain->receipts[i]);
    chain_mempool_init(&chain->mempool);
    struct chain_header genesis = {
        .coinbase = config->coinbase,
        .timestamp_s = config->genesis_timestamp_s,
        .gas_limit = config->gas_limit,
        .base_fee_wei = config->initial_base_fee_wei,
    };
    int r = chain_header_hash(&genesis, &chain->hashes[0]);
    if (r < 0)
        return r;
    r = evm_state_new(&chain->state);
    return r == 0 ? chain_undo_init(chain) : r;
}

int chain_new(const struct chain_config *config, struct chain **ret_chain)
{
    if (config->gas_limit < GAS_LIMIT_LEAST || config->gas_limit > GAS_LIMIT_MOST)
        return base_fail(BASE_E_RANGE, "a block's gas limit of %llu is not within 5000 to 2^62",
                         (unsigned long long)config->gas_limit);
    if (config->background_gas > config->gas_limit)
        return base_fail(BASE_E_RANGE, "the background gas of %llu is above the block's limit",
                         (unsigned long long)config->background_gas);
    if (u256_bit_length(config->initial_base_fee_wei) > CHAIN_FEE_MARKET_MOST_BITS)
        return base_fail(BASE_E_RANGE, "the initial base fee is 2^128 wei or more");
    if (config->receipts_kept_blocks > 0 &&
        config->reorg_blocks_kept > config->receipts_kept_blocks)
        return base_fail(BASE_E_RANGE, "%llu blocks can be undone and receipts of %llu are kept",
                         (unsigned long long)config->reorg_blocks_kept,
                         (unsigned long long)config->receipts_kept_blocks);
    struct chain *chain = calloc(1, sizeof(*chain));
    if (chain == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a chain");
    int r = init(chain, config);
    if (r < 0) {
        chain_free(chain);
        return r;
    }
    *ret_chain = chain;
    return 0;
}

void chain_free(struct chain *chain)
{
    if (chain == NULL)
        return;
    evm_state_free(chain->state);
    chain_undo_deinit(chain);
    chain_mempool_deinit(&chain->mempool);
    for (int i = 0; i < 2; i++)
        chain_receipts_deinit(&chain->receipts[i]);
    free(chain->block_receipts);
    free(chain);
}

int chain_fund(struct chain *chain, const crypto_address *address, u256 wei)
{
    assert(chain->head_number == 0);
    u256 supply_wei;
    if (u256_add_overflow(chain->supply_wei, wei, &supply_wei))
        return base_fail(BASE_E_RANGE, "the genesis supply is more than 2^256 wei");
    u256 balance_wei = u256_add(evm_state_balance(chain->state, address), wei);
    int r = evm_state_set_balance(chain->state, address, balance_wei);
    if (r == 0)
        r = evm_state_end_transaction(chain->state, NULL);
    if (r < 0)
        return r;
    chain->supply_wei = supply_wei;
    chain->supply_is_checked = false;
    chain->unsummed = UINT32_MAX;
    return 0;
}

static int outcome_of_invalid(int invalid)
{
    switch (invalid) {
    case 0:
        return CHAIN_ACCEPTED;
    case CHAIN_INVALID_INTRINSIC_GAS:
        return CHAIN_REJECT_INTRINSIC_GAS;
    case CHAIN_INVALID_GAS_ABOVE_BLOCK:
    case CHAIN_INVALID_GAS_ABOVE_CAP:
        return CHAIN_REJECT_GAS_LIMIT;
    case CHAIN_INVALID_INIT_CODE:
        return CHAIN_REJECT_INIT_CODE;
    default:
        return CHAIN_REJECT_MALFORMED;
    }
}

/* What others leave of a block by the configuration. */
static uint64_t room_of(const struct chain_config *config)
{
    return config->gas_limit - config->background_gas;
}

uint64_t chain_most_gas(const struct chain *chain)
{
    uint64_t room = room_of(&chain->config);
    bool is_capped = chain->config.fork >= EVM_FORK_OSAKA && room > CHAIN_TRANSACTION_GAS_CAP;
    return is_capped ? CHAIN_TRANSACTION_GAS_CAP : room;
}

/* What the mempool's door asks, in the order of the answers' usefulness. */
static int admit(const struct chain *chain, const struct chain_signed_transaction *transaction)
{
    const struct chain_transaction *body = &transaction->body;
    int outcome =
        outcome_of_invalid(chain_check_static(chain->config.fork, room_of(&chain->config), body));
    if (outcome != CHAIN_ACCEPTED)
        return outcome;
    if (chain_receipt_find(chain, &transaction->hash) != NULL)
        return CHAIN_REJECT_KNOWN;
    if (body->nonce < evm_state_nonce(chain->state, &transaction->sender))
        return CHAIN_REJECT_NONCE_TOO_LOW;
    if (chain->config.fork < EVM_FORK_LONDON &&
        u256_compare(body->max_fee_wei, chain->next_base_fee_wei) < 0)
        return CHAIN_REJECT_UNDERPRICED;
    u256 most_wei;
    if (!chain_most_wei(transaction, &most_wei) ||
        u256_compare(evm_state_balance(chain->state, &transaction->sender), most_wei) < 0)
        return CHAIN_REJECT_FUNDS;
    return CHAIN_ACCEPTED;
}

int chain_submit(struct chain *chain, const uint8_t *encoded, size_t len, crypto_digest *ret_hash)
{
    struct chain_pending *pending;
    int r = chain_pending_new(chain->config.tokens, encoded, len, chain->config.chain_id, &pending);
    if (r != 0)
        return r < 0 ? r : CHAIN_REJECT_MALFORMED;
    if (ret_hash != NULL)
        *ret_hash = pending->transaction.hash;
    pending->transaction.data_fee_wei = u256_mul(chain->config.data_fee_wei, u256_from_u64(len));
    r = admit(chain, &pending->transaction);
    if (r == CHAIN_ACCEPTED)
        r = chain_mempool_add(&chain->mempool, pending);
    if (r != CHAIN_ACCEPTED)
        chain_pending_free(pending);
    return r;
}

const char *chain_submit_outcome_name(int outcome)
{
    static const char *const names[] = {
        [CHAIN_ACCEPTED] = "accepted",
        [CHAIN_REJECT_MALFORMED] = "malformed",
        [CHAIN_REJECT_NONCE_TOO_LOW] = "nonce_too_low",
        [CHAIN_REJECT_KNOWN] = "known",
        [CHAIN_REJECT_UNDERPRICED] = "underpriced",
        [CHAIN_REJECT_INTRINSIC_GAS] = "intrinsic_gas",
        [CHAIN_REJECT_GAS_LIMIT] = "gas_limit",
        [CHAIN_REJECT_FUNDS] = "funds",
        [CHAIN_REJECT_INIT_CODE] = "init_code",
    };
    if (outcome < 0 || (size_t)outcome >= sizeof(names) / sizeof(names[0]))
        return "unknown";
    return names[outcome];
}

size_t chain_mempool_count(const struct chain *chain)
{
    return chain->mempool.count;
}

const struct chain_receipt *chain_receipt_find(const struct chain *chain, const crypto_digest *hash)
{
    const struct chain_receipt *const *receipt = base_map_get(&chain->receipts[0].by_hash, hash);
    if (receipt == NULL || *receipt == NULL)
        receipt = base_map_get(&chain->receipts[1].by_hash, hash);
    return receipt == NULL ? NULL : *receipt;
}

int chain_call_state(struct evm_state *state, struct evm_environment *environment,
                     const crypto_address *from, const crypto_address *to, const uint8_t *data,
                     size_t len, struct evm_result *ret_result)
{
    environment->origin = *from;
    struct evm_message message = {
        .kind = EVM_CALL,
        .gas = CALL_GAS,
        .sender = *from,
        .recipient = *to,
        .code_address = *to,
        .input = data,
        .input_len = len,
    };
    size_t mark = evm_state_mark(state);
    int r = evm_prepare_access(state, environment, to, NULL, 0);
    if (r < 0)
        return r;
    struct evm_result result = {0};
    r = evm_execute(state, environment, &message, &result);
    if (r < 0)
        return r;
    evm_state_rollback(state, mark);
    r = evm_state_end_transaction(state, NULL);
    if (r < 0) {
        evm_result_deinit(&result);
        return r;
    }
    *ret_result = result;
    return 0;
}

int chain_call(struct chain *chain, const crypto_address *from, const crypto_address *to,
               const uint8_t *data, size_t len, uint64_t timestamp_s, struct evm_result *ret_result)
{
    struct evm_environment environment = chain_next_environment(chain, timestamp_s);
    return chain_call_state(chain->state, &environment, from, to, data, len, ret_result);
}

uint64_t chain_head_number(const struct chain *chain)
{
    return chain->head_number;
}

uint64_t chain_head_timestamp_s(const struct chain *chain)
{
    return chain->head_timestamp_s;
}

u256 chain_base_fee(const struct chain *chain)
{
    return chain->next_base_fee_wei;
}

u256 chain_balance(const struct chain *chain, const crypto_address *address)
{
    return evm_state_balance(chain->state, address);
}

uint64_t chain_nonce(const struct chain *chain, const crypto_address *address)
{
    return evm_state_nonce(chain->state, address);
}

const struct evm_state *chain_state(const struct chain *chain)
{
    return chain->state;
}

const struct chain_config *chain_config(const struct chain *chain)
{
    return &chain->config;
}

u256 chain_burnt_wei(const struct chain *chain)
{
    return chain->burnt_wei;
}

void chain_observe(struct chain *chain, const struct chain_observer *observer)
{
    chain->observer = observer != NULL ? *observer : (struct chain_observer){0};
}
