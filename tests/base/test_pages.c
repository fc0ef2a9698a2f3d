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

/* A heap that grows by more than is followed at once, in blocks that malloc does not map. */
Test(pages, the_heap_is_followed)
{
    enum { BLOCKS = 1000, BYTES = 100000 };
    static uint8_t *blocks[BLOCKS];
    base_pages_follow_heap();
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(BYTES);
        cr_assert_not_null(blocks[i]);
        memset(blocks[i], i % 251, BYTES);
        base_pages_follow_heap();
    }
    for (int i = 0; i < BLOCKS; i++)
        for (int at = 0; at < BYTES; at += 97)
            cr_assert_eq(blocks[i][at], i % 251);
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    base_pages_follow_heap();
}
