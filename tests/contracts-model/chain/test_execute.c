#include "contracts-model/chain/execute.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "fixture.h"

/* Executing without a chain: a state, an environment, one transaction. */
static struct evm_state *state;
static struct base_arena arena;
static struct evm_environment environment;
static struct chain_receipt receipt;
static struct chain_sinks sinks;
static struct account sender;
static crypto_address coinbase, contract, nobody;

static void setup(void)
{
    cr_assert_eq(evm_state_new(&state), 0);
    base_arena_init(&arena, 4096);
    sender = fixture_account(0);
    memset(coinbase.bytes, 0xc0, 20);
    memset(contract.bytes, 0xcc, 20);
    memset(nobody.bytes, 0xdd, 20);
    environment = (struct evm_environment){
        .fork = EVM_FORK_OSAKA,
        .chain_id = FIXTURE_CHAIN_ID,
        .block_number = 5,
        .timestamp_s = 1060,
        .gas_limit = 30000000,
        .coinbase = coinbase,
        .base_fee_wei = u256_from_u64(7),
    };
    cr_assert_eq(evm_state_set_balance(state, &sender.address, fixture_ether(1)), 0);
    cr_assert_eq(evm_state_end_transaction(state, NULL), 0);
}

static void teardown(void)
{
    evm_state_free(state);
    base_arena_deinit(&arena);
}

TestSuite(execute, .init = setup, .fini = teardown);

static void put_code(const uint8_t *code, size_t len)
{
    cr_assert_eq(evm_state_set_code(state, &contract, code, len), 0);
    cr_assert_eq(evm_state_end_transaction(state, NULL), 0);
}

/* As if it had been decoded. */
static int execute(struct chain_transaction body)
{
    struct chain_signed_transaction transaction = {.body = body, .sender = sender.address};
    return chain_execute_transaction(state, &environment, &transaction, &arena, &receipt, &sinks);
}

static struct chain_transaction call(const crypto_address *to, uint64_t gas_limit)
{
    return (struct chain_transaction){
        .type = CHAIN_TX_DYNAMIC_FEE,
        .chain_id = FIXTURE_CHAIN_ID,
        .nonce = evm_state_nonce(state, &sender.address),
        .max_fee_wei = u256_from_u64(20),
        .max_priority_fee_wei = u256_from_u64(3),
        .gas_limit = gas_limit,
        .to = *to,
    };
}

static void expect_balance(const crypto_address *address, u256 expected)
{
    char actual_text[U256_DECIMAL_MAX], expected_text[U256_DECIMAL_MAX];
    u256_format(evm_state_balance(state, address), actual_text);
    u256_format(expected, expected_text);
    cr_expect_str_eq(actual_text, expected_text);
}

Test(execute, a_transfer_pays_value_tip_and_base_fee)
{
    struct chain_transaction body = call(&nobody, 50000);
    body.value_wei = u256_from_u64(1000);
    cr_assert_eq(execute(body), 0);
    cr_expect(receipt.success);
    cr_expect_eq(receipt.gas_used, 21000);
    cr_expect(u256_equal(receipt.gas_price_wei, u256_from_u64(10)));
    cr_expect(u256_equal(receipt.fee_wei, u256_from_u64(210000)));
    cr_expect_eq(receipt.block_number, 5);
    cr_expect_eq(receipt.block_timestamp_s, 1060);
    cr_expect_eq(memcmp(&receipt.to, &nobody, 20), 0);
    expect_balance(&nobody, u256_from_u64(1000));
    expect_balance(&coinbase, u256_from_u64(63000));
    cr_expect(u256_equal(sinks.burnt_wei, u256_from_u64(147000)));
    cr_expect(u256_is_zero(sinks.destroyed_wei));
    expect_balance(&sender.address, u256_sub(fixture_ether(1), u256_from_u64(211000)));
    cr_expect_eq(evm_state_nonce(state, &sender.address), 1);
}

Test(execute, a_fee_cap_limits_the_tip)
{
    struct chain_transaction body = call(&nobody, 21000);
    body.max_fee_wei = u256_from_u64(8);
    cr_assert_eq(execute(body), 0);
    cr_expect(u256_equal(receipt.gas_price_wei, u256_from_u64(8)));
    expect_balance(&coinbase, u256_from_u64(21000));
}

Test(execute, a_legacy_price_goes_to_the_coinbase_above_the_base_fee)
{
    struct chain_transaction body = call(&nobody, 21000);
    body.type = CHAIN_TX_LEGACY;
    body.max_priority_fee_wei = u256_from_u64(0); /* means nothing here */
    cr_assert_eq(execute(body), 0);
    expect_balance(&coinbase, u256_from_u64(13 * 21000));
    cr_expect(u256_equal(sinks.burnt_wei, u256_from_u64(7 * 21000)));
}

