#include "precompile_harness.h"

/* Source: go-ethereum's precompile vectors (values only). */
Test(precompile, ecrecover)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(
        precompile_call(&h, 1,
                        "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"
                        "000000000000000000000000000000000000000000000000000000000000001c"
                        "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"
                        "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"),
        EVM_SUCCESS);
    precompile_expect(&h, "000000000000000000000000a94f5374fce5edbc8e2a8697c15331677e6ebf0b");
    cr_expect_eq(h.gas_used, 3000U);
    /* v with a high byte set, v = 29, r = 0, nothing: no output, and no failure */
    cr_expect_eq(
        precompile_call(&h, 1,
                        "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"
                        "100000000000000000000000000000000000000000000000000000000000001c"
                        "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"
                        "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"),
        EVM_SUCCESS);
    precompile_expect(&h, "");
    cr_expect_eq(
        precompile_call(&h, 1,
                        "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"
                        "000000000000000000000000000000000000000000000000000000000000001d"
                        "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"
                        "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"),
        EVM_SUCCESS);
    precompile_expect(&h, "");
    cr_expect_eq(
        precompile_call(&h, 1,
                        "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"
                        "000000000000000000000000000000000000000000000000000000000000001c"
                        "0000000000000000000000000000000000000000000000000000000000000000"
                        "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"),
        EVM_SUCCESS);
    precompile_expect(&h, "");
    cr_expect_eq(precompile_call(&h, 1, ""), EVM_SUCCESS);
    precompile_expect(&h, "");
    cr_expect_eq(h.gas_used, 3000U);
    harness_deinit(&h);
}

/* Source: FIPS 180-4's and the RIPEMD-160 authors' vectors for "abc". */
Test(precompile, hashes)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(precompile_call(&h, 2, "616263"), EVM_SUCCESS);
    precompile_expect(&h, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_expect_eq(h.gas_used, 72U);
    cr_expect_eq(precompile_call(&h, 2, ""), EVM_SUCCESS);
    precompile_expect(&h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cr_expect_eq(h.gas_used, 60U);
    cr_expect_eq(precompile_call(&h, 3, "616263"), EVM_SUCCESS);
    precompile_expect(&h, "0000000000000000000000008eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
    cr_expect_eq(h.gas_used, 720U);
    harness_deinit(&h);
}

Test(precompile, identity)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_eq(precompile_call(&h, 4, "0102030405"), EVM_SUCCESS);
    precompile_expect(&h, "0102030405");
    cr_expect_eq(h.gas_used, 18U);
    cr_expect_eq(precompile_call(&h, 4, ""), EVM_SUCCESS);
    precompile_expect(&h, "");
    cr_expect_eq(h.gas_used, 15U);
    harness_deinit(&h);
}

Test(precompile, fails_without_gas)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    h.contract = (crypto_address){{0}};
    h.contract.bytes[19] = 1;
    cr_expect_eq(harness_call(&h, 2999, ""), EVM_OUT_OF_GAS);
    cr_expect_eq(h.result.gas_left, 0U);
    cr_expect_eq(harness_call(&h, 3000, ""), EVM_SUCCESS);
    harness_deinit(&h);
}

Test(precompile, is_called_by_contracts_and_is_warm)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    /* mstore(0, 42); staticcall(gas, 4, 0, 32, 32, 32); mload(32) */
    harness_expect(&h,
                   "602a600052"
                   "60206020602060006004"
                   "5afa"
                   "50"
                   "602051",
                   "42");
    /* balance(address): warm as far as the fork has precompiles */
    static const struct {
        enum evm_fork fork;
        unsigned last;
    } ends[] = {{EVM_FORK_BERLIN, 9},
                {EVM_FORK_SHANGHAI, 9},
                {EVM_FORK_CANCUN, 10},
                {EVM_FORK_PRAGUE, 17},
                {EVM_FORK_OSAKA, 17}};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char code[16];
        h.environment.fork = ends[i].fork;
        for (unsigned number = 0; number <= 20; number++) {
            snprintf(code, sizeof(code), "60%02x31", number);
            harness_run(&h, code);
            bool is_warm = number >= 1 && number <= ends[i].last;
            cr_expect_eq(h.gas_used, is_warm ? 103U : 2603U, "fork %d, address %u",
                         (int)ends[i].fork, number);
        }
        harness_run(&h, "61010031");
        cr_expect_eq(h.gas_used, ends[i].fork == EVM_FORK_OSAKA ? 103U : 2603U);
    }
    harness_deinit(&h);
}

/* What nothing computes is no success: KZG from cancun on, BLS12-381 from prague on. */
Test(precompile, what_is_not_computed_fails)
{
    struct harness h;
    struct evm_message message = {.kind = EVM_CALL, .gas = 5000, .value_wei = u256_from_u64(1)};

    harness_init(&h, EVM_FORK_OSAKA);
    for (unsigned number = 10; number <= 17; number++) {
        cr_expect_eq(precompile_call(&h, number, "00"), EVM_PRECOMPILE_FAILURE);
        cr_expect_eq(h.result.gas_left, 0U);
    }
    message.sender = h.caller;
    message.recipient = message.code_address = h.contract;
    cr_expect_eq(harness_execute(&h, &message), EVM_PRECOMPILE_FAILURE);
    cr_expect(u256_is_zero(evm_state_balance(h.state, &h.contract)));
    h.environment.fork = EVM_FORK_CANCUN;
    cr_expect_eq(precompile_call(&h, 10, ""), EVM_PRECOMPILE_FAILURE);
    cr_expect_eq(precompile_call(&h, 11, ""), EVM_SUCCESS);
    h.environment.fork = EVM_FORK_SHANGHAI;
    cr_expect_eq(precompile_call(&h, 10, ""), EVM_SUCCESS);
    harness_deinit(&h);
}
