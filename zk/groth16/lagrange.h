#ifndef CROWDPATCH_ZK_GROTH16_LAGRANGE_H
#define CROWDPATCH_ZK_GROTH16_LAGRANGE_H

#include "zk/fr.h"
#include "zk/threads.h"

/** ret_values[i] = factor * x / (tau - x), x = shift * w^i, w the root of order n = 2^log2_n, i <
 * n. With factor (tau^n - shift^n) / (n shift^n) these are the Lagrange polynomials over the x at
 * tau. Requires: tau is none of the x. scratch[n] holds what tells of tau on return, as ret_values.
 */
void zk_groth16_lagrange(struct zk_threads *threads, unsigned log2_n, const zk_fr *tau,
                         const zk_fr *shift, const zk_fr *factor, zk_fr scratch[],
                         zk_fr ret_values[]);

#endif
