#include <pthread.h>
#include <stdio.h>

#include "harness.h"

static u256 word(uint64_t value)
{
    return u256_from_u64(value);
}

static u256 slot(const struct harness *h, const crypto_address *address, uint64_t key)
{
    return evm_state_storage(h->state, address, word(key));
}

/** A creation from outside. */
static enum evm_status create(struct harness *h, uint64_t gas, const char *init_hex)
{
    size_t len;
    uint8_t *init = harness_bytes(init_hex, &len);
    struct evm_message message = {
        .kind = EVM_CREATE,
        .gas = gas,
        .sender = h->caller,
        .input = init,
        .input_len = len,
    };
    enum evm_status status = harness_execute(h, &message);

    free(init);
    return status;
}

/** gas, to, value and no data in either direction, onto the stack. */
#define CALL_B(value, opcode) "60006000600060006" value "73" B_HEX "5a" opcode
#define C_HEX "c00000000000000000000000000000000000000a"
#define B_HEX "c000000000000000000000000000000000000009"
#define STATICCALL_B                                                                               \
    "6000600060006000"                                                                             \
    "73" B_HEX "5afa"
#define DELEGATECALL_B                                                                             \
    "6000600060006000"                                                                             \
    "73" B_HEX "5af4"

Test(execute, transfers_value)
{
    struct harness h;
    struct evm_message message = {.kind = EVM_CALL, .gas = 5000};

    harness_init(&h, EVM_FORK_OSAKA);
    message.sender = h.caller;
    message.recipient = message.code_address = h.contract;
    message.value_wei = word(1000);
    cr_expect_eq(harness_execute(&h, &message), EVM_SUCCESS);
    cr_expect_eq(h.gas_used, 0U);
    cr_expect(u256_equal(evm_state_balance(h.state, &h.contract), word(1000)));
    cr_expect(u256_equal(evm_state_balance(h.state, &h.caller), word(999000)));
    message.value_wei = word(999001);
    cr_expect_eq(harness_execute(&h, &message), EVM_INSUFFICIENT_BALANCE);
    cr_expect_eq(h.result.gas_left, 5000U);
    cr_expect(u256_equal(evm_state_balance(h.state, &h.caller), word(999000)));
    harness_deinit(&h);
}

Test(execute, a_revert_restores_and_explains)
{
    struct harness h;
    size_t count;

    harness_init(&h, EVM_FORK_OSAKA);
    /* sstore(0, 1), log0, mstore8(0, 0xee), revert(0, 1) */
    cr_expect_eq(harness_run(&h, "6001600055"
                                 "60006000a0"
                                 "60ee600053"
                                 "60016000fd"),
                 EVM_REVERT);
    cr_expect_gt(h.result.gas_left, 900000U);
    cr_expect_eq(h.result.output_len, 1U);
    cr_expect_eq(h.result.output[0], 0xee);
    cr_expect(u256_is_zero(slot(&h, &h.contract, 0)));
    evm_state_logs(h.state, &count);
    cr_expect_eq(count, 0U);
    harness_deinit(&h);
}

Test(execute, a_child_that_fails_takes_only_its_own_back)
{
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    /* b: sstore(0, 7), revert with 32 bytes */
    harness_install(&h, &b,
                    "6007600055"
                    "602a600052"
                    "60206000fd");
    /* sstore(1, 1), call b, sstore(2, result), returndatasize */
    harness_expect(&h,
                   "6001600155" CALL_B("000", "f1") "600255"
                                                    "3d",
                   "32");
    cr_expect(u256_is_zero(slot(&h, &b, 0)));
    cr_expect(u256_equal(slot(&h, &h.contract, 1), word(1)));
    cr_expect(u256_is_zero(slot(&h, &h.contract, 2)));
    /* What was returned is there to be copied. */
    harness_expect(&h,
                   CALL_B("000", "f1") "60206000"
                                       "60003e"
                                       "600051",
                   "42");
    harness_deinit(&h);
}

