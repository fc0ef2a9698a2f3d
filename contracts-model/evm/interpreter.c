#include <string.h>

#include "contracts-model/evm/instruction.h"
#include "contracts-model/evm/word.h"

/** Reports the coming instruction to the environment's hook. */
static void trace(const struct evm_vm *vm, const struct evm_frame *frame)
{
    const struct evm_environment *environment = vm->environment;
    uint8_t opcode = *frame->ip;
    struct evm_trace_step step = {
        .pc = (size_t)(frame->ip - frame->code->bytes),
        .opcode = opcode,
        .name = vm->table[opcode].is_defined ? evm_opcode_name(opcode) : NULL,
        .gas = frame->gas,
        .depth = frame->message.depth,
        .stack = frame->stack,
        .stack_count = (size_t)(frame->sp - frame->stack),
        .memory_bytes = frame->memory_len,
        .gas_refund = vm->state->refund_gas,
        .return_data = frame->return_data,
        .return_len = frame->return_len,
    };

    environment->trace(environment->trace_context, &step);
}

/** What each opcode takes, leaves and costs, as constants. */
enum {
#define CONSTANTS(code, name, taken, left, gas, since)                                             \
    TAKEN_##name = (taken), LEFT_##name = (left), GAS_##name = (gas),
    EVM_OPCODES(CONSTANTS)
#undef CONSTANTS
};

/** Whether the price of an opcode depends on the fork. */
static inline __attribute__((always_inline)) bool price_changes(uint8_t opcode)
{
#define IS_IT(fork, name, gas) || opcode == EVM_OP_##name
    return false EVM_GAS_CHANGES(IS_IT);
#undef IS_IT
}

/** Whether `taken` words can go from a stack and `left` words come instead. With constants this is
 *  up to two comparisons with addresses in the frame. */
static inline __attribute__((always_inline)) bool height_allows(const u256 *stack, const u256 *sp,
                                                                unsigned taken, unsigned left)
{
    bool is_high_enough = taken == 0 || sp >= stack + taken;
    bool has_room = left <= taken || sp <= stack + EVM_STACK_MAX - (left - taken);

    return is_high_enough && has_room;
}

/** Whether the frame has at least one byte of memory and all len bytes at the offset. */
static inline bool is_there(const struct evm_frame *frame, const u256 *offset, const u256 *len)
{
    uint64_t high = offset->limb[1] | offset->limb[2] | offset->limb[3] | len->limb[1] |
                    len->limb[2] | len->limb[3];

    return high == 0 && offset->limb[0] < frame->memory_len &&
           len->limb[0] <= frame->memory_len - offset->limb[0];
}

/** One word of call data, zeros past its end. */
static u256 load_call_data(const struct evm_message *message, u256 offset)
{
    uint8_t bytes[32] = {0};

    if (evm_word_is_u64(offset) && offset.limb[0] < message->input_len) {
        size_t available = message->input_len - offset.limb[0];
        memcpy(bytes, message->input + offset.limb[0],
               available < sizeof(bytes) ? available : sizeof(bytes));
    }
    return evm_word_load(bytes);
}

static u256 byte_of(u256 index, u256 word)
{
    if (!evm_word_is_u64(index) || index.limb[0] > 31) {
        return u256_from_u64(0);
    }
    unsigned shift = (unsigned)(31 - index.limb[0]) * 8;
    return u256_from_u64(word.limb[shift / 64] >> (shift % 64) & 0xff);
}

static inline u256 shift_left(u256 count, u256 word)
{
    return evm_word_is_u64(count) && count.limb[0] < 256
               ? evm_word_shl(word, (unsigned)count.limb[0])
               : u256_from_u64(0);
}

static inline u256 shift_right(u256 count, u256 word)
{
    return evm_word_is_u64(count) && count.limb[0] < 256
               ? evm_word_shr(word, (unsigned)count.limb[0])
               : u256_from_u64(0);
}

/** Limb i of a PUSH's data: len bytes, big-endian. A constant i and len make this a move and a
 * shift. Reads up to 7 bytes more, of the next instructions or the padding. */
