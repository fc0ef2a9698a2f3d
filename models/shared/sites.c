#include "models/shared/sites.h"

#include <stdlib.h>

#include "base/error.h"

/** Draws that hit a region twice before the next free one is taken: a share may be nearly 0. */
#define ATTEMPTS 1000

static void draw(const struct topology *topology, const struct config_network *network,
                 uint64_t seed, bool is_site[])
{
    struct base_random random;
    base_random_init(&random, seed, 0, "servers");
    for (uint64_t i = 0; i < network->servers; i++) {
        size_t region = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            region = topology_draw_region(
                topology, (enum config_placement)network->server_placement, &random);
            if (!is_site[region])
                break;
        }
        while (is_site[region])
            region = (region + 1) % topology->region_count;
        is_site[region] = true;
    }
}

static size_t find_nearest(const struct sites *sites, const struct topology *topology,
                           size_t region)
{
    size_t nearest = 0;
    sim_time least = SIM_TIME_FOREVER;
    for (size_t i = 0; i < sites->count; i++) {
        size_t site = sites->regions[i];
        sim_time there = topology_latency(topology, region, site);
        sim_time round_trip = there + topology_latency(topology, site, region);
        if (site == region)
            return i;
        if (round_trip < least) {
            least = round_trip;
            nearest = i;
        }
    }
    return nearest;
}

int sites_init(struct sites *sites, const struct topology *topology,
               const struct config_network *network, uint64_t seed)
{
    size_t n = topology->region_count;
    bool is_all = network->servers == 0 || network->servers >= n;
    bool *is_site = calloc(n, sizeof *is_site);
    *sites = (struct sites){
        .regions = calloc(n, sizeof *sites->regions),
        .nearest = calloc(n, sizeof *sites->nearest),
    };
    if (!is_site || !sites->regions || !sites->nearest) {
        free(is_site);
        sites_deinit(sites);
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    if (!is_all)
        draw(topology, network, seed, is_site);
    for (size_t region = 0; region < n; region++)
        if (is_all || is_site[region])
            sites->regions[sites->count++] = region;
    for (size_t region = 0; region < n; region++)
        sites->nearest[region] = is_all ? region : find_nearest(sites, topology, region);
    free(is_site);
    return 0;
}

void sites_deinit(struct sites *sites)
{
    free(sites->regions);
    free(sites->nearest);
    *sites = (struct sites){0};
}