Test(execute, returns_data_into_the_memory_given)
{
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    harness_install(&h, &b,
                    "7f1122334455667788990011223344556677889900112233445566778899001122"
                    "60005260206000f3");
    /* Room for two bytes at 30: the rest stays out. */
    harness_expect(&h,
                   "6002601e60006000600073" B_HEX "5af1"
                   "50"
                   "600051",
                   "0x1122");
    /* Room for 64: memory grows, and 32 bytes are written. */
    harness_expect(&h,
                   "6040600060006000600073" B_HEX "5af1"
                   "50"
                   "59",
                   "64");
    harness_deinit(&h);
}

Test(execute, calls_run_in_their_contexts)
{
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_balance(h.state, &h.contract, word(100));
    /* b: sstore(0, caller), sstore(1, address), sstore(2, callvalue) */
    harness_install(&h, &b,
                    "33600055"
                    "30600155"
                    "34600255");
    u256 caller, contract, b_word;
    u256_parse("0xc000000000000000000000000000000000000001", &caller);
    u256_parse("0xc000000000000000000000000000000000000002", &contract);
    u256_parse("0xc000000000000000000000000000000000000009", &b_word);

    harness_expect(&h, CALL_B("003", "f1"), "1");
    cr_expect(u256_equal(slot(&h, &b, 0), contract));
    cr_expect(u256_equal(slot(&h, &b, 1), b_word));
    cr_expect(u256_equal(slot(&h, &b, 2), word(3)));
    cr_expect(u256_equal(evm_state_balance(h.state, &b), word(3)));
    harness_expect(&h, CALL_B("004", "f2"), "1");
    cr_expect(u256_equal(slot(&h, &h.contract, 0), contract));
    cr_expect(u256_equal(slot(&h, &h.contract, 1), contract));
    cr_expect(u256_equal(slot(&h, &h.contract, 2), word(4)));
    cr_expect(u256_equal(evm_state_balance(h.state, &b), word(3)));
    harness_expect(&h, DELEGATECALL_B, "1");
    cr_expect(u256_equal(slot(&h, &h.contract, 0), caller));
    cr_expect(u256_equal(slot(&h, &h.contract, 1), contract));
    cr_expect(u256_is_zero(slot(&h, &h.contract, 2)));
    harness_deinit(&h);
}

Test(execute, static_calls_change_nothing)
{
    static const struct {
        const char *code;
        const char *result;
    } cases[] = {
        {"600054", "1"},
        {"6001600055", "0"},
        {"600160005d", "0"},
        {"60006000a0", "0"},
        {"600060006000f0", "0"},
        {"6000600060006000f5", "0"},
        {"6000ff", "0"},
        {"6000600060006000600130"
         "5af1",
         "0"},                                 /* with value */
        {"6000600060006000600060045af1", "1"}, /* without */
    };
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        harness_install(&h, &b, cases[i].code);
        harness_expect(&h, STATICCALL_B, cases[i].result);
    }
    /* The prohibition reaches through a further call: b calls c, which stores. */
    crypto_address c = harness_address(10);
    harness_install(&h, &c, "6001600055");
    harness_install(&h, &b,
                    "6000600060006000600073" C_HEX "5af1"
                    "60005260206000f3");
    harness_expect(&h,
                   "6020600060006000"
                   "73" B_HEX "5afa"
                   "50"
                   "600051",
                   "0");
    cr_expect(u256_is_zero(slot(&h, &c, 0)));
    harness_deinit(&h);
}

Test(execute, keeps_a_64th_of_the_gas)
{
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    harness_install(&h, &b, "fe");
    harness_run(&h, STATICCALL_B);
    /* Six pushes (GAS costs 2), a cold account; then 63/64 of the rest are gone. */
    uint64_t before = 1000000 - 5 * 3 - 2 - 2600;
    cr_expect_eq(h.result.gas_left, before / 64);
    harness_deinit(&h);
}

Test(execute, gives_a_stipend_with_value)
{
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_balance(h.state, &h.contract, word(10));
    harness_install(&h, &b, "5a60005260206000f3"); /* returns the gas it sees */
    harness_expect(&h,
                   "6020600060006000600173" B_HEX "6000f1"
                   "50"
                   "600051",
                   "2298");
    /* A new account costs 25000, and only with value. */
    evm_state_end_transaction(h.state, NULL);
    harness_run(&h, "6000600060006000600173c000000000000000000000000000000000000077"
                    "6000f1");
    cr_expect_eq(h.gas_used, 7U * 3 + 2600 + 9000 + 25000 - 2300);
    evm_state_end_transaction(h.state, NULL);
    harness_run(&h, "6000600060006000600073c000000000000000000000000000000000000078"
                    "6000f1");
    cr_expect_eq(h.gas_used, 7U * 3 + 2600);
    harness_deinit(&h);
}

