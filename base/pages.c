#define _DEFAULT_SOURCE /* madvise, sbrk */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/** Source: the size of a transparent huge page on x86-64 and on aarch64 with pages of 4 KiB. */
#define HUGE_BYTES ((uintptr_t)2 << 20)
#define PAGE_BYTES ((uintptr_t)4096)

/** Below this nothing is to be gained. */
#define WORTHWHILE_BYTES (4 * HUGE_BYTES)
/** Growth of the heap that is worth two system calls. */
#define GROWTH_BYTES (16 * HUGE_BYTES)

/** Source: linux/mman.h, which Debian 12's libc does not repeat. */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

void base_pages_prefer_huge(void *begin, size_t bytes)
{
    if (bytes < WORTHWHILE_BYTES)
        return;
    uintptr_t from = ((uintptr_t)begin + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
    uintptr_t to = ((uintptr_t)begin + bytes) & ~(PAGE_BYTES - 1);
    (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

/* The heap is one range that grows at its end. Its first part, up to the first call, is small. */
void base_pages_follow_heap(void)
{
    static uintptr_t followed;
    uintptr_t end = (uintptr_t)sbrk(0) & ~(HUGE_BYTES - 1);
    if (followed == 0 || end < followed)
        followed = end;
    if (end - followed < GROWTH_BYTES)
        return;
    (void)madvise((void *)followed, end - followed, MADV_HUGEPAGE);
    (void)madvise((void *)followed, end - followed, MADV_COLLAPSE);
    followed = end;
}
