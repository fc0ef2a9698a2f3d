#include <stdio.h>

#include "contracts-model/evm/opcode.h"
#include "harness.h"

static const struct {
    const char *code;
    const char *word;
} arithmetic[] = {
#include "arithmetic_vectors.inc"
};

Test(interpreter, computes_what_python_computes)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(arithmetic) / sizeof(arithmetic[0]); i++) {
        harness_expect(&h, arithmetic[i].code, arithmetic[i].word);
    }
    harness_deinit(&h);
}

Test(interpreter, tells_about_its_environment)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_balance(h.state, &h.contract, u256_from_u64(77));
    harness_expect(&h, "30", "0xc000000000000000000000000000000000000002");
    harness_expect(&h, "3031", "77");
    harness_expect(&h, "32", "0xc000000000000000000000000000000000000001");
    harness_expect(&h, "33", "0xc000000000000000000000000000000000000001");
    harness_expect(&h, "34", "0");
    harness_expect(&h, "36", "0");
    harness_expect(&h, "38", "9"); /* itself, and what returns the word */
    harness_expect(&h, "3a", "10");
    harness_expect(&h, "41", "0xc000000000000000000000000000000000000003");
    harness_expect(&h, "42", "1600000000");
    harness_expect(&h, "43", "1000");
    harness_expect(&h, "44", "99");
    harness_expect(&h, "45", "30000000");
    harness_expect(&h, "46", "1337");
    harness_expect(&h, "47", "77");
    harness_expect(&h, "48", "7");
    harness_expect(&h, "600049", "0");
    harness_expect(&h, "4a", "1");
    harness_expect(&h, "5858", "1");
    harness_expect(&h, "59", "0");
    harness_expect(&h, "6000515059", "32");
    harness_expect(&h, "6001515059", "64");
    harness_expect(&h, "5a", "999998");
    harness_expect(&h, "5f", "0");
    harness_deinit(&h);
}

static crypto_digest number_as_hash(void *context, uint64_t number)
{
    crypto_digest hash = {{0}};

    hash.bytes[30] = (uint8_t)(number >> 8);
    hash.bytes[31] = (uint8_t)number;
    return hash;
}

Test(interpreter, asks_for_the_hashes_of_256_blocks)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    harness_expect(&h, "6103e740", "0"); /* nobody to ask */
    h.environment.block_hash = number_as_hash;
    harness_expect(&h, "6103e740", "999");
    harness_expect(&h, "6103e840", "0"); /* the present block */
    harness_expect(&h, "6102e840", "744");
    harness_expect(&h, "6102e740", "0");
    harness_expect(&h, "680100000000000003e740", "0");
    harness_deinit(&h);
}

Test(interpreter, reads_call_data_with_zeros_past_its_end)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    /* calldataload(1), returned */
    harness_install(&h, &h.contract, "60013560005260206000f3");
    cr_expect_eq(harness_call(&h, 100000, "aabbcc"), EVM_SUCCESS);
    cr_expect_eq(h.result.output[0], 0xbb);
    cr_expect_eq(h.result.output[1], 0xcc);
    cr_expect_eq(h.result.output[2], 0);
    /* calldatacopy(0, 2, 5) over ones, five bytes returned */
    harness_install(&h, &h.contract,
                    "60001960005260056002600037"
                    "60066000f3");
    cr_expect_eq(harness_call(&h, 100000, "aabbcc"), EVM_SUCCESS);
    cr_expect_arr_eq(h.result.output, "\xcc\x00\x00\x00\x00\xff", 6);
    /* calldataload(2^64) */
    harness_expect(&h, "6801000000000000000035", "0");
    harness_deinit(&h);
}

