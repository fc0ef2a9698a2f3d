#include "models/crowdpatching/config.h"
#include "models/shared/adversary.h"

/* Several releases, and several manufacturers. */

/** Kinds whose attackers look at one release. */
#define OF_ONE_RELEASE                                                                             \
    (ADVERSARY_BIT(ADVERSARY_SECOND_RELEASE) | ADVERSARY_BIT(ADVERSARY_PROVER_GRIEFING) |          \
     ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) |                                           \
     ADVERSARY_BIT(ADVERSARY_IMPERSONATE_HUB) | ADVERSARY_BIT(ADVERSARY_IMPERSONATE_DEVICE))
/** And at one score. */
#define OF_ONE_MANUFACTURER (OF_ONE_RELEASE | ADVERSARY_BIT(ADVERSARY_WHITEWASH))

/** Of all packages, which are made before the run. Assumption: what a small machine has left. */
#define PACKAGES_BYTES_MAX (UINT64_C(4) << 30)

uint64_t crowdpatching_largest_fleet(const struct config_world *world)
{
    return (world->devices + world->manufacturers - 1) / world->manufacturers;
}

void crowdpatching_check_releases(const struct scenario *scenario,
                                  const struct crowdpatching_config *config,
                                  const struct config_world *world, struct scenario_report *report)
{
    const struct config_adversary *adversary = scenario_section_values(scenario, "adversary");
    uint64_t kind = adversary->kind == ADVERSARY_NONE ? 0 : ADVERSARY_BIT(adversary->kind);
    if (config->releases > 1 && kind & OF_ONE_RELEASE)
        scenario_report_error(report, scenario, "crowdpatching.releases",
                              "attackers of kind %s look at one release",
                              adversary_kind_names[adversary->kind]);
    if (world->manufacturers > 1 && kind & OF_ONE_MANUFACTURER)
        scenario_report_error(report, scenario, "world.manufacturers",
                              "attackers of kind %s look at one manufacturer",
                              adversary_kind_names[adversary->kind]);
    uint64_t releases = config->releases * world->manufacturers;
    if (releases > 1 && releases * config->update_bytes > PACKAGES_BYTES_MAX)
        scenario_report_error(report, scenario, "crowdpatching.releases",
                              "%llu releases of %llu bytes do not fit into memory: all together "
                              "have 4 GiB at the most",
                              (unsigned long long)releases,
                              (unsigned long long)config->update_bytes);
}
