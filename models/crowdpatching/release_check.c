#include "base/error.h"
#include "base/units.h"
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
}
