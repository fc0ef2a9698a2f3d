#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

/** Items in the first allocation. Assumption: most arrays stay smaller. */
#define FIRST_CAPACITY 16

void *base_array_grow(void *items, size_t item_bytes, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return items;
    if (*capacity > SIZE_MAX / 2)
        return NULL;
    size_t wanted = *capacity > 0 ? 2 * *capacity : FIRST_CAPACITY;
    void *grown = reallocarray(items, wanted, item_bytes);
    if (grown)
        *capacity = wanted;
    return grown;
}
