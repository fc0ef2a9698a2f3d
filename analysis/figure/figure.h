#ifndef CROWDPATCH_ANALYSIS_FIGURE_FIGURE_H
#define CROWDPATCH_ANALYSIS_FIGURE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/figure/expression.h"
#include "analysis/figure/spec.h"
#include "analysis/interval.h"
#include "analysis/points.h"
#include "base/bytes.h"

/** What a figure shows, and what its claims come to, by the runs of its campaign. Intervals are by
 *  Student's t over the replications, at 0.95. */

#define FIGURE_CONFIDENCE 0.95

/** Whether the point at `index` has the values that are asked for. */
bool figure_where_matches(const struct figure_where *where, const struct analysis_points *points,
                          size_t index);

/** A mean that is drawn. */
struct figure_value {
    size_t panel, series;
    double x;         /* of bars the place of the cell, from 0 */
    const char *cell; /* of bars; else "" */
    size_t runs;
    struct analysis_interval y; /* y.n of the runs have a value; 0: none, and no numbers */
};

struct figure_data {
    struct figure_value *values; /* by panel, by series, by x */
    size_t count;
};

/** points: of results.csv; effort: of effort.csv, with the same points. Returns 0; BASE_E_SCENARIO
 *  when a series has no point, or two at one place; or BASE_E_NOMEM. Cells are borrowed from the
 *  tables. */
int figure_data_make(const struct figure_spec *spec, const struct analysis_points *points,
                     const struct analysis_points *effort, struct figure_data *ret_data);
void figure_data_deinit(struct figure_data *data);
/** Appends data.csv, or with is_measured measured.csv: panel, series, x, cell, runs, n, mean, low,
 *  high. */
void figure_data_write(const struct figure_spec *spec, const struct figure_data *data,
                       bool is_measured, struct base_buffer *out);
/** Whether some panel is of effort.csv. */
bool figure_has_measured(const struct figure_spec *spec);

/** How the data compare with a data.csv that is kept. */
struct figure_agreement {
    size_t count;   /* of values, of both */
    size_t equal;   /* to the last digit */
    size_t apart;   /* intervals do not meet, and means differ by more than the tolerance */
    size_t unknown; /* in one of the two only */
    double largest; /* difference of two means, by the larger one */
};
/** kept: as analysis_table_read() gives it; `name` stands for it in messages. Returns 0,
 *  BASE_E_SCENARIO when it is no such table, or BASE_E_NOMEM. */
int figure_data_compare(const struct figure_spec *spec, const struct figure_data *data,
                        const char *name, const struct analysis_table *kept,
                        struct figure_agreement *ret_agreement);

enum figure_verdict {
    FIGURE_VERDICT_PASS,
    FIGURE_VERDICT_FAIL,
    FIGURE_VERDICT_NO_VALUE, /* fewer than two replications have one: a failure too */
};
struct figure_finding {
    enum figure_verdict verdict;
    struct analysis_interval value;
    /* Replications that have runs at all points, but no value: with any a claim fails, for the mean
       of the others may be that of those which fared better. */
    size_t without;
    char lacking[FIGURE_NAME_MAX]; /* no run has a value, and the table not this column; or "" */
};
/** The key of a condition that the sweep does not set; NULL: it sets them all. */
const char *figure_where_unset(const struct figure_where *where,
                               const struct analysis_points *points);
/** Whether the interval lies where it is asked to lie. */
bool figure_claim_passes(const struct figure_claim *claim, const struct analysis_interval *value);
/** Tests one claim. Returns 0; BASE_E_SCENARIO when no point matches; or BASE_E_NOMEM. */
int figure_claim_test(const struct figure_claim *claim, const struct analysis_points *points,
                      struct figure_finding *ret_finding);
/** "above 2", "0.5 +- 0.1": what is asked of the value. */
void figure_claim_describe(const struct figure_claim *claim, struct base_buffer *out);
/** Appends claims.csv: id, verdict, n, value, low, high, is, target, tolerance. */
void figure_findings_write(const struct figure_spec *spec, const struct figure_finding findings[],
                           struct base_buffer *out);

/** Appends NAME.dat: a block for each series, which "index" of gnuplot finds. */
void figure_gnuplot_data(const struct figure_spec *spec, const struct figure_data *data,
                         struct base_buffer *out);
/** Appends NAME.gp, which makes NAME.svg, NAME.png and NAME.pdf, 3.5 inches wide, of NAME.dat in
 *  the directory it is run in. */
void figure_gnuplot_script(const struct figure_spec *spec, const struct figure_data *data,
                           const char *name, struct base_buffer *out);

#endif
