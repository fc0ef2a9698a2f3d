#ifndef CROWDPATCH_ZK_REED_SOLOMON_H
#define CROWDPATCH_ZK_REED_SOLOMON_H

#include <stdbool.h>

#include "zk/fr.h"
#include "zk/threads.h"

/** A Reed-Solomon code of rate 1/2 over Fr in leaves of 16 elements, systematic: n leaves of data,
 * n a power of two, then n of parity, any n of which give back the data.
 *
 *  With N = 16 n and v the root of order 2N of zk/ntt/ntt.h, f is the polynomial of degree below N
 * whose values are the code: element i of data leaf j is f(v^(2j + 2n i)), and of parity leaf j
 *  f(v^(2j + 1 + 2n i)). So a leaf is a coset of the subgroup of order 16, and its points are the
 *  zeros of x^16 - u^k, u = v^16, k = 2j or 2j + 1. */
#define ZK_REED_SOLOMON_LEAF 16

/** n for that many elements, which zeros fill up: the least power of two with 16 n >= elements. */
size_t zk_reed_solomon_leaves(size_t elements);

/** Shape: data[n][16], ret_parity[n][16]. n is a power of two, 2^22 at most (asserted).
 *  Memory: about twice the data. Returns 0, or BASE_E_NOMEM with ret_parity undefined. */
int zk_reed_solomon_encode(struct zk_threads *threads, size_t n, const zk_fr data[],
                           zk_fr ret_parity[]);

/** Outcomes of zk_reed_solomon_decode() that leave `leaves` as it was. */
enum zk_reed_solomon_outcome {
    ZK_REED_SOLOMON_LOST = 1,  /* more than n leaves are erased */
    ZK_REED_SOLOMON_WRONG = 2, /* what is there is of no one code; seen if less than n are erased */
};

/** Fills in the data leaves that are erased; parity leaves stay as they are.
 *  With Z(y) the product of y - u^k over what is erased, D = f(x) Z(x^16) is known everywhere, and
 *  x D' = 16 f(x) x^16 Z'(x^16) where Z is 0. O(N log N + n log^2 n).
 *  Shape: leaves[2n][16], is_erased[2n], data first; n as above. Variable time.
 *  Memory: about six times the data. Returns 0, an outcome above, or BASE_E_NOMEM. */
int zk_reed_solomon_decode(struct zk_threads *threads, size_t n, zk_fr leaves[],
                           const bool is_erased[]);

#endif
