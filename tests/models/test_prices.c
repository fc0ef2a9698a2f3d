#define RUN_TEXT                                                                                   \
    "{\"name\": \"prices\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                    \
    " \"world\": {\"distributors\": 3, \"hubs\": 6, \"devices\": 12},"                             \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"seeding_slots\": 2}}"

#include "tests/models/run.h"

#define GWEI UINT64_C(1000000000)

static struct config_prices prices;
static struct config_chain chain;

static void read_options(const char *const options[])
{
    char *errors;
    struct scenario *scenario = run_load(options, &errors);
    cr_assert_not_null(scenario, "%s", errors);
    free(errors);
    prices = *(const struct config_prices *)scenario_section_values(scenario, "prices");
    chain = *(const struct config_chain *)scenario_section_values(scenario, "chain");
    scenario_free(scenario);
}

Test(prices, custom_is_what_the_parameters_say)
{
    read_options((const char *const[]){NULL});
    cr_expect_eq(prices.eth_usd, 3000);
    cr_expect_eq(chain.gas_limit, 60000000);
    cr_expect_eq(chain.block_interval_ns, 12000000000);
    cr_expect(u256_equal(chain.initial_base_fee_wei, u256_from_u64(GWEI)));
    cr_expect(u256_is_zero(chain.data_fee_wei));
}

Test(prices, presets)
{
    static const struct {
        const char *option;
        double eth_usd;
        uint64_t gas_price_wei, data_fee_wei, gas_limit;
        int64_t block_interval_ns;
        const char *help; /* of prices.profile */
    } cases[] = {
        {"prices.profile=l1_2020", 230, 49 * GWEI, 0, 12500000, 13000000000,
         "l1_2020 40 and 9 gwei, 230 USD"},
        {"prices.profile=l1_2025", 3000, 2970000000, 0, 36000000, 12000000000,
         "l1_2025 2.7 and 0.27 gwei, 3000 USD"},
        {"prices.profile=l1_2026", 3200, 44000000, 0, 60000000, 12000000000,
         "l1_2026 0.04 and 0.004 gwei, 3200 USD"},
        {"prices.profile=l2", 3200, 6000000, 2500000, 400000000, 2000000000,
         "l2 0.005 and 0.001 gwei, 3200 USD, and 0.0025 gwei a byte"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_options((const char *const[]){cases[i].option, NULL});
        cr_expect_eq(prices.eth_usd, cases[i].eth_usd);
        cr_expect_eq(chain.gas_limit, cases[i].gas_limit);
        cr_expect_eq(chain.block_interval_ns, cases[i].block_interval_ns);
        cr_expect(u256_equal(u256_add(chain.initial_base_fee_wei, chain.priority_fee_wei),
                             u256_from_u64(cases[i].gas_price_wei)));
        cr_expect(u256_equal(chain.data_fee_wei, u256_from_u64(cases[i].data_fee_wei)));
        cr_expect_not_null(strstr(config_prices_section.params[0].help, cases[i].help), "%s",
                           cases[i].help);
    }
}

Test(prices, what_the_scenario_says_stands_above_the_preset)
{
    read_options((const char *const[]){"prices.profile=l2", "prices.eth_usd=1",
                                       "chain.gas_limit=50000000", "chain.block_interval=3s",
                                       "chain.initial_base_fee=7gwei", "chain.priority_fee=2gwei",
                                       "chain.data_fee=9wei", NULL});
    cr_expect_eq(prices.eth_usd, 1);
    cr_expect_eq(chain.gas_limit, 50000000);
    cr_expect_eq(chain.block_interval_ns, 3000000000);
    cr_expect(u256_equal(chain.initial_base_fee_wei, u256_from_u64(7 * GWEI)));
    cr_expect(u256_equal(chain.priority_fee_wei, u256_from_u64(2 * GWEI)));
    cr_expect(u256_equal(chain.data_fee_wei, u256_from_u64(9)));
}

/* All values written out, as in a run's scenario.json, mean the same. */
Test(prices, a_resolved_scenario_has_the_same_prices)
{
    char *errors;
    /* The gas limit is its parameter's default, and not the preset's. */
    struct scenario *scenario = run_load(
        (const char *const[]){"prices.profile=l2", "chain.gas_limit=60000000", NULL}, &errors);
    char *text = scenario_resolved_json(scenario);
    struct scenario_report *report;
    struct scenario *again;
    cr_assert_not_null(text);
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(scenario_load_text(models_catalogue(), "again", text, strlen(text), NULL, 0,
                                    report, &again),
                 0);
    crypto_digest hash = scenario_hash(scenario), hash_again = scenario_hash(again);
    cr_expect(crypto_digest_equal(&hash, &hash_again));
    chain = *(const struct config_chain *)scenario_section_values(again, "chain");
    prices = *(const struct config_prices *)scenario_section_values(again, "prices");
    cr_expect_eq(chain.gas_limit, 60000000);
    cr_expect_eq(chain.block_interval_ns, 2000000000);
    cr_expect(u256_equal(chain.data_fee_wei, u256_from_u64(2500000)));
    cr_expect_eq(prices.eth_usd, 3200);
    scenario_report_free(report);
    scenario_free(again);
    scenario_free(scenario);
    free(text);
    free(errors);
}

static u256 manufacturers_fees(const char *option)
{
    struct run run;
    run_set_up(&run, option, NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 12);
    run_expect_books(&run);
    u256 fees_wei = run.world.outcome.manufacturer.fees_wei;
    run_tear_down(&run);
    return fees_wei;
}

/* Books and supply close with a data fee, which is the least part of the fees: at 6,000,000 wei a
 * gas, some four million gas of the manufacturer are 2.4e13 wei. */
Test(prices, a_run_on_a_rollup)
{
    u256 fees_wei = manufacturers_fees("prices.profile=l2");
    cr_expect(u256_compare(fees_wei, u256_from_u64(18000000000000)) > 0);
    cr_expect(u256_compare(fees_wei, u256_from_u64(40000000000000)) < 0);
}

Test(prices, a_run_in_2020)
{
    u256 fees_wei = manufacturers_fees("prices.profile=l1_2020");
    cr_expect(u256_compare(fees_wei, u256_from_u64(100000000000000000)) > 0);
}
