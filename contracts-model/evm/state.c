#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/evm/state_internal.h"

int evm_state_grow(void **items, size_t *capacity, size_t count, size_t item_bytes)
{
    if (count < *capacity) {
        return 0;
    }
    size_t new_capacity = *capacity ? *capacity * 2 : 16;
    void *grown = realloc(*items, new_capacity * item_bytes);
    if (!grown) {
        return base_fail(BASE_E_NOMEM, "no memory for the EVM's state");
    }
    *items = grown;
    *capacity = new_capacity;
    return 0;
}

int evm_state_new(struct evm_state **ret_state)
{
    struct evm_state *state = calloc(1, sizeof(*state));

    if (!state) {
        return base_fail(BASE_E_NOMEM, "no memory for the EVM's state");
    }
    base_map_init(&state->accounts, sizeof(crypto_address), sizeof(struct evm_account *));
    base_map_init(&state->codes, sizeof(crypto_digest), sizeof(struct evm_code *));
    base_map_init(&state->transient_indices, sizeof(crypto_address) + sizeof(u256),
                  sizeof(uint32_t));
    state->epoch = 1;
    *ret_state = state;
    return 0;
}

static struct evm_account *account_at(const struct evm_state *state, size_t index)
{
    return *(struct evm_account **)base_map_value_at(&state->accounts, index);
}

void evm_state_free(struct evm_state *state)
{
    if (!state) {
        return;
    }
    for (size_t i = 0; i < state->accounts.count; i++) {
        struct evm_account *account = account_at(state, i);
        if (account) {
            evm_storage_deinit(&account->storage);
            free(account);
        }
    }
    for (size_t i = 0; i < state->codes.count; i++) {
        evm_code_free(*(struct evm_code **)base_map_value_at(&state->codes, i));
    }
    for (size_t i = 0; i < state->log_count; i++) {
        free(state->logs[i].data);
    }
    base_map_deinit(&state->accounts);
    base_map_deinit(&state->codes);
    base_map_deinit(&state->transient_indices);
    evm_frames_free(state);
    evm_history_deinit(&state->history);
    free(state->tables);
    free(state->journal);
    free(state->touched);
    free(state->transients);
    free(state->logs);
    free(state);
}

static unsigned recent_index(const crypto_address *address)
{
    return address->bytes[sizeof(address->bytes) - 1] % EVM_RECENT_ACCOUNTS;
}

struct evm_account *evm_state_find(const struct evm_state *state, const crypto_address *address)
{
    struct evm_account *recent = state->recent[recent_index(address)];

    if (recent && memcmp(&recent->address, address, sizeof(*address)) == 0) {
        return recent;
    }
    struct evm_account *const *entry = base_map_get(&state->accounts, address);
    return entry ? *entry : NULL;
}

static struct evm_account *add_account(struct evm_state *state, const crypto_address *address)
{
    struct evm_account *account = calloc(1, sizeof(*account));
    struct evm_account **entry = account ? base_map_put(&state->accounts, address, NULL) : NULL;

    if (!entry) {
        free(account);
        base_fail(BASE_E_NOMEM, "no memory for an account");
        return NULL;
    }
    account->address = *address;
    *entry = account;
    return account;
}

struct evm_account *evm_state_reach(struct evm_state *state, const crypto_address *address)
{
    struct evm_account *account = evm_state_find(state, address);

    account = account ? account : add_account(state, address);
    if (account) {
        state->recent[recent_index(address)] = account;
    }
    return account;
}

bool evm_account_is_empty(const struct evm_account *account)
{
    return account->nonce == 0 && !account->code && u256_is_zero(account->balance);
}

bool evm_state_exists(const struct evm_state *state, const crypto_address *address)
{
    const struct evm_account *account = evm_state_find(state, address);

    return account && account->exists;
}

u256 evm_state_balance(const struct evm_state *state, const crypto_address *address)
{
    const struct evm_account *account = evm_state_find(state, address);

    return account ? account->balance : u256_from_u64(0);
}

uint64_t evm_state_nonce(const struct evm_state *state, const crypto_address *address)
{
    const struct evm_account *account = evm_state_find(state, address);

    return account ? account->nonce : 0;
}

