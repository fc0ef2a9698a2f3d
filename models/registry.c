#include "models/registry.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "models/boudguiga/boudguiga.h"
#include "models/boudguiga/config.h"
#include "models/client_server/client_server.h"
#include "models/client_server/config.h"
#include "models/crowdpatching/config.h"
#include "models/crowdpatching/crowdpatching.h"
#include "models/crowdpatching/entry_config.h"
#include "models/lee_lee/config.h"
#include "models/lee_lee/lee_lee.h"
#include "models/leiba/config.h"
#include "models/leiba/leiba.h"
#include "models/model.h"
#include "models/refai_wu/config.h"
#include "models/refai_wu/refai_wu.h"
#include "models/shared/adversary.h"
#include "models/shared/config.h"
#include "models/shared/faults.h"
#include "models/shared/firmware.h"
#include "models/shared/homes.h"
#include "models/shared/prices.h"

/** One row a system, which has <name>_ops and <name>_section. */
#define SYSTEMS(ROW)                                                                               \
    ROW(crowdpatching) ROW(client_server) ROW(leiba) ROW(lee_lee) ROW(boudguiga) ROW(refai_wu)

#define NAME(system) #system,
const char *const models_names[] = {SYSTEMS(NAME) NULL};

#define OPS(system) &system##_ops,
static const struct model_ops *const systems[] = {SYSTEMS(OPS)};

#define SECTION(system) &system##_section,
enum { RUN, WORLD, NETWORK, PRICES, P2P, CHAIN, FIDELITY, FAULTS, ADVERSARY };
static const struct scenario_section *const sections[] = {[RUN] = &config_run_section,
                                                          [WORLD] = &config_world_section,
                                                          [NETWORK] = &config_network_section,
                                                          [PRICES] = &config_prices_section,
                                                          [P2P] = &config_p2p_section,
                                                          [CHAIN] = &config_chain_section,
                                                          [FIDELITY] = &config_fidelity_section,
                                                          [FAULTS] = &config_faults_section,
                                                          [ADVERSARY] = &config_adversary_section,
                                                          &crowdpatching_entry_section,
                                                          &crowdpatching_market_section,
                                                          SYSTEMS(SECTION)};

/** world.update_sizes: the update's size follows from the seed, in every system the same. */
static void draw_update_size(void *const values[])
{
    const struct config_run *run = values[RUN];
    const struct config_world *world = values[WORLD];
    const struct firmware_sizes *sizes = firmware_sizes_at(world->update_sizes);
    struct base_random random;
    if (!sizes)
        return;
    base_random_init(&random, run->seed, UINT32_MAX, "update.size");
    uint64_t bytes = firmware_draw_bytes(sizes, &random);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        for (size_t j = 0; sections[i]->only_for_system && j < sections[i]->param_count; j++)
            if (strcmp(sections[i]->params[j].key, "update_size") == 0)
                memcpy((char *)values[i] + sections[i]->params[j].offset, &bytes, sizeof bytes);
}

/** Values that follow from the choice of a preset, or from the seed. */
static void derive(const struct scenario *scenario, void *const values[])
{
    homes_derive(scenario, values[NETWORK]);
    prices_derive(scenario, values[PRICES], values[CHAIN]);
    draw_update_size(values);
}

const struct model_ops *models_at(int index)
{
    return systems[index];
}

const struct scenario_catalogue *models_catalogue(void)
{
    static const struct scenario_catalogue catalogue = {
        sections, sizeof sections / sizeof sections[0], derive};
    return &catalogue;
}

bool models_reads(const struct model_ops *model, const struct scenario_section *section)
{
    if (section->only_for_system)
        return strcmp(section->only_for_system, model->about.name) == 0;
    if (section == &config_chain_section)
        return model_has(model, MODEL_CHAIN);
    if (section == &config_p2p_section)
        return model_has(model, MODEL_LOOKUPS);
    return true;
}

const struct scenario_param *models_variants(const struct model_ops *model)
{
    const struct scenario_section *section = model->about.section;
    if (!model->about.variant_key)
        return NULL;
    for (size_t i = 0; i < section->param_count; i++)
        if (strcmp(section->params[i].key, model->about.variant_key) == 0)
            return &section->params[i];
    assert(!"variant_key is no key of the section");
    return NULL;
}

const char *models_variant(const struct model_ops *model, const struct scenario *scenario)
{
    const struct scenario_param *variants = models_variants(model);
    if (!variants)
        return NULL;
    const char *values = scenario_section_values(scenario, model->about.section->name);
    int choice;
    memcpy(&choice, values + variants->offset, sizeof choice);
    return variants->choices[choice];
}

int models_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct config_run *run = scenario_section_values(scenario, "");
    const struct model_ops *model = models_at(run->system);
    int r = config_check(scenario, report);
    if (r == BASE_E_NOMEM)
        return r;
    const struct config_world *world = scenario_section_values(scenario, "world");
    if (world->manufacturers > 1 && !model_has(model, MODEL_RELEASES)) {
        scenario_report_error(report, scenario, "world.manufacturers",
                              "%s is a system of one manufacturer", model->about.name);
        r = BASE_E_SCENARIO;
    }
    int adversary_r = adversary_check(scenario, model->about.name, model_attacks(model), report);
    int model_r = model->check ? model->check(scenario, report) : 0;
    return r < 0 ? r : adversary_r < 0 ? adversary_r : model_r;
}
