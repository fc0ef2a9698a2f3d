#include "zk/gadget/evaluate.h"

#include <assert.h>

/* Horner: ((c[n-1] z + c[n-2]) z + ...) + c[0]. */
struct zk_lc zk_gadget_evaluate(struct zk_builder *builder, size_t n, const struct zk_lc c[],
                                struct zk_lc z)
{
    assert(n >= 1);
    struct zk_lc sum = c[n - 1];
    for (size_t i = n - 1; i-- > 0;)
        sum = zk_builder_add(builder, zk_builder_mul(builder, sum, z), c[i]);
    return sum;
}
