#include <string.h>

#include "scenarios/scenario.h"
#include "tests/fuzz/catalogue.h"
#include "tests/fuzz/fuzz.h"

/* Input: a scenario file, and behind a form feed what `--set` takes, one a line. What is accepted
 * can be written out and read back to the same hash; what is not has an error. */

enum { OPTIONS_MAX = 16 };

static int load(const char *text, size_t len, const char *const options[], size_t option_count,
                struct scenario **ret_scenario)
{
    struct scenario_report *report;
    int status;

    FUZZ_CHECK(scenario_report_new(&report) == 0);
    status = scenario_load_text(&catalogue, "fuzz.json", text, len, options, option_count, report,
                                ret_scenario);
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

/* Cuts the lines of `text` apart. */
static size_t split_options(char *text, const char *ret_options[OPTIONS_MAX])
{
    size_t count = 0;

    for (char *next; text != NULL && count < OPTIONS_MAX; text = next) {
        next = strchr(text, '\n');
        if (next != NULL)
            *next++ = '\0';
        ret_options[count++] = text;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct scenario *scenario, *again;
    crypto_digest hash, hash_again;
    const char *options[OPTIONS_MAX];
    char *resolved, *settings = NULL;
    size_t option_count = 0;

    FUZZ_CHECK(crypto_init() == 0);
    const uint8_t *feed = len > 0 ? memchr(data, '\f', len) : NULL;
    if (feed != NULL) {
        settings = strndup((const char *)feed + 1, (size_t)(data + len - feed - 1));
        FUZZ_CHECK(settings);
        option_count = split_options(settings, options);
        len = (size_t)(feed - data);
    }
    if (load((const char *)data, len, options, option_count, &scenario) == 0) {
        resolved = scenario_resolved_json(scenario);
        FUZZ_CHECK(resolved);
        FUZZ_CHECK(load(resolved, strlen(resolved), NULL, 0, &again) == 0);
        hash = scenario_hash(scenario);
        hash_again = scenario_hash(again);
        FUZZ_CHECK(memcmp(&hash, &hash_again, sizeof(hash)) == 0);
        free(resolved);
        scenario_free(scenario);
        scenario_free(again);
    }
    free(settings);
    return 0;
}