Test(execute, before_london_the_coinbase_gets_all)
{
    environment.fork = EVM_FORK_ISTANBUL;
    struct chain_transaction body = call(&nobody, 21000);
    body.type = CHAIN_TX_LEGACY;
    cr_assert_eq(execute(body), 0);
    expect_balance(&coinbase, u256_from_u64(20 * 21000));
    cr_expect(u256_is_zero(sinks.burnt_wei));
}

Test(execute, invalid_ones_change_nothing)
{
    static uint8_t long_code[EVM_INIT_CODE_MAX_BYTES + 1];
    struct {
        int expected;
        struct chain_transaction body;
    } cases[16];
    size_t n = 0;
    struct chain_transaction good = call(&nobody, 21000);
    good.nonce = 4;
    cr_assert_eq(evm_state_set_nonce(state, &sender.address, 4), 0);
    cr_assert_eq(evm_state_end_transaction(state, NULL), 0);
#define CASE(invalid, change)                                                                      \
    do {                                                                                           \
        struct chain_transaction body = good;                                                      \
        change;                                                                                    \
        cases[n].expected = invalid;                                                               \
        cases[n++].body = body;                                                                    \
    } while (0)
    CASE(CHAIN_INVALID_NONCE_TOO_LOW, body.nonce = 3);
    CASE(CHAIN_INVALID_NONCE_TOO_HIGH, body.nonce = 5);
    CASE(CHAIN_INVALID_NONCE_OVERFLOW, body.nonce = UINT64_MAX);
    CASE(CHAIN_INVALID_PRIORITY_ABOVE_FEE, body.max_priority_fee_wei = u256_from_u64(21));
    CASE(CHAIN_INVALID_FEE_BELOW_BASE_FEE, body.max_fee_wei = u256_from_u64(6));
    CASE(CHAIN_INVALID_INTRINSIC_GAS, body.gas_limit = 20999);
    CASE(CHAIN_INVALID_INTRINSIC_GAS, (body.data = long_code, body.data_len = 1));
    /* EIP-7623: 1000 zero bytes are 4000 gas, but the floor takes 10000. */
    CASE(CHAIN_INVALID_INTRINSIC_GAS,
         (body.data = long_code, body.data_len = 1000, body.gas_limit = 30999));
    CASE(CHAIN_INVALID_GAS_ABOVE_BLOCK, body.gas_limit = 30000001);
    CASE(CHAIN_INVALID_GAS_ABOVE_CAP, body.gas_limit = 16777217);
    CASE(CHAIN_INVALID_INIT_CODE, (body.is_creation = true, body.data = long_code,
                                   body.data_len = sizeof(long_code), body.gas_limit = 16000000));
    CASE(CHAIN_INVALID_FUNDS, body.value_wei = fixture_ether(1));
    CASE(CHAIN_INVALID_FUNDS, body.max_fee_wei = u256_not(u256_from_u64(0)));
    CASE(CHAIN_INVALID_FUNDS, body.value_wei = u256_not(u256_from_u64(0)));
    CASE(0, body.gas_limit = 21000);
#undef CASE
    for (size_t i = 0; i < n; i++) {
        if (cases[i].expected != 0) {
            receipt.gas_used = 77;
            cr_expect_eq(execute(cases[i].body), cases[i].expected, "case %zu", i);
            cr_expect_eq(receipt.gas_used, 77);
            cr_expect_eq(evm_state_nonce(state, &sender.address), 4);
            expect_balance(&sender.address, fixture_ether(1));
            expect_balance(&coinbase, u256_from_u64(0));
        } else {
            cr_expect_eq(execute(cases[i].body), 0, "case %zu", i);
        }
    }
}

Test(execute, the_largest_gas_limit_and_init_code_are_valid)
{
    static uint8_t longest[EVM_INIT_CODE_MAX_BYTES];
    struct chain_transaction body = call(&nobody, 16777216);
    body.is_creation = true;
    body.data = longest; /* STOP: deploys nothing */
    body.data_len = sizeof(longest);
    cr_assert_eq(execute(body), 0);
    cr_expect(receipt.success);
}

Test(execute, types_come_with_their_forks)
{
    struct chain_transaction body = call(&nobody, 21000);
    environment.fork = EVM_FORK_BERLIN;
    cr_expect_eq(execute(body), CHAIN_INVALID_TYPE);
    body.type = CHAIN_TX_ACCESS_LIST;
    cr_expect_eq(execute(body), 0);
    body.nonce++;
    environment.fork = EVM_FORK_ISTANBUL;
    cr_expect_eq(execute(body), CHAIN_INVALID_TYPE);
    body.type = CHAIN_TX_LEGACY;
    cr_expect_eq(execute(body), 0);
    cr_expect_str_eq(chain_invalid_name(CHAIN_INVALID_TYPE), "type");
    cr_expect_str_eq(chain_invalid_name(CHAIN_INVALID_FUNDS), "funds");
    cr_expect_str_eq(chain_invalid_name(99), "unknown");
}

