#ifndef CROWDPATCH_TESTS_EVM_HARNESS_H
#define CROWDPATCH_TESTS_EVM_HARNESS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/hex.h"
#include "contracts-model/evm/evm.h"

/** A state with one contract and one caller, and what the last run came to. */
struct harness {
    struct evm_state *state;
    struct evm_environment environment;
    crypto_address caller;
    crypto_address contract;
    struct evm_result result;
    uint64_t gas_used;
};

static inline crypto_address harness_address(uint8_t last)
{
    crypto_address address = {{0xc0}};

    address.bytes[19] = last;
    return address;
}

static inline void harness_init(struct harness *h, enum evm_fork fork)
{
    memset(h, 0, sizeof(*h));
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(evm_state_new(&h->state), 0);
    h->caller = harness_address(1);
    h->contract = harness_address(2);
    h->environment = (struct evm_environment){
        .fork = fork,
        .chain_id = 1337,
        .block_number = 1000,
        .timestamp_s = 1600000000,
        .gas_limit = 30000000,
        .coinbase = harness_address(3),
        .base_fee_wei = u256_from_u64(7),
        .prev_randao = u256_from_u64(99),
        .origin = h->caller,
        .gas_price_wei = u256_from_u64(10),
    };
    cr_assert_eq(evm_state_set_balance(h->state, &h->caller, u256_from_u64(1000000)), 0);
}

static inline void harness_deinit(struct harness *h)
{
    evm_result_deinit(&h->result);
    evm_state_free(h->state);
}

static inline uint8_t *harness_bytes(const char *hex, size_t *ret_len)
{
    size_t len = strlen(hex) / 2;
    uint8_t *bytes = malloc(len + 1);

    cr_assert_not_null(bytes);
    if (len > 0) {
        cr_assert_eq(base_hex_decode(hex, bytes, len), 0);
    }
    *ret_len = len;
    return bytes;
}

/** Puts code at an address, and ends the transaction that did so. */
static inline void harness_install(struct harness *h, const crypto_address *address,
                                   const char *hex)
{
    size_t len;
    uint8_t *code = harness_bytes(hex, &len);

    cr_assert_eq(evm_state_set_code(h->state, address, code, len), 0);
    cr_assert_eq(evm_state_end_transaction(h->state, NULL), 0);
    free(code);
}

/** Runs a message; the transaction stays open. */
static inline enum evm_status harness_execute(struct harness *h, const struct evm_message *message)
{
    evm_result_deinit(&h->result);
    cr_assert_eq(evm_execute(h->state, &h->environment, message, &h->result), 0);
    cr_assert_leq(h->result.gas_left, message->gas + 2300);
    h->gas_used = message->gas - h->result.gas_left;
    return h->result.status;
}

static inline enum evm_status harness_call(struct harness *h, uint64_t gas, const char *input_hex)
{
    size_t len;
    uint8_t *input = harness_bytes(input_hex, &len);
    struct evm_message message = {
        .kind = EVM_CALL,
        .gas = gas,
        .sender = h->caller,
        .recipient = h->contract,
        .code_address = h->contract,
        .input = input,
        .input_len = len,
    };
    enum evm_status status = harness_execute(h, &message);

    free(input);
    return status;
}

/** Installs the code at the contract's address and calls it with a million gas. */
static inline enum evm_status harness_run(struct harness *h, const char *hex)
{
    harness_install(h, &h->contract, hex);
    return harness_call(h, 1000000, "");
}

/** Runs the code and what returns the word on top of its stack. */
static inline u256 harness_evaluate(struct harness *h, const char *hex)
{
    char code[4096];

    snprintf(code, sizeof(code), "%s60005260206000f3", hex);
    enum evm_status status = harness_run(h, code);
    cr_assert_eq(status, EVM_SUCCESS, "%s: %s", hex, evm_status_name(status));
    cr_assert_eq(h->result.output_len, 32U);
    return u256_from_be(h->result.output);
}

static inline void harness_expect(struct harness *h, const char *hex, const char *wanted)
{
    char got_text[U256_DECIMAL_MAX];
    u256 got = harness_evaluate(h, hex), word;

    cr_assert_eq(u256_parse(wanted, &word), 0, "%s", wanted);
    u256_format(got, got_text);
    cr_expect(u256_equal(got, word), "%s leaves %s, not %s", hex, got_text, wanted);
}

#endif
