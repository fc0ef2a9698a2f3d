#include <criterion/criterion.h>

#include "base/error.h"
#include "cli/gas_measure.h"
#include "crypto/hash.h"
#include "models/crowdpatching/entry.h"

static struct cli_gas_table measure(enum evm_fork fork, uint64_t block_gas, size_t devices)
{
    struct cli_gas_setup setup = {.fork = fork, .block_gas = block_gas, .device_count = devices};
    struct cli_gas_table table;

    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(cli_gas_measure(&setup, &table), 0, "%s", base_fail_text());
    return table;
}

/* What a distributor of CrowdPatching thinks that its transactions cost is what they do. */
Test(gas_measure, deciders_know_it)
{
    cr_assert_eq(crypto_init(), 0);
    for (int semantics = 0; contracts_semantics_names[semantics] != NULL; semantics++) {
        const struct crowdpatching_gas *known = &crowdpatching_gas_of[semantics];
        const struct cli_gas_setup setup = {.fork = EVM_FORK_OSAKA,
                                            .semantics = (enum contracts_semantics)semantics,
                                            .block_gas = 30000000,
                                            .device_count = 100};
        struct cli_gas_table table;
        cr_assert_eq(cli_gas_measure(&setup, &table), 0, "%s", base_fail_text());
        cr_expect_eq(known->claim, table.gas[CLI_GAS_CLAIM_LATER], "%d", semantics);
        cr_expect_eq(known->claim_by_root, table.gas[CLI_GAS_CLAIM_ROOT], "%d", semantics);
        cr_expect_eq(known->open, table.gas[CLI_GAS_OPEN_EXCHANGE], "%d", semantics);
        cr_expect_eq(known->reveal, table.gas[CLI_GAS_REVEAL], "%d", semantics);
    }
}

Test(gas_measure, the_same_twice)
{
    struct cli_gas_table a = measure(EVM_FORK_OSAKA, 30000000, 10);
    struct cli_gas_table b = measure(EVM_FORK_OSAKA, 30000000, 10);

    cr_expect_arr_eq(a.gas, b.gas, CLI_GAS_OPERATION_COUNT);
    cr_expect_eq(a.release_most, b.release_most);
}

Test(gas_measure, relations_that_hold_on_every_fork)
{
    for (int fork = EVM_FORK_ISTANBUL; fork <= EVM_FORK_OSAKA; fork++) {
        struct cli_gas_table table = measure((enum evm_fork)fork, 30000000, 400);
        const uint64_t *gas = table.gas;
        struct cli_gas_table small = measure((enum evm_fork)fork, 30000000, 100);

        /* A slot that is cleared gives back up to half of the gas. */
        for (int i = 0; i < CLI_GAS_OPERATION_COUNT; i++)
            cr_expect_geq(gas[i], i == CLI_GAS_FIRMWARE_REMOVE_NODE ? 10500U : 21000U,
                          "operation %d on fork %d", i, fork);
        /* A device: a fresh slot, 20 bytes and 12 zeros of call data. */
        uint64_t device = (gas[CLI_GAS_RELEASE_LIST] - small.gas[CLI_GAS_RELEASE_LIST]) / 300;
        cr_expect_geq(device, 20368U);
        cr_expect_leq(device, 24500U);
        device = (gas[CLI_GAS_ADD_DEVICES] - small.gas[CLI_GAS_ADD_DEVICES]) / 300;
        cr_expect_geq(device, 20368U);
        cr_expect_leq(device, 24500U);
        cr_expect_lt(gas[CLI_GAS_ADD_DEVICES], gas[CLI_GAS_RELEASE_LIST]);
        cr_expect_lt(gas[CLI_GAS_RELEASE_ROOT], small.gas[CLI_GAS_RELEASE_LIST]);
        cr_expect_eq(gas[CLI_GAS_RELEASE_ROOT] / 1000, small.gas[CLI_GAS_RELEASE_ROOT] / 1000);
        /* A new score entry instead of a changed one; a reset changes the window as well. */
        cr_expect_geq(gas[CLI_GAS_CLAIM_FIRST], gas[CLI_GAS_CLAIM_LATER] + 14000);
        cr_expect_leq(gas[CLI_GAS_CLAIM_FIRST], gas[CLI_GAS_CLAIM_LATER] + 18000);
        cr_expect_lt(gas[CLI_GAS_CLAIM_AFTER_RESET], gas[CLI_GAS_CLAIM_LATER] + 2000);
        cr_expect_lt(gas[CLI_GAS_CLAIM_DUPLICATE], gas[CLI_GAS_CLAIM_LATER]);
        cr_expect_gt(gas[CLI_GAS_CLAIM_ROOT], small.gas[CLI_GAS_CLAIM_ROOT]);
        cr_expect_gt(gas[CLI_GAS_CLAIM_ROOT], gas[CLI_GAS_CLAIM_LATER]);
        /* 1 KiB in a log: 8 gas a byte and 16 at most for its call data (istanbul on; the floor
           of prague is above both), 375 for the entry and its topics. */
        uint64_t binary = gas[CLI_GAS_LOG_POST] - gas[CLI_GAS_LOG_POST_HASH];
        cr_expect_geq(binary, 1024U * (8 + 15));
        cr_expect_leq(binary, 1024U * 40 + 3000);
        cr_expect_lt(gas[CLI_GAS_LOG_ACKNOWLEDGE], gas[CLI_GAS_LOG_VOTE]);
        /* 32 slots: 20,000 gas each for fresh ones, 5,000 at most for those that change. */
        cr_expect_geq(gas[CLI_GAS_FIRMWARE_PUSH_FIRST], gas[CLI_GAS_FIRMWARE_PUSH] + 32 * 15000);
        cr_expect_geq(gas[CLI_GAS_FIRMWARE_PUSH_FIRST], 32U * 20000);
        cr_expect_leq(gas[CLI_GAS_FIRMWARE_PUSH], 32U * 5900 + 21000 + 1024 * 16 + 40000);
        cr_expect_lt(gas[CLI_GAS_FIRMWARE_REMOVE_NODE], gas[CLI_GAS_FIRMWARE_ADD_NODE]);
    }
}

