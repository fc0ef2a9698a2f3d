#include <math.h>

#include "contracts-model/chain/fee_market.h"
#include "models/shared/config.h"
#define RUN_TEXT                                                                                   \
    "{\"name\": \"fees\", \"system\": \"crowdpatching\", \"seed\": 1, \"duration\": \"2h\","       \
    " \"sample_interval\": \"12s\","                                                               \
    " \"world\": {\"distributors\": 4, \"hubs\": 8, \"devices\": 8},"                              \
    " \"prices\": {\"profile\": \"l1_2020\"},"                                                     \
    " \"crowdpatching\": {\"update_size\": \"4KiB\", \"expiry\": \"1h\", \"hub_poll\": \"5min\"}}"
#include "tests/models/run.h"

/* What others use of a block at a base fee, and what becomes of the base fee with it. */

#define FEE UINT64_C(20000000000)
#define TARGET UINT64_C(30000000)

static struct config_chain chain_of(double load, double elasticity)
{
    return (struct config_chain){.gas_limit = 2 * TARGET,
                                 .background_load = load,
                                 .background_elasticity = elasticity,
                                 .initial_base_fee_wei = u256_from_u64(FEE)};
}

static double next(const struct config_chain *chain, uint64_t own_gas, u256 *fee_wei)
{
    uint64_t used_gas = config_chain_others_gas(chain, *fee_wei) + own_gas;
    uint64_t most_gas = chain->gas_limit;
    *fee_wei = chain_fee_market_next(*fee_wei, used_gas < most_gas ? used_gas : most_gas, TARGET);
    return u256_to_double(*fee_wei);
}

static double after(const struct config_chain *chain, uint64_t own_gas, int blocks, u256 *fee_wei)
{
    double fee = u256_to_double(*fee_wei);
    for (int i = 0; i < blocks; i++)
        fee = next(chain, own_gas, fee_wei);
    return fee;
}

/* With a fixed budget EIP-1559 is linear: fee' = 7/8 fee + fee_0/8, so that each block takes an
 * eighth of what is left of a burst's rise. The bound is three gas of the target's 30 million. */
Test(chain_congestion, the_fee_comes_back_by_an_eighth_a_block)
{
    const struct config_chain chain = chain_of(0.5, 1);
    u256 fee_wei = u256_from_u64(2 * FEE);
    double left = (double)FEE;
    for (int block = 1; block <= 150; block++) {
        left *= 7.0 / 8;
        double fee = next(&chain, 0, &fee_wei);
        cr_expect_float_eq(fee, (double)FEE + left, 1e-7 * (double)FEE, "block %d", block);
    }
    cr_expect_float_eq(u256_to_double(fee_wei), (double)FEE, 1e-7 * (double)FEE);
}

/* At rest nothing moves, to the wei. */
Test(chain_congestion, the_target_holds_the_fee)
{
    const struct config_chain chain = chain_of(0.5, 1);
    u256 fee_wei = u256_from_u64(FEE);
    cr_expect_eq(config_chain_others_gas(&chain, fee_wei), TARGET);
    cr_expect_eq(after(&chain, 0, 1000, &fee_wei), (double)FEE);
}

/* Who does not give way leaves the fee where a burst took it. */
Test(chain_congestion, without_elasticity_the_fee_stays)
{
    const struct config_chain chain = chain_of(0.5, 0);
    u256 fee_wei = u256_from_u64(2 * FEE);
    cr_expect_eq(config_chain_others_gas(&chain, fee_wei), TARGET);
    cr_expect_eq(after(&chain, 0, 1000, &fee_wei), 2.0 * (double)FEE);
}

/* A sixth of the target for ever: fee* = fee_0 * others / (target - own) = 1.2 fee_0, and on the
 * way fee' - fee* = (7/8 + own / 8 target) (fee - fee*). */
Test(chain_congestion, a_constant_load_has_its_fee)
{
    const struct config_chain chain = chain_of(0.5, 1);
    u256 fee_wei = u256_from_u64(FEE);
    double rest = 1.2 * (double)FEE, left = (double)FEE - rest;
    for (int block = 1; block <= 200; block++) {
        left *= 7.0 / 8 + 1.0 / 48;
        double fee = next(&chain, TARGET / 6, &fee_wei);
        cr_expect_float_eq(fee, rest + left, 1e-7 * rest, "block %d", block);
    }
}

/* fee* = fee_0 * (others / (target - own))^(1 / elasticity), from above and below, and the slower
 * the less elastic: near it a block takes elasticity / 8 of the way. */
