#include <string.h>

#include "harness.h"

static const char *reason(const char *hex)
{
    static char text[64];
    size_t len;
    uint8_t *bytes = harness_bytes(hex, &len);

    evm_revert_reason(bytes, len, text, sizeof(text));
    free(bytes);
    return text;
}

#define WORD(digits) "00000000000000000000000000000000000000000000000000000000000000" digits

Test(result, reads_solidity_reverts)
{
    /* Error("no reward") */
    cr_expect_str_eq(reason("08c379a0" WORD("20")
                                WORD("09") "6e6f20726577617264"
                                           "0000000000000000000000000000000000000000000000"),
                     "no reward");
    cr_expect_str_eq(reason("4e487b71" WORD("11")), "Panic(0x11)");
    cr_expect_str_eq(reason("deadbeef" WORD("11")), "0xdeadbeef");
    cr_expect_str_eq(reason(""), "");
    cr_expect_str_eq(reason("0102"), "");
}

Test(result, survives_malformed_reverts)
{
    cr_expect_str_eq(reason("08c379a0"), "0x08c379a0");
    cr_expect_str_eq(reason("08c379a0" WORD("20")), "0x08c379a0");
    cr_expect_str_eq(reason("08c379a0" WORD("20") WORD("09") "6e6f"), "0x08c379a0");
    cr_expect_str_eq(reason("08c379a0" WORD("ff") WORD("01") "6e6f"), "0x08c379a0");
    cr_expect_str_eq(
        reason("08c379a0"
               "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" WORD("01") "6e"),
        "0x08c379a0");
    cr_expect_str_eq(reason("08c379a0" WORD(
                         "20") "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                               "6e"),
                     "0x08c379a0");
    cr_expect_str_eq(reason("4e487b71"), "0x4e487b71");
}

Test(result, cuts_long_reasons)
{
    char text[4];
    uint8_t bytes[4 + 64 + 32] = {0x08, 0xc3, 0x79, 0xa0};

    bytes[35] = 32;
    bytes[67] = 32;
    memset(bytes + 68, 'x', 32);
    evm_revert_reason(bytes, sizeof(bytes), text, sizeof(text));
    cr_expect_str_eq(text, "xxx");
}

Test(result, every_status_has_a_name)
{
    for (int status = EVM_SUCCESS; status <= EVM_PRECOMPILE_FAILURE; status++) {
        cr_expect_not_null(evm_status_name((enum evm_status)status));
    }
    cr_expect_str_eq(evm_status_name(EVM_SUCCESS), "success");
    cr_expect_str_eq(evm_status_name(EVM_PRECOMPILE_FAILURE), "precompile failure");
}
