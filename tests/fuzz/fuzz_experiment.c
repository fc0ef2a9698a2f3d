#include <string.h>

#include "scenarios/experiment.h"
#include "tests/fuzz/catalogue.h"
#include "tests/fuzz/fuzz.h"

/* Input: an experiment file. Each point of one that is accepted is a scenario with the point's hash
 * and has a cell for every column; what is not has an error. */

enum { POINTS_LOOKED_AT = 4 };

static int place(const struct experiment_design *design, double ret_units[])
{
    for (size_t row = 0; row < design->row_count; row++)
        for (size_t i = 0; i < design->axis_count; i++)
            *ret_units++ = (double)((row * 7 + i * 3) % 11) / 10;
    return 0;
}

static void check_point(const struct experiment *experiment, const char *text, size_t len,
                        size_t index)
{
    struct scenario_report *report;
    struct scenario *scenario;
    size_t count;
    const char *const *settings = experiment_point_settings(experiment, index, &count);
    FUZZ_CHECK(scenario_report_new(&report) == 0);
    FUZZ_CHECK(experiment_load_point(&catalogue, "fuzz.json", text, len, settings, count, report,
                                     &scenario) == 0);
    crypto_digest expected = experiment_point_hash(experiment, index);
    crypto_digest hash = scenario_hash(scenario);
    FUZZ_CHECK(memcmp(&hash, &expected, sizeof hash) == 0);
    for (size_t i = 0; i < experiment_column_count(experiment); i++) {
        const struct experiment_column *column = experiment_column(experiment, i);
        struct base_buffer cell = {0};
        experiment_append_cell(scenario, column, &cell);
        FUZZ_CHECK(!base_buffer_failed(&cell));
        FUZZ_CHECK(experiment_column_unit(column) && experiment_column_type(column)[0]);
        base_buffer_deinit(&cell);
    }
    experiment_point_seed(experiment, index, experiment_replications(experiment)->maximum);
    scenario_report_free(report);
    scenario_free(scenario);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct experiment_hooks hooks = {.place = place};
    struct scenario_report *report;
    struct experiment *experiment;
    const char *text = (const char *)data;

    FUZZ_CHECK(crypto_init() == 0);
    FUZZ_CHECK(scenario_report_new(&report) == 0);
    int r = experiment_load_text(&catalogue, &hooks, "fuzz.json", text, len, NULL, 0, report,
                                 &experiment);
    FUZZ_CHECK((r == 0) == (scenario_report_count(report) == 0));
    if (r == 0) {
        size_t count = experiment_point_count(experiment);
        FUZZ_CHECK(count <= EXPERIMENT_POINTS_MAX);
        for (size_t i = 0; i < count && i < POINTS_LOOKED_AT; i++)
            check_point(experiment, text, len, i);
        const struct experiment_design *design = experiment_design(experiment);
        for (size_t row = 0; design->kind != EXPERIMENT_DESIGN_NONE && row < design->row_count;
             row++)
            FUZZ_CHECK(experiment_design_point(experiment, row) < count);
        experiment_free(experiment);
    } else {
        FILE *sink = fopen("/dev/null", "w");
        FUZZ_CHECK(sink);
        scenario_report_print(report, sink);
        fclose(sink);
    }
    scenario_report_free(report);
    return 0;
}
