#include "harness.h"

Test(transaction, forks_have_names)
{
    for (int fork = 0; evm_fork_names[fork]; fork++) {
        cr_expect_eq(evm_fork_find(evm_fork_names[fork]), fork);
    }
    cr_expect_eq(evm_fork_find("istanbul"), EVM_FORK_ISTANBUL);
    cr_expect_eq(evm_fork_find("osaka"), EVM_FORK_OSAKA);
    cr_expect_eq(evm_fork_find("frontier"), -1);
    cr_expect_null(evm_fork_names[EVM_FORK_OSAKA + 1]);
}

/* A zero byte costs 4 and another 16, wherever they stand. */
Test(transaction, gas_of_bytes)
{
    uint8_t data[40];
    for (size_t len = 0; len <= sizeof(data); len++) {
        for (size_t zero = 0; zero < len; zero++) {
            memset(data, 0x80, sizeof(data));
            data[len / 2] = 1;
            data[zero] = 0;
            cr_assert_eq(evm_intrinsic_gas(EVM_FORK_ISTANBUL, data, len, false, NULL, 0).gas,
                         21000 + 16 * (len - 1) + 4);
        }
    }
}

Test(transaction, intrinsic_gas)
{
    static const uint8_t data[] = {0, 1, 0, 2, 3};
    u256 keys[3] = {{{1}}, {{2}}, {{3}}};
    struct evm_access access[2] = {{{{1}}, keys, 3}, {{{2}}, NULL, 0}};
    uint64_t plain = 21000 + 2 * 4 + 3 * 16;

    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_OSAKA, NULL, 0, false, NULL, 0).gas, 21000U);
    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_ISTANBUL, data, 5, false, NULL, 0).gas, plain);
    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_ISTANBUL, data, 5, true, NULL, 0).gas, plain + 32000);
    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_SHANGHAI, data, 5, true, NULL, 0).gas,
                 plain + 32000 + 2);
    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_ISTANBUL, data, 5, false, access, 2).gas, plain);
    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_BERLIN, data, 5, false, access, 2).gas,
                 plain + 2 * 2400 + 3 * 1900);
}

/* Source: EIP-7623: 10 gas a token, 4 tokens a non-zero byte. */
Test(transaction, floor_gas)
{
    static const uint8_t data[] = {0, 1, 0, 2, 3};

    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_CANCUN, data, 5, false, NULL, 0).floor_gas, 0U);
    cr_expect_eq(evm_intrinsic_gas(EVM_FORK_PRAGUE, data, 5, false, NULL, 0).floor_gas,
                 21000U + 10 * (2 + 12));
}

Test(transaction, refund_cap)
{
    cr_expect_eq(evm_refund_cap(EVM_FORK_ISTANBUL, 100001), 50000U);
    cr_expect_eq(evm_refund_cap(EVM_FORK_BERLIN, 100001), 50000U);
    cr_expect_eq(evm_refund_cap(EVM_FORK_LONDON, 100001), 20000U);
}

/** Gas of BALANCE of an address, without its PUSH. */
static uint64_t balance_gas(struct harness *h, const crypto_address *address)
{
    char code[2 * 22 + 1] = "73";

    base_hex_encode(address->bytes, 20, code + 2);
    strcat(code, "31");
    harness_install(h, &h->contract, code);
    evm_prepare_access(h->state, &h->environment, &h->contract, NULL, 0);
    harness_call(h, 10000, "");
    return h->gas_used - 3;
}

Test(transaction, prepares_access)
{
    struct harness h;
    crypto_address other = harness_address(9);

    harness_init(&h, EVM_FORK_LONDON);
    cr_expect_eq(balance_gas(&h, &h.caller), 100U);
    cr_expect_eq(balance_gas(&h, &h.contract), 100U);
    cr_expect_eq(balance_gas(&h, &other), 2600U);
    cr_expect_eq(balance_gas(&h, &h.environment.coinbase), 2600U);
    h.environment.fork = EVM_FORK_SHANGHAI;
    cr_expect_eq(balance_gas(&h, &h.environment.coinbase), 100U);
    h.environment.fork = EVM_FORK_ISTANBUL;
    cr_expect_eq(balance_gas(&h, &other), 700U);
    harness_deinit(&h);
}

Test(transaction, an_access_list_warms_its_slots)
{
    struct harness h;
    u256 key = u256_from_u64(5);
    struct evm_access access = {.keys = &key, .key_count = 1};

    harness_init(&h, EVM_FORK_BERLIN);
    access.address = h.contract;
    harness_install(&h, &h.contract,
                    "600554"
                    "600654");
    evm_prepare_access(h.state, &h.environment, &h.contract, &access, 1);
    harness_call(&h, 10000, "");
    cr_expect_eq(h.gas_used, 3U + 100 + 3 + 2100);
    harness_deinit(&h);
}
