#include "contracts-model/chain/fee_market.h"

#include <criterion/criterion.h>

static uint64_t next(uint64_t fee_wei, uint64_t used_gas, uint64_t target_gas)
{
    uint64_t value;
    cr_assert(
        u256_to_u64(chain_fee_market_next(u256_from_u64(fee_wei), used_gas, target_gas), &value));
    return value;
}

/* Computed by hand from EIP-1559's formula; the first three stand in go-ethereum's tests too. */
Test(fee_market, known_steps)
{
    cr_expect_eq(next(1000000000, 10000000, 10000000), 1000000000, "at the target");
    cr_expect_eq(next(1000000000, 9000000, 10000000), 987500000, "below");
    cr_expect_eq(next(1000000000, 11000000, 10000000), 1012500000, "above");
    cr_expect_eq(next(1000000000, 0, 15000000), 875000000, "an empty block: -1/8");
    cr_expect_eq(next(1000000000, 30000000, 15000000), 1125000000, "a full block: +1/8");
    cr_expect_eq(next(1000000000, 5001, 2500), 1125050000, "full, of an odd gas limit");
}

Test(fee_market, rises_by_at_least_one_and_falls_to_seven)
{
    cr_expect_eq(next(1, 15000001, 15000000), 2);
    cr_expect_eq(next(0, 30000000, 15000000), 1);
    cr_expect_eq(next(7, 30000000, 15000000), 8);
    /* 7 / 8 truncates to no fall at all. */
    cr_expect_eq(next(7, 0, 15000000), 7);
    cr_expect_eq(next(8, 0, 15000000), 7);
    cr_expect_eq(next(0, 0, 15000000), 0);
}

Test(fee_market, a_sequence)
{
    /* Four full blocks, then four empty ones. */
    static const uint64_t expected[] = {1125000000, 1265625000, 1423828125, 1601806640,
                                        1401580810, 1226383209, 1073085308, 938949645};
    uint64_t fee = 1000000000;
    for (int i = 0; i < 8; i++) {
        fee = next(fee, i < 4 ? 30000000 : 0, 15000000);
        cr_expect_eq(fee, expected[i], "step %d: %llu", i, (unsigned long long)fee);
    }
}

Test(fee_market, large_fees_do_not_overflow)
{
    u256 fee = {{0, UINT64_C(1) << 60, 0, 0}}; /* 2^124 */
    u256 expected = u256_add(fee, u256_div(fee, u256_from_u64(8)));
    cr_expect(u256_equal(chain_fee_market_next(fee, 60000000, 30000000), expected));
}

/* Full blocks for two days. */
Test(fee_market, fees_stop_at_the_most)
{
    const u256 most = {{UINT64_MAX, UINT64_MAX, 0, 0}};
    u256 fee = u256_from_u64(1000000000);
    for (int i = 0; i < 14400; i++) {
        u256 following = chain_fee_market_next(fee, 60000000, 30000000);
        cr_assert_geq(u256_compare(following, fee), 0);
        fee = following;
    }
    cr_expect(u256_equal(fee, most));
    u256 fallen = u256_sub(most, u256_div(most, u256_from_u64(8)));
    cr_expect(u256_equal(chain_fee_market_next(most, 0, 30000000), fallen));
    /* 2^127 has as many bits as the most, and room to rise by an eighth. */
    const u256 below = {{0, UINT64_C(1) << 63, 0, 0}};
    const u256 risen = {{0, UINT64_C(9) << 60, 0, 0}};
    cr_expect(u256_equal(chain_fee_market_next(below, 60000000, 30000000), risen));
}
