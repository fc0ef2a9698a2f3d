#ifndef CROWDPATCH_BASE_PAGES_H
#define CROWDPATCH_BASE_PAGES_H

#include <stddef.h>

/** Huge pages for memory that is read at random: with a million devices an access to small pages
 *  waits for the page table as long as for the memory. Linux gives them where it is asked
 *  (transparent_hugepage "madvise" or "always"); elsewhere both do nothing. */

/** Asks for huge pages under [begin, begin + bytes), when it is large enough to have some. */
void base_pages_prefer_huge(void *begin, size_t bytes);
/** Makes malloc's heap at least so large in one piece, on huge pages, and keeps it: nothing is
 *  given back to the system. Takes address space and, until it is used, no memory. Without so much
 *  address space nothing happens. */
void base_pages_reserve_heap(size_t bytes);

#endif
