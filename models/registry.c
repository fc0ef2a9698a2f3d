#include "models/registry.h"

#include <stddef.h>

#include "models/crowdpatching/config.h"
#include "models/crowdpatching/crowdpatching.h"
#include "models/model.h"
#include "models/shared/config.h"

/* One row a system, in both tables. */
const char *const models_names[] = {"crowdpatching", NULL};
static const struct model_ops *const systems[] = {&crowdpatching_ops};

static const struct scenario_section *const sections[] = {
    &config_run_section,   &config_world_section,    &config_network_section, &config_p2p_section,
    &config_chain_section, &config_fidelity_section, &crowdpatching_section,
};

const struct model_ops *models_at(int index)
{
    return systems[index];
}

const struct scenario_catalogue *models_catalogue(void)
{
    static const struct scenario_catalogue catalogue = {sections,
                                                        sizeof sections / sizeof sections[0]};
    return &catalogue;
}

int models_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_run *run = scenario_section_values(scenario, "");
    const struct model_ops *model = models_at(run->system);
    int r = config_check(scenario, report);
    int model_r = model->check ? model->check(scenario, report) : 0;
    return r < 0 ? r : model_r;
}
