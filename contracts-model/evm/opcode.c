#include "contracts-model/evm/opcode.h"

#include <stddef.h>

struct row {
    uint8_t taken;
    uint16_t gas;
    enum evm_fork since;
    const char *name;
};

static const struct row rows[256] = {
#define X(code, name, taken, left, gas, since) [code] = {taken, gas, EVM_FORK_##since, #name},
    EVM_OPCODES(X)
#undef X
};

static const struct {
    enum evm_fork fork;
    uint8_t opcode;
    uint16_t gas;
} changes[] = {
#define X(fork, name, gas) {EVM_FORK_##fork, EVM_OP_##name, gas},
    EVM_GAS_CHANGES(X)
#undef X
};

void evm_opcode_table_build(enum evm_fork fork, struct evm_instruction ret_table[256])
{
    for (unsigned op = 0; op < 256; op++) {
        ret_table[op] = (struct evm_instruction){
            .is_defined = rows[op].name && rows[op].since <= fork,
            .taken = rows[op].taken,
            .gas = rows[op].gas,
        };
    }
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        if (changes[i].fork <= fork) {
            ret_table[changes[i].opcode].gas = changes[i].gas;
        }
    }
}

const char *evm_opcode_name(uint8_t opcode)
{
    return rows[opcode].name;
}
