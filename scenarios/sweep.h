#ifndef CROWDPATCH_SCENARIOS_SWEEP_H
#define CROWDPATCH_SCENARIOS_SWEEP_H

#include "base/arena.h"
#include "scenarios/experiment.h"
#include "scenarios/tree.h"

/** The object "sweep" of an experiment. Inside of scenarios/ only. */

struct sweep_setting {
    const char *option; /* "world.hubs=5"; NULL: this level does not set the key */
    size_t offset;      /* of what it came from */
};

/** Levels of which a point has one. */
struct sweep_factor {
    size_t level_count;
    size_t width;                   /* settings a level */
    struct sweep_setting *settings; /* [level_count * width] */
    struct sweep_factor *next;
};

struct sweep_constraint {
    const char *text;
    size_t offset;
    struct sweep_constraint *next;
};

struct sweep {
    struct experiment_column *columns; /* [column_count], in the order of the file */
    size_t *column_offsets;
    size_t column_count;
    struct sweep_factor *factors;
    struct sweep_constraint *constraints;
    struct experiment_design design;
};

/** What reading goes with. Messages of a wrong value stand at its place. */
struct sweep_reader {
    const struct scenario_catalogue *catalogue;
    const struct scenario_text *text;
    struct base_arena *arena;
    struct scenario_report *report;
    experiment_place *place;
    bool no_memory;
};

/** How values are spread over an axis: at places in the unit interval. */
struct sweep_samples {
    size_t count;
    const double *units; /* [count * stride], of which the axis has each first; NULL: one in each of
                            `count` equal parts, by the stream of the axis that `seed` begins */
    size_t stride;
    uint64_t seed;
};

/** Reports a composed message at a byte of the file, and releases it. */
void sweep_report(struct sweep_reader *reader, size_t offset, struct base_buffer *message);
/** Reports printf-like. */
void sweep_error(struct sweep_reader *reader, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** Reads an object by a table into its struct, defaults included. `others` (NULL-ended) are keys
 * that are read elsewhere. Values of TEXT point into the tree. */
void sweep_read_table(struct sweep_reader *reader, const struct scenario_section *table,
                      const char *const others[], const struct scenario_node *node, void *values);

/** Reads "sweep". Errors are in the report. */
void sweep_read(struct sweep_reader *reader, const struct scenario_node *node, struct sweep *sweep);

/** Reads the values of one parameter, [v, ...] or {"range": ...} or {"log": ...}, as options with
 *  its key. With samples, those at their places in the range; a list is cut into equal parts.
 *  Returns their number; 0 with an error in the report. */
size_t sweep_read_axis(struct sweep_reader *reader, const struct experiment_column *column,
                       const struct scenario_node *node, const struct sweep_samples *samples,
                       struct sweep_setting **ret_settings);
/** One value as an option. False: it is wrong, and reported. */
bool sweep_read_setting(struct sweep_reader *reader, const struct experiment_column *column,
                        const struct scenario_node *node, struct sweep_setting *ret_setting);

/** Finds "section.key". NULL after reporting that there is none, with the nearest. */
const struct scenario_param *sweep_find_key(struct sweep_reader *reader, const char *key,
                                            size_t offset,
                                            const struct scenario_section **ret_section);

/** Checks the syntax of a constraint such as "world.hubs <= world.devices". */
void sweep_check_constraint(struct sweep_reader *reader, const struct sweep_constraint *constraint);
/** Whether a point satisfies a constraint that was checked. */
bool sweep_satisfies(struct sweep_reader *reader, const struct sweep_constraint *constraint,
                     const struct scenario *scenario);

/** The tables of "replications", of an axis' "range" and "log" (without `from`, `to` and `step`,
 * whose type is the parameter's), and of "latin_hypercube" (without `axes`); for the schema too.
 * Their names are those of the objects. */
extern const struct scenario_section sweep_replications_table;
extern const struct scenario_section sweep_range_table;
extern const struct scenario_section sweep_hypercube_table;
extern const struct scenario_section sweep_morris_table; /* without `axes` */
extern const struct scenario_section sweep_sobol_table;  /* without `axes` */

struct sweep_range {
    uint64_t count;
};
struct sweep_hypercube {
    uint64_t points;
    uint64_t seed;
};

#endif
