#ifndef CROWDPATCH_ZK_NTT_NTT_H
#define CROWDPATCH_ZK_NTT_NTT_H

#include "zk/fr.h"
#include "zk/threads.h"

/** Number-theoretic transforms over Fr of 2^log2_n elements. The root of order 2^28 is
 * 5^((r-1)/2^28) as in iden3's tools, of which all others are powers. Natural order in and out.
 *  Source: Bailey, "FFTs in external or hierarchical memory", 1990. */
#define ZK_NTT_LOG2_MAX 27

struct zk_ntt {
    unsigned log2_n;
    unsigned log2_columns, log2_rows; /* n is rows * columns, about as many of each */
    zk_fr *roots;                     /* of both shapes and directions; layout private to ntt.c */
};

/** log2_n <= ZK_NTT_LOG2_MAX (asserted). Returns 0 or BASE_E_NOMEM. */
int zk_ntt_init(struct zk_ntt *ntt, unsigned log2_n);
void zk_ntt_deinit(struct zk_ntt *ntt);

/** The root of order 2^log2_order, log2_order <= 28 (asserted). */
void zk_ntt_root(unsigned log2_order, zk_fr *ret_root);

/** In place, values[2^log2_n], w the root of order 2^log2_n: coefficients -> values at w^i.
 *  These three return 0, or BASE_E_NOMEM with the values untouched. They erase their copies. */
int zk_ntt_forward(const struct zk_ntt *ntt, struct zk_threads *threads, zk_fr values[]);
/** Values at w^i -> coefficients. */
int zk_ntt_inverse(const struct zk_ntt *ntt, struct zk_threads *threads, zk_fr values[]);
/** Values at w^i -> values at v w^i, v the root of order 2^(log2_n + 1): the odd coset. */
int zk_ntt_to_odd_coset(const struct zk_ntt *ntt, struct zk_threads *threads, zk_fr values[]);

#endif
