#include <string.h>

#include "scenarios/scenario.h"
#include "tests/fuzz/fuzz.h"

/* Input: a scenario file. One with every type of parameter stands for those of the systems. What is
 * accepted can be written out and read back to the same hash; what is not has an error. */

struct values {
    uint64_t integer;
    double real;
    bool yes;
    int64_t duration_ns;
    uint64_t size_bytes;
    uint64_t rate_bps;
    u256 money_wei;
    int choice;
    const char *text;
};

static const char *const choices[] = {"istanbul", "london", "osaka", NULL};

#define PARAM(name, kind, member, fallback, least, most)                                           \
    {                                                                                              \
        .key = name, .type = kind, .offset = offsetof(struct values, member),                      \
        .default_text = fallback, .min_text = least, .max_text = most, .help = "A parameter.",     \
        .source = "Assumption: none.",                                                             \
    }

static const struct scenario_param top_params[] = {
    PARAM("name", SCENARIO_TEXT, text, "unnamed", NULL, NULL),
    PARAM("seed", SCENARIO_INTEGER, integer, "1", NULL, NULL),
};
static const struct scenario_param chain_params[] = {
    PARAM("integer", SCENARIO_INTEGER, integer, "3", "1", "1000000"),
    PARAM("real", SCENARIO_REAL, real, "0.5", "0", "1"),
    PARAM("yes", SCENARIO_BOOL, yes, "true", NULL, NULL),
    PARAM("duration", SCENARIO_DURATION, duration_ns, "12s", "1ms", "365d"),
    PARAM("size", SCENARIO_SIZE, size_bytes, "64KiB", "1B", "1GiB"),
    PARAM("rate", SCENARIO_RATE, rate_bps, "10Mbps", "1bps", "100000Mbps"),
    PARAM("money", SCENARIO_MONEY, money_wei, "0.02ETH", NULL, NULL),
    {.key = "fork",
     .type = SCENARIO_CHOICE,
     .offset = offsetof(struct values, choice),
     .default_text = "osaka",
     .choices = choices,
     .help = "A choice.",
     .source = "Assumption: none."},
    PARAM("text", SCENARIO_TEXT, text, "", NULL, NULL),
};

#define SECTION(title, rows)                                                                       \
    {                                                                                              \
        .name = title, .help = "A section.", .params = rows,                                       \
        .param_count = sizeof(rows) / sizeof((rows)[0]), .struct_bytes = sizeof(struct values),    \
    }
static const struct scenario_section top = SECTION("", top_params);
static const struct scenario_section chain = SECTION("chain", chain_params);
static const struct scenario_section *const sections[] = {&top, &chain};
static const struct scenario_catalogue catalogue = {sections, 2};

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
