#include "contracts-model/evm/code.h"

#include <stdlib.h>
#include <string.h>

#include "contracts-model/evm/opcode.h"

struct evm_code *evm_code_new(const uint8_t *bytes, size_t len)
{
    size_t padded_len = len + EVM_CODE_PADDING;
    size_t bitmap_len = (len + 7) / 8;
    struct evm_code *code = calloc(1, sizeof(*code) + padded_len + bitmap_len);

    if (!code) {
        return NULL;
    }
    code->len = len;
    code->jumpdests = code->bytes + padded_len;
    if (len > 0) {
        memcpy(code->bytes, bytes, len);
    }
    for (size_t i = 0; i < len; i++) {
        uint8_t opcode = code->bytes[i];
        if (opcode == EVM_OP_JUMPDEST) {
            code->jumpdests[i / 8] |= (uint8_t)(1U << (i % 8));
        } else if (opcode >= EVM_OP_PUSH1 && opcode <= EVM_OP_PUSH32) {
            i += (size_t)(opcode - EVM_OP_PUSH1) + 1;
        }
    }
    return code;
}

void evm_code_free(struct evm_code *code)
{
    free(code);
}
