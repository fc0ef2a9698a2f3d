#include "zk/kernels.h"
#include "zk/constants.h"

ZK_KERNELS(ZK_ARCH_DEFINE)

const zk_g1_affine zk_g1_generator = {BN254_G1_X, BN254_G1_Y};
const zk_g2_affine zk_g2_generator = {BN254_G2_X, BN254_G2_Y};
