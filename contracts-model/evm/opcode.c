#include "contracts-model/evm/opcode.h"

#include <stddef.h>

#include "contracts-model/evm/rules.h"

struct row {
    uint8_t taken;
    uint8_t left;
    uint16_t gas;
    enum evm_fork since;
    const char *name;
};

static const struct row rows[256] = {
#define X(code, name, taken, left, gas, since) [code] = {taken, left, gas, EVM_FORK_##since, #name},
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

enum { WORD_BYTES = 32 };

static struct evm_instruction instruction_of(const struct row *row)
{
    /* Heights from `taken` to the highest that `left` more words still fit on. */
    unsigned highest = EVM_STACK_MAX;
    if (row->left > row->taken) {
        highest -= (unsigned)(row->left - row->taken);
    }
    return (struct evm_instruction){
        .min_bytes = (uint16_t)(row->taken * WORD_BYTES),
        .span_bytes = (uint16_t)((highest - row->taken) * WORD_BYTES),
        .gas = row->gas,
    };
}

void evm_opcode_table_build(enum evm_fork fork, struct evm_instruction ret_table[256])
{
    for (unsigned op = 0; op < 256; op++) {
        if (rows[op].name && rows[op].since <= fork) {
            ret_table[op] = instruction_of(&rows[op]);
        } else {
            ret_table[op] = (struct evm_instruction){.min_bytes = UINT16_MAX};
        }
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
