#include "contracts-model/chain/execute.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"

static const char *const INVALID_NAMES[] = {
    [0] = "valid",
    [CHAIN_INVALID_TYPE] = "type",
    [CHAIN_INVALID_NONCE_TOO_LOW] = "nonce_too_low",
    [CHAIN_INVALID_NONCE_TOO_HIGH] = "nonce_too_high",
    [CHAIN_INVALID_NONCE_OVERFLOW] = "nonce_overflow",
    [CHAIN_INVALID_SENDER_HAS_CODE] = "sender_has_code",
    [CHAIN_INVALID_PRIORITY_ABOVE_FEE] = "priority_above_fee",
    [CHAIN_INVALID_FEE_BELOW_BASE_FEE] = "fee_below_base_fee",
    [CHAIN_INVALID_INTRINSIC_GAS] = "intrinsic_gas",
    [CHAIN_INVALID_GAS_ABOVE_BLOCK] = "gas_above_block",
    [CHAIN_INVALID_GAS_ABOVE_CAP] = "gas_above_cap",
    [CHAIN_INVALID_INIT_CODE] = "init_code",
    [CHAIN_INVALID_FUNDS] = "funds",
};

const char *chain_invalid_name(int invalid)
{
    if (invalid < 0 || (size_t)invalid >= sizeof(INVALID_NAMES) / sizeof(INVALID_NAMES[0]))
        return "unknown";
    return INVALID_NAMES[invalid];
}

int chain_check_static(enum evm_fork fork, uint64_t block_gas_limit,
                       const struct chain_transaction *transaction)
{
    enum evm_fork since = transaction->type == CHAIN_TX_LEGACY        ? EVM_FORK_ISTANBUL
                          : transaction->type == CHAIN_TX_ACCESS_LIST ? EVM_FORK_BERLIN
                                                                      : EVM_FORK_LONDON;
    if (fork < since)
        return CHAIN_INVALID_TYPE;
    if (transaction->nonce == UINT64_MAX)
        return CHAIN_INVALID_NONCE_OVERFLOW;
    if (transaction->type == CHAIN_TX_DYNAMIC_FEE &&
        u256_compare(transaction->max_priority_fee_wei, transaction->max_fee_wei) > 0)
        return CHAIN_INVALID_PRIORITY_ABOVE_FEE;
    if (transaction->gas_limit > block_gas_limit)
        return CHAIN_INVALID_GAS_ABOVE_BLOCK;
    if (fork >= EVM_FORK_OSAKA && transaction->gas_limit > CHAIN_TRANSACTION_GAS_CAP)
        return CHAIN_INVALID_GAS_ABOVE_CAP;
    if (fork >= EVM_FORK_SHANGHAI && transaction->is_creation &&
        transaction->data_len > EVM_INIT_CODE_MAX_BYTES)
        return CHAIN_INVALID_INIT_CODE;
    struct evm_intrinsic intrinsic =
        evm_intrinsic_gas(fork, transaction->data, transaction->data_len, transaction->is_creation,
                          transaction->access_list, transaction->access_count);
    if (transaction->gas_limit < intrinsic.gas || transaction->gas_limit < intrinsic.floor_gas)
        return CHAIN_INVALID_INTRINSIC_GAS;
    return 0;
}

bool chain_most_wei(const struct chain_signed_transaction *transaction, u256 *ret_wei)
{
    const struct chain_transaction *body = &transaction->body;
    u256 fee, sum;
    if (u256_mul_overflow(body->max_fee_wei, u256_from_u64(body->gas_limit), &fee) ||
        u256_add_overflow(fee, body->value_wei, &sum) ||
        u256_add_overflow(sum, transaction->data_fee_wei, &sum))
        return false;
    *ret_wei = sum;
    return true;
}

u256 chain_priority_fee(const struct chain_transaction *transaction, u256 base_fee_wei)
{
    assert(u256_compare(transaction->max_fee_wei, base_fee_wei) >= 0);
    u256 most = u256_sub(transaction->max_fee_wei, base_fee_wei);
    if (transaction->type != CHAIN_TX_DYNAMIC_FEE ||
        u256_compare(most, transaction->max_priority_fee_wei) < 0)
        return most;
    return transaction->max_priority_fee_wei;
}

