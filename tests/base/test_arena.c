#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

Test(arena, memory_is_aligned_and_disjoint)
{
    struct base_arena arena;
    base_arena_init(&arena, 256);
    uint8_t *places[200];
    for (int i = 0; i < 200; i++) {
        size_t bytes = (size_t)(i * 7 % 90);
        places[i] = base_arena_alloc(&arena, bytes);
        cr_assert_not_null(places[i]);
        cr_assert_eq((uintptr_t)places[i] % _Alignof(max_align_t), 0);
        memset(places[i], i, bytes);
    }
    for (int i = 0; i < 200; i++) {
        for (int j = 0; j < i * 7 % 90; j++)
            cr_assert_eq(places[i][j], i);
        for (int j = 0; j < i; j++)
            cr_assert_neq(places[i], places[j]);
    }
    base_arena_deinit(&arena);
    cr_assert_null(arena.head);
}

Test(arena, large_requests_and_overflow)
{
    struct base_arena arena;
    base_arena_init(&arena, 64);
    uint8_t *large = base_arena_alloc(&arena, 100000);
    memset(large, 1, 100000);
    cr_assert_null(base_arena_alloc(&arena, SIZE_MAX - 3));
    cr_assert_null(base_arena_calloc(&arena, SIZE_MAX / 2, 3));
    uint32_t *zeros = base_arena_calloc(&arena, 1000, sizeof *zeros);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(zeros[i], 0);
    cr_assert_str_eq(base_arena_strndup(&arena, "firmware", 4), "firm");
    cr_assert_str_eq(base_arena_strndup(&arena, "", 0), "");
    base_arena_deinit(&arena);
}

Test(arena, restore_reuses_memory)
{
    struct base_arena arena;
    base_arena_init(&arena, 128);
    struct base_arena_mark empty = base_arena_mark(&arena);
    void *first = base_arena_alloc(&arena, 16);
    struct base_arena_mark mark = base_arena_mark(&arena);
    void *second = base_arena_alloc(&arena, 16);
    for (int i = 0; i < 50; i++)
        base_arena_alloc(&arena, 60);
    base_arena_restore(&arena, mark);
    cr_assert_eq(base_arena_alloc(&arena, 16), second);
    cr_assert_neq(first, second);
    base_arena_restore(&arena, empty);
    cr_assert_null(arena.head);
    base_arena_deinit(&arena);
}
