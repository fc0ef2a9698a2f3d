#ifndef CROWDPATCH_CHAIN_FEE_MARKET_H
#define CROWDPATCH_CHAIN_FEE_MARKET_H

#include <stdint.h>

#include "base/u256.h"

/** Next block's base fee.
 *  Source: EIP-1559.  Units: wei per gas; gas.
 *  next = fee + fee*(used-target)/target/8, truncating; rises by at least 1.
 *  Assumption: it rises to 2^CHAIN_FEE_MARKET_MOST_BITS - 1 at the most; all ether there is has 87
 *  bits, so that nobody pays such a fee. Blocks above the target for a day lead there.
 *  Requires: target_gas > 0, fee_wei below that bound (asserted). */
enum { CHAIN_FEE_MARKET_MOST_BITS = 128 };
u256 chain_fee_market_next(u256 fee_wei, uint64_t used_gas, uint64_t target_gas);

#endif
