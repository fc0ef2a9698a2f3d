#include <string.h>

#include "zk/field.h"
#include "zk/kernels.h"

#define POINT zk_g1
#define AFFINE zk_g1_affine
#define ELEMENT zk_fp
#define F(x) fp_##x
#define F_OUTER(x) ZK_ARCH(zk_fp_##x)
#define F_COMMON(x) zk_fp_##x
#define OUTER(x) ZK_ARCH(zk_g1_##x)
#define CURVE_B BN254_B
#include "zk/curve_template.h"

void ZK_ARCH(zk_g1_mul)(const zk_g1 *a, const u256 *scalar, zk_g1 *ret_product)
{
    mul_plain(a, scalar, ret_product);
}
