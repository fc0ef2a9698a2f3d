#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/evm/state_internal.h"

int evm_journal_append(struct evm_state *state, const struct evm_journal_entry *entry)
{
    int r = evm_state_grow((void **)&state->journal, &state->journal_capacity, state->journal_count,
                           sizeof(*state->journal));

    if (r < 0) {
        return r;
    }
    state->journal[state->journal_count++] = *entry;
    return 0;
}

/** Records that a per-transaction mark of an account was not set. */
static int mark_account(struct evm_state *state, struct evm_account *account,
                        enum evm_journal_kind kind, uint64_t *epoch)
{
    struct evm_journal_entry entry = {.kind = kind, .account = account};

    if (*epoch == state->epoch) {
        return 0;
    }
    int r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    *epoch = state->epoch;
    return 0;
}

int evm_account_touch(struct evm_state *state, struct evm_account *account)
{
    if (account->touched_epoch == state->epoch) {
        return 0;
    }
    int r = evm_state_grow((void **)&state->touched, &state->touched_capacity, state->touched_count,
                           sizeof(struct evm_account *));
    if (r < 0) {
        return r;
    }
    r = mark_account(state, account, EVM_JOURNAL_TOUCHED, &account->touched_epoch);
    if (r < 0) {
        return r;
    }
    state->touched[state->touched_count++] = account;
    return 0;
}

/** What every write does first. */
static int begin_write(struct evm_state *state, struct evm_account *account)
{
    int r = evm_account_touch(state, account);

    if (r < 0 || account->exists) {
        return r;
    }
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_EXISTS, .account = account};
    r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    account->exists = true;
    return 0;
}

int evm_account_mark_created(struct evm_state *state, struct evm_account *account)
{
    int r = begin_write(state, account);

    return r < 0 ? r : mark_account(state, account, EVM_JOURNAL_CREATED, &account->created_epoch);
}

int evm_account_mark_destroyed(struct evm_state *state, struct evm_account *account)
{
    int r = begin_write(state, account);

    return r < 0 ? r
                 : mark_account(state, account, EVM_JOURNAL_DESTROYED, &account->destroyed_epoch);
}

int evm_account_warm(struct evm_state *state, struct evm_account *account, bool *ret_was_cold)
{
    *ret_was_cold = account->warm_epoch != state->epoch;
    return mark_account(state, account, EVM_JOURNAL_WARM_ACCOUNT, &account->warm_epoch);
}

int evm_slot_warm(struct evm_state *state, struct evm_account *account, struct evm_slot *slot,
                  bool *ret_was_cold)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_WARM_SLOT, .account = account};

    *ret_was_cold = slot->warm_epoch != state->epoch;
    if (!*ret_was_cold) {
        return 0;
    }
    entry.index = (uint32_t)(slot - account->storage.slots);
    int r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    slot->warm_epoch = state->epoch;
    return 0;
}

void evm_account_store_balance(struct evm_state *state, struct evm_account *account, u256 wei)
{
    state->total_wei = u256_add(u256_sub(state->total_wei, account->balance), wei);
    account->balance = wei;
}

static int set_balance(struct evm_state *state, struct evm_account *account, u256 wei)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_BALANCE, .account = account};
    int r = begin_write(state, account);

    if (r < 0) {
        return r;
    }
    entry.before.word = account->balance;
    r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    evm_account_store_balance(state, account, wei);
    return 0;
}

int evm_account_transfer(struct evm_state *state, struct evm_account *from, struct evm_account *to,
                         u256 wei)
{
    assert(u256_compare(from->balance, wei) >= 0);
    int r = set_balance(state, from, u256_sub(from->balance, wei));

    return r < 0 ? r : set_balance(state, to, u256_add(to->balance, wei));
}

int evm_account_burn(struct evm_state *state, struct evm_account *account)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_BURNT};

    entry.before.word = state->burnt_wei;
    int r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    state->burnt_wei = u256_add(state->burnt_wei, account->balance);
    return set_balance(state, account, u256_from_u64(0));
}

