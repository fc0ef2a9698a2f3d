#ifndef CROWDPATCH_EVM_CODE_H
#define CROWDPATCH_EVM_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"

/** Zero bytes (STOP) that follow a code, so that neither the program counter nor a PUSH's data
 *  needs a bounds check. */
#define EVM_CODE_PADDING 33

/** Code that does not change, with its jump destinations, found once. */
struct evm_code {
    size_t len;
    crypto_digest hash; /* Keccak-256; zero for creation code, where nobody asks */
    uint8_t *jumpdests; /* bit i%8 of byte i/8: a JUMPDEST that is no PUSH data stands at i */
    uint8_t bytes[];    /* len + EVM_CODE_PADDING */
};

/** NULL: no memory. evm_code_free(). */
struct evm_code *evm_code_new(const uint8_t *bytes, size_t len);
void evm_code_free(struct evm_code *code);

static inline bool evm_code_is_jumpdest(const struct evm_code *code, uint64_t position)
{
    return position < code->len && (code->jumpdests[position / 8] >> (position % 8) & 1);
}

#endif
