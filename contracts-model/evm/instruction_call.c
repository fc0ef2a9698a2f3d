#include "contracts-model/evm/delegation.h"
#include "contracts-model/evm/instruction.h"
#include "contracts-model/evm/word.h"

/** All but one 64th of the gas may go to a child. Source: EIP-150. */
static uint64_t gas_for_child(uint64_t gas)
{
    return gas - gas / 64;
}

/** Fills in who calls whom. Source: Yellow Paper, appendix H; EIP-7, EIP-214. */
static void child_parties(const struct evm_frame *frame, enum evm_call_kind kind,
                          const crypto_address *to, u256 value, struct evm_message *ret_child)
{
    const struct evm_message *message = &frame->message;

    *ret_child = (struct evm_message){
        .kind = kind,
        .is_static = message->is_static || kind == EVM_STATICCALL,
        .depth = message->depth + 1,
        .sender = message->recipient,
        .recipient = *to,
        .code_address = *to,
        .value_wei = value,
    };
    if (kind == EVM_CALLCODE || kind == EVM_DELEGATECALL) {
        ret_child->recipient = message->recipient;
    }
    if (kind == EVM_DELEGATECALL) {
        ret_child->sender = message->sender;
        ret_child->value_wei = message->value_wei;
    }
}

/** Accesses the account that a delegated one takes its code from. Source: EIP-7702. */
static int access_delegate(struct evm_vm *vm, struct evm_frame *frame,
                           const struct evm_account *account)
{
    crypto_address delegate;

    if (!vm->rules->delegation || !evm_delegation_of(account->code, &delegate)) {
        return EVM_STEP_NEXT;
    }
    if (!evm_pay(frame, vm->table[EVM_OP_CALL].gas)) {
        return EVM_OUT_OF_GAS;
    }
    return evm_access_account(vm, frame, evm_state_reach(vm->state, &delegate),
                              vm->rules->cold_account);
}

int evm_instruction_call(struct evm_vm *vm, struct evm_frame *frame, enum evm_call_kind kind)
{
    bool has_value = kind == EVM_CALL || kind == EVM_CALLCODE;
    const u256 *memory_operands = frame->sp - (has_value ? 7 : 6);
    u256 wanted_gas = evm_word_get(frame->sp - 1);
    crypto_address to = evm_word_to_address(evm_word_get(frame->sp - 2));
    u256 value = has_value ? evm_word_get(frame->sp - 3) : u256_from_u64(0);
    u256 output_len = evm_word_get(memory_operands);
    u256 output_offset = evm_word_get(memory_operands + 1);
    u256 input_len = evm_word_get(memory_operands + 2);
    u256 input_offset = evm_word_get(memory_operands + 3);

    if (kind == EVM_CALL && frame->message.is_static && !u256_is_zero(value)) {
        return EVM_STATIC_VIOLATION;
    }
    int r = evm_reach(frame, input_offset, input_len);
    if (r == EVM_STEP_NEXT) {
        r = evm_reach(frame, output_offset, output_len);
    }
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    struct evm_account *account = evm_state_reach(vm->state, &to);
    r = evm_access_account(vm, frame, account, vm->rules->cold_account);
    if (r == EVM_STEP_NEXT) {
        r = access_delegate(vm, frame, account);
    }
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    uint64_t extra = u256_is_zero(value) ? 0 : EVM_GAS_CALL_VALUE;
    if (kind == EVM_CALL && !u256_is_zero(value) && evm_account_is_empty(account)) {
        extra += EVM_GAS_NEW_ACCOUNT;
    }
    if (!evm_pay(frame, extra)) {
        return EVM_OUT_OF_GAS;
    }
    uint64_t child_gas = gas_for_child(frame->gas);
    if (evm_word_is_u64(wanted_gas) && wanted_gas.limb[0] < child_gas) {
        child_gas = wanted_gas.limb[0];
    }
    frame->gas -= child_gas;

    child_parties(frame, kind, &to, value, &vm->child);
    vm->child.gas = child_gas + (u256_is_zero(value) ? 0 : EVM_GAS_CALL_STIPEND);
    vm->child.input_len = input_len.limb[0];
    vm->child.input = vm->child.input_len > 0 ? frame->memory + input_offset.limb[0] : NULL;
    frame->child_output_len = output_len.limb[0];
    frame->child_output_offset = frame->child_output_len > 0 ? output_offset.limb[0] : 0;
    frame->sp -= has_value ? 7 : 6;
    return EVM_STEP_CALL;
}

int evm_instruction_create(struct evm_vm *vm, struct evm_frame *frame, enum evm_call_kind kind)
{
    u256 *sp = frame->sp;
    u256 value = evm_word_get(sp - 1), offset = evm_word_get(sp - 2), len = evm_word_get(sp - 3);
    u256 salt = kind == EVM_CREATE2 ? evm_word_get(sp - 4) : u256_from_u64(0);
    uint64_t word_gas = vm->rules->init_code_word + (kind == EVM_CREATE2 ? EVM_GAS_KECCAK_WORD : 0);

    if (frame->message.is_static) {
        return EVM_STATIC_VIOLATION;
    }
    if (evm_word_less(u256_from_u64(vm->rules->init_code_max_bytes), len)) {
        return EVM_INIT_CODE_TOO_LARGE;
    }
    if (!evm_pay_words(frame, len, word_gas)) {
        return EVM_OUT_OF_GAS;
    }
    int r = evm_reach(frame, offset, len);
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    uint64_t child_gas = gas_for_child(frame->gas);
    frame->gas -= child_gas;
    vm->child = (struct evm_message){
        .kind = kind,
        .depth = frame->message.depth + 1,
        .gas = child_gas,
        .sender = frame->message.recipient,
        .value_wei = value,
        .salt = salt,
        .input_len = len.limb[0],
    };
    vm->child.input = vm->child.input_len > 0 ? frame->memory + offset.limb[0] : NULL;
    frame->child_output_offset = 0;
    frame->child_output_len = 0;
    frame->sp -= kind == EVM_CREATE2 ? 4 : 3;
    return EVM_STEP_CALL;
}