/* An account whose code is EIP-7702's pointer to another account's still signs for itself. */
static bool may_send(const struct evm_state *state, enum evm_fork fork,
                     const crypto_address *sender)
{
    size_t len;
    const uint8_t *code = evm_state_code(state, sender, &len);
    bool is_delegation = fork >= EVM_FORK_PRAGUE && len == 23 && code[0] == 0xef &&
                         code[1] == 0x01 && code[2] == 0x00;
    return len == 0 || is_delegation;
}

static int check(const struct evm_state *state, const struct evm_environment *environment,
                 u256 base_fee_wei, const struct chain_signed_transaction *transaction)
{
    const struct chain_transaction *body = &transaction->body;
    int invalid = chain_check_static(environment->fork, environment->gas_limit, body);
    if (invalid != 0)
        return invalid;
    uint64_t nonce = evm_state_nonce(state, &transaction->sender);
    if (body->nonce != nonce)
        return body->nonce < nonce ? CHAIN_INVALID_NONCE_TOO_LOW : CHAIN_INVALID_NONCE_TOO_HIGH;
    if (!may_send(state, environment->fork, &transaction->sender))
        return CHAIN_INVALID_SENDER_HAS_CODE;
    if (u256_compare(body->max_fee_wei, base_fee_wei) < 0)
        return CHAIN_INVALID_FEE_BELOW_BASE_FEE;
    u256 most_wei;
    if (!chain_most_wei(transaction, &most_wei) ||
        u256_compare(evm_state_balance(state, &transaction->sender), most_wei) < 0)
        return CHAIN_INVALID_FUNDS;
    return 0;
}

static int add_balance(struct evm_state *state, const crypto_address *address, u256 wei)
{
    return evm_state_set_balance(state, address, u256_add(evm_state_balance(state, address), wei));
}

/* Buys the gas, pays the data fee, and counts a call's nonce: a creation counts its own. */
static int charge(struct evm_state *state, const struct chain_signed_transaction *transaction,
                  u256 price_wei)
{
    const crypto_address *sender = &transaction->sender;
    u256 gas_wei = u256_mul(price_wei, u256_from_u64(transaction->body.gas_limit));
    u256 paid_wei = u256_add(gas_wei, transaction->data_fee_wei);
    int r =
        evm_state_set_balance(state, sender, u256_sub(evm_state_balance(state, sender), paid_wei));
    if (r == 0 && !transaction->body.is_creation)
        r = evm_state_set_nonce(state, sender, transaction->body.nonce + 1);
    return r;
}

static int run(struct evm_state *state, const struct evm_environment *environment,
               const struct chain_signed_transaction *transaction, uint64_t gas,
               struct evm_result *ret_result)
{
    const struct chain_transaction *body = &transaction->body;
    int r = evm_prepare_access(state, environment, body->is_creation ? NULL : &body->to,
                               body->access_list, body->access_count);
    if (r < 0)
        return r;
    struct evm_message message = {
        .kind = body->is_creation ? EVM_CREATE : EVM_CALL,
        .gas = gas,
        .sender = transaction->sender,
        .recipient = body->to,
        .code_address = body->to,
        .value_wei = body->value_wei,
        .input = body->data,
        .input_len = body->data_len,
    };
    return evm_execute(state, environment, &message, ret_result);
}

/* Gas that is paid for, after the refund and not below the floor. */
static uint64_t settle_gas(enum evm_fork fork, const struct chain_transaction *body,
                           uint64_t floor_gas, const struct evm_result *result)
{
    uint64_t used = body->gas_limit - result->gas_left;
    uint64_t cap = evm_refund_cap(fork, used);
    uint64_t refund = result->gas_refund > 0 ? (uint64_t)result->gas_refund : 0;
    used -= refund < cap ? refund : cap;
    return used < floor_gas ? floor_gas : used;
}

