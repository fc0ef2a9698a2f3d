#ifndef CROWDPATCH_EVM_FRAME_H
#define CROWDPATCH_EVM_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/evm/evm.h"
#include "contracts-model/evm/opcode.h"
#include "contracts-model/evm/rules.h"
#include "contracts-model/evm/state_internal.h"

/** What an instruction or a run of them came to, besides enum evm_status (>= 0: the frame has
 *  ended so) and BASE_E_NOMEM. */
enum evm_step {
    EVM_STEP_NEXT = -100, /* goes on with the next instruction */
    EVM_STEP_CALL = -101, /* vm->child says what to run first */
};

/** One running call or creation. Frames live on the heap and are chained, so that a call inside a
 *  call uses no C stack. */
struct evm_frame {
    struct evm_frame *parent; /* or the next spare one */
    struct evm_message message;
    const struct evm_code *code;
    struct evm_code *owned_code; /* creation code; otherwise NULL */
    struct evm_account *self;    /* message.recipient */
    size_t mark;                 /* of the journal */

    const uint8_t *ip; /* next instruction */
    u256 *sp;          /* above the top of the stack */
    uint64_t gas;

    uint8_t *memory;
    size_t memory_len; /* a multiple of 32 */
    size_t memory_capacity;

    uint8_t *return_data; /* of the last child */
    size_t return_len;
    size_t return_capacity;

    /* Where the child that runs now leaves its output. */
    size_t child_output_offset;
    size_t child_output_len;

    /* The frame's own output, in memory. */
    size_t output_offset;
    size_t output_len;

    u256 stack[EVM_STACK_MAX];
};

/** A fork's tables, kept in the state between messages. */
struct evm_fork_tables {
    struct evm_rules rules;
    struct evm_instruction instructions[256];
    const void *targets[256]; /* evm_interpret()'s own: where each opcode's code is */
};

/** One evm_execute() at work. */
struct evm_vm {
    struct evm_state *state;
    const struct evm_environment *environment;
    const struct evm_rules *rules;
    const struct evm_instruction *table; /* [256] */
    const void **targets;                /* [256], the first NULL before they are known */
    struct evm_frame *frame;             /* the innermost; NULL: none */
    struct evm_message child;            /* after EVM_STEP_CALL */
    struct base_buffer output;           /* of the last precompile that made one */
};

/** Puts a frame on top. Takes ownership of owned_code in every case. Returns 0 or BASE_E_NOMEM. */
int evm_frame_push(struct evm_vm *vm, const struct evm_message *message,
                   const struct evm_code *code, struct evm_code *owned_code, size_t mark);
void evm_frame_pop(struct evm_vm *vm);

/** Keeps a child's output as the frame's return data. Returns 0 or BASE_E_NOMEM. */
int evm_frame_set_return_data(struct evm_frame *frame, const uint8_t *data, size_t len);

/** Pays for memory and makes offset..offset+len accessible; len 0 needs none.
 *  Returns EVM_STEP_NEXT, EVM_OUT_OF_GAS or BASE_E_NOMEM. More than 2^32 bytes are out of gas:
 *  they would cost 2^45. */
int evm_frame_reach(struct evm_frame *frame, u256 offset, u256 len);

/** Runs the innermost frame until it ends or calls. Returns an enum evm_status, EVM_STEP_CALL or
 *  BASE_E_NOMEM. */
int evm_interpret(struct evm_vm *vm);

#endif
