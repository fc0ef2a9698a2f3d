#ifndef CROWDPATCH_BASE_ARENA_H
#define CROWDPATCH_BASE_ARENA_H

#include <stddef.h>

/** A bump allocator: many small things that die together. Blocks come from malloc and grow as
 *  needed; marks make it serve as a scratch stack. Not thread-safe. */
struct base_arena {
    struct base_arena_block *head;
    size_t block_bytes;
};

/** A place to return to with base_arena_restore(). */
struct base_arena_mark {
    struct base_arena_block *block;
    size_t used;
};

/** block_bytes: size of a regular block; larger requests get a block of their own. */
void base_arena_init(struct base_arena *arena, size_t block_bytes);
void base_arena_deinit(struct base_arena *arena);

/** Uninitialised memory, aligned for any type. Returns NULL when memory is exhausted. */
void *base_arena_alloc(struct base_arena *arena, size_t bytes);
/** Zeroed memory for count items of item_bytes each; NULL on overflow too. */
void *base_arena_calloc(struct base_arena *arena, size_t count, size_t item_bytes);
/** A NUL-terminated copy of the first len bytes of text. */
char *base_arena_strndup(struct base_arena *arena, const char *text, size_t len);

struct base_arena_mark base_arena_mark(const struct base_arena *arena);
/** Releases all that was allocated since the mark was taken. */
void base_arena_restore(struct base_arena *arena, struct base_arena_mark mark);

#endif
