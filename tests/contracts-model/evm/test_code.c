#include <criterion/criterion.h>

#include "contracts-model/evm/code.h"

Test(code, finds_jumpdests_outside_push_data)
{
    /* JUMPDEST PUSH2 5b5b JUMPDEST PUSH1 (cut off) */
    static const uint8_t bytes[] = {0x5b, 0x61, 0x5b, 0x5b, 0x5b, 0x60};
    struct evm_code *code = evm_code_new(bytes, sizeof(bytes));

    cr_assert_not_null(code);
    cr_expect(evm_code_is_jumpdest(code, 0));
    cr_expect_not(evm_code_is_jumpdest(code, 1));
    cr_expect_not(evm_code_is_jumpdest(code, 2));
    cr_expect_not(evm_code_is_jumpdest(code, 3));
    cr_expect(evm_code_is_jumpdest(code, 4));
    cr_expect_not(evm_code_is_jumpdest(code, 5));
    cr_expect_not(evm_code_is_jumpdest(code, 6));
    cr_expect_not(evm_code_is_jumpdest(code, UINT64_MAX));
    evm_code_free(code);
}

Test(code, ends_in_zeros)
{
    static const uint8_t bytes[] = {0x7f};
    struct evm_code *code = evm_code_new(bytes, sizeof(bytes));

    cr_assert_not_null(code);
    for (size_t i = 1; i <= EVM_CODE_PADDING; i++) {
        cr_expect_eq(code->bytes[i], 0);
    }
    evm_code_free(code);
    evm_code_free(NULL);
}

Test(code, may_be_empty)
{
    struct evm_code *code = evm_code_new(NULL, 0);

    cr_assert_not_null(code);
    cr_expect_eq(code->len, 0U);
    cr_expect_not(evm_code_is_jumpdest(code, 0));
    evm_code_free(code);
}
