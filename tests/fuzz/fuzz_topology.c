#include <string.h>

#include "base/error.h"
#include "models/shared/topology_private.h"
#include "tests/fuzz/fuzz.h"

/* Input: a byte that says which format, then a topology's file. What is accepted has latencies that
 * are finite and not negative, and shares that sum to 1; what is not has one error. */

static const struct config_network network = {.fibre_km_per_ms = 204, .path_stretch = 1.5};

static int read_as(uint8_t format, struct topology *topology, const struct scenario_text *text,
                   struct scenario_report *report)
{
    switch (format) {
    case 'g':
        return topology_read_gml(topology, text, &network, report);
    case 'x':
        return topology_read_graphml(topology, text, &network, report);
    case 's':
        return topology_read_simgrid(topology, text, report);
    default:
        return topology_read_matrix(topology, text, report);
    }
}

static void check(const struct topology *topology)
{
    double sum = 0;
    size_t n = topology->region_count;
    FUZZ_CHECK(n > 0);
    for (size_t from = 0; from < n; from++) {
        sum += topology->share[from];
        for (size_t to = 0; to < n; to++) {
            sim_time latency = topology_latency(topology, from, to);
            FUZZ_CHECK(latency >= 0 && latency < SIM_TIME_FOREVER / 8);
        }
    }
    FUZZ_CHECK(sum > 0.999999 && sum < 1.000001);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct scenario_report *report;
    struct topology topology = {0};
    if (len == 0 || memchr(data, '\0', len))
        return 0;
    char *copy = strndup((const char *)data + 1, len - 1);
    FUZZ_CHECK(copy && scenario_report_new(&report) == 0);
    const struct scenario_text text = {
        .name = (char *)"fuzz", .original = copy, .plain = copy, .len = len - 1};
    int r = read_as(data[0], &topology, &text, report);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO);
    FUZZ_CHECK(scenario_report_count(report) == (r == BASE_E_SCENARIO));
    if (r == 0)
        check(&topology);
    FILE *sink = fopen("/dev/null", "w");
    FUZZ_CHECK(sink);
    scenario_report_print(report, sink);
    fclose(sink);
    scenario_report_free(report);
    topology_deinit(&topology);
    free(copy);
    return 0;
}
