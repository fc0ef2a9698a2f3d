#ifndef CROWDPATCH_TESTS_EVM_PRECOMPILE_HARNESS_H
#define CROWDPATCH_TESTS_EVM_PRECOMPILE_HARNESS_H

#include "harness.h"

enum { PRECOMPILE_GAS = 100000 };

/** Calls the precompile from outside, with `gas`. */
static inline enum evm_status precompile_call_gas(struct harness *h, unsigned number, uint64_t gas,
                                                  const char *input)
{
    h->contract = (crypto_address){{0}};
    h->contract.bytes[18] = (uint8_t)(number >> 8);
    h->contract.bytes[19] = (uint8_t)number;
    return harness_call(h, gas, input);
}

static inline enum evm_status precompile_call(struct harness *h, unsigned number, const char *input)
{
    return precompile_call_gas(h, number, PRECOMPILE_GAS, input);
}

static inline void precompile_expect(struct harness *h, const char *wanted)
{
    char *got = calloc(2 * h->result.output_len + 1, 1);

    cr_assert_not_null(got);
    if (h->result.output_len > 0) {
        base_hex_encode(h->result.output, h->result.output_len, got);
    }
    cr_expect_str_eq(got, wanted);
    free(got);
}

/** The price is exact, one gas less does not suffice, and the output is this. */
static inline void precompile_expect_priced(struct harness *h, unsigned number, const char *input,
                                            uint64_t price, const char *wanted)
{
    cr_expect_eq(precompile_call_gas(h, number, price, input), EVM_SUCCESS, "%u: %s", number,
                 evm_status_name(h->result.status));
    cr_expect_eq(h->result.gas_left, 0U);
    precompile_expect(h, wanted);
    if (price > 0) {
        cr_expect_eq(precompile_call_gas(h, number, price - 1, input), EVM_OUT_OF_GAS);
        cr_expect_eq(h->result.gas_left, 0U);
    }
}

/** Fails and takes all gas. */
static inline void precompile_expect_failure(struct harness *h, unsigned number, const char *input)
{
    cr_expect_eq(precompile_call(h, number, input), EVM_PRECOMPILE_FAILURE);
    cr_expect_eq(h->result.gas_left, 0U);
    cr_expect_eq(h->result.output_len, 0U);
}

#endif
