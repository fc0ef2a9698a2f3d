#include "models/shared/prices.h"

/** Of a time and a chain. */
struct profile {
    double eth_usd;
    uint64_t base_fee_wei; /* a gas */
    uint64_t priority_fee_wei;
    uint64_t data_fee_wei; /* a byte */
    uint64_t gas_limit;
    int64_t block_interval_ns;
};

#define SECOND_NS INT64_C(1000000000)
#define GWEI UINT64_C(1000000000)

static const struct profile presets[] = {
    /* Source: on 20 June 2020 40 gwei were enough for half an hour and 49 for two minutes
     * (coingape.com/ethereum-miners-vote-raise-gas-limit); a gas limit of 12.5 million since July
     * (blog.mycrypto.com/the-history-of-ethereums-block-size-block-gas-limit). Assumption: 13 s of
     * proof of work; an ether between the 130 dollars of January and the 740 of December, as in
     * June. */
    [CONFIG_PROFILE_L1_2020] = {230, 40 * GWEI, 9 * GWEI, 0, 12500000, 13 * SECOND_NS},
    /* Source: a mean of 2.7 gwei (incrypthos.com: Ethereum's scaling upgrades permanently ended
     * high transaction fees); 36 million gas since February; an ether at the ends of the months
     * 3,013 dollars in the mean (menafn.com/1110527355); slots of the consensus specification.
     * Assumption: a tenth of it as priority fee. */
    [CONFIG_PROFILE_L1_2025] = {3000, 27 * GWEI / 10, 27 * GWEI / 100, 0, 36000000, 12 * SECOND_NS},
    /* Source: on 5 January 2026 0.039 gwei at low and 0.043 at high priority, an ether at 3,200
     * dollars (web3.gate.com/blog/16186); 60 million gas (EIP-7935). */
    [CONFIG_PROFILE_L1_2026] = {3200, GWEI / 25, GWEI / 250, 0, 60000000, 12 * SECOND_NS},
    /* Source: Base, 2026: a least base fee of 5,000,000 wei, blocks of 400 million gas every 2 s
     * (docs.base.org: configuration changelog, throughput and limits). EIP-7918: a byte in a blob
     * costs at least a sixteenth of a gas on Ethereum, here in the profile l1_2026. Assumption:
     * signatures, hashes and proofs cannot be compressed, and nothing is added to what blobs cost;
     * a fifth of the base fee as priority fee; its slower fee market is Ethereum's here. */
    [CONFIG_PROFILE_L2] = {3200, 5000000, 1000000, GWEI / 25 / 16, 400000000, 2 * SECOND_NS},
};

void prices_derive(const struct scenario *scenario, struct config_prices *prices,
                   struct config_chain *chain)
{
    const struct profile *preset = &presets[prices->profile];
    if (prices->profile == CONFIG_PROFILE_CUSTOM)
        return;
    if (!scenario_is_set(scenario, "prices.eth_usd"))
        prices->eth_usd = preset->eth_usd;
    if (!scenario_is_set(scenario, "chain.initial_base_fee"))
        chain->initial_base_fee_wei = u256_from_u64(preset->base_fee_wei);
    if (!scenario_is_set(scenario, "chain.priority_fee"))
        chain->priority_fee_wei = u256_from_u64(preset->priority_fee_wei);
    if (!scenario_is_set(scenario, "chain.data_fee"))
        chain->data_fee_wei = u256_from_u64(preset->data_fee_wei);
    if (!scenario_is_set(scenario, "chain.gas_limit"))
        chain->gas_limit = preset->gas_limit;
    if (!scenario_is_set(scenario, "chain.block_interval"))
        chain->block_interval_ns = preset->block_interval_ns;
}
