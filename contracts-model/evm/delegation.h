#ifndef CROWDPATCH_EVM_DELEGATION_H
#define CROWDPATCH_EVM_DELEGATION_H

#include <stdbool.h>
#include <string.h>

#include "contracts-model/evm/code.h"
#include "crypto/sign.h"

/** True when the code is a designator, 0xef0100 and an address; code may be NULL.
 *  Source: EIP-7702. */
static inline bool evm_delegation_of(const struct evm_code *code, crypto_address *ret_delegate)
{
    static const uint8_t prefix[3] = {0xef, 0x01, 0x00};

    if (!code || code->len != sizeof(prefix) + sizeof(*ret_delegate) ||
        memcmp(code->bytes, prefix, sizeof(prefix)) != 0) {
        return false;
    }
    memcpy(ret_delegate->bytes, code->bytes + sizeof(prefix), sizeof(ret_delegate->bytes));
    return true;
}

#endif
