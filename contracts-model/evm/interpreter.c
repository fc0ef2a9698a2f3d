#include "base/error.h"
#include "contracts-model/evm/instruction.h"
#include "contracts-model/evm/word.h"

/** Reports the coming instruction to the environment's hook. */
static void trace(const struct evm_vm *vm, const struct evm_frame *frame)
{
    const struct evm_environment *environment = vm->environment;
    uint8_t opcode = *frame->ip;
    bool is_defined = vm->table[opcode].min_bytes != UINT16_MAX;
    struct evm_trace_step step = {
        .pc = (size_t)(frame->ip - frame->code->bytes),
        .opcode = opcode,
        .name = is_defined ? evm_opcode_name(opcode) : NULL,
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

/** Whether the stack's height lets an instruction run: EVM_STEP_NEXT, or why not. */
static int check_height(const struct evm_instruction *instruction, size_t height_bytes)
{
    if (instruction->min_bytes == UINT16_MAX) {
        return EVM_INVALID_OPCODE;
    }
    if (height_bytes < instruction->min_bytes) {
        return EVM_STACK_UNDERFLOW;
    }
    return height_bytes - instruction->min_bytes > instruction->span_bytes ? EVM_STACK_OVERFLOW
                                                                           : EVM_STEP_NEXT;
}

/** A table with which every instruction takes the slow path. */
static const struct evm_instruction *trap_table(void)
{
    static const struct evm_instruction traps[256] = {
        [0 ... 255] = {.min_bytes = UINT16_MAX},
    };

    return traps;
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

/** Eight big-endian bytes. */
static inline uint64_t load_limb(const uint8_t *data)
{
    uint64_t be;

    memcpy(&be, data, sizeof(be));
    return __builtin_bswap64(be);
}

/** Limb i of a PUSH's data: len bytes, big-endian. A constant i and len make this a move and a
 * shift. Reads up to 7 bytes more, of the next instructions or the padding. */
static inline uint64_t push_limb(const uint8_t *data, size_t len, size_t i)
{
    if (len >= 8 * (i + 1)) {
        return load_limb(data + len - 8 * (i + 1));
    }
    return len > 8 * i ? load_limb(data) >> (64 - 8 * (len % 8)) : 0;
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
 * and back around what is done elsewhere. */
#define HEIGHT() ((uint32_t)((const char *)sp - (const char *)frame->stack))
#define DISPATCH()                                                                                 \
    do {                                                                                           \
        const struct evm_instruction *instruction = &table[*ip];                                   \
        if (HEIGHT() - instruction->min_bytes > instruction->span_bytes) {                         \
            goto slow;                                                                             \
        }                                                                                          \
        if (gas < instruction->gas) {                                                              \
            goto out_of_gas;                                                                       \
        }                                                                                          \
        gas -= instruction->gas;                                                                   \
        goto *labels[*ip];                                                                         \
    } while (0)
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
    struct evm_frame *const frame = vm->frame;
    const struct evm_environment *const environment = vm->environment;
    const struct evm_instruction *const table = environment->trace ? trap_table() : vm->table;
    const uint8_t *ip = frame->ip;
    u256 *sp = frame->sp;
    uint64_t gas = frame->gas;

    DISPATCH();

slow: /* an exceptional halt, or an instruction that is traced */
    if (environment->trace) {
        const struct evm_instruction *instruction = &vm->table[*ip];
        frame->ip = ip;
        frame->sp = sp;
        frame->gas = gas;
        trace(vm, frame);
        int step = check_height(instruction, HEIGHT());
        if (step != EVM_STEP_NEXT) {
            return step;
        }
        if (gas < instruction->gas) {
            goto out_of_gas;
        }
        gas -= instruction->gas;
        goto *labels[*ip];
    }
    return check_height(&table[*ip], HEIGHT());

out_of_gas:
    return EVM_OUT_OF_GAS;

op_STOP:
    SAVE();
    return EVM_SUCCESS;

op_ADD:
    BINARY(evm_word_add(a, b));

op_MUL:
    BINARY(evm_word_mul(a, b));

op_SUB:
    BINARY(evm_word_sub(a, b));

op_DIV:
    BINARY_AT(u256_div_at);

op_SDIV:
    BINARY(u256_sdiv(a, b));

op_MOD:
    BINARY_AT(u256_mod_at);

op_SMOD:
    BINARY(u256_smod(a, b));

op_ADDMOD:
    TERNARY_AT(u256_addmod_at);

op_MULMOD:
    TERNARY_AT(u256_mulmod_at);

op_EXP:
    ELSEWHERE(evm_instruction_exp(vm, frame));

op_SIGNEXTEND:
    BINARY(u256_signextend(a, b));

op_LT:
    BINARY(evm_word_from_bool(evm_word_less(a, b)));

op_GT:
    BINARY(evm_word_from_bool(evm_word_less(b, a)));

op_SLT:
    BINARY(evm_word_from_bool(u256_compare_signed(a, b) < 0));

op_SGT:
    BINARY(evm_word_from_bool(u256_compare_signed(a, b) > 0));

op_EQ:
    BINARY(evm_word_from_bool(evm_word_equal(a, b)));

op_ISZERO:
    UNARY(evm_word_from_bool(u256_is_zero(a)));

op_AND:
    BINARY(u256_and(a, b));

op_OR:
    BINARY(u256_or(a, b));

op_XOR:
    BINARY(u256_xor(a, b));

op_NOT:
    UNARY(u256_not(a));

op_BYTE:
    BINARY(byte_of(a, b));

op_SHL:
    BINARY(shift_left(a, b));

op_SHR:
    BINARY(shift_right(a, b));

op_SAR:
    BINARY(u256_sar(b, a));

op_CLZ:
    UNARY(u256_from_u64(256 - u256_bit_length(a)));

op_KECCAK256:
    ELSEWHERE(evm_instruction_keccak256(vm, frame));

op_ADDRESS:
    PUSH(evm_word_from_address(&frame->message.recipient));

op_BALANCE:
    ELSEWHERE(evm_instruction_balance(vm, frame));

op_ORIGIN:
    PUSH(evm_word_from_address(&environment->origin));

op_CALLER:
    PUSH(evm_word_from_address(&frame->message.sender));

op_CALLVALUE:
    PUSH(frame->message.value_wei);

op_CALLDATALOAD:
    UNARY(load_call_data(&frame->message, a));

op_CALLDATASIZE:
    PUSH(u256_from_u64(frame->message.input_len));

op_CALLDATACOPY:
    ELSEWHERE(evm_instruction_calldatacopy(vm, frame));

op_CODESIZE:
    PUSH(u256_from_u64(frame->code->len));

op_CODECOPY:
    ELSEWHERE(evm_instruction_codecopy(vm, frame));

op_GASPRICE:
    PUSH(environment->gas_price_wei);

op_EXTCODESIZE:
    ELSEWHERE(evm_instruction_extcodesize(vm, frame));

op_EXTCODECOPY:
    ELSEWHERE(evm_instruction_extcodecopy(vm, frame));

op_RETURNDATASIZE:
    PUSH(u256_from_u64(frame->return_len));

op_RETURNDATACOPY:
    ELSEWHERE(evm_instruction_returndatacopy(vm, frame));

op_EXTCODEHASH:
    ELSEWHERE(evm_instruction_extcodehash(vm, frame));

op_BLOCKHASH:
    ELSEWHERE(evm_instruction_blockhash(vm, frame));

op_COINBASE:
    PUSH(evm_word_from_address(&environment->coinbase));

op_TIMESTAMP:
    PUSH(u256_from_u64(environment->timestamp_s));

op_NUMBER:
    PUSH(u256_from_u64(environment->block_number));

op_PREVRANDAO:
    PUSH(environment->prev_randao);

op_GASLIMIT:
    PUSH(u256_from_u64(environment->gas_limit));

op_CHAINID:
    PUSH(u256_from_u64(environment->chain_id));

op_SELFBALANCE:
    PUSH(frame->self->balance);

op_BASEFEE:
    PUSH(environment->base_fee_wei);

op_BLOBHASH: /* no transaction carries blobs */
    sp[-1] = u256_from_u64(0);
    NEXT();

op_BLOBBASEFEE: /* the least there is. Source: EIP-4844 */
    PUSH(u256_from_u64(1));

op_POP:
    sp--;
    NEXT();

op_MLOAD:
    REACH(sp[-1], 32);
    sp[-1] = evm_word_load(frame->memory + sp[-1].limb[0]);
    NEXT();

op_MSTORE:
    REACH(sp[-1], 32);
    evm_word_store(sp[-2], frame->memory + sp[-1].limb[0]);
    sp -= 2;
    NEXT();

op_MSTORE8:
    REACH(sp[-1], 1);
    frame->memory[sp[-1].limb[0]] = (uint8_t)sp[-2].limb[0];
    sp -= 2;
    NEXT();

op_SLOAD:
    ELSEWHERE(evm_instruction_sload(vm, frame));

op_SSTORE:
    ELSEWHERE(evm_instruction_sstore(vm, frame));

op_JUMP:
    sp--;
    if (!evm_word_is_u64(*sp) || !evm_code_is_jumpdest(frame->code, sp->limb[0])) {
        return EVM_BAD_JUMP;
    }
    ip = frame->code->bytes + sp->limb[0];
    DISPATCH();

op_JUMPI:
    sp -= 2;
    if (u256_is_zero(sp[0])) {
        NEXT();
    }
    if (!evm_word_is_u64(sp[1]) || !evm_code_is_jumpdest(frame->code, sp[1].limb[0])) {
        return EVM_BAD_JUMP;
    }
    ip = frame->code->bytes + sp[1].limb[0];
    DISPATCH();

op_PC:
    PUSH(u256_from_u64((uint64_t)(ip - frame->code->bytes)));

op_MSIZE:
    PUSH(u256_from_u64(frame->memory_len));

op_GAS:
    PUSH(u256_from_u64(gas));

op_JUMPDEST:
    NEXT();

op_TLOAD:
    ELSEWHERE(evm_instruction_tload(vm, frame));

op_TSTORE:
    ELSEWHERE(evm_instruction_tstore(vm, frame));

op_MCOPY:
    ELSEWHERE(evm_instruction_mcopy(vm, frame));

op_PUSH0:
    PUSH(u256_from_u64(0));

#define PUSH_N(n)                                                                                  \
    op_PUSH##n : push_data(sp++, ip + 1, n);                                                       \
    ip += n;                                                                                       \
    NEXT();
#define DUP_N(n)                                                                                   \
    op_DUP##n : evm_word_copy(sp, sp - (n));                                                       \
    sp++;                                                                                          \
    NEXT();
#define SWAP_N(n)                                                                                  \
    op_SWAP##n:                                                                                    \
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

        op_LOG0 : ELSEWHERE(evm_instruction_log(vm, frame, 0));

op_LOG1:
    ELSEWHERE(evm_instruction_log(vm, frame, 1));

op_LOG2:
    ELSEWHERE(evm_instruction_log(vm, frame, 2));

op_LOG3:
    ELSEWHERE(evm_instruction_log(vm, frame, 3));

op_LOG4:
    ELSEWHERE(evm_instruction_log(vm, frame, 4));

op_CREATE:
    ELSEWHERE(evm_instruction_create(vm, frame, EVM_CREATE));

op_CREATE2:
    ELSEWHERE(evm_instruction_create(vm, frame, EVM_CREATE2));

op_CALL:
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_CALL));

op_CALLCODE:
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_CALLCODE));

op_DELEGATECALL:
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_DELEGATECALL));

op_STATICCALL:
    ELSEWHERE(evm_instruction_call(vm, frame, EVM_STATICCALL));

op_RETURN:
    ELSEWHERE(evm_instruction_return(vm, frame, EVM_SUCCESS));

op_REVERT:
    ELSEWHERE(evm_instruction_return(vm, frame, EVM_REVERT));

op_SELFDESTRUCT:
    ELSEWHERE(evm_instruction_selfdestruct(vm, frame));

op_INVALID:
    return EVM_INVALID_OPCODE;
}