Test(interpreter, handles_memory)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    harness_expect(&h, "61aabb600052600051", "0xaabb");
    harness_expect(&h, "61aabb601f53600051", "0xbb");
    harness_expect(&h, "61aabb601e53600051", "0xbb00");
    /* Overlapping MCOPY, both ways. Source: EIP-5656's examples. */
    harness_expect(&h,
                   "7f0001020304050607080000000000000000000000000000000000000000000000"
                   "600052"
                   "600860016000"
                   "5e"
                   "600051",
                   "0x0102030405060708080000000000000000000000000000000000000000000000");
    harness_expect(&h,
                   "7f0001020304050607080000000000000000000000000000000000000000000000"
                   "600052"
                   "600860006001"
                   "5e"
                   "600051",
                   "0x0000010203040506070000000000000000000000000000000000000000000000");
    /* keccak256 of nothing, and of 32 zero bytes */
    harness_expect(&h, "6000600020",
                   "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    harness_expect(&h, "6020600020",
                   "0x290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563");
    harness_deinit(&h);
}

Test(interpreter, prices_memory_by_its_square)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    /* mload(0): 3 + 3, and a word of memory. */
    cr_expect_eq(harness_run(&h, "600051"), EVM_SUCCESS);
    cr_expect_eq(h.gas_used, 9U);
    /* mload(32 * 1023): 1024 words cost 3 * 1024 + 1024^2 / 512. */
    cr_expect_eq(harness_run(&h, "617fe051"), EVM_SUCCESS);
    cr_expect_eq(h.gas_used, 6U + 3072 + 2048);
    /* Far beyond what any gas pays; no offset or length may wrap around. */
    const char *const unpayable[] = {
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff51",
        "6001"
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff52",
        "67ffffffffffffffff51",
        "63ffffffff51",
        "67ffffffffffffffff67fffffffffffffff020",
        "67ffffffffffffffe060006000"
        "37",
        "67ffffffffffffffff6000f3",
        "600167ffffffffffffffff60005e",
    };
    for (size_t i = 0; i < sizeof(unpayable) / sizeof(unpayable[0]); i++) {
        cr_expect_eq(harness_run(&h, unpayable[i]), EVM_OUT_OF_GAS, "%s", unpayable[i]);
        cr_expect_eq(h.result.gas_left, 0U);
    }
    /* No length, no memory: the offset does not matter. */
    cr_expect_eq(harness_run(&h, "600067ffffffffffffffff20"), EVM_SUCCESS);
    cr_expect_eq(harness_run(&h, "600067fffffffffffffffff3"), EVM_SUCCESS);
    harness_deinit(&h);
}

Test(interpreter, halts_with_the_right_reason)
{
    static const struct {
        const char *code;
        enum evm_status status;
    } halts[] = {
        {"00", EVM_SUCCESS},
        {"", EVM_SUCCESS},
        {"60", EVM_SUCCESS},            /* data past the end is zero */
        {"6003565b00", EVM_SUCCESS},    /* to the JUMPDEST at 3 */
        {"600456605b00", EVM_BAD_JUMP}, /* the 5b is data of a PUSH */
        {"600056", EVM_BAD_JUMP},
        {"60ff56", EVM_BAD_JUMP},
        {"6801000000000000000356"
         "5b",
         EVM_BAD_JUMP}, /* 2^64 + 3 */
        {"600160ff57", EVM_BAD_JUMP},
        {"600060ff57", EVM_SUCCESS}, /* not taken: the target does not matter */
        {"6001600557fe5b00", EVM_BAD_JUMP},
        {"6001600657fe5b00", EVM_SUCCESS},
        {"01", EVM_STACK_UNDERFLOW},
        {"600101", EVM_STACK_UNDERFLOW},
        {"60018f", EVM_STACK_UNDERFLOW},
        {"5b6000600056", EVM_STACK_OVERFLOW}, /* a word more in every round */
        {"fe", EVM_INVALID_OPCODE},
        {"0c", EVM_INVALID_OPCODE},
        {"21", EVM_INVALID_OPCODE},
        {"5b600056", EVM_OUT_OF_GAS},
        {"60006000fd", EVM_REVERT},
        {"600160006000"
         "3e",
         EVM_RETURN_DATA_OUT_OF_BOUNDS},
        {"60006001"
         "60003e",
         EVM_RETURN_DATA_OUT_OF_BOUNDS},
    };
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(halts) / sizeof(halts[0]); i++) {
        enum evm_status status = harness_run(&h, halts[i].code);
        cr_expect_eq(status, halts[i].status, "%s: %s, not %s", halts[i].code,
                     evm_status_name(status), evm_status_name(halts[i].status));
        if (status != EVM_SUCCESS && status != EVM_REVERT) {
            cr_expect_eq(h.result.gas_left, 0U);
        }
    }
    harness_deinit(&h);
}

