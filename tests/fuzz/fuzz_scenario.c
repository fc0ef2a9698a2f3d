#include <string.h>

#include "scenarios/scenario.h"
#include "tests/fuzz/catalogue.h"
#include "tests/fuzz/fuzz.h"

/* Input: a scenario file. One with every type of parameter stands for those of the systems. What is
 * accepted can be written out and read back to the same hash; what is not has an error. */

static int load(const char *text, size_t len, struct scenario **ret_scenario)
{
    struct scenario_report *report;
    int status;

    FUZZ_CHECK(scenario_report_new(&report) == 0);
    status = scenario_load_text(&catalogue, "fuzz.json", text, len, NULL, 0, report, ret_scenario);
    FUZZ_CHECK((status == 0) == (scenario_report_count(report) == 0));
    if (status != 0) {
        FILE *sink = fopen("/dev/null", "w");

        FUZZ_CHECK(sink);
        scenario_report_print(report, sink);
        fclose(sink);
    }
    scenario_report_free(report);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct scenario *scenario, *again;
    crypto_digest hash, hash_again;
    char *resolved;

    FUZZ_CHECK(crypto_init() == 0);
    if (load((const char *)data, len, &scenario) != 0)
        return 0;
    resolved = scenario_resolved_json(scenario);
    FUZZ_CHECK(resolved);
    FUZZ_CHECK(load(resolved, strlen(resolved), &again) == 0);
    hash = scenario_hash(scenario);
    hash_again = scenario_hash(again);
    FUZZ_CHECK(memcmp(&hash, &hash_again, sizeof(hash)) == 0);
    free(resolved);
    scenario_free(scenario);
    scenario_free(again);
    return 0;
}
