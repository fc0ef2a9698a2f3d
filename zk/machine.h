#ifndef CROWDPATCH_ZK_MACHINE_H
#define CROWDPATCH_ZK_MACHINE_H

/** How this machine computes in the fields, of what zk/ knows: "portable", "mulx", "mulx, ifma" ...
 *  (eight lanes by AVX-512 IFMA). All give the same results. */
const char *zk_machine_arithmetic(void);

#endif
