#include "contracts-model/evm/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Assumption: contracts seldom call deeper than this; deeper frames are freed after use. */
enum { SPARE_FRAMES_MAX = 16, SPARE_BUFFER_MAX_BYTES = 64 * 1024 };

static void frame_free(struct evm_frame *frame)
{
    free(frame->memory);
    free(frame->return_data);
    free(frame);
}

void evm_frames_free(struct evm_state *state)
{
    while (state->spare_frames) {
        struct evm_frame *frame = state->spare_frames;
        state->spare_frames = frame->parent;
        frame_free(frame);
    }
    state->spare_frame_count = 0;
}

/** A frame with buffers that may have capacity but no content. */
static struct evm_frame *frame_take(struct evm_state *state)
{
    struct evm_frame *frame = state->spare_frames;

    if (frame) {
        state->spare_frames = frame->parent;
        state->spare_frame_count--;
        return frame;
    }
    frame = malloc(sizeof(*frame));
    if (frame) {
        frame->memory = NULL;
        frame->memory_capacity = 0;
        frame->return_data = NULL;
        frame->return_capacity = 0;
    }
    return frame;
}

int evm_frame_push(struct evm_vm *vm, const struct evm_message *message,
                   const struct evm_code *code, struct evm_code *owned_code, size_t mark)
{
    struct evm_account *self = evm_state_reach(vm->state, &message->recipient);
    struct evm_frame *frame = self ? frame_take(vm->state) : NULL;

    if (!frame) {
        evm_code_free(owned_code);
        return base_fail(BASE_E_NOMEM, "no memory for an EVM frame");
    }
    frame->parent = vm->frame;
    frame->message = *message;
    frame->code = code;
    frame->owned_code = owned_code;
    frame->self = self;
    frame->mark = mark;
    frame->ip = code->bytes;
    frame->sp = frame->stack;
    frame->gas = message->gas;
    frame->memory_len = 0;
    frame->return_len = 0;
    frame->child_output_offset = 0;
    frame->child_output_len = 0;
    frame->output_offset = 0;
    frame->output_len = 0;
    vm->frame = frame;
    return 0;
}

static void buffer_trim(uint8_t **data, size_t *capacity)
{
    if (*capacity > SPARE_BUFFER_MAX_BYTES) {
        free(*data);
        *data = NULL;
        *capacity = 0;
    }
}

void evm_frame_pop(struct evm_vm *vm)
{
    struct evm_frame *frame = vm->frame;
    struct evm_state *state = vm->state;

    vm->frame = frame->parent;
    evm_code_free(frame->owned_code);
    if (state->spare_frame_count >= SPARE_FRAMES_MAX) {
        frame_free(frame);
        return;
    }
    buffer_trim(&frame->memory, &frame->memory_capacity);
    buffer_trim(&frame->return_data, &frame->return_capacity);
    frame->parent = state->spare_frames;
    state->spare_frames = frame;
    state->spare_frame_count++;
}

/** Makes room for at least len bytes, at least doubling. */
static int buffer_reserve(uint8_t **data, size_t *capacity, size_t len)
{
    if (len <= *capacity) {
        return 0;
    }
    size_t new_capacity = *capacity * 2 > len ? *capacity * 2 : len;
    uint8_t *grown = realloc(*data, new_capacity);
    if (!grown) {
        return base_fail(BASE_E_NOMEM, "no memory for %zu bytes of an EVM frame", len);
    }
    *data = grown;
    *capacity = new_capacity;
    return 0;
}

int evm_frame_set_return_data(struct evm_frame *frame, const uint8_t *data, size_t len)
{
    int r = buffer_reserve(&frame->return_data, &frame->return_capacity, len);

    if (r < 0) {
        return r;
    }
    if (len > 0) {
        memcpy(frame->return_data, data, len);
    }
    frame->return_len = len;
    return 0;
}

/** Source: Yellow Paper (328): C_mem, in words. */
static uint64_t memory_gas(uint64_t words)
{
    return EVM_GAS_MEMORY_WORD * words + words * words / 512;
}

int evm_frame_reach(struct evm_frame *frame, u256 offset, u256 len)
{
    const uint64_t limit = UINT64_C(1) << 32;
    uint64_t first, count;

    if (u256_is_zero(len)) {
        return EVM_STEP_NEXT;
    }
    if (!u256_to_u64(offset, &first) || !u256_to_u64(len, &count) || first > limit ||
        count > limit) {
        return EVM_OUT_OF_GAS;
    }
    uint64_t words = (first + count + 31) / 32;
    if (words * 32 <= frame->memory_len) {
        return EVM_STEP_NEXT;
    }
    uint64_t cost = memory_gas(words) - memory_gas(frame->memory_len / 32);
    if (frame->gas < cost) {
        return EVM_OUT_OF_GAS;
    }
    frame->gas -= cost;
    int r = buffer_reserve(&frame->memory, &frame->memory_capacity, words * 32);
    if (r < 0) {
        return r;
    }
    memset(frame->memory + frame->memory_len, 0, words * 32 - frame->memory_len);
    frame->memory_len = words * 32;
    return EVM_STEP_NEXT;
}
