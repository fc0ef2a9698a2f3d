#ifndef CROWDPATCH_SCENARIOS_EXPERIMENT_H
#define CROWDPATCH_SCENARIOS_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "scenarios/scenario.h"

/** An experiment: a scenario file with "sweep", which sets some parameters to many values, and
 *  "replications", which says how often each point is run. Either may be missing: a scenario is an
 *  experiment of one run. */
struct experiment;

/** Points of a sweep. Assumption: nobody reads more. */
#define EXPERIMENT_POINTS_MAX 100000

enum experiment_seeds {
    EXPERIMENT_SEEDS_COMMON,      /* replication r has seed + r at all points */
    EXPERIMENT_SEEDS_INDEPENDENT, /* no two runs share one */
};

struct experiment_replications { /* "replications" */
    uint64_t count;              /* without a metric */
    int seeds;                   /* enum experiment_seeds */
    const char *metric;          /* a column of results.csv; "": `count` decides */
    double relative_half_width;  /* of the metric's mean, of its confidence interval */
    double confidence;
    uint64_t batch; /* replications after which the metric is looked at */
    uint64_t maximum;
};

/** A parameter that the sweep sets. */
struct experiment_column {
    const char *key; /* "world.hubs" */
    const struct scenario_param *param;
    const struct scenario_section *section;
};

/** A design of a sensitivity analysis, which is a whole sweep. Its axes are the columns. */
struct experiment_design {
    int kind;              /* enum experiment_design_kind */
    size_t axis_count;     /* 1 or more; of Sobol's at most EXPERIMENT_SOBOL_AXES_MAX */
    uint64_t trajectories; /* Morris */
    uint64_t levels;       /* Morris; even */
    uint64_t seed;         /* Morris */
    uint64_t samples;      /* Sobol: rows of each of its two samples */
    size_t row_count;      /* of the design; at most EXPERIMENT_POINTS_MAX */
    const size_t *choices; /* [axis_count]: values of an axis that is a list; 0: a range */
};
enum experiment_design_kind {
    EXPERIMENT_DESIGN_NONE,
    EXPERIMENT_DESIGN_MORRIS,
    EXPERIMENT_DESIGN_SOBOL,
};
#define EXPERIMENT_SOBOL_AXES_MAX 20

/** Which of a list's values a place in the unit interval means: each has an equal part. */
static inline size_t experiment_choice(double unit, size_t choices)
{
    size_t part = (size_t)(unit * (double)choices);
    return part < choices ? part : choices - 1;
}

/** Places the rows of a design in the unit cube. Shape: ret_units[row_count][axis_count], in
 *  [0, 1]. Returns 0 or BASE_E_NOMEM. */
typedef int experiment_place(const struct experiment_design *design, double ret_units[]);

/** Checks a scenario across its parameters. Returns 0, BASE_E_SCENARIO with the report filled, or
 *  another error. */
typedef int experiment_check(const struct scenario *scenario, struct scenario_report *report);

/** What rooms above know. */
struct experiment_hooks {
    experiment_check *check; /* NULL: nothing to check */
    experiment_place *place;
};

/** Reads an experiment with `--set` options and checks every point. `name` stands for the file in
 *  messages, and paths in the scenario are relative to it.
 *  Returns 0; BASE_E_SCENARIO with the report filled; or BASE_E_NOMEM. */
int experiment_load_text(const struct scenario_catalogue *catalogue,
                         const struct experiment_hooks *hooks, const char *name, const char *text,
                         size_t len, const char *const set_options[], size_t set_count,
                         struct scenario_report *report, struct experiment **ret_experiment);
/** The same from a file. */
int experiment_load(const struct scenario_catalogue *catalogue,
                    const struct experiment_hooks *hooks, const char *path,
                    const char *const set_options[], size_t set_count,
                    struct scenario_report *report, struct experiment **ret_experiment);
void experiment_free(struct experiment *experiment);

/** The file's text as it stands. */
const char *experiment_text(const struct experiment *experiment, size_t *ret_len);
/** The value of the key "name" of the first point. */
const char *experiment_name(const struct experiment *experiment);
const struct experiment_replications *experiment_replications(const struct experiment *experiment);
size_t experiment_column_count(const struct experiment *experiment);
const struct experiment_column *experiment_column(const struct experiment *experiment,
                                                  size_t index);

/** The sweep's design; its kind is EXPERIMENT_DESIGN_NONE when the sweep is no design. */
const struct experiment_design *experiment_design(const struct experiment *experiment);
/** The point of a row of the design: several rows may have one. */
size_t experiment_design_point(const struct experiment *experiment, size_t row);

/** Points, without those that a constraint leaves out and those that mean the same as an earlier
 *  one. Each has: */
size_t experiment_point_count(const struct experiment *experiment);
/** The settings that make it of the file, options included: "a.b=c". */
const char *const *experiment_point_settings(const struct experiment *experiment, size_t point,
                                             size_t *ret_count);
/** scenario_hash() under the file's own seed. */
crypto_digest experiment_point_hash(const struct experiment *experiment, size_t point);
/** The seed of a replication: at most 2^53, so that every reader of numbers keeps its digits,
 * unless the file's own is larger. */
uint64_t experiment_point_seed(const struct experiment *experiment, size_t point,
                               uint64_t replication);

/** Loads one point: `text` and `name` are an experiment's, settings[] a point's. Messages are as
 *  those of scenario_load_text(). */
int experiment_load_point(const struct scenario_catalogue *catalogue, const char *name,
                          const char *text, size_t len, const char *const settings[],
                          size_t setting_count, struct scenario_report *report,
                          struct scenario **ret_scenario);

/** Reports that "replications.metric" is no metric, naming the nearest of `metrics` (NULL-ended).
 */
void experiment_report_metric(const struct experiment *experiment, const char *const metrics[],
                              struct scenario_report *report);

/** The column of the catalogue's "section.key", without `param` and `section` when it has no such
 *  parameter. `key` is borrowed. */
struct experiment_column experiment_find_column(const struct scenario_catalogue *catalogue,
                                                const char *key);
/** A cell of results.csv: the value of "section.key" in base units, as a number or a plain text;
 *  empty when the scenario's system does not know it. Appends to `out`. */
void experiment_append_cell(const struct scenario *scenario, const struct experiment_column *column,
                            struct base_buffer *out);
/** The unit at the end of a column's name: "s", "bytes", "bps", "wei"; "" without. */
const char *experiment_column_unit(const struct experiment_column *column);
/** "integer", "number", "boolean" or "string". */
const char *experiment_column_type(const struct experiment_column *column);

#endif