int evm_account_set_nonce(struct evm_state *state, struct evm_account *account, uint64_t nonce)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_NONCE, .account = account};
    int r = begin_write(state, account);

    if (r < 0) {
        return r;
    }
    entry.before.number = account->nonce;
    r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    account->nonce = nonce;
    return 0;
}

/** The state's one copy of this code; *ret_code is NULL for no bytes. */
static int intern_code(struct evm_state *state, const uint8_t *bytes, size_t len,
                       const struct evm_code **ret_code)
{
    if (len == 0) {
        *ret_code = NULL;
        return 0;
    }
    crypto_digest hash = crypto_keccak256(bytes, len);
    struct evm_code **entry = base_map_get(&state->codes, &hash);
    if (!entry || !*entry) {
        struct evm_code *code = evm_code_new(bytes, len);
        entry = code ? base_map_put(&state->codes, &hash, NULL) : NULL;
        if (!entry) {
            evm_code_free(code);
            return base_fail(BASE_E_NOMEM, "no memory for %zu bytes of code", len);
        }
        code->hash = hash;
        *entry = code;
    }
    *ret_code = *entry;
    return 0;
}

int evm_account_set_code(struct evm_state *state, struct evm_account *account, const uint8_t *code,
                         size_t len)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_CODE, .account = account};
    const struct evm_code *interned = NULL;
    int r = intern_code(state, code, len, &interned);

    r = r < 0 ? r : begin_write(state, account);
    if (r < 0) {
        return r;
    }
    entry.before.code = account->code;
    r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    account->code = interned;
    return 0;
}

void evm_slot_store(struct evm_account *account, struct evm_slot *slot, u256 value)
{
    account->slots_used -= !u256_is_zero(slot->value);
    account->slots_used += !u256_is_zero(value);
    slot->value = value;
}

int evm_slot_set(struct evm_state *state, struct evm_account *account, struct evm_slot *slot,
                 u256 value)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_SLOT, .account = account};
    int r = begin_write(state, account);

    if (r < 0) {
        return r;
    }
    entry.index = (uint32_t)(slot - account->storage.slots);
    entry.before.word = slot->value;
    r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    if (slot->original_epoch != state->epoch) {
        slot->original = slot->value;
        slot->original_epoch = state->epoch;
    }
    evm_slot_store(account, slot, value);
    return 0;
}

int evm_state_add_refund(struct evm_state *state, int64_t gas)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_REFUND};

    entry.before.signed_number = state->refund_gas;
    int r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    state->refund_gas += gas;
    return 0;
}

int evm_state_add_log(struct evm_state *state, const struct evm_log *log)
{
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_LOG};
    uint8_t *data = malloc(log->data_len ? log->data_len : 1);
    int r = data ? evm_state_grow((void **)&state->logs, &state->log_capacity, state->log_count,
                                  sizeof(*state->logs))
                 : base_fail(BASE_E_NOMEM, "no memory for a log");

    r = r < 0 ? r : evm_journal_append(state, &entry);
    if (r < 0) {
        free(data);
        return r;
    }
    if (log->data_len > 0) {
        memcpy(data, log->data, log->data_len);
    }
    struct evm_log *added = &state->logs[state->log_count++];
    *added = *log;
    added->data = data;
    return 0;
}

int evm_state_set_balance(struct evm_state *state, const crypto_address *address, u256 wei)
{
    struct evm_account *account = evm_state_reach(state, address);

    return account ? set_balance(state, account, wei) : BASE_E_NOMEM;
}

int evm_state_set_nonce(struct evm_state *state, const crypto_address *address, uint64_t nonce)
{
    struct evm_account *account = evm_state_reach(state, address);

    return account ? evm_account_set_nonce(state, account, nonce) : BASE_E_NOMEM;
}

int evm_state_set_code(struct evm_state *state, const crypto_address *address, const uint8_t *code,
                       size_t len)
{
    struct evm_account *account = evm_state_reach(state, address);

    return account ? evm_account_set_code(state, account, code, len) : BASE_E_NOMEM;
}

