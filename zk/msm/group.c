#include "zk/msm/group.h"

#ifdef ZK_ARCH_IFMA
#define IFMA(group) (&zk_msm_group_##group##_ifma)
#else
#define IFMA(group) NULL
#endif
#define CHOOSE(group)                                                                              \
    const struct zk_msm_group *zk_msm_group_##group(enum zk_msm_arch arch)                         \
    {                                                                                              \
        if (arch >= ZK_MSM_IFMA && zk_arch_has_ifma())                                             \
            return IFMA(group);                                                                    \
        if (arch == ZK_MSM_IFMA)                                                                   \
            return NULL;                                                                           \
        if (arch >= ZK_MSM_MULX && zk_arch_has_mulx())                                             \
            return &zk_msm_group_##group##_mulx;                                                   \
        return arch == ZK_MSM_MULX ? NULL : &zk_msm_group_##group##_portable;                      \
    }

CHOOSE(g1)
CHOOSE(g2)