Test(chain_congestion, equilibria_of_other_elasticities)
{
    const double elasticities[] = {0.175, 0.5, 2, 4};
    for (size_t i = 0; i < sizeof elasticities / sizeof elasticities[0]; i++) {
        const struct config_chain chain = chain_of(0.5, elasticities[i]);
        double rest = (double)FEE * pow(1.2, 1 / elasticities[i]);
        u256 low_wei = u256_from_u64(FEE), high_wei = u256_from_u64(10 * FEE);
        cr_expect_float_eq(after(&chain, TARGET / 6, 2000, &low_wei), rest, 1e-5 * rest, "%zu", i);
        cr_expect_float_eq(after(&chain, TARGET / 6, 2000, &high_wei), rest, 1e-5 * rest, "%zu", i);
        u256 near_wei = u256_from_u64(FEE + FEE / 1000);
        double left = after(&chain, 0, 1, &near_wei) - (double)FEE;
        cr_expect_float_eq(left / (double)(FEE / 1000), 1 - elasticities[i] / 8, 1e-3, "%zu", i);
    }
}

/* Who uses a fifth of the blocks brings the fee down until they are at the target; who wants more
 * than it, up. */
Test(chain_congestion, loads_off_the_target_move_the_fee)
{
    const struct config_chain calm = chain_of(0.2, 1), busy = chain_of(0.95, 1);
    u256 calm_wei = u256_from_u64(FEE), busy_wei = u256_from_u64(FEE);
    cr_expect_float_eq(after(&calm, 0, 300, &calm_wei), 0.4 * (double)FEE, 1e-6 * (double)FEE);
    cr_expect_float_eq(after(&busy, 0, 300, &busy_wei), 1.9 * (double)FEE, 1e-6 * (double)FEE);
    cr_expect_eq(config_chain_others_gas(&busy, u256_from_u64(FEE / 2)), 2 * TARGET,
                 "more than a block holds");
}

/* Who alone uses the target crowds out all others, and the fee rises for ever: by
 * (fee_0 / fee) / 8 of itself, which is fee_0 / 8 a block. */
Test(chain_congestion, overload_has_no_equilibrium)
{
    const struct config_chain chain = chain_of(0.5, 1);
    u256 fee_wei = u256_from_u64(FEE);
    double last = after(&chain, TARGET, 800, &fee_wei);
    cr_expect_float_eq(last, 101.0 * (double)FEE, 1e-4 * last);
    cr_expect_leq(config_chain_others_gas(&chain, fee_wei), TARGET / 100);
    fee_wei = u256_from_u64(FEE);
    last = after(&chain, TARGET + TARGET / 2, 300, &fee_wei);
    cr_expect_gt(last, pow(1.0625, 300) * (double)FEE, "half of the target too much");
}

Test(chain_congestion, where_there_is_no_fee_others_are_as_many_as_ever)
{
    struct config_chain chain = chain_of(0.3, 1);
    cr_expect_eq(config_chain_others_gas(&chain, u256_from_u64(0)), 18000000, "before london");
    chain.initial_base_fee_wei = u256_from_u64(0);
    cr_expect_eq(config_chain_others_gas(&chain, u256_from_u64(FEE)), 18000000);
}

/** The base fee at the end of a run, and the highest one. */
static double last_base_fee(const char *elasticity, double *ret_most)
{
    struct run run;
    run_set_up(&run, elasticity, NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    double last = 0;
    *ret_most = 0;
    for (size_t i = 0; i < outcome->sample_count; i++) {
        last = u256_to_double(outcome->samples[i].base_fee_wei);
        *ret_most = fmax(*ret_most, last);
    }
    cr_expect_eq(outcome->patched, 8);
    run_expect_books(&run);
    run_tear_down(&run);
    return last;
}

/* What a release leaves of its own gas in the base fee of a whole run. */
Test(chain_congestion, a_release_leaves_the_fee_as_it_was)
{
    double most, first = 40e9, last = last_base_fee("chain.background_elasticity=1", &most);
    cr_expect_gt(most, 1.01 * first);
    cr_expect_float_eq(last, first, 1e-3 * first);
}

Test(chain_congestion, a_release_leaves_all_of_its_rise_to_who_stays)
{
    double most, first = 40e9, last = last_base_fee("chain.background_elasticity=0", &most);
    cr_expect_gt(last, 1.01 * first);
    cr_expect_eq(last, most, "it never falls");
}
