#ifndef CROWDPATCH_EVM_STATE_INTERNAL_H
#define CROWDPATCH_EVM_STATE_INTERNAL_H

#include "base/map.h"
#include "contracts-model/evm/code.h"
#include "contracts-model/evm/state.h"
#include "contracts-model/evm/storage.h"

/** What the interpreter knows of the state beyond state.h. Marks that live for one transaction
 *  are epochs: a field that equals state->epoch is set, so that a new transaction clears them all
 *  by counting on. */

/** Lives as long as the state, at the same place. */
struct evm_account {
    crypto_address address;
    bool exists;
    u256 balance;
    uint64_t nonce;
    const struct evm_code *code; /* NULL: none; owned by state->codes */
    struct evm_storage storage;
    uint32_t slots_used; /* slots that are not zero */
    uint64_t warm_epoch;
    uint64_t touched_epoch;
    uint64_t created_epoch;
    uint64_t destroyed_epoch;
};

enum evm_journal_kind {
    EVM_JOURNAL_EXISTS,
    EVM_JOURNAL_BALANCE,
    EVM_JOURNAL_NONCE,
    EVM_JOURNAL_CODE,
    EVM_JOURNAL_SLOT,
    EVM_JOURNAL_TRANSIENT,
    EVM_JOURNAL_WARM_ACCOUNT,
    EVM_JOURNAL_WARM_SLOT,
    EVM_JOURNAL_TOUCHED,
    EVM_JOURNAL_CREATED,
    EVM_JOURNAL_DESTROYED,
    EVM_JOURNAL_BURNT,
    EVM_JOURNAL_REFUND,
    EVM_JOURNAL_LOG,
};

/** One change, with what undoes it. */
struct evm_journal_entry {
    enum evm_journal_kind kind;
    uint32_t index; /* of the slot */
    struct evm_account *account;
    union {
        u256 word;
        uint64_t number;
        int64_t signed_number;
        const struct evm_code *code;
    } before;
};

/** A change that outlived its transaction; or an account that went at a transaction's end. */
struct evm_history_entry {
    struct evm_journal_entry change; /* unless `removed` is set */
    struct evm_removed *removed;     /* owned; else NULL */
};

/** What undoes the transactions that have ended, the oldest first. */
struct evm_history {
    bool is_kept;
    struct evm_history_entry *entries;
    size_t first, count, capacity; /* entries[first .. first + count) */
    uint64_t forgotten;            /* entries before entries[first], since the state was made */
};

struct evm_transient {
    crypto_address address;
    u256 key;
    u256 value;
};

struct evm_frame;
struct evm_fork_tables;

enum { EVM_RECENT_ACCOUNTS = 32 };

struct evm_state {
    struct base_map accounts; /* crypto_address -> struct evm_account * */
    /* Those met last, by their addresses' last bytes; NULL: none. */
    struct evm_account *recent[EVM_RECENT_ACCOUNTS];
    struct base_map codes; /* crypto_digest -> struct evm_code * */
    uint64_t epoch;        /* number of the transaction, from 1 */

    struct evm_journal_entry *journal;
    size_t journal_count;
    size_t journal_capacity;
    struct evm_history history;

    struct evm_account **touched; /* all that may have to go at the transaction's end */
    size_t touched_count;
    size_t touched_capacity;

    struct base_map transient_indices; /* address, key -> uint32_t index of transients */
    struct evm_transient *transients;
    uint32_t transient_count;
    uint32_t transient_capacity;

    struct evm_log *logs;
    size_t log_count;
    size_t log_capacity;

    int64_t refund_gas;
    u256 burnt_wei; /* by self-destruction to oneself */
    u256 total_wei; /* of all balances: follows every write to one */

    struct evm_fork_tables *tables; /* of the fork that ran last; NULL: none */
    struct evm_frame *spare_frames; /* kept for the next message */
    unsigned spare_frame_count;
};

/** Grows an array to hold one more item. Returns 0 or BASE_E_NOMEM. */
int evm_state_grow(void **items, size_t *capacity, size_t count, size_t item_bytes);

/** NULL when the address was never met. */
struct evm_account *evm_state_find(const struct evm_state *state, const crypto_address *address);
/** Meets the address; NULL: no memory. */
struct evm_account *evm_state_reach(struct evm_state *state, const crypto_address *address);
/** Source: EIP-161: no balance, nonce or code. */
bool evm_account_is_empty(const struct evm_account *account);

/* Journalled writes to an account. Return 0 or BASE_E_NOMEM. */
/** The one place where a balance changes; not journalled. */
void evm_account_store_balance(struct evm_state *state, struct evm_account *account, u256 wei);
int evm_account_set_nonce(struct evm_state *state, struct evm_account *account, uint64_t nonce);
int evm_account_set_code(struct evm_state *state, struct evm_account *account, const uint8_t *code,
                         size_t len);
/** The account is removed at the transaction's end if it is empty then. */
int evm_account_touch(struct evm_state *state, struct evm_account *account);
int evm_account_mark_created(struct evm_state *state, struct evm_account *account);
int evm_account_mark_destroyed(struct evm_state *state, struct evm_account *account);
/** Takes the whole balance out of the world. */
int evm_account_burn(struct evm_state *state, struct evm_account *account);
/** Requires: the balance suffices (asserted). */
int evm_account_transfer(struct evm_state *state, struct evm_account *from, struct evm_account *to,
                         u256 wei);

/** Marks the account warm; *ret_was_cold tells whether it was not. */
int evm_account_warm(struct evm_state *state, struct evm_account *account, bool *ret_was_cold);

/** The slot of a key, entered as zero when new. The pointer is good until the next call.
 *  NULL: no memory. */
static inline struct evm_slot *evm_account_slot(struct evm_account *account, u256 key)
{
    struct evm_slot *slot = evm_storage_find(&account->storage, key);

    return slot ? slot : evm_storage_add(&account->storage, key);
}

int evm_slot_warm(struct evm_state *state, struct evm_account *account, struct evm_slot *slot,
                  bool *ret_was_cold);

/** The value at the transaction's start. */
static inline u256 evm_slot_original(const struct evm_state *state, const struct evm_slot *slot)
{
    return evm_word_get(slot->original_epoch == state->epoch ? &slot->original : &slot->value);
}

int evm_slot_set(struct evm_state *state, struct evm_account *account, struct evm_slot *slot,
                 u256 value);

u256 evm_state_transient(const struct evm_state *state, const crypto_address *address, u256 key);
int evm_state_set_transient(struct evm_state *state, const crypto_address *address, u256 key,
                            u256 value);

/** Takes a copy of the data. */
int evm_state_add_log(struct evm_state *state, const struct evm_log *log);
int evm_state_add_refund(struct evm_state *state, int64_t gas);

/** Appends an entry whose `kind`, `account`, ... are set. Returns 0 or BASE_E_NOMEM. */
int evm_journal_append(struct evm_state *state, const struct evm_journal_entry *entry);

void evm_journal_undo(struct evm_state *state, const struct evm_journal_entry *entry);
/** Writes a slot past the journal and keeps count of those in use. */
void evm_slot_store(struct evm_account *account, struct evm_slot *slot, u256 value);

/* At a transaction's end; both do nothing while no history is kept. Return 0 or BASE_E_NOMEM. */
int evm_history_keep_journal(struct evm_state *state);
/** Before the account is removed. */
int evm_history_keep_account(struct evm_state *state, const struct evm_account *account);
void evm_history_deinit(struct evm_history *history);

/** Frees the frames kept for reuse (frame.c). */
void evm_frames_free(struct evm_state *state);

#endif
