#ifndef CROWDPATCH_ZK_POSEIDON_LANES_H
#define CROWDPATCH_ZK_POSEIDON_LANES_H

#include "zk/lanes.h"
#include "zk/poseidon/poseidon.h"

/* Private to zk/: zk_poseidon_permute() of eight states side by side, on machines of which
 * zk_arch_has_ifma() holds; equal bytes. */
#ifdef ZK_ARCH_IFMA

/* states[count][width], 1 <= count <= 8. */
void zk_poseidon_permute_lanes(const struct zk_poseidon *poseidon, size_t count, zk_fr states[]);

#endif
#endif
