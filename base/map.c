#include "base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 16

/* The strictest alignment that a type of this size can have, 16 at the most. */
static size_t alignment_of(size_t bytes)
{
    size_t alignment = bytes & -bytes;
    return alignment == 0 ? 1 : alignment > 16 ? 16 : alignment;
}

static size_t round_up(size_t bytes, size_t alignment)
{
    return (bytes + alignment - 1) & ~(alignment - 1);
}

static size_t value_offset(const struct base_map *map)
{
    return round_up(map->key_bytes, alignment_of(map->value_bytes));
}

static size_t entry_bytes(const struct base_map *map)
{
    size_t key_alignment = alignment_of(map->key_bytes);
    size_t value_alignment = alignment_of(map->value_bytes);
    return round_up(value_offset(map) + map->value_bytes,
                    key_alignment > value_alignment ? key_alignment : value_alignment);
}

/* Multiplies and folds eight bytes at a time. */
static uint64_t hash_key(const void *key, size_t len)
{
    const uint8_t *bytes = key;
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ len;
    while (len > 0) {
        uint64_t word = 0;
        size_t part = len < 8 ? len : 8;
        memcpy(&word, bytes, part);
        hash = (hash ^ word) * UINT64_C(0xd6e8feb86659fd93);
        hash ^= hash >> 32;
        bytes += part;
        len -= part;
    }
    hash *= UINT64_C(0xd6e8feb86659fd93);
    return hash ^ hash >> 29;
}

void base_map_init(struct base_map *map, size_t key_bytes, size_t value_bytes)
{
    *map = (struct base_map){.key_bytes = key_bytes, .value_bytes = value_bytes};
}

void base_map_deinit(struct base_map *map)
{
    free(map->entries);
    free(map->slots);
    base_map_init(map, map->key_bytes, map->value_bytes);
}

void base_map_clear(struct base_map *map)
{
    map->count = 0;
    if (map->slots != NULL)
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
}

const void *base_map_key_at(const struct base_map *map, size_t index)
{
    assert(index < map->count);
    return map->entries + index * entry_bytes(map);
}

void *base_map_value_at(const struct base_map *map, size_t index)
{
    assert(index < map->count);
    return map->entries + index * entry_bytes(map) + value_offset(map);
}

/* The slot where key is, or where it would go. Requires: slot_count > 0. */
static size_t find_slot(const struct base_map *map, const void *key)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash_key(key, map->key_bytes) & mask;
    while (map->slots[slot] != 0 &&
           memcmp(base_map_key_at(map, map->slots[slot] - 1), key, map->key_bytes) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

void *base_map_get(const struct base_map *map, const void *key)
{
    if (map->count == 0)
        return NULL;
    uint32_t slot = map->slots[find_slot(map, key)];
    return slot == 0 ? NULL : base_map_value_at(map, slot - 1);
}

/* Doubles the entries; slots are kept at twice their number. */
static bool grow(struct base_map *map)
{
    size_t capacity = map->capacity == 0 ? FIRST_CAPACITY : map->capacity * 2;
    size_t bytes;
    if (capacity >= UINT32_MAX || __builtin_mul_overflow(capacity, entry_bytes(map), &bytes))
        return false;
    uint32_t *slots = calloc(capacity * 2, sizeof *slots);
    uint8_t *entries = slots == NULL ? NULL : realloc(map->entries, bytes == 0 ? 1 : bytes);
    if (entries == NULL) {
        free(slots);
        return false;
    }
    free(map->slots);
    map->slots = slots;
    map->slot_count = capacity * 2;
    map->entries = entries;
    map->capacity = capacity;
    for (size_t i = 0; i < map->count; i++)
        map->slots[find_slot(map, base_map_key_at(map, i))] = (uint32_t)(i + 1);
    return true;
}

void *base_map_put(struct base_map *map, const void *key, bool *ret_is_new)
{
    void *value = base_map_get(map, key);
    if (value != NULL) {
        if (ret_is_new != NULL)
            *ret_is_new = false;
        return value;
    }
    if (map->count == map->capacity && !grow(map))
        return NULL;
    size_t slot = find_slot(map, key);
    size_t index = map->count++;
    memcpy(map->entries + index * entry_bytes(map), key, map->key_bytes);
    map->slots[slot] = (uint32_t)(index + 1);
    value = base_map_value_at(map, index);
    memset(value, 0, map->value_bytes);
    if (ret_is_new != NULL)
        *ret_is_new = true;
    return value;
}
