#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/calibration.h"
#include "models/shared/class_file.h"
#include "models/shared/config.h"
#include "models/shared/run_series.h"
#include "models/shared/topology.h"

static unsigned long long whole_seconds(int64_t duration_ns)
{
    return (unsigned long long)(duration_ns / 1000000000);
}

static void check_counts(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_world *world = scenario_section_values(scenario, "world");
    if (world->devices > 0 && world->hubs == 0)
        scenario_report_error(report, scenario, "world.hubs",
                              "%llu devices need a hub, and there is none",
                              (unsigned long long)world->devices);
    if (world->hubs > world->devices)
        scenario_report_error(report, scenario, "world.hubs",
                              "%llu hubs share %llu devices; every hub needs one",
                              (unsigned long long)world->hubs, (unsigned long long)world->devices);
}

static void check_series(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_run *run = scenario_section_values(scenario, "");
    if (run->series_interval_ns == 0)
        return;
    if (run->series_interval_ns % run->sample_interval_ns != 0 ||
        run->series_interval_ns % 1000000000 != 0)
        scenario_report_error(report, scenario, "series_interval",
                              "the series is taken from samples: a multiple of sample_interval, "
                              "in whole seconds");
    else if (run->duration_ns / run->series_interval_ns >= RUN_SERIES_VALUES_MAX)
        scenario_report_error(report, scenario, "series_interval", "a series has at most %d values",
                              RUN_SERIES_VALUES_MAX);
}

static void check_chain(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    if (chain->block_interval_ns % 1000000000 != 0)
        scenario_report_error(report, scenario, "chain.block_interval",
                              "a block interval is a whole number of seconds");
    if (chain->rpc_timeout_ns <= 2 * chain->gossip_delay_ns)
        scenario_report_error(report, scenario, "chain.rpc_timeout",
                              "a chain node answers for a transaction up to two gossip delays "
                              "later, which is %llus",
                              whole_seconds(2 * chain->gossip_delay_ns));
    if (chain->gossip_delay_ns >= chain->block_interval_ns)
        scenario_report_error(report, scenario, "chain.gossip_delay",
                              "a block must be known everywhere before the next one, %llus later",
                              whole_seconds(chain->block_interval_ns));
}

/** Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
static int check_calibration(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_fidelity *fidelity = scenario_section_values(scenario, "fidelity");
    struct calibration calibration;
    if (fidelity->calibration[0] == '\0')
        return 0;
    char *path = calibration_path(scenario);
    int r = path ? calibration_read(path, report, &calibration)
                 : base_fail(BASE_E_NOMEM, "memory is exhausted");
    free(path);
    return r;
}

/** Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
static int check_class(const struct scenario *scenario, const char *name,
                       struct scenario_report *report)
{
    struct class_file class_file = {0};
    char *path = config_path(scenario, name);
    int r = path ? class_file_read(path, NULL, report, &class_file)
                 : base_fail(BASE_E_NOMEM, "memory is exhausted");
    class_file_deinit(&class_file);
    free(path);
    return r;
}

/** Each file once. Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
static int check_classes(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_world *world = scenario_section_values(scenario, "world");
    const char *const names[] = {world->manufacturer_class, world->distributor_class,
                                 world->hub_class, world->device_class};
    int r = 0;
    for (size_t i = 0; r != BASE_E_NOMEM && i < sizeof names / sizeof names[0]; i++) {
        bool is_done = crypto_device_class_find(names[i]) != NULL;
        for (size_t j = 0; j < i; j++)
            is_done |= strcmp(names[i], names[j]) == 0;
        if (!is_done)
            r = check_class(scenario, names[i], report);
    }
    return r;
}

struct region_names {
    char text[320];
};

/** "Graz, Linz", or of many the first ones: "Graz, Linz and 31 others". */
static struct region_names name_regions(const struct topology *topology)
{
    const size_t most = 8;
    struct region_names names;
    size_t len = 0, shown = topology->region_count < most ? topology->region_count : most;
    for (size_t i = 0; i < shown; i++)
        len += (size_t)snprintf(names.text + len, sizeof names.text - len, "%s%.30s",
                                i > 0 ? ", " : "", topology->names[i]);
    if (shown < topology->region_count)
        snprintf(names.text + len, sizeof names.text - len, " and %zu others",
                 topology->region_count - shown);
    return names;
}

/** Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
static int check_topology(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_network *network = scenario_section_values(scenario, "network");
    struct topology topology;
    if (network->file[0] && !topology_is_in_file((enum config_topology)network->topology))
        scenario_report_error(report, scenario, "network.file",
                              "a topology of kind \"%s\" is in no file",
                              config_topology_names[network->topology]);
    int r = topology_init_for(&topology, scenario, report);
    if (r < 0)
        return r;
    const char *region = network->manufacturer_region;
    if (region[0] && topology_find_region(&topology, region) == topology.region_count)
        scenario_report_error(report, scenario, "network.manufacturer_region",
                              "the topology has no region \"%.60s\"; it has %s", region,
                              name_regions(&topology).text);
    if (network->servers > topology.region_count)
        scenario_report_error(report, scenario, "network.servers",
                              "the topology has %zu regions only", topology.region_count);
    if (network->home_rates == CONFIG_HOME_RATES_REGIONAL && !topology.up_bps)
        scenario_report_error(report, scenario, "network.home_rates",
                              "the topology \"%s\" says nothing of rates",
                              config_topology_names[network->topology]);
    topology_deinit(&topology);
    return 0;
}

int config_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_p2p *p2p = scenario_section_values(scenario, "p2p");
    size_t before = scenario_report_count(report);
    check_counts(scenario, report);
    check_series(scenario, report);
    check_chain(scenario, report);
    if (p2p->lookup_p80_ns < p2p->lookup_median_ns)
        scenario_report_error(report, scenario, "p2p.lookup_p80",
                              "the 80 %% quantile is below the median");
    if (p2p->dht_alpha > p2p->dht_k)
        scenario_report_error(report, scenario, "p2p.dht_alpha",
                              "a look-up asks no more nodes at a time than dht_k");
    int r = check_calibration(scenario, report);
    if (r != BASE_E_NOMEM)
        r = check_classes(scenario, report);
    if (r != BASE_E_NOMEM)
        r = check_topology(scenario, report);
    if (r < 0 && r != BASE_E_SCENARIO)
        return r;
    return scenario_report_count(report) == before ? 0 : BASE_E_SCENARIO;
}
