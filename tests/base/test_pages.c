#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

#define MIB ((size_t)1 << 20)

/* Advice changes no byte, whatever the range's ends. */
Test(pages, contents_stay)
{
    uint8_t *bytes = malloc(16 * MIB + 100);
    cr_assert_not_null(bytes);
    memset(bytes, 7, 16 * MIB + 100);
    base_pages_prefer_huge(bytes, 16 * MIB + 100);
    base_pages_prefer_huge(bytes + 1, 9 * MIB);
    base_pages_prefer_huge(bytes, 0);
    for (size_t i = 0; i < 16 * MIB + 100; i += 97)
        cr_assert_eq(bytes[i], 7);
    free(bytes);
}

/* Small blocks that come next stand side by side in what was reserved, and malloc goes on. */
Test(pages, blocks_come_from_the_reserve)
{
    uintptr_t first = UINTPTR_MAX, last = 0;
    void *blocks[64];
    base_pages_reserve_heap(64 * MIB);
    for (int i = 0; i < 64; i++) {
        blocks[i] = malloc(100000);
        cr_assert_not_null(blocks[i]);
        memset(blocks[i], i, 100000);
        first = (uintptr_t)blocks[i] < first ? (uintptr_t)blocks[i] : first;
        last = (uintptr_t)blocks[i] > last ? (uintptr_t)blocks[i] : last;
    }
    cr_expect_lt(last - first, 64 * MIB);
    for (int i = 0; i < 64; i++)
        free(blocks[i]);
}

/* What no machine has is no error. */
Test(pages, too_much_is_ignored)
{
    base_pages_reserve_heap(SIZE_MAX / 4);
    base_pages_reserve_heap(1);
    void *block = malloc(1000);
    cr_expect_not_null(block);
    free(block);
}
