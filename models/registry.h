#ifndef CROWDPATCH_MODELS_REGISTRY_H
#define CROWDPATCH_MODELS_REGISTRY_H

#include <stdbool.h>

#include "scenarios/param.h"
#include "scenarios/scenario.h"

struct model_ops;

/** Names of all systems, NULL-terminated: the choices of "system". */
extern const char *const models_names[];

/** The system at an index of models_names. */
const struct model_ops *models_at(int index);

/** The shared sections and one for each system. */
const struct scenario_catalogue *models_catalogue(void);

/** Whether the system reads the section: its own, or a shared one of a part that it has. */
bool models_reads(const struct model_ops *model, const struct scenario_section *section);

/** The choices of a system's variants; NULL: it has none. */
const struct scenario_param *models_variants(const struct model_ops *model);
/** The chosen variant's name; NULL: the system has none. */
const char *models_variant(const struct model_ops *model, const struct scenario *scenario);

/** Checks across parameters: the shared ones and the chosen system's own.
 *  Returns 0, or BASE_E_SCENARIO with the report filled. */
int models_check(const struct scenario *scenario, struct scenario_report *report);

#endif