/* The longest list fits, and one device more does not. */
Test(gas_measure, longest_list)
{
    struct cli_gas_table table = measure(EVM_FORK_OSAKA, 30000000, 1);

    cr_expect_eq(table.transaction_gas, 16777216U);
    cr_expect_leq(table.release_most_gas, table.transaction_gas);
    cr_expect_lt(table.release_most, table.add_most);
    struct cli_gas_table most = measure(EVM_FORK_OSAKA, 30000000, table.release_most);
    cr_expect_eq(most.gas[CLI_GAS_RELEASE_LIST], table.release_most_gas);
    struct cli_gas_table more = measure(EVM_FORK_OSAKA, 30000000, table.release_most + 1);
    cr_expect_eq(more.gas[CLI_GAS_RELEASE_LIST], 0U);
    cr_expect_gt(more.gas[CLI_GAS_ADD_DEVICES], 0U);
    most = measure(EVM_FORK_OSAKA, 30000000, table.add_most);
    cr_expect_eq(most.gas[CLI_GAS_ADD_DEVICES], table.add_most_gas);
    more = measure(EVM_FORK_OSAKA, 30000000, table.add_most + 1);
    cr_expect_eq(more.gas[CLI_GAS_ADD_DEVICES], 0U);
    cr_expect_gt(more.gas[CLI_GAS_CLAIM_ROOT], 0U);
}

/* Before osaka the block is the bound. */
Test(gas_measure, block_gas_bounds)
{
    struct cli_gas_table small = measure(EVM_FORK_LONDON, 5000000, 1);
    struct cli_gas_table large = measure(EVM_FORK_LONDON, 40000000, 1);

    cr_expect_eq(small.transaction_gas, 5000000U);
    cr_expect_eq(large.transaction_gas, 40000000U);
    cr_expect_lt(small.release_most, large.release_most / 7);
}

/* Three precompiles: 3,000, 6,900 and 2,000 gas; the keys' call data; more code to deploy. */
Test(gas_measure, schemes_differ)
{
    struct cli_gas_table tables[CRYPTO_SCHEME_COUNT];

    cr_assert_eq(crypto_init(), 0);
    for (int i = 0; i < CRYPTO_SCHEME_COUNT; i++) {
        struct cli_gas_setup setup = {.fork = EVM_FORK_OSAKA,
                                      .scheme = (enum crypto_scheme)i,
                                      .block_gas = 30000000,
                                      .device_count = 10};
        cr_assert_eq(cli_gas_measure(&setup, &tables[i]), 0, "%s", base_fail_text());
    }
    static const enum cli_gas_operation signed_by_device[] = {
        CLI_GAS_CLAIM_FIRST, CLI_GAS_CLAIM_LATER, CLI_GAS_CLAIM_AFTER_RESET, CLI_GAS_CLAIM_ROOT,
        CLI_GAS_INSTALLATION};
    const uint64_t *plain = tables[CRYPTO_SCHEME_SECP256K1].gas;
    const uint64_t *p256 = tables[CRYPTO_SCHEME_P256].gas;
    const uint64_t *ed25519 = tables[CRYPTO_SCHEME_ED25519].gas;
    for (size_t i = 0; i < sizeof(signed_by_device) / sizeof(signed_by_device[0]); i++) {
        enum cli_gas_operation operation = signed_by_device[i];
        /* A key of 64 bytes instead of v. */
        cr_expect_gt(p256[operation], plain[operation] + 3900 + 700);
        cr_expect_lt(p256[operation], plain[operation] + 3900 + 1900);
        /* A key of 32 bytes instead of v. */
        cr_expect_gt(ed25519[operation] + 1000, plain[operation] + 300);
        cr_expect_lt(ed25519[operation] + 1000, plain[operation] + 1300);
    }
    cr_expect_gt(p256[CLI_GAS_DEPLOY], plain[CLI_GAS_DEPLOY]);
    cr_expect_gt(p256[CLI_GAS_RELEASE_LIST], plain[CLI_GAS_RELEASE_LIST]);
    cr_expect_leq(tables[CRYPTO_SCHEME_P256].release_most,
                  tables[CRYPTO_SCHEME_SECP256K1].release_most);
    cr_expect_eq(p256[CLI_GAS_OPEN_EXCHANGE], ed25519[CLI_GAS_OPEN_EXCHANGE]);
}

Test(gas_measure, too_little_gas_for_the_contracts)
{
    struct cli_gas_setup setup = {.fork = EVM_FORK_OSAKA, .block_gas = 1000000, .device_count = 1};
    struct cli_gas_table table;

    cr_assert_eq(crypto_init(), 0);
    cr_expect_eq(cli_gas_measure(&setup, &table), BASE_E_SIM);
    setup.block_gas = 30000; /* the creation's call data alone needs more */
    cr_expect_eq(cli_gas_measure(&setup, &table), BASE_E_SIM);
    setup.block_gas = 100; /* less than a chain may have */
    cr_expect_eq(cli_gas_measure(&setup, &table), BASE_E_RANGE);
}
