#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/evm/delegation.h"
#include "contracts-model/evm/frame.h"
#include "contracts-model/evm/precompile.h"
#include "contracts-model/evm/word.h"

/** How a message ended. `output` is borrowed: from the frame's memory, the message's input, or
 *  vm->output. */
struct outcome {
    enum evm_status status;
    uint64_t gas;
    const uint8_t *output;
    size_t output_len;
    crypto_address created; /* by the last creation that succeeded */
};

/* What begin() returns beside BASE_E_NOMEM. */
enum { OVER = 0, RUNNING = 1 };

static bool is_creation(enum evm_call_kind kind)
{
    return kind == EVM_CREATE || kind == EVM_CREATE2;
}

static int over(struct outcome *outcome, enum evm_status status, uint64_t gas)
{
    outcome->status = status;
    outcome->gas = gas;
    outcome->output = NULL;
    outcome->output_len = 0;
    return OVER;
}

/** The code that an address runs; NULL: none. */
static const struct evm_code *code_of(const struct evm_vm *vm, const crypto_address *address)
{
    const struct evm_account *account = evm_state_find(vm->state, address);
    const struct evm_code *code = account ? account->code : NULL;
    crypto_address delegate;

    if (vm->rules->delegation && evm_delegation_of(code, &delegate)) {
        account = evm_state_find(vm->state, &delegate);
        code = account ? account->code : NULL;
    }
    return code;
}

/** Runs a precompile. Returns OVER or BASE_E_NOMEM. */
static int call_precompile(struct evm_vm *vm, const struct evm_message *message,
                           const struct evm_precompile *precompile, size_t mark,
                           struct outcome *outcome)
{
    uint64_t gas = message->gas;
    const uint8_t *output;
    size_t output_len;
    int status = evm_precompile_run(precompile, vm->rules, message->input, message->input_len, &gas,
                                    &vm->output, &output, &output_len);

    if (status < 0) {
        return status;
    }
    if (status != EVM_SUCCESS) {
        evm_state_rollback(vm->state, mark);
        return over(outcome, (enum evm_status)status, 0);
    }
    over(outcome, EVM_SUCCESS, gas);
    outcome->output = output;
    outcome->output_len = output_len;
    return OVER;
}

static int begin_call(struct evm_vm *vm, const struct evm_message *message, struct outcome *outcome)
{
    struct evm_state *state = vm->state;
    struct evm_account *sender = evm_state_reach(state, &message->sender);
    struct evm_account *recipient = evm_state_reach(state, &message->recipient);
    size_t mark = evm_state_mark(state);

    if (!sender || !recipient || evm_account_touch(state, recipient) < 0) {
        return BASE_E_NOMEM;
    }
    if (message->kind == EVM_CALL && !u256_is_zero(message->value_wei) &&
        evm_account_transfer(state, sender, recipient, message->value_wei) < 0) {
        return BASE_E_NOMEM;
    }
    const struct evm_precompile *precompile =
        evm_precompile_find(vm->rules, &message->code_address);
    if (precompile) {
        return call_precompile(vm, message, precompile, mark, outcome);
    }
    if (evm_rules_is_precompile(vm->rules, &message->code_address)) { /* nothing computes it */
        evm_state_rollback(vm->state, mark);
        return over(outcome, EVM_PRECOMPILE_FAILURE, 0);
    }
    const struct evm_code *code = code_of(vm, &message->code_address);
    if (!code) {
        return over(outcome, EVM_SUCCESS, message->gas);
    }
    int r = evm_frame_push(vm, message, code, NULL, mark);
    return r < 0 ? r : RUNNING;
}

/** Source: EIP-684, EIP-7610. */
static bool is_taken(const struct evm_account *account)
{
    return account->nonce != 0 || account->code || account->slots_used > 0;
}

static int begin_creation(struct evm_vm *vm, const struct evm_message *message,
                          struct outcome *outcome)
{
    struct evm_state *state = vm->state;
    struct evm_account *sender = evm_state_reach(state, &message->sender);
    struct evm_message creation = *message;
    bool was_cold;

