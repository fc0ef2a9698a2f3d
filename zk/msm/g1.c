#include <string.h>

#include "zk/field.h"
#include "zk/kernels.h"
#include "zk/msm/group.h"

#define POINT zk_g1
#define AFFINE zk_g1_affine
#define ELEMENT zk_fp
#define F(x) fp_##x
#define F_OUTER(x) ZK_ARCH(zk_fp_##x)
#define F_COMMON(x) zk_fp_##x
#define OUTER(x) ZK_ARCH(zk_g1_##x)
#define IMAGE_X(x, ret) fp_mul(x, &BN254_BETA, ret)
#include "zk/msm/group_template.h"

const struct zk_msm_group ZK_ARCH(zk_msm_group_g1) = GROUP;
