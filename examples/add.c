/* Executes bytecode that adds two numbers, and prints the sum and the gas.
 * cc add.c $(pkg-config --static --cflags --libs crowdpatch-evm) */

#include <inttypes.h>
#include <stdio.h>

#include <contracts-model/evm/evm.h>

/* PUSH1 2, PUSH1 3, ADD, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN */
static const uint8_t code[] = {0x60, 2, 0x60, 3, 0x01, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3};
static const crypto_address contract = {{0xc0}}, caller = {{0xca}};

static int execute(struct evm_state *state, struct evm_result *ret_result)
{
    struct evm_environment environment = {
        .fork = EVM_FORK_OSAKA, .chain_id = 1, .gas_limit = 100000, .origin = caller};
    struct evm_message message = {.kind = EVM_CALL,
                                  .gas = 100000,
                                  .sender = caller,
                                  .recipient = contract,
                                  .code_address = contract};

    if (evm_state_set_code(state, &contract, code, sizeof(code)) < 0 ||
        evm_state_end_transaction(state, NULL) < 0 ||
        evm_prepare_access(state, &environment, &contract, NULL, 0) < 0)
        return -1;
    return evm_execute(state, &environment, &message, ret_result);
}

int main(void)
{
    struct evm_state *state;
    struct evm_result result;
    int exit_code = 1;

    if (crypto_init() < 0 || evm_state_new(&state) < 0)
        return 1;
    if (execute(state, &result) == 0) {
        if (result.status == EVM_SUCCESS && result.output_len == 32) {
            printf("2 + 3 = %d, for %" PRIu64 " gas\n", result.output[31],
                   100000 - result.gas_left);
            exit_code = 0;
        }
        evm_result_deinit(&result);
    }
    evm_state_free(state);
    return exit_code;
}
