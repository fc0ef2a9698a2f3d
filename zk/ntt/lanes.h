#ifndef CROWDPATCH_ZK_NTT_LANES_H
#define CROWDPATCH_ZK_NTT_LANES_H

#include "zk/arch.h"
#include "zk/ntt/pass.h"

/* Private to zk/: zk_ntt_pass_run() by the vectors of zk/lanes.h, to the same bytes. Only where
 * zk_arch_has_ifma() holds. */
#ifdef ZK_ARCH_IFMA
void zk_ntt_lanes_run(const struct zk_ntt_pass *pass, zk_fr values[], unsigned lanes,
                      const struct zk_ntt_chain *middle, const struct zk_ntt_chain *last,
                      void *room);
#endif

#endif