Test(interpreter, raises_to_any_power)
{
    static const char *const bases[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000002",
        "0000000000000000000000000000000000000000000000000000000000000003",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "e5a9c3178b6d4f2081e6d5b3f7a9240c5d81f2e39b47605af8c2d17e93b6410f",
        "e5a9c3178b6d4f2081e6d5b3f7a9240c5d81f2e39b47605af8c2d17e93b6410d",
        "e5a9c3178b6d4f2081e6d5b3f7a9240c5d81f2e39b47605af8c2d17e93b64100",
    };
    static const char *const exponents[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000000000000000000000000000000000ff",
        "0000000000000000000000000000000000000000000000003fffffffffffffff",
        "0000000000000000000000000000000000000000000000004000000000000000",
        "0000000000000000000000000000000000000000000000008000000000000001",
        "000000000000000000000000000000000000000000000000c000000000000000",
        "0000000000000000000000000000000100000000000000000000000000000000",
        "b17f0d93c2e84a5639f1c7d80e2b6da4f3951c68e70a2bd48f36915ec7a02d4b",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    };
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        for (size_t j = 0; j < sizeof(exponents) / sizeof(exponents[0]); j++) {
            char code[140], text[67], want[U256_DECIMAL_MAX];
            u256 base, exponent;
            snprintf(text, sizeof(text), "0x%s", bases[i]);
            cr_assert_eq(u256_parse(text, &base), 0);
            snprintf(text, sizeof(text), "0x%s", exponents[j]);
            cr_assert_eq(u256_parse(text, &exponent), 0);
            u256_format(u256_exp(base, exponent), want);
            snprintf(code, sizeof(code), "7f%s7f%s0a", exponents[j], bases[i]);
            harness_expect(&h, code, want);
        }
    }
    harness_deinit(&h);
}

/* Every opcode with a word less than it takes, and those that leave more with no room for it. */
Test(interpreter, minds_the_height_of_the_stack)
{
    static const struct {
        uint8_t opcode;
        unsigned taken, left;
    } rows[] = {
#define ROW(code, name, taken, left, gas, since) {code, taken, left},
        EVM_OPCODES(ROW)
#undef ROW
    };
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char code[2 * 1026 + 1];
        for (unsigned height = 0; height <= 1024; height++) {
            memcpy(code + 2 * (size_t)height, "5f", 3);
        }
        if (rows[i].taken > 0) {
            snprintf(code + 2 * (rows[i].taken - 1), 3, "%02x", rows[i].opcode);
            cr_expect_eq(harness_run(&h, code), EVM_STACK_UNDERFLOW, "%02x", rows[i].opcode);
            memcpy(code + 2 * (rows[i].taken - 1), "5f5f", 4);
        }
        if (rows[i].left > rows[i].taken) {
            snprintf(code + 2048, 3, "%02x", rows[i].opcode);
            cr_expect_eq(harness_run(&h, code), EVM_STACK_OVERFLOW, "%02x", rows[i].opcode);
            snprintf(code + 2046, 3, "%02x", rows[i].opcode);
            cr_expect_eq(harness_run(&h, code), EVM_SUCCESS, "%02x", rows[i].opcode);
        }
    }
    harness_deinit(&h);
}

Test(interpreter, holds_1024_words)
{
    struct harness h;
    char code[2 * 1025 + 1];

    harness_init(&h, EVM_FORK_OSAKA);
    for (int i = 0; i < 1025; i++) {
        memcpy(code + 2 * i, "5f", 3);
    }
    cr_expect_eq(harness_run(&h, code), EVM_STACK_OVERFLOW);
    code[2 * 1024] = '\0';
    cr_expect_eq(harness_run(&h, code), EVM_SUCCESS);
    harness_deinit(&h);
}