/* Copies what outlives the transaction into the arena. Returns 0 or BASE_E_NOMEM. */
static int keep_output(const struct evm_state *state, const struct evm_result *result,
                       struct base_arena *arena, struct chain_receipt *receipt)
{
    size_t log_count;
    const struct evm_log *logs = evm_state_logs(state, &log_count);
    receipt->logs = log_count > 0 ? base_arena_calloc(arena, log_count, sizeof(*logs)) : NULL;
    receipt->output = result->output_len > 0 ? base_arena_alloc(arena, result->output_len) : NULL;
    if ((log_count > 0 && receipt->logs == NULL) ||
        (result->output_len > 0 && receipt->output == NULL))
        return base_fail(BASE_E_NOMEM, "no memory for a receipt");
    for (size_t i = 0; i < log_count; i++) {
        struct evm_log *copy = &receipt->logs[i];
        *copy = logs[i];
        copy->data = NULL;
        if (logs[i].data_len == 0)
            continue;
        copy->data = base_arena_alloc(arena, logs[i].data_len);
        if (copy->data == NULL)
            return base_fail(BASE_E_NOMEM, "no memory for a log");
        memcpy(copy->data, logs[i].data, logs[i].data_len);
    }
    receipt->log_count = log_count;
    if (result->output_len > 0)
        memcpy(receipt->output, result->output, result->output_len);
    receipt->output_len = result->output_len;
    return 0;
}

/* Gives the unused gas back, pays the coinbase and burns the base fee and the data fee. */
static int pay(struct evm_state *state, const struct evm_environment *environment,
               const struct chain_signed_transaction *transaction, u256 base_fee_wei,
               struct chain_receipt *receipt, struct chain_sinks *sinks)
{
    const struct chain_transaction *body = &transaction->body;
    u256 used = u256_from_u64(receipt->gas_used);
    receipt->fee_wei = u256_mul(receipt->gas_price_wei, used);
    u256 bought_wei = u256_mul(receipt->gas_price_wei, u256_from_u64(body->gas_limit));
    int r = add_balance(state, &receipt->sender, u256_sub(bought_wei, receipt->fee_wei));
    if (r < 0)
        return r;
    u256 tip_wei = u256_mul(chain_priority_fee(body, base_fee_wei), used);
    receipt->fee_wei = u256_add(receipt->fee_wei, transaction->data_fee_wei);
    sinks->burnt_wei = u256_sub(receipt->fee_wei, tip_wei);
    return add_balance(state, &environment->coinbase, tip_wei);
}

int chain_execute_transaction(struct evm_state *state, const struct evm_environment *environment,
                              const struct chain_signed_transaction *transaction,
                              struct base_arena *arena, struct chain_receipt *ret_receipt,
                              struct chain_sinks *ret_sinks)
{
    const struct chain_transaction *body = &transaction->body;
    u256 base_fee_wei =
        environment->fork >= EVM_FORK_LONDON ? environment->base_fee_wei : u256_from_u64(0);
    int r = check(state, environment, base_fee_wei, transaction);
    if (r != 0)
        return r;

    struct chain_receipt receipt = {
        .transaction_hash = transaction->hash,
        .sender = transaction->sender,
        .to = body->is_creation ? evm_create_address(&transaction->sender, body->nonce) : body->to,
        .block_number = environment->block_number,
        .block_timestamp_s = environment->timestamp_s,
        .gas_price_wei = u256_add(base_fee_wei, chain_priority_fee(body, base_fee_wei)),
    };
    struct evm_environment own = *environment;
    own.origin = transaction->sender;
    own.gas_price_wei = receipt.gas_price_wei;
    own.base_fee_wei = base_fee_wei;
    struct evm_intrinsic intrinsic =
        evm_intrinsic_gas(own.fork, body->data, body->data_len, body->is_creation,
                          body->access_list, body->access_count);
    struct chain_sinks sinks = {0};
    struct evm_result result = {0};
    r = charge(state, transaction, receipt.gas_price_wei);
    if (r == 0)
        r = run(state, &own, transaction, body->gas_limit - intrinsic.gas, &result);
    if (r == 0) {
        receipt.status = result.status;
        receipt.success = result.status == EVM_SUCCESS;
        receipt.gas_used = settle_gas(own.fork, body, intrinsic.floor_gas, &result);
        r = keep_output(state, &result, arena, &receipt);
    }
    evm_result_deinit(&result);
    if (r == 0)
        r = pay(state, &own, transaction, base_fee_wei, &receipt, &sinks);
    if (r == 0)
        r = evm_state_end_transaction(state, &sinks.destroyed_wei);
    if (r < 0)
        return r;
    *ret_receipt = receipt;
    *ret_sinks = sinks;
    return 0;
}