static inline uint64_t push_limb(const uint8_t *data, size_t len, size_t i)
{
    if (len >= 8 * (i + 1)) {
        return evm_word_load_limb(data + len - 8 * (i + 1));
    }
    return len > 8 * i ? evm_word_load_limb(data) >> (64 - 8 * (len % 8)) : 0;
}

/** Puts the data on the stack. */
static inline void push_data(u256 *to, const uint8_t *data, size_t len)
{
    to->limb[0] = push_limb(data, len, 0);
    to->limb[1] = push_limb(data, len, 1);
    to->limb[2] = push_limb(data, len, 2);
    to->limb[3] = push_limb(data, len, 3);
}

/* The dispatch loop. `ip`, `sp` and `gas` live in registers; SAVE and LOAD carry them to the frame
 * and back around what is done elsewhere. Every instruction begins by its own checks, which are
 * constants but for the few prices that depend on the fork. */
#define PRICE(name)                                                                                \
    (price_changes(EVM_OP_##name) ? vm->table[EVM_OP_##name].gas : (uint64_t)GAS_##name)
#define BEGIN(name)                                                                                \
    op_##name : do                                                                                 \
    {                                                                                              \
        if (__builtin_expect(!height_allows(frame->stack, sp, TAKEN_##name, LEFT_##name), 0)) {    \
            goto bad_height;                                                                       \
        }                                                                                          \
        if (__builtin_sub_overflow(gas, PRICE(name), &gas)) {                                      \
            goto out_of_gas;                                                                       \
        }                                                                                          \
    }                                                                                              \
    while (0)
#define DISPATCH() goto *targets[*ip]
#define NEXT()                                                                                     \
    do {                                                                                           \
        ip++;                                                                                      \
        DISPATCH();                                                                                \
    } while (0)
#define SAVE()                                                                                     \
    do {                                                                                           \
        frame->ip = ip + 1;                                                                        \
        frame->sp = sp;                                                                            \
        frame->gas = gas;                                                                          \
    } while (0)
/* An instruction that is a function of instruction.h. */
#define ELSEWHERE(call)                                                                            \
    do {                                                                                           \
        SAVE();                                                                                    \
        int step = (call);                                                                         \
        if (step != EVM_STEP_NEXT) {                                                               \
            return step;                                                                           \
        }                                                                                          \
        sp = frame->sp;                                                                            \
        gas = frame->gas;                                                                          \
        NEXT();                                                                                    \
    } while (0)
#define UNARY(expression)                                                                          \
    do {                                                                                           \
        u256 a = sp[-1];                                                                           \
        sp[-1] = (expression);                                                                     \
        NEXT();                                                                                    \
    } while (0)
#define BINARY(expression)                                                                         \
    do {                                                                                           \
        u256 a = sp[-1], b = sp[-2];                                                               \
        sp--;                                                                                      \
        sp[-1] = (expression);                                                                     \
        NEXT();                                                                                    \
    } while (0)
/* The same by address: `function` takes where its operands are and where its result goes. */
#define BINARY_AT(function)                                                                        \
    do {                                                                                           \
        function(sp - 1, sp - 2, sp - 2);                                                          \
        sp--;                                                                                      \
        NEXT();                                                                                    \
    } while (0)
#define TERNARY_AT(function)                                                                       \
    do {                                                                                           \
        function(sp - 1, sp - 2, sp - 3, sp - 3);                                                  \
        sp -= 2;                                                                                   \
        NEXT();                                                                                    \
    } while (0)
#define PUSH(expression)                                                                           \
    do {                                                                                           \
        *sp = (expression);                                                                        \
        sp++;                                                                                      \
        NEXT();                                                                                    \
    } while (0)
/* Makes len bytes of memory at a stack word accessible. Nearly always they are so already. */
#define REACH(offset, len)                                                                         \
    do {                                                                                           \
        if (!evm_word_is_u64(offset) || (offset).limb[0] >= frame->memory_len ||                   \
            frame->memory_len - (offset).limb[0] < (len)) {                                        \
            frame->gas = gas;                                                                      \
            int step = evm_frame_reach(frame, (offset), u256_from_u64(len));                       \
            if (step != EVM_STEP_NEXT) {                                                           \
                return step;                                                                       \
            }                                                                                      \
            gas = frame->gas;                                                                      \
        }                                                                                          \
    } while (0)

int evm_interpret(struct evm_vm *vm)
{
    static const void *const labels[256] = {
#define LABEL(code, name, taken, left, gas, since) [code] = &&op_##name,
        EVM_OPCODES(LABEL)
#undef LABEL
    };
    static const void *const trap[256] = {[0 ... 255] = &&traced};
    struct evm_frame *const frame = vm->frame;
    const struct evm_environment *const environment = vm->environment;
    const uint8_t *ip = frame->ip;
    u256 *sp = frame->sp;
    uint64_t gas = frame->gas;

    if (__builtin_expect(!vm->targets[0], 0)) {
        for (unsigned opcode = 0; opcode < 256; opcode++) {
            vm->targets[opcode] = vm->table[opcode].is_defined ? labels[opcode] : &&undefined;
        }
    }
    const void *const *const targets = environment->trace ? trap : vm->targets;
    DISPATCH();

traced:
    frame->ip = ip;
    frame->sp = sp;
    frame->gas = gas;
    trace(vm, frame);
    goto * vm->targets[*ip];

bad_height:
    return sp - frame->stack < vm->table[*ip].taken ? EVM_STACK_UNDERFLOW : EVM_STACK_OVERFLOW;

out_of_gas:
    return EVM_OUT_OF_GAS;

undefined:
    return EVM_INVALID_OPCODE;

    BEGIN(STOP);
    SAVE();
    return EVM_SUCCESS;

    BEGIN(ADD);
    BINARY(evm_word_add(a, b));

    BEGIN(MUL);
    BINARY(evm_word_mul(a, b));

    BEGIN(SUB);
    BINARY(evm_word_sub(a, b));

    BEGIN(DIV);
    BINARY_AT(u256_div_at);

    BEGIN(SDIV);
    BINARY(u256_sdiv(a, b));

    BEGIN(MOD);
    BINARY_AT(u256_mod_at);

    BEGIN(SMOD);
    BINARY(u256_smod(a, b));

    BEGIN(ADDMOD);
    TERNARY_AT(u256_addmod_at);

    BEGIN(MULMOD);
    TERNARY_AT(u256_mulmod_at);

    BEGIN(EXP);
    ELSEWHERE(evm_instruction_exp(vm, frame));

    BEGIN(SIGNEXTEND);
    BINARY(u256_signextend(a, b));

    BEGIN(LT);
    BINARY(evm_word_from_bool(evm_word_less(a, b)));

    BEGIN(GT);
    BINARY(evm_word_from_bool(evm_word_less(b, a)));

    BEGIN(SLT);
    BINARY(evm_word_from_bool(u256_compare_signed(a, b) < 0));

    BEGIN(SGT);
    BINARY(evm_word_from_bool(u256_compare_signed(a, b) > 0));

    BEGIN(EQ);
    BINARY(evm_word_from_bool(evm_word_equal(a, b)));

    BEGIN(ISZERO);
    UNARY(evm_word_from_bool(u256_is_zero(a)));

    BEGIN(AND);
    BINARY(u256_and(a, b));

    BEGIN(OR);
    BINARY(u256_or(a, b));

    BEGIN(XOR);
    BINARY(u256_xor(a, b));

    BEGIN(NOT);
    UNARY(u256_not(a));

    BEGIN(BYTE);
    BINARY(byte_of(a, b));

    BEGIN(SHL);
    BINARY(shift_left(a, b));

    BEGIN(SHR);
    BINARY(shift_right(a, b));

    BEGIN(SAR);
    BINARY(u256_sar(b, a));

    BEGIN(CLZ);
    UNARY(u256_from_u64(256 - u256_bit_length(a)));

    BEGIN(KECCAK256);
    ELSEWHERE(evm_instruction_keccak256(vm, frame));

    BEGIN(ADDRESS);
    PUSH(evm_word_from_address(&frame->message.recipient));

    BEGIN(BALANCE);
    ELSEWHERE(evm_instruction_balance(vm, frame));

    BEGIN(ORIGIN);
    PUSH(evm_word_from_address(&environment->origin));

    BEGIN(CALLER);
    PUSH(evm_word_from_address(&frame->message.sender));

    BEGIN(CALLVALUE);
    PUSH(frame->message.value_wei);

    BEGIN(CALLDATALOAD);
    UNARY(load_call_data(&frame->message, a));

    BEGIN(CALLDATASIZE);
    PUSH(u256_from_u64(frame->message.input_len));

    BEGIN(CALLDATACOPY);
    ELSEWHERE(evm_instruction_calldatacopy(vm, frame));

    BEGIN(CODESIZE);
    PUSH(u256_from_u64(frame->code->len));

    BEGIN(CODECOPY);
    ELSEWHERE(evm_instruction_codecopy(vm, frame));

    BEGIN(GASPRICE);
    PUSH(environment->gas_price_wei);

    BEGIN(EXTCODESIZE);
    ELSEWHERE(evm_instruction_extcodesize(vm, frame));

    BEGIN(EXTCODECOPY);
    ELSEWHERE(evm_instruction_extcodecopy(vm, frame));

    BEGIN(RETURNDATASIZE);
    PUSH(u256_from_u64(frame->return_len));

    BEGIN(RETURNDATACOPY);
    ELSEWHERE(evm_instruction_returndatacopy(vm, frame));

    BEGIN(EXTCODEHASH);
    ELSEWHERE(evm_instruction_extcodehash(vm, frame));

    BEGIN(BLOCKHASH);
    ELSEWHERE(evm_instruction_blockhash(vm, frame));

    BEGIN(COINBASE);
    PUSH(evm_word_from_address(&environment->coinbase));

    BEGIN(TIMESTAMP);
    PUSH(u256_from_u64(environment->timestamp_s));

    BEGIN(NUMBER);
    PUSH(u256_from_u64(environment->block_number));

    BEGIN(PREVRANDAO);
    PUSH(environment->prev_randao);

    BEGIN(GASLIMIT);
    PUSH(u256_from_u64(environment->gas_limit));

    BEGIN(CHAINID);
    PUSH(u256_from_u64(environment->chain_id));

    BEGIN(SELFBALANCE);
    PUSH(frame->self->balance);

    BEGIN(BASEFEE);
    PUSH(environment->base_fee_wei);

    BEGIN(BLOBHASH); /* no transaction carries blobs */
    sp[-1] = u256_from_u64(0);
    NEXT();

    BEGIN(BLOBBASEFEE); /* the least there is. Source: EIP-4844 */
    PUSH(u256_from_u64(1));

    BEGIN(POP);
    sp--;
    NEXT();

    BEGIN(MLOAD);
    REACH(sp[-1], 32);
    sp[-1] = evm_word_load(frame->memory + sp[-1].limb[0]);
    NEXT();

    BEGIN(MSTORE);
    REACH(sp[-1], 32);
    evm_word_store(evm_word_get(sp - 2), frame->memory + sp[-1].limb[0]);
    sp -= 2;
    NEXT();

    BEGIN(MSTORE8);
    REACH(sp[-1], 1);
    frame->memory[sp[-1].limb[0]] = (uint8_t)sp[-2].limb[0];
    sp -= 2;
    NEXT();

    BEGIN(SLOAD);
    ELSEWHERE(evm_instruction_sload(vm, frame));

    BEGIN(SSTORE);
    ELSEWHERE(evm_instruction_sstore(vm, frame));

    BEGIN(JUMP);
    sp--;
    if (!evm_word_is_u64(*sp) || !evm_code_is_jumpdest(frame->code, sp->limb[0])) {
        return EVM_BAD_JUMP;
    }
    ip = frame->code->bytes + sp->limb[0];
    DISPATCH();

    BEGIN(JUMPI);
    sp -= 2;
    if (u256_is_zero(sp[0])) {
        NEXT();
    }
    if (!evm_word_is_u64(sp[1]) || !evm_code_is_jumpdest(frame->code, sp[1].limb[0])) {
        return EVM_BAD_JUMP;
    }
    ip = frame->code->bytes + sp[1].limb[0];
    DISPATCH();

    BEGIN(PC);
    PUSH(u256_from_u64((uint64_t)(ip - frame->code->bytes)));

    BEGIN(MSIZE);
    PUSH(u256_from_u64(frame->memory_len));

    BEGIN(GAS);
    PUSH(u256_from_u64(gas));

    BEGIN(JUMPDEST);
    NEXT();

    BEGIN(TLOAD);
    ELSEWHERE(evm_instruction_tload(vm, frame));

    BEGIN(TSTORE);
    ELSEWHERE(evm_instruction_tstore(vm, frame));

    BEGIN(MCOPY);
    if (__builtin_expect(is_there(frame, sp - 1, sp - 3) && is_there(frame, sp - 2, sp - 3), 1)) {
        if (__builtin_sub_overflow(gas, (sp[-3].limb[0] + 31) / 32 * EVM_GAS_COPY_WORD, &gas)) {
            goto out_of_gas;
        }
        memmove(frame->memory + sp[-1].limb[0], frame->memory + sp[-2].limb[0], sp[-3].limb[0]);
        sp -= 3;
        NEXT();
    }
    ELSEWHERE(evm_instruction_mcopy(vm, frame));

    BEGIN(PUSH0);
    PUSH(u256_from_u64(0));

#define PUSH_N(n)                                                                                  \
    BEGIN(PUSH##n);                                                                                \
    push_data(sp++, ip + 1, n);                                                                    \
    ip += n;                                                                                       \
    NEXT();
#define DUP_N(n)                                                                                   \
    BEGIN(DUP##n);                                                                                 \
    evm_word_copy(sp, sp - (n));                                                                   \
    sp++;                                                                                          \
    NEXT();
#define SWAP_N(n)                                                                                  \
    BEGIN(SWAP##n);                                                                                \
    {                                                                                              \
        u256 top;                                                                                  \
        evm_word_copy(&top, sp - 1);                                                               \
        evm_word_copy(sp - 1, sp - 1 - (n));                                                       \
        evm_word_copy(sp - 1 - (n), &top);                                                         \
    }                                                                                              \
    NEXT();
#define ONE_TO_16(X)                                                                               \
    X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16)

    /* clang-format off */
    ONE_TO_16(PUSH_N)
    PUSH_N(17) PUSH_N(18) PUSH_N(19) PUSH_N(20) PUSH_N(21) PUSH_N(22) PUSH_N(23) PUSH_N(24)
    PUSH_N(25) PUSH_N(26) PUSH_N(27) PUSH_N(28) PUSH_N(29) PUSH_N(30) PUSH_N(31) PUSH_N(32)
    ONE_TO_16(DUP_N)
    ONE_TO_16(SWAP_N)
        /* clang-format on */

        BEGIN(LOG0);
    ELSEWHERE(evm_instruction_log(vm, frame, 0));

    BEGIN(LOG1);
    ELSEWHERE(evm_instruction_log(vm, frame, 1));

    BEGIN(LOG2);
    ELSEWHERE(evm_instruction_log(vm, frame, 2));

    BEGIN(LOG3);
    ELSEWHERE(evm_instruction_log(vm, frame, 3));

    BEGIN(LOG4);
    ELSEWHERE(evm_instruction_log(vm, frame, 4));

    BEGIN(CREATE);
    ELSEWHERE(evm_instruction_create(vm, frame, EVM_CREATE));

    BEGIN(CREATE2);
    ELSEWHERE(evm_instruction_create(vm, frame, EVM_CREATE2));

    BEGIN(CALL);
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_CALL));

    BEGIN(CALLCODE);
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_CALLCODE));

    BEGIN(DELEGATECALL);
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_DELEGATECALL));

    BEGIN(STATICCALL);
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_STATICCALL));

    BEGIN(RETURN);
    ELSEWHERE(evm_instruction_return(vm, frame, EVM_SUCCESS));

    BEGIN(REVERT);
    ELSEWHERE(evm_instruction_return(vm, frame, EVM_REVERT));

    BEGIN(SELFDESTRUCT);
    ELSEWHERE(evm_instruction_selfdestruct(vm, frame));

    BEGIN(INVALID);
    return EVM_INVALID_OPCODE;
}
