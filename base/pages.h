#ifndef CROWDPATCH_BASE_PAGES_H
#define CROWDPATCH_BASE_PAGES_H

#include <stddef.h>

/** Huge pages for memory that is read at random, where looking pages up may take as long as the
 *  memory. Linux gives them where it is asked (transparent_hugepage "madvise" or "always");
 *  elsewhere both do nothing. scenarios/scale/README.md has what they were measured to bring. */

/** Asks for huge pages under [begin, begin + bytes), when it is large enough to have some. */
void base_pages_prefer_huge(void *begin, size_t bytes);
/** The same for what malloc's heap has grown by since the last call, if that is much; pages that
 *  are in use are moved together (Linux 6.1). Cheap enough for every event. What malloc maps by
 *  itself, such as stacks, is left alone. */
void base_pages_follow_heap(void);

#endif