/* Source: EIP-3607. */
Test(execute, a_contract_signs_nothing)
{
    const uint8_t stop[] = {0x00};
    cr_assert_eq(evm_state_set_code(state, &sender.address, stop, 1), 0);
    cr_assert_eq(evm_state_end_transaction(state, NULL), 0);
    cr_expect_eq(execute(call(&nobody, 21000)), CHAIN_INVALID_SENDER_HAS_CODE);
}

Test(execute, a_revert_pays_for_its_gas_and_returns_the_rest)
{
    /* SSTORE(0, 1); MSTORE8(0, 0xee); REVERT(0, 1) */
    const uint8_t code[] = {0x60, 1,    0x60, 0, 0x55, 0x60, 0xee, 0x60,
                            0,    0x53, 0x60, 1, 0x60, 0,    0xfd};
    put_code(code, sizeof(code));
    struct chain_transaction body = call(&contract, 100000);
    body.value_wei = u256_from_u64(500);
    cr_assert_eq(execute(body), 0);
    cr_expect_not(receipt.success);
    cr_expect_eq(receipt.status, EVM_REVERT);
    /* 21000, 6 pushes, SSTORE cold 22100, MSTORE8 3 + one word 3. */
    cr_expect_eq(receipt.gas_used, 21000 + 18 + 22100 + 6);
    cr_assert_eq(receipt.output_len, 1);
    cr_expect_eq(receipt.output[0], 0xee);
    cr_expect(u256_is_zero(evm_state_storage(state, &contract, u256_from_u64(0))));
    expect_balance(&contract, u256_from_u64(0));
    expect_balance(&sender.address,
                   u256_sub(fixture_ether(1), u256_from_u64(10 * receipt.gas_used)));
    cr_expect_eq(evm_state_nonce(state, &sender.address), 1);
}

Test(execute, out_of_gas_pays_for_all)
{
    const uint8_t code[] = {0x5b, 0x60, 0, 0x56}; /* for ever */
    put_code(code, sizeof(code));
    cr_assert_eq(execute(call(&contract, 60000)), 0);
    cr_expect_eq(receipt.status, EVM_OUT_OF_GAS);
    cr_expect_eq(receipt.gas_used, 60000);
    expect_balance(&coinbase, u256_from_u64(180000));
}

/* Clears a slot: 26006 gas before the refund. Source: EIP-2929 and EIP-3529 (4800, at most a
 * fifth); EIP-2200 (15000, at most a half). */
Test(execute, refunds_are_capped)
{
    const uint8_t code[] = {0x60, 0, 0x60, 0, 0x55};
    const struct {
        enum evm_fork fork;
        uint64_t expected;
    } cases[] = {{EVM_FORK_OSAKA, 26006 - 4800}, {EVM_FORK_ISTANBUL, 26006 - 13003}};
    put_code(code, sizeof(code));
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(evm_state_set_storage(state, &contract, u256_from_u64(0), u256_from_u64(9)),
                     0);
        cr_assert_eq(evm_state_end_transaction(state, NULL), 0);
        environment.fork = cases[i].fork;
        struct chain_transaction body = call(&contract, 100000);
        body.type = CHAIN_TX_LEGACY;
        cr_assert_eq(execute(body), 0);
        cr_expect_eq(receipt.gas_used, cases[i].expected, "%llu",
                     (unsigned long long)receipt.gas_used);
    }
}

/* Source: EIP-7623: 21000 + 10 a token, a non-zero byte being four. */
Test(execute, calldata_has_a_floor_from_prague_on)
{
    uint8_t data[1000];
    memset(data, 0xff, sizeof(data));
    struct chain_transaction body = call(&nobody, 100000);
    body.data = data;
    body.data_len = sizeof(data);
    cr_assert_eq(execute(body), 0);
    cr_expect_eq(receipt.gas_used, 61000);
    environment.fork = EVM_FORK_CANCUN;
    body.nonce++;
    cr_assert_eq(execute(body), 0);
    cr_expect_eq(receipt.gas_used, 37000);
}

Test(execute, an_access_list_costs_and_warms)
{
    const uint8_t code[] = {0x60, 5, 0x54, 0x00}; /* SLOAD(5) */
    put_code(code, sizeof(code));
    u256 key = u256_from_u64(5);
    struct evm_access access = {.address = contract, .keys = &key, .key_count = 1};
    struct chain_transaction body = call(&contract, 100000);
    cr_assert_eq(execute(body), 0);
    cr_expect_eq(receipt.gas_used, 21000 + 3 + 2100);
    body.access_list = &access;
    body.access_count = 1;
    body.nonce++;
    cr_assert_eq(execute(body), 0);
    cr_expect_eq(receipt.gas_used, 21000 + 2400 + 1900 + 3 + 100);
}