    if (!sender) {
        return BASE_E_NOMEM;
    }
    if (sender->nonce == UINT64_MAX) {
        return over(outcome, EVM_NONCE_OVERFLOW, message->gas);
    }
    creation.recipient = message->kind == EVM_CREATE
                             ? evm_create_address(&message->sender, sender->nonce)
                             : evm_create2_address(&message->sender, message->salt, message->input,
                                                   message->input_len);
    creation.code_address = creation.recipient;
    creation.input = NULL; /* a creation has code, and no call data */
    creation.input_len = 0;
    struct evm_account *created = evm_state_reach(state, &creation.recipient);
    if (!created || evm_account_set_nonce(state, sender, sender->nonce + 1) < 0 ||
        (vm->rules->access_lists && evm_account_warm(state, created, &was_cold) < 0)) {
        return BASE_E_NOMEM;
    }
    if (is_taken(created)) {
        return over(outcome, EVM_ADDRESS_COLLISION, 0);
    }
    size_t mark = evm_state_mark(state);
    struct evm_code *code = evm_code_new(message->input, message->input_len);
    if (!code || evm_account_mark_created(state, created) < 0 ||
        evm_account_set_nonce(state, created, 1) < 0 ||
        evm_account_transfer(state, sender, created, message->value_wei) < 0) {
        evm_code_free(code);
        return base_fail(BASE_E_NOMEM, "no memory for a creation");
    }
    int r = evm_frame_push(vm, &creation, code, code, mark);
    return r < 0 ? r : RUNNING;
}

/** Starts a message: RUNNING when a frame was pushed, OVER when the outcome is known already. */
static int begin(struct evm_vm *vm, const struct evm_message *message, struct outcome *outcome)
{
    bool pays = message->kind != EVM_DELEGATECALL && message->kind != EVM_STATICCALL;

    if (message->depth > EVM_DEPTH_MAX) {
        return over(outcome, EVM_DEPTH_EXCEEDED, message->gas);
    }
    if (pays &&
        u256_compare(evm_state_balance(vm->state, &message->sender), message->value_wei) < 0) {
        return over(outcome, EVM_INSUFFICIENT_BALANCE, message->gas);
    }
    return is_creation(message->kind) ? begin_creation(vm, message, outcome)
                                      : begin_call(vm, message, outcome);
}

/** Installs what a creation returned. */
static int install_code(struct evm_vm *vm, struct evm_frame *frame, struct outcome *outcome)
{
    size_t len = outcome->output_len;
    uint64_t price = (uint64_t)len * EVM_GAS_CODE_BYTE;

    if (len > EVM_CODE_MAX_BYTES) {
        outcome->status = EVM_CODE_TOO_LARGE;
    } else if (vm->rules->reject_ef_code && len > 0 && outcome->output[0] == 0xef) {
        outcome->status = EVM_INVALID_CODE;
    } else if (outcome->gas < price) {
        outcome->status = EVM_OUT_OF_GAS;
    } else {
        int r = evm_account_set_code(vm->state, frame->self, outcome->output, len);
        if (r < 0) {
            return r;
        }
        outcome->gas -= price;
        outcome->created = frame->message.recipient;
        outcome->output_len = 0;
    }
    return 0;
}

/** The innermost frame has ended with `status`; it stays until its output was taken. */
static int finish(struct evm_vm *vm, enum evm_status status, struct outcome *outcome)
{
    struct evm_frame *frame = vm->frame;

    outcome->status = status;
    outcome->gas = frame->gas;
    outcome->output_len = frame->output_len;
    outcome->output = frame->output_len > 0 ? frame->memory + frame->output_offset : NULL;
    if (status == EVM_SUCCESS && is_creation(frame->message.kind)) {
        int r = install_code(vm, frame, outcome);
        if (r < 0) {
            return r;
        }
    }
    if (outcome->status != EVM_SUCCESS) {
        evm_state_rollback(vm->state, frame->mark);
    }
    if (outcome->status != EVM_SUCCESS && outcome->status != EVM_REVERT) {
        over(outcome, outcome->status, 0);
    }
    return 0;
}

