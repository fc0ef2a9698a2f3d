#include <string.h>

#include "contracts-model/evm/instruction.h"
#include "contracts-model/evm/word.h"

/** (1 + u)^n mod 2^256 for a u that 2^64 divides, by the binomial theorem: u^4 is 0. */
static u256 power_near_one(u256 u, u256 n)
{
    /* 1/3 mod 2^256, as 3 * 0xaa..ab = 2 * 2^256 + 1. */
    const uint64_t third = UINT64_C(0xaaaaaaaaaaaaaaaa);
    const u256 inverse_of_3 = {{third + 1, third, third, third}};
    const u256 one = u256_from_u64(1), two = u256_from_u64(2);
    /* The halving costs the top bit, which u^2 shifts out. */
    u256 choose_2 = evm_word_shr(evm_word_mul(n, evm_word_sub(n, one)), 1);
    u256 choose_3 = evm_word_mul(evm_word_mul(choose_2, evm_word_sub(n, two)), inverse_of_3);

    u256 sum = evm_word_add(evm_word_mul(choose_3, u), choose_2);
    sum = evm_word_add(evm_word_mul(sum, u), n);
    return evm_word_add(evm_word_mul(sum, u), one);
}

/** base to the exponent, mod 2^256. */
static u256 power(u256 base, u256 exponent)
{
    /* An odd number to 2^LOW_BITS is 1 mod 2^(LOW_BITS + 2), so that the bits above are cheap. */
    enum { LOW_BITS = 62 };
    u256 high = evm_word_shr(exponent, LOW_BITS), result = u256_from_u64(1);
    uint64_t low = exponent.limb[0] & ((UINT64_C(1) << LOW_BITS) - 1);
    bool is_long = !u256_is_zero(high);

    if (is_long && base.limb[0] % 2 == 0) {
        return u256_from_u64(0);
    }
    for (int bit = 0; is_long ? bit < LOW_BITS : low != 0; bit++, low >>= 1) {
        if (low & 1) {
            result = evm_word_mul(result, base);
        }
        base = evm_word_square(base);
    }
    if (is_long) {
        base.limb[0] -= 1;
        result = evm_word_mul(result, power_near_one(base, high));
    }
    return result;
}

int evm_instruction_exp(struct evm_vm *vm, struct evm_frame *frame)
{
    u256 *sp = frame->sp;
    uint64_t exponent_bytes = (u256_bit_length(sp[-2]) + 7) / 8;

    if (!evm_pay(frame, exponent_bytes * EVM_GAS_EXP_BYTE)) {
        return EVM_OUT_OF_GAS;
    }
    sp[-2] = power(evm_word_get(sp - 1), evm_word_get(sp - 2));
    frame->sp = sp - 1;
    return EVM_STEP_NEXT;
}

int evm_instruction_keccak256(struct evm_vm *vm, struct evm_frame *frame)
{
    u256 *sp = frame->sp;
    u256 offset = evm_word_get(sp - 1), len = evm_word_get(sp - 2);

    if (!evm_pay_words(frame, len, EVM_GAS_KECCAK_WORD)) {
        return EVM_OUT_OF_GAS;
    }
    int r = evm_reach(frame, offset, len);
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    const void *data = u256_is_zero(len) ? (const void *)"" : frame->memory + offset.limb[0];
    crypto_digest digest = crypto_keccak256(data, len.limb[0]);
    sp[-2] = evm_word_load(digest.bytes);
    frame->sp = sp - 1;
    return EVM_STEP_NEXT;
}

int evm_instruction_mcopy(struct evm_vm *vm, struct evm_frame *frame)
{
    u256 *sp = frame->sp;
    u256 to = evm_word_get(sp - 1), from = evm_word_get(sp - 2), len = evm_word_get(sp - 3);

    if (!evm_pay_words(frame, len, EVM_GAS_COPY_WORD)) {
        return EVM_OUT_OF_GAS;
    }
    int r = evm_reach(frame, evm_word_less(to, from) ? from : to, len);
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    if (!u256_is_zero(len)) {
        memmove(frame->memory + to.limb[0], frame->memory + from.limb[0], len.limb[0]);
    }
    frame->sp = sp - 3;
    return EVM_STEP_NEXT;
}

/** Copies source[from..from+len] to memory, zeros where the source has ended. Operands: where to,
 *  from where, how many. */
