#include <string.h>

#include "contracts-model/evm/evm.h"
#include "tests/fuzz/fuzz.h"

/* Input: fork, flags, code. The code runs as a contract's, or as creation code, and gets itself as
 * its input; an account delegates to it. Gas never grows, no wei appears or vanishes, and what a
 * trace shows can be read. */

#define GAS 300000

enum {
    FLAG_STATIC = 1,
    FLAG_CREATION = 2,
    FLAG_TRACE = 4,
};

static const crypto_address sender = {{0x51}};
static const crypto_address contract = {{0xc0}};
static const crypto_address delegating = {{[19] = 0xde}};

static crypto_digest block_hash(void *context, uint64_t number)
{
    return crypto_keccak256(&number, sizeof number);
}

static void watch(void *context, const struct evm_trace_step *step)
{
    FUZZ_CHECK(step->gas <= GAS && step->stack_count <= 1024 && step->depth <= 1024);
    (void)crypto_sha256(step->return_data, step->return_len);
    *(u256 *)context = step->stack_count > 0 ? step->stack[step->stack_count - 1] : (u256){{0}};
}

static void set_up(struct evm_state *state, const uint8_t *code, size_t len)
{
    FUZZ_CHECK(evm_state_set_balance(state, &sender, u256_from_u64(1000000)) == 0);
    FUZZ_CHECK(evm_state_set_balance(state, &contract, u256_from_u64(1000)) == 0);
    FUZZ_CHECK(evm_state_set_nonce(state, &contract, 1) == 0);
    FUZZ_CHECK(evm_state_set_code(state, &contract, code, len) == 0);
    uint8_t delegation[23] = {0xef, 0x01, 0x00};
    memcpy(delegation + 3, contract.bytes, sizeof contract.bytes);
    FUZZ_CHECK(evm_state_set_code(state, &delegating, delegation, sizeof delegation) == 0);
    FUZZ_CHECK(evm_state_set_storage(state, &contract, u256_from_u64(1), u256_from_u64(7)) == 0);
    FUZZ_CHECK(evm_state_end_transaction(state, NULL) == 0);
}

static void run(struct evm_state *state, const struct evm_environment *environment, unsigned flags,
                const uint8_t *code, size_t len)
{
    bool is_creation = (flags & FLAG_CREATION) != 0;
    struct evm_message message = {
        .kind = is_creation ? EVM_CREATE : EVM_CALL,
        .is_static = !is_creation && (flags & FLAG_STATIC) != 0,
        .gas = GAS,
        .sender = sender,
        .recipient = contract,
        .code_address = contract,
        .value_wei = u256_from_u64(flags & FLAG_STATIC ? 0 : 5),
        .input = code,
        .input_len = len,
    };
    u256 before = evm_state_total_balance(state), after, destroyed = u256_from_u64(0);
    struct evm_result result;

    FUZZ_CHECK(evm_prepare_access(state, environment, is_creation ? NULL : &contract, NULL, 0) ==
               0);
    FUZZ_CHECK(evm_execute(state, environment, &message, &result) == 0);
    FUZZ_CHECK(result.gas_left <= GAS);
    FUZZ_CHECK(result.status == EVM_SUCCESS || result.status == EVM_REVERT || result.gas_left == 0);
    FUZZ_CHECK(evm_status_name(result.status) != NULL);
    if (result.output_len > 0)
        (void)crypto_sha256(result.output, result.output_len);
    evm_result_deinit(&result);
    FUZZ_CHECK(evm_state_end_transaction(state, &destroyed) == 0);
    after = u256_add(evm_state_total_balance(state), destroyed);
    FUZZ_CHECK(u256_equal(before, after));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct evm_environment environment = {
        .chain_id = 1,
        .block_number = 1000,
        .timestamp_s = 1700000000,
        .gas_limit = 30000000,
        .coinbase = {{0xcb}},
        .base_fee_wei = u256_from_u64(7),
        .origin = sender,
        .gas_price_wei = u256_from_u64(10),
    };
    struct evm_state *state;
    u256 top;

    if (len < 2)
        return 0;
    FUZZ_CHECK(crypto_init() == 0);
    environment.block_hash = block_hash;
    if (data[1] & FLAG_TRACE) {
        environment.trace = watch;
        environment.trace_context = &top;
    }
    environment.fork = (enum evm_fork)(data[0] % (EVM_FORK_OSAKA + 1));
    FUZZ_CHECK(evm_state_new(&state) == 0);
    set_up(state, data + 2, len - 2);
    run(state, &environment, data[1], data + 2, len - 2);
    evm_state_free(state);
    return 0;
}