Test(execute, a_call_beyond_the_balance_fails_softly)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    harness_expect(&h, CALL_B("009", "f1"), "0");
    cr_expect_gt(h.result.gas_left, 900000U);
    harness_deinit(&h);
}

/* Init code that returns the ten bytes of RUNTIME. */
#define RUNTIME "602a60005260206000f3"
#define INIT                                                                                       \
    "69" RUNTIME "600052"                                                                          \
    "600a6016f3"

Test(execute, creates_contracts)
{
    struct harness h;
    char text[21];
    size_t len;

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_nonce(h.state, &h.caller, 5);
    cr_expect_eq(create(&h, 100000, INIT), EVM_SUCCESS);
    crypto_address wanted = evm_create_address(&h.caller, 5);
    cr_expect_eq(memcmp(&h.result.created, &wanted, 20), 0);
    cr_expect_eq(evm_state_nonce(h.state, &h.caller), 6U);
    cr_expect_eq(evm_state_nonce(h.state, &wanted), 1U);
    const uint8_t *code = evm_state_code(h.state, &wanted, &len);
    cr_assert_eq(len, 10U);
    base_hex_encode(code, len, text);
    cr_expect_str_eq(text, RUNTIME);
    cr_expect_eq(h.gas_used, 3U + 3 + 3 + 3 + 3 + 3 + 200 * 10);
    h.contract = wanted;
    cr_expect_eq(harness_call(&h, 1000, ""), EVM_SUCCESS);
    cr_expect_eq(h.result.output[31], 42);
    harness_deinit(&h);
}

/* Not what a frame within created: of a call, or of a creation that failed. */
Test(execute, only_a_creation_that_succeeds_names_a_contract)
{
    static const crypto_address none;
    const char *creating = "72" INIT "600052"
                           "6013600d6000f0";
    struct harness h;
    char code[128];
    size_t len;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(harness_run(&h, creating), EVM_SUCCESS);
    crypto_address inner = evm_create_address(&h.contract, 0);
    evm_state_code(h.state, &inner, &len);
    cr_assert_eq(len, 10U);
    cr_expect(crypto_address_equal(&h.result.created, &none));
    snprintf(code, sizeof(code), "%s60006000fd", creating);
    cr_expect_eq(create(&h, 200000, code), EVM_REVERT);
    cr_expect(crypto_address_equal(&h.result.created, &none));
    harness_deinit(&h);
}

Test(execute, a_failed_creation_counts_the_nonce)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(create(&h, 100000, "fe"), EVM_INVALID_OPCODE);
    cr_expect_eq(evm_state_nonce(h.state, &h.caller), 1U);
    cr_expect_eq(create(&h, 100000, "60006000fd"), EVM_REVERT);
    cr_expect_eq(evm_state_nonce(h.state, &h.caller), 2U);
    crypto_address address = evm_create_address(&h.caller, 1);
    cr_expect_not(evm_state_exists(h.state, &address));
    cr_expect_eq(create(&h, 1000, INIT), EVM_OUT_OF_GAS); /* 2000 for the code */
    evm_state_set_nonce(h.state, &h.caller, UINT64_MAX);
    cr_expect_eq(create(&h, 1000, INIT), EVM_NONCE_OVERFLOW);
    cr_expect_eq(h.result.gas_left, 1000U);
    harness_deinit(&h);
}

Test(execute, refuses_taken_addresses)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    crypto_address nonce = evm_create_address(&h.caller, 0);
    crypto_address code = evm_create_address(&h.caller, 1);
    crypto_address storage = evm_create_address(&h.caller, 2);
    crypto_address balance = evm_create_address(&h.caller, 3);
    evm_state_set_nonce(h.state, &nonce, 1);
    evm_state_set_code(h.state, &code, (const uint8_t *)"\x00", 1);
    evm_state_set_storage(h.state, &storage, word(0), word(1));
    evm_state_set_balance(h.state, &balance, word(1));
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(create(&h, 100000, INIT), EVM_ADDRESS_COLLISION);
        cr_expect_eq(h.result.gas_left, 0U);
    }
    cr_expect_eq(create(&h, 100000, INIT), EVM_SUCCESS);
    cr_expect(u256_equal(evm_state_balance(h.state, &balance), word(1)));
    harness_deinit(&h);
}

