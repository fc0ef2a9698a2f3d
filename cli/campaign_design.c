/* The designs of sensitivity analyses, between experiments, which have axes, and campaigns. */
#include <assert.h>
#include <string.h>

#include "analysis/sensitivity.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "models/registry.h"

_Static_assert(EXPERIMENT_SOBOL_AXES_MAX == ANALYSIS_SOBOL_FACTORS_MAX,
               "what an experiment may ask for is what there is");

static int place(const struct experiment_design *design, double ret_units[])
{
    size_t axes = design->axis_count;
    if (design->kind == EXPERIMENT_DESIGN_SOBOL) {
        assert(analysis_sobol_points(axes, (size_t)design->samples) == design->row_count);
        return analysis_sobol_design(axes, (size_t)design->samples, ret_units);
    }
    assert(analysis_morris_points(axes, (size_t)design->trajectories) == design->row_count);
    return analysis_morris_design(axes, (size_t)design->trajectories, (size_t)design->levels,
                                  design->seed, ret_units);
}

const struct experiment_hooks cli_campaign_hooks = {.check = models_check, .place = place};

int cli_campaign_keep_design(const struct experiment *experiment, const size_t numbers[],
                             struct campaign *campaign)
{
    const struct experiment_design *design = experiment_design(experiment);
    if (design->kind == EXPERIMENT_DESIGN_NONE)
        return 0;
    struct campaign_design kept = {
        .kind = design->kind == EXPERIMENT_DESIGN_SOBOL ? "sobol" : "morris",
        .axes = base_arena_calloc(&campaign->arena, design->axis_count, sizeof(char *)),
        .choices = base_arena_calloc(&campaign->arena, design->axis_count, sizeof *kept.choices),
        .axis_count = design->axis_count,
        .trajectories = design->trajectories,
        .levels = design->levels,
        .seed = design->seed,
        .points = base_arena_calloc(&campaign->arena, design->row_count, sizeof *kept.points),
        .row_count = design->row_count,
    };
    if (!kept.axes || !kept.choices || !kept.points)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < kept.axis_count; i++)
        if (!(kept.axes[i] = campaign_copy(campaign, experiment_column(experiment, i)->key)))
            return BASE_E_NOMEM;
    memcpy(kept.choices, design->choices, design->axis_count * sizeof *kept.choices);
    for (size_t row = 0; row < kept.row_count; row++)
        kept.points[row] = numbers[experiment_design_point(experiment, row)];
    campaign->design = kept;
    return 0;
}
