#include "base/pages.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/** Source: the size of a transparent huge page on x86-64 and on aarch64 with pages of 4 KiB. */
#define HUGE_BYTES ((size_t)2 << 20)
#define PAGE_BYTES ((size_t)4096)

/** Below this nothing is to be gained. */
#define WORTHWHILE_BYTES (4 * HUGE_BYTES)

/** Mappings of their own that malloc may make: more than there can be. */
#define MAPPINGS_MAX 100000000

void base_pages_prefer_huge(void *begin, size_t bytes)
{
    if (bytes < WORTHWHILE_BYTES)
        return;
    uintptr_t from = ((uintptr_t)begin + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);
    uintptr_t to = ((uintptr_t)begin + bytes) & ~(uintptr_t)(PAGE_BYTES - 1);
    (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

/* One large block that comes from the heap itself, and is given back to malloc alone. */
void base_pages_reserve_heap(size_t bytes)
{
    if (bytes < WORTHWHILE_BYTES)
        return;
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_MMAP_MAX, 0);
    void *volatile block = malloc(bytes);
    if (block != NULL)
        base_pages_prefer_huge(block, bytes);
    free(block);
    mallopt(M_MMAP_MAX, MAPPINGS_MAX);
}