static int copy_padded(struct evm_frame *frame, const uint8_t *source, size_t source_len)
{
    u256 *sp = frame->sp;
    u256 to = evm_word_get(sp - 1), from = evm_word_get(sp - 2), len = evm_word_get(sp - 3);

    if (!evm_pay_words(frame, len, EVM_GAS_COPY_WORD)) {
        return EVM_OUT_OF_GAS;
    }
    int r = evm_reach(frame, to, len);
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    frame->sp = sp - 3;
    if (u256_is_zero(len)) {
        return EVM_STEP_NEXT;
    }
    size_t count = len.limb[0];
    size_t start = evm_word_is_u64(from) && from.limb[0] < source_len ? from.limb[0] : source_len;
    size_t available = source_len - start < count ? source_len - start : count;
    uint8_t *destination = frame->memory + to.limb[0];
    if (available > 0) {
        memcpy(destination, source + start, available);
    }
    memset(destination + available, 0, count - available);
    return EVM_STEP_NEXT;
}

int evm_instruction_calldatacopy(struct evm_vm *vm, struct evm_frame *frame)
{
    return copy_padded(frame, frame->message.input, frame->message.input_len);
}

int evm_instruction_codecopy(struct evm_vm *vm, struct evm_frame *frame)
{
    return copy_padded(frame, frame->code->bytes, frame->code->len);
}

int evm_instruction_extcodecopy(struct evm_vm *vm, struct evm_frame *frame)
{
    crypto_address address = evm_word_to_address(frame->sp[-1]);
    struct evm_account *account = evm_state_reach(vm->state, &address);
    int r = evm_access_account(vm, frame, account, vm->rules->cold_account);

    if (r != EVM_STEP_NEXT) {
        return r;
    }
    frame->sp--;
    const struct evm_code *code = account->code;
    return copy_padded(frame, code ? code->bytes : NULL, code ? code->len : 0);
}

int evm_instruction_returndatacopy(struct evm_vm *vm, struct evm_frame *frame)
{
    u256 from = evm_word_get(frame->sp - 2), len = evm_word_get(frame->sp - 3), end;

    /* Unlike the other copies, reading past the end is an error (EIP-211). */
    if (u256_add_overflow(from, len, &end) ||
        evm_word_less(u256_from_u64(frame->return_len), end)) {
        return EVM_RETURN_DATA_OUT_OF_BOUNDS;
    }
    return copy_padded(frame, frame->return_data, frame->return_len);
}

int evm_instruction_log(struct evm_vm *vm, struct evm_frame *frame, unsigned topic_count)
{
    u256 *sp = frame->sp;
    u256 offset = evm_word_get(sp - 1), len = evm_word_get(sp - 2);
    struct evm_log log = {.address = frame->message.recipient, .topic_count = topic_count};
    uint64_t bytes;

    if (frame->message.is_static) {
        return EVM_STATIC_VIOLATION;
    }
    if (!u256_to_u64(len, &bytes) || bytes > UINT64_C(1) << 40 ||
        !evm_pay(frame, bytes * EVM_GAS_LOG_BYTE)) {
        return EVM_OUT_OF_GAS;
    }
    int r = evm_reach(frame, offset, len);
    if (r != EVM_STEP_NEXT) {
        return r;
    }
    for (unsigned i = 0; i < topic_count; i++) {
        evm_word_store(sp[-3 - (int)i], log.topics[i].bytes);
    }
    log.data = bytes > 0 ? frame->memory + offset.limb[0] : NULL;
    log.data_len = bytes;
    frame->sp = sp - 2 - topic_count;
    r = evm_state_add_log(vm->state, &log);
    return r < 0 ? r : EVM_STEP_NEXT;
}

int evm_instruction_return(struct evm_vm *vm, struct evm_frame *frame, enum evm_status status)
{
    u256 *sp = frame->sp;
    u256 offset = evm_word_get(sp - 1), len = evm_word_get(sp - 2);
    int r = evm_reach(frame, offset, len);

    if (r != EVM_STEP_NEXT) {
        return r;
    }
    frame->output_offset = u256_is_zero(len) ? 0 : offset.limb[0];
    frame->output_len = len.limb[0];
    frame->sp = sp - 2;
    return (int)status;
}