Test(interpreter, duplicates_and_swaps_every_depth)
{
    struct harness h;
    char code[256];

    harness_init(&h, EVM_FORK_OSAKA);
    for (unsigned n = 1; n <= 16; n++) {
        size_t len = 0;
        char wanted[8];
        for (unsigned i = 17; i >= 1; i--) {
            len += (size_t)sprintf(code + len, "60%02x", i); /* the top is 1 */
        }
        sprintf(code + len, "%02x", 0x7f + n);
        sprintf(wanted, "%u", n);
        harness_expect(&h, code, wanted);
        sprintf(code + len, "%02x", 0x8f + n);
        sprintf(wanted, "%u", n + 1);
        harness_expect(&h, code, wanted);
    }
    harness_deinit(&h);
}

Test(interpreter, pushes_every_length)
{
    struct harness h;
    char code[128];

    harness_init(&h, EVM_FORK_OSAKA);
    for (unsigned n = 1; n <= 32; n++) {
        char wanted[80] = "0x";
        size_t len = (size_t)sprintf(code, "%02x", 0x5f + n);
        for (unsigned i = 1; i <= n; i++) {
            len += (size_t)sprintf(code + len, "%02x", i);
            sprintf(wanted + 2 * i, "%02x", i);
        }
        harness_expect(&h, code, wanted);
    }
    harness_deinit(&h);
}

Test(interpreter, writes_logs)
{
    struct harness h;
    size_t count;

    harness_init(&h, EVM_FORK_OSAKA);
    /* mstore(0, aa..); log2(31, 1, 1, 2), log0(0, 0) */
    cr_expect_eq(harness_run(&h, "60aa600052"
                                 "600260016001601fa2"
                                 "60006000a0"),
                 EVM_SUCCESS);
    const struct evm_log *logs = evm_state_logs(h.state, &count);
    cr_assert_eq(count, 2U);
    cr_expect_eq(logs[0].topic_count, 2U);
    cr_expect_eq(logs[0].topics[0].bytes[31], 1);
    cr_expect_eq(logs[0].topics[1].bytes[31], 2);
    cr_expect_eq(logs[0].data_len, 1U);
    cr_expect_eq(logs[0].data[0], 0xaa);
    cr_expect_eq(memcmp(&logs[0].address, &h.contract, sizeof(h.contract)), 0);
    cr_expect_eq(logs[1].topic_count, 0U);
    cr_expect_eq(logs[1].data_len, 0U);
    harness_deinit(&h);
}

struct trace {
    char text[512];
    unsigned steps;
};

static void record(void *context, const struct evm_trace_step *step)
{
    struct trace *trace = context;
    size_t len = strlen(trace->text);

    trace->steps++;
    snprintf(trace->text + len, sizeof(trace->text) - len, "%zu:%s:%llu:%zu ", step->pc,
             step->name ? step->name : "?", (unsigned long long)step->gas, step->stack_count);
}

Test(interpreter, traces_every_instruction_and_changes_nothing)
{
    struct harness h;
    struct trace trace = {{0}, 0};

    harness_init(&h, EVM_FORK_OSAKA);
    h.environment.trace = record;
    h.environment.trace_context = &trace;
    harness_install(&h, &h.contract,
                    "6001600201"
                    "0c");
    cr_expect_eq(harness_call(&h, 100, ""), EVM_INVALID_OPCODE);
    cr_expect_str_eq(trace.text, "0:PUSH1:100:0 2:PUSH1:97:1 4:ADD:94:2 5:?:91:1 ");
    harness_expect(&h, "6001600201", "3");
    cr_expect_eq(harness_run(&h, "5b600056"), EVM_OUT_OF_GAS);
    cr_expect_eq(harness_run(&h, "01"), EVM_STACK_UNDERFLOW);
    harness_deinit(&h);
}
