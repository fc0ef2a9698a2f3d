#include <criterion/criterion.h>

#include "contracts-model/evm/opcode.h"

static bool defined(enum evm_fork fork, uint8_t opcode)
{
    struct evm_instruction table[256];

    evm_opcode_table_build(fork, table);
    return table[opcode].is_defined;
}

static uint32_t gas(enum evm_fork fork, uint8_t opcode)
{
    struct evm_instruction table[256];

    evm_opcode_table_build(fork, table);
    return table[opcode].gas;
}

Test(opcode, come_with_their_forks)
{
    static const struct {
        uint8_t opcode;
        enum evm_fork since;
    } news[] = {
        {EVM_OP_BASEFEE, EVM_FORK_LONDON},     {EVM_OP_PUSH0, EVM_FORK_SHANGHAI},
        {EVM_OP_TLOAD, EVM_FORK_CANCUN},       {EVM_OP_TSTORE, EVM_FORK_CANCUN},
        {EVM_OP_MCOPY, EVM_FORK_CANCUN},       {EVM_OP_BLOBHASH, EVM_FORK_CANCUN},
        {EVM_OP_BLOBBASEFEE, EVM_FORK_CANCUN}, {EVM_OP_CLZ, EVM_FORK_OSAKA},
    };
    for (size_t i = 0; i < sizeof(news) / sizeof(news[0]); i++) {
        for (enum evm_fork fork = EVM_FORK_ISTANBUL; fork <= EVM_FORK_OSAKA; fork++) {
            cr_expect_eq(defined(fork, news[i].opcode), fork >= news[i].since, "%s in fork %d",
                         evm_opcode_name(news[i].opcode), (int)fork);
        }
    }
}

Test(opcode, counts_are_those_of_the_forks)
{
    static const unsigned counts[] = {142, 142, 143, 144, 149, 149, 150};

    for (enum evm_fork fork = EVM_FORK_ISTANBUL; fork <= EVM_FORK_OSAKA; fork++) {
        unsigned count = 0;
        for (unsigned op = 0; op < 256; op++) {
            count += defined(fork, (uint8_t)op);
        }
        cr_expect_eq(count, counts[fork], "fork %d has %u", (int)fork, count);
    }
}

/* Source: EIP-1884 (istanbul), EIP-2929 (berlin). */
Test(opcode, change_their_price)
{
    cr_expect_eq(gas(EVM_FORK_ISTANBUL, EVM_OP_SLOAD), 800U);
    cr_expect_eq(gas(EVM_FORK_BERLIN, EVM_OP_SLOAD), 100U);
    cr_expect_eq(gas(EVM_FORK_ISTANBUL, EVM_OP_BALANCE), 700U);
    cr_expect_eq(gas(EVM_FORK_OSAKA, EVM_OP_BALANCE), 100U);
    cr_expect_eq(gas(EVM_FORK_ISTANBUL, EVM_OP_STATICCALL), 700U);
    cr_expect_eq(gas(EVM_FORK_LONDON, EVM_OP_STATICCALL), 100U);
    cr_expect_eq(gas(EVM_FORK_OSAKA, EVM_OP_LOG4), 1875U);
}

Test(opcode, know_the_words_they_take)
{
    struct evm_instruction table[256];

    evm_opcode_table_build(EVM_FORK_OSAKA, table);
    cr_expect_eq(table[EVM_OP_CALL].taken, 7);
    cr_expect_eq(table[EVM_OP_PUSH1].taken, 0);
    cr_expect_eq(table[EVM_OP_DUP16].taken, 16);
    cr_expect_eq(table[EVM_OP_SWAP16].taken, 17);
}

Test(opcode, have_names)
{
    cr_expect_str_eq(evm_opcode_name(0x60), "PUSH1");
    cr_expect_str_eq(evm_opcode_name(0xff), "SELFDESTRUCT");
    cr_expect_null(evm_opcode_name(0x0c));
}
