#include "models/shared/sites.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sites draw(const struct topology *topology, uint64_t servers, uint64_t seed)
{
    const struct config_network network = {.servers = servers};
    struct sites sites;
    cr_assert_eq(sites_init(&sites, topology, &network, seed), 0);
    return sites;
}

Test(sites, every_region_has_its_own)
{
    struct topology topology;
    cr_assert_eq(topology_init(&topology, CONFIG_TOPOLOGY_AWS_P50), 0);
    struct sites sites = draw(&topology, 0, 1);
    cr_expect_eq(sites.count, 33);
    for (size_t region = 0; region < 33; region++) {
        cr_expect_eq(sites.regions[region], region);
        cr_expect_eq(sites.nearest[region], region);
    }
    sites_deinit(&sites);
    topology_deinit(&topology);
}

Test(sites, the_nearest_has_the_shortest_round_trip)
{
    struct topology topology;
    cr_assert_eq(topology_init(&topology, CONFIG_TOPOLOGY_KING), 0);
    struct sites sites = draw(&topology, 7, 3);
    cr_assert_eq(sites.count, 7);
    for (size_t i = 1; i < 7; i++)
        cr_expect_lt(sites.regions[i - 1], sites.regions[i]);
    for (size_t region = 0; region < topology.region_count; region++) {
        size_t own = sites.regions[sites.nearest[region]];
        sim_time least =
            topology_latency(&topology, region, own) + topology_latency(&topology, own, region);
        for (size_t i = 0; i < 7 && own != region; i++) {
            size_t other = sites.regions[i];
            cr_expect_leq(least, topology_latency(&topology, region, other) +
                                     topology_latency(&topology, other, region));
            cr_expect_neq(other, region);
        }
    }
    sites_deinit(&sites);
    topology_deinit(&topology);
}

/* Sites are drawn without repetition: chi-squared over 33 regions, 32 degrees of freedom, of 2000
 * draws of 5 regions. The 99.9 % quantile is 62.5; the variance is smaller without repetition. */
Test(sites, they_are_drawn_evenly)
{
    struct topology topology;
    unsigned counts[33] = {0};
    double chi2 = 0;
    cr_assert_eq(topology_init(&topology, CONFIG_TOPOLOGY_AWS_P50), 0);
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct sites sites = draw(&topology, 5, seed);
        cr_assert_eq(sites.count, 5);
        for (size_t i = 0; i < 5; i++)
            counts[sites.regions[i]]++;
        sites_deinit(&sites);
    }
    for (size_t i = 0; i < 33; i++) {
        double expected = 2000 * 5 / 33.0;
        chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    cr_expect_lt(chi2, 62.5);
    topology_deinit(&topology);
}