int evm_state_set_storage(struct evm_state *state, const crypto_address *address, u256 key,
                          u256 value)
{
    struct evm_account *account = evm_state_reach(state, address);
    struct evm_slot *slot = account ? evm_account_slot(account, key) : NULL;

    return slot ? evm_slot_set(state, account, slot, value) : BASE_E_NOMEM;
}

size_t evm_state_mark(const struct evm_state *state)
{
    return state->journal_count;
}

void evm_journal_undo(struct evm_state *state, const struct evm_journal_entry *entry)
{
    struct evm_account *account = entry->account;

    switch (entry->kind) {
    case EVM_JOURNAL_EXISTS:
        account->exists = false;
        break;
    case EVM_JOURNAL_BALANCE:
        evm_account_store_balance(state, account, entry->before.word);
        break;
    case EVM_JOURNAL_NONCE:
        account->nonce = entry->before.number;
        break;
    case EVM_JOURNAL_CODE:
        account->code = entry->before.code;
        break;
    case EVM_JOURNAL_SLOT:
        evm_slot_store(account, &account->storage.slots[entry->index], entry->before.word);
        break;
    case EVM_JOURNAL_TRANSIENT:
        state->transients[entry->index].value = entry->before.word;
        break;
    case EVM_JOURNAL_WARM_ACCOUNT:
        account->warm_epoch = 0;
        break;
    case EVM_JOURNAL_WARM_SLOT:
        account->storage.slots[entry->index].warm_epoch = 0;
        break;
    case EVM_JOURNAL_TOUCHED:
        account->touched_epoch = 0;
        break;
    case EVM_JOURNAL_CREATED:
        account->created_epoch = 0;
        break;
    case EVM_JOURNAL_DESTROYED:
        account->destroyed_epoch = 0;
        break;
    case EVM_JOURNAL_BURNT:
        state->burnt_wei = entry->before.word;
        break;
    case EVM_JOURNAL_REFUND:
        state->refund_gas = entry->before.signed_number;
        break;
    case EVM_JOURNAL_LOG:
        free(state->logs[--state->log_count].data);
        break;
    }
}

void evm_state_rollback(struct evm_state *state, size_t mark)
{
    assert(mark <= state->journal_count);
    while (state->journal_count > mark) {
        evm_journal_undo(state, &state->journal[--state->journal_count]);
    }
}

/** Back to what an address is that nobody wrote to. */
static int remove_account(struct evm_state *state, struct evm_account *account)
{
    int r = evm_history_keep_account(state, account);

    if (r < 0) {
        return r;
    }
    account->exists = false;
    evm_account_store_balance(state, account, u256_from_u64(0));
    account->nonce = 0;
    account->code = NULL;
    evm_storage_clear(&account->storage);
    account->slots_used = 0;
    return 0;
}

int evm_state_end_transaction(struct evm_state *state, u256 *ret_destroyed_wei)
{
    u256 destroyed_wei = state->burnt_wei;
    int r = evm_history_keep_journal(state);

    for (size_t i = 0; r == 0 && i < state->touched_count; i++) {
        struct evm_account *account = state->touched[i];
        if (account->destroyed_epoch == state->epoch) {
            destroyed_wei = u256_add(destroyed_wei, account->balance);
            r = remove_account(state, account);
        } else if (account->touched_epoch == state->epoch && account->exists &&
                   evm_account_is_empty(account)) {
            r = remove_account(state, account);
        }
    }
    if (r < 0) {
        return r;
    }
    if (ret_destroyed_wei) {
        *ret_destroyed_wei = u256_add(*ret_destroyed_wei, destroyed_wei);
    }
    for (size_t i = 0; i < state->log_count; i++) {
        free(state->logs[i].data);
    }
    if (state->transient_count > 0) {
        base_map_clear(&state->transient_indices);
    }
    state->journal_count = 0;
    state->touched_count = 0;
    state->transient_count = 0;
    state->log_count = 0;
    state->refund_gas = 0;
    state->burnt_wei = u256_from_u64(0);
    state->epoch++;
    return 0;
}
