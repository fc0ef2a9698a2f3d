#ifndef CROWDPATCH_CONTRACTS_ABI_H
#define CROWDPATCH_CONTRACTS_ABI_H

#include <stddef.h>
#include <stdint.h>

#include "contracts-model/evm/evm.h"

/** A contract's creation code, compiled from the Solidity source of the same name by the program
 *  beside it (compile.mjs). */
struct contracts_artifact {
    const char *name;
    const uint8_t *creation_code;
    size_t creation_code_len;
};

#endif
