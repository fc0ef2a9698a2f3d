#include "zk/machine.h"

#include "zk/arch.h"

const char *zk_machine_arithmetic(void)
{
    if (zk_arch_has_mulx())
        return zk_arch_has_ifma() ? "mulx, ifma" : "mulx";
    return zk_arch_has_ifma() ? "portable, ifma" : "portable";
}
