#include "base/error.h"
#include "contracts-model/evm/instruction.h"
#include "contracts-model/evm/word.h"

int evm_access_account(struct evm_vm *vm, struct evm_frame *frame, struct evm_account *account,
                       uint64_t surcharge)
{
    bool was_cold = false;

    if (!account) {
        return BASE_E_NOMEM;
    }
    if (!vm->rules->access_lists) {
        return EVM_STEP_NEXT;
    }
    int r = evm_account_warm(vm->state, account, &was_cold);
    if (r < 0) {
        return r;
    }
    if (was_cold && !evm_rules_is_precompile(vm->rules, &account->address) &&
        !evm_pay(frame, surcharge)) {
        return EVM_OUT_OF_GAS;
    }
    return EVM_STEP_NEXT;
}

/** Accesses the account that the top of the stack names. */
static int access_operand(struct evm_vm *vm, struct evm_frame *frame,
                          struct evm_account **ret_account)
{
    crypto_address address = evm_word_to_address(frame->sp[-1]);

    *ret_account = evm_state_reach(vm->state, &address);
    return evm_access_account(vm, frame, *ret_account, vm->rules->cold_account);
}

int evm_instruction_balance(struct evm_vm *vm, struct evm_frame *frame)
{
    struct evm_account *account;
    int r = access_operand(vm, frame, &account);

    if (r == EVM_STEP_NEXT) {
        frame->sp[-1] = account->balance;
    }
    return r;
}

int evm_instruction_extcodesize(struct evm_vm *vm, struct evm_frame *frame)
{
    struct evm_account *account;
    int r = access_operand(vm, frame, &account);

    if (r == EVM_STEP_NEXT) {
        frame->sp[-1] = u256_from_u64(account->code ? account->code->len : 0);
    }
    return r;
}

int evm_instruction_extcodehash(struct evm_vm *vm, struct evm_frame *frame)
{
    struct evm_account *account;
    int r = access_operand(vm, frame, &account);

    if (r != EVM_STEP_NEXT) {
        return r;
    }
    /* Source: EIP-1052: zero for an account that is absent or empty. */
    if (evm_account_is_empty(account)) {
        frame->sp[-1] = u256_from_u64(0);
    } else {
        crypto_digest hash = account->code ? account->code->hash : crypto_keccak256("", 0);
        frame->sp[-1] = evm_word_load(hash.bytes);
    }
    return r;
}

int evm_instruction_blockhash(struct evm_vm *vm, struct evm_frame *frame)
{
    const struct evm_environment *environment = vm->environment;
    uint64_t number;
    crypto_digest hash = {{0}};

    if (environment->block_hash && u256_to_u64(frame->sp[-1], &number) &&
        number < environment->block_number && environment->block_number - number <= 256) {
        hash = environment->block_hash(environment->block_hash_context, number);
    }
    frame->sp[-1] = evm_word_load(hash.bytes);
    return EVM_STEP_NEXT;
}

int evm_instruction_sload(struct evm_vm *vm, struct evm_frame *frame)
{
    struct evm_slot *slot = evm_account_slot(frame->self, evm_word_get(frame->sp - 1));
    bool was_cold = false;

    if (!slot) {
        return BASE_E_NOMEM;
    }
    if (vm->rules->access_lists) {
        int r = evm_slot_warm(vm->state, frame->self, slot, &was_cold);
        if (r < 0) {
            return r;
        }
        if (was_cold && !evm_pay(frame, vm->rules->cold_slot)) {
            return EVM_OUT_OF_GAS;
        }
    }
    evm_word_copy(frame->sp - 1, &slot->value);
    return EVM_STEP_NEXT;
}

/** What a store costs and refunds, without the cold surcharge.
 *  Source: EIP-2200, with the constants of EIP-2929 and EIP-3529. */
