#ifndef CROWDPATCH_EVM_STORAGE_H
#define CROWDPATCH_EVM_STORAGE_H

#include "contracts-model/evm/word.h"

/** The storage of one account: its slots in the order in which they were met, and an index from
 *  keys to them (open addressing). Slots are never removed one by one. All zero: empty. */

struct evm_slot {
    u256 key;
    u256 value;
    u256 original; /* at the transaction's start, while original_epoch is the present one */
    uint64_t original_epoch;
    uint64_t warm_epoch;
};

struct evm_storage {
    struct evm_slot *slots;
    uint32_t count;
    uint32_t capacity;
    uint32_t *index;      /* 0 is empty, otherwise a slot's number + 1 */
    uint32_t index_count; /* a power of two, at least twice the slots; 0: no index yet */
};

void evm_storage_deinit(struct evm_storage *storage);
/** Forgets all slots and keeps the memory. */
void evm_storage_clear(struct evm_storage *storage);
/** Enters a key that is not there, as zero. The pointer is good until the next call.
 *  NULL: no memory. */
struct evm_slot *evm_storage_add(struct evm_storage *storage, u256 key);

/** Where in an index of so many entries a key is looked for first. */
static inline uint32_t evm_storage_start(u256 key, uint32_t index_count)
{
    /* Odd, of no pattern. The four products do not wait for each other. */
    uint64_t hash =
        key.limb[0] * UINT64_C(0x9e3779b97f4a7c15) + key.limb[1] * UINT64_C(0xd6e8feb86659fd93) +
        key.limb[2] * UINT64_C(0xa0761d6478bd642f) + key.limb[3] * UINT64_C(0xe7037ed1a0b428db);
    hash = (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(hash >> 32) & (index_count - 1);
}

/** The slot of a key; NULL: it was never met. */
static inline struct evm_slot *evm_storage_find(const struct evm_storage *storage, u256 key)
{
    if (storage->index_count == 0) {
        return NULL;
    }
    uint32_t at = evm_storage_start(key, storage->index_count);
    while (storage->index[at] != 0) {
        struct evm_slot *slot = &storage->slots[storage->index[at] - 1];
        if (evm_word_equal(evm_word_get(&slot->key), key)) {
            return slot;
        }
        at = (at + 1) & (storage->index_count - 1);
    }
    return NULL;
}

#endif