/** Hands a child's outcome to the frame that waits for it. */
static int deliver(struct evm_frame *frame, enum evm_call_kind kind, const struct outcome *outcome)
{
    bool success = outcome->status == EVM_SUCCESS;
    int r = evm_frame_set_return_data(frame, outcome->output, outcome->output_len);

    if (r < 0) {
        return r;
    }
    frame->gas += outcome->gas;
    size_t copied = outcome->output_len < frame->child_output_len ? outcome->output_len
                                                                  : frame->child_output_len;
    if (copied > 0) {
        memcpy(frame->memory + frame->child_output_offset, frame->return_data, copied);
    }
    *frame->sp++ = success && is_creation(kind) ? evm_word_from_address(&outcome->created)
                                                : evm_word_from_bool(success);
    return RUNNING;
}

static int fill_result(const struct evm_state *state, const struct evm_message *message,
                       const struct outcome *outcome, struct evm_result *ret_result)
{
    bool has_created = is_creation(message->kind) && outcome->status == EVM_SUCCESS;
    uint8_t *output = NULL;

    if (outcome->output_len > 0) {
        output = malloc(outcome->output_len);
        if (!output) {
            return base_fail(BASE_E_NOMEM, "no memory for the output of a call");
        }
        memcpy(output, outcome->output, outcome->output_len);
    }
    *ret_result = (struct evm_result){
        .status = outcome->status,
        .gas_left = outcome->gas,
        .gas_refund = state->refund_gas,
        .output = output,
        .output_len = outcome->output_len,
        .created = has_created ? outcome->created : (crypto_address){{0}},
    };
    return OVER;
}

/** Tells the environment's hook with how much gas the last instruction leaves its frame. */
static void trace_pause(const struct evm_vm *vm, int step)
{
    const struct evm_environment *environment = vm->environment;
    bool is_regular = step == EVM_STEP_CALL || step == EVM_SUCCESS || step == EVM_REVERT;

    if (environment->trace && environment->trace_pause) {
        environment->trace_pause(environment->trace_context, is_regular ? vm->frame->gas : 0);
    }
}

/** Runs the innermost frame to its next call or its end. RUNNING: there is more to run. */
static int advance(struct evm_vm *vm, struct outcome *outcome)
{
    int step = evm_interpret(vm);

    trace_pause(vm, step);
    if (step == EVM_STEP_CALL) {
        int r = begin(vm, &vm->child, outcome);
        return r == OVER ? deliver(vm->frame, vm->child.kind, outcome) : r;
    }
    if (step < 0) {
        return step;
    }
    int r = finish(vm, (enum evm_status)step, outcome);
    if (r < 0 || !vm->frame->parent) {
        return r;
    }
    r = deliver(vm->frame->parent, vm->frame->message.kind, outcome);
    evm_frame_pop(vm);
    return r;
}

static void tables_build(enum evm_fork fork, struct evm_fork_tables *ret_tables)
{
    evm_rules_build(fork, &ret_tables->rules);
    evm_opcode_table_build(fork, ret_tables->instructions);
    ret_tables->targets[0] = NULL;
}

int evm_execute(struct evm_state *state, const struct evm_environment *environment,
                const struct evm_message *message, struct evm_result *ret_result)
{
    struct evm_vm vm = {.state = state, .environment = environment};
    struct outcome outcome = {0};

    if (!state->tables) {
        state->tables = malloc(sizeof(*state->tables));
        if (!state->tables) {
            return base_fail(BASE_E_NOMEM, "no memory for the EVM's tables");
        }
        tables_build(environment->fork, state->tables);
    } else if (state->tables->rules.fork != environment->fork) {
        tables_build(environment->fork, state->tables);
    }
    state->tables->rules.ed25519_precompile = environment->has_ed25519_verify;
    state->tables->rules.tokens = environment->tokens;
    vm.rules = &state->tables->rules;
    vm.table = state->tables->instructions;
    vm.targets = state->tables->targets;

    int r = begin(&vm, message, &outcome);
    while (r == RUNNING) {
        r = advance(&vm, &outcome);
    }
    if (r == OVER) {
        r = fill_result(state, message, &outcome, ret_result);
    }
    while (vm.frame) {
        evm_frame_pop(&vm);
    }
    base_buffer_deinit(&vm.output);
    return r;
}

void evm_result_deinit(struct evm_result *result)
{
    free(result->output);
    result->output = NULL;
    result->output_len = 0;
}