static void sstore_price(const struct evm_rules *rules, u256 original, u256 current, u256 value,
                         uint64_t *ret_gas, int64_t *ret_refund)
{
    int64_t clear_refund = (int64_t)rules->sstore_clear_refund;
    int64_t refund = 0;

    *ret_refund = 0;
    if (u256_equal(current, value)) {
        *ret_gas = rules->warm_slot;
        return;
    }
    if (u256_equal(original, current)) {
        *ret_gas = u256_is_zero(original) ? EVM_GAS_SSTORE_SET : rules->sstore_reset;
        *ret_refund = !u256_is_zero(original) && u256_is_zero(value) ? clear_refund : 0;
        return;
    }
    *ret_gas = rules->warm_slot;
    if (!u256_is_zero(original)) {
        if (u256_is_zero(current)) {
            refund -= clear_refund;
        } else if (u256_is_zero(value)) {
            refund += clear_refund;
        }
    }
    if (u256_equal(original, value)) {
        uint64_t paid = u256_is_zero(original) ? EVM_GAS_SSTORE_SET : rules->sstore_reset;
        refund += (int64_t)(paid - rules->warm_slot);
    }
    *ret_refund = refund;
}

int evm_instruction_sstore(struct evm_vm *vm, struct evm_frame *frame)
{
    u256 key = evm_word_get(frame->sp - 1), value = evm_word_get(frame->sp - 2);
    bool was_cold = false;
    uint64_t gas;
    int64_t refund;

    if (frame->message.is_static) {
        return EVM_STATIC_VIOLATION;
    }
    if (frame->gas <= EVM_GAS_SSTORE_SENTRY) {
        return EVM_OUT_OF_GAS;
    }
    struct evm_slot *slot = evm_account_slot(frame->self, key);
    if (!slot) {
        return BASE_E_NOMEM;
    }
    if (vm->rules->access_lists) {
        int r = evm_slot_warm(vm->state, frame->self, slot, &was_cold);
        if (r < 0) {
            return r;
        }
    }
    sstore_price(vm->rules, evm_slot_original(vm->state, slot), slot->value, value, &gas, &refund);
    gas += was_cold ? vm->rules->cold_slot + vm->rules->warm_slot : 0;
    if (!evm_pay(frame, gas)) {
        return EVM_OUT_OF_GAS;
    }
    frame->sp -= 2;
    if (refund != 0 && evm_state_add_refund(vm->state, refund) < 0) {
        return BASE_E_NOMEM;
    }
    if (!u256_equal(slot->value, value) && evm_slot_set(vm->state, frame->self, slot, value) < 0) {
        return BASE_E_NOMEM;
    }
    return EVM_STEP_NEXT;
}

int evm_instruction_tload(struct evm_vm *vm, struct evm_frame *frame)
{
    frame->sp[-1] = evm_state_transient(vm->state, &frame->message.recipient, frame->sp[-1]);
    return EVM_STEP_NEXT;
}

int evm_instruction_tstore(struct evm_vm *vm, struct evm_frame *frame)
{
    if (frame->message.is_static) {
        return EVM_STATIC_VIOLATION;
    }
    int r =
        evm_state_set_transient(vm->state, &frame->message.recipient, frame->sp[-1], frame->sp[-2]);
    frame->sp -= 2;
    return r < 0 ? r : EVM_STEP_NEXT;
}

int evm_instruction_selfdestruct(struct evm_vm *vm, struct evm_frame *frame)
{
    struct evm_account *self = frame->self, *beneficiary;
    struct evm_state *state = vm->state;
    crypto_address address = evm_word_to_address(frame->sp[-1]);

    if (frame->message.is_static) {
        return EVM_STATIC_VIOLATION;
    }
    beneficiary = evm_state_reach(state, &address);
    int r = evm_access_account(vm, frame, beneficiary, vm->rules->selfdestruct_cold);
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    if (!u256_is_zero(self->balance) && evm_account_is_empty(beneficiary) &&
        !evm_pay(frame, EVM_GAS_NEW_ACCOUNT)) {
        return EVM_OUT_OF_GAS;
    }
    frame->sp--;
    bool goes = !vm->rules->selfdestruct_only_new || self->created_epoch == state->epoch;
    if (vm->rules->selfdestruct_refund > 0 && self->destroyed_epoch != state->epoch) {
        r = evm_state_add_refund(state, (int64_t)vm->rules->selfdestruct_refund);
        if (r < 0) {
            return r;
        }
    }
    r = evm_account_touch(state, beneficiary);
    if (r >= 0 && beneficiary != self) {
        r = evm_account_transfer(state, self, beneficiary, self->balance);
    } else if (r >= 0 && goes) {
        r = evm_account_burn(state, self);
    }
    if (r >= 0 && goes) {
        r = evm_account_mark_destroyed(state, self);
    }
    return r < 0 ? r : EVM_SUCCESS;
}
