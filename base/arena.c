#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT alignof(max_align_t)

struct base_arena_block {
    struct base_arena_block *previous;
    size_t used;
    size_t capacity;
    alignas(max_align_t) uint8_t data[];
};

void base_arena_init(struct base_arena *arena, size_t block_bytes)
{
    *arena = (struct base_arena){.block_bytes = block_bytes};
}

void base_arena_deinit(struct base_arena *arena)
{
    base_arena_restore(arena, (struct base_arena_mark){0});
}

void *base_arena_alloc(struct base_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX - sizeof(struct base_arena_block) - ALIGNMENT)
        return NULL;
    /* Even an empty request gets a place of its own. */
    size_t rounded = ((bytes == 0 ? 1 : bytes) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct base_arena_block *block = arena->head;
    if (block == NULL || rounded > block->capacity - block->used) {
        size_t capacity = rounded > arena->block_bytes ? rounded : arena->block_bytes;
        if (capacity > SIZE_MAX - sizeof *block)
            return NULL;
        block = malloc(sizeof *block + capacity);
        if (block == NULL)
            return NULL;
        block->previous = arena->head;
        block->used = 0;
        block->capacity = capacity;
        arena->head = block;
    }
    void *place = block->data + block->used;
    block->used += rounded;
    return place;
}

void *base_arena_calloc(struct base_arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes))
        return NULL;
    void *place = base_arena_alloc(arena, bytes);
    if (place != NULL)
        memset(place, 0, bytes);
    return place;
}

char *base_arena_strndup(struct base_arena *arena, const char *text, size_t len)
{
    if (len == SIZE_MAX)
        return NULL;
    char *copy = base_arena_alloc(arena, len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

struct base_arena_mark base_arena_mark(const struct base_arena *arena)
{
    return (struct base_arena_mark){
        .block = arena->head,
        .used = arena->head == NULL ? 0 : arena->head->used,
    };
}

void base_arena_restore(struct base_arena *arena, struct base_arena_mark mark)
{
    while (arena->head != mark.block) {
        struct base_arena_block *block = arena->head;
        arena->head = block->previous;
        free(block);
    }
    if (arena->head != NULL)
        arena->head->used = mark.used;
}
