#include <string.h>

#include "contracts-model/evm/evm.h"
#include "contracts-model/evm/rules.h"
#include "tests/fuzz/fuzz.h"

/* Input: fork, an address (bit 0 of the first byte: P256VERIFY, bit 1: ed25519verify, else the
 * second byte), call data. Whatever it is: what fails takes all
 * gas, and the same call gives the same again. */

#define GAS 300000

static void call(struct evm_state *state, const struct evm_environment *environment,
                 const struct evm_message *message, struct evm_result *ret_result)
{
    FUZZ_CHECK(evm_execute(state, environment, message, ret_result) == 0);
    FUZZ_CHECK(ret_result->gas_left <= GAS);
    FUZZ_CHECK(ret_result->status == EVM_SUCCESS || ret_result->gas_left == 0);
    FUZZ_CHECK(ret_result->status == EVM_SUCCESS || ret_result->output_len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct evm_environment environment = {.chain_id = 1, .gas_limit = 30000000};
    struct evm_message message = {.kind = EVM_CALL, .gas = GAS, .sender = {{0x51}}};
    struct evm_state *state;
    struct evm_result first, second;

    if (len < 3)
        return 0;
    FUZZ_CHECK(crypto_init() == 0);
    environment.fork = (enum evm_fork)(data[0] % (EVM_FORK_OSAKA + 1));
    message.recipient.bytes[18] = data[1] & 1;
    message.recipient.bytes[19] = data[1] & 1 ? 0 : data[2] % 20;
    if (data[1] & 2) {
        environment.has_ed25519_verify = true;
        message.recipient.bytes[18] = EVM_ED25519_VERIFY >> 8;
        message.recipient.bytes[19] = EVM_ED25519_VERIFY & 0xff;
    }
    message.code_address = message.recipient;
    message.input = data + 3;
    message.input_len = len - 3;
    FUZZ_CHECK(evm_state_new(&state) == 0);
    call(state, &environment, &message, &first);
    call(state, &environment, &message, &second);
    FUZZ_CHECK(first.status == second.status && first.gas_left == second.gas_left);
    FUZZ_CHECK(first.output_len == second.output_len);
    FUZZ_CHECK(first.output_len == 0 || memcmp(first.output, second.output, first.output_len) == 0);
    evm_result_deinit(&first);
    evm_result_deinit(&second);
    evm_state_free(state);
    return 0;
}
