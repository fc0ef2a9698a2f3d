#ifndef CROWDPATCH_CHAIN_EXECUTE_H
#define CROWDPATCH_CHAIN_EXECUTE_H

#include "base/arena.h"
#include "base/u256.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/chain/transaction.h"
#include "contracts-model/evm/evm.h"

/** Why a transaction may not stand in a block. Nothing was executed and nobody paid. */
enum chain_invalid {
    CHAIN_INVALID_TYPE = 1,           /* the fork does not know it */
    CHAIN_INVALID_NONCE_TOO_LOW,      /* used before */
    CHAIN_INVALID_NONCE_TOO_HIGH,     /* another one must come first */
    CHAIN_INVALID_NONCE_OVERFLOW,     /* 2^64 - 1. Source: EIP-2681 */
    CHAIN_INVALID_SENDER_HAS_CODE,    /* Source: EIP-3607; a delegation is none, from prague on */
    CHAIN_INVALID_PRIORITY_ABOVE_FEE, /* max_priority_fee > max_fee. Source: EIP-1559 */
    CHAIN_INVALID_FEE_BELOW_BASE_FEE, /* Source: EIP-1559 */
    CHAIN_INVALID_INTRINSIC_GAS,      /* gas_limit below it, or below EIP-7623's floor */
    CHAIN_INVALID_GAS_ABOVE_BLOCK,    /* gas_limit above the environment's */
    CHAIN_INVALID_GAS_ABOVE_CAP,      /* gas_limit above 2^24, from osaka on. Source: EIP-7825 */
    CHAIN_INVALID_INIT_CODE,          /* too long, from shanghai on. Source: EIP-3860 */
    CHAIN_INVALID_FUNDS,              /* below gas_limit * max_fee + value */
};

/** Of one transaction, from osaka on. Source: EIP-7825. */
#define CHAIN_TRANSACTION_GAS_CAP (UINT64_C(1) << 24)

/** "nonce_too_low" */
const char *chain_invalid_name(int invalid);

/** The part of the rules that depends on no account: type, nonce overflow, fees among themselves,
 *  gas limits, init code, intrinsic gas. block_gas_limit in gas.
 *  Returns 0 or one of enum chain_invalid. */
int chain_check_static(enum evm_fork fork, uint64_t block_gas_limit,
                       const struct chain_transaction *transaction);

/** gas_limit * max_fee_wei + value_wei + data_fee_wei. Returns false when that is more than a u256.
 */
bool chain_most_wei(const struct chain_signed_transaction *transaction, u256 *ret_wei);

/** What the coinbase gets for each gas: min(max_priority_fee, max_fee - base_fee); the whole price
 *  before london. Requires: max_fee >= base_fee (asserted). */
u256 chain_priority_fee(const struct chain_transaction *transaction, u256 base_fee_wei);

/** Wei that leaves the accounts for ever. */
struct chain_sinks {
    u256 burnt_wei;     /* base fee times gas, from london on; the data fee */
    u256 destroyed_wei; /* held by accounts that destroyed themselves */
};

/** Executes one transaction: checks it, buys its gas, runs it, refunds, pays the coinbase, and ends
 *  it in the state. Of `environment` everything is read but origin and gas_price_wei; its
 *  base_fee_wei counts from london on. Whether the rest of the block has room for gas_limit is the
 *  caller's matter. The receipt's logs and output live in `arena`; its index is 0. The sinks are
 *  this transaction's.
 *  Returns 0, one of enum chain_invalid (state and outputs untouched), or BASE_E_NOMEM (state
 *  undefined). */
int chain_execute_transaction(struct evm_state *state, const struct evm_environment *environment,
                              const struct chain_signed_transaction *transaction,
                              struct base_arena *arena, struct chain_receipt *ret_receipt,
                              struct chain_sinks *ret_sinks);

#endif
