#include <string.h>

#include "zk/msm/group.h"
#include "zk/tower.h"

#define POINT zk_g2
#define AFFINE zk_g2_affine
#define ELEMENT zk_fp2
#define F(x) fp2_##x
#define F_OUTER(x) ZK_ARCH(zk_fp2_##x)
#define F_COMMON(x) zk_fp2_##x
#define OUTER(x) ZK_ARCH(zk_g2_##x)
/* -psi^2, which has the same eigenvalue on G2 as the endomorphism of G1 there. */
#define IMAGE_X(x, ret) fp2_scale(x, &BN254_FROBENIUS_2[2].c0, ret)
#include "zk/msm/group_template.h"

const struct zk_msm_group ZK_ARCH(zk_msm_group_g2) = GROUP;
