#include "tests/models/run.h"

/* Values that do not go together, with what is printed. */

static void expect_errors(const char *expected, const char *const options[])
{
    char *errors;
    struct scenario *scenario = run_load(options, &errors);
    cr_expect_null(scenario);
    cr_expect_str_eq(errors, expected, "found:\n%s\nexpected:\n%s", errors, expected);
    scenario_free(scenario);
    free(errors);
}
#define EXPECT(expected, ...) expect_errors(expected, (const char *const[]){__VA_ARGS__, NULL})

static void expect_good(const char *const options[])
{
    char *errors;
    struct scenario *scenario = run_load(options, &errors);
    cr_expect_not_null(scenario, "%s", errors);
    scenario_free(scenario);
    free(errors);
}
#define EXPECT_GOOD(...) expect_good((const char *const[]){__VA_ARGS__, NULL})

Test(config_check, defaults_of_the_test)
{
    EXPECT_GOOD("seed=2");
}

/* JSON's integers have a sign in result.json. */
Test(config_check, a_seed_that_results_cannot_tell)
{
    char *errors;
    cr_expect_null(run_load((const char *const[]){"seed=9223372036854775808", NULL}, &errors));
    cr_expect_not_null(strstr(errors, "9223372036854775807"), "%s", errors);
    free(errors);
    EXPECT_GOOD("seed=9223372036854775807");
}

Test(config_check, devices_without_a_hub)
{
    EXPECT("--set world.hubs=0: error: 8 devices need a hub, and there is none\n", "world.hubs=0");
}

Test(config_check, more_hubs_than_devices)
{
    EXPECT("--set world.hubs=9: error: 9 hubs share 8 devices; every hub needs one\n",
           "world.hubs=9");
    EXPECT_GOOD("world.hubs=8");
    EXPECT_GOOD("world.hubs=0", "world.devices=0");
}

Test(config_check, a_region_that_the_topology_has_not)
{
    EXPECT("--set network.manufacturer_region=Mars: error: the topology has no region \"Mars\"; it "
           "has NORTH_AMERICA, EUROPE, SOUTH_AMERICA, ASIA_PACIFIC, JAPAN, AUSTRALIA\n",
           "network.topology=simblock_2019", "network.manufacturer_region=Mars");
}

Test(config_check, series_interval)
{
    static const char *const of_samples =
        "--set series_interval=90s: error: the series is taken from samples: a multiple of "
        "sample_interval, in whole seconds\n";
    EXPECT(of_samples, "sample_interval=1min", "series_interval=90s");
    EXPECT("--set series_interval=1min: error: a series has at most 1000 values\n",
           "sample_interval=1min", "duration=1000min", "series_interval=1min");
    EXPECT_GOOD("sample_interval=1min", "duration=999min", "series_interval=1min");
}

Test(config_check, block_interval)
{
    EXPECT(
        "--set chain.block_interval=1500ms: error: a block interval is a whole number of seconds\n",
        "chain.block_interval=1500ms");
    EXPECT_GOOD("chain.block_interval=13s");
}

Test(config_check, gossip_delay)
{
    EXPECT("--set chain.gossip_delay=12s: error: a block must be known everywhere before the next "
           "one, 12s later\n",
           "chain.gossip_delay=12s");
    EXPECT_GOOD("chain.gossip_delay=11999ms");
}

Test(config_check, rpc_timeout)
{
    EXPECT("--set chain.rpc_timeout=10s: error: a chain node answers for a transaction up to two "
           "gossip delays later, which is 10s\n",
           "chain.gossip_delay=5s", "chain.rpc_timeout=10s");
    EXPECT_GOOD("chain.gossip_delay=5s", "chain.rpc_timeout=10001ms");
}

Test(config_check, signature_scheme)
{
    EXPECT("--set crowdpatching.signature_scheme=p256: error: p256 needs P256VERIFY (EIP-7951), "
           "which osaka has; the chain's fork is prague\n",
           "chain.fork=prague", "crowdpatching.signature_scheme=p256");
    EXPECT("--set crowdpatching.signature_scheme=ed25519: error: ed25519 needs ed25519verify "
           "(EIP-665), which no fork has: chain.ed25519_verify allows it as a what-if; the chain's "
           "fork is osaka\n",
           "crowdpatching.signature_scheme=ed25519");
    EXPECT_GOOD("crowdpatching.signature_scheme=p256");
    EXPECT_GOOD("chain.fork=istanbul", "crowdpatching.signature_scheme=ed25519",
                "chain.ed25519_verify=true");
}

Test(config_check, lookup_quantiles)
{
    EXPECT("small: error: the 80 % quantile is below the median\n", "p2p.lookup_median=600ms");
    EXPECT_GOOD("p2p.lookup_median=500ms");
}

Test(config_check, a_release_fits_a_block)
{
    EXPECT(
        "--set chain.background_load=0.93: error: a release may take 4240000 gas, and a block has "
        "room for 4200000 beside the background load\n",
        "chain.background_load=0.93");
    EXPECT_GOOD("chain.background_load=0.92");
    EXPECT_GOOD("chain.background_load=0.93", "crowdpatching.device_list=merkle_root");
}

Test(config_check, deposit)
{
    EXPECT("--set crowdpatching.deposit=0.019999999999999999ETH: error: the deposit of "
           "19999999999999999wei is too small: 8 devices x (0.002ETH + 0.0005ETH) need "
           "0.02ETH\n",
           "crowdpatching.deposit=0.019999999999999999ETH");
    EXPECT_GOOD("crowdpatching.deposit=0.02ETH");
    EXPECT_GOOD("crowdpatching.deposit=0wei");
}

Test(config_check, funds)
{
    EXPECT("--set world.manufacturer_funds=0.02ETH: error: the manufacturer owns 0.02ETH and "
           "must pay a deposit of 0.02ETH and gas\n",
           "world.manufacturer_funds=0.02ETH");
    EXPECT_GOOD("world.manufacturer_funds=0.020000000000000001ETH");
}

Test(config_check, offer)
{
    EXPECT("--set crowdpatching.offer=0.004999999999999999ETH: error: no sale is possible: the "
           "offer of 4999999999999999wei is below the reserve price of 0.005ETH\n",
           "crowdpatching.offer=0.004999999999999999ETH");
    EXPECT_GOOD("crowdpatching.offer=0.005ETH");
}

/* All errors at once. */
Test(config_check, several)
{
    EXPECT("small: error: the 80 % quantile is below the median\n--set world.hubs=0: error: 8 "
           "devices need a hub, and there is none\n--set crowdpatching.offer=1gwei: error: no sale "
           "is possible: the offer of 1gwei is below the reserve price of 0.005ETH\n",
           "world.hubs=0", "p2p.lookup_median=600ms", "crowdpatching.offer=1gwei");
}
