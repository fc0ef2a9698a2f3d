#include "zk/field.h"
#include "zk/kernels.h"

#define ELEMENT zk_fp
#define FIELD FIELD_P
#define INNER(x) fp_##x
#define OUTER(x) ZK_ARCH(zk_fp_##x)
#define OUTER_COMMON(x) zk_fp_##x
#include "zk/field_template.h"

bool ZK_ARCH(zk_fp_sqrt)(const zk_fp *a, zk_fp *ret_root)
{
    zk_fp root, square;
    ZK_ARCH(zk_fp_pow)(a, &BN254_SQRT_EXPONENT, &root);
    fp_square(&root, &square);
    if (!zk_fp_equal(&square, a))
        return false;
    *ret_root = root;
    return true;
}
