#include "zk/field.h"
#include "zk/kernels.h"

#define ELEMENT zk_fr
#define FIELD FIELD_R
#define INNER(x) fr_##x
#define OUTER(x) ZK_ARCH(zk_fr_##x)
#define OUTER_COMMON(x) zk_fr_##x
#include "zk/field_template.h"