Test(execute, limits_deployed_code)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(create(&h, 10000000, "6160006000f3"), EVM_SUCCESS); /* return(0, 24576) */
    cr_expect_eq(create(&h, 10000000, "6160016000f3"), EVM_CODE_TOO_LARGE);
    /* 0xef as the first byte, EIP-3541 */
    cr_expect_eq(create(&h, 100000, "60ef60005360016000f3"), EVM_INVALID_CODE);
    /* A creation that reverts deploys nothing, whatever it says. */
    cr_expect_eq(create(&h, 100000, "60ef60005360016000fd"), EVM_REVERT);
    cr_expect_gt(h.result.gas_left, 0U);
    cr_expect_eq(h.result.output_len, 1U);
    h.environment.fork = EVM_FORK_BERLIN;
    cr_expect_eq(create(&h, 100000, "60ef60005360016000f3"), EVM_SUCCESS);
    harness_deinit(&h);
}

Test(execute, limits_init_code)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    /* create(0, 0, 49152) of zeros, and of one byte more; EIP-3860 */
    cr_expect_eq(harness_run(&h, "61c00060006000f0"), EVM_SUCCESS);
    cr_expect_eq(harness_run(&h, "61c00160006000f0"), EVM_INIT_CODE_TOO_LARGE);
    h.environment.fork = EVM_FORK_LONDON;
    cr_expect_eq(harness_run(&h, "61c00160006000f0"), EVM_SUCCESS);
    harness_deinit(&h);
}

Test(execute, create2_depends_on_its_code_alone)
{
    struct harness h;
    char text[43] = "0x";
    uint8_t init[19];

    harness_init(&h, EVM_FORK_OSAKA);
    base_hex_decode(INIT, init, sizeof(init));
    crypto_address wanted = evm_create2_address(&h.contract, word(77), init, sizeof(init));
    base_hex_encode(wanted.bytes, 20, text + 2);
    /* mstore(0, INIT): 19 bytes at 13; create2(0, 13, 19, 77) */
    harness_expect(&h,
                   "72" INIT "600052"
                   "604d6013600d6000f5",
                   text);
    cr_expect(evm_state_exists(h.state, &wanted));
    harness_expect(&h,
                   "72" INIT "600052"
                   "604d6013600d6000f5",
                   "0"); /* taken */
    cr_expect_eq(evm_state_nonce(h.state, &h.contract), 2U);
    harness_deinit(&h);
}

Test(execute, a_reverted_creation_returns_its_data)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    /* init: revert(0, 5); its creator sees 5 bytes and no address */
    harness_expect(&h,
                   "6460056000fd"
                   "600052"
                   "6005601b6000f0"
                   "3d"
                   "01",
                   "5");
    /* a creation that succeeds leaves no return data */
    harness_expect(&h,
                   "72" INIT "600052"
                   "6013600d6000f0"
                   "50"
                   "3d",
                   "0");
    harness_deinit(&h);
}

static void run_deep(struct harness *h)
{
    /* mstore(0, 1 + what a call of itself returns); return(0, 32) */
    harness_install(h, &h->contract,
                    "6020600060006000600030"
                    "5af1"
                    "50"
                    "600051600101600052"
                    "60206000f3");
    struct evm_message message = {
        .kind = EVM_CALL,
        .gas = UINT64_C(100000000000000),
        .sender = h->caller,
        .recipient = h->contract,
        .code_address = h->contract,
    };
    harness_execute(h, &message);
}

static void *run_deep_thread(void *harness)
{
    run_deep(harness);
    return NULL;
}

