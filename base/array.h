#ifndef CROWDPATCH_BASE_ARRAY_H
#define CROWDPATCH_BASE_ARRAY_H

#include <stddef.h>

/** Room for one more item in a malloc'd array of *capacity items, of which `count` are used.
 *  Returns where the array stands now, with *capacity at least count + 1, or NULL when memory is
 *  exhausted (the array and *capacity unchanged). The room doubles, from 16 items on. */
void *base_array_grow(void *items, size_t item_bytes, size_t count, size_t *capacity);

#endif
