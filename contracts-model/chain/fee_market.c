#include "contracts-model/chain/fee_market.h"

#include <assert.h>

/* Source: EIP-1559, BASE_FEE_MAX_CHANGE_DENOMINATOR. */
#define MAX_CHANGE_DENOMINATOR 8

static const u256 most_wei = {{UINT64_MAX, UINT64_MAX, 0, 0}};

static u256 change(u256 fee_wei, uint64_t gas_off_target, uint64_t target_gas)
{
    u256 product;
    bool overflow = u256_mul_overflow(fee_wei, u256_from_u64(gas_off_target), &product);
    assert(!overflow);
    (void)overflow;
    return u256_div(u256_div(product, u256_from_u64(target_gas)),
                    u256_from_u64(MAX_CHANGE_DENOMINATOR));
}

u256 chain_fee_market_next(u256 fee_wei, uint64_t used_gas, uint64_t target_gas)
{
    assert(target_gas > 0);
    assert(u256_bit_length(fee_wei) <= CHAIN_FEE_MARKET_MOST_BITS);
    if (used_gas == target_gas)
        return fee_wei;
    if (used_gas < target_gas)
        return u256_sub(fee_wei, change(fee_wei, target_gas - used_gas, target_gas));
    u256 rise = change(fee_wei, used_gas - target_gas, target_gas);
    if (u256_is_zero(rise))
        rise = u256_from_u64(1);
    u256 next_wei = u256_add(fee_wei, rise);
    return u256_bit_length(next_wei) > CHAIN_FEE_MARKET_MOST_BITS ? most_wei : next_wei;
}
