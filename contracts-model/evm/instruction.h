#ifndef CROWDPATCH_EVM_INSTRUCTION_H
#define CROWDPATCH_EVM_INSTRUCTION_H

#include "contracts-model/evm/frame.h"
#include "contracts-model/evm/word.h"

/** The instructions that are too long for the dispatch loop. The base gas is paid and the stack's
 *  height was checked. Each takes its operands from frame->sp, pays from frame->gas, and returns
 *  EVM_STEP_NEXT, EVM_STEP_CALL, an enum evm_status that ends the frame, or BASE_E_NOMEM. */

int evm_instruction_exp(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_keccak256(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_mcopy(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_calldatacopy(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_codecopy(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_returndatacopy(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_log(struct evm_vm *vm, struct evm_frame *frame, unsigned topic_count);
/** RETURN and REVERT: `status` is what the frame ends with. */
int evm_instruction_return(struct evm_vm *vm, struct evm_frame *frame, enum evm_status status);

int evm_instruction_balance(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_extcodesize(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_extcodecopy(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_extcodehash(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_blockhash(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_sload(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_sstore(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_tload(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_tstore(struct evm_vm *vm, struct evm_frame *frame);
int evm_instruction_selfdestruct(struct evm_vm *vm, struct evm_frame *frame);

/** CALL, CALLCODE, DELEGATECALL, STATICCALL. */
int evm_instruction_call(struct evm_vm *vm, struct evm_frame *frame, enum evm_call_kind kind);
/** CREATE, CREATE2. */
int evm_instruction_create(struct evm_vm *vm, struct evm_frame *frame, enum evm_call_kind kind);

/** evm_frame_reach(), at once where the memory is there already. */
static inline int evm_reach(struct evm_frame *frame, u256 offset, u256 len)
{
    size_t available = frame->memory_len;
    bool is_there = evm_word_is_u64(offset) && evm_word_is_u64(len) &&
                    offset.limb[0] <= available && len.limb[0] <= available - offset.limb[0];
    return is_there ? EVM_STEP_NEXT : evm_frame_reach(frame, offset, len);
}

/** Pays `gas` or tells that it cannot. */
static inline bool evm_pay(struct evm_frame *frame, uint64_t gas)
{
    if (frame->gas < gas) {
        return false;
    }
    frame->gas -= gas;
    return true;
}

/** Pays `word_gas` for each begun word of len bytes. More than 2^40 bytes cannot be paid. */
static inline bool evm_pay_words(struct evm_frame *frame, u256 len, uint64_t word_gas)
{
    uint64_t bytes;
    return u256_to_u64(len, &bytes) && bytes <= UINT64_C(1) << 40 &&
           evm_pay(frame, (bytes + 31) / 32 * word_gas);
}

/** Warms an account and pays the surcharge when it was cold (EIP-2929). */
int evm_access_account(struct evm_vm *vm, struct evm_frame *frame, struct evm_account *account,
                       uint64_t surcharge);

#endif
