#ifndef CROWDPATCH_EVM_STATE_H
#define CROWDPATCH_EVM_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

/** The world state: accounts, code, storage; with a journal, so that a frame that reverts leaves
 *  nothing behind, and with what lives for one transaction only (access lists, transient storage,
 *  refunds, logs, created and destroyed accounts). */
struct evm_state;

struct evm_log {
    crypto_address address;
    unsigned topic_count; /* 0..4 */
    crypto_digest topics[4];
    uint8_t *data;
    size_t data_len;
};

int evm_state_new(struct evm_state **ret_state);
void evm_state_free(struct evm_state *state);

/* Reading. An absent account has balance 0, nonce 0 and no code. */
bool evm_state_exists(const struct evm_state *state, const crypto_address *address);
u256 evm_state_balance(const struct evm_state *state, const crypto_address *address);
uint64_t evm_state_nonce(const struct evm_state *state, const crypto_address *address);
/** Borrowed until the account changes; NULL and 0 when there is none. */
const uint8_t *evm_state_code(const struct evm_state *state, const crypto_address *address,
                              size_t *ret_len);
/** Keccak-256 of the code; zero for an absent account. */
crypto_digest evm_state_code_hash(const struct evm_state *state, const crypto_address *address);
u256 evm_state_storage(const struct evm_state *state, const crypto_address *address, u256 key);

/* Writing; journalled. Return 0 or BASE_E_NOMEM. */
int evm_state_set_balance(struct evm_state *state, const crypto_address *address, u256 wei);
int evm_state_set_nonce(struct evm_state *state, const crypto_address *address, uint64_t nonce);
int evm_state_set_code(struct evm_state *state, const crypto_address *address, const uint8_t *code,
                       size_t len);
int evm_state_set_storage(struct evm_state *state, const crypto_address *address, u256 key,
                          u256 value);

/** Journal marks: rolls back all that was written since evm_state_mark() returned `mark`. */
size_t evm_state_mark(const struct evm_state *state);
void evm_state_rollback(struct evm_state *state, size_t mark);

/** Ends a transaction, and also what sets up a genesis: what was written becomes the original
 * values of the next one. Forgets journal, access lists, transient storage, refunds and logs, and
 * removes the accounts that the transaction destroyed (and, as EIP-161 has it, the touched empty
 * ones). Wei that a destroyed account still held is added to *ret_destroyed_wei (may be NULL).
 * Earlier marks are void. Returns 0 or BASE_E_NOMEM. */
int evm_state_end_transaction(struct evm_state *state, u256 *ret_destroyed_wei);

/** From now on what undoes ended transactions is kept. Between transactions. */
void evm_state_keep_history(struct evm_state *state);
/** The end of history. */
uint64_t evm_state_history_mark(const struct evm_state *state);
/** Undoes all transactions that ended since `mark` was the end of history. Between transactions;
 *  `mark` is not forgotten (asserted). Accounts and slots that were met since are absent and zero,
 *  but keep their place in the orders below. Returns 0, or BASE_E_NOMEM (state undefined). */
int evm_state_history_undo(struct evm_state *state, uint64_t mark);
/** Forgets what leads further back than `mark`. */
void evm_state_history_forget(struct evm_state *state, uint64_t mark);

/** Logs of the present transaction, in order; borrowed. */
const struct evm_log *evm_state_logs(const struct evm_state *state, size_t *ret_count);

/** Sum of all balances, account by account. */
u256 evm_state_total_balance(const struct evm_state *state);
/** The same as followed over all writes to balances, at no cost. */
u256 evm_state_followed_balance(const struct evm_state *state);
/** Accounts that were met: those with a balance are among them. */
size_t evm_state_account_count(const struct evm_state *state);

/** Calls visit for every account in the order of creation / every non-zero slot of an account.
 *  A non-zero return ends the walk and is returned. */
int evm_state_each_account(const struct evm_state *state,
                           int (*visit)(void *context, const crypto_address *address),
                           void *context);
int evm_state_each_slot(const struct evm_state *state, const crypto_address *address,
                        int (*visit)(void *context, u256 key, u256 value), void *context);

#endif
