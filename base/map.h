#ifndef CROWDPATCH_BASE_MAP_H
#define CROWDPATCH_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A hash map from fixed-size byte keys to fixed-size values. Entries are iterated in the order of
 *  their insertion, so that nothing in an output depends on a hash. Entries are never removed; a
 *  caller that needs removal marks its value. Pointers to values stay valid until the next put. */
struct base_map {
    size_t key_bytes;
    size_t value_bytes;
    size_t count;
    size_t capacity;   /* of entries */
    uint8_t *entries;  /* count * (key, padding, value) */
    uint32_t *slots;   /* open addressing; 0 is empty, otherwise index + 1 */
    size_t slot_count; /* a power of two, or 0 */
};

void base_map_init(struct base_map *map, size_t key_bytes, size_t value_bytes);
void base_map_deinit(struct base_map *map);
/** Forgets all entries and keeps the memory. */
void base_map_clear(struct base_map *map);
/** The value of key, or NULL. */
void *base_map_get(const struct base_map *map, const void *key);
/** The value of key, zeroed when new; NULL when memory is exhausted. ret_is_new may be NULL. */
void *base_map_put(struct base_map *map, const void *key, bool *ret_is_new);
/** Entry number index, 0 <= index < map->count (asserted). */
const void *base_map_key_at(const struct base_map *map, size_t index);
void *base_map_value_at(const struct base_map *map, size_t index);

#endif
