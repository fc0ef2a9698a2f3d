#ifndef CROWDPATCH_ZK_NTT_PASS_H
#define CROWDPATCH_ZK_NTT_PASS_H

#include "zk/fr.h"

/* Private to zk/: small transforms of 2^log2_m elements, ZK_NTT_LANES next to each other at a time,
 * copied out of an array and back. */
#define ZK_NTT_LANES 8

/* Multiplies element i of lane l by start[l] * step[l]^i. */
struct zk_ntt_chain {
    zk_fr start[ZK_NTT_LANES], step[ZK_NTT_LANES];
};

/* Roots are w^j, j < 2^log2_m / 2, w of order 2^log2_m; NULL leaves that transform out. With both,
 * a chain stands between them. */
struct zk_ntt_pass {
    unsigned log2_m;
    size_t stride;      /* between the elements of one transform */
    size_t lane_stride; /* between transforms */
    const zk_fr *dif;   /* roots: natural order in, bit-reversed out */
    const zk_fr *dit;   /* roots: bit-reversed order in, natural out */
};

/* 40 bytes an element, and as much for each of the roots. */
static inline size_t zk_ntt_pass_room(unsigned log2_m)
{
    size_t m = (size_t)1 << log2_m;
    return (m + m / 16 + 1) * ZK_NTT_LANES * 40;
}

#define ZK_KERNELS_NTT(X)                                                                          \
    X(void, zk_ntt_pass_run,                                                                       \
      (const struct zk_ntt_pass *pass, zk_fr values[], unsigned lanes,                             \
       const struct zk_ntt_chain *middle, const struct zk_ntt_chain *last, void *room),            \
      (pass, values, lanes, middle, last, room))

/* In this order: dif, the chain `middle`, dit, the chain `last`; a chain may be NULL. Chains count
 * by the natural index, also where the order is bit-reversed.
 * values: the first element of lane 0. 1 <= lanes <= ZK_NTT_LANES. room: zk_ntt_pass_room() bytes,
 * aligned to 64; it holds copies of values on return. */
void zk_ntt_pass_run(const struct zk_ntt_pass *pass, zk_fr values[], unsigned lanes,
                     const struct zk_ntt_chain *middle, const struct zk_ntt_chain *last,
                     void *room);

#endif
