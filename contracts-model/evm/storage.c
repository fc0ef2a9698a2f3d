#include "contracts-model/evm/storage.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { FIRST_CAPACITY = 8 };

void evm_storage_deinit(struct evm_storage *storage)
{
    free(storage->slots);
    free(storage->index);
    *storage = (struct evm_storage){0};
}

void evm_storage_clear(struct evm_storage *storage)
{
    storage->count = 0;
    if (storage->index) {
        memset(storage->index, 0, storage->index_count * sizeof(*storage->index));
    }
}

/** Points the index to a slot whose key it does not know. */
static void enter(struct evm_storage *storage, uint32_t number)
{
    uint32_t at = evm_storage_start(storage->slots[number].key, storage->index_count);

    while (storage->index[at] != 0) {
        at = (at + 1) & (storage->index_count - 1);
    }
    storage->index[at] = number + 1;
}

/** Doubles the slots and makes the index anew. */
static bool grow(struct evm_storage *storage)
{
    uint32_t capacity = storage->capacity ? storage->capacity * 2 : FIRST_CAPACITY;
    uint32_t *index = capacity <= UINT32_MAX / 4 ? calloc(capacity * 2, sizeof(*index)) : NULL;
    struct evm_slot *slots =
        index ? realloc(storage->slots, capacity * sizeof(*storage->slots)) : NULL;

    if (!slots) {
        free(index);
        return false;
    }
    free(storage->index);
    storage->slots = slots;
    storage->capacity = capacity;
    storage->index = index;
    storage->index_count = capacity * 2;
    for (uint32_t number = 0; number < storage->count; number++) {
        enter(storage, number);
    }
    return true;
}

struct evm_slot *evm_storage_add(struct evm_storage *storage, u256 key)
{
    if (storage->count == storage->capacity && !grow(storage)) {
        base_fail(BASE_E_NOMEM, "no memory for a storage slot");
        return NULL;
    }
    uint32_t number = storage->count++;
    storage->slots[number] = (struct evm_slot){.key = key};
    enter(storage, number);
    return &storage->slots[number];
}
