#ifndef CROWDPATCH_SCENARIOS_EXPERIMENT_PRIVATE_H
#define CROWDPATCH_SCENARIOS_EXPERIMENT_PRIVATE_H

#include "scenarios/experiment.h"
#include "scenarios/sweep.h"

/** What an experiment is made of. Inside of scenarios/ only. */

struct experiment_point {
    const char **settings; /* [setting_count] */
    size_t setting_count;
    crypto_digest hash;
};

struct experiment {
    const struct scenario_catalogue *catalogue;
    const char *const *options; /* while it is loaded */
    size_t option_count;
    struct scenario_text text;
    struct base_arena arena; /* all below but the two arrays at the end */
    struct sweep sweep;
    bool has_sweep;
    bool has_many_systems;
    size_t sweep_offset;
    size_t metric_offset;
    struct experiment_replications replications;
    const char *name;
    uint64_t seed;
    struct experiment_point *points; /* [point_count] */
    size_t *design_points;           /* [sweep.design.row_count]; NULL: no design */
    size_t point_count;
};

/** Makes and checks all points. Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
int experiment_make_points(struct experiment *experiment, experiment_check *check,
                           struct sweep_reader *reader);
bool experiment_has_too_many_runs(const struct experiment *experiment);

#endif
