#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/evm.h"

/** Where the code stands, and who calls it. */
static const crypto_address contract = {{0xc0, [19] = 1}}, caller = {{0xca, [19] = 1}};

/** The line that was begun and waits for what its instruction costs. */
struct trace {
    bool is_open;
    uint64_t gas;
};

static void print_bytes(const uint8_t *bytes, size_t len)
{
    fputs("0x", stdout);
    for (size_t i = 0; i < len; i++)
        printf("%02x", bytes[i]);
}

/** Without leading zeros. */
static void print_word(u256 word)
{
    unsigned digits = (u256_bit_length(word) + 3) / 4;

    fputs("\"0x", stdout);
    for (unsigned i = digits > 0 ? digits : 1; i-- > 0;)
        putchar("0123456789abcdef"[word.limb[i / 16] >> (4 * (i % 16)) & 15]);
    putchar('"');
}

static void close_line(struct trace *trace, uint64_t gas)
{
    if (trace->is_open)
        printf(",\"gasCost\":\"0x%" PRIx64 "\"}\n", trace->gas - gas);
    trace->is_open = false;
}

/** The gas of the next instruction tells what the last one cost. */
static void trace_step(void *context, const struct evm_trace_step *step)
{
    struct trace *trace = context;

    close_line(trace, step->gas);
    trace->is_open = true;
    trace->gas = step->gas;
    printf("{\"pc\":%zu,\"op\":%u,\"opName\":\"%s\",\"gas\":\"0x%" PRIx64 "\",\"stack\":[",
           step->pc, step->opcode, step->name != NULL ? step->name : "INVALID", step->gas);
    for (size_t i = 0; i < step->stack_count; i++) {
        if (i > 0)
            putchar(',');
        print_word(step->stack[i]);
    }
    printf("],\"depth\":%u,\"memSize\":%zu,\"refund\":%" PRId64 ",\"returnData\":\"",
           step->depth + 1, step->memory_bytes, step->gas_refund);
    print_bytes(step->return_data, step->return_len);
    putchar('"');
}

static void trace_pause(void *context, uint64_t gas)
{
    close_line(context, gas);
}

static void print_result(const struct cli_evm_run *run, const struct evm_result *result)
{
    uint64_t used = run->gas - result->gas_left;
    char reason[200] = "";

    if (run->trace) {
        printf("{\"output\":\"");
        print_bytes(result->output, result->output_len);
        printf("\",\"gasUsed\":\"0x%" PRIx64 "\",\"pass\":%s", used,
               result->status == EVM_SUCCESS ? "true" : "false");
        if (result->status != EVM_SUCCESS)
            printf(",\"error\":\"%s\"", evm_status_name(result->status));
        printf("}\n");
        return;
    }
    printf("status: %s\ngas used: %" PRIu64 "\ngas refund: %" PRId64 "\noutput: ",
           evm_status_name(result->status), used, result->gas_refund);
    print_bytes(result->output, result->output_len);
    putchar('\n');
    if (result->status == EVM_REVERT && result->output_len >= 4) {
        evm_revert_reason(result->output, result->output_len, reason, sizeof(reason));
        printf("reason: %s\n", reason);
    }
}

static int execute(const struct cli_evm_run *run, const uint8_t *code, size_t code_len,
                   const uint8_t *input, size_t input_len)
{
    struct trace trace = {0};
    struct evm_environment environment = {
        .fork = run->fork,
        .chain_id = 1,
        .block_number = 1,
        .timestamp_s = 1,
        .gas_limit = run->gas,
        .origin = caller,
        .trace = run->trace ? trace_step : NULL,
        .trace_pause = trace_pause,
        .trace_context = &trace,
    };
    struct evm_message message = {
        .kind = EVM_CALL,
        .gas = run->gas,
        .sender = caller,
        .recipient = contract,
        .code_address = contract,
        .input = input,
        .input_len = input_len,
    };
    struct evm_state *state;
    struct evm_result result;
    int r = evm_state_new(&state);

    if (r < 0)
        return r;
    r = evm_state_set_nonce(state, &contract, 1);
    r = r < 0 ? r : evm_state_set_code(state, &contract, code, code_len);
    r = r < 0 ? r : evm_state_end_transaction(state, NULL);
    r = r < 0 ? r : evm_prepare_access(state, &environment, &contract, NULL, 0);
    r = r < 0 ? r : evm_execute(state, &environment, &message, &result);
    if (r == 0) {
        print_result(run, &result);
        evm_result_deinit(&result);
    }
    evm_state_free(state);
    return r;
}

int cli_evm_run(const struct cli_evm_run *run)
{
    uint8_t *code = NULL, *input = NULL;
    size_t code_len = 0, input_len = 0;
    int exit_code = cli_read_hex("evm run", "CODE", run->code, &code, &code_len);

    if (exit_code == CLI_EXIT_OK && run->input != NULL)
        exit_code = cli_read_hex("evm run", "--input", run->input, &input, &input_len);
    if (exit_code == CLI_EXIT_OK) {
        int r = execute(run, code, code_len, input, input_len);
        exit_code = cli_end("evm run", r);
    }
    free(input);
    free(code);
    return exit_code;
}
