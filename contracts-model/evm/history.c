#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/evm/state_internal.h"

/* Undoing transactions that have ended: their journals without what lives for one transaction only,
 * and the accounts that went at their ends. Slots keep their indices, for a removed account gets
 * all of its slots back in their order before an older change of one is undone. */

struct evm_removed {
    struct evm_account *account;
    u256 balance;
    uint64_t nonce;
    const struct evm_code *code;
    uint32_t slot_count;
    struct {
        u256 key;
        u256 value;
    } slots[];
};

void evm_state_keep_history(struct evm_state *state)
{
    assert(state->journal_count == 0);
    state->history.is_kept = true;
}

uint64_t evm_state_history_mark(const struct evm_state *state)
{
    return state->history.forgotten + state->history.count;
}

static int append(struct evm_history *history, const struct evm_history_entry *entry)
{
    int r = evm_state_grow((void **)&history->entries, &history->capacity,
                           history->first + history->count, sizeof(*history->entries));
    if (r < 0) {
        return r;
    }
    history->entries[history->first + history->count++] = *entry;
    return 0;
}

static bool outlives_transaction(enum evm_journal_kind kind)
{
    return kind == EVM_JOURNAL_EXISTS || kind == EVM_JOURNAL_BALANCE || kind == EVM_JOURNAL_NONCE ||
           kind == EVM_JOURNAL_CODE || kind == EVM_JOURNAL_SLOT;
}

int evm_history_keep_journal(struct evm_state *state)
{
    int r = 0;

    for (size_t i = 0; state->history.is_kept && r == 0 && i < state->journal_count; i++) {
        struct evm_history_entry entry = {.change = state->journal[i]};
        if (outlives_transaction(entry.change.kind)) {
            r = append(&state->history, &entry);
        }
    }
    return r;
}

int evm_history_keep_account(struct evm_state *state, const struct evm_account *account)
{
    if (!state->history.is_kept) {
        return 0;
    }
    struct evm_removed *removed =
        malloc(sizeof(*removed) + account->storage.count * sizeof(removed->slots[0]));
    if (!removed) {
        return base_fail(BASE_E_NOMEM, "no memory for the history of the EVM's state");
    }
    removed->account = evm_state_find(state, &account->address);
    removed->balance = account->balance;
    removed->nonce = account->nonce;
    removed->code = account->code;
    removed->slot_count = account->storage.count;
    for (uint32_t i = 0; i < account->storage.count; i++) {
        removed->slots[i].key = account->storage.slots[i].key;
        removed->slots[i].value = account->storage.slots[i].value;
    }
    struct evm_history_entry entry = {.removed = removed};
    int r = append(&state->history, &entry);
    if (r < 0) {
        free(removed);
    }
    return r;
}

static int restore_account(struct evm_state *state, const struct evm_removed *removed)
{
    struct evm_account *account = removed->account;

    account->exists = true;
    evm_account_store_balance(state, account, removed->balance);
    account->nonce = removed->nonce;
    account->code = removed->code;
    evm_storage_clear(&account->storage);
    account->slots_used = 0;
    for (uint32_t i = 0; i < removed->slot_count; i++) {
        struct evm_slot *slot = evm_account_slot(account, removed->slots[i].key);
        if (!slot) {
            return BASE_E_NOMEM;
        }
        evm_slot_store(account, slot, removed->slots[i].value);
    }
    return 0;
}

int evm_state_history_undo(struct evm_state *state, uint64_t mark)
{
    struct evm_history *history = &state->history;
    int r = 0;

    assert(state->journal_count == 0);
    assert(mark >= history->forgotten && mark <= evm_state_history_mark(state));
    while (r == 0 && evm_state_history_mark(state) > mark) {
        struct evm_history_entry *entry = &history->entries[history->first + --history->count];
        if (entry->removed) {
            r = restore_account(state, entry->removed);
            free(entry->removed);
        } else {
            evm_journal_undo(state, &entry->change);
        }
    }
    return r;
}

void evm_state_history_forget(struct evm_state *state, uint64_t mark)
{
    struct evm_history *history = &state->history;

    while (history->count > 0 && history->forgotten < mark) {
        free(history->entries[history->first].removed);
        history->first++;
        history->count--;
        history->forgotten++;
    }
    /* Moves down once as much is free in front as is held: amortised O(1). */
    if (history->first > history->count) {
        memmove(history->entries, history->entries + history->first,
                history->count * sizeof(*history->entries));
        history->first = 0;
    }
}

void evm_history_deinit(struct evm_history *history)
{
    for (size_t i = 0; i < history->count; i++) {
        free(history->entries[history->first + i].removed);
    }
    free(history->entries);
}
