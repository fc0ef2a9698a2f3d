#ifndef CROWDPATCH_MODELS_SHARED_PERCENTILE_H
#define CROWDPATCH_MODELS_SHARED_PERCENTILE_H

#include <stddef.h>

/** Where, in `count` sorted values, the least stands that at least `percent` % of them do not
 * exceed. Requires: count > 0, 0 < percent <= 100. */
static inline size_t percentile_index(size_t count, unsigned percent)
{
    return (count * percent + 99) / 100 - 1;
}

#endif