Test(execute, a_creation_names_its_contract_and_counts_one_nonce)
{
    const uint8_t runtime[] = {0x60, 1, 0x60, 0, 0x55};
    struct base_buffer deployer = fixture_deployer(runtime, sizeof(runtime));
    struct chain_transaction body = call(&nobody, 200000);
    body.is_creation = true;
    body.data = deployer.data;
    body.data_len = deployer.len;
    body.value_wei = u256_from_u64(12);
    cr_assert_eq(execute(body), 0);
    cr_expect(receipt.success);
    cr_expect_eq(evm_state_nonce(state, &sender.address), 1);
    crypto_address expected = evm_create_address(&sender.address, 0);
    cr_expect_eq(memcmp(&receipt.to, &expected, 20), 0);
    size_t len;
    const uint8_t *code = evm_state_code(state, &receipt.to, &len);
    cr_assert_eq(len, sizeof(runtime));
    cr_expect_eq(memcmp(code, runtime, len), 0);
    expect_balance(&receipt.to, u256_from_u64(12));
    base_buffer_deinit(&deployer);

    /* One that fails counts its nonce too. */
    const uint8_t reverting[] = {0x60, 0, 0x60, 0, 0xfd};
    body = call(&nobody, 200000);
    body.is_creation = true;
    body.data = reverting;
    body.data_len = sizeof(reverting);
    cr_assert_eq(execute(body), 0);
    cr_expect_not(receipt.success);
    cr_expect_eq(evm_state_nonce(state, &sender.address), 2);
}

Test(execute, logs_and_output_outlive_the_transaction)
{
    /* MSTORE(0, 0x1234); LOG1(0, 32, topic 0x2a); LOG0(0, 0); RETURN(0, 32) */
    const uint8_t code[] = {0x61, 0x12, 0x34, 0x60, 0, 0x52, 0x60, 0x2a, 0x60, 0x20, 0x60, 0,
                            0xa1, 0x60, 0,    0x60, 0, 0xa0, 0x60, 0x20, 0x60, 0,    0xf3};
    put_code(code, sizeof(code));
    cr_assert_eq(execute(call(&contract, 100000)), 0);
    struct chain_receipt first = receipt;
    cr_assert_eq(execute(call(&nobody, 21000)), 0);
    cr_expect_eq(receipt.log_count, 0);
    cr_assert_eq(first.log_count, 2);
    cr_expect_eq(memcmp(&first.logs[0].address, &contract, 20), 0);
    cr_expect_eq(first.logs[0].topic_count, 1);
    cr_expect_eq(first.logs[0].topics[0].bytes[31], 0x2a);
    cr_assert_eq(first.logs[0].data_len, 32);
    cr_expect_eq(first.logs[0].data[30], 0x12);
    cr_expect_eq(first.logs[1].topic_count, 0);
    cr_expect_eq(first.logs[1].data_len, 0);
    cr_assert_eq(first.output_len, 32);
    cr_expect_eq(first.output[31], 0x34);
}

/* Source: EIP-6780: wei that a contract sends to itself as it destroys itself in the transaction
 * that created it is gone. */
Test(execute, destroyed_wei_is_reported)
{
    const uint8_t code[] = {0x30, 0xff}; /* ADDRESS, SELFDESTRUCT */
    struct chain_transaction body = call(&nobody, 200000);
    body.is_creation = true;
    body.data = code;
    body.data_len = sizeof(code);
    body.value_wei = u256_from_u64(321);
    cr_assert_eq(execute(body), 0);
    cr_expect(receipt.success);
    cr_expect(u256_equal(sinks.destroyed_wei, u256_from_u64(321)));
    cr_expect_not(evm_state_exists(state, &receipt.to));
}

/* The price that a contract sees is what is paid, the origin who signed. */
Test(execute, the_environment_is_the_transactions_own)
{
    /* MSTORE(0, GASPRICE); MSTORE(32, ORIGIN); RETURN(0, 64) */
    const uint8_t code[] = {0x3a, 0x60, 0, 0x52, 0x32, 0x60, 0x20, 0x52, 0x60, 0x40, 0x60, 0, 0xf3};
    put_code(code, sizeof(code));
    cr_assert_eq(execute(call(&contract, 100000)), 0);
    cr_assert_eq(receipt.output_len, 64);
    cr_expect_eq(receipt.output[31], 10);
    cr_expect_eq(memcmp(receipt.output + 44, &sender.address, 20), 0);
}
