#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "contracts-model/evm/evm.h"

static const char *const status_names[] = {
    [EVM_SUCCESS] = "success",
    [EVM_REVERT] = "revert",
    [EVM_OUT_OF_GAS] = "out of gas",
    [EVM_INVALID_OPCODE] = "invalid opcode",
    [EVM_STACK_UNDERFLOW] = "stack underflow",
    [EVM_STACK_OVERFLOW] = "stack overflow",
    [EVM_BAD_JUMP] = "bad jump",
    [EVM_STATIC_VIOLATION] = "static violation",
    [EVM_RETURN_DATA_OUT_OF_BOUNDS] = "return data out of bounds",
    [EVM_DEPTH_EXCEEDED] = "depth exceeded",
    [EVM_INSUFFICIENT_BALANCE] = "insufficient balance",
    [EVM_NONCE_OVERFLOW] = "nonce overflow",
    [EVM_ADDRESS_COLLISION] = "address collision",
    [EVM_CODE_TOO_LARGE] = "code too large",
    [EVM_INIT_CODE_TOO_LARGE] = "init code too large",
    [EVM_INVALID_CODE] = "invalid code",
    [EVM_PRECOMPILE_FAILURE] = "precompile failure",
};

const char *evm_status_name(enum evm_status status)
{
    assert((size_t)status < sizeof(status_names) / sizeof(status_names[0]));
    return status_names[status];
}

/** The text inside Error(string): selector, offset, length, bytes. NULL: not well formed. */
static const uint8_t *error_text(const uint8_t *output, size_t len, size_t *ret_len)
{
    uint64_t offset, text_len;

    if (len < 4 + 64 || !u256_to_u64(u256_from_be(output + 4), &offset) || offset > len ||
        len - 4 < offset + 32 || !u256_to_u64(u256_from_be(output + 4 + offset), &text_len) ||
        text_len > len - 4 - offset - 32) {
        return NULL;
    }
    *ret_len = text_len;
    return output + 4 + offset + 32;
}

void evm_revert_reason(const uint8_t *output, size_t len, char *ret_text, size_t capacity)
{
    static const uint8_t error_selector[4] = {0x08, 0xc3, 0x79, 0xa0};
    static const uint8_t panic_selector[4] = {0x4e, 0x48, 0x7b, 0x71};
    char selector[2 * 4 + 1];
    size_t text_len;
    uint64_t panic;

    if (capacity == 0) {
        return;
    }
    if (len < 4) {
        ret_text[0] = '\0';
        return;
    }
    if (memcmp(output, error_selector, 4) == 0) {
        const uint8_t *text = error_text(output, len, &text_len);
        if (text) {
            size_t copied = text_len < capacity - 1 ? text_len : capacity - 1;
            memcpy(ret_text, text, copied);
            ret_text[copied] = '\0';
            return;
        }
    }
    if (memcmp(output, panic_selector, 4) == 0 && len >= 36 &&
        u256_to_u64(u256_from_be(output + 4), &panic)) {
        snprintf(ret_text, capacity, "Panic(0x%02llx)", (unsigned long long)panic);
        return;
    }
    base_hex_encode(output, 4, selector);
    snprintf(ret_text, capacity, "0x%s", selector);
}