Test(execute, calls_1024_deep_on_a_stack_of_64_kib)
{
    struct harness h;
    pthread_t thread;
    pthread_attr_t attributes;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_assert_eq(pthread_attr_init(&attributes), 0);
    cr_assert_eq(pthread_attr_setstacksize(&attributes, 64 * 1024), 0);
    cr_assert_eq(pthread_create(&thread, &attributes, run_deep_thread, &h), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    cr_expect_eq(h.result.status, EVM_SUCCESS);
    cr_assert_eq(h.result.output_len, 32U);
    cr_expect(u256_equal(u256_from_be(h.result.output), word(1025)));
    harness_deinit(&h);
}

static void self_destruct(enum evm_fork fork, const char *beneficiary, uint64_t gas, bool gone,
                          uint64_t lost_wei, int64_t refund)
{
    struct harness h;
    char code[64];
    u256 lost = word(0);

    harness_init(&h, fork);
    evm_state_set_balance(h.state, &h.contract, word(100));
    snprintf(code, sizeof(code), "73%sff", beneficiary);
    cr_expect_eq(harness_run(&h, code), EVM_SUCCESS);
    cr_expect_eq(h.gas_used, gas + 3, "%d %s: %llu", (int)fork, beneficiary,
                 (unsigned long long)h.gas_used);
    cr_expect_eq(h.result.gas_refund, refund);
    evm_state_end_transaction(h.state, &lost);
    cr_expect_eq(evm_state_exists(h.state, &h.contract), !gone);
    cr_expect(u256_equal(lost, word(lost_wei)));
    cr_expect(u256_equal(u256_add(evm_state_total_balance(h.state), lost), word(1000100)));
    harness_deinit(&h);
}

/* Source: Yellow Paper; EIP-2929, EIP-3529, EIP-6780. */
Test(execute, self_destructs_as_the_fork_has_it)
{
    const char *somebody = "c000000000000000000000000000000000000001";
    const char *nobody = "c000000000000000000000000000000000000055";
    const char *itself = "c000000000000000000000000000000000000002";

    self_destruct(EVM_FORK_ISTANBUL, somebody, 5000, true, 0, 24000);
    self_destruct(EVM_FORK_ISTANBUL, nobody, 30000, true, 0, 24000);
    self_destruct(EVM_FORK_ISTANBUL, itself, 5000, true, 100, 24000);
    self_destruct(EVM_FORK_BERLIN, somebody, 7600, true, 0, 24000);
    self_destruct(EVM_FORK_LONDON, nobody, 32600, true, 0, 0);
    self_destruct(EVM_FORK_CANCUN, somebody, 7600, false, 0, 0);
    self_destruct(EVM_FORK_OSAKA, itself, 7600, false, 0, 0);
}

Test(execute, self_destruction_in_the_creating_transaction)
{
    struct harness h;
    u256 lost = word(0);

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(create(&h, 100000, "30ff"), EVM_SUCCESS); /* itself as the beneficiary */
    crypto_address created = h.result.created;
    cr_expect(evm_state_exists(h.state, &created));
    evm_state_end_transaction(h.state, &lost);
    cr_expect_not(evm_state_exists(h.state, &created));
    harness_deinit(&h);
}

Test(execute, follows_a_delegation)
{
    struct harness h;
    crypto_address b = harness_address(9);

    harness_init(&h, EVM_FORK_PRAGUE);
    harness_install(&h, &b, "ef0100" C_HEX);
    crypto_address c = harness_address(10);
    harness_install(&h, &c, "30600055");
    harness_expect(&h, CALL_B("000", "f1"), "1");
    u256 b_word;
    u256_parse("0xc000000000000000000000000000000000000009", &b_word);
    cr_expect(u256_equal(slot(&h, &b, 0), b_word));
    h.environment.fork = EVM_FORK_CANCUN; /* a designator is an invalid opcode before */
    harness_expect(&h, CALL_B("000", "f1"), "0");
    harness_deinit(&h);
}

Test(execute, one_state_serves_every_fork)
{
    struct harness h;

    harness_init(&h, EVM_FORK_SHANGHAI);
    cr_expect_eq(harness_run(&h, "5f"), EVM_SUCCESS);
    h.environment.fork = EVM_FORK_LONDON;
    cr_expect_eq(harness_call(&h, 100, ""), EVM_INVALID_OPCODE);
    h.environment.fork = EVM_FORK_OSAKA;
    cr_expect_eq(harness_call(&h, 100, ""), EVM_SUCCESS);
    harness_deinit(&h);
}