const uint8_t *evm_state_code(const struct evm_state *state, const crypto_address *address,
                              size_t *ret_len)
{
    const struct evm_account *account = evm_state_find(state, address);

    if (!account || !account->code) {
        *ret_len = 0;
        return NULL;
    }
    *ret_len = account->code->len;
    return account->code->bytes;
}

crypto_digest evm_state_code_hash(const struct evm_state *state, const crypto_address *address)
{
    const struct evm_account *account = evm_state_find(state, address);

    if (!account || !account->exists) {
        return (crypto_digest){{0}};
    }
    return account->code ? account->code->hash : crypto_keccak256("", 0);
}

u256 evm_state_storage(const struct evm_state *state, const crypto_address *address, u256 key)
{
    const struct evm_account *account = evm_state_find(state, address);
    const struct evm_slot *slot = account ? evm_storage_find(&account->storage, key) : NULL;

    return slot ? slot->value : u256_from_u64(0);
}

static void transient_key(const crypto_address *address, u256 key,
                          uint8_t ret_bytes[sizeof(crypto_address) + sizeof(u256)])
{
    memcpy(ret_bytes, address, sizeof(*address));
    memcpy(ret_bytes + sizeof(*address), &key, sizeof(key));
}

u256 evm_state_transient(const struct evm_state *state, const crypto_address *address, u256 key)
{
    uint8_t bytes[sizeof(crypto_address) + sizeof(u256)];

    if (state->transient_count == 0) {
        return u256_from_u64(0);
    }
    transient_key(address, key, bytes);
    const uint32_t *index = base_map_get(&state->transient_indices, bytes);
    return index ? state->transients[*index].value : u256_from_u64(0);
}

int evm_state_set_transient(struct evm_state *state, const crypto_address *address, u256 key,
                            u256 value)
{
    uint8_t bytes[sizeof(crypto_address) + sizeof(u256)];
    size_t capacity = state->transient_capacity;
    bool is_new = false;

    transient_key(address, key, bytes);
    uint32_t *index = base_map_put(&state->transient_indices, bytes, &is_new);
    if (!index) {
        return base_fail(BASE_E_NOMEM, "no memory for transient storage");
    }
    if (is_new) {
        int r = evm_state_grow((void **)&state->transients, &capacity, state->transient_count,
                               sizeof(*state->transients));
        if (r < 0) {
            return r;
        }
        state->transient_capacity = (uint32_t)capacity;
        *index = state->transient_count++;
        state->transients[*index] = (struct evm_transient){.address = *address, .key = key};
    }
    struct evm_transient *transient = &state->transients[*index];
    struct evm_journal_entry entry = {.kind = EVM_JOURNAL_TRANSIENT, .index = *index};
    entry.before.word = transient->value;
    int r = evm_journal_append(state, &entry);
    if (r < 0) {
        return r;
    }
    transient->value = value;
    return 0;
}

const struct evm_log *evm_state_logs(const struct evm_state *state, size_t *ret_count)
{
    *ret_count = state->log_count;
    return state->logs;
}

u256 evm_state_total_balance(const struct evm_state *state)
{
    u256 total = u256_from_u64(0);

    for (size_t i = 0; i < state->accounts.count; i++) {
        const struct evm_account *account = account_at(state, i);
        if (account) {
            total = u256_add(total, account->balance);
        }
    }
    return total;
}

u256 evm_state_followed_balance(const struct evm_state *state)
{
    return state->total_wei;
}

size_t evm_state_account_count(const struct evm_state *state)
{
    return state->accounts.count;
}

int evm_state_each_account(const struct evm_state *state,
                           int (*visit)(void *context, const crypto_address *address),
                           void *context)
{
    for (size_t i = 0; i < state->accounts.count; i++) {
        const struct evm_account *account = account_at(state, i);
        if (account && account->exists) {
            int r = visit(context, &account->address);
            if (r != 0) {
                return r;
            }
        }
    }
    return 0;
}

int evm_state_each_slot(const struct evm_state *state, const crypto_address *address,
                        int (*visit)(void *context, u256 key, u256 value), void *context)
{
    const struct evm_account *account = evm_state_find(state, address);

    for (uint32_t i = 0; account && i < account->storage.count; i++) {
        const struct evm_slot *slot = &account->storage.slots[i];
        if (!u256_is_zero(slot->value)) {
            int r = visit(context, slot->key, slot->value);
            if (r != 0) {
                return r;
            }
        }
    }
    return 0;
}
