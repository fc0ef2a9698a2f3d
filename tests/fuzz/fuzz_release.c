#include <string.h>

#include "base/error.h"
#include "cli/size.h"
#include "crypto/hash.h"
#include "tests/fuzz/fuzz.h"

/* Input: a release file. What is accepted has a window, a price of its currency, and a market whose
 * fees and prices are finite; what is not has an error. */

static void check(const struct size_release *release)
{
    struct size_market market;
    FUZZ_CHECK(release->window_ns > 0 && release->usd > 0);
    if (size_market_init(release, &market) < 0)
        return;
    FUZZ_CHECK(market.base_fee_wei >= 0 && market.base_fee_wei < 1e30);
    FUZZ_CHECK(market.eth_usd_low <= market.eth_usd_high && market.eth_usd_high < 1e30);
    FUZZ_CHECK(market.gas_limit > 0 && market.block_interval_ns > 0);
    struct size_inputs middle = size_inputs_middle(release, &market);
    FUZZ_CHECK(middle.fee > 0 && middle.eth_usd > 0);
    FUZZ_CHECK(size_homes(release, release->fleet->devices) <= release->fleet->devices);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct scenario_report *report;
    struct size_release release;
    char *text = malloc(len + 1);
    FUZZ_CHECK(text && crypto_init() == 0 && scenario_report_new(&report) == 0);
    memcpy(text, data, len);
    text[len] = '\0';
    int r = size_release_load("fuzz.json", text, NULL, 0, report, &release);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO);
    FUZZ_CHECK((r == 0) == (scenario_report_count(report) == 0));
    if (r == 0) {
        check(&release);
        size_release_deinit(&release);
    }
    scenario_report_free(report);
    free(text);
    return 0;
}
