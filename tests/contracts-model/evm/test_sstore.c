#include "harness.h"

/** What a sequence of stores to slot 0 costs. */
struct row {
    const char *code;
    uint64_t gas;
    int64_t refund;
    uint64_t original;
};

static void check(enum evm_fork fork, bool is_warm, uint64_t surcharge, const struct row rows[],
                  size_t count)
{
    u256 zero = u256_from_u64(0);

    for (size_t i = 0; i < count; i++) {
        struct harness h;
        harness_init(&h, fork);
        struct evm_access access = {h.contract, &zero, 1};
        evm_state_set_storage(h.state, &h.contract, zero, u256_from_u64(rows[i].original));
        harness_install(&h, &h.contract, rows[i].code);
        if (is_warm) {
            evm_prepare_access(h.state, &h.environment, &h.contract, &access, 1);
        }
        cr_expect_eq(harness_call(&h, 100000, ""), EVM_SUCCESS);
        cr_expect_eq(h.gas_used, rows[i].gas + surcharge, "%s from %llu: %llu gas", rows[i].code,
                     (unsigned long long)rows[i].original, (unsigned long long)h.gas_used);
        cr_expect_eq(h.result.gas_refund, rows[i].refund, "%s from %llu: refund %lld", rows[i].code,
                     (unsigned long long)rows[i].original, (long long)h.result.gas_refund);
        harness_deinit(&h);
    }
}

/* Source: the test cases of EIP-2200. */
static const struct row istanbul[] = {
    {"60006000556000600055", 1612, 0, 0},
    {"60006000556001600055", 20812, 0, 0},
    {"60016000556000600055", 20812, 19200, 0},
    {"60016000556002600055", 20812, 0, 0},
    {"60016000556001600055", 20812, 0, 0},
    {"60006000556000600055", 5812, 15000, 1},
    {"60006000556001600055", 5812, 4200, 1},
    {"60006000556002600055", 5812, 0, 1},
    {"60026000556000600055", 5812, 15000, 1},
    {"60026000556003600055", 5812, 0, 1},
    {"60026000556001600055", 5812, 4200, 1},
    {"60026000556002600055", 5812, 0, 1},
    {"60016000556000600055", 5812, 15000, 1},
    {"60016000556002600055", 5812, 0, 1},
    {"60016000556001600055", 1612, 0, 1},
    {"600160005560006000556001600055", 40818, 19200, 0},
    {"600060005560016000556000600055", 10818, 19200, 1},
};

/* Source: the test cases of EIP-3529, where the slot is warm. */
static const struct row london[] = {
    {"60006000556000600055", 212, 0, 0},
    {"60006000556001600055", 20112, 0, 0},
    {"60016000556000600055", 20112, 19900, 0},
    {"60016000556002600055", 20112, 0, 0},
    {"60016000556001600055", 20112, 0, 0},
    {"60006000556000600055", 3012, 4800, 1},
    {"60006000556001600055", 3012, 2800, 1},
    {"60006000556002600055", 3012, 0, 1},
    {"60026000556000600055", 3012, 4800, 1},
    {"60026000556003600055", 3012, 0, 1},
    {"60026000556001600055", 3012, 2800, 1},
    {"60026000556002600055", 3012, 0, 1},
    {"60016000556000600055", 3012, 4800, 1},
    {"60016000556002600055", 3012, 0, 1},
    {"60016000556001600055", 212, 0, 1},
    {"600160005560006000556001600055", 40118, 19900, 0},
    {"600060005560016000556000600055", 5918, 7600, 1},
};

Test(sstore, costs_what_eip_2200_says)
{
    check(EVM_FORK_ISTANBUL, false, 0, istanbul, sizeof(istanbul) / sizeof(istanbul[0]));
}

Test(sstore, costs_what_eip_3529_says)
{
    check(EVM_FORK_LONDON, true, 0, london, sizeof(london) / sizeof(london[0]));
    check(EVM_FORK_OSAKA, true, 0, london, sizeof(london) / sizeof(london[0]));
}

Test(sstore, a_cold_slot_costs_2100_more)
{
    check(EVM_FORK_OSAKA, false, 2100, london, sizeof(london) / sizeof(london[0]));
}

Test(sstore, the_next_transaction_starts_from_what_was_stored)
{
    struct harness h;

    harness_init(&h, EVM_FORK_ISTANBUL);
    harness_install(&h, &h.contract, "600035600055"); /* sstore(0, calldataload(0)) */
    harness_call(&h, 100000, "0000000000000000000000000000000000000000000000000000000000000001");
    cr_expect_eq(h.gas_used, 20009U);
    evm_state_end_transaction(h.state, NULL);
    harness_call(&h, 100000, "0000000000000000000000000000000000000000000000000000000000000002");
    cr_expect_eq(h.gas_used, 5009U);
    cr_expect(
        u256_equal(evm_state_storage(h.state, &h.contract, u256_from_u64(0)), u256_from_u64(2)));
    harness_deinit(&h);
}

Test(sstore, keeps_the_stipend_from_writing)
{
    struct harness h;

    harness_init(&h, EVM_FORK_ISTANBUL);
    harness_install(&h, &h.contract, "6000600055"); /* costs 6 + 800, and needs more than 2300 */
    cr_expect_eq(harness_call(&h, 2306, ""), EVM_OUT_OF_GAS);
    cr_expect_eq(harness_call(&h, 2307, ""), EVM_SUCCESS);
    harness_deinit(&h);
}

Test(sload, is_cold_once)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    harness_run(&h, "6000545060005450");
    cr_expect_eq(h.gas_used, 2100U + 100 + 2 * 5);
    evm_state_end_transaction(h.state, NULL);
    h.environment.fork = EVM_FORK_ISTANBUL;
    harness_run(&h, "6000545060005450");
    cr_expect_eq(h.gas_used, 2U * 800 + 2 * 5);
    harness_deinit(&h);
}

Test(transient, lives_for_one_transaction)
{
    struct harness h;

    harness_init(&h, EVM_FORK_CANCUN);
    harness_expect(&h,
                   "602a60075d"
                   "60075c",
                   "42");
    evm_state_end_transaction(h.state, NULL);
    harness_expect(&h, "60075c", "0");
    harness_run(&h, "602a60075d");
    cr_expect_eq(h.gas_used, 106U);
    harness_deinit(&h);
}
